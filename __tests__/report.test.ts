import { describe, expect, test } from '@jest/globals'
import { parseCommands } from '../local/commands.ts'
import { parseContactArn } from '../src/arn.ts'
import type { StartEngagementRequest } from '../src/engagements.ts'
import { PageError } from '../src/errors.ts'
import { defaultTemplates, type Inputs } from '../src/inputs.ts'
import { type ActionsCore, createReport } from '../src/report.ts'
import type { Composition } from '../src/request.ts'

const contactId = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'
const engagementArn = 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/27bd86cf-6d50'
const request: StartEngagementRequest = {
  ContactId: contactId,
  Sender: 'octocat via acme/shop',
  Subject: 'Deploy failed: acme/shop',
  Content: 'Deploy failed in acme/shop.\nRun: https://github.com/acme/shop/actions/runs/17',
  PublicSubject: 'Deploy failed',
  PublicContent: 'Deploy failed. https://github.com/acme/shop/actions/runs/17',
  IdempotencyToken: '1658821493'
}

const contact = parseContactArn(contactId)
if (contact === undefined) throw new Error('The sample contact is none.')
const inputs: Inputs = {
  contactId,
  contact,
  templates: defaultTemplates,
  incidentId: '',
  region: 'us-east-1',
  endpointUrl: undefined,
  timeoutSeconds: 60,
  dryRun: false,
  strict: false,
  githubToken: '',
  contexts: { needs: '', jobStatus: '', jobCheckRunId: '', matrix: '', strategy: '' },
  proxyEnvironment: {},
  secrets: []
}

function composition(over: Partial<StartEngagementRequest> = {}, rest: Partial<Composition> = {}): Composition {
  return { request: { ...request, ...over }, repairs: [], wholeTexts: {}, ...rest }
}

/** A core that keeps what it is told, and writes annotations as a runner reads them. */
function fakeCore(writeSummary: () => Promise<unknown> = async () => undefined) {
  const told = {
    lines: [] as string[],
    outputs: {} as Record<string, string>,
    warnings: [] as string[],
    failures: [] as string[],
    summary: ''
  }
  const core: ActionsCore = {
    setOutput(name, value) {
      told.outputs[name] = value
    },
    info: line => void told.lines.push(line),
    warning: line => void told.warnings.push(line),
    setFailed: line => void told.failures.push(line),
    summary: {
      addRaw(text) {
        told.summary += text
        return { write: writeSummary }
      }
    }
  }
  return { core, told }
}

const refusal = () => new PageError('access-denied', 'not-sent', 'AWS refused: AccessDeniedException.')

describe('the outputs', () => {
  test('of a sent page', async () => {
    const { core, told } = fakeCore()
    const report = createReport(core)
    report.composed(inputs, composition())
    await report.ended({ kind: 'sent', engagementArn })
    expect(told.outputs).toEqual({
      outcome: 'sent',
      'engagement-arn': engagementArn,
      'engagement-id': 'oncall-plan/27bd86cf-6d50',
      'idempotency-token': '1658821493',
      request: JSON.stringify(request)
    })
    expect(told.lines.slice(-2)).toEqual([`Engagement: ${engagementArn}`, 'The page was sent.'])
    expect(told.failures).toEqual([])
  })

  test('of a dry run', async () => {
    const { core, told } = fakeCore()
    const report = createReport(core)
    report.composed(inputs, composition())
    await report.ended({ kind: 'dry-run' })
    expect(told.outputs).toEqual({
      outcome: 'dry-run',
      'engagement-arn': '',
      'engagement-id': '',
      'idempotency-token': '1658821493',
      request: JSON.stringify(request)
    })
    expect(told.lines.at(-1)).toBe('Dry run. No page was sent.')
    expect(told.failures).toEqual([])
  })

  test.each(['not-sent', 'unknown'] as const)('of a page whose outcome is %s', async outcome => {
    const { core, told } = fakeCore()
    const report = createReport(core)
    report.composed(inputs, composition())
    const error = new PageError('aws-failed', outcome, 'It failed.')
    await report.ended({ kind: 'failed', error })
    expect(told.outputs).toEqual({
      outcome,
      'engagement-arn': '',
      'engagement-id': '',
      'idempotency-token': '1658821493',
      request: JSON.stringify(request)
    })
    expect(told.failures).toEqual([error.message])
  })

  test('of inputs that cannot be read are all set, too', async () => {
    const { core, told } = fakeCore()
    await createReport(core).ended({ kind: 'failed', error: new PageError('invalid-input', 'not-sent', 'Wrong.') })
    expect(told.outputs).toEqual({
      outcome: 'not-sent',
      'engagement-arn': '',
      'engagement-id': '',
      'idempotency-token': '',
      request: ''
    })
  })
})

