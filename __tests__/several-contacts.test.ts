// What people are told of several contacts, of a backup and of re-runs: log, annotations, outputs and job summary.
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { parseCommands } from '../local/runner/commands.ts'
import type { Page } from '../src/page/page.ts'
import { addressPages } from '../src/page/token.ts'
import { composeBackupWarning } from '../src/report/contact-lines.ts'
import type { ContactPage, PageFailed, PageSent } from '../src/report/outcome.ts'
import { type ErrorCode, PageError } from '../src/report/page-error.ts'
import { nextStep } from '../src/report/remedies.ts'
import { createReport } from '../src/report/report.ts'
import { createSecrets } from '../src/report/secrets.ts'
import type { Ending } from '../src/report/summary.ts'
import { fakeCore } from './shared/fake-core.ts'
import { contactId, request, situation } from './shared/samples.ts'

const platform = contactId.replace('oncall-plan', 'platform')
const abroad = contactId.replace('us-east-1', 'eu-west-1')
const engagementOf = (id: string) => `${id.replace(':contact/', ':engagement/')}/27bd86cf`

const url = 'https://github.com/acme/shop/actions/runs/17/job/3'
const page: Page = {
  headline: '',
  details: '',
  brief_headline: '',
  brief: '',
  url,
  sender: '',
  failed_jobs: [{ name: 'deploy', conclusion: 'failure', url, failed_step: '' }]
}

const failed = (code: ErrorCode, outcome: 'not-sent' | 'unknown' = 'not-sent', what = 'It failed.'): PageFailed => ({
  kind: 'failed',
  error: new PageError(code, outcome, what)
})

type Fate = 'sent' | 'same' | PageFailed

/** Reports how pages to contacts ended, and what was told of it. */
async function tell(
  fates: Readonly<Record<string, Fate>>,
  {
    backup,
    attemptWithToken,
    writeSummary
  }: { backup?: Fate; attemptWithToken?: number; writeSummary?: () => Promise<never> } = {}
) {
  const ids = Object.keys(fates)
  const addressed = addressPages(
    { ...request, ContactId: ids[0] ?? '' },
    ids.slice(1),
    backup === undefined ? '' : abroad
  )
  const pages = addressed.map((one): ContactPage => {
    const fate = one.isBackup ? (backup as Fate) : (fates[one.request.ContactId] as Fate)
    if (typeof fate !== 'string') return { ...one, result: fate }
    const sent: PageSent = {
      kind: 'sent',
      engagementArn: engagementOf(one.request.ContactId),
      isRepetition: fate === 'same'
    }
    return { ...one, result: sent }
  })
  const { core, told } = fakeCore({}, writeSummary)
  const report = createReport(core, createSecrets())
  report.learned({
    ...situation,
    contactIds: ids,
    helpUrl: 'https://github.com/acme/pager/blob/v1/docs/troubleshooting.md'
  })
  report.warning('The look-up failed.')
  report.composed(page, { request, repairs: [], wholeTexts: {} }, addressed)
  const ending: Ending = { kind: 'paged', pages, attemptWithToken }
  await report.ended(ending)
  return { ...told, pages: JSON.parse(told.outputs.pages ?? '') as unknown }
}

const element = (contact: string, outcome: string, token: string, error: string | null = null) => ({
  contact,
  outcome,
  engagement_arn: outcome === 'sent' ? engagementOf(contact) : '',
  idempotency_token: token,
  error
})

