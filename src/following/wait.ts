import type { Clock } from '../delivery/attempts.ts'
import { listAll, type WholeList } from '../delivery/list-all.ts'
import type { Failed, IncidentManager, SentPage } from '../incident-manager/port.ts'
import type { ErrorCode } from '../report/page-error.ts'

/** What a wait is for: that AWS sent the page to a channel, or that somebody acknowledged it. */
export type Wanted = 'page' | 'acknowledgement'

/** How far a page is known to have come; `none`: not even to a channel; `unknown`: AWS did not tell. */
export type Acknowledgement = 'acknowledged' | 'sent' | 'none' | 'unknown'

/** What a wait needs to know. */
export interface Wait {
  readonly incidentManager: Pick<IncidentManager, 'pages'>
  readonly engagementArn: string
  readonly wanted: Wanted
  readonly waitSeconds: number
  readonly times: Times
  /** Whether somebody else is to be paged where no page goes out at all, so that to wait on would cost time. */
  readonly hasBackup: boolean
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal
  readonly clock: Clock
  onProgress(progress: Progress): void
}

/** Between which times, in milliseconds since 1970, a time that AWS tells of a page can be true. */
export interface Times {
  /** When the engagement started. */
  readonly startedMs: number
  /** The present, by the clock that tells `startedMs`. */
  now(): number
  /** How far that clock may be from AWS's. */
  readonly slackMs: number
}

/** What there is to tell while a wait goes on. */
export type Progress =
  /** The page went to a channel; told once. */
  | { readonly kind: 'page-went-out'; readonly contactArn: string; readonly afterSeconds: number }
  /** No page went to anybody within the first minute; told once. */
  | { readonly kind: 'no-page' }
  /** Told once a minute. */
  | { readonly kind: 'still-waiting'; readonly seconds: number }
  /** AWS was asked in vain; told once for equal failures in a row. */
  | { readonly kind: 'asked-in-vain'; readonly failed: Failed }

/** How a wait ended. */
export interface Waited {
  readonly acknowledgement: Acknowledgement
  /** Whose page was acknowledged first, an ARN; empty where nobody acknowledged, or AWS does not tell. */
  readonly by: string
  /** Whole seconds from the engagement's start to the first acknowledgement. */
  readonly afterSeconds: number | undefined
  /**
   * Why it ended: what was waited for came; the time was up; no page went out in the first minute; AWS refused to tell; AWS
   * did not tell any more when the time was up; the job was cancelled.
   */
  readonly reason: 'reached' | 'time-up' | 'no-page' | 'refused' | 'out-of-sight' | 'cancelled'
  /** Why AWS does not tell, where it does not. */
  readonly failed?: Failed
  readonly tookSeconds: number
}

const firstDelayMs = 2_000
const longestDelayMs = 15_000
// 2 s grow to 15 s within the first minute, while most of those who wake do.
const growth = 1.25
const longestPollMs = 10_000
const lastPollMs = 1_000
const partsMaximum = 20
const withoutPageMs = 60_000
const progressMs = 60_000
// What was seen this long before the end still holds at the end.
const holdsMs = 45_000

// No later poll can end better: the credentials of a long wait expire, and nobody renews them.
const finalCodes: ReadonlySet<ErrorCode> = new Set([
  'access-denied',
  'expired-credentials',
  'refused-credentials',
  'not-onboarded'
])

/**
 * Waits until AWS has sent a page of an engagement to a channel, or until somebody has acknowledged one. AWS is asked from every
 * 2 s to every 15 s, and a poll that fails changes nothing. Never throws.
 *
 * An acknowledgement is a ReadTime, nothing else: AWS sets no StopTime then, and DeliveryTime comes along with ReadTime.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListPagesByEngagement.html
 */