describe('the log', () => {
  test('says who is paged, how long the texts are, and with which token', () => {
    const { core, told } = fakeCore()
    createReport(core).composed(inputs, composition())
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
    createReport(core).composed(inputs, composition({ Content: '🚨'.repeat(10), PublicContent: '🚨'.repeat(40) }))
    expect(told.lines).toContain('E-mail and voice: 10 characters.')
    expect(told.lines).toContain('SMS: 54 characters, 2 SMS.')
  })

  test('says that there is no SMS text', () => {
    const { PublicSubject: _, PublicContent: __, ...secure } = request
    const { core, told } = fakeCore()
    createReport(core).composed(inputs, { request: secure, repairs: [], wholeTexts: {} })
    expect(told.lines).toContain('SMS: no text of its own.')
  })

  test('warns of every repair', () => {
    const { core, told } = fakeCore()
    const repairs = [
      { what: 'Sender is cut.', authored: true },
      { what: 'Content is cut.', authored: false }
    ]
    createReport(core).composed(inputs, composition({}, { repairs }))
    expect(told.warnings).toEqual(['Sender is cut.', 'Content is cut.'])
  })
})

describe('the job summary', () => {
  async function summaryOf(given: Composition, ending: Parameters<ReturnType<typeof createReport>['ended']>[0]) {
    const { core, told } = fakeCore()
    const report = createReport(core)
    report.composed(inputs, given)
    await report.ended(ending)
    return told.summary
  }

  test('shows the page as its readers get it', async () => {
    const summary = await summaryOf(composition(), { kind: 'sent', engagementArn })
    expect(summary).toMatch(/^## The page was sent\n/)
    expect(summary).toContain(`<pre>${request.Subject}\n\n${request.Content}</pre>`)
    expect(summary).toContain('### SMS (73 characters, 1 SMS)')
    expect(summary).toContain(`<pre>${request.PublicSubject}\n${request.PublicContent}</pre>`)
    for (const fact of [contactId, engagementArn, '1658821493']) expect(summary).toContain(fact)
  })

  test.each([
    ['not-sent', '## No page was sent'],
    ['unknown', '## A page may have been sent']
  ] as const)('is written on failure too: %s', async (outcome, title) => {
    const error = new PageError('aws-failed', outcome, 'AWS answered with HTTP status 503.')
    const summary = await summaryOf(composition(), { kind: 'failed', error })
    expect(summary.startsWith(`${title}\n`)).toBe(true)
    expect(summary).toContain('AWS answered with HTTP status 503.')
    expect(summary).toContain(request.Content)
  })

  test('lists what was repaired, and the text before it was cut', async () => {
    const given = composition(
      { Content: 'short…' },
      { repairs: [{ what: 'Content is cut.', authored: false }], wholeTexts: { Content: 'the whole text' } }
    )
    const summary = await summaryOf(given, { kind: 'dry-run' })
    expect(summary).toContain('### Warnings\n\n<pre>Content is cut.</pre>')
    expect(summary).toContain('### Content before it was cut\n\n<pre>the whole text</pre>')
  })

  test('keeps outside text inert', async () => {
    const hostile = '</pre><img src=x onerror=alert(1)>\n```\n# Title\n| a |\n&lt;b&gt; @acme/everyone [x](http://evil)'
    const summary = await summaryOf(composition({ Content: hostile, PublicContent: hostile }), { kind: 'dry-run' })
    // Markdown leaves everything from a line that starts with <pre> to the next </pre> alone.
    const outside = summary.replace(/^<pre>[^<]*<\/pre>$/gm, '')
    expect(outside).not.toMatch(/[<`|@[]|# Title/)
    expect(summary).toContain('&lt;/pre&gt;&lt;img src=x onerror=alert(1)&gt;')
    expect(summary).toContain('&amp;lt;b&amp;gt;')
  })

  test.each([
    ['ASCII', 'a'],
    ['four bytes a character', '🚨'],
    ['five characters a character', '&'],
    ['ten characters a character', '\u200b']
  ])('stays below 64 KiB with %s', async (_, character) => {
    const long = character.repeat(8_000)
    const given = composition(
      { Subject: long, Content: long, PublicSubject: long, PublicContent: long },
      { wholeTexts: { Subject: `${long}${long}`, Content: `${long}${long}` } }
    )
    const summary = await summaryOf(given, { kind: 'sent', engagementArn })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(64 * 1024)
    expect(summary).toContain('…</pre>')
    expect(summary.isWellFormed()).toBe(true)
    expect(summary).not.toContain('\ufffd')
    expect(summary.trimEnd().endsWith('</pre>')).toBe(true)
  })

  test('that cannot be written is a warning, and the page stays sent', async () => {
    const { core, told } = fakeCore(async () => {
      throw new Error('ENOSPC: no space left on device')
    })
    const report = createReport(core)
    report.composed(inputs, composition())
    await report.ended({ kind: 'sent', engagementArn })
    expect(told.warnings).toEqual(['The job summary could not be written: ENOSPC: no space left on device'])
    expect(told.failures).toEqual([])
    expect(told.outputs.outcome).toBe('sent')
  })
})

describe('the door', () => {
  const hostile = 'a\n::error::forged\n\u0085::set-env name=X::y\n##[add-mask]z\u001b[31m\u202e\u200b\u{e0041}'

  async function reportAll() {
    const { core, told } = fakeCore()
    const report = createReport(core)
    report.hide(['canary-secret', 'pass word'])
    report.info(hostile)
    report.warning(hostile)
    report.composed(
      inputs,
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

test('a step fails once', async () => {
  const { core, told } = fakeCore()
  const report = createReport(core)
  report.composed(inputs, composition())
  await report.ended({ kind: 'failed', error: refusal() })
  expect(told.failures).toHaveLength(1)
})
