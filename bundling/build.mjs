// npm run build: src/ -> build/ (tsc, ignored by git) -> dist/ (committed). One bundle of @vercel/ncc holds all actions
// and shares its chunks between them; beside it stands one small entry per action.
// `--out DIR` writes the bundle elsewhere, so that the gate can compare it with the committed one.
import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
  '../build/actions.js',
  '--out',
  out,
  '--minify',
  '--no-cache',
  '--quiet',
  '--target',
  'es2022'
)

// The bundler calls every bundle index.js; here that is the entry of the root action.
renameSync(resolve(out, 'index.js'), resolve(out, 'actions.js'))
for (const entry of ['index.js', 'stop.js', 'watch.js'])
  copyFileSync(resolve(root, 'build', entry), resolve(out, entry))

// The bundle asks for Node's own modules by way of a CommonJS loader, whose start takes longer than all of them together.
const bundle = resolve(out, 'actions.js')
writeFileSync(bundle, withoutCreateRequire(readFileSync(bundle, 'utf8')))

// ncc minifies the main chunk alone, and keeps the names in it; every user's runner downloads all of them.
for (const name of readdirSync(out).filter(name => /^(?:actions|\d+\.index)\.js$/.test(name))) {
  const chunk = resolve(out, name)
  const options = { module: true, compress: { toplevel: true }, mangle: { toplevel: true } }
  const { code } = minifySync(readFileSync(chunk, 'utf8'), options)
  writeFileSync(chunk, `${code}\n`)
}

writeFileSync(resolve(out, 'LICENSES.txt'), composeLicenses(root))

/** The bundle with Node's modules taken from Node itself: https://nodejs.org/api/process.html#processgetbuiltinmoduleid */
function withoutCreateRequire(code) {
  const taken = code
    .replaceAll(/[\w$]+\(import\.meta\.url\)\(("[\w:/]+")\)/g, 'process.getBuiltinModule($1)')
    .replace(/import\s*\{createRequire as [\w$]+\}\s*from"module";/, '')
  if (taken.includes('createRequire'))
    throw new Error('The bundle loads modules in a way that this build does not know.')
  return taken
}
