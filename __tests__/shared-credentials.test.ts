import { describe, expect, test } from '@jest/globals'
import { shareCredentials, untilAborted } from '../src/credentials/shared-credentials.ts'
import type { AwsCredentials } from '../src/credentials/sources.ts'
import { AttemptEnded } from '../src/incident-manager/no-answer.ts'
import type { Attempt } from '../src/incident-manager/port.ts'

const keys: AwsCredentials = { accessKeyId: 'AKIA1', secretAccessKey: 'secret' }

interface Search {
  readonly attempt: Attempt
  readonly succeed: (credentials: AwsCredentials) => void
  readonly fail: (error: Error) => void
}

/** Shared credentials whose searches end when the test says so. */
function share() {
  const searches: Search[] = []
  const shared = shareCredentials(attempt => {
    const { promise, resolve, reject } = Promise.withResolvers<AwsCredentials>()
    searches.push({ attempt, succeed: resolve, fail: reject })
    return promise
  })
  return { shared, searches }
}

const attemptOf = (signal = new AbortController().signal): Attempt => ({ deadlineMs: 1_000, connectMs: 300, signal })

/** Credentials that end in so many seconds. */
const ending = (seconds: number): AwsCredentials => ({ ...keys, expiration: new Date(Date.now() + seconds * 1000) })

/** Lets what is due run. */
const settle = () => new Promise(resolve => setImmediate(resolve))

describe('shared credentials', () => {
  test('are found once for calls at the same time, with the bounds of the first', async () => {
    const { shared, searches } = share()
    const calls = Array.from({ length: 20 }, () => shared.get(attemptOf()))
    expect(searches).toHaveLength(1)
    expect(searches[0]?.attempt).toMatchObject({ deadlineMs: 1_000, connectMs: 300 })
    searches[0]?.succeed(keys)
    expect(await Promise.all(calls)).toEqual(calls.map(() => keys))
    expect(searches).toHaveLength(1)
  })

  test('are kept for the calls that follow', async () => {
    const { shared, searches } = share()
    const first = shared.get(attemptOf())
    searches[0]?.succeed(ending(3_600))
    await first
    expect(await shared.get(attemptOf())).toBe(await first)
    expect(searches).toHaveLength(1)
  })

  test('are waited for from the moment that the search begins', async () => {
    const { shared, searches } = share()
    shared.begin(attemptOf())
    const call = shared.get(attemptOf())
    expect(searches).toHaveLength(1)
    searches[0]?.succeed(keys)
    expect(await call).toBe(keys)
  })

  test('that were found before anybody asked are there at once', async () => {
    const { shared, searches } = share()
    shared.begin(attemptOf())
    searches[0]?.succeed(keys)
    await settle()
    expect(await shared.get(attemptOf())).toBe(keys)
    expect(searches).toHaveLength(1)
  })

  test('whose search failed fail all who waited, and are searched anew by the next call', async () => {
    const { shared, searches } = share()
    const calls = [shared.get(attemptOf()), shared.get(attemptOf())]
    const error = new Error('no role')
    searches[0]?.fail(error)
    expect(await Promise.allSettled(calls)).toEqual(calls.map(() => ({ status: 'rejected', reason: error })))
    const next = shared.get(attemptOf())
    expect(searches).toHaveLength(2)
    searches[1]?.succeed(keys)
    expect(await next).toBe(keys)
  })

  test('whose search failed before anybody asked crash nothing, and the first call is told', async () => {
    const { shared, searches } = share()
    shared.begin(attemptOf())
    searches[0]?.fail(new Error('no role'))
    await settle()
    await expect(shared.get(attemptOf())).rejects.toThrow('no role')
    const next = shared.get(attemptOf())
    searches[1]?.succeed(keys)
    expect(await next).toBe(keys)
  })

  test('that one call gives up are still searched for the others', async () => {
    const { shared, searches } = share()
    const [impatient, patient] = [new AbortController(), new AbortController()]
    const calls = [shared.get(attemptOf(impatient.signal)), shared.get(attemptOf(patient.signal))]
    const why = new AttemptEnded('none within 1.0 s')
    impatient.abort(why)
    await expect(calls[0]).rejects.toBe(why)
    expect(searches[0]?.attempt.signal.aborted).toBe(false)
    searches[0]?.succeed(keys)
    expect(await calls[1]).toBe(keys)
  })

  test('that all calls give up are searched no longer, and anew by the next', async () => {
    const { shared, searches } = share()
    const givingUp = [new AbortController(), new AbortController()]
    const calls = givingUp.map(({ signal }) => shared.get(attemptOf(signal)))
    for (const controller of givingUp) controller.abort(new AttemptEnded('none within 1.0 s'))
    for (const call of calls) await expect(call).rejects.toThrow('none within 1.0 s')
    expect(searches[0]?.attempt.signal.aborted).toBe(true)
    const next = shared.get(attemptOf())
    expect(searches).toHaveLength(2)
    expect(searches[1]?.attempt.signal.aborted).toBe(false)
    searches[0]?.succeed({ ...keys, accessKeyId: 'LATE' })
    searches[1]?.succeed(keys)
    expect(await next).toBe(keys)
  })

  test.each([
    [3_600, 1],
    [60, 1],
    [29, 2],
    [0, 2],
    [-60, 2]
  ])('that end in %i s are searched %i times for two calls', async (seconds, expected) => {
    const { shared, searches } = share()
    const first = shared.get(attemptOf())
    searches[0]?.succeed(ending(seconds))
    await first
    const second = shared.get(attemptOf())
    searches[1]?.succeed(keys)
    expect(await second).toEqual(expected === 1 ? await first : keys)
    expect(searches).toHaveLength(expected)
  })

  test('that are about to end are searched once for calls at the same time', async () => {
    const { shared, searches } = share()
    const first = shared.get(attemptOf())
    searches[0]?.succeed(ending(10))
    await first
    const calls = Array.from({ length: 5 }, () => shared.get(attemptOf()))
    expect(searches).toHaveLength(2)
    searches[1]?.succeed(keys)
    expect(new Set(await Promise.all(calls))).toEqual(new Set([keys]))
  })
})

describe('a promise until a signal', () => {
  test('has its result, or its error', async () => {
    const { signal } = new AbortController()
    expect(await untilAborted(Promise.resolve(7), signal)).toBe(7)
    await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
  })

  test.each(['before', 'while it waits'])('has the reason of the signal that aborts %s', async when => {
    const controller = new AbortController()
    if (when === 'before') controller.abort(new Error('enough'))
    const waiting = untilAborted(new Promise(() => undefined), controller.signal)
    controller.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })
})
