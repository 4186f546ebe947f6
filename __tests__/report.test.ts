import { describe, expect, test } from '@jest/globals'
import { parseCommands } from '../local/runner/commands.ts'
import type { StartEngagementRequest } from '../src/incident-manager/port.ts'
import type { Page } from '../src/page/page.ts'
import type { Composition } from '../src/page/request.ts'
import { composeErrorText } from '../src/report/error-text.ts'
import { composeManualPage } from '../src/report/manual-page.ts'
import type { PageSent } from '../src/report/outcome.ts'
import { PageError } from '../src/report/page-error.ts'
import { createReport as createReportWith, type Report } from '../src/report/report.ts'
import { createSecrets } from '../src/report/secrets.ts'
import { unknownSituation } from '../src/report/situation.ts'
import type { Ending } from '../src/report/summary.ts'
import { fakeCore } from './shared/fake-core.ts'
import { contactId, engagementArn, request, sentPage, situation } from './shared/samples.ts'

type Core = ReturnType<typeof fakeCore>['core']

/** A report that knows of no secret. */
const createReport = (core: Core) => createReportWith(core, createSecrets())

const page: Page = {
  headline: request.Subject,
  details: request.Content,
  brief_headline: 'Deploy failed',
  brief: 'Deploy failed. https://github.com/acme/shop/actions/runs/17',
  url: 'https://github.com/acme/shop/actions/runs/17/job/3',
  sender: request.Sender,
  failed_jobs: [
    {
      name: 'deploy',
      conclusion: 'failure',
      url: 'https://github.com/acme/shop/actions/runs/17/job/3',
      failed_step: 'Smoke test'
    }
  ]
}

function composition(over: Partial<StartEngagementRequest> = {}, rest: Partial<Composition> = {}): Composition {
  return { request: { ...request, ...over }, repairs: [], wholeTexts: {}, ...rest }
}

/** Tells a report of a page to one contact. */
function composed(report: Report, given: Composition): void {
  report.composed(page, given, [{ request: given.request, isBackup: false }])
}

/** How a page to one contact ends that AWS took. */
function sent(arn: string = engagementArn, of = request): Ending {
  return {
    kind: 'paged',
    pages: [{ ...sentPage, request: of, result: { ...sentPage.result, engagementArn: arn } as PageSent }]
  }
}

const refusal = () => new PageError('access-denied', 'not-sent', 'AWS refused: AccessDeniedException.')

describe('the outputs', () => {
  /** What is told of a wait where there was none. */
  const noWait = { acknowledgement: '', 'acknowledged-by': '', 'acknowledged-after-seconds': '' }

  const unpaged = (outcome: string, error: string | null) => ({
    contact: contactId,
    outcome,
    engagement_arn: '',
    idempotency_token: '1658821493',
    error
  })

  test('of a sent page', async () => {
    const { core, told } = fakeCore()
    const report = createReport(core)
    composed(report, composition())
    await report.ended(sent())
    expect(told.outputs).toEqual({
      ...noWait,
      outcome: 'sent',
      'engagement-arn': engagementArn,
      'engagement-id': 'oncall-plan/27bd86cf-6d50',
      'idempotency-token': '1658821493',
      request: JSON.stringify(request),
      pages: JSON.stringify([
        {
          contact: contactId,
          outcome: 'sent',
          engagement_arn: engagementArn,
          idempotency_token: '1658821493',
          error: null
        }
      ])
    })
    expect(told.lines.slice(-2)).toEqual([`Engagement: ${engagementArn}`, 'The page was sent.'])
    expect(told.failures).toEqual([])
  })

  test('of a dry run', async () => {
    const { core, told } = fakeCore()
    const report = createReport(core)
    composed(report, composition())
    await report.ended({ kind: 'dry-run' })
    expect(told.outputs).toEqual({
      ...noWait,
      outcome: 'dry-run',
      'engagement-arn': '',
      'engagement-id': '',
      'idempotency-token': '1658821493',
      request: JSON.stringify(request),
      pages: JSON.stringify([unpaged('dry-run', null)])
    })
    expect(told.lines.at(-1)).toBe('Dry run. No page was sent.')
    expect(told.failures).toEqual([])
  })

  test.each(['not-sent', 'unknown'] as const)('of a page whose outcome is %s', async outcome => {
    const { core, told } = fakeCore()
    const report = createReport(core)
    composed(report, composition())
    const error = new PageError('aws-failed', outcome, 'It failed.')
    await report.ended({ kind: 'failed', error })
    expect(told.outputs).toEqual({
      ...noWait,
      outcome,
      'engagement-arn': '',
      'engagement-id': '',
      'idempotency-token': '1658821493',
      request: JSON.stringify(request),
      pages: JSON.stringify([unpaged(outcome, 'aws-failed')])
    })
    expect(told.failures).toEqual([composeErrorText(error, unknownSituation, 'the job summary', text => text)])
  })

  test('of inputs that cannot be read are all set, too', async () => {
    const { core, told } = fakeCore()
    await createReport(core).ended({ kind: 'failed', error: new PageError('invalid-input', 'not-sent', 'Wrong.') })
    expect(told.outputs).toEqual({
      ...noWait,
      outcome: 'not-sent',
      'engagement-arn': '',
      'engagement-id': '',
      'idempotency-token': '',
      request: '',
      pages: '[]'
    })
  })
})

