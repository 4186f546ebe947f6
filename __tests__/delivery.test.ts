import { describe, expect, test } from '@jest/globals'
import { type Clock, type Delivery, deliver } from '../src/delivery/delivery.ts'
import type { AttemptResult, Failed, StartEngagementRequest } from '../src/incident-manager/port.ts'
import { PageError } from '../src/report/errors.ts'
import fc from './shared/properties.ts'
import { engagementArn, request as sampleRequest, target } from './shared/samples.ts'

const request: StartEngagementRequest = { ...sampleRequest, IdempotencyToken: 'run-17' }
const engaged: AttemptResult = { kind: 'engaged', engagementArn }

function failed(over: Partial<Failed> = {}): Failed {
  return { kind: 'failed', code: 'aws-failed', what: 'It failed.', retryable: true, lost: false, ...over }
}

const lost = failed({ code: 'no-answer', lost: true })
const throttled = failed({ code: 'throttled' })
const refused = failed({ code: 'access-denied', retryable: false })

interface Script {
  readonly timeoutSeconds?: number
  /** What the attempts bring; the last one stands for all that follow. */
  readonly results: readonly AttemptResult[]
  /** Milliseconds that an attempt takes, never more than its deadline; or as long as it may connect. */
  readonly attemptMs?: number | 'connecting'
  readonly random?: () => number
  /** Cancels the job at the start of this attempt, or of this sleep (both count from 1). */
  readonly cancelInAttempt?: number
  readonly cancelInSleep?: number
}

/** Delivers on a clock that only attempts and sleeps move. */
async function play(script: Script) {
  const { timeoutSeconds = 60, results, attemptMs = 10, random = () => 0.5, cancelInAttempt, cancelInSleep } = script
  const cancellation = new AbortController()
  const attempts: {
    readonly at: number
    readonly deadlineMs: number
    readonly connectMs: number | undefined
    readonly request: StartEngagementRequest
  }[] = []
  const sleeps: number[] = []
  const retries: { readonly what: string; readonly attempt: number; readonly delayMs: number }[] = []
  let now = 1_000_000
  const clock: Clock = {
    now: () => now,
    async sleep(milliseconds, signal) {
      sleeps.push(milliseconds)
      if (sleeps.length === cancelInSleep) cancellation.abort()
      if (!signal.aborted) now += milliseconds
    },
    random
  }
  const delivery: Delivery = {
    engagements: {
      async start(request, deadlineMs, signal, connectMs) {
        attempts.push({ at: now - 1_000_000, deadlineMs, connectMs, request })
        expect(signal).toBe(cancellation.signal)
        if (attempts.length === cancelInAttempt) cancellation.abort()
        else now += attemptMs === 'connecting' ? (connectMs ?? deadlineMs) : Math.min(attemptMs, deadlineMs)
        return results[Math.min(attempts.length, results.length) - 1] ?? lost
      }
    },
    request,
    target,
    timeoutSeconds,
    signal: cancellation.signal,
    clock,
    onRetry: ({ what }, attempt, delayMs) => {
      retries.push({ what, attempt, delayMs })
    }
  }
  const ended = await deliver(delivery).catch((error: unknown) => error)
  return { ended, attempts, sleeps, retries, tookMs: now - 1_000_000 }
}

function pageError(ended: unknown): PageError {
  expect(ended).toBeInstanceOf(PageError)
  return ended as PageError
}

