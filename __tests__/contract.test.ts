import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type InputReader, readContextInputs, readInputs } from '../src/github/inputs.ts'
import { limits } from '../src/incident-manager/limits.ts'
import { composeDefaultTexts } from '../src/page/default-texts.ts'
import type { Page } from '../src/page/page.ts'
import { createRenderer } from '../src/page/template.ts'
import { createReport } from '../src/report/report.ts'
import { createSecrets } from '../src/report/secrets.ts'
import { page } from '../src/stories/page.ts'
import type { World } from '../src/stories/world.ts'
import { fakeCore } from './shared/fake-core.ts'
import { blocksOf } from './shared/markdown.ts'
import { contactId, defaultTemplates, emptyEnvironment, emptyWorkflow, listing, sentPage } from './shared/samples.ts'
import { readSituation, situations } from './shared/situations.ts'

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
  return { asked, reader: { getInput } }
}

describe('action.yml and the reading of inputs', () => {
  test('know the same inputs', () => {
    const { reader, asked } = recordingReader()
    readInputs(reader, emptyEnvironment)
    readContextInputs(reader)
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort())
  })

  test('have the same default templates', () => {
    expect(readInputs(recordingReader().reader, emptyEnvironment).inputs.templates).toEqual(defaultTemplates)
  })

  test('decide as the contract says where a step gives nothing but a contact, with nothing to repair', () => {
    expect(readInputs(recordingReader().reader, emptyEnvironment)).toEqual({
      inputs: {
        contactIds: [contactId],
        backupContactId: '',
        templates: defaultTemplates,
        incidentId: '',
        roleArn: '',
        region: 'us-east-1',
        endpointUrl: undefined,
        timeoutSeconds: 60,
        waitFor: 'nothing',
        waitSeconds: 600,
        dryRun: false,
        strict: false,
        githubToken: ''
      },
      repairs: []
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
    ['job-status', "${{ github.action_status == 'failure' && 'failure' || job.status }}"],
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
    environment: emptyEnvironment,
    listJobs: listing([]),
    connectRuns: () => {
      throw new Error('the root action asks for no runs')
    },
    connect: async () => {
      throw new Error('a dry run opens no connection')
    },
    loadTemplates: async () => {
      throw new Error('the default texts need no evaluator')
    },
    loadFollowing: async () => {
      throw new Error('nothing is waited for')
    },
    loadDelivery: async () => {
      throw new Error('a dry run pages nobody')
    },
    clock: { now: () => 0, sleep: async () => undefined, random: () => 0 },
    signal: new AbortController().signal,
    uncaught: new Promise(() => {})
  })
  const documented = Object.keys(action.outputs).sort()

  test.each([
    ['a page that was sent', { kind: 'paged', pages: [sentPage] }],
    ['a dry run', { kind: 'dry-run' }]
  ] as const)('know the same outputs: %s', async (_, ending) => {
    const { core, told } = fakeCore()
    await createReport(core, createSecrets()).ended(ending)
    expect(Object.keys(told.outputs).sort()).toEqual(documented)
  })

  test.each([
    ['a dry run', { 'dry-run': 'true' }],
    ['a failure before the request', { 'contact-id': 'nobody' }]
  ])('know the same outputs in the whole story: %s', async (_, given) => {
    const { core, told } = fakeCore({ ...defaults, 'contact-id': contactId, ...given })
    await page(world(core))
    expect(Object.keys(told.outputs).sort()).toEqual(documented)
  })
})

describe('the default templates of action.yml', () => {
  const names = Object.keys(defaultTemplates) as (keyof typeof defaultTemplates)[]

  /** What the evaluator makes of them, and what is said without it. */
  function both(page: Page, workflow: typeof emptyWorkflow) {
    const render = createRenderer({ ...workflow, page })
    const rendered = names.map(name => [name, render(defaultTemplates[name])] as const)
    expect(rendered.filter(([, { problems }]) => problems.length > 0)).toEqual([])
    return {
      rendered: Object.fromEntries(rendered.map(([name, { text }]) => [name, text])),
      composed: composeDefaultTexts(page, workflow)
    }
  }

  test.each(Object.keys(situations))('say the same without the evaluator: %s', async name => {
    const { page, workflow } = await readSituation(name)
    const { rendered, composed } = both(page, workflow)
    expect(composed).toEqual(rendered)
    for (const text of Object.values(composed)) expect(text).not.toBe('')
  })

  const plain: Page = {
    headline: 'h',
    details: 'd',
    brief_headline: 'bh',
    brief: 'b',
    sender: 's',
    url: '',
    failed_jobs: []
  }

  test('say the same of a run of which nothing is known', () => {
    const { rendered, composed } = both(plain, emptyWorkflow)
    expect(composed).toEqual(rendered)
    expect(composed).toMatchObject({ sender: 's', idempotencyToken: '' })
  })

  test('say the same of texts that look like templates, which are not read again', () => {
    const hostile = "{{ github.actor }} {{ 'x' }} {{ oops"
    const texts = {
      headline: hostile,
      details: `${hostile}\n}}`,
      brief_headline: hostile,
      brief: hostile,
      sender: hostile
    }
    const github = { actor: hostile, repository: '{{ page.url }}', run_id: '{{ github.actor }}' }
    const { rendered, composed } = both({ ...plain, ...texts }, { ...emptyWorkflow, github })
    expect(composed).toEqual(rendered)
    expect(composed).toMatchObject({ subject: hostile, sender: hostile })
  })
})

test('the README tells of no input that action.yml does not have', () => {
  /** Every `with:` of a step that pages, in any YAML of the README. */
  function stepsThatPage(value: unknown): Record<string, unknown>[] {
    if (typeof value !== 'object' || value === null) return []
    const given = (value as { with?: unknown }).with
    const own = typeof given === 'object' && given !== null && 'contact-id' in given ? [given] : []
    return [...(own as Record<string, unknown>[]), ...Object.values(value).flatMap(stepsThatPage)]
  }
  const steps = blocksOf('README.md').flatMap(({ language, text }) =>
    language === 'yaml' ? stepsThatPage(parse(text)) : []
  )
  const names = steps.flatMap(Object.keys)
  expect(names).toContain('contact-id')
  expect(names.filter(name => !(name in action.inputs))).toEqual([])
})
