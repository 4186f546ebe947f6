import type { Engagements, Failed, StartEngagementRequest } from '../incident-manager/port.ts'
import { PageError, type Target } from '../report/errors.ts'

/** The world's part in a delivery, so that tests need not wait. */
export interface Clock {
  /** Milliseconds on a clock that never jumps. */
  now(): number
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** A number from 0 up to 1. */
  random(): number
}

/** What a delivery needs to know. */
export interface Delivery {
  readonly engagements: Engagements
  readonly request: StartEngagementRequest
  readonly target: Target
  readonly timeoutSeconds: number
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Told of each failed attempt that is followed by another, and after how many milliseconds. */
  onRetry(failed: Failed, attempt: number, delayMs: number): void
}

const longestAttemptMs = 10_000
const shortestAttemptMs = 1_000
// What the first attempts may take of the time that is left. A silent server costs them and not the page; a slow one
// gets more time with each, and all that is left in the end.
const attemptShares = [1 / 6, 1 / 3]
const firstConnectMs = 3_000
// An attempt with less time than this can hardly end well.
const leastLastAttemptMs = 500
const firstBackoffMs = 200
const longestBackoffMs = 5_000
const longestReserveMs = 3_000

/**
 * The ARN of the engagement, after as many attempts as `timeoutSeconds` allows, all with the same request and token.
 *
 * @throws PageError `unknown` if an attempt was sent in full and no clear answer ever came, else `not-sent`
 */
export async function deliver(delivery: Delivery): Promise<string> {
  const { engagements, request, signal, clock } = delivery
  const startedAt = clock.now()
  const remainingMs = () => startedAt + delivery.timeoutSeconds * 1000 - clock.now()
  let lost = false

  for (let attempt = 1; ; attempt++) {
    const attemptMs = deadlineMs(attempt, remainingMs())
    const result = await engagements.start(request, attemptMs, signal, connectMs(attempt, attemptMs))
    if (result.kind === 'engaged') return result.engagementArn
    lost ||= result.lost
    if (signal.aborted) throw cancelled(delivery, lost)

    const delayMs = waitMs(delivery, result, attempt, remainingMs())
    if (!result.retryable || delayMs < 0) throw failure(delivery, result, attempt, clock.now() - startedAt, lost)

    delivery.onRetry(result, attempt, delayMs)
    await clock.sleep(delayMs, signal)
    if (signal.aborted) throw cancelled(delivery, lost)
  }
}

/** How long an attempt may take. */
function deadlineMs(attempt: number, remainingMs: number): number {
  const shareMs = remainingMs * (attemptShares[attempt - 1] ?? 1)
  return Math.max(1, Math.min(longestAttemptMs, Math.max(shortestAttemptMs, shareMs), remainingMs))
}

/** How long a connection may take: a silent one costs little at first, and a slow one gets more time with each attempt. */
function connectMs(attempt: number, attemptMs: number): number {
  return Math.min(firstConnectMs * 2 ** (attempt - 1), attemptMs)
}

/** How long to wait before the next attempt; negative where no time is left for one. */
function waitMs({ timeoutSeconds, clock }: Delivery, failed: Failed, attempt: number, remainingMs: number): number {
  // However long AWS asks to wait, the attempt that follows must have the time to end in a clear answer.
  const reserveMs = Math.min((timeoutSeconds * 1000) / 3, longestReserveMs)
  const askedMs = Math.min(failed.retryAfterMs ?? 0, remainingMs - reserveMs)
  return Math.min(Math.max(backoffMs(attempt, clock), askedMs), remainingMs - leastLastAttemptMs)
}

/** Exponential back-off with full jitter: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function backoffMs(attempt: number, clock: Clock): number {
  return clock.random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt)
}

function failure(delivery: Delivery, last: Failed, attempts: number, tookMs: number, lost: boolean): PageError {
  const outcome = lost ? 'unknown' : 'not-sent'
  const tried = attempts === 1 ? [] : [`Tried ${attempts} times in ${(tookMs / 1000).toFixed(1)} s.`]
  if (lost && !last.lost) tried.push('An earlier attempt was sent in full and got no clear answer.')
  return new PageError(last.code, outcome, [last.what, ...tried].join(' '), {
    target: delivery.target,
    cause: last.cause
  })
}

function cancelled(delivery: Delivery, lost: boolean): PageError {
  const token = delivery.request.IdempotencyToken
  return new PageError(
    'cancelled',
    lost ? 'unknown' : 'not-sent',
    `The job was cancelled while paging (token "${token}").`,
    {
      target: delivery.target
    }
  )
}
