import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { sourceWords } from '../src/credentials/sources.ts'
import { firstTiming } from '../src/delivery/timing.ts'
import { readEnvironment } from '../src/github/environment.ts'
import type { ConnectedIncidentManager, IncidentManagerOptions } from '../src/incident-manager/incident-manager.ts'
import type { Attempt, Engaged, Failed, StartEngagementRequest } from '../src/incident-manager/port.ts'
import { page as pageStory } from '../src/stories/page.ts'
import { fakeCore } from './shared/fake-core.ts'
import { contactId, engagementArn, givenInputs } from './shared/samples.ts'
import { unaskedIncidentManager } from './shared/unasked.ts'

const environment = { ...process.env }
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'))
  const event = join(folder, 'event.json')
  await writeFile(event, '{"head_commit":{"message":"Rewrite the cart"}}')
  for (const name of Object.keys(process.env)) {
    if (/^(?:AWS|GITHUB|GITEA|FORGEJO|INPUT|RUNNER)_|^ACT$|_proxy$/i.test(name)) delete process.env[name]
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
    GITHUB_WORKFLOW: 'Deploy',
    RUNNER_TEMP: folder
  })
})

afterEach(async () => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  await rm(folder, { recursive: true, force: true })
})

interface Given {
  readonly inputs?: Readonly<Record<string, string>>
  /** What the attempts bring, one after the other, or throw; the last one stands for all that follow. */
  readonly results?: readonly (Engaged | Failed | Error)[]
  /** What connecting throws. */
  readonly connectError?: Error
  /** What writing an output throws. */
  readonly outputError?: Error
  /** What writing a line to the log throws, if the line begins so. */
  readonly lineError?: { readonly begin: string; readonly error: Error }
  /** What looking up jobs throws. */
  readonly jobsError?: Error
  readonly signal?: AbortSignal
  readonly isDebugged?: boolean
  /** What connecting tells for debugging. */
  readonly debugged?: string
  /** Credentials that connecting finds. */
  readonly issued?: readonly string[]
  /** An uncaught error, once this many attempts have begun. */
  readonly uncaught?: { readonly error: unknown; readonly afterAttempts: number }
}

/** Runs the story in a world of fakes, and tells what it did there. */
async function play({
  inputs = {},
  results = [],
  connectError,
  outputError,
  lineError,
  jobsError,
  signal = new AbortController().signal,
  isDebugged = false,
  debugged,
  issued = [],
  uncaught
}: Given = {}) {
  const { core, told } = fakeCore({ ...givenInputs, 'job-status': 'failure', ...inputs })
  const connections: IncidentManagerOptions[] = []
  const requests: StartEngagementRequest[] = []
  const attempts: Attempt[] = []
  const searches: Attempt[] = []
  let templateLoads = 0
  let summaries = 0
  let now = 0
  const { promise, reject } = Promise.withResolvers<never>()
  if (uncaught?.afterAttempts === 0) reject(uncaught.error)
  await pageStory({
    core: {
      ...core,
      isDebug: () => isDebugged,
      setOutput(name, value) {
        if (outputError) throw outputError
        core.setOutput(name, value)
      },
      info(line) {
        if (lineError && line.startsWith(lineError.begin)) throw lineError.error
        core.info(line)
      },
      summary: {
        addRaw: text => ({
          async write() {
            summaries++
            return core.summary.addRaw(text).write()
          }
        })
      }
    },
    environment: readEnvironment(),
    async loadTemplates() {
      templateLoads++
      return import('../src/page/template.ts')
    },
    connectRuns: () => {
      throw new Error('the root action asks for no runs')
    },
    async *listJobs() {
      if (jobsError) throw jobsError
      yield { jobs: [], isCut: false }
    },
    async connect(options) {
      connections.push(options)
      if (connectError) throw connectError
      options.secrets.hide(issued)
      if (debugged !== undefined) options.debug(debugged)
      const incidentManager: ConnectedIncidentManager = {
        ...unaskedIncidentManager,
        inRegion(region) {
          if (region !== options.region) connections.push({ ...options, region })
          return incidentManager
        },
        findCredentials: attempt => void searches.push(attempt),
        async start(request, attempt) {
          requests.push(request)
          attempts.push(attempt)
          now += 100
          if (requests.length === uncaught?.afterAttempts) {
            reject(uncaught.error)
            await new Promise(() => {})
          }
          const result = results[Math.min(requests.length, results.length) - 1] ?? { kind: 'engaged', engagementArn }
          if (result instanceof Error) throw result
          return result
        }
      }
      return incidentManager
    },
    loadDelivery: () => import('../src/delivery/job.ts'),
    loadFollowing: () => import('../src/following/job.ts'),
    clock: {
      now: () => now,
      async sleep(milliseconds) {
        now += milliseconds
      },
      random: () => 0.5
    },
    signal,
    uncaught: promise
  })
  return { ...told, connections, requests, attempts, searches, templateLoads, summaries }
}

