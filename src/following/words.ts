import { parseContactArn } from '../incident-manager/arn.ts'
import type { Failed } from '../incident-manager/port.ts'
import { adviceBlocks } from '../report/advice.ts'
import type { AddressedPage, ContactPage, WaitReport } from '../report/outcome.ts'
import { shorten } from '../text/unicode.ts'
import type { Acknowledgement, Progress, Waited, Wanted } from './wait.ts'

/** What to do next about a call that failed, about a contact; begins in lower case. */
export type Advise = (failed: Failed, contactId: string) => string

const withoutChannel = 'the plan is empty, or no channel in it is activated'

/** What is told before a wait begins. */
export function waitingLine(wanted: Wanted, waitSeconds: number): string {
  return wanted === 'page'
    ? `Waiting up to ${waitSeconds} s until AWS sends the page to a channel.`
    : `Waiting up to ${waitSeconds} s until somebody acknowledges the page.`
}

/** What there is to tell while a wait goes on, as a line. */
export function composeProgress(progress: Progress): string {
  switch (progress.kind) {
    case 'page-went-out':
      return `The page went out to ${nameOfContact(progress.contactArn)} after ${progress.afterSeconds} s.`
    case 'no-page':
      return `AWS has sent the page to no channel within the first minute: ${withoutChannel}.`
    case 'still-waiting':
      return `Still waiting, after ${Math.floor(progress.seconds / 60)} min.`
    case 'asked-in-vain':
      return `AWS did not tell how far the page is: ${progress.failed.what}`
  }
}

/** That an engagement could not be read back, and what that means, as a warning. */
export function composeReadBackWarning(failed: Failed, contactId: string, advise: Advise): string {
  const right = failed.code === 'access-denied' ? ` ${capitalizeFirst(advise(failed, contactId))}` : ''
  return `The engagement could not be read back, so a repetition of an earlier page would not be seen. ${failed.what}${right}`
}

/** What became of a wait for any of these pages; undefined where there was none to wait for. */
export function composeWaitReport(
  pages: readonly ContactPage[],
  { wanted, waitSeconds, advise }: { readonly wanted: Wanted; readonly waitSeconds: number; readonly advise: Advise }
): WaitReport | undefined {
  const waits = pages.flatMap(page => (page.waited === undefined ? [] : [{ page, waited: page.waited }]))
  const best = waits.toSorted((a, b) => rank(a.waited) - rank(b.waited))[0]
  if (best === undefined) return undefined
  const { acknowledgement, by, afterSeconds, reason } = best.waited
  const isReached = reason === 'reached'
  const sentence = composeSentence(best.waited, wanted, waitSeconds)
  const failures = waits.map(({ page, waited }) => composeFailure(page, waited, wanted, waitSeconds, waits.length > 1))
  const next = isReached ? '' : composeNext(best.page, best.waited, pages, advise)
  const backup = pages.find(({ isBackup }) => isBackup)
  const missed = waits.filter(({ page }) => !page.isBackup)
  return {
    isReached,
    sentence,
    heading: acknowledgement === 'acknowledged' ? `It was acknowledged after ${afterSeconds} s.` : sentence,
    outputs: {
      acknowledgement,
      'acknowledged-by': by,
      'acknowledged-after-seconds': String(afterSeconds ?? '')
    },
    blocks: isReached
      ? [{ prose: sentence }]
      : [{ prose: failures.join('\n\n') }, { markdown: '### Next' }, ...adviceBlocks(next)],
    warning:
      backup !== undefined && missed.length > 0
        ? shorten(
            [
              `Nobody was reached, so the backup was paged: ${backup.request.ContactId}.`,
              ...missed.map(({ page, waited }) => composeFailure(page, waited, wanted, waitSeconds, true))
            ].join('\n'),
            warningMaximum
          )
        : undefined,
    composeError(closing, door) {
      const end = door(`Next: ${next}\n${closing} ${sentence}`)
      const what = door(failures.join('\n'))
      const room = maximumUnits - end.length - 1
      return `${what.length <= room ? what : `${what.slice(0, room - 1).toWellFormed()}…`}\n${end}`
    }
  }
}

