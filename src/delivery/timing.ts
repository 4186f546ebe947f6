import type { Attempt } from '../incident-manager/port.ts'

const longestAttemptMs = 10_000
const shortestAttemptMs = 1_000
// What the first attempts may take of the time that is left. A silent server costs them and not the page; a slow one
// gets more time with each, and all that is left in the end.
const attemptShares = [1 / 6, 1 / 3]
const firstConnectMs = 3_000

/** The bounds of the first attempt, when all of the time is left. */
export function firstTiming(timeoutSeconds: number): Omit<Attempt, 'signal'> {
  return timing(1, timeoutSeconds * 1000)
}

/** How long an attempt may take, and how long its connection: a silent one costs little at first, a slow one gets more time. */
export function timing(attempt: number, remainingMs: number): Omit<Attempt, 'signal'> {
  const shareMs = remainingMs * (attemptShares[attempt - 1] ?? 1)
  const deadlineMs = Math.max(1, Math.min(longestAttemptMs, Math.max(shortestAttemptMs, shareMs), remainingMs))
  return { deadlineMs, connectMs: Math.min(firstConnectMs * 2 ** (attempt - 1), deadlineMs) }
}
