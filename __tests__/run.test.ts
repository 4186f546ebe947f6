import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { AttemptResult, StartEngagementRequest } from '../src/engagements.ts'
import { PageError } from '../src/errors.ts'
import type { IncidentManagerOptions } from '../src/incident-manager.ts'
import { run } from '../src/run.ts'

const contactId = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'
const engagementArn = 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/27bd86cf'

const defaults: Readonly<Record<string, string>> = {
  'contact-id': contactId,
  subject: '{{ page.headline }}',
  content: '{{ page.details }}',
  'public-subject': '{{ page.brief_headline }}',
  'public-content': '{{ page.brief }}',
  sender: '{{ github.actor }} via {{ github.repository }}',
  'idempotency-token': '{{ github.run_id }}',
  'timeout-seconds': '60',
  'dry-run': 'false',
  strict: 'false',
  'job-status': 'failure',
  matrix: 'null',
  strategy: 'null'
}

const environment = { ...process.env }
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'))
  const event = join(folder, 'event.json')
  await writeFile(event, '{"head_commit":{"message":"Rewrite the cart"}}')
  for (const name of Object.keys(process.env)) {
    if (/^(?:AWS|GITHUB|INPUT|RUNNER)_|_proxy$/i.test(name)) delete process.env[name]
  }
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'canary-secret-key',
    GITHUB_ACTOR: 'octocat',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: event,
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_WORKFLOW: 'Deploy'
  })
})

afterEach(async () => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  await rm(folder, { recursive: true, force: true })
})

interface Given {
  readonly inputs?: Readonly<Record<string, string>>
  /** What the attempts bring, one after the other; the last one stands for all that follow. */
  readonly results?: readonly AttemptResult[]
  /** What connecting throws. */
  readonly connectError?: Error
  /** What writing an output throws. */
  readonly outputError?: Error
  readonly signal?: AbortSignal
  readonly uncaught?: Promise<never>
  /** Whether AWS never answers. */
  readonly hangs?: boolean
}

/** Runs the story in a world of fakes, and tells what it did there. */
async function play({
  inputs = {},
  results = [],
  connectError,
  outputError,
  signal = new AbortController().signal,
  uncaught = new Promise<never>(() => {}),
  hangs = false
}: Given = {}) {
  const given = { ...defaults, ...inputs }
  const told: string[] = []
  const outputs: Record<string, string> = {}
  const failures: string[] = []
  const connections: IncidentManagerOptions[] = []
  const requests: StartEngagementRequest[] = []
  let summaries = 0
  let now = 0
  await run({
    core: {
      getInput: name => (given[name] ?? '').trim(),
      getBooleanInput(name) {
        if (given[name] === 'true' || given[name] === 'false') return given[name] === 'true'
        throw new TypeError('no boolean')
      },
      setOutput(name, value) {
        if (outputError) throw outputError
        outputs[name] = value
      },
      info: line => void told.push(line),
      warning: line => void told.push(`warning: ${line}`),
      setFailed(line) {
        failures.push(line)
        told.push(`failed: ${line}`)
      },
      summary: {
        addRaw: () => ({
          async write() {
            summaries++
          }
        })
      }
    },
    listJobs: async () => [],
    connect(options) {
      connections.push(options)
      if (connectError) throw connectError
      return {
        async start(request) {
          requests.push(request)
          now += 100
          if (hangs) await new Promise(() => {})
          return results[Math.min(requests.length, results.length) - 1] ?? { kind: 'engaged', engagementArn }
        }
      }
    },
    clock: {
      now: () => now,
      async sleep(milliseconds) {
        now += milliseconds
      },
      random: () => 0.5
    },
    signal,
    uncaught
  })
  return { told, outputs, failures, connections, requests, summaries }
}

test('a page that is sent', async () => {
  const { told, outputs, failures, connections, requests, summaries } = await play()
  expect(connections).toEqual([expect.objectContaining({ region: 'us-east-1', endpointUrl: undefined })])
  expect(requests).toHaveLength(1)
  expect(requests[0]).toMatchObject({
    ContactId: contactId,
    Sender: 'octocat via acme/shop',
    Subject: 'Deploy failed: acme/shop (main)',
    IdempotencyToken: '1658821493'
  })
  expect(outputs).toMatchObject({ outcome: 'sent', 'engagement-arn': engagementArn, 'idempotency-token': '1658821493' })
  expect(JSON.parse(outputs.request ?? '')).toEqual(requests[0])
  expect(told.at(-1)).toBe('The page was sent.')
  expect([failures, summaries]).toEqual([[], 1])
})

test('a dry run connects to nothing', async () => {
  const { told, outputs, connections } = await play({ inputs: { 'dry-run': 'true' } })
  expect(connections).toEqual([])
  expect(outputs).toMatchObject({ outcome: 'dry-run', 'engagement-arn': '' })
  expect(JSON.parse(outputs.request ?? '')).toMatchObject({ Subject: 'Deploy failed: acme/shop (main)' })
  expect(told.at(-1)).toBe('Dry run. No page was sent.')
})

