import type { IncidentManager } from '../aws/incident-manager.ts'
import type { Sts } from '../aws/sts.ts'
import { type IdTokenEndpoint, readClaims } from '../github/id-token.ts'
import type { ActionRun } from '../runner/runner.ts'
import { composeField, composeHeading, composeJson, composeMessage, fold } from './display.ts'
import type { Demonstrated, Situation, Telling } from './page.ts'
import { readPageText } from './page-text.ts'
import { linesOfLog, showRun } from './run.ts'

/** Tells all that a page leaves behind, from the step to the outputs. */
export const everything: Telling = {
  begin: showSituation,
  end({ run, service, idTokens, sts, stopped, judgement }) {
    showPage(service)
    showRole(idTokens, sts)
    showWire(service)
    showRun(run, 5)
    if (stopped) showStop(stopped, service)
    showJudgement(judgement, run)
  }
}

function showSituation({ scenario, trouble, inputs }: Situation): void {
  console.log(composeHeading('1. What happened'))
  console.log(fold(scenario.story))
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

function showPage(service: IncidentManager): void {
  const page = readPageText(service)
  console.log(composeHeading('2. The page, as its reader gets it'))
  if (!page) {
    console.log('There is none: no request arrived.')
    return
  }
  if (service.engagements.length === 0) console.log('AWS took none. This is what the reader would have got.\n')
  console.log(`E-MAIL AND VOICE, from "${page.sender}"`)
  console.log(composeMessage(`${page.subject}\n\n${page.content}`))
  console.log(`\nSMS, ${page.smsSize}`)
  console.log(composeMessage(`${page.smsSubject}\n\n${page.sms}`))
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

function showStop({ stdout, stderr }: ActionRun, { engagements: [engagement] }: IncidentManager): void {
  console.log(composeHeading('The end of it: OWNER/start-engagement/stop'))
  for (const line of linesOfLog(`${stdout}${stderr}`)) console.log(composeMessage(line))
  console.log(composeField('reason', engagement?.stopReason ?? '(none)'))
  console.log(fold('AWS engages no further contacts then. Nothing is recalled, and nobody is told.'))
}

function showJudgement({ nextStep, surprises }: Demonstrated['judgement'], { outputs }: ActionRun): void {
  if (surprises.length > 0) {
    console.log(composeHeading('Not as it should be'))
    for (const surprise of surprises) console.log(fold(`- ${surprise}`))
  } else if (nextStep !== undefined) {
    console.log(composeHeading('What a person does next'))
    console.log(fold(`${nextStep} ${outputs.outcome === 'sent' ? outputs['engagement-arn'] : ''}`.trim()))
  }
}
