import { parseContactArn } from '../incident-manager/arn.ts'
import type { Failed } from '../incident-manager/port.ts'
import type { ContactPage, WaitReport } from '../report/outcome.ts'
import { PageError } from '../report/page-error.ts'
import { nextStep } from '../report/remedies.ts'
import { situationOf, unknownSituation } from '../report/situation.ts'
import type { Acknowledgement, Progress, Waited, Wanted } from './wait.ts'

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
export function composeReadBackWarning(failed: Failed): string {
  const right = failed.code === 'access-denied' ? ` ${sentence(nextStepOfFailed(failed, ''))}` : ''
  return `The engagement could not be read back, so a repetition of an earlier page would not be seen. ${failed.what}${right}`
}

/** What became of a wait for any of these pages: for the outputs, and in words. */
export function composeWaitReport(pages: readonly ContactPage[], wanted: Wanted, waitSeconds: number): WaitReport {
  const waits = pages.flatMap(page => (page.waited === undefined ? [] : [{ page, waited: page.waited }]))
  const best = waits.toSorted((a, b) => rank(a.waited) - rank(b.waited))[0]
  if (best === undefined) {
    const sentence = 'There was nothing to wait for.'
    return {
      ...unknownWait,
      isReached: false,
      isWaited: false,
      sentence,
      heading: sentence,
      failure: '',
      next: '',
      warning: undefined
    }
  }
  const { acknowledgement, by, afterSeconds, reason } = best.waited
  const isReached = reason === 'reached'
  const missed = waits.filter(({ page }) => !page.isBackup)
  const isByBackup = isReached && best.page.isBackup && missed.length > 0
  const backup = waits.find(({ page }) => page.isBackup)
  return {
    isReached,
    isWaited: true,
    acknowledgement,
    by,
    afterSeconds,
    sentence: composeSentence(best.waited, wanted, waitSeconds),
    heading:
      acknowledgement === 'acknowledged'
        ? `It was acknowledged after ${afterSeconds} s.`
        : composeSentence(best.waited, wanted, waitSeconds),
    failure: isReached
      ? ''
      : waits.map(({ page, waited }) => composeFailure(page, waited, wanted, waitSeconds, waits.length > 1)).join('\n'),
    next: isReached ? '' : composeNext(best.page, best.waited, pages),
    warning:
      isByBackup || (backup !== undefined && missed.length > 0)
        ? [
            `Nobody was reached, so the backup was paged: ${backup?.page.request.ContactId ?? ''}.`,
            ...missed.map(({ page, waited }) => composeFailure(page, waited, wanted, waitSeconds, true))
          ].join('\n')
        : undefined
  }
}

const unknownWait = { acknowledgement: 'unknown' as Acknowledgement, by: '', afterSeconds: undefined }

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
  const front = isOneOfSeveral ? `${page.isBackup ? 'Backup ' : ''}${page.request.ContactId}: ` : ''
  const why = waited.failed === undefined ? '' : ` ${waited.failed.what}`
  const reason = waited.reason === 'no-page' ? ` ${capitalized(withoutChannel)}.` : ''
  return front + composeSentence(waited, wanted, waitSeconds) + reason + why
}

function composeNext(page: ContactPage, waited: Waited, pages: readonly ContactPage[]): string {
  const withoutBackup = pages.some(({ isBackup }) => isBackup)
    ? ''
    : ' "backup-contact-id" names whom to page in such a case.'
  switch (waited.reason) {
    case 'refused':
      return waited.failed === undefined
        ? 'call somebody.'
        : `call somebody, since nothing tells who is awake. Then ${nextStepOfFailed(waited.failed, page.request.ContactId)}`
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

function nextStepOfFailed({ code, what, permission }: Failed, contactId: string): string {
  return nextStep(new PageError(code, 'not-sent', what, { permission }), situationOf(contactId, unknownSituation))
}

/** The alias in an ARN, by which people know a contact. */
function nameOfContact(arn: string): string {
  return parseContactArn(arn)?.alias ?? (arn === '' ? 'somebody' : arn)
}

function capitalized(text: string): string {
  // An alias is a name, and stays as it is.
  return text === 'somebody' || text === withoutChannel ? text.charAt(0).toUpperCase() + text.slice(1) : text
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
