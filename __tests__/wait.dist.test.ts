// The committed dist/ waits for a person, in real time.
import { describe, expect, test } from '@jest/globals'
import { documentedErrors, type Fault } from '../local/aws/faults.ts'
import type { IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { sampleCredentials } from '../local/aws/signature.ts'
import { contactArn } from '../local/demo/scenarios.ts'
import type { ActionOptions } from '../local/runner/runner.ts'
import { withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'

const account = 'arn:aws:ssm-contacts:us-east-1:111122223333'
const akua = `${account}:contact/akuam`
const backup = `${account}:contact/oncall-backup`

async function page(options: Partial<ActionOptions>, service: IncidentManagerOptions = {}) {
  return withService(service, async running => {
    const run = await runDist({
      ...options,
      with: { 'endpoint-url': running.url, 'wait-for': 'acknowledgement', 'wait-seconds': '10', ...options.with }
    })
    const operations = running.exchanges.map(({ operation }) => operation)
    const polls = operations.filter(operation => operation === 'ListPagesByEngagement').length
    expect(running.exchanges.every(({ signatureValid }) => signatureValid)).toBe(true)
    return { run, operations, polls, service: running, lastLine: run.stdout.trimEnd().split('\n').at(-1) }
  })
}

const onPolls = (fault: Fault) => (_: number, operation: string) =>
  operation === 'ListPagesByEngagement' ? fault : undefined

describe('somebody', () => {
  test.concurrent('acknowledges: green, and who and how fast is told everywhere', async () => {
    const reactions = { people: [akua], acknowledgedMs: 1_500 }
    const { run, operations, lastLine } = await page({}, { reactions })
    expect(run.exitCode).toBe(0)
    expect(run.outputs).toMatchObject({
      outcome: 'sent',
      acknowledgement: 'acknowledged',
      'acknowledged-by': akua,
      'acknowledged-after-seconds': '2'
    })
    expect(JSON.parse(run.outputs.pages ?? '')).toMatchObject([
      { contact: contactArn, outcome: 'sent', error: null, acknowledgement: 'acknowledged' }
    ])
    expect(operations).toEqual(['StartEngagement', 'DescribeEngagement', 'ListPagesByEngagement'])
    expect(lastLine).toBe('The page was sent. akuam acknowledged it after 2 s.')
    expect(run.stdout).toContain('Waiting up to 10 s until somebody acknowledges the page.')
    expect(run.summary).toContain('## The page was sent. It was acknowledged after 2 s')
    expect(run.warnings).toEqual([])
  })

  test.concurrent('is sent a page, which is enough', async () => {
    const { run, lastLine } = await page({ with: { 'wait-for': 'page' } })
    expect([run.exitCode, run.outputs.acknowledgement, run.outputs['acknowledged-by']]).toEqual([0, 'sent', ''])
    expect(lastLine).toBe('The page was sent. AWS sent it to a channel.')
  })

  test.concurrent('who is the backup acknowledges: green, with a warning on top', async () => {
    const reactions = (contact: string) => (contact === backup ? { acknowledgedMs: 700 } : {})
    const { run, service } = await page({ with: { 'backup-contact-id': backup } }, { reactions })
    expect(service.engagements.map(({ contactArn }) => contactArn)).toEqual([contactArn, backup])
    expect([run.exitCode, run.outputs.outcome, run.outputs['acknowledged-by']]).toEqual([0, 'sent', backup])
    expect(run.warnings[0]).toMatch(
      /^Nobody was reached, so the backup was paged: .*\n.*oncall-plan: Nobody acknowledged/
    )
    expect(run.warnings.join()).not.toContain('Nobody else could be paged')
  })
})

describe('nobody', () => {
  test.concurrent('acknowledges: red, but the page was sent', async () => {
    const { run, polls } = await page({})
    expect(run.exitCode).toBe(1)
    expect(run.outputs).toMatchObject({ outcome: 'sent', acknowledgement: 'sent', 'acknowledged-by': '' })
    expect(run.outputs['engagement-arn']).not.toBe('')
    expect(run.message).toMatch(/^Nobody acknowledged it within 10 s\.\nNext: call somebody/)
    expect(run.message).toMatch(/\nThe page was sent\. Nobody acknowledged it within 10 s\.$/)
    expect(run.summary).toContain('## The page was sent. Nobody acknowledged it within 10 s')
    expect(polls).toBeLessThanOrEqual(6)
    expect(run.durationMs).toBeGreaterThan(8_500)
  })

  test.concurrent('can be asked about for want of a right: red at once, with the statement', async () => {
    const { run, polls } = await page({}, { faults: onPolls(documentedErrors.AccessDeniedException) })
    expect([run.exitCode, run.outputs.outcome, run.outputs.acknowledgement, polls]).toEqual([1, 'sent', 'unknown', 1])
    expect(run.message).toContain(
      `{"Effect":"Allow","Action":"ssm-contacts:ListPagesByEngagement","Resource":"${account}:engagement/oncall-plan/*"}`
    )
    expect(run.message).toMatch(/The page was sent\. Whether anybody acknowledged it is unknown\.$/)
  })

  test.concurrent('is known to have acknowledged while AWS fails', async () => {
    const { run } = await page({}, { faults: onPolls(documentedErrors.InternalServerException) })
    expect([run.exitCode, run.outputs.outcome, run.outputs.acknowledgement]).toEqual([1, 'sent', 'unknown'])
    expect(run.stdout.match(/AWS did not tell/g)?.length).toBeGreaterThan(0)
  })
})

test.concurrent('an engagement that was started before this step is repeated, and not sent', async () => {
  const StartTime = Date.now() / 1000 - 3_600
  const faults = (_: number, operation: string): Fault | undefined =>
    operation === 'DescribeEngagement'
      ? { kind: 'answer', statusCode: 200, body: JSON.stringify({ EngagementArn: known, StartTime }) }
      : operation === 'StartEngagement'
        ? { kind: 'answer', statusCode: 200, body: JSON.stringify({ EngagementArn: known }) }
        : undefined
  const known = `${account}:engagement/oncall-plan/27bd86cf`
  const { run } = await page({}, { faults })
  expect([run.exitCode, run.outputs.outcome, run.outputs.acknowledgement]).toEqual([1, 'not-sent', ''])
  expect(JSON.parse(run.outputs.pages ?? '')).toMatchObject([{ error: 'repeated' }])
  expect(run.message).toMatch(/started 60 minutes before this step.*No page was sent\.$/s)
})

test.concurrent('a cancelled job leaves the page sent, and says so', async () => {
  const cancelled = new AbortController()
  const { run } = await page({
    cancelled: cancelled.signal,
    with: { 'wait-seconds': '600' },
    onStdout: text => void (text.includes('Waiting up to') && setTimeout(() => cancelled.abort(), 200))
  })
  expect([run.conclusion, run.exitCode, run.outputs.outcome]).toEqual(['cancelled', 1, 'sent'])
  expect(run.outputs['idempotency-token']).toBe('1658821493')
  expect(run.stdout).toContain('The page was sent. The job was cancelled during the wait')
})

test.concurrent('no wait is asked for: one request, and no output', async () => {
  const { run, operations } = await page({ with: { 'wait-for': 'nothing' } })
  expect(operations).toEqual(['StartEngagement'])
  expect([run.exitCode, run.outputs.acknowledgement, run.outputs['acknowledged-after-seconds']]).toEqual([0, '', ''])
})

test.concurrent.each([
  ['no receipt', { ReceiptInfo: '271828', AcceptCode: '271828' }],
  ['no secret', { ContactArn: `${account}:contact/${sampleCredentials.secretAccessKey}` }],
  ['no command', { ContactArn: '\n::error::forged\u001b[31m##[error]forged' }]
])('what AWS tells of a page reaches no reader: %s', async (_, members) => {
  const at = () => Date.now() / 1000
  const faults = (_: number, operation: string): Fault | undefined =>
    operation === 'ListPagesByEngagement'
      ? {
          kind: 'answer',
          statusCode: 200,
          body: JSON.stringify({ Pages: [{ PageArn: 'p', SentTime: at(), ReadTime: at(), ...members }] })
        }
      : undefined
  const { run } = await page({}, { faults })
  expect(run.outputs.acknowledgement).toBe('acknowledged')
  const left = [run.stdout, run.stderr, run.summary, JSON.stringify(run.outputs)].join('\n')
  expect(left).not.toContain('271828')
  expect(left).not.toContain(sampleCredentials.secretAccessKey)
  expect(run.printed).not.toMatch(/\u001b|^::error::forged|(?<!\\)##\[error/m)
})
