// The action in stop/, as the runner starts it.
import { describe, expect, test } from '@jest/globals'
import { documentedErrors, type Fault, type FaultPlan } from '../local/aws/faults.ts'
import type { IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { sampleCredentials, sampleEnvironment } from '../local/aws/signature.ts'
import { parseCommands } from '../local/runner/commands.ts'
import { type ActionOptions, runAction } from '../local/runner/runner.ts'
import { withService } from './shared/peers.ts'
import { engagementArn } from './shared/samples.ts'

const contact = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'
const account = 'arn:aws:ssm-contacts:us-east-1:111122223333'

const denied = (message: string): Fault => ({ kind: 'error', name: 'AccessDeniedException', statusCode: 400, message })

/** Pages by the root action, as often as there are tokens, and then stops what `stopped` makes of the ARNs. */
async function stop(
  options: Partial<ActionOptions> & { readonly stopped?: (arns: readonly string[]) => string } = {},
  service: IncidentManagerOptions & { readonly stopFaults?: FaultPlan; readonly tokens?: readonly string[] } = {}
) {
  const { stopped = (arns: readonly string[]) => arns.join('\n') } = options
  const { stopFaults, tokens = ['one'] } = service
  let stops = 0
  const faults: FaultPlan = (_, operation) => {
    if (operation !== 'StopEngagement' || stopFaults === undefined) return undefined
    stops++
    return typeof stopFaults === 'function' ? stopFaults(stops, operation) : stopFaults[stops - 1]
  }
  return withService({ ...service, faults }, async running => {
    const arns: string[] = []
    for (const token of tokens) {
      const inputs = { 'contact-id': contact, 'idempotency-token': token, 'endpoint-url': running.url }
      const paged = await runAction({ with: inputs, env: sampleEnvironment })
      arns.push(paged.outputs['engagement-arn'] ?? '')
    }
    const run = await runAction({
      action: 'stop',
      env: sampleEnvironment,
      github: { workflow: 'Health' },
      ...options,
      with: { 'engagement-arn': stopped(arns), 'endpoint-url': running.url, ...options.with }
    })
    const requests = running.exchanges.filter(({ operation }) => operation !== 'StartEngagement')
    const [error = ''] = run.annotations.filter(({ level }) => level === 'error').map(({ message }) => message)
    const warnings = run.annotations.filter(({ level }) => level === 'warning').map(({ message }) => message)
    return { run, arns, requests, engagements: running.engagements, error, warnings }
  })
}

describe('an engagement', () => {
  test('is stopped, with the workflow and the run as the reason', async () => {
    const { run, arns, requests, engagements } = await stop()
    const url = 'https://github.com/acme/shop/actions/runs/1658821493'
    const Reason = expect.stringMatching(new RegExp(`^Stopped by Health in acme/shop: ${url}`))
    expect(requests).toMatchObject([
      { operation: 'StopEngagement', signatureValid: true, request: { EngagementId: arns[0], Reason } }
    ])
    expect(engagements[0]?.stoppedAt).toEqual(expect.any(Number))
    expect(run.exitCode).toBe(0)
    expect(run.outputs.outcome).toBe('stopped')
    expect(JSON.parse(run.outputs.engagements ?? '')).toEqual([
      { engagement_arn: arns[0], outcome: 'stopped', error: null }
    ])
    expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('The engagement was stopped.')
    expect(run.summary).toContain('## The engagement was stopped')
    expect(run.annotations).toEqual([])
  })

  test('is stopped with a reason of its own', async () => {
    const reason = '{{ github.actor }} has rolled back'
    const { requests } = await stop({ with: { reason }, github: { actor: 'octocat' } })
    expect(requests[0]?.request?.Reason).toBe('octocat has rolled back')
  })

  test('that was stopped before is over already: a warning, and green', async () => {
    const twice = await withService({}, async service => {
      const inputs = { 'endpoint-url': service.url }
      const paged = await runAction({ with: { ...inputs, 'contact-id': contact }, env: sampleEnvironment })
      const given = { ...inputs, 'engagement-arn': paged.outputs['engagement-arn'] ?? '' }
      await runAction({ action: 'stop', with: given, env: sampleEnvironment })
      return runAction({ action: 'stop', with: given, env: sampleEnvironment })
    })
    expect(twice.exitCode).toBe(0)
    expect(twice.outputs.outcome).toBe('already-over')
    expect(twice.annotations).toEqual([expect.objectContaining({ level: 'warning' })])
    expect(twice.annotations[0]?.message).toContain('over already')
  })

  test('that AWS does not know is over already', async () => {
    const { run } = await stop({ stopped: () => engagementArn })
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'already-over'])
  })

  test('is stopped after attempts that failed, with the same bytes', async () => {
    const { run, requests } = await stop(
      {},
      {
        stopFaults: [documentedErrors.ThrottlingException, { kind: 'reset' }, documentedErrors.InternalServerException]
      }
    )
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'stopped'])
    expect(requests).toHaveLength(4)
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1)
  })

  test('is not asked for on a dry run', async () => {
    const { run, requests } = await stop({ with: { 'dry-run': 'true' } })
    expect(requests).toEqual([])
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'dry-run'])
    expect(run.stdout).toContain('Dry run. Nothing was stopped.')
  })

  test('that is none is nothing to stop, and needs no credentials', async () => {
    const { run, requests } = await stop({ stopped: () => '\n', env: {} })
    expect(requests).toEqual([])
    expect([run.exitCode, run.outputs.outcome, run.annotations]).toEqual([0, '', []])
    expect(run.stdout).toContain('There was nothing to stop')
  })
})

