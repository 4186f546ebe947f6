import { describe, expect, test } from '@jest/globals'
import { attemptUntilDeadline, type Clock, type GivenUp } from '../src/delivery/attempts.ts'
import { firstTiming } from '../src/delivery/timing.ts'
import type { Failed } from '../src/incident-manager/port.ts'
import fc from './shared/properties.ts'

// Whatever an operation brings: the attempts know nothing of pages.
const brought = { kind: 'brought', value: 7 } as const
type Result = typeof brought | Failed

function failed(over: Partial<Failed> = {}): Failed {
  return { kind: 'failed', code: 'aws-failed', what: 'It failed.', retryable: true, lost: false, ...over }
}

const lost = failed({ code: 'no-answer', lost: true })
const throttled = failed({ code: 'throttled' })
const refused = failed({ code: 'access-denied', retryable: false })

interface Script {
  readonly timeoutSeconds?: number
  /** What the attempts bring; the last one stands for all that follow. */
  readonly results: readonly (Result | Error)[]
  /** Milliseconds that an attempt takes, never more than its deadline; or as long as it may connect. */
  readonly attemptMs?: number | 'connecting'
  readonly random?: () => number
  /** Cancels the job at the start of this attempt, or of this sleep (both count from 1). */
  readonly cancelInAttempt?: number
  readonly cancelInSleep?: number
}

/** Attempts on a clock that only attempts and sleeps move. */
async function play(script: Script) {
  const { timeoutSeconds = 60, results, attemptMs = 10, random = () => 0.5, cancelInAttempt, cancelInSleep } = script
  const cancellation = new AbortController()
  const attempts: { readonly at: number; readonly deadlineMs: number; readonly connectMs: number }[] = []
  const sleeps: number[] = []
  const retries: { readonly what: string; readonly attempt: number; readonly delayMs: number }[] = []
  let now = 1_000_000
  let ends = 0
  const clock: Clock = {
    now: () => now,
    async sleep(milliseconds, signal) {
      sleeps.push(milliseconds)
      if (sleeps.length === cancelInSleep) cancellation.abort()
      if (!signal.aborted) now += milliseconds
    },
    random
  }
  const ended = await attemptUntilDeadline<typeof brought>(
    async ({ deadlineMs, connectMs, signal }) => {
      attempts.push({ at: now - 1_000_000, deadlineMs, connectMs })
      expect(signal).toBe(cancellation.signal)
      if (attempts.length === cancelInAttempt) cancellation.abort()
      else now += attemptMs === 'connecting' ? connectMs : Math.min(attemptMs, deadlineMs)
      const result = results[Math.min(attempts.length, results.length) - 1] ?? lost
      if (result instanceof Error) throw result
      return result
    },
    {
      timeoutSeconds,
      signal: cancellation.signal,
      clock,
      onRetry: ({ what }, attempt, delayMs) => {
        expect(ends).toBe(0)
        retries.push({ what, attempt, delayMs })
      },
      onEnd: () => {
        ends++
      }
    }
  ).catch((error: unknown) => error)
  return { ended, attempts, sleeps, retries, ends, tookMs: now - 1_000_000 }
}

function givenUp(ended: unknown): GivenUp {
  expect(ended).toMatchObject({ kind: 'given-up' })
  return ended as GivenUp
}

