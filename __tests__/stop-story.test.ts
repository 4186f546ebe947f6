import { describe, expect, test } from '@jest/globals'
import type { Failed, Stopped } from '../src/incident-manager/port.ts'
import { stop } from '../src/stories/stop.ts'
import type { World } from '../src/stories/world.ts'
import { fakeCore } from './shared/fake-core.ts'
import { emptyEnvironment, engagementArn } from './shared/samples.ts'
import { unaskedIncidentManager } from './shared/unasked.ts'

const second = engagementArn.replace('us-east-1', 'eu-west-1')
const failed = (over: Partial<Failed>): Failed => ({
  kind: 'failed',
  code: 'access-denied',
  what: 'AWS refused: AccessDeniedException.',
  retryable: false,
  lost: false,
  ...over
})
const stopped: Stopped = { kind: 'stopped' }

interface Given {
  readonly inputs?: Record<string, string>
  /** What AWS makes of each engagement, by its ARN; `stopped` where nothing is said. */
  readonly answers?: Readonly<Record<string, Stopped | Failed>>
  readonly signal?: AbortSignal
  readonly writeSummary?: () => Promise<unknown>
  readonly world?: Partial<World>
}

/** Stops engagements on a clock that stands still. */
async function play({ inputs = {}, answers = {}, signal, writeSummary, world }: Given = {}) {
  const given = { 'engagement-arn': engagementArn, 'timeout-seconds': '2', 'dry-run': 'false', strict: 'false' }
  const { core, told } = fakeCore({ ...given, ...inputs }, writeSummary)
  const asked: { readonly region: string; readonly engagementArn: string; readonly reason: string }[] = []
  let now = 0
  await stop({
    core,
    environment: { ...emptyEnvironment, secrets: ['canary-secret'] },
    connect: async () => ({
      ...unaskedIncidentManager,
      findCredentials: () => undefined,
      inRegion: (region: string) => ({
        ...unaskedIncidentManager,
        async stop(engagementArn: string, reason: string) {
          asked.push({ region, engagementArn, reason })
          return answers[engagementArn] ?? stopped
        }
      })
    }),
    loadTemplates: () => import('../src/page/template.ts'),
    clock: {
      now: () => now,
      async sleep(milliseconds: number) {
        now += Math.max(1, milliseconds)
      },
      random: () => 0.5
    },
    signal: signal ?? new AbortController().signal,
    uncaught: new Promise<never>(() => {}),
    ...world
  } as unknown as World)
  const elements = told.outputs.engagements === undefined ? [] : JSON.parse(told.outputs.engagements)
  return { ...told, asked, elements }
}

const lastWords = ({ lines, failures }: { lines: string[]; failures: string[] }) =>
  (failures[0] ?? lines.at(-1))?.split('\n').at(-1)

