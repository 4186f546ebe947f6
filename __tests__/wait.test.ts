import { describe, expect, test } from '@jest/globals'
import { type Progress, type Wait, type Waited, waitForPerson } from '../src/following/wait.ts'
import type { Failed, Listed, SentPage } from '../src/incident-manager/port.ts'
import { createFakeClock } from './shared/fake-clock.ts'
import fc from './shared/properties.ts'
import { engagementArn } from './shared/samples.ts'

const startedMs = Date.UTC(2026, 6, 21, 14, 14, 3)
const akua = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/akua'
const bo = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/bo'

const failed = (over: Partial<Failed> = {}): Failed => ({
  kind: 'failed',
  code: 'aws-failed',
  what: 'AWS failed.',
  retryable: true,
  lost: true,
  ...over
})
const denied = failed({ code: 'access-denied', what: 'AWS refused.', retryable: false, lost: false })
const throttled = failed({ code: 'throttled', what: 'Too many.', lost: false })

/** A page with times in seconds after the start. */
const page = (sent: number | undefined, read?: number, contactArn = akua): SentPage => ({
  pageArn: `arn:page/${contactArn}`,
  contactArn,
  sentMs: sent === undefined ? undefined : startedMs + sent * 1000,
  readMs: read === undefined ? undefined : startedMs + read * 1000
})

const listed = (...items: SentPage[]): Listed<SentPage> => ({ kind: 'listed', items, nextToken: undefined })

type Answer = Listed<SentPage> | Failed

interface Given extends Partial<Omit<Wait, 'incidentManager' | 'clock' | 'onProgress'>> {
  /** What AWS answers so many seconds after the start, to the request of this number. */
  readonly answer: (seconds: number, request: number) => Answer
  readonly pollMs?: number
  readonly random?: () => number
  /** Cancels the job so many seconds after the start. */
  readonly cancelledAfter?: number
}

async function play({ answer, pollMs = 100, random, cancelledAfter, ...over }: Given) {
  const clock = createFakeClock(random)
  const cancellation = new AbortController()
  const startedAt = clock.now()
  const seconds = () => (clock.now() - startedAt) / 1000
  const requestsAt: number[] = []
  const told: (Progress & { readonly at: number })[] = []
  const waited = await waitForPerson({
    incidentManager: {
      async pages(arn, _, { deadlineMs }) {
        expect(arn).toBe(engagementArn)
        expect(deadlineMs).toBeGreaterThan(0)
        const result = answer(seconds(), requestsAt.push(seconds()))
        clock.pass(Math.min(pollMs, deadlineMs))
        return result
      }
    },
    engagementArn,
    wanted: 'acknowledgement',
    waitSeconds: 600,
    times: { startedMs, now: () => startedMs + seconds() * 1000, slackMs: 0 },
    hasBackup: false,
    signal: cancellation.signal,
    clock: {
      ...clock,
      async sleep(milliseconds, signal) {
        const end = seconds() + milliseconds / 1000
        if (cancelledAfter !== undefined && end > cancelledAfter) {
          clock.pass(Math.max(0, cancelledAfter - seconds()) * 1000)
          cancellation.abort()
        }
        await clock.sleep(milliseconds, signal)
      }
    },
    onProgress: progress => void told.push({ ...progress, at: Math.round(seconds()) }),
    ...over
  })
  return { waited, requestsAt, told, kinds: told.map(({ kind }) => kind), seconds: seconds() }
}

/** A page goes out after 0.6 s, and is acknowledged after so many seconds. */
const person =
  (readAfter = Infinity) =>
  (seconds: number) =>
    seconds < 0.6 ? listed() : listed(page(0.6, seconds >= readAfter ? readAfter : undefined))