describe('the log', () => {
  test('says who is paged, how long the texts are, and with which token', () => {
    const { core, told } = fakeCore()
    composed(createReport(core), composition())
    expect(told.lines).toEqual([
      `Contact: ${contactId}`,
      'Sender: octocat via acme/shop',
      'Subject: Deploy failed: acme/shop',
      'E-mail and voice: 77 characters.',
      'SMS: 73 characters, 1 SMS.',
      'Idempotency token: 1658821493'
    ])
  })

  test('counts characters, not UTF-16 units, and SMS as networks send them', () => {
    const { core, told } = fakeCore()
    composed(createReport(core), composition({ Content: '🚨'.repeat(10), PublicContent: '🚨'.repeat(40) }))
    expect(told.lines).toContain('E-mail and voice: 10 characters.')
    expect(told.lines).toContain('SMS: 54 characters, 2 SMS.')
  })

  test('says that there is no SMS text', () => {
    const { PublicSubject: _, PublicContent: __, ...secure } = request
    const { core, told } = fakeCore()
    composed(createReport(core), { request: secure, repairs: [], wholeTexts: {} })
    expect(told.lines).toContain('SMS: no text of its own.')
  })

  test('warns of every repair', async () => {
    const { core, told } = fakeCore()
    const repairs = [
      { what: 'Sender is cut.', authored: true },
      { what: 'Content is cut.', authored: false }
    ]
    const report = createReport(core)
    composed(report, composition({}, { repairs }))
    await report.ended({ kind: 'dry-run' })
    expect(told.warnings).toEqual(['Sender is cut.', 'Content is cut.'])
  })
})

