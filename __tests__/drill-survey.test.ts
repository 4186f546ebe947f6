import { describe, expect, test } from '@jest/globals'
import { createInquiry, inquiryLimits } from '../src/drill/inquiry.ts'
import { type Asked, survey } from '../src/drill/survey.ts'
import type { Failed, Listed } from '../src/incident-manager/port.ts'
import {
  arnOf,
  askedOf,
  channelOf,
  type DrillWorld,
  failedOf,
  goodWorld,
  nowMs,
  personOf,
  planOf,
  stillClock
} from './shared/drill-world.ts'

const signal = new AbortController().signal
const newInquiry = (more: Partial<Parameters<typeof createInquiry>[0]> = {}) =>
  createInquiry({ timeoutSeconds: 60, clock: stillClock, signal, ...more })
const look = (incidentManager: Asked, aliases: readonly string[], inquiry = newInquiry()) =>
  survey(
    aliases.map(alias => ({ contactId: arnOf(alias), isBackup: false, incidentManager })),
    inquiry,
    nowMs
  )

/** A plan that pages so many people. */
function crowd(size: number): DrillWorld {
  const aliases = Array.from({ length: size }, (_, index) => `member-${index}`)
  return {
    contacts: {
      crowd: planOf(
        'crowd',
        aliases.map(alias => `${alias}!`)
      ),
      ...Object.fromEntries(aliases.map(alias => [alias, personOf(alias)]))
    },
    channels: Object.fromEntries(aliases.map(alias => [alias, [channelOf(alias, 'sms')]])),
    rotations: {}
  }
}

describe('a survey', () => {
  test('asks for each contact once, however often it is named', async () => {
    const world = {
      ...goodWorld,
      contacts: { ...goodWorld.contacts, second: planOf('second', ['akuam', 'rota'], ['akuam', 'oncall-plan']) }
    }
    const { asked, requests } = askedOf(world)
    await look(asked, ['second', 'oncall-plan', 'second'])
    const perContact = requests.filter(request => !request.startsWith('ListPages'))
    expect(perContact).toHaveLength(new Set(perContact).size)
  })

  test('ends where contacts page each other, or themselves', async () => {
    const contacts = { a: planOf('a', ['b', 'a']), b: planOf('b', ['a']) }
    const { asked, requests } = askedOf({ contacts, channels: {}, rotations: {} })
    const { contacts: found } = await look(asked, ['a'])
    expect([...found.keys()]).toEqual([arnOf('a'), arnOf('b')])
    expect(requests).toHaveLength(3)
  })

  test('reads 49 members whole, some at a time', async () => {
    const { asked, requests, atOnce } = askedOf(crowd(49))
    const { contacts } = await look(asked, ['crowd'])
    expect(requests).toHaveLength(100)
    expect([...contacts.values()].filter(({ channels }) => channels?.kind === 'whole-list')).toHaveLength(49)
    expect(atOnce()).toBe(inquiryLimits.atOnce)
  })

  test.each([50, 300])('asks at most 100 times for %i members, and says what it did not look at', async size => {
    const { asked, requests } = askedOf(crowd(size))
    const { contacts } = await look(asked, ['crowd'])
    expect(requests).toHaveLength(100)
    expect(contacts.size).toBe(size + 1)
    expect(JSON.stringify([...contacts.values()])).toContain('A drill sends at most 100 requests.')
  })

  test('never starts or stops anything', async () => {
    const { asked, requests } = askedOf(goodWorld)
    await look(asked, ['oncall-plan'])
    expect(requests.filter(request => /^St/.test(request))).toEqual([])
    expect(Object.keys(asked).sort()).toEqual(['channels', 'contact', 'list', 'pages', 'rotation', 'shifts'])
  })
})

describe('an inquiry', () => {
  const throttled: Failed = { ...failedOf('throttled', 'GetContact', arnOf('a')), retryable: true }
  const stopped = { kind: 'stopped' } as const

  /** What comes of a question that is answered so, and how often it was asked. */
  async function ask(answers: readonly (typeof stopped | Failed)[], inquiry = newInquiry()) {
    let attempts = 0
    const result = await inquiry.ask(async () => answers[Math.min(attempts++, answers.length - 1)] ?? stopped)
    return { result, attempts }
  }

  test('asks again where that may help', async () => {
    expect(await ask([throttled, throttled, stopped])).toEqual({ result: stopped, attempts: 3 })
  })

  test('gives up after three attempts', async () => {
    expect(await ask([throttled])).toMatchObject({ result: { code: 'throttled' }, attempts: 3 })
  })

  test('asks once where it does not help', async () => {
    expect(await ask([{ ...throttled, retryable: false }])).toMatchObject({
      result: { code: 'throttled' },
      attempts: 1
    })
  })

  test('counts every attempt', async () => {
    const inquiry = newInquiry()
    let attempts = 0
    for (let question = 0; question < 50; question++) attempts += (await ask([throttled], inquiry)).attempts
    expect(attempts).toBe(inquiryLimits.requests)
    expect((await ask([stopped], inquiry)).result).toEqual({
      kind: 'not-asked',
      why: 'A drill sends at most 100 requests.'
    })
  })

  test('ends with its time', async () => {
    let now = 0
    const inquiry = newInquiry({ timeoutSeconds: 5, clock: { ...stillClock, now: () => now } })
    now = 5_000
    expect(await ask([stopped], inquiry)).toEqual({
      result: { kind: 'not-asked', why: 'The drill\'s 5 s were over ("timeout-seconds").' },
      attempts: 0
    })
  })

  test('gives an attempt no more time than is left', async () => {
    let now = 0
    const inquiry = newInquiry({ timeoutSeconds: 5, clock: { ...stillClock, now: () => now } })
    now = 4_000
    const deadlines: number[] = []
    await inquiry.ask(async ({ deadlineMs }) => {
      deadlines.push(deadlineMs)
      return stopped
    })
    expect(deadlines).toEqual([1_000])
  })

  test('ends with the job', async () => {
    expect(await ask([stopped], newInquiry({ signal: AbortSignal.abort() }))).toEqual({
      result: { kind: 'not-asked', why: 'The job was cancelled.' },
      attempts: 0
    })
  })

  test('reads the parts of a list, and ends where a server repeats itself', async () => {
    const part = (item: number, nextToken?: string): Listed<number> => ({ kind: 'listed', items: [item], nextToken })
    const parts: Readonly<Record<string, Listed<number>>> = { start: part(1, 'a'), a: part(2, 'b'), b: part(3, 'a') }
    const list = await newInquiry().list(async (token = 'start') => parts[token] ?? part(0))
    expect(list).toEqual({ kind: 'whole-list', items: [1, 2, 3], isCut: true })
  })
})