describe('how a wait ends', () => {
  test.each<[string, Given, Partial<Waited>]>([
    [
      'somebody acknowledges',
      { answer: person(42) },
      { acknowledgement: 'acknowledged', by: akua, afterSeconds: 42, reason: 'reached' }
    ],
    ['nobody does', { answer: person() }, { acknowledgement: 'sent', by: '', reason: 'time-up', tookSeconds: 599 }],
    [
      'a page is enough',
      { wanted: 'page', answer: person() },
      { acknowledgement: 'sent', reason: 'reached', tookSeconds: 2 }
    ],
    [
      'a page is enough, and it is acknowledged already',
      { wanted: 'page', answer: person(1) },
      { acknowledgement: 'acknowledged', by: akua, afterSeconds: 1, reason: 'reached' }
    ],
    [
      'no page goes out, where a page is waited for',
      { wanted: 'page', answer: () => listed() },
      { acknowledgement: 'none', reason: 'no-page' }
    ],
    [
      'no page goes out, and there is a backup',
      { hasBackup: true, answer: () => listed() },
      { acknowledgement: 'none', reason: 'no-page' }
    ],
    [
      'no page goes out, and there is no backup',
      { answer: () => listed() },
      { acknowledgement: 'none', reason: 'time-up' }
    ],
    [
      'a page goes out late, after the first minute',
      { answer: seconds => (seconds < 90 ? listed() : listed(page(90, seconds >= 120 ? 120 : undefined))) },
      { acknowledgement: 'acknowledged', afterSeconds: 120 }
    ],
    [
      'pages are there, but none was sent',
      { wanted: 'page', answer: () => listed(page(undefined)) },
      { acknowledgement: 'none', reason: 'time-up' }
    ],
    [
      'two acknowledge, and the first counts',
      { answer: () => listed(page(0.6, 30, bo), page(0.6, 12, akua)), times: timesFrom(60) },
      { acknowledgement: 'acknowledged', by: akua, afterSeconds: 12 }
    ],
    [
      'an acknowledged page has no SentTime',
      { answer: () => listed(page(undefined, 1)) },
      { acknowledgement: 'acknowledged', afterSeconds: 1 }
    ],
    [
      "an acknowledged page is nobody's",
      { answer: () => listed(page(0, 1, '')) },
      { acknowledgement: 'acknowledged', by: '' }
    ],
    ['AWS refuses', { answer: () => denied }, { acknowledgement: 'unknown', reason: 'refused', failed: denied }],
    [
      'AWS refuses after the page went out',
      { answer: seconds => (seconds < 30 ? person()(seconds) : denied) },
      { acknowledgement: 'unknown', reason: 'refused', failed: denied }
    ],
    [
      'the credentials expire',
      { answer: seconds => (seconds < 300 ? person()(seconds) : failed({ code: 'expired-credentials' })) },
      { acknowledgement: 'unknown', reason: 'refused' }
    ],
    [
      'AWS never answers',
      { answer: () => failed({ code: 'no-answer' }) },
      { acknowledgement: 'unknown', reason: 'out-of-sight', tookSeconds: 599 }
    ],
    [
      'AWS answers no more',
      { answer: seconds => (seconds < 300 ? person()(seconds) : throttled) },
      { acknowledgement: 'unknown', reason: 'out-of-sight', failed: throttled }
    ],
    [
      'AWS stumbles at the very end',
      { answer: seconds => (seconds < 590 ? person()(seconds) : throttled) },
      { acknowledgement: 'sent', reason: 'time-up' }
    ],
    [
      'AWS stumbles on the way',
      { answer: (seconds, request) => (request % 2 ? throttled : person(200)(seconds)) },
      { acknowledgement: 'acknowledged', afterSeconds: 200 }
    ],
    [
      'AWS does not know the engagement yet',
      { answer: seconds => (seconds < 5 ? failed({ code: 'not-found', retryable: false }) : person(9)(seconds)) },
      { acknowledgement: 'acknowledged', afterSeconds: 9 }
    ],
    [
      'the list never ends',
      { answer: () => ({ ...listed(page(0.6)), nextToken: 'again' }), wanted: 'page' },
      { acknowledgement: 'sent', reason: 'reached' }
    ],
    [
      'the job is cancelled',
      { answer: person(), cancelledAfter: 30 },
      { acknowledgement: 'sent', reason: 'cancelled' }
    ],
    [
      'the job is cancelled before a page went out',
      { answer: () => listed(), cancelledAfter: 30 },
      { acknowledgement: 'unknown', reason: 'cancelled' }
    ]
  ])('%s', async (_, given, expected) => {
    const { waited } = await play(given)
    expect(waited).toMatchObject(expected)
    expect('failed' in waited).toBe(['refused', 'out-of-sight'].includes(waited.reason))
  })

  test('a cancelled job ends it at once, with no request more', async () => {
    const { seconds, requestsAt } = await play({ answer: person(), cancelledAfter: 100 })
    expect(seconds).toBe(100)
    expect(requestsAt.filter(at => at > 100)).toEqual([])
  })
})

/** Times as they are so many seconds after the start, whatever the clock of the wait says. */
function timesFrom(seconds: number) {
  return { startedMs, now: () => startedMs + seconds * 1000, slackMs: 0 }
}

describe('a time is believed only between the start and now', () => {
  test.each([
    ['1970', -startedMs / 1000],
    ['a second before the start', -1],
    ['a second from now', 61],
    ['the year 2100', (Date.UTC(2100) - startedMs) / 1000],
    ['the end of all time', 8.64e12]
  ])('%s', async (_, at) => {
    const times = timesFrom(60)
    const { waited, kinds } = await play({ answer: () => listed(page(at, at)), times, waitSeconds: 10 })
    expect(waited).toMatchObject({ acknowledgement: 'none', reason: 'time-up' })
    expect(kinds).not.toContain('page-went-out')
  })

  test.each([0, 30, 60])('%i s after it', async at => {
    const { waited } = await play({ answer: () => listed(page(at, at)), times: timesFrom(60) })
    expect(waited).toMatchObject({ acknowledgement: 'acknowledged', afterSeconds: at })
  })

  test('give or take how far the clocks may be apart, and nobody is faster than the start', async () => {
    const times = { ...timesFrom(60), slackMs: 5_000 }
    const { waited } = await play({ answer: () => listed(page(-4, -4)), times })
    expect(waited).toMatchObject({ acknowledgement: 'acknowledged', afterSeconds: 0 })
  })

  test('a SentTime that moves with each retry measures nothing', async () => {
    const moving = (seconds: number) => listed(page(seconds < 180 ? 0.6 : 180.6, seconds >= 200 ? 200 : undefined))
    const { waited, told } = await play({ answer: moving })
    expect(waited).toMatchObject({ afterSeconds: 200 })
    expect(told.filter(({ kind }) => kind === 'page-went-out')).toHaveLength(1)
  })
})

