import { cutToUnits, fairShare } from '../text/cuts.ts'
import { type AddressedPage, type ContactPage, closingSentence, outcomeOf, type PageFailed } from './outcome.ts'
import { nextStep } from './remedies.ts'
import { type Situation, situationOf } from './situation.ts'

/** A page that was not sent to its contact, or may not have been. */
export type FailedPage = ContactPage & { readonly result: PageFailed }

/** The pages that were not sent, or may not have been. */
export function failedPages(pages: readonly ContactPage[]): readonly FailedPage[] {
  return pages.filter((page): page is FailedPage => page.result.kind === 'failed')
}

/** Said of a page that AWS took for the second time. */
export const repetitionNote =
  'It is the same page as before: an earlier step of this job sent it, and AWS pages nobody again.'

/** A contact, what became of its page, and what to do next. */
export function composeContactLine(page: ContactPage, situation: Situation): string {
  const { result } = page
  if (result.kind === 'failed')
    return `${composeFailureLine(page as FailedPage)} Next: ${nextStepOf(page as FailedPage, situation)}`
  const note = result.isRepetition ? ` ${repetitionNote}` : ''
  return `${nameOf(page)}: ${closingSentence.sent} Engagement: ${result.engagementArn}.${note}`
}

/** A contact that was not paged, and why. */
export function composeFailureLine(page: FailedPage): string {
  const { code, message } = page.result.error
  const sentence = closingSentence[outcomeOf(page)].replace('.', ` (${code}).`)
  return `${nameOf(page)}: ${sentence} ${message}`
}

/** What to do next about a page that was not sent. */
export function nextStepOf({ request, result }: FailedPage, situation: Situation): string {
  return nextStep(result.error, situationOf(request.ContactId, situation))
}

/** A contact as the log names it. */
export function nameOf({ request, isBackup }: AddressedPage): string {
  return `${isBackup ? 'Backup ' : ''}${request.ContactId}`
}

/** The first warning where only the backup was paged: whom nobody reached, and why. Fits into an annotation. */
export function composeBackupWarning(pages: readonly ContactPage[]): string {
  const failures = failedPages(pages)
  const backup = pages.find(({ isBackup }) => isBackup)?.request.ContactId ?? ''
  const head = `Nobody else could be paged, so the backup was: ${backup}.`
  return fitLines([head, ...failures.map(composeFailureLine)], 3_500)
}

/** Lines in so many UTF-16 units: those that do not fit are cut, the longest first. */
export function fitLines(lines: readonly string[], maximumUnits: number): string {
  const share = fairShare(
    lines.map(line => line.length),
    maximumUnits - lines.length
  )
  return lines.map(line => (line.length <= share ? line : cutToUnits(line, share, '…'))).join('\n')
}
