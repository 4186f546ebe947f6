// The habits of this repository: forms, labels, support, the lock file, licences, findings.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { list, read, sectionOf } from './shared/markdown.ts'

const root = join(import.meta.dirname, '..')

interface Field {
  readonly type: string
  readonly id?: string
  readonly attributes: Readonly<Record<string, unknown>> & { readonly options?: readonly string[] }
}
interface Form {
  readonly name: string
  readonly description: string
  readonly labels: readonly string[]
  readonly body: readonly Field[]
}

const forms = list('.github/ISSUE_TEMPLATE').filter(path => !path.endsWith('config.yml'))
const labels = parse(read('.github/labels.yml')) as { name: string; color: string; description: string }[]
const names = labels.map(({ name }) => name)

// Source: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
const attributes: Readonly<Record<string, readonly string[]>> = {
  markdown: ['value'],
  textarea: ['label', 'description', 'placeholder', 'value', 'render'],
  input: ['label', 'description', 'placeholder', 'value'],
  dropdown: ['label', 'description', 'multiple', 'options', 'default']
}

describe.each(forms)('%s', path => {
  const form = parse(read(path)) as Form

  test('is a form as GitHub takes it', () => {
    expect(Object.keys(form)).toEqual(['name', 'description', 'labels', 'body'])
    const ids = form.body.flatMap(({ id }) => id ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { type, id = '', attributes: given } of form.body) {
      expect(Object.keys(attributes)).toContain(type)
      expect(Object.keys(given).filter(name => !attributes[type]?.includes(name))).toEqual([])
      if (type === 'markdown') continue
      expect(id).toMatch(/^[\w-]+$/)
      expect(given).toHaveProperty('label')
      // GitHub reserves "none", and takes each option once.
      const options = (given.options ?? []).map(option => option.toLowerCase())
      expect([options.includes('none'), new Set(options).size]).toEqual([false, options.length])
    }
    expect(form.body.some(({ type }) => type !== 'markdown')).toBe(true)
  })

  test('has labels that there are', () => {
    expect(form.labels.filter(label => !names.includes(label))).toEqual([])
    expect(form.labels).not.toEqual([])
  })
})