describe('two contacts', () => {
  test('that were both paged', async () => {
    const { lines, outputs, pages, failures, summary } = await tell({ [contactId]: 'sent', [platform]: 'sent' })
    expect(lines.slice(0, 2)).toEqual([
      `Contact: ${contactId}, token 1658821493`,
      `Contact: ${platform}, token 1658821493-platform`
    ])
    expect(lines.slice(-3)).toEqual([
      `${contactId}: The page was sent. Engagement: ${engagementOf(contactId)}.`,
      `${platform}: The page was sent. Engagement: ${engagementOf(platform)}.`,
      '2 of 2 pages were sent.'
    ])
    expect(failures).toEqual([])
    expect(outputs).toMatchObject({ outcome: 'sent', 'engagement-arn': engagementOf(contactId) })
    expect(pages).toEqual([element(contactId, 'sent', '1658821493'), element(platform, 'sent', '1658821493-platform')])
    expect(summary).toMatch(/^## 2 of 2 pages were sent\n\n### Contacts\n\n/)
    expect(summary).not.toContain('manually')
  })

  test('of whom the second alone was paged: the single outputs are its own', async () => {
    const { outputs, pages, failures, lines, summary } = await tell({
      [contactId]: failed('access-denied', 'not-sent', 'AWS refused: AccessDeniedException.'),
      [platform]: 'sent'
    })
    expect(outputs).toMatchObject({
      outcome: 'partly-sent',
      'engagement-arn': engagementOf(platform),
      'engagement-id': 'platform/27bd86cf',
      'idempotency-token': '1658821493-platform'
    })
    expect(JSON.parse(outputs.request ?? '')).toMatchObject({ ContactId: platform })
    expect(pages).toEqual([
      element(contactId, 'not-sent', '1658821493', 'access-denied'),
      element(platform, 'sent', '1658821493-platform')
    ])
    const line = `${contactId}: No page was sent (access-denied). AWS refused: AccessDeniedException. Next: allow it: add `
    expect(lines.filter(one => one.startsWith(line))).toHaveLength(1)
    expect(failures).toHaveLength(1)
    expect(failures[0]?.startsWith(line)).toBe(true)
    expect(failures[0]).toContain(`"Resource":"${contactId}"`)
    expect(failures[0]).toMatch(
      /\nTo page manually: the command for each is in the job summary\.\n1 of 2 pages were sent\.$/
    )
    expect(summary).toMatch(
      /^## 1 of 2 pages were sent\n\n> \[!CAUTION\]\n> Not everybody was paged\. .*\n\n### Contacts\n\n(?:.*\n\n|<pre>[^<]*<\/pre>\n\n){3,4}### To page manually\n\n/
    )
    expect(summary.match(/--contact-id \S+/g)).toEqual([`--contact-id ${contactId}`])
    expect(summary).toContain('[What access-denied means](')
  })

  test('of whom nobody was paged: each with its own region, next step and command', async () => {
    const { outputs, failures, summary, pages } = await tell({
      [abroad]: failed('no-answer', 'unknown', 'No answer came.'),
      [platform]: failed('throttled', 'not-sent', 'AWS throttles.')
    })
    expect(outputs).toMatchObject({ outcome: 'unknown', 'engagement-arn': '', 'idempotency-token': '1658821493' })
    expect(pages).toHaveLength(2)
    expect(failures[0]).toMatch(/\nA page may have been sent\.$/)
    const commands = summary.split(/### To page manually(?:, if nobody was paged)?\n/).slice(1)
    expect(commands[0]).toContain(`--region us-east-1 \\\n  --contact-id ${platform}`)
    expect(commands[1]).toContain(`--region eu-west-1 \\\n  --contact-id ${abroad}`)
    expect(summary).toContain('### To page manually, if nobody was paged\n')
  })

  test('with many failures: the annotation has a line for each, and its last lines whole', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        index === 0 ? contactId : `${platform}-${index}`,
        failed('access-denied', 'not-sent', `AWS refused: ${'x'.repeat(500)}`)
      ])
    )
    const { failures, lines, summary } = await tell(many)
    expect(failures[0]?.length).toBeLessThanOrEqual(4_000)
    for (const id of Object.keys(many).slice(1, 4)) expect(failures[0]).toContain(id.slice(0, 60))
    expect(failures[0]?.split('\n')).toHaveLength(42)
    expect(failures[0]).toMatch(/\nNo page was sent\.$/)
    // The log has them whole.
    expect(lines.filter(line => line.includes('x'.repeat(500)) && line.includes(' Next: allow it'))).toHaveLength(40)
    expect(summary.match(/--contact-id /g)).toHaveLength(40)
  })

  test('whose summary cannot be written: the commands stand in the log', async () => {
    const { lines, failures } = await tell(
      { [contactId]: failed('throttled'), [platform]: failed('throttled') },
      {
        writeSummary: async () => {
          throw new Error('ENOSPC')
        }
      }
    )
    expect(
      lines.filter(line => line.startsWith('To page manually:\n')).map(line => /--contact-id (\S+)/.exec(line)?.[1])
    ).toEqual([contactId, platform])
    expect(failures[0]).toContain('the command for each is in the log above')
  })

  test('cannot forge a command or markup by what AWS says', async () => {
    const hostile = '\n::error::forged\n##[error]forged</pre><script>'
    const { lines, warnings, failures, summary } = await tell(
      { [contactId]: failed('refused', 'not-sent', hostile), [platform]: failed('refused', 'unknown', hostile) },
      { backup: 'sent' }
    )
    expect(parseCommands([...lines, ...warnings, ...failures, summary].join('\n'))).toEqual([])
    expect(summary).not.toContain('<script>')
  })
})

