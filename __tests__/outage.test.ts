import { describe, expect, test } from '@jest/globals'
import { septets } from '../src/page/gsm7.ts'
import { withOutage } from '../src/page/outage.ts'
import type { Page } from '../src/page/page.ts'
import { composeOutageLine } from '../src/report/watch-words.ts'
import type { History } from '../src/watch/history.ts'
import { type Failing, readStanding, type Succeeding } from '../src/watch/standing.ts'
import { speakStreak, speakStreakBriefly, speakTime } from '../src/watch/words.ts'
import { createdAt, historyOf } from './shared/watch-worlds.ts'

const failed = { kind: 'failed', reason: 'Job "check" failed.' } as const
const nowMs = createdAt(40)
const standing = (history: History) => readStanding(failed, history, { pageAfter: 1, stopAfter: 1 }, nowMs) as Failing

describe('how long an outage had lasted', () => {
  const line = (history: History, stopAfter = 1) => {
    const succeeded = { kind: 'succeeded', reason: 'The check succeeded.' } as const
    const { ended } = readStanding(succeeded, history, { pageAfter: 1, stopAfter }, nowMs) as Succeeding
    return ended === undefined ? '' : composeOutageLine(ended, nowMs)
  }
  test.each<[string, string, string]>([
    ['four failures', line(historyOf('SFFFF*')), 'The check had failed for 20 minutes, from 02:05 UTC on.'],
    [
      'with a success between that ended nothing',
      line(historyOf('SSFSFS*'), 2),
      'The check had failed for 15 minutes, from 02:10 UTC on.'
    ],
    [
      'until the first success in a row, not the one that ends it',
      line(historyOf('SSFFS*'), 2),
      'The check had failed for 10 minutes, from 02:10 UTC on.'
    ],
    [
      'until the first success also where an earlier stop was missed',
      line(historyOf('SFFSSS*')),
      'The check had failed for 10 minutes, from 02:05 UTC on.'
    ],
    ['from the first run on', line(historyOf('FF*')), 'The check had failed for 10 minutes, from 02:00 UTC on.'],
    [
      'from before the runs that were read',
      line(historyOf('FF*', {}, true)),
      'The check had failed for 10 minutes or longer, from 02:00 UTC on or before that.'
    ],
    [
      'the runs that were read reach back behind it',
      line(historyOf('SFF*', {}, true)),
      'The check had failed for 10 minutes, from 02:05 UTC on.'
    ],
    [
      'a run that goes on may not have failed',
      line(historyOf('SIFF*')),
      'The check had failed for 10 minutes, from 02:10 UTC on.'
    ],
    ['no failure in the runs that were read', line(historyOf('SSS*', {}, true)), ''],
    ['no time', line(historyOf('SF*', { 2: { createdMs: undefined } })), '']
  ])('%s', (_, told, expected) => {
    expect(told).toBe(expected)
  })
})

describe('how long a check has failed', () => {
  test.each<[string, History, string, string]>([
    ['a first failure', historyOf('S*'), '', ''],
    [
      'the third',
      historyOf('SSFF*'),
      '3 failures in a row since 02:10 UTC (runs 3, 4, 5).',
      '3 failures in a row since 02:10 UTC.'
    ],
    [
      'with a run that was cancelled between',
      historyOf('SFC*'),
      '2 failures in a row since 02:05 UTC (runs 2, 4).',
      '2 failures in a row since 02:05 UTC.'
    ],
    [
      'with a run that goes on',
      historyOf('SFI*'),
      '3 failures in a row since 02:05 UTC (runs 2, 3, 4; whether 3 failed is not known).',
      ''
    ],
    [
      'more than can be named',
      historyOf(`S${'F'.repeat(14)}*`),
      '15 failures in a row since 02:05 UTC (runs 2, 3, 4, 5, 6, 7, 8, 9, 10 … 16).',
      '15 failures in a row since 02:05 UTC.'
    ],
    [
      'a history that is cut',
      historyOf('FF*', {}, true),
      '3 or more failures in a row since 02:00 UTC (runs 1, 2, 3).',
      ''
    ],
    [
      'no history',
      { kind: 'unknown', why: 'HTTP status 503' },
      'How many failures in a row this makes is not known (HTTP status 503).',
      ''
    ],
    ['without a time', historyOf('SF*', { 2: { createdMs: undefined } }), '2 failures in a row (runs 2, 3).', '']
  ])('%s', (_, history, streak, brief) => {
    expect([speakStreak(standing(history), nowMs), speakStreakBriefly(standing(history), nowMs)]).toEqual([
      streak,
      brief
    ])
  })

  test.each([
    [createdAt(1), '02:00 UTC'],
    [createdAt(1) - 3 * 3_600_000, '2026-11-26 23:00 UTC']
  ])('since %i', (ms, text) => {
    expect(speakTime(ms, nowMs)).toBe(text)
  })
})

describe('a page about an outage', () => {
  const url = 'https://github.com/acme/shop/actions/runs/1658821493/job/48213377503'
  const page: Page = {
    headline: 'Health check failed: acme/shop (main)',
    details: `Health check failed in acme/shop on branch main.\nJob check failed.\nRun: ${url}`,
    brief_headline: 'Health check failed: acme/shop (main)',
    brief: `Job check failed at step Ask. ${url}`,
    url,
    sender: 'Health check via acme/shop',
    failed_jobs: []
  }
  const brief = '3 failures in a row since 02:10 UTC.'
  const links = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      number: at + 1,
      url: `https://github.com/acme/shop/actions/runs/${at + 1}`
    }))

  test('says after its first line how long it has lasted, and links the runs before at its end', () => {
    const told = withOutage(page, { streak: '3 failures in a row.', brief: '', links: links(2) })
    expect(told.details.split('\n')).toEqual([
      'Health check failed in acme/shop on branch main.',
      '3 failures in a row.',
      'Job check failed.',
      `Run: ${url}`,
      'Run 1: https://github.com/acme/shop/actions/runs/1',
      'Run 2: https://github.com/acme/shop/actions/runs/2'
    ])
    expect(told.brief).toBe(page.brief)
  })

  test('links the first run and the last four', () => {
    const told = withOutage(page, { streak: 'x', brief: '', links: links(9) })
    expect([...told.details.matchAll(/^Run (\d):/gm)].map(([, number]) => number)).toEqual(['1', '6', '7', '8', '9'])
  })

  test('is the page where there is nothing to add', () => {
    expect(withOutage(page, { streak: '', brief: '', links: [] })).toEqual(page)
  })

  test('keeps to one SMS, and its link', () => {
    const told = withOutage(page, { streak: 'x', brief, links: [] })
    expect(told.brief).toBe(`${brief} ${url}`)
    expect(septets(`${told.brief_headline}\n${told.brief}`)).toBeLessThanOrEqual(160)
    const short = { ...page, url: 'https://x.example/1', brief: 'Job check failed. https://x.example/1' }
    expect(withOutage(short, { streak: 'x', brief, links: [] }).brief).toBe(
      `Job check failed. ${brief} https://x.example/1`
    )
    const long = { ...page, url: `${url}${'9'.repeat(60)}`, brief: `Failed ${url}${'9'.repeat(60)}` }
    expect(withOutage(long, { streak: 'x', brief, links: [] }).brief).toBe(long.brief)
  })
})
