// What becomes of the pages of a step that waits: several contacts, repetitions, and the backup.
import { describe, expect, test } from '@jest/globals'
import { type Following, followPages } from '../src/following/follow.ts'
import type { Described, Failed, SentPage } from '../src/incident-manager/port.ts'
import type { ContactPage, WaitReport } from '../src/report/outcome.ts'
import { PageError } from '../src/report/page-error.ts'
import { createFakeClock } from './shared/fake-clock.ts'
import { request } from './shared/samples.ts'

const startedMs = Date.UTC(2026, 6, 21, 14, 14, 3)
const account = 'arn:aws:ssm-contacts:us-east-1:111122223333'
const akua = `${account}:contact/akua`

const sentTo = (alias: string, over: Partial<ContactPage> = {}): ContactPage => ({
  request: { ...request, ContactId: `${account}:contact/${alias}` },
  isBackup: false,
  result: { kind: 'sent', engagementArn: `${account}:engagement/${alias}/1`, isRepetition: false },
  ...over
})
const notSentTo = (alias: string): ContactPage =>
  sentTo(alias, { result: { kind: 'failed', error: new PageError('throttled', 'not-sent', 'Too many.') } })
const backup = sentTo('backup', { isBackup: true })
const denied: Failed = {
  kind: 'failed',
  code: 'access-denied',
  what: 'AWS refused: AccessDeniedException.',
  retryable: false,
  lost: false,
  permission: { action: 'ssm-contacts:ListPagesByEngagement', resource: `${account}:engagement/plan/*` }
}

const errorOf = (wait: WaitReport | undefined) => wait?.composeError('The page was sent.', text => text) ?? ''

interface Person {
  /** Seconds after the start of the wait at which the page goes out, and is acknowledged; `Infinity` for never. */
  readonly sentAfter?: number
  readonly readAfter?: number
  /** How many seconds before this step the engagement was started. */
  readonly olderBySeconds?: number
  readonly subject?: string
  readonly refused?: boolean
  readonly notDescribed?: boolean
}

interface Given extends Partial<Following> {
  readonly pages: readonly ContactPage[]
  /** By alias. */
  readonly people?: Readonly<Record<string, Person>>
  readonly backupPages?: readonly ContactPage[]
}

async function play({ pages, people = {}, backupPages, ...over }: Given) {
  const clock = createFakeClock()
  const begunAt = clock.now()
  const seconds = () => (clock.now() - begunAt) / 1000
  const [lines, warnings]: [string[], string[]] = [[], []]
  const backedUpAt: number[] = []
  // The backup's engagement starts when it is paged.
  const startOf = (engagementArn: string) => (aliasOf(engagementArn) === 'backup' ? (backedUpAt[0] ?? 0) : 0)
  const aliasOf = (engagementArn: string) => engagementArn.split('/')[1] ?? ''
  const incidentManager = {
    async describe(engagementArn: string): Promise<Described | Failed> {
      const { olderBySeconds = 0, subject = request.Subject, notDescribed } = people[aliasOf(engagementArn)] ?? {}
      if (notDescribed) return denied
      return {
        kind: 'described',
        engagementArn,
        contactArn: '',
        sender: '',
        subject,
        startedMs: startedMs + (startOf(engagementArn) - olderBySeconds) * 1000,
        stoppedMs: undefined,
        ageMs: (olderBySeconds + seconds() - startOf(engagementArn)) * 1000
      }
    },
    async pages(engagementArn: string) {
      const { sentAfter = 0.6, readAfter = Infinity, refused } = people[aliasOf(engagementArn)] ?? {}
      clock.pass(10)
      if (refused) return denied
      const start = startOf(engagementArn)
      const at = (after: number) => (seconds() >= start + after ? startedMs + (start + after) * 1000 : undefined)
      const contactArn = `${account}:contact/${aliasOf(engagementArn)}`
      const page: SentPage = { pageArn: 'arn:page', contactArn, sentMs: at(sentAfter), readMs: at(readAfter) }
      return { kind: 'listed' as const, items: page.sentMs === undefined ? [] : [page], nextToken: undefined }
    }
  }
  const followed = await followPages(
    pages,
    { askedAtMs: begunAt, askedMs: startedMs },
    {
      wanted: 'acknowledgement',
      waitSeconds: 600,
      now: () => startedMs + seconds() * 1000,
      connectFor: async () => incidentManager,
      pageBackup:
        backupPages &&
        (async () => {
          backedUpAt.push(seconds())
          return backupPages
        }),
      signal: new AbortController().signal,
      clock,
      info: (_, line) => void lines.push(line),
      warning: (_, line) => void warnings.push(line),
      advise: ({ permission }, contactId) => `allow ${permission?.action} for ${contactId}.`,
      ...over
    }
  )
  return { ...followed, lines, warnings, backedUpAt, took: seconds() }
}

