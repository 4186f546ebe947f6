import type { Bounds } from '../delivery/attempts.ts'
import type { Inputs } from '../github/inputs.ts'
import type { AddressedPage, ContactPage } from '../report/outcome.ts'
import type { Report } from '../report/report.ts'
import { type AskedAt, type Followed, type Following, followPages } from './follow.ts'
import { nameOfPage } from './words.ts'

/** The pages of a step, as its story has sent them. */
export interface FollowingInJob extends Pick<Bounds, 'signal' | 'clock'>, Pick<Following, 'connectFor'> {
  /** What became of the pages so far. */
  readonly sent: readonly ContactPage[]
  /** All that can be sent, the backup last. */
  readonly pages: readonly AddressedPage[]
  readonly asked: AskedAt
  readonly inputs: Pick<Inputs, 'waitFor' | 'waitSeconds'>
  /** Sends pages, here the backup's. */
  send(pages: readonly AddressedPage[]): Promise<readonly ContactPage[]>
  readonly report: Pick<Report, 'info' | 'warning' | 'advise'>
}

/** Waits for what a step's inputs ask for: {@link followPages} with the backup and the log of the step. */
export async function followInJob(step: FollowingInJob): Promise<Followed> {
  const { sent, pages, asked, inputs, send, connectFor, report, signal, clock } = step
  const { waitFor, waitSeconds } = inputs
  if (waitFor === 'nothing') return { pages: sent, wait: undefined }
  const backups = pages.filter(({ isBackup }) => isBackup)
  const front = (page: AddressedPage | undefined) =>
    page === undefined || pages.length === 1 ? '' : `${nameOfPage(page)}: `
  return followPages(sent, asked, {
    wanted: waitFor,
    waitSeconds,
    now: () => asked.askedMs + clock.now() - asked.askedAtMs,
    connectFor,
    pageBackup: backups.length === 0 ? undefined : () => send(backups),
    signal,
    clock,
    advise: report.advise,
    info: (page, line) => report.info(front(page) + line),
    warning: (page, line) => report.warning(front(page) + line)
  })
}
