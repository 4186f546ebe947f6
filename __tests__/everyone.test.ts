import { describe, expect, test } from '@jest/globals'
import { type Paging, pageEveryone } from '../src/delivery/everyone.ts'
import type { Attempt, Engaged, Failed, StartEngagementRequest } from '../src/incident-manager/port.ts'
import { rememberedOf } from '../src/memory/repetition.ts'
import { addressPages } from '../src/page/token.ts'
import { outcomeOf, overallOutcome } from '../src/report/outcome.ts'
import { fakeMemory } from './shared/fake-memory.ts'
import fc from './shared/properties.ts'
import { request as sample } from './shared/samples.ts'

const contact = (alias: string) => `arn:aws:ssm-contacts:us-east-1:111122223333:contact/${alias}`
const engagementOf = (contactId: string) => `${contactId.replace(':contact/', ':engagement/')}/1`

const failed = (over: Partial<Failed>): Failed => ({
  kind: 'failed',
  code: 'throttled',
  what: 'It failed.',
  retryable: true,
  lost: false,
  ...over
})

/** What one attempt brings: an engagement, a failure, a fault of the action, or nothing until its deadline. */
type Answer = 'engaged' | 'refused' | 'throttled' | 'lost' | 'fault' | 'hangs'

const answers: readonly Answer[] = ['engaged', 'refused', 'throttled', 'lost', 'fault', 'hangs']

const results: Readonly<Record<Exclude<Answer, 'engaged' | 'fault' | 'hangs'>, Failed>> = {
  refused: failed({ code: 'access-denied', retryable: false }),
  throttled: failed({}),
  lost: failed({ code: 'no-answer', lost: true })
}

/**
 * A clock on which many wait at once: as soon as nobody has anything else to do, it jumps to the next who wakes up.
 */
function sharedClock() {
  let now = 0
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const settle = () => new Promise(resolve => setImmediate(resolve))
  return {
    clock: {
      now: () => now,
      sleep: (milliseconds: number, signal?: AbortSignal) =>
        new Promise<void>(resolve => {
          sleepers.push({ at: now + milliseconds, wake: resolve })
          signal?.addEventListener('abort', () => resolve())
        }),
      random: () => 0.5
    },
    async run<T>(work: Promise<T>): Promise<T> {
      let isDone = false
      work.finally(() => {
        isDone = true
      })
      for (;;) {
        await settle()
        if (isDone) return work
        sleepers.sort((a, b) => a.at - b.at)
        const next = sleepers.shift()
        if (next === undefined) throw new Error('Everyone waits for ever.')
        now = Math.max(now, next.at)
        next.wake()
      }
    }
  }
}

interface Script {
  /** What the attempts of each contact bring, by its alias; the last one stands for all that follow. */
  readonly contacts: Readonly<Record<string, readonly Answer[]>>
  readonly backup?: Readonly<Record<string, readonly Answer[]>>
  readonly timeoutSeconds?: number
  /** Cancels the job at this time. */
  readonly cancelAtMs?: number
  /** What strikes at this time. */
  readonly uncaughtAtMs?: number
  readonly memory?: Paging['memory']
  /** Contacts whose region cannot be connected to. */
  readonly unconnected?: readonly string[]
}

