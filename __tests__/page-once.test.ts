import { describe, expect, test } from '@jest/globals'
import { type PagedOnce, pageOnce } from '../src/following/page-once.ts'
import type { Described, Failed, IncidentManager } from '../src/incident-manager/port.ts'
import { type AddressedPage, outcomeOf } from '../src/report/outcome.ts'
import { PageError } from '../src/report/page-error.ts'

const contact = (alias: string) => `arn:aws:ssm-contacts:us-east-1:111122223333:contact/${alias}`
const hourMs = 3_600_000

/** What AWS has for the token of a round. */
type Answer = 'new' | 'goes on' | 'was stopped' | 'cannot be read' | 'refused'

/** Pages contacts of which AWS answers each round so, the last answer for ever. A round takes some seconds. */
async function page(answers: Readonly<Record<string, readonly Answer[]>>, secondsPerRound = 1) {
  let now = 0
  const tokens: string[] = []
  const given = new Map<string, Answer>()
  const answerOf = (alias: string, round: number) =>
    answers[alias]?.[Math.min(round, answers[alias].length - 1)] ?? 'new'
  const pagesOf = (round: number): AddressedPage[] =>
    Object.keys(answers).map(alias => ({
      request: {
        ContactId: contact(alias),
        Sender: 'x',
        Subject: 'Down',
        Content: 'Down',
        IdempotencyToken: `${alias}-${round}`
      },
      isBackup: false
    }))
  const describe = async (engagementArn: string): Promise<Described | Failed> => {
    const answer = given.get(engagementArn)
    if (answer === 'cannot be read')
      return { kind: 'failed', code: 'access-denied', what: 'AWS refused.', retryable: false, lost: false }
    const startedMs = Date.now() - (answer === 'new' ? 0 : hourMs)
    return {
      kind: 'described',
      engagementArn,
      contactArn: '',
      sender: 'x',
      subject: 'Down',
      startedMs,
      ageMs: undefined,
      stoppedMs: answer === 'was stopped' ? startedMs + 1 : undefined
    }
  }
  const paged: PagedOnce = await pageOnce({
    pagesOf,
    send: async pages => {
      now += secondsPerRound * 1000
      return pages.map(one => {
        const [alias = '', round = ''] = one.request.IdempotencyToken.split('-')
        tokens.push(one.request.IdempotencyToken)
        const answer = answerOf(alias, Number(round))
        const engagementArn = `engagement-${one.request.IdempotencyToken}`
        given.set(engagementArn, answer)
        return answer === 'refused'
          ? { ...one, result: { kind: 'failed', error: new PageError('access-denied', 'not-sent', 'AWS refused.') } }
          : { ...one, result: { kind: 'sent', engagementArn, isRepetition: false } }
      })
    },
    connectFor: async () => ({ describe }) as unknown as IncidentManager,
    timeoutSeconds: 60,
    signal: new AbortController().signal,
    clock: { now: () => now, sleep: async () => undefined, random: () => 0.5 },
    uncaught: new Promise(() => undefined),
    info: () => undefined,
    debug: () => undefined
  })
  return {
    tokens,
    repeated: paged.repeated.map(({ contactId, outcome, engagementArn }) => [contactId, outcome, engagementArn]),
    pages: paged.pages.map(one => [one.request.ContactId, outcomeOf(one)]),
    errors: paged.pages.flatMap(({ result }) => (result.kind === 'failed' ? [result.error] : []))
  }
}

describe('a page about an outage', () => {
  test.each<[string, readonly Answer[], readonly string[], string]>([
    ['is new', ['new'], ['a-0'], 'sent'],
    ['cannot be read back, and counts as new', ['cannot be read'], ['a-0'], 'sent'],
    ['is refused', ['refused'], ['a-0'], 'not-sent'],
    ['goes on since an earlier run', ['goes on'], ['a-0'], 'already-paged'],
    ['was stopped, and another is sent', ['was stopped', 'new'], ['a-0', 'a-1'], 'sent'],
    ['was stopped, and the next one goes on', ['was stopped', 'goes on'], ['a-0', 'a-1'], 'already-paged'],
    ['was stopped, and the next one is refused', ['was stopped', 'refused'], ['a-0', 'a-1'], 'not-sent'],
    ['was stopped each time', ['was stopped'], ['a-0', 'a-1', 'a-2', 'a-3'], 'not-sent']
  ])('%s', async (_, answers, tokens, outcome) => {
    const paged = await page({ a: answers })
    expect(paged.tokens).toEqual(tokens)
    expect([...paged.pages, ...paged.repeated].map(([id, outcome]) => [id, outcome])).toEqual([[contact('a'), outcome]])
  })

  test('that was stopped is no page when the time for another is over', async () => {
    const { tokens, repeated, pages, errors } = await page({ a: ['was stopped', 'new'] }, 60)
    expect([tokens, repeated, pages]).toEqual([['a-0'], [], [[contact('a'), 'not-sent']]])
    expect(errors.map(({ code, message }) => [code, message])).toEqual([
      ['stopped-before', expect.stringMatching(/was stopped: engagement-a-0\./)]
    ])
  })

  test('is decided for each contact', async () => {
    const { tokens, repeated, pages } = await page({ a: ['was stopped', 'new'], b: ['goes on'], c: ['new'] })
    expect(tokens).toEqual(['a-0', 'b-0', 'c-0', 'a-1'])
    expect(pages).toEqual([
      [contact('c'), 'sent'],
      [contact('a'), 'sent']
    ])
    expect(repeated).toEqual([[contact('b'), 'already-paged', 'engagement-b-0']])
  })
})
