import { describe, expect, test } from '@jest/globals'
import { readBack } from '../src/following/read-back.ts'
import type { Described, Failed } from '../src/incident-manager/port.ts'
import { createFakeClock } from './shared/fake-clock.ts'
import { contactId, engagementArn } from './shared/samples.ts'

const askedMs = Date.UTC(2026, 6, 21, 14, 14, 3)
const minute = 60_000
const denied: Failed = { kind: 'failed', code: 'access-denied', what: 'No.', retryable: false, lost: false }

const described = (over: Partial<Described> = {}): Described => ({
  kind: 'described',
  engagementArn,
  contactArn: contactId,
  sender: 'octocat',
  subject: 'Deploy failed',
  startedMs: askedMs,
  stoppedMs: undefined,
  ageMs: 1_000,
  ...over
})

/** What is made of an engagement that is read back one second after this step asked for it. */
function read(answer: Described | Failed) {
  const clock = createFakeClock()
  const askedAtMs = clock.now()
  clock.pass(1_000)
  const bounds = {
    timeoutSeconds: 5,
    signal: new AbortController().signal,
    clock,
    onRetry: () => undefined,
    onEnd: () => undefined
  }
  const asked = { engagementArn, subject: 'Deploy failed', askedAtMs, askedMs }
  return readBack({ describe: async () => answer }, asked, bounds)
}

describe('an engagement of this step', () => {
  test.each<[string, Partial<Described>]>([
    ['is a second old', {}],
    ['is half a minute old, as Date headers have whole seconds and attempts take time', { ageMs: 30_900 }],
    ['is younger than it can be', { ageMs: -500 }],
    ['started an hour ago by a clock that is an hour off', { startedMs: askedMs - 60 * minute }],
    [
      'has no age, and started as long ago as a clock may be off',
      { ageMs: undefined, startedMs: askedMs - 5 * minute }
    ],
    ['has no times at all', { ageMs: undefined, startedMs: undefined }],
    ['has a subject that AWS does not tell', { subject: '' }]
  ])('%s', async (_, over) => {
    expect(await read(described(over))).toMatchObject({ repetition: undefined, failed: undefined })
  })
})

describe('an engagement of an earlier step', () => {
  test.each<[string, Partial<Described>, RegExp]>([
    ['is older', { ageMs: 32 * minute }, /started 32 minutes before this step/],
    ['is a little older', { ageMs: 40_000 }, /started a while before this step/],
    ['is days older', { ageMs: 3 * 24 * 60 * minute }, /started 72 hours before/],
    ['has no age, but started long ago', { ageMs: undefined, startedMs: askedMs - 15 * minute }, /15 minutes before/],
    ['has another subject', { subject: 'Build failed' }, /another subject/]
  ])('%s', async (_, over, words) => {
    const { repetition } = await read(described(over))
    expect(repetition).toMatch(words)
    expect(repetition).toContain('rang nobody again')
  })
})

describe('what times are believed then', () => {
  test("those since AWS's start, by AWS's clock", async () => {
    const { times } = await read(described({ startedMs: askedMs + 7 * minute, ageMs: 1_000 }))
    expect(times).toMatchObject({ startedMs: askedMs + 7 * minute, slackMs: 2_000 })
    expect(times.now()).toBe(askedMs + 7 * minute + 1_000)
  })

  test.each([
    ['the answer has no date', described({ ageMs: undefined })],
    ['AWS tells no start', described({ ageMs: undefined, startedMs: undefined })],
    ['AWS tells nothing', denied]
  ])('those around the start of the step, by its own clock, where %s', async (_, answer) => {
    const { times } = await read(answer)
    expect(times).toMatchObject({ startedMs: askedMs, slackMs: 300_000 })
    expect(times.now()).toBe(askedMs + 1_000)
  })
})

test('what could not be read back says why', async () => {
  expect(await read(denied)).toMatchObject({ repetition: undefined, failed: denied })
})