describe('engagements', () => {
  test('are stopped, each in its region and with one reason', async () => {
    const told = await play({ inputs: { 'engagement-arn': `${engagementArn}\n${second}`, reason: 'Rolled back.' } })
    expect(told.asked).toEqual([
      { region: 'us-east-1', engagementArn, reason: 'Rolled back.' },
      { region: 'eu-west-1', engagementArn: second, reason: 'Rolled back.' }
    ])
    expect([told.outputs.outcome, told.failures, lastWords(told)]).toEqual([
      'stopped',
      [],
      '2 of 2 engagements were stopped.'
    ])
    expect(told.summary.match(/`: stopped\\?$/gm)).toHaveLength(2)
    expect(told.summary).toContain('Reason: Rolled back.')
    expect(told.summary).not.toContain('[!')
  })

  test.each<[string, Failed, string, string]>([
    ['is refused', failed({}), 'not-stopped', 'The engagement was not stopped.'],
    ['got no answer', failed({ code: 'no-answer', lost: true }), 'unknown', 'The engagement may have been stopped.']
  ])('one that %s is red, with the command that stops it', async (_, answer, outcome, closing) => {
    const told = await play({ answers: { [engagementArn]: answer } })
    expect([told.outputs.outcome, lastWords(told)]).toEqual([outcome, closing])
    expect(told.summary).toContain('\n\n> [!CAUTION]\n> The plan may go on and wake others. ')
    expect(told.elements).toEqual([{ engagement_arn: engagementArn, outcome, error: answer.code }])
    expect(told.summary).toContain(
      `aws ssm-contacts stop-engagement --region us-east-1 \\\n  --engagement-id ${engagementArn}`
    )
  })

  test('one that is over is a warning, and green', async () => {
    const told = await play({ answers: { [engagementArn]: failed({ code: 'not-found', what: 'AWS knows none.' }) } })
    expect([told.outputs.outcome, told.failures]).toEqual(['already-over', []])
    expect(told.warnings.join('\n')).toContain('is over already, or is not there. AWS knows none.')
    expect(told.summary).toContain('\n\n> [!WARNING]\n> AWS stopped nothing.\n')
  })

  test('of which some cannot be stopped: the worst counts, and each is named', async () => {
    const told = await play({
      inputs: { 'engagement-arn': `${engagementArn}\n${second}` },
      answers: { [second]: failed({ permission: { action: 'ssm-contacts:StopEngagement', resource: second } }) }
    })
    expect([told.outputs.outcome, lastWords(told)]).toEqual(['not-stopped', '1 of 2 engagements were stopped.'])
    expect(told.failures[0]).toMatch(
      /^oncall-plan\/27bd86cf-6d50: AWS refused: AccessDeniedException\.\nNext: allow it: .*StopEngagement/
    )
  })

  test('of which very many cannot be stopped are told in bounds', async () => {
    const arns = Array.from({ length: 30 }, (_, index) => `${engagementArn}-${index}`)
    const answer = failed({ what: `AWS refused. ${'x'.repeat(3_000)}` })
    const told = await play({
      inputs: { 'engagement-arn': arns.join('\n') },
      answers: Object.fromEntries(arns.map(arn => [arn, answer]))
    })
    expect(told.failures[0]?.length).toBeLessThanOrEqual(4_000)
    expect(told.failures[0]).toMatch(/\n\[cut\]\nNext: .*\n0 of 30 engagements were stopped\.$/)
  })

  test('are asked for again until the time is up', async () => {
    const told = await play({
      answers: { [engagementArn]: failed({ code: 'throttled', retryable: true, what: 'Throttled.' }) }
    })
    expect(told.asked.length).toBeGreaterThan(2)
    expect(told.failures[0]).toMatch(
      /^Throttled\. Tried \d+ times\.\nNext: re-run this job, or stop the engagement manually/
    )
  })

  test('are left alone by a cancelled job, and it says so', async () => {
    const told = await play({ signal: AbortSignal.abort(), answers: { [engagementArn]: failed({ retryable: true }) } })
    expect(told.failures[0]).toMatch(/^The job was cancelled while stopping it\./)
    expect(told.outputs.outcome).toBe('not-stopped')
  })
})

test('nothing to stop is green, and said', async () => {
  const told = await play({ inputs: { 'engagement-arn': '' } })
  expect([told.asked, told.outputs.outcome, told.failures]).toEqual([[], '', []])
  expect(lastWords(told)).toBe('There was nothing to stop: "engagement-arn" is empty.')
  expect(told.summary).toMatch(/^## There was nothing to stop\n/)
})

test('a dry run asks nobody', async () => {
  const told = await play({ inputs: { 'dry-run': 'true' } })
  expect([told.asked, told.outputs.outcome, lastWords(told)]).toEqual([[], 'dry-run', 'Dry run. Nothing was stopped.'])
  expect(told.summary).toContain('\n\n> [!NOTE]\n> This is what would be stopped.\n')
})

test('a reason is a template, cut to its limit with a warning; strict refuses that', async () => {
  const inputs = { reason: `{{ github.workflow }} ${'x'.repeat(300)}` }
  const told = await play({ inputs })
  expect(told.asked[0]?.reason).toHaveLength(255)
  expect(told.warnings).not.toEqual([])
  const strict = await play({ inputs: { ...inputs, strict: 'true' } })
  expect([strict.asked, strict.outputs.outcome]).toEqual([[], 'not-stopped'])
  expect(strict.failures[0]).toContain('the engagement would be stopped')
})

test('a bad ARN stops the stop before any call', async () => {
  const told = await play({ inputs: { 'engagement-arn': 'oncall-plan/27bd86cf' } })
  expect([told.asked, told.outputs.outcome]).toEqual([[], 'not-stopped'])
  expect(told.failures[0]).toContain('It takes the whole ARN, the output "engagement-arn", not "engagement-id".')
})

test('a fault of the action is told without secrets, and a summary that cannot be written is a warning', async () => {
  const told = await play({
    writeSummary: () => Promise.reject(new Error('ENOSPC')),
    world: {
      connect: async () => {
        throw new Error('Cannot find module, canary-secret')
      }
    }
  })
  expect(told.failures[0]).toMatch(/^The action itself failed: Cannot find module, \*\*\*\nNext: /)
  expect([told.outputs.outcome, told.elements]).toEqual([
    'unknown',
    [{ engagement_arn: engagementArn, outcome: 'unknown', error: 'internal-error' }]
  ])
  expect(told.warnings.join()).toContain('The job summary could not be written: ENOSPC')
})