const refused: Failed = {
  kind: 'failed',
  code: 'access-denied',
  what: 'AWS refused: AccessDeniedException.',
  retryable: false,
  lost: false
}
const throttled: Failed = {
  ...refused,
  code: 'throttled',
  what: 'AWS refused: ThrottlingException.',
  retryable: true
}
const lost: Failed = { ...throttled, code: 'no-answer', what: 'No answer.', lost: true }

test('a page that is sent', async () => {
  const { lines, outputs, failures, connections, requests, summaries } = await play()
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
  expect(lines.at(-1)).toBe('The page was sent.')
  expect([failures, summaries]).toEqual([[], 1])
})

test('a dry run connects to nothing', async () => {
  const { lines, outputs, connections } = await play({ inputs: { 'dry-run': 'true' } })
  expect(connections).toEqual([])
  expect(outputs).toMatchObject({ outcome: 'dry-run', 'engagement-arn': '' })
  expect(JSON.parse(outputs.request ?? '')).toMatchObject({ Subject: 'Deploy failed: acme/shop (main)' })
  expect(lines.at(-1)).toBe('Dry run. No page was sent.')
})

test('attempts that fail are told of, and the next one pages', async () => {
  const { lines, outputs, failures, requests } = await play({
    results: [throttled, { kind: 'engaged', engagementArn }]
  })
  expect(lines).toContain('Attempt 1 failed: AWS refused: ThrottlingException. Next attempt in 0.2 s.')
  expect(requests[1]).toEqual(requests[0])
  expect([outputs.outcome, failures]).toEqual(['sent', []])
})

test('an equal failure is told once, then counted', async () => {
  const { lines } = await play({ results: [throttled, throttled, throttled, { kind: 'engaged', engagementArn }] })
  expect(lines.filter(line => /Attempt|again/.test(line))).toEqual([
    'Attempt 1 failed: AWS refused: ThrottlingException. Next attempt in 0.2 s.',
    'The same again 2 times.'
  ])
})

test('the search for credentials begins with the bounds of the first attempt, before it', async () => {
  const { signal } = new AbortController()
  const { searches, attempts } = await play({ signal })
  expect(searches).toEqual([{ ...firstTiming(60), signal }])
  expect(attempts).toEqual(searches)
})

test('a page with the default texts loads no templates', async () => {
  expect((await play()).templateLoads).toBe(0)
  const { templateLoads, requests } = await play({ inputs: { subject: 'On {{ github.ref_name }}' } })
  expect([templateLoads, requests[0]?.Subject]).toEqual([1, 'On main'])
})

test('the error names the best known reason, not that of the last attempt, which was cut off', async () => {
  const dns: Failed = { ...throttled, code: 'dns', what: 'The host name does not resolve.' }
  const cutOff: Failed = { ...throttled, code: 'no-connection', what: 'Nothing was sent in time.', cutOff: true }
  const { failures, outputs, summary } = await play({ results: [dns, cutOff], inputs: { 'timeout-seconds': '2' } })
  expect(outputs.outcome).toBe('not-sent')
  expect(failures[0]).toMatch(
    /^The host name does not resolve\. Tried \d+ times in \d\.\d s\.\nNext: check the region /
  )
  expect(summary).toContain('### What failed: dns\n')
})

