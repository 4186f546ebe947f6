import type { Bounds } from '../delivery/attempts.ts'
import type { IncidentManager } from '../incident-manager/port.ts'
import { type ContactPage, outcomeOf, type WaitReport } from '../report/outcome.ts'
import { PageError } from '../report/page-error.ts'
import { readBack } from './read-back.ts'
import { type Waited, type Wanted, waitForPerson } from './wait.ts'
import { type Advise, composeProgress, composeReadBackWarning, composeWaitReport, waitingLine } from './words.ts'

/** What it takes to follow the pages of a step. */
export interface Following extends Pick<Bounds, 'signal' | 'clock'> {
  readonly wanted: Wanted
  /** How long to wait for it, and as long again for the backup. */
  readonly waitSeconds: number
  /** Milliseconds since 1970, by the clock of this machine. */
  now(): number
  /** Incident Manager in the region of a contact. */
  connectFor(contactId: string): Promise<Pick<IncidentManager, 'describe' | 'pages'>>
  /** Pages the backup; undefined where there is none. */
  readonly pageBackup: (() => Promise<readonly ContactPage[]>) | undefined
  /** Takes a line for the log, about one page or all, as soon as there is something to tell. */
  info(page: ContactPage | undefined, line: string): void
  warning(page: ContactPage, line: string): void
  /** What to do next about a call that failed; begins in lower case. */
  advise: Advise
}

/** When a page was asked for: on the clock of the bounds, and in milliseconds since 1970. */
export interface AskedAt {
  readonly askedAtMs: number
  readonly askedMs: number
}

/** The pages of a step after a wait, and what became of it. */
export interface Followed {
  /** As they were given, those that AWS took with how far they came; the backup last, if it was paged. */
  readonly pages: readonly ContactPage[]
  /** What became of the wait; undefined where AWS took no page to wait for. */
  readonly wait: WaitReport | undefined
}

// To read an engagement back is a part of the wait, and must leave most of it.
const readBackSeconds = 5
// Of a wait that ended so, nobody is known to have been reached. Where AWS refuses to tell, a backup would be woken each time.
const unreached: readonly Waited['reason'][] = ['time-up', 'no-page', 'out-of-sight']

/**
 * Waits for what was asked for, of any page that AWS took; pages the backup where that does not come, and waits for it as long
 * again. An engagement that is not of this step becomes an error `repeated`. Never throws.
 */
export async function followPages(
  pages: readonly ContactPage[],
  asked: AskedAt,
  following: Following
): Promise<Followed> {
  const { pageBackup, signal, clock, now } = following
  const wasBackupPaged = pages.some(({ isBackup }) => isBackup)
  const backup = wasBackupPaged ? undefined : pageBackup
  const followed = await followAny(pages, asked, backup !== undefined, following)
  if (backup === undefined || signal.aborted || !needsBackup(followed)) {
    return { pages: followed, wait: composeWaitReport(followed, following) }
  }
  following.info(undefined, 'Nobody was reached, so the backup is paged.')
  const askedBackup = { askedAtMs: clock.now(), askedMs: now() }
  const all = [...followed, ...(await followAny(await backup(), askedBackup, false, following))]
  return { pages: all, wait: composeWaitReport(all, following) }
}

function needsBackup(pages: readonly ContactPage[]): boolean {
  const isReached = pages.some(({ waited }) => waited?.reason === 'reached')
  const isUnreached = pages.some(
    ({ result, waited }) =>
      (waited !== undefined && unreached.includes(waited.reason)) ||
      (result.kind === 'failed' && result.error.code === 'repeated')
  )
  return !isReached && isUnreached
}

/** Waits for all pages side by side, until one of them came as far as was asked for. */
async function followAny(
  pages: readonly ContactPage[],
  asked: AskedAt,
  hasBackup: boolean,
  following: Following
): Promise<readonly ContactPage[]> {
  const others = new AbortController()
  const signal = AbortSignal.any([following.signal, others.signal])
  return Promise.all(
    pages.map(async page => {
      if (outcomeOf(page) !== 'sent') return page
      const followed = await followOne(page, asked, hasBackup, { ...following, signal })
      if (followed.waited?.reason === 'reached') others.abort()
      return followed
    })
  )
}

async function followOne(
  page: ContactPage,
  { askedAtMs, askedMs }: AskedAt,
  hasBackup: boolean,
  { wanted, waitSeconds, connectFor, signal, clock, info, warning, advise }: Following
): Promise<ContactPage> {
  const { request, result } = page
  if (result.kind === 'failed') return page
  const { engagementArn, isRepetition } = result
  const startedAt = clock.now()
  const incidentManager = await connectFor(request.ContactId)
  info(page, waitingLine(wanted, waitSeconds))
  const { times, repetition, failed } = await readBack(
    incidentManager,
    { engagementArn, subject: request.Subject, askedAtMs, askedMs },
    {
      timeoutSeconds: Math.min(readBackSeconds, waitSeconds / 2),
      signal,
      clock,
      onRetry: () => undefined,
      onEnd: () => undefined
    }
  )
  // Of a page that an earlier step of the job has sent, the log tells that it is the same.
  if (repetition !== undefined && !isRepetition) {
    const what = `${repetition} Token "${request.IdempotencyToken}", engagement ${engagementArn}.`
    return { ...page, result: { kind: 'failed', error: new PageError('repeated', 'not-sent', what) } }
  }
  if (failed !== undefined && !signal.aborted) warning(page, composeReadBackWarning(failed, request.ContactId, advise))
  const waited = await waitForPerson({
    incidentManager,
    engagementArn,
    wanted,
    waitSeconds: waitSeconds - (clock.now() - startedAt) / 1000,
    times,
    hasBackup,
    signal,
    clock,
    onProgress(progress) {
      info(page, composeProgress(progress))
      // An annotation, too, which is shown in the end.
      if (progress.kind === 'no-page') warning(page, composeProgress(progress))
    }
  })
  return { ...page, waited }
}