describe('attempts', () => {
  test('end with the first engagement', async () => {
    const { ended, attempts, retries } = await play({ results: [throttled, lost, engaged, refused] })
    expect(ended).toBe(engagementArn)
    expect(attempts).toHaveLength(3)
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2])
  })

  test('all carry the very same request', async () => {
    const { attempts } = await play({ timeoutSeconds: 20, results: [lost] })
    expect(attempts.length).toBeGreaterThan(3)
    expect(new Set(attempts.map(({ request }) => JSON.stringify(request)))).toEqual(new Set([JSON.stringify(request)]))
  })

  test('end with a refusal that no other attempt can change', async () => {
    const { ended, attempts, sleeps } = await play({ results: [refused] })
    expect(pageError(ended)).toMatchObject({ code: 'access-denied', outcome: 'not-sent' })
    expect(attempts).toHaveLength(1)
    expect(sleeps).toEqual([])
  })

  test.each([
    [1, [1_000]],
    [2, [1_000, 1_000]],
    [3, [1_000, 1_000, 1_000]],
    [5, [1_000, 1_333, 2_667]],
    [10, [1_667, 2_778, 5_556]],
    [30, [5_000, 8_333, 10_000, 6_667]],
    [60, [10_000, 10_000, 10_000, 10_000, 10_000, 10_000]]
  ])('against a silent server within %i s lengthen: %j ms', async (timeoutSeconds, deadlines) => {
    const { attempts } = await play({ timeoutSeconds, results: [lost], attemptMs: 60_000, random: () => 0 })
    expect(attempts.map(({ deadlineMs }) => Math.round(deadlineMs))).toEqual(deadlines)
  })

  test.each([
    [2, [1_000, 1_000]],
    [10, [1_667, 2_778, 5_556]],
    [30, [3_000, 6_000, 10_000, 10_000, 1_000]],
    [60, [3_000, 6_000, 10_000, 10_000, 10_000, 10_000, 10_000, 1_000]]
  ])('that do not even connect within %i s have more time for it each: %j ms', async (timeoutSeconds, limits) => {
    const { attempts } = await play({ timeoutSeconds, results: [lost], attemptMs: 'connecting', random: () => 0 })
    expect(attempts.map(({ connectMs = Number.NaN }) => Math.round(connectMs))).toEqual(limits)
  })

  test.each(
    [3, 4, 5, 8, 10, 20, 30, 60, 900].flatMap(seconds => [0, 0.5, 0.999].map(random => [seconds, random] as const))
  )('against a silent server number 3 or more within %i s, whatever the jitter (%d)', async (seconds, random) => {
    const { attempts, tookMs } = await play({
      timeoutSeconds: seconds,
      results: [lost],
      attemptMs: 60_000,
      random: () => random
    })
    expect(attempts.length).toBeGreaterThanOrEqual(3)
    expect(tookMs).toBeLessThanOrEqual(seconds * 1000)
  })

  test.each([
    [5, 1_500],
    [10, 3_000],
    [20, 8_000],
    [60, 9_500]
  ])('within %i s leave an AWS that answers after %i ms the time to do so', async (timeoutSeconds, answerMs) => {
    for (const random of [0, 0.5, 0.999]) {
      const { attempts } = await play({ timeoutSeconds, results: [lost], attemptMs: 60_000, random: () => random })
      expect(Math.max(...attempts.map(({ deadlineMs }) => deadlineMs))).toBeGreaterThan(answerMs)
    }
  })

  test('never outlive the total: the last one is cut to what is left', async () => {
    const { attempts } = await play({ timeoutSeconds: 24, results: [lost], attemptMs: 60_000, random: () => 0.5 })
    expect(attempts.map(({ at, deadlineMs }) => [at, Math.round(deadlineMs)])).toEqual([
      [0, 4_000],
      [4_200, 6_600],
      [11_200, 10_000],
      [22_000, 2_000]
    ])
  })
})

describe('the back-off', () => {
  test.each([
    ['none', () => 0, [0, 0, 0, 0, 0, 0]],
    ['half', () => 0.5, [200, 400, 800, 1_600, 2_500, 2_500]],
    ['the most', () => 1, [400, 800, 1_600, 3_200, 5_000, 5_000]]
  ])('doubles up to 5 s, with full jitter: %s', async (_, random, expected) => {
    const { sleeps } = await play({ timeoutSeconds: 60, results: [throttled], random, attemptMs: 1_000 })
    expect(sleeps.slice(0, 6)).toEqual(expected)
  })

  test('is what the log is told', async () => {
    const { sleeps, retries } = await play({ results: [throttled, throttled, engaged], random: () => 0.25 })
    expect(retries).toEqual([
      { what: 'It failed.', attempt: 1, delayMs: sleeps[0] },
      { what: 'It failed.', attempt: 2, delayMs: sleeps[1] }
    ])
  })

  test('leaves no total of a busy AWS unused', async () => {
    const { tookMs } = await play({ timeoutSeconds: 30, results: [throttled], random: Math.random })
    expect(tookMs).toBeGreaterThanOrEqual(29_500)
    expect(tookMs).toBeLessThanOrEqual(30_000)
  })
})