describe('lines for debugging', () => {
  const given = { debugged: 'StartEngagement: canary-secret-key, canary-issued', issued: ['canary-issued'] }

  test('stand in the log of a run that is debugged, without secrets', async () => {
    const { debugs } = await play({ ...given, isDebugged: true })
    expect(debugs).toEqual([
      'StartEngagement: ***, ***',
      'Endpoint: that of the AWS SDK for us-east-1.',
      `Credentials: ${readEnvironment().credentialsSources.map(sourceWords).join(', else ')}.`
    ])
  })

  test('stand in no other log', async () => {
    const { debugs, lines } = await play(given)
    expect(debugs).toEqual([])
    expect(lines.join('\n')).not.toContain('StartEngagement: ')
  })
})

test('credentials that were issued on the way appear in no output', async () => {
  const { outputs, lines, summary } = await play({
    inputs: { content: 'with canary-issued inside' },
    issued: ['canary-issued'],
    results: [{ kind: 'engaged', engagementArn: `${engagementArn}-canary-issued` }]
  })
  expect(outputs).toMatchObject({ outcome: 'sent', 'engagement-arn': `${engagementArn}-***` })
  expect(JSON.parse(outputs.request ?? '')).toMatchObject({ Content: 'with *** inside' })
  expect([...lines, summary, ...Object.values(outputs)].join('\n')).not.toContain('canary-issued')
})