describe('what it costs', () => {
  test.each([
    ['the fewest', 0],
    ['the most', 0.999]
  ])('ten minutes cost at most 60 requests: %s', async (_, random) => {
    const { requestsAt } = await play({ answer: person(), random: () => random })
    expect(requestsAt.length).toBeLessThanOrEqual(60)
    expect(requestsAt.length).toBeGreaterThan(35)
  })

  test('the first request comes after 2 s, none more than 15 s after the one before, the last one at the end', async () => {
    const { requestsAt, seconds } = await play({ answer: person(), random: () => 0 })
    expect(requestsAt[0]).toBe(2)
    const gaps = requestsAt.slice(1).map((at, index) => at - (requestsAt[index] ?? 0))
    expect(Math.max(...gaps)).toBeLessThan(15.2)
    expect(seconds - Number(requestsAt.at(-1))).toBeLessThanOrEqual(1)
  })

  test('a list without end costs 20 requests a poll', async () => {
    const endless = (_: number, request: number): Answer => ({ ...listed(), nextToken: `token-${request}` })
    const { requestsAt } = await play({ answer: endless, waitSeconds: 10, pollMs: 1 })
    expect(requestsAt.length % 20).toBe(0)
    const first = requestsAt.filter(at => at < 3)
    expect(first).toHaveLength(20)
  })

  test('a poll that hangs costs its own deadline', async () => {
    const { requestsAt, seconds } = await play({ answer: () => failed(), pollMs: 1e9 })
    expect(requestsAt[1]).toBeLessThan(2 + 10 + 3)
    expect(seconds).toBeLessThanOrEqual(600)
  })

  test('AWS is asked no sooner than it asks, and no later than every 15 s', async () => {
    const { requestsAt } = await play({ answer: () => ({ ...throttled, retryAfterMs: 12_000 }), waitSeconds: 60 })
    expect(Number(requestsAt[1]) - Number(requestsAt[0])).toBeGreaterThanOrEqual(12)
    const patient = await play({ answer: () => ({ ...throttled, retryAfterMs: 1e9 }), waitSeconds: 60 })
    expect(Number(patient.requestsAt[1]) - Number(patient.requestsAt[0])).toBeLessThan(16)
  })

  test('an acknowledgement at any time is noticed within 16 s, and the wait is never exceeded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.7, max: 595, noNaN: true }),
        fc.integer({ min: 10, max: 900 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (readAfter, waitSeconds, random) => {
          const { waited, seconds } = await play({ answer: person(readAfter), waitSeconds, random: () => random })
          expect(seconds).toBeLessThanOrEqual(waitSeconds + 0.2)
          if (readAfter > waitSeconds - 1) return
          expect(waited).toMatchObject({ acknowledgement: 'acknowledged', afterSeconds: Math.round(readAfter) })
          expect(seconds).toBeLessThan(readAfter + 16)
        }
      )
    )
  })
})

describe('what is told on the way', () => {
  test('that the page went out, to whom and when, and then once a minute', async () => {
    const { told } = await play({ answer: person(), waitSeconds: 200 })
    expect(told[0]).toEqual({ kind: 'page-went-out', contactArn: akua, afterSeconds: 1, at: 2 })
    const minutes = told.slice(1)
    expect(minutes.map(({ kind }) => kind)).toEqual(['still-waiting', 'still-waiting', 'still-waiting'])
    for (const [index, { at }] of minutes.entries()) expect(Math.floor(at / 60)).toBe(index + 1)
  })

  test('that no page went out in the first minute, once', async () => {
    const { kinds, told } = await play({ answer: () => listed(), waitSeconds: 110 })
    expect(kinds.filter(kind => kind === 'no-page')).toHaveLength(1)
    expect(told.find(({ kind }) => kind === 'no-page')?.at).toBeGreaterThanOrEqual(60)
  })

  test('nothing of the sort where AWS did not tell', async () => {
    const { kinds } = await play({ answer: () => throttled, waitSeconds: 110 })
    expect(kinds).not.toContain('no-page')
  })

  test('equal failures in a row once, and again after it went well', async () => {
    const { kinds } = await play({
      answer: (seconds, request) => ([1, 2, 4].includes(request) ? throttled : person()(seconds)),
      waitSeconds: 30
    })
    expect(kinds).toEqual(['asked-in-vain', 'page-went-out', 'asked-in-vain'])
  })
})
