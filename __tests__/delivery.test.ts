import { describe, expect, test } from '@jest/globals'
import { type Delivered, type Delivery, deliver } from '../src/delivery/delivery.ts'
import type { Attempt, Engaged, Failed, StartEngagementRequest } from '../src/incident-manager/port.ts'
import type { PageError } from '../src/report/page-error.ts'
import { engagementArn, request as sampleRequest } from './shared/samples.ts'

const request: StartEngagementRequest = { ...sampleRequest, IdempotencyToken: 'run-17' }
const engaged: Engaged = { kind: 'engaged', engagementArn }

function failed(over: Partial<Failed> = {}): Failed {
  return { kind: 'failed', code: 'aws-failed', what: 'It failed.', retryable: true, lost: false, ...over }
}

const lost = failed({ code: 'no-answer', lost: true })
const throttled = failed({ code: 'throttled' })
const refused = failed({ code: 'access-denied', retryable: false })

interface Script {
  readonly timeoutSeconds?: number
  /** What the attempts bring; the last one stands for all that follow. */
  readonly results: readonly (Engaged | Failed)[]
  /** Milliseconds that an attempt takes, never more than its deadline. */
  readonly attemptMs?: number
  /** Cancels the job at the start of this attempt, or of this sleep (both count from 1). */
  readonly cancelInAttempt?: number
  readonly cancelInSleep?: number
}

/** Delivers on a clock that only attempts and sleeps move. */
async function play({ timeoutSeconds = 60, results, attemptMs = 10, cancelInAttempt, cancelInSleep }: Script) {
  const cancellation = new AbortController()
  const attempts: { readonly request: StartEngagementRequest; readonly attempt: Attempt }[] = []
  const retries: { readonly what: string; readonly attempt: number; readonly delayMs: number }[] = []
  let now = 1_000_000
  let sleeps = 0
  let ends = 0
  const delivery: Delivery = {
    incidentManager: {
      async start(request, attempt) {
        attempts.push({ request, attempt })
        if (attempts.length === cancelInAttempt) cancellation.abort()
        else now += Math.min(attemptMs, attempt.deadlineMs)
        return results[Math.min(attempts.length, results.length) - 1] ?? lost
      }
    },
    request,
    timeoutSeconds,
    signal: cancellation.signal,
    clock: {
      now: () => now,
      async sleep(milliseconds, signal) {
        if (++sleeps === cancelInSleep) cancellation.abort()
        if (!signal.aborted) now += milliseconds
      },
      random: () => 0.5
    },
    onRepair: () => {
      throw new Error('nothing is to be left out')
    },
    onRetry: ({ what }, attempt, delayMs) => {
      retries.push({ what, attempt, delayMs })
    },
    onEnd: () => {
      ends++
    }
  }
  const ended = await deliver(delivery)
  return { ended, attempts, retries, ends, signal: cancellation.signal }
}

function pageError(ended: Delivered): PageError {
  if (ended.kind !== 'failed') throw new Error('The page was sent.')
  return ended.error
}

describe('a delivery', () => {
  test('is the ARN of the first engagement', async () => {
    const { ended, attempts, retries, ends } = await play({ results: [throttled, lost, engaged, refused] })
    expect(ended).toEqual(engaged)
    expect(attempts).toHaveLength(3)
    expect(retries).toEqual([
      { what: 'It failed.', attempt: 1, delayMs: 200 },
      { what: 'It failed.', attempt: 2, delayMs: 400 }
    ])
    expect(ends).toBe(1)
  })

  test('sends the very same request in all attempts, each with its bounds', async () => {
    const { attempts, signal } = await play({ timeoutSeconds: 20, results: [lost] })
    expect(attempts.length).toBeGreaterThan(3)
    expect(new Set(attempts.map(({ request }) => JSON.stringify(request)))).toEqual(new Set([JSON.stringify(request)]))
    for (const { attempt } of attempts) {
      expect(attempt).toEqual({ deadlineMs: expect.any(Number), connectMs: expect.any(Number), signal })
      expect(attempt.signal).toBe(signal)
    }
  })

  test('ends with a refusal that no other attempt can change', async () => {
    const { ended, attempts } = await play({ results: [refused] })
    expect(pageError(ended)).toMatchObject({ code: 'access-denied', outcome: 'not-sent', message: 'It failed.' })
    expect(attempts).toHaveLength(1)
  })
})

