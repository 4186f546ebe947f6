// npm run build: src/ -> build/ (tsc, ignored by git) -> dist/ (@vercel/ncc, committed).
// `--out DIR` writes the bundle elsewhere, so that the gate can compare it with the committed one.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { minifySync } from '@swc/core'
import { composeLicenses } from './licenses.mjs'

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } })
const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(root, values.out)
const require = createRequire(import.meta.url)

function run(script, ...args) {
  // ncc takes the tsconfig.json of the folder it runs in: the one beside this file.
  const { status } = spawnSync(process.execPath, [require.resolve(script), ...args], {
    cwd: resolve(root, 'bundling'),
    stdio: 'inherit'
  })
  if (status !== 0) process.exit(status ?? 1)
}

for (const folder of [resolve(root, 'build'), out]) rmSync(folder, { recursive: true, force: true })
run('../node_modules/typescript/bin/tsc', '--project', 'tsconfig.emit.json')
run(
  '@vercel/ncc/dist/ncc/cli.js',
  'build',
  '../build/index.js',
  '--out',
  out,
  '--minify',
  '--no-cache',
  '--quiet',
  '--target',
  'es2022'
)

// ncc minifies the main chunk alone; every user's runner downloads the others too.
for (const name of readdirSync(out).filter(name => /^\d+\.index\.js$/.test(name))) {
  const chunk = resolve(out, name)
  const { code } = minifySync(readFileSync(chunk, 'utf8'), { module: true, compress: true, mangle: true })
  writeFileSync(chunk, `${code}\n`)
}

writeFileSync(resolve(out, 'LICENSES.txt'), composeLicenses(root))
