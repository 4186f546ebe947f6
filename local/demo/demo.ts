import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type IncidentManager, startIncidentManager } from '../aws/incident-manager.ts'
import { readBranchTrustPolicy, sampleRoleArn } from '../aws/sample-role.ts'
import { sampleCredentials, sampleEnvironment } from '../aws/signature.ts'
import { type Sts, startSts } from '../aws/sts.ts'
import { startGitHubApi } from '../github/github-api.ts'
import { type IdTokenEndpoint, readClaims, startIdTokenEndpoint } from '../github/id-token.ts'
import { readAction } from '../runner/action-file.ts'
import { type ActionRun, runAction } from '../runner/runner.ts'
import { composeField, composeHeading, composeJson, composeMessage, fold } from './display.ts'
import { demonstrateDrill } from './drill.ts'
import { linesOfLog, showRun } from './run.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { measureSms } from './sms.ts'
import { type Expected, healthy, type Trouble, troubles } from './troubles.ts'
import { demonstrateWatch } from './watch.ts'

const usage = `
npm run demo [-- --event ${Object.keys(scenarios).join('|')}]
             [-- --fail ${Object.keys(troubles).join('|')}]
             [-- --wait [--nobody]]   waits for a person who acknowledges after some seconds, or does not
             [-- --stop]              and stops the engagement in the end
             [-- --with NAME=VALUE]   an input of the step, as often as you like
npm run demo -- --watch               plays a night of a watched check
npm run demo -- --drill [--rotten]    checks a pager, or one with every rot`

/**
 * Runs the committed action against services on loopback and shows everything that a page leaves behind.
 *
 * @param own inputs that the user of the demo gives; with any, the step's own result is what counts
 */
async function demonstrate(
  scenario: Scenario,
  trouble: Trouble | undefined,
  own: Readonly<Record<string, string>>,
  { wait, nobody, stop }: Sequel
): Promise<boolean> {
  const inputs = {
    'role-to-assume': sampleRoleArn,
    ...scenario.with,
    ...trouble?.with,
    ...(wait && waitInputs),
    ...own
  }
  const withRole = inputs['role-to-assume'] !== ''
  const gitHub = await startGitHubApi({ jobs: scenario.jobs })
  const idTokens = await startIdTokenEndpoint({ github: scenario.github })
  const trustPolicy = readBranchTrustPolicy(trouble?.trustedBranch)
  const sts = await startSts({ roles: { [sampleRoleArn]: trustPolicy }, issuers: [idTokens.issuer] })
  const service = await startIncidentManager({
    region: 'us-east-1',
    credentials: withRole ? sts.issued : [sampleCredentials],
    reactions: { people: [personArn], ...(!nobody && { acknowledgedMs: 5_000 }) },
    ...(trouble?.faults && { faults: trouble.faults }),
    ...(trouble?.contacts && { contacts: trouble.contacts })
  })
  try {
    const env = { AWS_ENDPOINT_URL_STS: sts.url, ...(!withRole && sampleEnvironment) }
    showSituation(scenario, trouble, inputs)
    const run = await runAction({
      with: { ...inputs, 'endpoint-url': service.url },
      event: scenario.event,
      github: { ...scenario.github, api_url: gitHub.url },
      contexts: { ...scenario.contexts, github: { token: 'ghs_onLoopbackAnyTokenWillDo' } },
      idToken: idTokens,
      env
    })
    showPage(service)
    showRole(idTokens, sts)
    showWire(service)
    showRun(run, 5)
    const isStopped =
      !stop ||
      (await demonstrateStop(service, run.outputs['engagement-arn'] ?? '', inputs['role-to-assume'], idTokens, env))
    if (Object.keys(own).length > 0) return run.exitCode === 0 && isStopped
    return judge(run, service, wait ? (nobody ? unheard : heard) : trouble) && isStopped
  } finally {
    await Promise.all([service, sts, idTokens, gitHub].map(peer => peer.close()))
  }
}

/** What is shown of the time after the page. */
interface Sequel {
  wait: boolean
  nobody: boolean
  stop: boolean
}

const personArn = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/akuam'
const waitInputs = { 'wait-for': 'acknowledgement', 'wait-seconds': '15' }

const assumed =
  "As in AWS's own sample data, the first page goes out after 0.6 s, and an acknowledgement sets ReadTime and no StopTime. When a person acknowledges is made up: here after 5 s."

const heard: Trouble = {
  story: '',
  expected: { exitCode: 0, outcome: 'sent', requests: [3, 8] },
  nextStep: `Somebody is awake. ${assumed}`
}

const unheard: Trouble = {
  story: '',
  expected: { exitCode: 1, outcome: 'sent', requests: [4, 12] },
  nextStep:
    'The page is out, and nobody acknowledged it: call somebody, or name a backup with "backup-contact-id". An escalation plan would have gone on to the next person without a runner that waits.'
}