describe('one contact', () => {
  test('who acknowledges is named, and how fast', async () => {
    const { wait, pages, lines, warnings } = await play({
      pages: [sentTo('akua')],
      people: { akua: { readAfter: 42 } }
    })
    expect(wait).toMatchObject({
      isReached: true,
      sentence: 'akua acknowledged it after 42 s.',
      heading: 'It was acknowledged after 42 s.',
      outputs: { acknowledgement: 'acknowledged', 'acknowledged-by': akua, 'acknowledged-after-seconds': '42' },
      warning: undefined
    })
    expect(pages[0]?.waited?.acknowledgement).toBe('acknowledged')
    expect(lines).toEqual([
      'Waiting up to 600 s until somebody acknowledges the page.',
      'The page went out to akua after 1 s.'
    ])
    expect(warnings).toEqual([])
  })

  test.each<[string, Given, string, RegExp]>([
    [
      'nobody',
      { pages: [sentTo('akua')] },
      'Nobody acknowledged it within 600 s.',
      /^Next: call somebody.*backup-contact-id/
    ],
    [
      'nothing',
      { pages: [sentTo('akua')], people: { akua: { sentAfter: Infinity } } },
      'Nobody acknowledged it within 600 s: AWS sent it to no channel.',
      /channels that are activated/
    ],
    [
      'no page',
      { wanted: 'page', pages: [sentTo('akua')], people: { akua: { sentAfter: Infinity } } },
      'AWS sent it to no channel within 60 s.',
      /channels that are activated/
    ],
    [
      'a refusal',
      { pages: [sentTo('akua')], people: { akua: { refused: true } } },
      'Whether anybody acknowledged it is unknown.',
      /Then allow ssm-contacts:ListPagesByEngagement for .*akua\./
    ]
  ])('%s is red, with what to do', async (_, given, sentence, next) => {
    const { wait } = await play(given)
    expect(wait).toMatchObject({ isReached: false, sentence, warning: undefined })
    const [failure, nextLine, last] = errorOf(wait).split('\n')
    expect(failure).toContain(sentence)
    expect(nextLine).toMatch(next)
    expect(last).toBe(`The page was sent. ${sentence}`)
  })

  test('a page of an earlier step is repeated, and nothing is waited for', async () => {
    const { pages, wait, took } = await play({ pages: [sentTo('akua')], people: { akua: { olderBySeconds: 3_600 } } })
    expect(pages[0]?.result).toMatchObject({ kind: 'failed', error: { code: 'repeated', outcome: 'not-sent' } })
    expect(wait).toBeUndefined()
    expect(took).toBeLessThan(1)
  })

  test('so is one with another subject, but not the same page of the same job', async () => {
    const people = { akua: { subject: 'Build failed', readAfter: 3 } }
    expect((await play({ pages: [sentTo('akua')], people })).pages[0]?.result.kind).toBe('failed')
    const result = { kind: 'sent', engagementArn: `${account}:engagement/akua/1`, isRepetition: true } as const
    const again = await play({
      pages: [sentTo('akua', { result })],
      people: { akua: { olderBySeconds: 90, readAfter: 3 } }
    })
    expect(again.wait?.isReached).toBe(true)
  })

  test('that cannot be read back is waited for all the same, with the statement that is missing', async () => {
    const { wait, warnings } = await play({
      pages: [sentTo('akua')],
      people: { akua: { notDescribed: true, readAfter: 5 } }
    })
    expect(wait?.isReached).toBe(true)
    expect(warnings).toEqual([expect.stringContaining('Allow ssm-contacts:')])
  })

  test('that was not sent is not waited for', async () => {
    const { pages, wait } = await play({ pages: [notSentTo('akua')] })
    expect(pages).toEqual([notSentTo('akua')])
    expect(wait).toBeUndefined()
  })
})

