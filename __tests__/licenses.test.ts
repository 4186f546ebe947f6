// Whose code is in dist/ is told by the bundler itself: it runs here once more and lists every module that it took.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { read } from './shared/markdown.ts'

const root = join(import.meta.dirname, '..')

/** A module in the bundler's list; one that stands for several has those in it. */
interface Module {
  readonly name?: string
  readonly nameForCondition?: string | null
  readonly modules?: readonly Module[]
}

/** Builds `src/` as `npm run build` does, but in a folder of its own, and returns all modules that went into it. */
function listModules(folder: string): string[] {
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const node = (...args: string[]) => execFileSync(process.execPath, args, { cwd: join(root, 'bundling') })
  const build = join(folder, 'build')
  node('../node_modules/typescript/bin/tsc', '--project', 'tsconfig.emit.json', '--outDir', build)
  const ncc = ['../node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', join(build, 'actions.js')]
  const stats = join(folder, 'stats.json')
  node(...ncc, '--out', join(folder, 'dist'), '--no-cache', '--quiet', '--target', 'es2022', '--stats-out', stats)
  const flatten = ({ name, nameForCondition, modules = [] }: Module): string[] => [
    (nameForCondition ?? name ?? '').replaceAll('\\', '/'),
    ...modules.flatMap(flatten)
  ]
  return (JSON.parse(readFileSync(stats, 'utf8')) as { modules: readonly Module[] }).modules.flatMap(flatten)
}

/** The folders of packages, from the root, that files are in. */
function packagesOf(files: readonly string[]): string[] {
  const folders = files.map(file => /.*(?<=\/)node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? '')
  return [...new Set(folders.map(folder => folder.slice(folder.indexOf('node_modules/'))))].filter(Boolean).sort()
}

/** The sections of a list of licences: lines of packages, and the text that covers them. */
function sectionsOf(licenses: string): { names: string[]; text: string }[] {
  return licenses.split(`\n${'-'.repeat(80)}\n\n`).map(section => {
    const end = section.indexOf('\n\n')
    return { names: section.slice(0, end).split('\n'), text: section.slice(end).trim() }
  })
}

/** The packages whose name, version and licence, or the text of it, are not in a list of licences. */
function findMissing(packages: readonly string[], licenses: string): string[] {
  const sections = sectionsOf(licenses)
  return packages.filter(path => {
    const { name, version, license } = JSON.parse(read(`${path}/package.json`)) as Record<string, string>
    const section = sections.find(({ names }) => names.includes(`${name} ${version} (${license})`))
    if (section === undefined) return true
    const [file] = readdirSync(join(root, path)).filter(file => /^licen[cs]e/i.test(file))
    return file === undefined
      ? !/permission is hereby granted|Apache License/i.test(section.text)
      : section.text !== read(`${path}/${file}`).replaceAll('\r\n', '\n').trim()
  })
}

describe('dist/LICENSES.txt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'licenses-'))
  let modules: string[] = []
  beforeAll(() => {
    modules = listModules(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('has every package whose code is in dist/, with its version and the text of its licence', () => {
    const packages = packagesOf(modules)
    expect(packages).toEqual(expect.arrayContaining(['node_modules/@actions/core', 'node_modules/fast-xml-parser']))
    expect(packages.length).toBeGreaterThan(50)
    expect(findMissing(packages, read('dist/LICENSES.txt'))).toEqual([])
  })

  test('needs none of those that a stand-in replaces', () => {
    const standIns = ['exec', 'http-client', 'paginate-rest', 'rest-endpoint-methods', 'undici']
    for (const name of standIns.slice(0, 2)) {
      expect(modules.filter(module => module.includes(`/node_modules/@actions/${name}/`))).toEqual([])
    }
    expect(modules.filter(module => /\/node_modules\/(?:undici|@octokit\/plugin-)/.test(module))).toEqual([])
    expect(modules.filter(module => standIns.some(name => module.endsWith(`${name}/index.js`))).length).toBeGreaterThan(
      0
    )
  })

  test('also has what writes code of its own into the bundle', () => {
    expect(findMissing(['node_modules/@vercel/ncc'], read('dist/LICENSES.txt'))).toEqual([])
    expect(read('dist/LICENSES.txt')).toMatch(/^webpack \d+\.\d+\.\d+ \(MIT\)$/m)
  })

  test('a list that lacks a package, its version or its text is found', () => {
    const licenses = read('dist/LICENSES.txt')
    const packages = ['node_modules/@actions/core', 'node_modules/uuid']
    expect(findMissing(packages, licenses.replace(/^@actions\/core .*\n/m, ''))).toEqual(packages.slice(0, 1))
    expect(findMissing(packages, licenses.replace(/^(uuid) \S+/m, '$1 0.0.0'))).toEqual(packages.slice(1))
    expect(findMissing(packages, licenses.replace('Copyright 2019 GitHub', ''))).toEqual(packages.slice(0, 1))
  })
})