async function play({
  contacts,
  backup = {},
  timeoutSeconds = 60,
  cancelAtMs,
  uncaughtAtMs,
  memory = fakeMemory(),
  unconnected = []
}: Script) {
  const script = { ...contacts, ...backup }
  const { clock, run } = sharedClock()
  const cancellation = new AbortController()
  const { promise: uncaught, reject } = Promise.withResolvers<never>()
  uncaught.catch(() => undefined)
  if (cancelAtMs !== undefined) clock.sleep(cancelAtMs).then(() => cancellation.abort())
  if (uncaughtAtMs !== undefined) clock.sleep(uncaughtAtMs).then(() => reject(new TypeError('x is undefined')))
  const starts: { readonly alias: string; readonly atMs: number; readonly request: StartEngagementRequest }[] = []

  const start = async (request: StartEngagementRequest, attempt: Attempt): Promise<Engaged | Failed> => {
    const alias = request.ContactId.replace(/^.*\//, '')
    const own = script[alias] ?? []
    const answer = own[Math.min(starts.filter(one => one.alias === alias).length, own.length - 1)]
    starts.push({ alias, atMs: clock.now(), request })
    // An attempt takes its time: without any, the last one would be tried for ever.
    if (answer !== 'hangs') await clock.sleep(Math.min(10, attempt.deadlineMs), attempt.signal)
    if (answer === 'engaged') return { kind: 'engaged', engagementArn: engagementOf(request.ContactId) }
    if (answer === 'fault') throw new TypeError('x is undefined')
    if (answer === 'hangs' || answer === undefined) {
      await clock.sleep(attempt.deadlineMs, attempt.signal)
      return results.lost
    }
    return results[answer]
  }
  const [[first = '', ...further], [reserve]] = [Object.keys(contacts), Object.keys(backup)]
  const pages = await run(
    pageEveryone({
      pages: addressPages(
        { ...sample, ContactId: contact(first) },
        further.map(contact),
        reserve === undefined ? '' : contact(reserve)
      ),
      async connectFor(contactId) {
        if (unconnected.map(contact).includes(contactId)) throw new Error('Cannot find module')
        return { start }
      },
      listenerOf: () => ({ onRepair: () => undefined, onRetry: () => undefined, onEnd: () => undefined }),
      memory,
      timeoutSeconds,
      signal: cancellation.signal,
      clock,
      uncaught
    })
  )
  return { pages, outcomes: pages.map(outcomeOf), outcome: overallOutcome(pages), starts, endedMs: clock.now() }
}

const codesOf = ({ pages }: Awaited<ReturnType<typeof play>>) =>
  pages.map(({ result }) => (result.kind === 'sent' ? 'sent' : result.error.code))

describe('several contacts', () => {
  test('are paged side by side, each with its own token, in their order', async () => {
    const { pages, outcome, starts } = await play({ contacts: { a: ['engaged'], b: ['engaged'], c: ['engaged'] } })
    expect(outcome).toBe('sent')
    expect(starts.map(({ atMs }) => atMs)).toEqual([0, 0, 0])
    expect(pages.map(({ request, result }) => [request.ContactId, request.IdempotencyToken, result])).toEqual(
      [
        ['a', '1658821493'],
        ['b', '1658821493-b'],
        ['c', '1658821493-c']
      ].map(([alias = '', token]) => [
        contact(alias),
        token,
        { kind: 'sent', engagementArn: engagementOf(contact(alias)), isRepetition: false }
      ])
    )
  })

  test('have attempts of their own, each with the same bytes', async () => {
    const { starts, outcome } = await play({ contacts: { a: ['throttled', 'throttled', 'engaged'], b: ['engaged'] } })
    expect(outcome).toBe('sent')
    const requests = starts.filter(({ alias }) => alias === 'a').map(({ request }) => JSON.stringify(request))
    expect([requests.length, new Set(requests).size]).toEqual([3, 1])
  })

  test('wait for none that hangs', async () => {
    const { starts, outcomes } = await play({ contacts: { a: ['hangs'], b: ['throttled', 'engaged'] } })
    expect(outcomes).toEqual(['unknown', 'sent'])
    expect(starts.filter(({ alias }) => alias === 'b').map(({ atMs }) => atMs)).toEqual([0, 210])
  })

  test('lose nothing by a fault that strikes one of them', async () => {
    const played = await play({ contacts: { a: ['fault'], b: ['engaged'], c: ['refused'] } })
    expect(codesOf(played)).toEqual(['internal-error', 'sent', 'access-denied'])
    expect(played.outcomes).toEqual(['unknown', 'sent', 'not-sent'])
  })

  test('of which one cannot be connected to: nothing was sent to it', async () => {
    const played = await play({ contacts: { a: ['engaged'], b: ['engaged'] }, unconnected: ['a'] })
    expect(played.outcomes).toEqual(['not-sent', 'sent'])
    expect(codesOf(played)).toEqual(['internal-error', 'sent'])
  })

  test('stay sent where an uncaught error strikes later, and the others are unknown', async () => {
    const played = await play({ contacts: { a: ['engaged'], b: ['hangs'] }, uncaughtAtMs: 100 })
    expect(codesOf(played)).toEqual(['sent', 'internal-error'])
    expect([played.outcomes, played.endedMs]).toEqual([['sent', 'unknown'], 100])
  })

  test('end together when the job is cancelled', async () => {
    const played = await play({ contacts: { a: ['engaged'], b: ['hangs'], c: ['throttled'] }, cancelAtMs: 100 })
    expect(codesOf(played)).toEqual(['sent', 'cancelled', 'cancelled'])
    expect([played.outcomes, played.endedMs]).toEqual([['sent', 'unknown', 'not-sent'], 100])
  })
})

describe('the backup', () => {
  test.each<[string, Readonly<Record<string, readonly Answer[]>>]>([
    ['none of the contacts was paged', { a: ['refused'], b: ['throttled'] }],
    ['nobody knows whether they were', { a: ['hangs'] }],
    ['a fault of the action struck', { a: ['fault'] }]
  ])('is paged where %s, with a token of its own', async (_, contacts) => {
    const { pages, outcome, starts } = await play({ contacts, backup: { reserve: ['engaged'] } })
    expect(outcome).toBe('sent')
    expect(pages.at(-1)).toMatchObject({ isBackup: true, result: { kind: 'sent' } })
    expect(starts.filter(({ alias }) => alias === 'reserve').map(({ request }) => request)).toEqual([
      { ...sample, ContactId: contact('reserve'), IdempotencyToken: '1658821493-reserve' }
    ])
  })

  test.each<[string, Readonly<Record<string, readonly Answer[]>>, string]>([
    ['all were paged', { a: ['engaged'], b: ['engaged'] }, 'sent'],
    ['some were', { a: ['refused'], b: ['engaged'] }, 'partly-sent']
  ])('is left in peace where %s', async (_, contacts, expected) => {
    const { pages, outcome, starts } = await play({ contacts, backup: { reserve: ['engaged'] } })
    expect([outcome, pages.length]).toEqual([expected, 2])
    expect(starts.map(({ alias }) => alias)).not.toContain('reserve')
  })

  test('is left in peace where the job is cancelled', async () => {
    const { pages } = await play({ contacts: { a: ['hangs'] }, backup: { reserve: ['engaged'] }, cancelAtMs: 100 })
    expect(pages).toHaveLength(1)
  })

  test('has a third of the time where the contacts take theirs', async () => {
    const { starts, endedMs } = await play({
      contacts: { a: ['hangs'] },
      backup: { reserve: ['hangs'] },
      timeoutSeconds: 60
    })
    const first = starts.find(({ alias }) => alias === 'reserve')?.atMs ?? Number.NaN
    expect(first).toBeGreaterThan(39_000)
    expect(first).toBeLessThanOrEqual(40_000)
    expect(endedMs).toBeLessThanOrEqual(60_000)
    expect(endedMs).toBeGreaterThan(58_000)
  })

  test('has all that is left where they fail at once', async () => {
    const { endedMs, outcome } = await play({ contacts: { a: ['refused'] }, backup: { reserve: ['throttled'] } })
    expect(outcome).toBe('not-sent')
    expect(endedMs).toBeGreaterThan(55_000)
  })

  test('is paged also where an uncaught error has cost the contacts their pages', async () => {
    const { outcome, pages } = await play({
      contacts: { a: ['hangs'] },
      backup: { reserve: ['throttled', 'engaged'] },
      uncaughtAtMs: 100
    })
    expect([outcome, pages.map(outcomeOf)]).toEqual(['sent', ['unknown', 'sent']])
  })

  test('ends with an uncaught error that strikes while it is paged', async () => {
    const played = await play({ contacts: { a: ['refused'] }, backup: { reserve: ['hangs'] }, uncaughtAtMs: 100 })
    expect(codesOf(played)).toEqual(['access-denied', 'internal-error'])
    expect([played.outcome, played.endedMs]).toEqual(['unknown', 100])
  })
})

describe('the memory of the job', () => {
  const own = { ...sample, ContactId: contact('a') }

  test('has every page that was sent, and every one that may have been', async () => {
    const memory = fakeMemory()
    const { pages } = await play({ contacts: { a: ['engaged'], b: ['hangs'], c: ['refused'] }, memory })
    const [a, b] = pages.map(({ request }) => request) as [StartEngagementRequest, StartEngagementRequest]
    expect(memory.pages).toHaveLength(2)
    expect(memory.pages).toEqual(
      expect.arrayContaining([rememberedOf(a, engagementOf(contact('a'))), rememberedOf(b, undefined)])
    )
  })

  test('turns the engagement of other text into no page, and the backup is paged', async () => {
    const memory = fakeMemory()
    memory.remember(rememberedOf({ ...own, Subject: 'Deploy failed' }, engagementOf(contact('a'))))
    const played = await play({ contacts: { a: ['engaged'] }, backup: { reserve: ['engaged'] }, memory })
    expect(codesOf(played)).toEqual(['repeated', 'sent'])
    expect(played.outcome).toBe('sent')
    expect((await play({ contacts: { a: ['engaged'] }, memory })).outcome).toBe('not-sent')
  })

  test('keeps in mind that nobody knows which text an engagement has', async () => {
    const memory = fakeMemory()
    memory.remember(rememberedOf({ ...own, Subject: 'Deploy failed' }, undefined))
    for (const _ of [1, 2]) {
      const played = await play({ contacts: { a: ['engaged'] }, memory })
      expect([codesOf(played), played.outcome]).toEqual([['repeated'], 'unknown'])
    }
  })

  test('knows the same page', async () => {
    const memory = fakeMemory()
    await play({ contacts: { a: ['engaged'] }, memory })
    const { pages } = await play({ contacts: { a: ['engaged'] }, memory })
    expect(pages[0]?.result).toMatchObject({ kind: 'sent', isRepetition: true })
  })
})

test('for any answers, the step is green only if every contact was paged, or the backup was', async () => {
  const attempts = fc.array(fc.constantFrom(...answers), { minLength: 1, maxLength: 3 })
  const contacts = fc
    .array(attempts, { minLength: 1, maxLength: 4 })
    .map(lists => Object.fromEntries(lists.map((list, index) => [`c${index}`, list])))
  const backup = fc.option(
    attempts.map(reserve => ({ reserve })),
    { nil: undefined }
  )
  await fc.assert(
    fc.asyncProperty(contacts, backup, async (contacts, backup) => {
      const { outcome, pages, starts, endedMs } = await play({ contacts, ...(backup && { backup }), timeoutSeconds: 9 })
      // What AWS knows, whatever the action says: who was answered with an engagement of their own.
      const wasPaged = (alias: string, list: readonly Answer[]) => {
        const count = starts.filter(one => one.alias === alias).length
        return count > 0 && list[Math.min(count, list.length) - 1] === 'engaged'
      }
      const everyone = Object.entries(contacts).every(entry => wasPaged(...entry))
      const reserve = backup !== undefined && wasPaged('reserve', backup.reserve)
      expect(outcome === 'sent').toBe(everyone || reserve)
      expect(pages.length - Object.keys(contacts).length).toBe(
        Number(backup !== undefined && !Object.entries(contacts).some(entry => wasPaged(...entry)))
      )
      expect(endedMs).toBeLessThanOrEqual(9_000)
    }),
    { numRuns: 200 }
  )
})