describe('attempts', () => {
  test('end with the first that brings something', async () => {
    const { ended, attempts, retries } = await play({ results: [throttled, lost, brought, refused] })
    expect(ended).toBe(brought)
    expect(attempts).toHaveLength(3)
    expect(retries.map(({ attempt }) => attempt)).toEqual([1, 2])
  })

  test('end with a refusal that no other attempt can change', async () => {
    const { ended, attempts, sleeps } = await play({ results: [refused] })
    expect(givenUp(ended)).toEqual({
      kind: 'given-up',
      cancelled: false,
      lost: false,
      reason: refused,
      last: refused,
      attempts: 1,
      tookMs: 10
    })
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
    expect(attempts.map(({ connectMs }) => Math.round(connectMs))).toEqual(limits)
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

  test.each([1, 2, 10, 30, 60, 900])('begin within %i s with the bounds that are known beforehand', async seconds => {
    const { attempts } = await play({ timeoutSeconds: seconds, results: [brought] })
    expect(attempts).toEqual([{ at: 0, ...firstTiming(seconds) }])
  })

  test('hand on what an operation throws against its contract, and end', async () => {
    const { ended, attempts, ends } = await play({ results: [throttled, new TypeError('x is undefined')] })
    expect(ended).toEqual(new TypeError('x is undefined'))
    expect([attempts.length, ends]).toEqual([2, 1])
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
    const { sleeps, retries } = await play({ results: [throttled, throttled, brought], random: () => 0.25 })
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
    const { ended, sleeps } = await play({ results: [failed({ retryAfterMs }), brought] })
    expect(ended).toBe(brought)
    expect(sleeps).toEqual([slept])
  })

  test.each([
    [1, 490],
    [3, 1_990],
    [6, 3_990],
    [20, 16_990]
  ])('of an hour in a total of %i s is cut to %i ms: a third of the total is kept', async (timeoutSeconds, slept) => {
    const results = [failed({ retryAfterMs: 3_600_000 }), brought]
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
      expect(givenUp(ended)).toMatchObject({ lost: false, reason: { code: 'throttled' } })
      expect(attempts.length).toBeGreaterThanOrEqual(2)
      expect(attempts.length).toBeLessThanOrEqual(8)
      expect(tookMs).toBeLessThanOrEqual(5_000)
    }
  })
})

describe('the reason', () => {
  const cutOff = failed({ code: 'no-connection', what: 'Nothing was sent in time.', cutOff: true })
  const unreachable = failed({ code: 'no-connection', what: 'connect ECONNREFUSED' })
  const dns = failed({ code: 'dns', what: 'The host name does not resolve.' })

  test.each<[string, readonly Failed[], Failed]>([
    ['the last attempt', [dns, unreachable, throttled, refused], refused],
    ['the one before an attempt that our deadline cut off', [throttled, { ...cutOff, retryable: false }], throttled],
    [
      'the last that tells why before several that were cut off',
      [dns, unreachable, cutOff, { ...cutOff, retryable: false }],
      unreachable
    ],
    ['the attempt after one that was cut off', [cutOff, { ...dns, retryable: false }], { ...dns, retryable: false }],
    ['the first of those that were all cut off', [cutOff, { ...cutOff, what: 'Again.', retryable: false }], cutOff],
    [
      'one that was cut off after it was sent, as it may have paged',
      [dns, { ...cutOff, lost: true, retryable: false }],
      { ...cutOff, lost: true, retryable: false }
    ]
  ])('is that of %s', async (_, results, reason) => {
    const ended = givenUp((await play({ results })).ended)
    expect(ended).toMatchObject({ reason, last: results.at(-1), attempts: results.length })
  })

  test('stands although the last attempt has hardly time', async () => {
    const { ended, attempts } = await play({ timeoutSeconds: 5, results: [dns, dns, cutOff], attemptMs: 60_000 })
    expect(attempts.length).toBeGreaterThanOrEqual(3)
    expect(givenUp(ended)).toMatchObject({ reason: dns, last: cutOff, lost: false })
  })
})

describe('what was lost', () => {
  test.each<[string, readonly Failed[], boolean]>([
    ['nothing', [throttled, refused], false],
    ['the last attempt', [throttled, { ...lost, retryable: false }], true],
    ['an earlier attempt', [lost, throttled, refused], true]
  ])('%s', async (_, results, expected) => {
    expect(givenUp((await play({ results })).ended).lost).toBe(expected)
  })
})

describe('a cancelled job', () => {
  test.each<[string, Script, boolean, number]>([
    ['in an attempt', { results: [throttled], cancelInAttempt: 2 }, false, 2],
    ['in an attempt that was sent in full', { results: [lost], cancelInAttempt: 1 }, true, 1],
    ['in a sleep', { results: [throttled], cancelInSleep: 2 }, false, 2]
  ])('%s ends the attempts at once', async (_, script, isLost, attempts) => {
    const played = await play(script)
    expect(givenUp(played.ended)).toMatchObject({ cancelled: true, lost: isLost, attempts })
    expect(played.attempts).toHaveLength(attempts)
  })

  test('in the attempt that brings something has it', async () => {
    expect((await play({ results: [throttled, brought], cancelInAttempt: 2 })).ended).toBe(brought)
  })
})

test.each<[string, Script]>([
  ['success', { results: [throttled, brought] }],
  ['a refusal', { results: [throttled, refused] }],
  ['the total', { results: [throttled], timeoutSeconds: 2 }],
  ['the job that is cancelled', { results: [throttled], cancelInSleep: 1 }]
])('the end is told once, behind all retries: %s', async (_, script) => {
  const { ends, retries } = await play(script)
  expect(ends).toBe(1)
  expect(retries.length).toBeGreaterThan(0)
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
      expect(givenUp(ended).lost).toBe(seen.some(({ lost }) => lost))
    }),
    { numRuns: 300 }
  )
})