test('the job summary is written on failure too', async () => {
  const { core, told } = fakeCore()
  await createReport(core).ended({ kind: 'failed', error: refusal() })
  expect(told.summary).toMatch(/^## No page was sent\n/)
})

test('a job summary that cannot be written is a warning, and the page stays sent', async () => {
  const { core, told } = fakeCore({}, async () => {
    throw new Error('ENOSPC: no space left on device')
  })
  const report = createReport(core)
  composed(report, composition())
  await report.ended(sent())
  expect(told.warnings).toEqual(['The job summary could not be written: ENOSPC: no space left on device'])
  expect(told.failures).toEqual([])
  expect(told.outputs.outcome).toBe('sent')
})

describe('the advice', () => {
  const error = refusal()

  test('is filled in with what was learned, in the log and in the summary', async () => {
    const { core, told } = fakeCore()
    const report = createReport(core)
    report.learned(situation)
    await report.ended({ kind: 'failed', error })
    expect(told.failures).toEqual([composeErrorText(error, situation, 'the job summary', text => text)])
    expect(told.summary).toContain(`<pre>${composeManualPage(error, situation, '')}</pre>`)
    expect(told.lines).toEqual([])
  })

  test('of an error before anything was learned has placeholders', async () => {
    const { core, told } = fakeCore()
    await createReport(core).ended({ kind: 'failed', error })
    expect(told.failures[0]).toContain('"Resource":"CONTACT_ARN"')
  })

  test.each([
    ['the page', true, page.url],
    ['the run, where there is no page', false, 'https://github.com/acme/shop/actions/runs/17']
  ])('stands in the log where the summary cannot be written, with the address of %s', async (_, hasPage, url) => {
    const { core, told } = fakeCore({}, async () => {
      throw new Error('ENOSPC: no space left on device')
    })
    const report = createReport(core)
    const known = { ...situation, runUrl: 'https://github.com/acme/shop/actions/runs/17' }
    report.learned(known)
    if (hasPage) composed(report, composition())
    await report.ended({ kind: 'failed', error })
    expect(told.lines.at(-1)).toBe(`To page manually:\n${composeManualPage(error, known, url)}`)
    expect(told.lines.at(-1)).toContain(`--content "See ${url}"`)
    expect(told.failures).toEqual([composeErrorText(error, known, 'the log above', text => text)])
    expect(told.warnings).toEqual(['The job summary could not be written: ENOSPC: no space left on device'])
  })
})

describe('a line for debugging', () => {
  test.each([true, false])('is told iff the run is debugged: %s', isDebugged => {
    const { core, told } = fakeCore()
    createReport({ ...core, isDebug: () => isDebugged }).debug('StartEngagement: status 200.')
    expect(told.debugs).toEqual(isDebugged ? ['StartEngagement: status 200.'] : [])
    expect([told.lines, told.warnings]).toEqual([[], []])
  })

  test('passes the door', () => {
    const { core, told } = fakeCore()
    const secrets = createSecrets()
    const report = createReportWith({ ...core, isDebug: () => true }, secrets)
    secrets.hide(['canary-secret'])
    report.debug('a canary-secret\n::error::forged\u001b[31m main.go:1:2: x')
    expect(told.debugs).toEqual(['a ***\n\\::error::forged\\u{1b}[31m main.go\\:1:2: x'])
  })
})

test('what was put right is warned of, and stands in the summary', async () => {
  const { core, told } = fakeCore()
  const report = createReport(core)
  report.repaired([
    { what: 'Input "sender" is cut.', authored: true },
    { what: 'Another.', authored: false }
  ])
  await report.ended({ kind: 'failed', error: refusal() })
  expect(told.warnings).toEqual(['Input "sender" is cut.', 'Another.'])
  expect(told.summary).toContain('### Warnings\n\nInput `sender` is cut.\n\nAnother.\n\n')
})

describe('the outputs of a page that bears a secret', () => {
  test('are scrubbed before they are set: ARN, ID, token and request', async () => {
    const { core, told } = fakeCore()
    const secrets = createSecrets()
    const report = createReportWith(core, secrets)
    secrets.hide(['canary"secret'.slice(0, 6), 'canary"secret'])
    const secretive = { ...request, Content: 'with canary"secret inside', IdempotencyToken: 'canary-1' }
    composed(report, composition(secretive))
    await report.ended(sent(`${engagementArn}-canary`, secretive))
    expect(told.outputs).toMatchObject({
      'engagement-arn': `${engagementArn}-***`,
      'engagement-id': 'oncall-plan/27bd86cf-6d50-***',
      'idempotency-token': '***-1'
    })
    expect(JSON.parse(told.outputs.request ?? '')).toEqual({
      ...request,
      Content: 'with *** inside',
      IdempotencyToken: '***-1'
    })
    expect([...told.lines, told.summary].join('\n')).not.toContain('canary')
  })
})

describe('the door', () => {
  const hostile = 'a\n::error::forged\n\u0085::set-env name=X::y\n##[add-mask]z\u001b[31m\u202e\u200b\u{e0041}'

  async function reportAll() {
    const { core, told } = fakeCore()
    const secrets = createSecrets()
    const report = createReportWith(core, secrets)
    // What is learned later than the report is hidden, too.
    secrets.hide(['canary-secret', 'pass word'])
    report.info(hostile)
    report.warning(hostile)
    composed(
      report,
      composition({ Sender: hostile, Subject: hostile, Content: `${hostile} canary-secret`, IdempotencyToken: hostile })
    )
    const encoded = Buffer.from('canary-secret').toString('base64')
    const what = `${hostile} canary-secret ${encoded} pass%20word ${Buffer.from('canary-secret').toString('hex')}`
    await report.ended({ kind: 'failed', error: new PageError('refused', 'not-sent', what) })
    return { told, printed: [...told.lines, ...told.warnings, ...told.failures], encoded }
  }

  test('lets no workflow command through', async () => {
    const { told, printed } = await reportAll()
    expect(parseCommands(printed.join('\n'))).toEqual([])
    expect(parseCommands(told.summary)).toEqual([])
  })

  test('makes hidden characters visible', async () => {
    const { told, printed } = await reportAll()
    for (const text of [...printed, told.summary]) {
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202e\u{e0041}]/u)
    }
    expect(printed[0]).toContain('\\u{1b}[31m\\u{202e}\\u{200b}\\u{e0041}')
  })

  test('lets no secret through, in no encoding', async () => {
    const { told, printed, encoded } = await reportAll()
    for (const text of [...printed, told.summary]) {
      expect(text).not.toContain('canary-secret')
      expect(text).not.toContain(encoded)
      expect(text).not.toContain('pass%20word')
      expect(text).not.toContain(Buffer.from('canary-secret').toString('hex'))
    }
  })
})

test('only the first ending counts: a page that was sent stays sent', async () => {
  const { core, told } = fakeCore()
  const report = createReport(core)
  composed(report, composition())
  await Promise.all([report.ended(sent()), report.ended({ kind: 'failed', error: refusal() })])
  expect([told.outputs.outcome, told.failures]).toEqual(['sent', []])
})

test('a step fails once', async () => {
  const { core, told } = fakeCore()
  const report = createReport(core)
  composed(report, composition())
  await report.ended({ kind: 'failed', error: refusal() })
  expect(told.failures).toHaveLength(1)
})
