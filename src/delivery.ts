import type { Engagements, Failed, StartEngagementRequest } from './engagements.ts'
import { PageError, type Target } from './errors.ts'

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
const firstBackoffMs = 200
const longestBackoffMs = 5_000

/**
 * The ARN of the engagement, after as many attempts as `timeoutSeconds` allows, all with the same request and token.
 *
 * @throws PageError `unknown` if an attempt was sent in full and no clear answer ever came, else `not-sent`
 */
export async function deliver(delivery: Delivery): Promise<string> {
  const { engagements, request, signal, clock } = delivery
  const totalMs = delivery.timeoutSeconds * 1000
  const end = clock.now() + totalMs
  // A quarter of a short total, so that a silent server costs one attempt and not the page.
  const attemptMs = Math.min(longestAttemptMs, Math.max(shortestAttemptMs, totalMs / 4))
  let lost = false

  for (let attempt = 1; ; attempt++) {
    const result = await engagements.start(request, Math.min(attemptMs, Math.max(end - clock.now(), 1)), signal)
    if (result.kind === 'engaged') return result.engagementArn
    lost ||= result.lost
    if (signal.aborted) throw cancelled(delivery, lost)

    const remainingMs = end - clock.now()
    const wishedMs = Math.max(result.retryAfterMs ?? 0, backoffMs(attempt, clock))
    const delayMs = Math.min(wishedMs, remainingMs - lastAttemptMs(attemptMs))
    if (!result.retryable || delayMs < 0) throw failure(delivery, result, attempt, lost)

    delivery.onRetry(result, attempt, delayMs)
    await clock.sleep(delayMs, signal)
    if (signal.aborted) throw cancelled(delivery, lost)
  }
}

/** Exponential back-off with full jitter: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function backoffMs(attempt: number, clock: Clock): number {
  return clock.random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt)
}

// However long AWS asks to wait, this much is kept for one last attempt.
function lastAttemptMs(attemptMs: number): number {
  return Math.min(attemptMs, shortestAttemptMs) / 2
}

function failure(delivery: Delivery, last: Failed, attempts: number, lost: boolean): PageError {
  const outcome = lost ? 'unknown' : 'not-sent'
  const tried = attempts === 1 ? [] : [`Tried ${attempts} times within ${delivery.timeoutSeconds} s.`]
  if (lost && !last.lost) tried.push('An earlier attempt was sent in full and got no answer.')
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
