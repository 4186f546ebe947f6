// dist/ as the runner starts it for drill/action.yml, against Incident Manager on loopback.
import { describe, expect, test } from '@jest/globals'
import { rottenDirectory, soundDirectory } from '../local/aws/directories.ts'
import type { Directory } from '../local/aws/directory.ts'
import { documentedErrors, type FaultPlan } from '../local/aws/faults.ts'
import type { IncidentManager, IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { sampleEnvironment } from '../local/aws/signature.ts'
import { type ActionOptions, runAction } from '../local/runner/runner.ts'
import type { Check } from '../src/drill/check.ts'
import { arnOf, channelArnOf } from './shared/drill-world.ts'
import { withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'

/** A drill of the sample plan, and what the service was asked. */
async function drill(service: IncidentManagerOptions = {}, options: Partial<ActionOptions> = {}) {
  return withService({ region: 'us-east-1', ...service }, async ({ url, exchanges, engagements }) => {
    const run = await runDist({
      action: 'drill',
      ...options,
      with: { 'endpoint-url': url, ...options.with }
    })
    const checks = JSON.parse(run.outputs.checks ?? '[]') as Check[]
    const everything = [run.printed, run.summary, JSON.stringify(run.outputs)].join('\n')
    return { ...run, checks, everything, exchanges, engagements, operations: operationsOf(exchanges) }
  })
}

const operationsOf = (exchanges: IncidentManager['exchanges']) =>
  [...new Set(exchanges.map(({ operation }) => operation))].sort()

const reading = ['GetContact', 'GetRotation', 'ListContactChannels', 'ListPagesByEngagement', 'ListRotationShifts']

test('a plan with which all is well is ready, and nobody is paged', async () => {
  const { exitCode, outputs, checks, operations, exchanges, engagements, summary, stdout } = await drill()
  expect([exitCode, outputs.outcome, outputs['on-call']]).toEqual([0, 'ready', '["akuam"]'])
  expect(checks.filter(({ ok }) => ok !== true)).toEqual([])
  expect(operations).toEqual(reading)
  expect(exchanges.map(({ signatureValid }) => signatureValid)).not.toContain(false)
  expect(engagements).toEqual([])
  for (const said of [summary, stdout]) {
    expect(said).toContain('Not proven without a page: the rights to StartEngagement and StopEngagement')
    expect(said).toContain('examples/manual-page.yml at noon')
  }
})

test('a rotten plan is red, each rot with what to do about it', async () => {
  const { exitCode, outputs, checks, message, operations, summary } = await drill({ directory: rottenDirectory })
  expect([exitCode, outputs.outcome, outputs['on-call']]).toEqual([1, 'not-ready', '[]'])
  const wrong = checks.filter(({ ok }) => ok === false)
  expect(wrong.map(({ what }) => what).sort()).toEqual([
    'An acknowledgement stops oncall-plan',
    'Channels of akuam exist and are activated',
    'Channels of jorges exist and are activated',
    'Contact marthar exists',
    'Plan of nikkiw is not empty',
    'Plan of oncall-plan is not empty',
    'Somebody is on call in rota all the next 7 days',
    'Somebody is on call now in rota'
  ])
  for (const { nextStep } of wrong) expect(nextStep).not.toBe('')
  expect(message).toMatch(/^Not ready: 8 of \d+ checks found something wrong\.[\s\S]*\nNobody was paged\.$/)
  expect(summary).toContain('UTC (')
  expect(operations).toEqual(reading)
})

describe('a right that is missing', () => {
  test.each(reading)('%s: unknown, with its statement', async operation => {
    const faults: FaultPlan = (_, asked) =>
      asked === operation || (operation === 'ListPagesByEngagement' && asked === 'ListEngagements')
        ? documentedErrors.AccessDeniedException
        : undefined
    const { exitCode, outputs, message, summary } = await drill({ faults })
    expect([exitCode, outputs.outcome]).toEqual([1, 'unknown'])
    for (const said of [message, summary, outputs.checks]) {
      // In the summary it is set out to be read.
      expect(said?.replaceAll('\\"', '"').replaceAll(/\n\s*|(?<=:) /g, '')).toMatch(
        new RegExp(`"Effect":"Allow","Action":"ssm-contacts:${operation}","Resource":`)
      )
    }
  })

  test('of all members at once: one statement for exactly these', async () => {
    const faults: FaultPlan = (_, asked) =>
      asked === 'ListContactChannels' ? documentedErrors.AccessDeniedException : undefined
    const { message } = await drill({ faults })
    expect(message).toContain(
      JSON.stringify({
        Effect: 'Allow',
        Action: 'ssm-contacts:ListContactChannels',
        Resource: [arnOf('akuam'), arnOf('jorges')]
      })
    )
  })
})

test.each([
  ['sound', soundDirectory],
  ['rotten', rottenDirectory]
] as const)(
  'where a channel leads, and what it is called, is told nowhere, not even in debug lines: %s',
  async (_, directory) => {
    const everything = await withService({ region: 'us-east-1', directory }, async ({ url }) => {
      const { stdout, stderr, summary, outputs } = await runAction({
        action: 'drill',
        with: { 'contact-id': arnOf('oncall-plan'), 'endpoint-url': url },
        env: { ...sampleEnvironment, RUNNER_DEBUG: '1' }
      })
      expect(stdout).toContain('::debug::GetContact at 127.0.0.1')
      return [stdout, stderr, summary, JSON.stringify(outputs)].join('\n')
    })
    expect(everything).toContain('Contact oncall-plan exists')
    for (const { address, name, arn } of directory.channels) {
      for (const canary of [address, name, arn]) expect(everything).not.toContain(canary)
    }
  }
)

test('hostile display names stay in the <pre> of their cells', async () => {
  const hostile = '</pre></table>\n\n# Forged\n::error::forged\n##[error]forged \u001b[31m\u202e'
  const contacts = soundDirectory.contacts.map(contact => ({ ...contact, displayName: hostile }))
  const { everything, summary, annotations } = await drill({ directory: { ...soundDirectory, contacts } })
  expect(annotations).toEqual([])
  expect(everything).not.toMatch(/^\s*::|##\[|[\u001b\u202e]/m)
  expect(summary).toContain('&lt;/pre&gt;')
  expect(summary.replaceAll(/<pre>[^<>]*<\/pre>/g, '')).not.toMatch(/Forged|forged/)
})

/** A plan that pages so many people, who have a channel each. */
function crowd(size: number): Directory {
  const aliases = Array.from({ length: size }, (_, index) => `member-${index}`)
  const members = aliases.map(alias => ({ arn: arnOf(alias), isEssential: true }))
  return {
    contacts: [
      { arn: arnOf('oncall-plan'), type: 'ESCALATION', stages: [{ minutes: 5, members }] },
      ...aliases.map(alias => ({
        arn: arnOf(alias),
        type: 'PERSONAL' as const,
        stages: [{ minutes: 5, channels: [channelArnOf(alias, 'sms')] }]
      }))
    ],
    channels: aliases.map(alias => ({
      arn: channelArnOf(alias, 'sms'),
      contactArn: arnOf(alias),
      name: 'Phone',
      type: 'SMS',
      address: '+15555550100',
      isActivated: true
    })),
    rotations: []
  }
}

test.each([
  [49, 'ready'],
  [50, 'unknown'],
  [200, 'unknown']
] as const)('%i members take at most 100 requests', async (size, outcome) => {
  const { exchanges, outputs } = await drill({ directory: crowd(size) })
  expect(exchanges.length).toBeLessThanOrEqual(100)
  expect(outputs.outcome).toBe(outcome)
  const asked = exchanges.map(({ operation, body }) => `${operation} ${body}`)
  expect(new Set(asked).size).toBe(asked.length)
})

test('plans that page each other are read once', async () => {
  const plan = (alias: string, member: string) => ({
    arn: arnOf(alias),
    type: 'ESCALATION' as const,
    stages: [{ minutes: 5, members: [{ arn: arnOf(member), isEssential: true }] }]
  })
  const contacts = [plan('oncall-plan', 'other'), plan('other', 'oncall-plan')]
  const { exchanges } = await drill({ directory: { contacts, channels: [], rotations: [] } })
  expect(exchanges.map(({ operation }) => operation).sort()).toEqual([
    'GetContact',
    'GetContact',
    'ListPagesByEngagement'
  ])
})

test('a service that throttles at first is asked again', async () => {
  const faults: FaultPlan = number => (number === 1 ? documentedErrors.ThrottlingException : undefined)
  expect((await drill({ faults })).outputs.outcome).toBe('ready')
})

test('a service that never answers is not waited for', async () => {
  const { outputs, checks } = await drill({ faults: () => ({ kind: 'hang' }) }, { with: { 'timeout-seconds': '2' } })
  expect(outputs.outcome).toBe('unknown')
  expect(checks.map(({ ok }) => ok)).toEqual(['unknown', 'unknown', 'unknown'])
})

test('a job that is cancelled ends the drill', async () => {
  const cancelled = new AbortController()
  const faults: FaultPlan = () => {
    cancelled.abort()
    return { kind: 'hang' }
  }
  const { exitCode, outputs } = await drill({ faults }, { cancelled: cancelled.signal })
  expect([exitCode, outputs.outcome]).toEqual([1, 'unknown'])
})

test.each([
  ['a contact that is none', { with: { 'contact-id': 'oncall-plan' } }, 'Inputs'],
  [
    'no credentials',
    { env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' } },
    'Credentials'
  ],
  ['credentials that AWS does not know', { env: { AWS_ACCESS_KEY_ID: 'AKIANOBODY' } }, 'Credentials']
])('%s: not ready, and nothing further is asked', async (_, options, what) => {
  const { outputs, checks, exchanges } = await drill({}, options)
  expect(outputs.outcome).toBe('not-ready')
  expect(checks).toEqual([expect.objectContaining({ what, ok: false })])
  expect(exchanges.length).toBeLessThanOrEqual(1)
})

test('several contacts and a backup are checked side by side, and who is in two of them once', async () => {
  const { outputs, checks, exchanges } = await drill(
    {},
    {
      with: { 'contact-id': `${arnOf('oncall-plan')}\n${arnOf('jorges')}`, 'backup-contact-id': arnOf('oncall-backup') }
    }
  )
  expect(outputs.outcome).toBe('ready')
  const existing = checks.filter(({ what }) => what.endsWith(' exists')).map(({ what }) => what.split(' ')[1])
  expect(existing).toEqual(['oncall-plan', 'rota', 'akuam', 'jorges', 'oncall-backup'])
  expect(exchanges.filter(({ operation }) => operation === 'GetContact')).toHaveLength(5)
})