describe('the backup', () => {
  const fates = {
    [contactId]: failed('throttled', 'not-sent', 'AWS throttles.'),
    [platform]: failed('no-answer', 'unknown', 'No answer came.')
  }

  test('that was paged makes the step green, with a warning on top that says whom nobody reached and why', async () => {
    const { outputs, pages, failures, warnings, lines, summary } = await tell(fates, { backup: 'sent' })
    expect(failures).toEqual([])
    expect(lines.at(-1)).toBe('The page was sent.')
    expect(outputs).toMatchObject({
      outcome: 'sent',
      'engagement-arn': engagementOf(abroad),
      'idempotency-token': expect.stringMatching(/^1658821493-oncall-plan-/)
    })
    expect(pages).toMatchObject([{ error: 'throttled' }, { error: 'no-answer' }, { contact: abroad, error: null }])
    expect(warnings).toEqual([
      [
        `Nobody else could be paged, so the backup was: ${abroad}.`,
        `${contactId}: No page was sent (throttled). AWS throttles.`,
        `${platform}: A page may have been sent (no-answer). No answer came.`
      ].join('\n'),
      'The look-up failed.'
    ])
    expect(summary).toMatch(
      /^## The page was sent to the backup\n\n> \[!WARNING\]\n> Read this first:\n\nNobody else could be paged/
    )
    expect(summary.indexOf('Nobody else')).toBeLessThan(summary.indexOf('### E-mail and voice'))
    // Not once more among the others.
    expect(summary).toContain('### Warnings\n\nThe look-up failed.')
    expect(summary.match(/--contact-id \S+/g)).toEqual([`--contact-id ${contactId}`, `--contact-id ${platform}`])
  })

  test('that was not paged either is told beside them', async () => {
    const { outputs, pages, failures, warnings } = await tell(fates, { backup: failed('dns') })
    expect(outputs.outcome).toBe('unknown')
    expect(pages).toHaveLength(3)
    expect(failures[0]).toContain(
      `\nBackup ${abroad}: No page was sent (dns). It failed. Next: check the region of "contact-id", eu-west-1`
    )
    expect(warnings).toEqual(['The look-up failed.'])
  })

  test('has a warning that fits into an annotation, however much is to be told', () => {
    const [first] = addressPages(request, [], '')
    const pages: ContactPage[] = Array.from({ length: 100 }, () => ({
      ...(first as ContactPage),
      result: failed('throttled', 'not-sent', 'x'.repeat(1000))
    }))
    const warning = composeBackupWarning([
      ...pages,
      { ...(first as ContactPage), isBackup: true, result: failed('dns') }
    ])
    expect(warning.length).toBeLessThanOrEqual(3_500)
    expect(warning.split('\n')).toHaveLength(102)
  })
})

