import type { StartEngagementRequest } from '../incident-manager/port.ts'
import { smsSegments } from '../page/gsm7.ts'
import type { Page } from '../page/page.ts'
import type { Composition } from '../page/request.ts'
import { lengthInScalars } from '../text/unicode.ts'
import { adviceBlocks } from './advice.ts'
import {
  composeContactLine,
  composeFailureLine,
  type FailedPage,
  failedPages,
  nextStepOf,
  repetitionNote
} from './contact-lines.ts'
import { composeManualPage, plainAddress } from './manual-page.ts'
import { alertBlock, type Block, composeMarkdown, warningBlocks } from './markdown.ts'
import {
  type AddressedPage,
  type ContactPage,
  type Outcome,
  overallSentence,
  type QuietOutcome,
  type WaitReport,
  wasBackupSent
} from './outcome.ts'
import type { PageError } from './page-error.ts'
import { nextStep } from './remedies.ts'
import { type Situation, situationOf } from './situation.ts'

/** How the run of the action ended. */
export type Ending =
  | {
      readonly kind: 'paged'
      /** The page to each contact in their order, and the backup's if it was needed. */
      readonly pages: readonly ContactPage[]
      /** The number of the run's attempt, where the first attempt had the same token. */
      readonly attemptWithToken?: number | undefined
      /** What became of the wait; undefined where nothing was waited for. */
      readonly wait?: WaitReport | undefined
    }
  | { readonly kind: 'dry-run' }
  /** Nobody is to be paged. `title`: words of our own for a heading, such as `2 of 3, nobody was paged`. */
  | { readonly kind: 'quiet'; readonly outcome: QuietOutcome; readonly title: string }
  /** Before anyone was paged. */
  | { readonly kind: 'failed'; readonly error: PageError }

/** What the job summary tells of. */
export interface SummaryFacts {
  readonly ending: Ending
  readonly outcome: Outcome | QuietOutcome
  readonly situation: Situation
  /** Absent where the action failed before there was a page. */
  readonly page?: Page
  readonly composition?: Composition
  /** The pages as they are addressed; empty where there is none. */
  readonly addressed: readonly AddressedPage[]
  /** What a watch decided, and why: a paragraph each. Absent for any other action. */
  readonly reasons?: readonly string[]
  /** Those that stand above the page's text. */
  readonly warningsOnTop: readonly string[]
  /** Hosts that were asked in place of AWS's own for the region. */
  readonly endpoints: readonly string[]
  readonly warnings: readonly string[]
}

/**
 * The job summary as Markdown, at most 60 KiB: what became of the page, on failure what to do next, then the page as its
 * readers get it. Texts that do not fit are cut, the longest first.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 *
 * @param door makes outside text fit to be printed
 */
export function composeSummary(facts: SummaryFacts, door: (text: string) => string): string {
  return composeMarkdown([...outcomeBlocks(facts), ...pageBlocks(facts, door)], door)
}

function outcomeBlocks(facts: SummaryFacts): Block[] {
  const { ending, outcome, situation, reasons = [], warningsOnTop } = facts
  const onTop = [...reasons, ...warningsOnTop].map((prose): Block => ({ prose }))
  const head: Block[] = [{ markdown: `## ${titleOf(ending, outcome)}` }, ...alertBlocks(facts), ...onTop]
  if (ending.kind === 'dry-run' || ending.kind === 'quiet') return head
  if (ending.kind === 'failed') return [...head, ...failureBlocks(ending.error, situation.contactIds, facts)]
  const [first] = ending.pages
  head.push(...(ending.wait?.blocks ?? []))
  if (ending.pages.length > 1 || first === undefined) return [...head, ...contactBlocks(ending.pages, facts)]
  const { request, result } = first
  return [...head, ...(result.kind === 'failed' ? failureBlocks(result.error, [request.ContactId], facts) : [])]
}