describe('fails once, with outputs and summary, on', () => {
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
      '1658821493',
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
    ],
    [
      'a fault of its own in an attempt',
      { results: [new TypeError('x is undefined')] },
      'unknown',
      '1658821493',
      'The action itself failed: x is undefined'
    ],
    [
      'a fault of its own after an attempt was lost',
      { results: [lost], lineError: { begin: 'Attempt 1 failed', error: new Error('EPIPE') } },
      'unknown',
      '1658821493',
      'The action itself failed: EPIPE'
    ],
    [
      'an uncaught error, before any attempt',
      { uncaught: { error: new TypeError('x is undefined'), afterAttempts: 0 } },
      'not-sent',
      '1658821493',
      'The action itself failed: x is undefined'
    ],
    [
      'an uncaught error, in an attempt that hangs',
      { uncaught: { error: new TypeError('x is undefined'), afterAttempts: 1 } },
      'unknown',
      '1658821493',
      '"aws ssm-contacts list-engagements --region us-east-1"'
    ],
    [
      'an uncaught value that is not an error',
      { uncaught: { error: 'out of handles', afterAttempts: 1 } },
      'unknown',
      '1658821493',
      'The action itself failed: out of handles'
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

test('outputs that cannot be written do not turn a page that was sent into one that was not', async () => {
  const { lines, warnings, failures } = await play({ outputError: new Error('ENOSPC: no space left on device') })
  expect(failures).toEqual([])
  expect(warnings.join('\n')).toContain('ENOSPC')
  expect(lines.at(-1)).toBe('The page was sent.')
})

test('a fault of its own leads to a command with all that is known, and to no re-run of a job that failed itself', async () => {
  const { summary, failures } = await play({
    connectError: new Error('Cannot find module'),
    inputs: { 'job-status': 'failure' }
  })
  const command = /### To page manually\n\n<pre>([^<]*)<\/pre>/.exec(summary)?.[1]
  expect(command).toContain('aws ssm-contacts start-engagement --region us-east-1 ')
  expect(command).toContain(`--contact-id ${contactId} `)
  expect(command).toContain('--content "See https://github.com/acme/shop/actions/runs/1658821493')
  expect(failures.join('')).toContain('page manually: to run this job again would repeat its other steps too')
  expect(failures.join('')).not.toContain('re-run this job alone')
})

test('problems with inputs are told all at once, before any connection', async () => {
  const inputs = { 'contact-id': '', 'endpoint-url': 'ftp://aws.example', 'dry-run': 'yes' }
  const { failures, connections } = await play({ inputs })
  for (const name of Object.keys(inputs)) expect(failures[0]).toContain(`Input "${name}"`)
  expect(connections).toEqual([])
})

test('what other inputs cannot mean is put right with a warning each, and the page goes out', async () => {
  const inputs = { 'timeout-seconds': '12abc', 'aws-region': 'US', 'incident-id': 'INC-7', strict: 'yes' }
  const { warnings, outputs, attempts } = await play({ inputs })
  for (const [name, value] of Object.entries(inputs)) {
    expect(warnings.filter(warning => warning.startsWith(`Input "${name}" is "${value}"`))).toHaveLength(1)
  }
  expect(warnings).toHaveLength(4)
  expect([outputs.outcome, attempts.length]).toEqual(['sent', 1])
})

test('an event that cannot be read is a warning, and the page goes out', async () => {
  await writeFile(join(folder, 'event.json'), 'not JSON')
  const { warnings, outputs } = await play()
  expect(warnings).toEqual(['The event file is not JSON. The page goes out without details of the event.'])
  expect(outputs.outcome).toBe('sent')
})

test('a page that strict refuses is shown, with the command that sends it manually', async () => {
  const { summary, outputs, requests } = await play({ inputs: { strict: 'true', sender: 'Ann & Bob' } })
  expect(requests).toEqual([])
  expect(JSON.parse(outputs.request ?? '')).toMatchObject({ Subject: 'Deploy failed: acme/shop (main)' })
  for (const text of ['Deploy failed: acme/shop (main)', `--contact-id ${contactId}`]) expect(summary).toContain(text)
})

test('strict is about what the author of the page wrote, not about what surrounds it', async () => {
  const { outputs, warnings } = await play({ inputs: { strict: 'true', needs: 'no JSON' } })
  expect(outputs.outcome).toBe('sent')
  expect(warnings).toEqual([expect.stringContaining('Input "needs"')])
})

test.each([
  ['a proxy that is none', { HTTPS_PROXY: 'socks5://proxy.acme.example' }, {}, /^HTTPS_PROXY is not used/],
  ['a token that an earlier attempt had', { GITHUB_RUN_ATTEMPT: '2' }, {}, /^This is attempt 2 of the run/],
  ['a look-up that failed', {}, { 'github-token': 'ghs_token' }, /^GitHub did not tell which jobs failed \(bad day\)/]
])('%s is a warning, and the page goes out', async (_, variables, inputs, warning) => {
  Object.assign(process.env, variables)
  const jobsError = new Error('bad day')
  const { outputs, warnings } = await play({ inputs, jobsError })
  expect(warnings).toEqual([expect.stringMatching(warning)])
  expect(outputs.outcome).toBe('sent')
})

test('secrets of the environment appear in no output', async () => {
  const { outputs } = await play({ inputs: { content: 'with canary-secret-key inside' } })
  expect(JSON.parse(outputs.request ?? '')).toMatchObject({ Content: 'with *** inside' })
})

test('secrets of the environment appear in no words of an error', async () => {
  const { lines, warnings, failures } = await play({ connectError: new Error('with canary-secret-key inside') })
  expect(failures[0]).toContain('with *** inside')
  expect([...lines, ...warnings, ...failures].join('\n')).not.toContain('canary-secret-key')
})

test('secrets of the environment appear in no words about wrong inputs', async () => {
  const { failures, summary } = await play({
    inputs: { 'contact-id': 'canary-secret-key', 'dry-run': 'canary-secret-key' }
  })
  for (const name of ['contact-id', 'dry-run']) expect(failures[0]).toContain(`"${name}" is "***"`)
  expect([...failures, summary].join('\n')).not.toContain('canary-secret-key')
})

test('secrets of the environment appear in no words about inputs that were put right', async () => {
  const { warnings, summary } = await play({ inputs: { 'timeout-seconds': 'canary-secret-key' } })
  expect(warnings).toEqual([expect.stringMatching(/^Input "timeout-seconds" is "\*\*\*"/)])
  expect(summary).not.toContain('canary-secret-key')
})

test('no line of a secret of several lines is printed', async () => {
  const inputs = { 'github-token': 'ghs_canary\nsecond-canary' }
  const jobsError = new TypeError('Headers.append: "token ghs_canary" is an invalid header value')
  const { warnings, summary } = await play({ inputs, jobsError: Object.assign(new Error('x'), { cause: jobsError }) })
  expect(warnings).toHaveLength(1)
  expect([...warnings, summary].join('\n')).not.toContain('canary')
})

describe('several contacts', () => {
  const [second, abroad] = [contactId.replace('oncall-plan', 'platform'), contactId.replace('us-east-1', 'eu-west-1')]
  const inputs = { 'contact-id': `${contactId}\n${second}`, 'backup-contact-id': abroad }

  test('are connected to once for each region, and the backup only once it is needed', async () => {
    const { connections, requests } = await play({ inputs })
    expect(connections.map(({ region }) => region)).toEqual(['us-east-1'])
    expect(requests.map(({ ContactId, IdempotencyToken }) => [ContactId, IdempotencyToken])).toEqual([
      [contactId, '1658821493'],
      [second, '1658821493-platform']
    ])
    const { connections: both } = await play({ inputs: { 'contact-id': `${contactId}\n${abroad}\n${second}` } })
    expect(both.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1'])
  })

  test('that are refused leave it to the backup, in its region', async () => {
    const { connections, requests, outputs, failures, warnings } = await play({
      inputs,
      results: [refused, refused, { kind: 'engaged', engagementArn }]
    })
    expect(connections.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1'])
    expect(requests.map(({ ContactId }) => ContactId)).toEqual([contactId, second, abroad])
    expect([outputs.outcome, failures]).toEqual(['sent', []])
    expect(warnings[0]).toMatch(/^Nobody else could be paged, so the backup was: arn:aws:ssm-contacts:eu-west-1:/)
  })

  test('have lines of their own about their attempts', async () => {
    const { lines } = await play({
      inputs: { 'contact-id': `${contactId}\n${second}` },
      results: [throttled, { kind: 'engaged', engagementArn }]
    })
    expect(lines).toContain(`${contactId}: Attempt 1 failed: AWS refused: ThrottlingException. Next attempt in 0.2 s.`)
  })

  test('of whom one line is wrong: nobody is called', async () => {
    const { connections, failures, summary } = await play({ inputs: { 'contact-id': `${contactId}\noncall` } })
    expect(connections).toEqual([])
    expect(failures[0]).toMatch(/^Input "contact-id" \(line 2\) is "oncall"\./)
    expect(summary).toContain(`--contact-id ${contactId}`)
  })
})

describe('the second page of a job', () => {
  const engaged: Engaged = { kind: 'engaged', engagementArn }

  test('with other text and the same engagement is red', async () => {
    await play({ results: [engaged] })
    const { outputs, failures, summary } = await play({ results: [engaged], inputs: { subject: 'ROLLBACK FAILED' } })
    expect(outputs).toMatchObject({ outcome: 'not-sent', 'engagement-arn': '' })
    expect(failures[0]).toMatch(
      /^AWS answered with the engagement that an earlier step .*\nNext: give this step a token/
    )
    expect(summary).toContain('### What failed: repeated\n')
  })

  test('with the same text is green, and is told as the same', async () => {
    await play({ results: [engaged] })
    const { outputs, lines } = await play({ results: [engaged] })
    expect(outputs.outcome).toBe('sent')
    expect(lines.at(-2)).toMatch(/^It is the same page as before: /)
  })

  test('with other text is unknown where the first ended unknown', async () => {
    await play({ results: [lost], inputs: { 'timeout-seconds': '2' } })
    const { outputs, failures } = await play({ results: [engaged], inputs: { subject: 'ROLLBACK FAILED' } })
    expect(outputs.outcome).toBe('unknown')
    expect(failures[0]).toMatch(/\nA page may have been sent\.$/)
  })

  test('that cannot be remembered is a line for debugging', async () => {
    Object.assign(process.env, { RUNNER_TEMP: join(folder, 'nowhere') })
    const { debugs, warnings, outputs } = await play({ isDebugged: true })
    expect(debugs).toContain('The page cannot be remembered for later steps: ENOENT.')
    expect([warnings, outputs.outcome]).toEqual([[], 'sent'])
  })
})

test.each([
  ['the default token', {}, true],
  ['a template without the attempt', { 'idempotency-token': 'deploy-{{ github.run_id }}' }, true],
  ['a template with the attempt', { 'idempotency-token': '{{ github.run_id }}-{{ github.run_attempt }}' }, false],
  ['the attempt as the runner writes it', { 'idempotency-token': '1658821493-2' }, false]
])('a re-run with %s says whether AWS may have paged nobody', async (_, inputs, isTold) => {
  Object.assign(process.env, { GITHUB_RUN_ATTEMPT: '2' })
  const { warnings, summary } = await play({ inputs })
  expect(warnings.length > 0 && warnings[0]?.startsWith('This is attempt 2 of the run')).toBe(isTold)
  expect(summary.startsWith('## The page was sent, but AWS may have paged nobody')).toBe(isTold)
})

describe('under act, where every run has the ID 1', () => {
  const warning = expect.stringMatching(
    /^Under act every run has the ID 1 unless you set another, .* --env GITHUB_RUN_ID=/
  )

  test.each<[string, Record<string, string>, Record<string, string>, boolean]>([
    ['the default token', {}, {}, true],
    ['a token that is left empty', {}, { 'idempotency-token': '' }, true],
    ['a template with the ID', {}, { 'idempotency-token': 'deploy-{{ github.run_id }}' }, true],
    ['a template with the address of the run', {}, { 'idempotency-token': '{{ page.url }}' }, true],
    ['a template that comes out empty', {}, { 'idempotency-token': '{{ github.head_ref }}' }, true],
    ['the ID as act fills it in', {}, { 'idempotency-token': '1-second' }, true],
    ['a token of its own', {}, { 'idempotency-token': 'health-2026-11-27T03' }, false],
    ['a template without the ID', {}, { 'idempotency-token': '{{ github.ref_name }}' }, false],
    ['an ID that was set', { GITHUB_RUN_ID: '1790000000' }, {}, false],
    ["Gitea's runner, which is made of act", { GITEA_ACTIONS: 'true' }, {}, false]
  ])('%s', async (_, variables, inputs, isTold) => {
    Object.assign(process.env, { ACT: 'true', GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1', ...variables })
    const { warnings, summary, outputs } = await play({ inputs })
    expect(warnings.filter(line => line.startsWith('Under act'))).toEqual(isTold ? [warning] : [])
    expect(summary.includes('Under act every run has the ID 1')).toBe(isTold)
    expect(outputs.outcome).toBe('sent')
  })

  test.each([
    ['a dry run', { inputs: { 'dry-run': 'true' } }, 'dry-run'],
    ['a page that was refused', { results: [refused] }, 'not-sent']
  ])('%s has nothing to be told', async (_, given, outcome) => {
    Object.assign(process.env, { ACT: 'true', GITHUB_RUN_ID: '1' })
    const { warnings, outputs } = await play(given)
    expect(warnings).toEqual([])
    expect(outputs.outcome).toBe(outcome)
  })

  test('the warning comes before others', async () => {
    Object.assign(process.env, { ACT: 'true', GITHUB_RUN_ID: '1' })
    const { warnings } = await play({ inputs: { needs: 'no JSON' } })
    expect(warnings).toEqual([warning, expect.stringContaining('Input "needs"')])
  })
})