describe('a page that may have woken nobody', () => {
  test('of a later attempt with the token of the first: title, warning on top and log say so', async () => {
    const { lines, warnings, summary, failures } = await tell({ [contactId]: 'sent' }, { attemptWithToken: 2 })
    const note =
      'This is attempt 2 of the run, and all its attempts share the token 1658821493: if an earlier one paged, AWS may have ' +
      'paged nobody now.'
    expect(lines.slice(-2)).toEqual([note, 'The page was sent.'])
    expect(warnings[0]).toBe(
      `${note} With idempotency-token: "{{ github.run_id }}-{{ github.run_attempt }}" every attempt pages.`
    )
    expect(summary).toMatch(
      /^## The page was sent, but AWS may have paged nobody: attempt 2 has the token of the first\n\n> \[!WARNING\]\n> Read this first:\n\nThis is attempt 2/
    )
    expect(failures).toEqual([])
  })

  test('is no matter where nothing was sent', async () => {
    const { warnings, summary } = await tell({ [contactId]: failed('throttled') }, { attemptWithToken: 2 })
    expect(warnings).toEqual(['The look-up failed.'])
    expect(summary).toMatch(/^## No page was sent\n/)
  })

  test('because it is the same page as before is green, and the log and the summary say so', async () => {
    const { lines, failures, summary } = await tell({ [contactId]: 'same' })
    const note = 'It is the same page as before: an earlier step of this job sent it, and AWS pages nobody again.'
    expect(lines.slice(-2)).toEqual([note, 'The page was sent.'])
    expect(summary.replaceAll('\n', ' ')).toContain(note)
    expect(failures).toEqual([])
    const several = await tell({ [contactId]: 'sent', [platform]: 'same' })
    expect(several.lines.at(-2)).toBe(`${platform}: The page was sent. Engagement: ${engagementOf(platform)}. ${note}`)
  })
})

describe('the line that gives a step a token of its own', () => {
  const lineOf = (code: ErrorCode) =>
    /"(idempotency-token: .*?-second)"/.exec(nextStep(new PageError(code, 'not-sent', 'x'), situation))?.[1] ?? ''

  test('is the same in both remedies, and YAML as a workflow needs it', () => {
    expect(lineOf('other-contact')).toBe(lineOf('repeated'))
    expect(parse(`with:\n  contact-id: x\n  ${lineOf('repeated')}\n`)).toEqual({
      with: { 'contact-id': 'x', 'idempotency-token': '${{ github.run_id }}-second' }
    })
  })
})

test('a dry run of several shows every request, and pages no backup', async () => {
  const { core, told } = fakeCore()
  const report = createReport(core, createSecrets())
  report.composed(page, { request, repairs: [], wholeTexts: {} }, addressPages(request, [platform], abroad))
  await report.ended({ kind: 'dry-run' })
  expect(JSON.parse(told.outputs.pages ?? '')).toEqual([
    { ...element(contactId, 'dry-run', '1658821493') },
    { ...element(platform, 'dry-run', '1658821493-platform') }
  ])
  const [, shown = ''] = /^Request:\n(.*)$/s.exec(told.lines.at(-2) ?? '') ?? []
  expect((JSON.parse(shown) as { ContactId: string }[]).map(({ ContactId }) => ContactId)).toEqual([
    contactId,
    platform,
    abroad
  ])
  expect(told.lines).toContainEqual(expect.stringMatching(/^Backup: arn:.*eu-west-1.*, token 1658821493-oncall-plan-/))
})

test('a failure before anyone was paged has the command for every contact', async () => {
  const { core, told } = fakeCore()
  const report = createReport(core, createSecrets())
  report.learned({ ...situation, contactIds: [contactId, platform] })
  await report.ended({ kind: 'failed', error: new PageError('invalid-input', 'not-sent', 'Wrong.') })
  expect(told.summary.match(/--contact-id \S+/g)).toEqual([`--contact-id ${contactId}`, `--contact-id ${platform}`])
  expect(told.outputs.pages).toBe('[]')
})

test("JSON in AWS's words is nothing to copy", async () => {
  const policy = '{"Effect":"Allow","Action":"*","Resource":"*"}'
  const denied = new PageError(
    'access-denied',
    'not-sent',
    `AWS refused: AccessDeniedException: ${policy} User may not.`
  )
  const failed = (to: typeof request): ContactPage => ({
    request: to,
    isBackup: false,
    result: { kind: 'failed', error: denied }
  })
  const { core, told } = fakeCore()
  await createReport(core, createSecrets()).ended({
    kind: 'paged',
    pages: [failed(request), failed({ ...request, ContactId: request.ContactId.replace('oncall-plan', 'platform') })]
  })
  const blocks = [...told.summary.matchAll(/<pre>(\{[^<]*)<\/pre>/g)].map(([, json = '']) => JSON.parse(json))
  expect(blocks.map(({ Action }) => Action)).toEqual(['ssm-contacts:StartEngagement', 'ssm-contacts:StartEngagement'])
})
