import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { defaultTemplates, type InputReader, readInputs } from '../src/github/inputs.ts'
import { limits } from '../src/incident-manager/limits.ts'
import type { Engagements } from '../src/incident-manager/port.ts'
import { createReport } from '../src/report/report.ts'
import { run, type World } from '../src/stories/page.ts'
import { fakeCore } from './shared/fake-core.ts'
import { sectionOf } from './shared/markdown.ts'
import { contactId, engagementArn, listing } from './shared/samples.ts'

const root = join(import.meta.dirname, '..')

interface ActionInput {
  readonly description: string
  readonly required: boolean
  readonly default?: string
}

interface Action {
  readonly description: string
  readonly inputs: Readonly<Record<string, ActionInput>>
  readonly outputs: Readonly<Record<string, { readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as Action

/** The defaults as a step gets them, with the runner's own expressions filled in. */
function givenByRunner(name: string): string {
  const text = action.inputs[name]?.default ?? ''
  return text.startsWith('${{') ? '' : text
}

/** A reader of what a step gets that only sets `contact-id`, and the names it was asked for. */
function recordingReader(): { reader: InputReader; asked: Set<string> } {
  const asked = new Set<string>()
  const getInput = (name: string) => {
    asked.add(name)
    return name === 'contact-id' ? contactId : givenByRunner(name)
  }
  return { asked, reader: { getInput, getBooleanInput: name => getInput(name) === 'true' } }
}

describe('action.yml and readInputs', () => {
  test('know the same inputs', () => {
    const { reader, asked } = recordingReader()
    readInputs(reader, {})
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort())
  })

  test('have the same default templates', () => {
    expect(readInputs(recordingReader().reader, {}).templates).toEqual(defaultTemplates)
  })

  test('decide as the contract says where a step gives nothing but a contact', () => {
    expect(readInputs(recordingReader().reader, {})).toMatchObject({
      incidentId: '',
      region: 'us-east-1',
      endpointUrl: undefined,
      timeoutSeconds: 60,
      dryRun: false,
      strict: false
    })
  })

  test('require the contact alone, which has no default', () => {
    const required = Object.entries(action.inputs).filter(([, input]) => input.required)
    expect(required.map(([name]) => name)).toEqual(['contact-id'])
    expect(action.inputs['contact-id']).not.toHaveProperty('default')
    for (const [name, input] of Object.entries(action.inputs)) {
      if (name !== 'contact-id') expect(typeof input.default).toBe('string')
    }
  })

  test.each([
    ['github-token', '${{ github.token }}'],
    ['job-status', '${{ job.status }}'],
    ['job-check-run-id', '${{ job.check_run_id }}'],
    ['matrix', '${{ toJSON(matrix) }}'],
    ['strategy', '${{ toJSON(strategy) }}'],
    ['needs', '']
  ])('let the runner fill in %s with %s', (name, expected) => {
    expect(action.inputs[name]?.default).toBe(expected)
  })

  test('write expressions of the runner only where an action may read those contexts', () => {
    for (const { default: text = '' } of Object.values(action.inputs)) {
      const contexts = [...text.matchAll(/\$\{\{\s*(?:toJSON\()?([a-z]+)/g)].map(([, context]) => context)
      for (const context of contexts) expect(['github', 'strategy', 'matrix', 'job', 'runner']).toContain(context)
    }
  })

  test.each([
    ['contact-id', limits.ContactId.maximum],
    ['subject', limits.Subject.maximum],
    ['content', limits.Content.maximum],
    ['public-subject', limits.PublicSubject.maximum],
    ['public-content', limits.PublicContent.maximum],
    ['sender', limits.Sender.maximum],
    ['incident-id', limits.IncidentId.maximum],
    ['idempotency-token', limits.IdempotencyToken.maximum]
  ])('give the limit of %s: %i', (name, maximum) => {
    expect(action.inputs[name]?.description).toMatch(new RegExp(`\\b${maximum}\\b`))
  })

  test('come with a description that the Marketplace takes', () => {
    // Its form refuses 125 characters or more.
    expect(action.description.length).toBeLessThan(125)
  })

  test('have no expression of the runner in a description, which it would try to evaluate', () => {
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)]) {
      expect(description).not.toContain('${{')
      expect(description.trim()).not.toBe('')
    }
  })
})

test('action.yml starts a file that is there, on the runtime that is decided', () => {
  expect(action.runs.using).toBe('node24')
  expect(existsSync(join(root, action.runs.main))).toBe(true)
})

describe('the limits are those of the reference', () => {
  test.each([
    ['ContactId', 1, 2048],
    ['Content', 1, 8192],
    ['IdempotencyToken', undefined, 2048],
    ['IncidentId', undefined, 1024],
    ['PublicContent', 1, 8192],
    ['PublicSubject', 1, 2048],
    ['Sender', undefined, 255],
    ['Subject', 1, 2048],
    ['EngagementArn', 1, 2048]
  ] as const)('%s: %p to %p', (member, minimum, maximum) => {
    expect(limits[member].maximum).toBe(maximum)
    expect((limits[member] as { minimum?: number }).minimum).toBe(minimum)
  })
})

describe('action.yml and the report', () => {
  const defaults = Object.fromEntries(Object.keys(action.inputs).map(name => [name, givenByRunner(name)]))
  const world = (core: World['core']): World => ({
    core,
    listJobs: listing([]),
    connect: async (): Promise<Engagements> => {
      throw new Error('a dry run opens no connection')
    },
    clock: { now: () => 0, sleep: async () => undefined, random: () => 0 },
    signal: new AbortController().signal,
    uncaught: new Promise(() => {})
  })
  const documented = Object.keys(action.outputs).sort()

  test.each([
    ['a page that was sent', { kind: 'sent', engagementArn }],
    ['a dry run', { kind: 'dry-run' }]
  ] as const)('know the same outputs: %s', async (_, ending) => {
    const { core, told } = fakeCore()
    await createReport(core).ended(ending)
    expect(Object.keys(told.outputs).sort()).toEqual(documented)
  })

  test.each([
    ['a dry run', { 'dry-run': 'true' }],
    ['a failure before the request', { 'contact-id': 'nobody' }]
  ])('know the same outputs in the whole story: %s', async (_, given) => {
    const { core, told } = fakeCore({ ...defaults, 'contact-id': contactId, ...given })
    await run(world(core))
    expect(Object.keys(told.outputs).sort()).toEqual(documented)
  })
})

describe('action.yml and the README', () => {
  const readme = () => readFileSync(join(root, 'README.md'), 'utf8')

  /** What the README says in its table of inputs, then in that of outputs: cells without the spaces around them. */
  const tables = () =>
    ['Inputs', 'Outputs'].map(heading =>
      (sectionOf('README.md', heading).match(/^\|.*\|$/gm) ?? []).map(row =>
        row
          .slice(1, -1)
          .split('|')
          .map(cell => cell.trim())
      )
    )

  const code = (text: string) => `\`${text || "''"}\``

  const expected = [
    [
      ['Input', 'Default', 'Meaning'],
      ...Object.entries(action.inputs).map(([name, { required, default: text = '', description }]) => [
        code(name),
        required ? '(required)' : code(text),
        description.trim()
      ])
    ],
    [
      ['Output', 'Meaning'],
      ...Object.entries(action.outputs).map(([name, { description }]) => [code(name), description.trim()])
    ]
  ].map(([head = [], ...rows]) => [head, head.map(() => '---'), ...rows])

  /** Every `with:` of a step that pages, in any YAML of the README. */
  function stepsThatPage(value: unknown): Record<string, unknown>[] {
    if (typeof value !== 'object' || value === null) return []
    const given = (value as { with?: unknown }).with
    const own = typeof given === 'object' && given !== null && 'contact-id' in given ? [given] : []
    return [...(own as Record<string, unknown>[]), ...Object.values(value).flatMap(stepsThatPage)]
  }

  test('tell the same of inputs and outputs; UPDATE_README=1 writes the tables anew', () => {
    if (process.env.UPDATE_README) {
      const inSection = ['Inputs', 'Outputs'].reduce((text, heading, index) => {
        const section = sectionOf('README.md', heading)
        const table = expected[index]?.map(cells => `| ${cells.join(' | ')} |`).join('\n') ?? ''
        return text.replace(section, () => section.replace(/(?:^\|.*\|\n)+/m, () => `${table}\n`))
      }, readme())
      writeFileSync(join(root, 'README.md'), inSection)
    }
    // Dashes are as many as the table is wide.
    expect(tables().map(rows => rows.map(cells => cells.map(cell => cell.replace(/^-+$/, '---'))))).toEqual(expected)
  })

  test('tell of no input that action.yml does not have', () => {
    const examples = [...readme().matchAll(/^```ya?ml\n(.*?)^```/gms)].map(([, text = '']) => parse(text) as unknown)
    const names = examples.flatMap(stepsThatPage).flatMap(Object.keys)
    expect(names).toContain('contact-id')
    expect(names.filter(name => !(name in action.inputs))).toEqual([])
  })
})