// The runner cuts a message at 4,096 UTF-16 units, and its end is what a person needs most.
const maximumUnits = 4_000
const warningMaximum = 1_700

const order: readonly Acknowledgement[] = ['acknowledged', 'sent', 'none', 'unknown']

function rank({ reason, acknowledgement, afterSeconds }: Waited): number {
  return (reason === 'reached' ? 0 : 1e9) + order.indexOf(acknowledgement) * 1e8 + Math.min(afterSeconds ?? 0, 1e7)
}

/** Follows the sentence about the page. */
function composeSentence(
  { acknowledgement, by, afterSeconds, reason }: Waited,
  wanted: Wanted,
  waitSeconds: number
): string {
  if (acknowledgement === 'acknowledged')
    return `${capitalized(nameOfContact(by))} acknowledged it after ${afterSeconds} s.`
  switch (reason) {
    case 'reached':
      return 'AWS sent it to a channel.'
    case 'time-up':
      if (wanted === 'page') return `AWS sent it to no channel within ${waitSeconds} s.`
      return `Nobody acknowledged it within ${waitSeconds} s${acknowledgement === 'none' ? ': AWS sent it to no channel' : ''}.`
    case 'no-page':
      return 'AWS sent it to no channel within 60 s.'
    case 'cancelled':
      return 'The job was cancelled during the wait; whether anybody acknowledges it is unknown.'
    default:
      return `Whether ${wanted === 'page' ? 'AWS sent it to a channel' : 'anybody acknowledged it'} is unknown.`
  }
}

/** Why a wait did not bring what was asked for. */
function composeFailure(
  page: ContactPage,
  waited: Waited,
  wanted: Wanted,
  waitSeconds: number,
  isOneOfSeveral: boolean
): string {
  const front = isOneOfSeveral ? `${nameOfPage(page)}: ` : ''
  const why = waited.failed === undefined ? '' : ` ${waited.failed.what}`
  const reason = waited.reason === 'no-page' ? ` ${capitalized(withoutChannel)}.` : ''
  return front + composeSentence(waited, wanted, waitSeconds) + reason + why
}

function composeNext(page: ContactPage, waited: Waited, pages: readonly ContactPage[], advise: Advise): string {
  const withoutBackup = pages.some(({ isBackup }) => isBackup)
    ? ''
    : ' "backup-contact-id" names whom to page in such a case.'
  switch (waited.reason) {
    case 'refused':
      return waited.failed === undefined
        ? 'call somebody.'
        : `call somebody, since nothing tells who is awake. Then ${advise(waited.failed, page.request.ContactId)}`
    case 'out-of-sight':
      return 'call somebody, or look at the engagement in the Incident Manager console: nothing tells who is awake.'
    case 'cancelled':
      return 'if it matters, look at the engagement in the Incident Manager console: the page is out, and its plan goes on.'
    default:
      return waited.acknowledgement === 'sent'
        ? `call somebody, or page another contact. The plan of this one goes on where it has further stages.${withoutBackup}`
        : `call somebody, then give the contact a plan with channels that are activated.${withoutBackup}`
  }
}

/** Whom a page is for, as the log names it. */
export function nameOfPage({ request, isBackup }: AddressedPage): string {
  return `${isBackup ? 'Backup ' : ''}${request.ContactId}`
}

/** The alias in an ARN, by which people know a contact. */
function nameOfContact(arn: string): string {
  return parseContactArn(arn)?.alias ?? (arn === '' ? 'somebody' : arn)
}

function capitalized(text: string): string {
  // An alias is a name, and stays as it is.
  return text === 'somebody' || text === withoutChannel ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

function capitalizeFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
