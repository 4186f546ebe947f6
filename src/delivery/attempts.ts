import type { Attempt, Failed } from '../incident-manager/port.ts'
import { timing } from './timing.ts'

/** The world's part in a delivery, so that tests need not wait. */
export interface Clock {
  /** Milliseconds on a clock that never jumps. */
  now(): number
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** A number from 0 up to 1. */
  random(): number
}

/** The bounds of a call with all its attempts. */
export interface Bounds {
  /** The total of all attempts and the waits between them. */
  readonly timeoutSeconds: number
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Told of each failed attempt that is followed by another, and after how many milliseconds. */
  onRetry(failed: Failed, attempt: number, delayMs: number): void
  /** Told once that no attempt follows. */
  onEnd(): void
}

/** That no attempt brought what was asked for. */
export interface GivenUp {
  readonly kind: 'given-up'
  /** Whether the job was cancelled, so that no attempt followed. */
  readonly cancelled: boolean
  /** Whether any attempt was sent in full and got no clear answer. */
  readonly lost: boolean
  /** The last attempt that tells why; one that our own deadline cut off tells less than those before it. */
  readonly reason: Failed
  readonly last: Failed
  readonly attempts: number
  readonly tookMs: number
}

// An attempt with less time than this can hardly end well.
const leastLastAttemptMs = 500
const firstBackoffMs = 200
const longestBackoffMs = 5_000
const longestReserveMs = 3_000

/** What an operation brings, after as many attempts as `timeoutSeconds` allows. The operation itself never throws. */
export async function attemptUntilDeadline<T extends { readonly kind: string }>(
  operation: (attempt: Attempt) => Promise<T | Failed>,
  bounds: Bounds
): Promise<T | GivenUp> {
  try {
    return await repeat(operation, bounds)
  } finally {
    bounds.onEnd()
  }
}

async function repeat<T extends { readonly kind: string }>(
  operation: (attempt: Attempt) => Promise<T | Failed>,
  { timeoutSeconds, signal, clock, onRetry }: Bounds
): Promise<T | GivenUp> {
  const startedAt = clock.now()
  const remainingMs = () => startedAt + timeoutSeconds * 1000 - clock.now()
  let lost = false
  let reason: Failed | undefined

  for (let attempt = 1; ; attempt++) {
    const result = await operation({ ...timing(attempt, remainingMs()), signal })
    if (!isFailed(result)) return result
    lost ||= result.lost
    if (reason === undefined || !result.cutOff || result.lost) reason = result
    const givenUp = (cancelled: boolean): GivenUp => ({
      kind: 'given-up',
      cancelled,
      lost,
      reason: reason ?? result,
      last: result,
      attempts: attempt,
      tookMs: clock.now() - startedAt
    })
    if (signal.aborted) return givenUp(true)
    const delayMs = waitMs(result, attempt, timeoutSeconds, remainingMs(), clock)
    if (!result.retryable || delayMs < 0) return givenUp(false)

    onRetry(result, attempt, delayMs)
    await clock.sleep(delayMs, signal)
    if (signal.aborted) return givenUp(true)
  }
}

function isFailed(result: { readonly kind: string }): result is Failed {
  return result.kind === 'failed'
}

/** How long to wait before the next attempt; negative where no time is left for one. */
function waitMs(failed: Failed, attempt: number, timeoutSeconds: number, remainingMs: number, clock: Clock): number {
  // However long AWS asks to wait, the attempt that follows must have the time to end in a clear answer.
  const reserveMs = Math.min((timeoutSeconds * 1000) / 3, longestReserveMs)
  const askedMs = Math.min(failed.retryAfterMs ?? 0, remainingMs - reserveMs)
  return Math.min(Math.max(backoffMs(attempt, clock), askedMs), remainingMs - leastLastAttemptMs)
}

/** Exponential back-off with full jitter: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
function backoffMs(attempt: number, clock: Clock): number {
  return clock.random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt)
}