describe('Retry-After', () => {
  test.each([
    ['is waited for', 7_000, 7_000],
    ['shorter than the back-off changes nothing', 1, 200],
    ['of nothing changes nothing', 0, 200],
    ['of an hour is cut so that one last attempt has 3 s', 3_600_000, 56_990]
  ])('%s', async (_, retryAfterMs, slept) => {
    const { ended, sleeps } = await play({ results: [failed({ retryAfterMs }), engaged] })
    expect(ended).toBe(engagementArn)
    expect(sleeps).toEqual([slept])
  })

  test.each([
    [1, 490],
    [3, 1_990],
    [6, 3_990],
    [20, 16_990]
  ])('of an hour in a total of %i s is cut to %i ms: a third of the total is kept', async (timeoutSeconds, slept) => {
    const results = [failed({ retryAfterMs: 3_600_000 }), engaged]
    const { sleeps } = await play({ timeoutSeconds, results, random: () => 0 })
    expect(sleeps.map(Math.round)).toEqual([slept])
  })

  test('of an hour, every time, ends at the total, in few attempts', async () => {
    for (const random of [0.1, 0.5, 0.999]) {
      const { ended, tookMs, attempts } = await play({
        timeoutSeconds: 5,
        results: [failed({ code: 'throttled', retryAfterMs: 3_600_000 })],
        random: () => random
      })
      expect(pageError(ended)).toMatchObject({ code: 'throttled', outcome: 'not-sent' })
      expect(attempts.length).toBeGreaterThanOrEqual(2)
      expect(attempts.length).toBeLessThanOrEqual(8)
      expect(tookMs).toBeLessThanOrEqual(5_000)
    }
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
    const { message } = pageError(ended)
    expect(message).toMatch(
      /^AWS refused: X\. Tried 2 times in 0\.2 s\. An earlier attempt was sent in full and got no clear answer\.\n/
    )
    expect(message).toMatch(/\nNext: look whether the contact was paged [^\n]*; if it was not, allow it: add /)
    expect(message).toMatch(/\nA page may have been sent\.$/)
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
    expect(ended).toBe(engagementArn)
  })
})

test('whatever AWS does, the total holds and no wait is negative', async () => {
  const result = fc.record({
    retryable: fc.boolean(),
    lost: fc.boolean(),
    retryAfterMs: fc.option(fc.integer({ min: 0, max: 4_000_000 }), { nil: undefined })
  })
  const script = fc.record({
    timeoutSeconds: fc.integer({ min: 1, max: 900 }),
    results: fc.array(result.map(failed), { minLength: 1, maxLength: 8 }),
    attemptMs: fc.integer({ min: 1, max: 20_000 }),
    // Any draws at first; who only ever drew a nought would try without a pause to the end.
    draws: fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 8 })
  })
  await fc.assert(
    fc.asyncProperty(script, async ({ draws, ...given }) => {
      let drawn = 0
      const { ended, tookMs, sleeps, attempts } = await play({ ...given, random: () => draws[drawn++] ?? 0.5 })
      expect(tookMs).toBeLessThanOrEqual(given.timeoutSeconds * 1000)
      expect(sleeps.filter(milliseconds => milliseconds < 0)).toEqual([])
      for (const { deadlineMs } of attempts) {
        expect(deadlineMs).toBeGreaterThan(0)
        expect(deadlineMs).toBeLessThanOrEqual(10_000)
      }
      const seen = given.results.slice(0, attempts.length)
      expect(pageError(ended).outcome).toBe(seen.some(({ lost }) => lost) ? 'unknown' : 'not-sent')
    }),
    { numRuns: 300 }
  )
})
