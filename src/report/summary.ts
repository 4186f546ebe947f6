import type { StartEngagementRequest } from '../incident-manager/port.ts'
import { smsSegments } from '../page/gsm7.ts'
import type { Page } from '../page/page.ts'
import type { Composition } from '../page/request.ts'
import { lengthInScalars } from '../text/unicode.ts'
import { composeManualPage, plainAddress } from './manual-page.ts'
import { type Block, composeMarkdown, unfoldableSpace } from './markdown.ts'
import type { Outcome } from './outcome.ts'
import type { PageError } from './page-error.ts'
import { nextStep } from './remedies.ts'
import type { Situation } from './situation.ts'

/** How the run of the action ended. */
export type Ending =
  | { readonly kind: 'sent'; readonly engagementArn: string }
  | { readonly kind: 'dry-run' }
  | { readonly kind: 'failed'; readonly error: PageError }

/** What the job summary tells of. */
export interface SummaryFacts {
  readonly ending: Ending
  readonly outcome: Outcome
  readonly situation: Situation
  /** Absent where the action failed before there was a page. */
  readonly page?: Page
  readonly composition?: Composition
  readonly warnings: readonly string[]
}

// An error is prose and read on a phone.
const errorWidth = 48

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

const titles: Readonly<Record<Outcome, string>> = {
  sent: 'The page was sent',
  'not-sent': 'No page was sent',
  unknown: 'A page may have been sent',
  'dry-run': 'Dry run: no page was sent'
}

function outcomeBlocks({ ending, outcome, situation, page }: SummaryFacts): Block[] {
  const title = { markdown: `## ${titles[outcome]}` }
  if (ending.kind !== 'failed') return [title]
  const { error } = ending
  const { code, message } = error
  const { helpUrl } = situation
  // What stands in quotes is for copying: a command that is folded runs only in part.
  const foldable = nextStep(error, situation).replace(/"[^"\n]*"/g, quoted => quoted.replaceAll(' ', unfoldableSpace))
  const next = [
    { markdown: '### Next' },
    { text: foldable.charAt(0).toUpperCase() + foldable.slice(1), width: errorWidth }
  ]
  const manually = [
    { markdown: `### To page manually${outcome === 'unknown' ? ', if nobody was paged' : ''}` },
    { text: composeManualPage(error, situation, page?.url || situation.runUrl), width: Infinity }
  ]
  return [
    title,
    { markdown: `### What failed: ${code}` },
    { text: message, width: errorWidth },
    ...(helpUrl === '' ? [] : [{ markdown: `[What ${code} means](${plainAddress(helpUrl)}#${code})` }]),
    // While nobody is awake, somebody must be woken first; where somebody may be, look first.
    ...(outcome === 'unknown' ? [...next, ...manually] : [...manually, ...next])
  ]
}

function pageBlocks({ ending, page, composition, warnings }: SummaryFacts, door: (text: string) => string): Block[] {
  const warned = warnings.length === 0 ? [] : [{ markdown: '### Warnings' }, { text: warnings.join('\n') }]
  if (page === undefined || composition === undefined) return warned
  const { request, wholeTexts } = composition
  const facts = [
    `Contact: ${request.ContactId}`,
    request.IncidentId === undefined ? '' : `Incident: ${request.IncidentId}`,
    ending.kind === 'sent' ? `Engagement: ${ending.engagementArn}` : '',
    `Token: ${request.IdempotencyToken}`,
    `Sender: ${request.Sender}`
  ]
  const sms = smsOf(request)
  const cut = (['Subject', 'Content', 'PublicSubject', 'PublicContent'] as const).flatMap(member => {
    const whole = wholeTexts[member]
    if (whole === undefined || whole === request[member]) return []
    return [{ markdown: `### ${member} before it was cut` }, { text: whole }]
  })
  return [
    { text: facts.filter(Boolean).join('\n') },
    ...(page.url === '' ? [] : [{ markdown: linkTo(page, door) }]),
    { markdown: '### E-mail and voice' },
    { text: `${request.Subject}\n\n${request.Content}` },
    { markdown: `### SMS: ${sms.size}` },
    ...(sms.text === '' ? [] : [{ text: sms.text }]),
    ...(ending.kind === 'dry-run'
      ? [{ markdown: '### The request' }, { text: JSON.stringify(request, undefined, 2) }]
      : []),
    ...warned,
    ...cut
  ]
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