describe('the outcome', () => {
  test.each<[string, readonly Failed[], 'not-sent' | 'unknown', string]>([
    ['throttled to the end', [throttled], 'not-sent', 'throttled'],
    ['never connected', [failed({ code: 'no-connection' })], 'not-sent', 'no-connection'],
    ['no answer to the end', [lost], 'unknown', 'no-answer'],
    ['lost, then refused', [lost, refused], 'unknown', 'access-denied'],
    ['lost, then throttled to the end', [lost, throttled], 'unknown', 'throttled'],
    ['throttled, then lost to the end', [throttled, lost], 'unknown', 'no-answer'],
    [
      'lost, then another contact',
      [lost, failed({ code: 'other-contact', retryable: false })],
      'unknown',
      'other-contact'
    ],
    ['throttled, then refused', [throttled, refused], 'not-sent', 'access-denied']
  ])('of "%s"', async (_, results, outcome, code) => {
    const { ended } = await play({ timeoutSeconds: 10, results })
    expect(pageError(ended)).toMatchObject({ outcome, code })
  })

  test('of a refusal after a lost attempt is explained', async () => {
    const { ended } = await play({ results: [lost, failed({ ...refused, what: 'AWS refused: X.' })] })
    expect(pageError(ended).message).toBe(
      'AWS refused: X. Tried 2 times in 0.2 s. An earlier attempt was sent in full and got no clear answer.'
    )
  })

  test('of a single attempt does not count attempts', async () => {
    const { ended } = await play({ results: [refused] })
    expect(pageError(ended).message).not.toContain('Tried')
  })

  test('keeps the cause', async () => {
    const cause = new Error('ECONNREFUSED')
    const { ended } = await play({ timeoutSeconds: 1, results: [failed({ cause })] })
    expect(pageError(ended).cause).toBe(cause)
  })

  test('is told with the best known reason, not with that of the last attempt, which our deadline cut off', async () => {
    const cause = new Error('getaddrinfo ENOTFOUND')
    const dns = failed({ code: 'dns', what: 'The host name does not resolve.', cause })
    const cutOff = failed({ code: 'no-connection', what: 'Nothing was sent in time.', cutOff: true })
    const { ended, attempts } = await play({ timeoutSeconds: 5, results: [dns, cutOff], attemptMs: 60_000 })
    expect(attempts).toHaveLength(3)
    expect(pageError(ended)).toMatchObject({ code: 'dns', outcome: 'not-sent', cause })
    expect(pageError(ended).message).toMatch(/^The host name does not resolve\. Tried 3 times in 5\.0 s\.$/)
  })

  test('is told with what was cut off, where it was sent in full', async () => {
    const cutOff = failed({ code: 'no-answer', what: 'No answer came.', cutOff: true, lost: true })
    const { ended } = await play({ timeoutSeconds: 3, results: [throttled, cutOff], attemptMs: 60_000 })
    expect(pageError(ended)).toMatchObject({ code: 'no-answer', outcome: 'unknown' })
    expect(pageError(ended).message).toMatch(/^No answer came\. Tried /)
  })
})

describe('a cancelled job', () => {
  test.each<[string, Script, 'not-sent' | 'unknown', number]>([
    [
      'in an attempt that was not sent',
      { results: [failed({ code: 'no-connection' })], cancelInAttempt: 1 },
      'not-sent',
      1
    ],
    ['in an attempt that was sent in full', { results: [lost], cancelInAttempt: 1 }, 'unknown', 1],
    ['in a sleep', { results: [throttled], cancelInSleep: 2 }, 'not-sent', 2],
    ['in a sleep after a lost attempt', { results: [lost, throttled], cancelInSleep: 2 }, 'unknown', 2],
    ['in an attempt that is refused', { results: [throttled, refused], cancelInAttempt: 2 }, 'not-sent', 2]
  ])('%s ends at once', async (_, script, outcome, attempts) => {
    const played = await play(script)
    expect(pageError(played.ended)).toMatchObject({ code: 'cancelled', outcome })
    expect(pageError(played.ended).message).toContain('"run-17"')
    expect(played.attempts).toHaveLength(attempts)
  })

  test('in the attempt that brings the engagement has paged', async () => {
    const { ended } = await play({ results: [throttled, engaged], cancelInAttempt: 2 })
    expect(ended).toEqual(engaged)
  })
})