/** What must be seen first: whether somebody may still be asleep. Nothing where all is as it was asked for. */
function alertBlocks({ ending, outcome, warningsOnTop }: SummaryFacts): Block[] {
  if (ending.kind === 'dry-run') return [alertBlock('NOTE', 'This is what would be sent.')]
  if (outcome === 'unknown')
    return [
      alertBlock(
        'CAUTION',
        'Somebody may have been paged. Look first; how to look and how to page manually stand below.'
      )
    ]
  if (outcome === 'not-sent')
    return [alertBlock('CAUTION', 'Nobody was paged. The command to page manually stands below.')]
  if (outcome === 'partly-sent')
    return [alertBlock('CAUTION', 'Not everybody was paged. The commands to page the others manually stand below.')]
  if (ending.kind === 'paged' && ending.wait !== undefined && !ending.wait.isReached)
    return [alertBlock('CAUTION', 'It is not known that anybody is awake. Call somebody.')]
  if (warningsOnTop.length > 0) return [alertBlock('WARNING', 'Read this first:')]
  if (ending.kind === 'quiet' && outcome === 'held') return [alertBlock('NOTE', 'Nobody was paged. Why:')]
  return []
}

function titleOf(ending: Ending, outcome: SummaryFacts['outcome']): string {
  if (ending.kind === 'dry-run') return 'Dry run: no page was sent'
  if (ending.kind === 'quiet') return ending.title
  if (ending.kind === 'failed') return titleOfFailure[ending.error.outcome]
  const { pages, attemptWithToken, wait } = ending
  const ofPages = wasBackupSent(pages) ? 'The page was sent to the backup.' : overallSentence(pages)
  const title = [ofPages, wait?.heading].filter(Boolean).join(' ').slice(0, -1)
  return attemptWithToken === undefined || outcome === 'not-sent' || outcome === 'unknown'
    ? title
    : `${title}, but AWS may have paged nobody: attempt ${attemptWithToken} has the token of the first`
}

const titleOfFailure = { 'not-sent': 'No page was sent', unknown: 'A page may have been sent' } as const

/** What failed, for all contacts alike. */
function failureBlocks(error: PageError, contactIds: readonly string[], facts: SummaryFacts): Block[] {
  const [contactId = ''] = contactIds
  const next = [{ markdown: '### Next' }, ...adviceBlocks(nextStep(error, situationOf(contactId, facts.situation)))]
  const manually = manualBlocks(
    contactIds.length === 0 ? [''] : contactIds,
    () => error,
    error.outcome === 'unknown',
    facts
  )
  return [
    { markdown: `### What failed: ${error.code}` },
    { prose: error.message },
    ...helpBlocks([error], facts),
    // While nobody is awake, somebody must be woken first; where somebody may be, look first.
    ...(error.outcome === 'unknown' ? [...next, ...manually] : [...manually, ...next])
  ]
}

/** What became of each contact's page, then the command for each that was not paged. */
function contactBlocks(pages: readonly ContactPage[], facts: SummaryFacts): Block[] {
  const failures = failedPages(pages)
  const lines = pages.flatMap((page): Block[] => {
    if (page.result.kind !== 'failed') return [{ prose: composeContactLine(page, facts.situation) }]
    const failed = page as FailedPage
    // What AWS says is no advice: JSON in it is nothing to copy.
    return [{ prose: composeFailureLine(failed) }, ...adviceBlocks(nextStepOf(failed, facts.situation), 'Next: ')]
  })
  const manually = (of: readonly FailedPage[], mayBeSent: boolean) =>
    of.length === 0
      ? []
      : manualBlocks(
          of.map(({ request }) => request.ContactId),
          index => (of[index] as FailedPage).result.error,
          mayBeSent,
          facts
        )
  return [
    { markdown: '### Contacts' },
    ...lines,
    ...manually(
      failures.filter(({ result }) => result.error.outcome === 'not-sent'),
      false
    ),
    ...manually(
      failures.filter(({ result }) => result.error.outcome === 'unknown'),
      true
    ),
    ...helpBlocks(
      failures.map(({ result }) => result.error),
      facts
    )
  ]
}