describe('several contacts', () => {
  test('are done as soon as one acknowledges', async () => {
    const people = { akua: { readAfter: 100 }, bo: {} }
    const { wait, pages, took } = await play({ pages: [sentTo('bo'), sentTo('akua'), notSentTo('eve')], people })
    expect(wait).toMatchObject({
      isReached: true,
      outputs: { 'acknowledged-by': akua, 'acknowledged-after-seconds': '100' }
    })
    expect(pages.map(({ waited }) => waited?.acknowledgement)).toEqual(['sent', 'acknowledged', undefined])
    expect(took).toBeLessThan(135)
  })

  test('are as far as the farthest', async () => {
    const people = { akua: { sentAfter: Infinity }, bo: {} }
    const { wait } = await play({ pages: [sentTo('akua'), sentTo('bo')], people, waitSeconds: 30 })
    expect(wait).toMatchObject({ isReached: false, outputs: { acknowledgement: 'sent' } })
    expect(errorOf(wait).split('\n')).toHaveLength(4)
  })
})

describe('the backup', () => {
  const pages = [sentTo('akua')]
  const backupPages = [backup]

  test('is paged when nobody acknowledged in time, and waited for as long again', async () => {
    const people = { backup: { readAfter: 100 } }
    const { wait, pages: all, backedUpAt } = await play({ pages, backupPages, people })
    expect(backedUpAt.map(Math.round)).toEqual([599])
    expect(all.map(({ isBackup, waited }) => [isBackup, waited?.acknowledgement])).toEqual([
      [false, 'sent'],
      [true, 'acknowledged']
    ])
    expect(wait).toMatchObject({ isReached: true, outputs: { 'acknowledged-by': `${account}:contact/backup` } })
    expect(wait?.warning).toMatch(
      /^Nobody was reached, so the backup was paged: .*backup\.\n.*akua: Nobody acknowledged/
    )
  })

  test('is paged after a minute where no page goes out', async () => {
    const people = { akua: { sentAfter: Infinity }, backup: { readAfter: 100 } }
    const { backedUpAt, wait } = await play({ pages, backupPages, people })
    expect(backedUpAt[0]).toBeGreaterThanOrEqual(60)
    expect(backedUpAt[0]).toBeLessThan(76)
    expect(wait?.isReached).toBe(true)
  })

  test('is paged at once where AWS knew the token', async () => {
    const people = { akua: { olderBySeconds: 3_600 }, backup: { readAfter: 10 } }
    const { backedUpAt, wait } = await play({ pages, backupPages, people })
    expect(backedUpAt.map(Math.round)).toEqual([0])
    expect(wait?.isReached).toBe(true)
  })

  test('is red where it is not reached either, and both are told of', async () => {
    const { wait, took } = await play({ pages, backupPages, waitSeconds: 60 })
    expect(wait).toMatchObject({ isReached: false, outputs: { acknowledgement: 'sent' } })
    expect(errorOf(wait).split('\n').slice(0, 2)).toEqual([
      expect.stringContaining('akua'),
      expect.stringContaining('Backup')
    ])
    expect(errorOf(wait)).not.toContain('backup-contact-id')
    expect(took).toBeLessThan(121)
  })

  test.each<[string, Partial<Given>]>([
    ['somebody acknowledged', { people: { akua: { readAfter: 9 } } }],
    ['AWS does not tell, for want of a right', { people: { akua: { refused: true } } }],
    ['the job is cancelled', { signal: AbortSignal.abort() }],
    ['it was paged already', { pages: [notSentTo('akua'), backup] }],
    ['nobody was paged, it included', { pages: [notSentTo('akua')] }]
  ])('is not paged where %s', async (_, given) => {
    const { backedUpAt } = await play({ pages, backupPages, ...given })
    expect(backedUpAt).toEqual([])
  })
})