/** Stops the engagement by the action in stop/. */
async function demonstrateStop(
  service: IncidentManager,
  engagementArn: string,
  roleArn: string,
  idToken: IdTokenEndpoint,
  env: Record<string, string>
): Promise<boolean> {
  const run = await runAction({
    action: 'stop',
    with: { 'role-to-assume': roleArn, 'engagement-arn': engagementArn, 'endpoint-url': service.url },
    idToken,
    env
  })
  console.log(composeHeading('The end of it: OWNER/start-engagement/stop'))
  for (const line of linesOfLog(`${run.stdout}${run.stderr}`)) console.log(composeMessage(line))
  const [engagement] = service.engagements
  console.log(composeField('reason', engagement?.stopReason ?? '(none)'))
  console.log(fold('AWS engages no further contacts then. Nothing is recalled, and nobody is told.'))
  return run.outputs.outcome === 'stopped'
}

function showSituation(
  { story }: Scenario,
  trouble: Trouble | undefined,
  inputs: Readonly<Record<string, string>>
): void {
  console.log(composeHeading('1. What happened'))
  console.log(fold(story))
  if (trouble) console.log(fold(`\nAnd on top of it: ${trouble.story}`))
  console.log('\nThe step that pages, in a job with "id-token: write" and "actions: read":')
  console.log('\n  - uses: OWNER/start-engagement@v1\n    with:')
  for (const [name, value] of Object.entries(inputs)) {
    const isPlain = /^[\w:/.-]+$/.test(value)
    console.log(`      ${name}: ${isPlain ? value : JSON.stringify(value)}`)
  }
  console.log(
    fold(
      '\nFor this demo, endpoint-url leads it to Incident Manager on loopback, and AWS_ENDPOINT_URL_STS to STS. The role has the trust policy of the README.'
    )
  )
}

function showPage({ exchanges, engagements }: IncidentManager): void {
  const page = exchanges.findLast(({ operation }) => operation === 'StartEngagement')?.request
  console.log(composeHeading('2. The page, as its reader gets it'))
  if (!page) {
    console.log('There is none: no request arrived.')
    return
  }
  if (engagements.length === 0) console.log('AWS took none. This is what the reader would have got.\n')
  const text = (name: string) => String(page[name] ?? '')
  const [smsSubject, sms] = [text('PublicSubject'), text('PublicContent')]
  const { alphabet, segments } = measureSms([smsSubject, sms].filter(Boolean).join('\n'))
  console.log(`E-MAIL AND VOICE, from "${text('Sender')}"`)
  console.log(composeMessage(`${text('Subject')}\n\n${text('Content')}`))
  const parts = segments === 1 ? '1 segment' : `${segments} segments`
  console.log(
    `\nSMS, subject ${[...smsSubject].length}, text ${[...sms].length} characters (${alphabet}, ${parts} in all)`
  )
  console.log(composeMessage(`${smsSubject}\n\n${sms}`))
}

function showRole({ requests, issued }: IdTokenEndpoint, { exchanges }: Sts): void {
  if (requests.length === 0) return
  console.log(composeHeading('3. The role'))
  for (const token of issued) {
    const { sub, aud } = readClaims(token)
    console.log(`GitHub gave an ID token for ${aud}. It says, among other things:`)
    console.log(composeField('sub', String(sub)))
  }
  for (const { fields, statusCode } of exchanges) {
    const answer = statusCode === 200 ? 'credentials of the role' : 'a refusal'
    console.log(`STS was asked for the role and gave ${answer} (${statusCode ?? 'no answer'}):`)
    console.log(composeField('RoleArn', fields.RoleArn ?? ''))
    console.log(composeField('RoleSessionName', fields.RoleSessionName ?? ''))
  }
}

function showWire({ exchanges }: IncidentManager): void {
  console.log(composeHeading(`4. On the wire: ${exchanges.length} ${exchanges.length === 1 ? 'request' : 'requests'}`))
  const [first] = exchanges
  if (!first) return
  console.log('POST / HTTP/1.1')
  for (const name of ['host', 'content-type', 'x-amz-target', 'x-amz-date', 'content-length'])
    console.log(`${name}: ${first.headers[name] ?? ''}`)
  const [algorithm = '', credential = ''] = (first.headers.authorization ?? '').split(/,? /)
  console.log(`authorization: ${algorithm}\n  ${credential}`)
  console.log(`  (signed again and compared: the signature is ${first.signatureValid ? 'valid' : 'NOT VALID'})\n`)
  console.log(composeJson(first.request))
  console.log()
  let attempts = 0
  for (const { receivedAt, statusCode, body, operation } of exchanges) {
    const after = ((receivedAt - first.receivedAt) / 1000).toFixed(1).padStart(4)
    const isStart = operation === 'StartEngagement'
    const same = attempts === 0 ? '' : body === first.body ? ', same token and bytes' : ', OTHER BYTES'
    const what = isStart ? `attempt ${++attempts}${same}` : operation
    console.log(`  after ${after} s  ${what}: ${statusCode ?? 'no answer'}`)
  }
}

