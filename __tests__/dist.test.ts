import { readdirSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { expect, test } from '@jest/globals'
import { documentedErrors } from '../local/aws/faults.ts'
import type { IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { sampleEnvironment } from '../local/aws/signature.ts'
import { contactArn, scenarios } from '../local/demo/scenarios.ts'
import { parseCommands } from '../local/runner/commands.ts'
import { type ActionOptions, runAction } from '../local/runner/runner.ts'
import { withConnections, withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'

/** Runs dist/ against a service of its own. */
async function page(options: Partial<ActionOptions>, serviceOptions: IncidentManagerOptions = {}) {
  return withService(serviceOptions, async service => ({
    run: await runDist({ ...options, with: { 'endpoint-url': service.url, ...options.with } }),
    service
  }))
}

test("the API reference's sample request goes over the wire, and its answer's ARN is the output", async () => {
  const sample = {
    ContactId: 'arn:aws:ssm-contacts:us-east-2:111122223333:contact/test_escalation_plan',
    Sender: 'cli',
    Subject: 'cli-test',
    Content: 'Testing engagements via CLI',
    PublicSubject: 'cli-test',
    PublicContent: 'Testing engagements via CLI',
    IdempotencyToken: '23a2a9b9-f63b-49b1-80c6-b21dfEXAMPLE'
  }
  const engagementArn =
    'arn:aws:ssm-contacts:us-east-2:111122223333:engagement/test_escalation_plan/27bd86cf-6d50-49d2-a9ab-da39bEXAMPLE'
  const { run, service } = await page(
    {
      with: {
        'contact-id': sample.ContactId,
        sender: sample.Sender,
        subject: sample.Subject,
        content: sample.Content,
        'public-subject': sample.PublicSubject,
        'public-content': sample.PublicContent,
        'idempotency-token': sample.IdempotencyToken
      }
    },
    {
      region: 'us-east-2',
      faults: [{ kind: 'answer', statusCode: 200, body: JSON.stringify({ EngagementArn: engagementArn }) }]
    }
  )
  expect(service.exchanges).toHaveLength(1)
  const [exchange] = service.exchanges
  expect(exchange?.request).toEqual(sample)
  expect(exchange?.headers).toMatchObject({
    host: `127.0.0.1:${service.port}`,
    'x-amz-target': 'SSMContacts.StartEngagement',
    'content-type': 'application/x-amz-json-1.1',
    'content-length': String(Buffer.byteLength(exchange?.body ?? '')),
    authorization: expect.stringMatching(/\/us-east-2\/ssm-contacts\/aws4_request,/)
  })
  expect(exchange?.signatureValid).toBe(true)
  expect(run.exitCode).toBe(0)
  const { request = '', pages = '', ...outputs } = run.outputs
  expect(outputs).toEqual({
    outcome: 'sent',
    acknowledgement: '',
    'acknowledged-by': '',
    'acknowledged-after-seconds': '',
    'engagement-arn': engagementArn,
    'engagement-id': 'test_escalation_plan/27bd86cf-6d50-49d2-a9ab-da39bEXAMPLE',
    'idempotency-token': sample.IdempotencyToken
  })
  expect(JSON.parse(request)).toEqual(sample)
  expect(JSON.parse(pages)).toEqual([
    {
      contact: sample.ContactId,
      outcome: 'sent',
      engagement_arn: engagementArn,
      idempotency_token: sample.IdempotencyToken,
      error: null
    }
  ])
})

test('a failed deploy with nothing but a contact pages once, with the run ID as its token', async () => {
  const { event, github, contexts } = scenarios.deploy
  const { run, service } = await page({ event, github: { ...github, run_id: '987654321' }, contexts })
  expect([run.exitCode, run.stderr]).toEqual([0, ''])
  expect(service.engagements).toHaveLength(1)
  expect(service.exchanges[0]?.request).toMatchObject({
    ContactId: contactArn,
    Sender: 'octocat via acme/shop',
    IdempotencyToken: '987654321'
  })
  expect(service.exchanges[0]?.request?.Content).toContain('https://github.com/acme/shop/actions/runs/987654321')
  expect(run.outputs).toMatchObject({
    outcome: 'sent',
    'engagement-arn': service.engagements[0]?.engagementArn,
    'idempotency-token': '987654321'
  })
  expect(parseCommands(run.stdout)).toEqual([])
  expect(run.stdout).toMatch(/\nThe page was sent\.\n$/)
  expect(run.summary).toMatch(/^## The page was sent\n/)
})

test('a second step of the same run pages nobody twice', async () => {
  await withService({}, async service => {
    const step = { with: { 'endpoint-url': service.url } }
    const runs = [await runDist(step), await runDist(step)]
    expect(runs.map(({ outputs }) => outputs.outcome)).toEqual(['sent', 'sent'])
    expect(runs[1]?.outputs['engagement-arn']).toBe(runs[0]?.outputs['engagement-arn'])
    expect(service.engagements).toHaveLength(1)
  })
})

test('a dry run opens no connection, and needs no credentials', async () => {
  const trap = (socket: Socket) => socket.destroy()
  await withConnections(trap, async ({ url, connections }) => {
    const run = await runAction({
      with: { 'contact-id': contactArn, 'dry-run': 'true', 'endpoint-url': url },
      env: { HTTP_PROXY: url, HTTPS_PROXY: url, AWS_CONTAINER_CREDENTIALS_FULL_URI: url }
    })
    expect(run.exitCode).toBe(0)
    expect(run.outputs).toMatchObject({ outcome: 'dry-run', 'engagement-arn': '', 'idempotency-token': '1658821493' })
    expect(JSON.parse(run.outputs.request ?? '')).toMatchObject({
      ContactId: contactArn,
      IdempotencyToken: '1658821493'
    })
    expect(run.stdout).toMatch(/\nDry run\. No page was sent\.\n$/)
    expect(connections).toHaveLength(0)
  })
})

test('a refusal fails the step with one error, what to do next, and all outputs', async () => {
  const { run, service } = await page({}, { faults: [documentedErrors.AccessDeniedException] })
  expect([run.exitCode, service.exchanges.length]).toEqual([1, 1])
  const commands = parseCommands(run.stdout + run.stderr)
  expect(commands.map(({ name }) => name)).toEqual(['error'])
  expect(commands[0]?.message).toContain('"Action":"ssm-contacts:StartEngagement"')
  expect(commands[0]?.message).toMatch(/\nNo page was sent\.$/)
  expect(run.outputs).toMatchObject({
    outcome: 'not-sent',
    'engagement-arn': '',
    'engagement-id': '',
    'idempotency-token': '1658821493'
  })
  expect(JSON.parse(run.outputs.request ?? '')).toEqual(service.exchanges[0]?.request)
  expect(run.summary).toMatch(/^## No page was sent\n/)
})

test('inputs that are wrong are told together, before any connection', async () => {
  const { run, service } = await page({
    with: { 'contact-id': 'oncall', 'endpoint-url': 'http://example.com', 'dry-run': 'yes' }
  })
  const commands = parseCommands(run.stdout + run.stderr)
  expect(commands.map(({ name }) => name)).toEqual(['error'])
  for (const name of ['contact-id', 'endpoint-url', 'dry-run']) {
    expect(commands[0]?.message).toContain(`Input "${name}"`)
  }
  expect([run.exitCode, run.outputs.outcome, service.exchanges]).toEqual([1, 'not-sent', []])
})

test('the licence of every package that is shipped stands beside it', () => {
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
  const licenses = read('dist/LICENSES.txt')
  const dependencies = Object.keys(JSON.parse(read('package.json')).dependencies as object)
  // These two come with the AWS SDK.
  for (const name of [...dependencies, '@smithy/signature-v4', 'tslib']) {
    const { version } = JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string }
    expect(`\n${licenses}`).toContain(`\n${name} ${version} (`)
    const [file] = readdirSync(new URL(`../node_modules/${name}`, import.meta.url)).filter(name =>
      /^LICENSE/.test(name)
    )
    expect(licenses).toContain(read(`node_modules/${name}/${file}`).replaceAll('\r\n', '\n').trim())
  }
})

test('a page goes out although nobody reads the log', async () => {
  await withService({ faults: [documentedErrors.InternalServerException] }, async service => {
    const run = await runAction({
      with: { 'contact-id': contactArn, 'endpoint-url': service.url },
      env: sampleEnvironment,
      closeStdout: true
    })
    expect([run.exitCode, run.outputs.outcome, service.engagements.length]).toEqual([0, 'sent', 1])
    expect(run.summary).toContain('The page was sent')
  })
})