export async function waitForPerson(wait: Wait): Promise<Waited> {
  const { wanted, waitSeconds, times, hasBackup, signal, clock, onProgress } = wait
  const startedAt = clock.now()
  const elapsedMs = () => clock.now() - startedAt
  const remainingMs = () => waitSeconds * 1000 - elapsedMs()
  let sent: SentPage | undefined
  let lastSeenAt: number | undefined
  let lastFailed: Failed | undefined
  let toldNoPage = false
  let toldMinutes = 0
  let delayMs = firstDelayMs

  const ended = (
    reason: Waited['reason'],
    acknowledgement: Acknowledgement,
    more: Partial<Pick<Waited, 'by' | 'afterSeconds'>> = {}
  ): Waited => ({
    by: '',
    afterSeconds: undefined,
    ...more,
    acknowledgement,
    reason,
    ...((reason === 'refused' || reason === 'out-of-sight') && lastFailed !== undefined && { failed: lastFailed }),
    tookSeconds: Math.round(elapsedMs() / 1000)
  })
  const seen = (otherwise: Acknowledgement) => (sent === undefined ? otherwise : 'sent')

  for (;;) {
    await clock.sleep(Math.max(0, Math.min(delayMs, remainingMs() - lastPollMs)), signal)
    if (signal.aborted) return ended('cancelled', seen('unknown'))
    const isLast = remainingMs() <= lastPollMs

    const listed = await poll(wait, Math.min(longestPollMs, Math.max(1, remainingMs())))
    if (signal.aborted) return ended('cancelled', seen('unknown'))
    if (listed.kind === 'failed') {
      if (listed.what !== lastFailed?.what) onProgress({ kind: 'asked-in-vain', failed: listed })
      lastFailed = listed
      if (finalCodes.has(listed.code)) return ended('refused', 'unknown')
    } else {
      lastFailed = undefined
      lastSeenAt = clock.now()
      const pages = listed.items
      if (sent === undefined) {
        sent = firstBy(pages, ({ sentMs }) => believed(sentMs, times))
        // An acknowledged page went out, whatever its SentTime says.
        sent ??= firstBy(pages, ({ readMs }) => believed(readMs, times))
        if (sent !== undefined) {
          const afterSeconds = secondsAfterStart(believed(sent.sentMs, times) ?? times.now(), times)
          onProgress({ kind: 'page-went-out', contactArn: sent.contactArn, afterSeconds })
        }
      }
      const read = firstBy(pages, ({ readMs }) => believed(readMs, times))
      const readMs = read && believed(read.readMs, times)
      if (read !== undefined && readMs !== undefined) {
        return ended('reached', 'acknowledged', { by: read.contactArn, afterSeconds: secondsAfterStart(readMs, times) })
      }
      if (wanted === 'page' && sent !== undefined) return ended('reached', 'sent')
      if (pages.length === 0 && sent === undefined && !toldNoPage && elapsedMs() >= withoutPageMs) {
        toldNoPage = true
        onProgress({ kind: 'no-page' })
        if (wanted === 'page' || hasBackup) return ended('no-page', 'none')
      }
    }

    if (isLast || remainingMs() <= 0) {
      const isKnown = lastSeenAt !== undefined && clock.now() - lastSeenAt <= holdsMs
      return isKnown ? ended('time-up', seen('none')) : ended('out-of-sight', 'unknown')
    }
    const minutes = Math.floor(elapsedMs() / progressMs)
    if (minutes > toldMinutes) {
      toldMinutes = minutes
      onProgress({ kind: 'still-waiting', seconds: Math.round(elapsedMs() / 1000) })
    }
    // Never longer than the slowest rhythm; a little less than it, at random, so that many jobs do not ask at once.
    const askedMs = Math.min(lastFailed?.retryAfterMs ?? 0, longestDelayMs)
    delayMs = Math.max(askedMs, (1 - clock.random() / 10) * grown(delayMs))
  }
}

function grown(delayMs: number): number {
  return Math.min(longestDelayMs, delayMs * growth)
}

/** The whole list of pages, in one bounded poll. */
async function poll(
  { incidentManager, engagementArn, signal, clock }: Wait,
  pollMs: number
): Promise<WholeList<SentPage> | Failed> {
  const endsAt = clock.now() + pollMs
  return listAll(nextToken => {
    const deadlineMs = Math.max(1, endsAt - clock.now())
    return incidentManager.pages(engagementArn, nextToken, { deadlineMs, connectMs: deadlineMs, signal })
  }, partsMaximum)
}

/** The time if it can be true: a text in place of a number becomes 1970 in some readers, and a clock can be wrong by years. */
function believed(ms: number | undefined, { startedMs, now, slackMs }: Times): number | undefined {
  return ms !== undefined && ms >= startedMs - slackMs && ms <= now() + slackMs ? ms : undefined
}

function secondsAfterStart(ms: number, { startedMs }: Times): number {
  return Math.max(0, Math.round((ms - startedMs) / 1000))
}

/** The page with the earliest time; undefined where none has one. */
function firstBy(pages: readonly SentPage[], timeOf: (page: SentPage) => number | undefined): SentPage | undefined {
  return pages
    .filter(page => timeOf(page) !== undefined)
    .reduce<SentPage | undefined>(
      (first, page) => (first === undefined || Number(timeOf(page)) < Number(timeOf(first)) ? page : first),
      undefined
    )
}
