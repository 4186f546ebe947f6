import type { Waited } from '../following/wait.ts'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import type { Block } from './markdown.ts'
import type { PageError } from './page-error.ts'

/**
 * What became of the page. `partly-sent`: AWS took it for some of the contacts. `unknown`: AWS may have taken it, but no clear
 * answer came.
 */
export type Outcome = 'sent' | 'partly-sent' | 'not-sent' | 'unknown' | 'dry-run'

/**
 * What a watch comes to that pages nobody. `held`: the check did not succeed, and it is not time to page; `already-paged`: an
 * earlier run has paged for this outage; `stopped`: the outage is over, and its engagements were stopped.
 */
export type QuietOutcome = 'healthy' | 'held' | 'already-paged' | 'stopped'

/** A contact that a watch did not page. */
export interface QuietContact {
  readonly contactId: string
  readonly outcome: QuietOutcome
  /** Of an earlier run's page; empty if there is none. */
  readonly engagementArn: string
}

/** A page as it is addressed to one contact. */
export interface AddressedPage {
  readonly request: StartEngagementRequest
  /** Whether it goes out only where no other one was sent. */
  readonly isBackup: boolean
}

/** A page to one contact, and what became of it. */
export interface ContactPage extends AddressedPage {
  readonly result: PageSent | PageFailed
  /** How far it came, where that was waited for. */
  readonly waited?: Waited
}

/** What became of a wait: composed where the wait is, since most pages do without. */
export interface WaitReport {
  /** Whether what was waited for came. */
  readonly isReached: boolean
  /** Follows the sentence about the page. */
  readonly sentence: string
  /** The same for a heading: without a name, which is outside text. */
  readonly heading: string
  /** The outputs that tell of it. */
  readonly outputs: Readonly<Record<string, string>>
  /** What the summary says of it above the page. */
  readonly blocks: readonly Block[]
  /** A warning that comes before all others. */
  readonly warning?: string | undefined
  /**
   * The error where it was not reached, at most 4,000 UTF-16 units.
   *
   * @param closing the sentence about the page
   * @param door makes outside text fit to be printed
   */
  composeError(closing: string, door: (text: string) => string): string
}

/** AWS took the page. */
export interface PageSent {
  readonly kind: 'sent'
  readonly engagementArn: string
  /** Whether an earlier step of this job had sent the very same page, so that AWS pages nobody again. */
  readonly isRepetition: boolean
}

/** AWS did not take the page, or may not have. */
export interface PageFailed {
  readonly kind: 'failed'
  readonly error: PageError
}

/** The sentence that ends the log and every error about a single contact. */
export const closingSentence: Readonly<Record<Exclude<Outcome, 'partly-sent'>, string>> = {
  sent: 'The page was sent.',
  'not-sent': 'No page was sent.',
  'dry-run': 'No page was sent.',
  unknown: 'A page may have been sent.'
}

/** What became of one contact's page. */
export function outcomeOf({ result }: ContactPage): 'sent' | 'not-sent' | 'unknown' {
  return result.kind === 'sent' ? 'sent' : result.error.outcome
}

/** What became of all pages together. A backup that was paged stands in for everyone. */
export function overallOutcome(pages: readonly ContactPage[]): Exclude<Outcome, 'dry-run'> {
  const outcomes = contactsOf(pages).map(outcomeOf)
  if (wasBackupSent(pages) || outcomes.every(outcome => outcome === 'sent')) return 'sent'
  if (outcomes.includes('sent')) return 'partly-sent'
  return pages.some(page => outcomeOf(page) === 'unknown') ? 'unknown' : 'not-sent'
}

/** The sentence that ends the log and every error, for all pages together. */
export function overallSentence(pages: readonly ContactPage[]): string {
  const outcome = overallOutcome(pages)
  const contacts = contactsOf(pages)
  const sent = contacts.filter(page => outcomeOf(page) === 'sent').length
  return outcome === 'partly-sent' || (contacts.length > 1 && sent > 0)
    ? `${sent} of ${contacts.length} pages were sent.`
    : closingSentence[outcome]
}

/** Whether the backup was paged in place of everyone else. */
export function wasBackupSent(pages: readonly ContactPage[]): boolean {
  return pages.some(page => page.isBackup && outcomeOf(page) === 'sent')
}

/** Whether any contact was paged that is not the backup. */
export function wasContactSent(pages: readonly ContactPage[]): boolean {
  return contactsOf(pages).some(page => outcomeOf(page) === 'sent')
}

function contactsOf(pages: readonly ContactPage[]): readonly ContactPage[] {
  return pages.filter(({ isBackup }) => !isBackup)
}

/** What is said of a wait that an error of the action ended. */
export function failedWait(error: unknown): WaitReport {
  const sentence = 'Whether anybody acknowledged it is unknown.'
  return {
    isReached: false,
    sentence,
    heading: sentence,
    outputs: { acknowledgement: 'unknown' },
    blocks: [],
    composeError: (closing, door) =>
      `${door(`The wait failed: ${error}`).slice(0, 3000)}\nNext: call somebody, and open an issue with this log.\n${closing} ${sentence}`
  }
}