function judge(run: ActionRun, service: IncidentManager, trouble: Trouble | undefined): boolean {
  const expected = trouble?.expected ?? healthy
  const surprises = findSurprises(run, service, expected)
  console.log(composeHeading(surprises.length > 0 ? 'Not as it should be' : 'What a person does next'))
  if (surprises.length > 0) {
    for (const surprise of surprises) console.log(fold(`- ${surprise}`))
    return false
  }
  console.log(fold(trouble?.nextStep ?? `Answer the page. ${run.outputs['engagement-arn']}`))
  return true
}

function findSurprises({ exitCode, outputs }: ActionRun, service: IncidentManager, expected: Expected): string[] {
  const surprises: string[] = []
  const hold = (isRight: boolean, surprise: string) => isRight || surprises.push(surprise)
  const { exchanges, engagements } = service
  const [fewest, most] = expected.requests
  // The stop is a step of its own.
  const asked = exchanges.filter(({ operation }) => operation !== 'StopEngagement')
  hold(exitCode === expected.exitCode, `The step ended with ${exitCode}, not ${expected.exitCode}.`)
  hold(
    outputs.outcome === expected.outcome,
    `The outcome is ${JSON.stringify(outputs.outcome ?? '')}, not "${expected.outcome}".`
  )
  hold(asked.length >= fewest && asked.length <= most, `${asked.length} requests came, not ${fewest} to ${most}.`)
  hold(
    exchanges.every(({ signatureValid }) => signatureValid),
    'A request was not signed validly.'
  )
  const starts = exchanges.filter(({ operation }) => operation === 'StartEngagement')
  hold(new Set(starts.map(({ body }) => body)).size <= 1, 'The attempts did not carry the same bytes.')
  const pages = expected.outcome === 'sent' ? 1 : 0
  hold(engagements.length === pages, `${engagements.length} pages went out, not ${pages}.`)
  hold(
    (outputs['engagement-arn'] ?? '') === (engagements[0]?.engagementArn ?? ''),
    'The output engagement-arn is not the ARN of the page that went out.'
  )
  return surprises
}

function choose<T>(option: string, table: Record<string, T>, name: string): T {
  const chosen = Object.hasOwn(table, name) ? table[name] : undefined
  if (chosen) return chosen
  throw new Error(`--${option} is ${JSON.stringify(name)}; it takes ${Object.keys(table).join(', ')}.`)
}

/** The inputs given as NAME=VALUE. */
async function readInputs(pairs: readonly string[]): Promise<Record<string, string>> {
  const known = Object.keys((await readAction()).inputs)
  return Object.fromEntries(
    pairs.map(pair => {
      const [, name, value] = /^([a-z-]+)=(.*)$/s.exec(pair) ?? []
      if (name === undefined || value === undefined)
        throw new Error(`--with is ${JSON.stringify(pair)}; it takes NAME=VALUE, such as "subject=Help".`)
      if (!known.includes(name)) throw new Error(`--with names the input "${name}"; there are ${known.join(', ')}.`)
      return [name, value]
    })
  )
}

try {
  const { values } = parseArgs({
    options: {
      event: { type: 'string', default: 'deploy' },
      fail: { type: 'string' },
      wait: { type: 'boolean', default: false },
      nobody: { type: 'boolean', default: false },
      stop: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      with: { type: 'string', multiple: true, default: [] },
      drill: { type: 'boolean', default: false },
      rotten: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  if (values.help) {
    console.log(usage.trim())
    process.exit()
  }
  if (values.watch) process.exit((await demonstrateWatch()) ? 0 : 1)
  const scenario = choose('event', scenarios, values.event)
  const trouble = values.fail === undefined ? undefined : choose<Trouble>('fail', troubles, values.fail)
  if (!existsSync(fileURLToPath(new URL('../../dist/index.js', import.meta.url))))
    throw new Error('dist/index.js is not there. "npm run build" makes it.')
  const isRight = values.drill
    ? await demonstrateDrill(values.rotten)
    : await demonstrate(scenario, trouble, await readInputs(values.with), values)
  process.exitCode = isRight ? 0 : 1
} catch (error) {
  console.error(fold(error instanceof Error ? error.message : String(error)))
  console.error(usage)
  process.exitCode = 1
}