test('attempts that fail are told of, and the next one pages', async () => {
  const failed: AttemptResult = {
    kind: 'failed',
    code: 'throttled',
    what: 'AWS refused: ThrottlingException.',
    retryable: true,
    lost: false
  }
  const { told, outputs, failures, requests } = await play({ results: [failed, { kind: 'engaged', engagementArn }] })
  expect(told).toContain('Attempt 1 failed: AWS refused: ThrottlingException. Next attempt in 0.2 s.')
  expect(requests[1]).toEqual(requests[0])
  expect([outputs.outcome, failures]).toEqual(['sent', []])
})

describe('fails once, with outputs and summary, on', () => {
  const refused: AttemptResult = {
    kind: 'failed',
    code: 'access-denied',
    what: 'AWS refused: AccessDeniedException.',
    retryable: false,
    lost: false
  }
  const lost: AttemptResult = { ...refused, code: 'no-answer', what: 'No answer.', retryable: true, lost: true }

  test.each<[string, Given, string, string, string]>([
    ['a refusal', { results: [refused] }, 'not-sent', '1658821493', 'aws:CalledViaFirst'],
    ['silence', { results: [lost] }, 'unknown', '1658821493', 'Tried '],
    [
      'a contact that is none',
      { inputs: { 'contact-id': 'oncall' } },
      'not-sent',
      '',
      'Input "contact-id" is "oncall"'
    ],
    [
      'a repair under strict',
      { inputs: { strict: 'true', subject: '{{ nothing.here }}' } },
      'not-sent',
      '',
      'Template "subject"'
    ],
    ['a cancelled job', { signal: AbortSignal.abort(), results: [refused] }, 'not-sent', '1658821493', 'cancelled'],
    [
      'a cancelled dry run',
      { signal: AbortSignal.abort(), inputs: { 'dry-run': 'true' } },
      'not-sent',
      '1658821493',
      'cancelled'
    ],
    [
      'a fault of its own',
      { connectError: new Error('Cannot find module') },
      'not-sent',
      '1658821493',
      'The action itself failed: Cannot find module'
    ]
  ])('%s', async (_, given, outcome, token, words) => {
    const { outputs, failures, summaries } = await play(given)
    expect(failures).toHaveLength(1)
    expect(failures[0]).toContain(words)
    expect(failures[0]).toMatch(outcome === 'unknown' ? /\nA page may have been sent\.$/ : /\nNo page was sent\.$/)
    expect(outputs).toMatchObject({ outcome, 'engagement-arn': '', 'idempotency-token': token })
    expect(summaries).toBe(1)
  })
})

test('an error that nobody caught ends a delivery that hangs, and leaves open what became of the page', async () => {
  const error = new PageError('internal-error', 'unknown', 'The action itself failed: canary-secret-key')
  const { outputs, failures, summaries } = await play({ hangs: true, uncaught: Promise.reject(error) })
  expect(failures).toEqual([
    expect.stringMatching(/^The action itself failed: \*\*\*\n[\s\S]*\nA page may have been sent\.$/)
  ])
  expect(outputs).toMatchObject({ outcome: 'unknown', 'engagement-arn': '', 'idempotency-token': '1658821493' })
  expect(summaries).toBe(1)
})

test('outputs that cannot be written do not turn a page that was sent into one that was not', async () => {
  const { told, failures } = await play({ outputError: new Error('ENOSPC: no space left on device') })
  expect(failures).toEqual([])
  expect(told.join('\n')).toContain('ENOSPC')
  expect(told.at(-1)).toBe('The page was sent.')
})

test('problems with inputs are told all at once, before any connection', async () => {
  const inputs = { 'contact-id': '', 'timeout-seconds': '12abc', 'dry-run': 'yes', 'aws-region': 'US' }
  const { failures, connections } = await play({ inputs })
  for (const name of Object.keys(inputs)) expect(failures[0]).toContain(`Input "${name}"`)
  expect(connections).toEqual([])
})

test('an event that cannot be read is a warning, and the page goes out', async () => {
  await writeFile(join(folder, 'event.json'), 'not JSON')
  const { told, outputs } = await play()
  expect(told.filter(line => line.startsWith('warning: '))).toEqual([
    'warning: The event file is not JSON. The page goes out without details of the event.'
  ])
  expect(outputs.outcome).toBe('sent')
})

test('secrets of the environment appear in no words of an error', async () => {
  const { told, failures } = await play({ connectError: new Error('with canary-secret-key inside') })
  expect(failures[0]).toContain('with *** inside')
  expect(told.join('\n')).not.toContain('canary-secret-key')
})