describe('several engagements', () => {
  test('are stopped side by side', async () => {
    const { run, arns } = await stop({}, { tokens: ['one', 'two', 'three'] })
    expect(run.exitCode).toBe(0)
    const elements = JSON.parse(run.outputs.engagements ?? '') as { engagement_arn: string; outcome: string }[]
    expect(elements.map(({ engagement_arn }) => engagement_arn)).toEqual(arns)
    expect(elements.map(({ outcome }) => outcome)).toEqual(['stopped', 'stopped', 'stopped'])
    expect(run.stdout).toContain('3 of 3 engagements were stopped.')
  })

  test('are as bad as the worst of them, and the error names it', async () => {
    const { run, error } = await stop(
      {},
      { tokens: ['one', 'two'], stopFaults: [documentedErrors.AccessDeniedException] }
    )
    expect(run.exitCode).toBe(1)
    expect(run.outputs.outcome).toBe('not-stopped')
    expect(error).toMatch(/^oncall-plan\/[0-9a-f-]+: AWS refused: AccessDeniedException/)
    expect(error).toMatch(/1 of 2 engagements were stopped\.$/)
  })
})

describe('an engagement that is not stopped', () => {
  test.each([
    ['AccessDeniedException', documentedErrors.AccessDeniedException, 'access-denied', 'not-stopped'],
    ['a signature that AWS refuses', undefined, 'refused-credentials', 'not-stopped'],
    ['InternalServerException to the end', documentedErrors.InternalServerException, 'aws-failed', 'unknown'],
    ['ThrottlingException to the end', documentedErrors.ThrottlingException, 'throttled', 'not-stopped'],
    ['no answer', { kind: 'swallow' } as const, 'no-answer', 'unknown']
  ])('%s', async (_, fault, code, outcome) => {
    const env = fault === undefined ? { ...sampleEnvironment, AWS_SECRET_ACCESS_KEY: 'another' } : sampleEnvironment
    const { run, arns, error } = await stop({ env, with: { 'timeout-seconds': '1' } }, { stopFaults: () => fault })
    expect(run.exitCode).toBe(1)
    expect(run.outputs.outcome).toBe(outcome)
    expect(JSON.parse(run.outputs.engagements ?? '')).toMatchObject([{ outcome, error: code }])
    expect(error).toMatch(
      outcome === 'unknown' ? /The engagement may have been stopped\.$/ : /The engagement was not stopped\.$/
    )
    expect(error).not.toMatch(/\bpage was sent|page may have|contact-id/)
    expect(run.summary).toContain(`### What failed: ${code}`)
    expect(run.summary).toContain(`--engagement-id ${arns[0]}`)
  })

  test('for want of a right tells the statement', async () => {
    const { error } = await stop({}, { stopFaults: [documentedErrors.AccessDeniedException] })
    expect(error).toContain(
      `{"Effect":"Allow","Action":"ssm-contacts:StopEngagement","Resource":"${account}:engagement/oncall-plan/*"}`
    )
  })

  test('by a service control policy tells whom to ask, about this right', async () => {
    const message = 'no service control policy allows the ssm-contacts:StopEngagement action'
    const { error } = await stop({}, { stopFaults: [denied(message)] })
    expect(error).toContain('denies ssm-contacts:StopEngagement in this account')
    expect(error).not.toContain('StartEngagement')
  })

  test.each([
    ['no ARN', { 'engagement-arn': 'oncall-plan/1' }, 'invalid-input'],
    ['an endpoint in the open', { 'endpoint-url': 'http://example.com' }, 'invalid-input'],
    ['strict', { strict: 'true', reason: 'a'.repeat(300) }, 'strict']
  ])('for %s is never asked for', async (_, given, code) => {
    const { run, requests, error } = await stop({ with: given })
    expect(requests).toEqual([])
    expect(run.exitCode).toBe(1)
    expect(run.outputs.outcome).toBe('not-stopped')
    expect(run.summary).toContain(`### What failed: ${code}`)
    expect(error).toMatch(/The engagement was not stopped\.$/)
  })

  test('because the job was cancelled says so', async () => {
    const cancelled = new AbortController()
    const { run, error } = await stop(
      {
        cancelled: cancelled.signal,
        onStdout: text => text.includes('Reason:') && setTimeout(() => cancelled.abort(), 300)
      },
      { stopFaults: () => ({ kind: 'hang' }) }
    )
    expect(run.exitCode).toBe(1)
    expect(run.outputs.outcome).toBe('unknown')
    expect(error).toContain('The job was cancelled')
  })
})

describe('what AWS says', () => {
  test.each([
    '::error::injected',
    'ends\n::set-output name=outcome::stopped',
    '##[error]injected',
    'main.go:17:3: injected',
    '\u001b[31mred\u001b[0m and \u202ehidden',
    '</pre><script>alert(1)</script>'
  ])('reaches no reader as anything but text: %j', async message => {
    const { run } = await stop({}, { stopFaults: [denied(message)] })
    const printed = `${run.stdout}\n${run.stderr}`
    expect(parseCommands(printed).map(({ name }) => name)).toEqual(['error'])
    expect(printed).not.toMatch(/\u001b|\u202e|[^\\]:17:3:/)
    expect(run.summary).not.toMatch(/\u001b|\u202e|<script/)
    expect(run.conclusion).toBe('failure')
    expect(run.outputs.outcome).toBe('not-stopped')
  })

  test('is scrubbed of the keys in use', async () => {
    const message = `Not with ${sampleCredentials.secretAccessKey}`
    const { run } = await stop({}, { stopFaults: [denied(message)] })
    const left = [run.stdout, run.stderr, run.summary, JSON.stringify(run.outputs)].join('\n')
    expect(left).not.toContain(sampleCredentials.secretAccessKey)
    expect(left).toContain('Not with ***')
  })
})