function manualBlocks(
  contactIds: readonly string[],
  errorOf: (index: number) => PageError,
  mayBeSent: boolean,
  { page, situation }: SummaryFacts
): Block[] {
  return [
    { markdown: `### To page manually${mayBeSent ? ', if nobody was paged' : ''}` },
    ...contactIds.map((contactId, index) => ({
      text: composeManualPage(errorOf(index), situationOf(contactId, situation), page?.url || situation.runUrl),
      width: Infinity
    }))
  ]
}

function helpBlocks(errors: readonly PageError[], { situation: { helpUrl } }: SummaryFacts): Block[] {
  const codes = helpUrl === '' ? [] : [...new Set(errors.map(({ code }) => code))]
  return codes.map(code => ({ markdown: `[What ${code} means](${plainAddress(helpUrl)}#${code})` }))
}

function pageBlocks(
  { ending, page, composition, addressed, endpoints, warnings }: SummaryFacts,
  door: (text: string) => string
): Block[] {
  const warned = warningBlocks(warnings)
  // A page that nobody gets is nothing to read.
  if (page === undefined || composition === undefined || ending.kind === 'quiet') return warned
  const { request, wholeTexts } = composition
  const incident = request.IncidentId === undefined ? [] : [`Incident: ${request.IncidentId}`]
  const [sent] =
    ending.kind === 'paged' ? ending.pages.flatMap(({ result }) => (result.kind === 'sent' ? [result] : [])) : []
  const facts =
    addressed.length > 1
      ? [...addressed.map(composeAddressLine), ...incident]
      : [
          `Contact: ${request.ContactId}`,
          ...incident,
          ...(sent === undefined ? [] : [`Engagement: ${sent.engagementArn}`]),
          ...(sent?.isRepetition ? [repetitionNote] : []),
          `Token: ${request.IdempotencyToken}`
        ]
  const sms = smsOf(request)
  const cut = (['Subject', 'Content', 'PublicSubject', 'PublicContent'] as const).flatMap(member => {
    const whole = wholeTexts[member]
    if (whole === undefined || whole === request[member]) return []
    return [{ markdown: `### ${member} before it was cut` }, { text: whole }]
  })
  return [
    { prose: [...facts, `Sender: ${request.Sender}`, ...endpoints.map(host => `Endpoint: ${host}`)].join('\n') },
    ...(page.url === '' ? [] : [{ markdown: linkTo(page, door) }]),
    { markdown: '### E-mail and voice' },
    { text: `${request.Subject}\n\n${request.Content}` },
    { markdown: `### SMS: ${sms.size}` },
    ...(sms.text === '' ? [] : [{ text: sms.text }]),
    ...(ending.kind === 'dry-run' ? [{ markdown: '### The request' }, { text: composeRequestsText(addressed) }] : []),
    ...warned,
    ...cut
  ]
}

/** Whom a page goes to, and with which token. */
export function composeAddressLine({ request, isBackup }: AddressedPage): string {
  return `${isBackup ? 'Backup' : 'Contact'}: ${request.ContactId}, token ${request.IdempotencyToken}`
}

/** The requests to all contacts as JSON: an object for one, an array for several. */
export function composeRequestsText(addressed: readonly AddressedPage[]): string {
  const requests = addressed.map(({ request }) => request)
  return JSON.stringify(requests.length === 1 ? requests[0] : requests, undefined, 2)
}

/** What an SMS of this page says, and how long it is: `73 characters, 1 SMS`. */
export function smsOf({ PublicSubject, PublicContent }: StartEngagementRequest): { text: string; size: string } {
  const text = [PublicSubject, PublicContent].filter(part => part !== undefined).join('\n')
  return {
    text,
    size: text === '' ? 'no text of its own' : `${lengthInScalars(text)} characters, ${smsSegments(text)} SMS`
  }
}

/** The link to what someone is paged about, under words of our own: its address cannot end the link or begin anything. */
function linkTo({ url, failed_jobs }: Page, door: (text: string) => string): string {
  return `[Open the ${failed_jobs.some(job => job.url === url) ? 'failed job' : 'run'}](${plainAddress(door(url))})`
}