test('there are forms for bugs, ideas and questions', () => {
  expect(forms.map(path => path.replace(/^.*\//, ''))).toEqual(['bug.yml', 'idea.yml', 'question.yml'])
})

test('the form for bugs has every action and every outcome', () => {
  const { body } = parse(read('.github/ISSUE_TEMPLATE/bug.yml')) as Form
  const optionsOf = (wanted: string) => body.find(({ id }) => id === wanted)?.attributes.options ?? []
  expect(optionsOf('action')).toEqual(['start-engagement', 'watch', 'stop', 'drill'])
  const told = ['action.yml', 'watch/action.yml', 'stop/action.yml', 'drill/action.yml'].flatMap(path => {
    const { outputs } = parse(read(path)) as { outputs: { outcome: { description: string } } }
    return [...outputs.outcome.description.matchAll(/`([a-z-]+)`/g)].map(([, outcome]) => outcome)
  })
  expect([...optionsOf('outcome')].sort()).toEqual([...new Set([...told, 'the step set no output'])].sort())
})

test('every label has a color and says what it is for, within what GitHub takes', () => {
  expect(new Set(names).size).toBe(names.length)
  for (const { name, color, description } of labels) {
    expect([name, color]).toEqual([name, expect.stringMatching(/^[0-9a-f]{6}$/)])
    expect(description.length).toBeLessThanOrEqual(100)
  }
})

test('all code has an owner', () => {
  const rules = read('.github/CODEOWNERS')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  expect(rules).toEqual(['* @OWNER'])
})

describe('docs/support.md', () => {
  const text = read('docs/support.md')

  test('tells the versions that are used', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
    expect(engines.node).toBe('>=20')
    expect(text).toContain('Node.js 20 or newer on the host')
    expect((parse(read('action.yml')) as { runs: { using: string } }).runs.using).toBe('node24')
    expect(read('.node-version').trim()).toBe('24')
    expect(text).toContain('the Node.js 24 that npm installs')
    expect(read('docs/runners.md')).toContain('runner 2.327.1 or newer')
    expect(text).toContain('2.327.1 or newer')
  })

  test('tells the systems that CI pages on', () => {
    const { jobs } = parse(read('.github/workflows/ci.yml')) as {
      jobs: Record<string, { strategy?: { matrix: { os: string[] } } }>
    }
    expect(jobs.action?.strategy?.matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest'])
    expect(text).toContain('Linux, macOS and Windows')
  })
})

interface LockedPackage {
  readonly dev?: boolean
  readonly link?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly resolved?: string
  readonly integrity?: string
}
const lock = (JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> }).packages

describe('package-lock.json', () => {
  // npm may leave out optional packages of systems other than its own: https://github.com/npm/cli/issues/4828
  test('has the packages of every system, not only of the one it was written on', () => {
    const locked = new Set(Object.keys(lock).map(path => path.replace(/^.*node_modules\//, '')))
    const optional = Object.values(lock).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    expect(optional.filter(name => !locked.has(name))).toEqual([])
    const platforms = (name: string) =>
      Object.entries(lock)
        .filter(([path]) => path.replace(/^.*node_modules\//, '').startsWith(name))
        .flatMap(([, { os = [], cpu = [] }]) => os.flatMap(system => cpu.map(kind => `${system} ${kind}`)))
    // Those of CI's runners, and of contributors' machines.
    for (const name of ['@biomejs/cli-', '@swc/core-', '@typescript/'])
      expect(platforms(name)).toEqual(expect.arrayContaining(['linux x64', 'darwin arm64', 'darwin x64', 'win32 x64']))
  })

  test('has the checksum of every package, also of those for other systems', () => {
    const unchecked = Object.entries(lock).filter(
      ([path, { link, integrity = '' }]) => path.includes('node_modules/') && !link && !integrity.startsWith('sha512-')
    )
    expect(unchecked.map(([path]) => path)).toEqual([])
  })

  test('names no host, so that npm takes the one it is set up with', () => {
    const resolved = Object.values(lock).flatMap(({ resolved = '' }) => resolved)
    expect(resolved.filter(url => /^\w+:\/\//.test(url))).toEqual([])
  })
})

describe.each(list('findings'))('%s', path => {
  const text = read(path)

  test('has the form that CONTRIBUTING.md states', () => {
    expect(sectionOf('CONTRIBUTING.md', 'Findings')).toContain('findings/NAME.sh')
    const [interpreter, first, ...rest] = text.split('\n')
    expect(interpreter).toBe('#!/usr/bin/env bash')
    // What it is about: a package and its version.
    expect(first).toMatch(/^# (?:@[\w-]+\/)?[\w.-]+ \d+\.\d+\.\d+: /)
    const head = rest.slice(0, rest.indexOf('set -euo pipefail')).join('\n')
    expect(head).toMatch(/^# Expected: /m)
    expect(head).toMatch(/^# Seen: /m)
    expect(text).toMatch(/^folder=\$\(mktemp -d\)\ntrap 'rm -rf "\$folder"' EXIT\ncd "\$folder"$/m)
    const installed = [...text.matchAll(/^npm install .*$/gm)].join('\n').match(/(?:@[\w-]+\/)?[\w.-]+@\S+/g) ?? []
    expect(installed).not.toEqual([])
    expect(installed.filter(name => !/@\d+\.\d+\.\d+$/.test(name))).toEqual([])
    expect(text).toMatch(/\|\| \{ echo 'This has changed\.'; exit 1; \}\n$/)
  })
})

test('nothing of findings/ is run by CI', () => {
  const places = [...list('.github/workflows'), '.ci/run', 'package.json']
  expect(places.filter(path => read(path).includes('findings'))).toEqual([])
  expect(readdirSync(join(root, 'findings')).length).toBeGreaterThan(3)
})
