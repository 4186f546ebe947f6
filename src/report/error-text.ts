import { cutToUnits } from '../text/cuts.ts'
import { composeContactLine, failedPages, fitLines } from './contact-lines.ts'
import { type ContactPage, closingSentence, overallSentence } from './outcome.ts'
import type { PageError } from './page-error.ts'
import { nextStep } from './remedies.ts'
import type { Situation } from './situation.ts'

// The runner cuts a message at 4,096 UTF-16 units, and its end is what a person needs most.
const maximumUnits = 4_000

/**
 * An error as the log's last lines and its annotation: what failed, what to do next, whether a page went out. At most 4,000
 * UTF-16 units, of which the first part gives way.
 *
 * @param commandIn where the command to page manually is, such as `the job summary`
 * @param door makes outside text fit to be printed
 */
export function composeErrorText(
  error: PageError,
  situation: Situation,
  commandIn: string,
  door: (text: string) => string
): string {
  const end = door(
    `Next: ${nextStep(error, situation)} To page manually: the command is in ${commandIn}.\n${closingSentence[error.outcome]}`
  )
  const what = door(error.message)
  const room = maximumUnits - end.length - 1
  return `${what.length <= room ? what : cutToUnits(what, room, '…\n[cut]')}\n${end}`
}

/**
 * What became of the pages that were not sent, as {@link composeErrorText} tells it of one: a line for each contact. Where there
 * are many, their lines are cut; the log has them whole.
 */
export function composeErrorTextOfSeveral(
  pages: readonly ContactPage[],
  situation: Situation,
  commandsIn: string,
  door: (text: string) => string
): string {
  const end = door(`To page manually: the command for each is in ${commandsIn}.\n${overallSentence(pages)}`)
  const lines = failedPages(pages).map(page => door(composeContactLine(page, situation)))
  return `${fitLines(lines, maximumUnits - end.length - 1)}\n${end}`
}
