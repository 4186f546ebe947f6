// Worlds of checks, played by the whole story in this process, against GitHub's API and Incident Manager on loopback.
import { describe, expect, test } from '@jest/globals'
import { simulate, type Watched } from '../local/watch/simulator.ts'
import { type Check, type CheckWorld, everyFiveMinutes, type Trouble } from '../local/watch/worlds.ts'
import { isFull } from './shared/extent.ts'
import fc from './shared/properties.ts'
import { runInProcess } from './shared/watch-in-process.ts'

async function play(checks: CheckWorld, pageAfter: number, stopAfter = 1) {
  const inputs = { 'page-after': String(pageAfter), 'stop-after': String(stopAfter) }
  return simulate(checks, { with: inputs, runStep: runInProcess })
}

/** What each watch came to, a letter each: healthy, held, already-paged, sent, stopped, not-sent, unknown. */
const outcomes = (watched: readonly Watched[]) =>
  watched.map(({ outputs: { outcome = '' } }) => letters[outcome] ?? outcome).join('')
const letters: Readonly<Record<string, string>> = {
  healthy: '.',
  held: 'h',
  'already-paged': 'a',
  sent: 'P',
  stopped: 's',
  'not-sent': '!',
  unknown: '?'
}

const during = (text: string, trouble: Trouble, ...indexes: number[]) =>
  everyFiveMinutes(text).map((check, index) => (indexes.includes(index) ? { ...check, trouble } : check))

describe('a world', () => {
  test.each<[string, CheckWorld, number, number, string]>([
    ['flakes', everyFiveMinutes('SFSSFFSS'), 3, 1, '.h..hh..'],
    ['an outage', everyFiveMinutes('SFFFFFSS'), 3, 1, '.hhPaas.'],
    ['two outages', everyFiveMinutes('SFFSFFS'), 2, 1, '.hPshPs'],
    ['a check that pages at once', everyFiveMinutes('FFSF'), 1, 1, 'PasP'],
    ['by turns, one outage', everyFiveMinutes('SSFSFSFSS'), 1, 2, '..P.a.a.s'],
    ['an outage with cancelled runs', everyFiveMinutes('SFCFCFS'), 3, 1, '.hhPs'],
    ['an eviction in an outage', everyFiveMinutes('SFEFS'), 2, 1, '.hPs'],
    ['a check that hangs', everyFiveMinutes('SHHS'), 1, 1, '.Pas'],
    ['a check that is skipped', everyFiveMinutes('SKS'), 1, 1, '.h.'],
    [
      'a late older success',
      [...everyFiveMinutes('SFF'), { at: 11, ends: 'success', takes: 8 }, { at: 15, ends: 'failure' }],
      2,
      1,
      '.hPa.'
    ],
    [
      'a re-run of the last failure',
      [...everyFiveMinutes('SFF'), { at: 12, ends: 'success', rerunOf: 3 }],
      2,
      1,
      '.hP.'
    ],
    [
      'a re-run of the last failure, then a success',
      [...everyFiveMinutes('SFF'), { at: 12, ends: 'success', rerunOf: 3 }, { at: 15, ends: 'success' }],
      2,
      1,
      '.hP.s'
    ],
    [
      'a run that a person started',
      [
        ...everyFiveMinutes('SFF'),
        { at: 12, ends: 'success', event: 'workflow_dispatch' },
        { at: 15, ends: 'failure' }
      ],
      2,
      1,
      '.hP.a'
    ],
    [
      'a run of another branch',
      [...everyFiveMinutes('SFF'), { at: 12, ends: 'success', branch: 'next' }, { at: 15, ends: 'failure' }],
      2,
      1,
      '.hP.a'
    ],
    ['GitHub is down at a first failure', during('SFFFS', 'GitHub is down', 1), 3, 1, '.PhPs'],
    ['GitHub is down in an outage', during('SFFFFFS', 'GitHub is down', 4), 3, 1, '.hhPPas'],
    ['GitHub is down at the recovery', during('SFFFSS', 'GitHub is down', 4), 3, 1, '.hhP.s'],
    ['GitHub refuses to tell', during('SFFS', 'GitHub refuses', 0, 1, 2, 3), 3, 1, '.Pa.'],
    ['a list that is out of date', during('SFFFS', 'list is out of date', 2, 3), 3, 1, '.hhPs'],
    ['AWS does not list', during('SFFFS', 'AWS does not list', 1, 2, 3), 1, 1, '.Paas'],
    ['AWS does not list at the recovery', during('SFFSS', 'AWS does not list', 3), 1, 1, '.Pa.s'],
    ['AWS stops nothing', during('SFFSS', 'AWS stops nothing', 3), 1, 1, '.Pa.s'],
    ['AWS is down', during('SFFS', 'AWS is down', 1), 1, 1, '.?Ps'],
    ['AWS is down at the recovery', during('SFSS', 'AWS is down', 2), 1, 1, '.P.s']
  ])('%s', async (_, checks, pageAfter, stopAfter, expected) => {
    const { watched } = await play(checks, pageAfter, stopAfter)
    expect(outcomes(watched)).toBe(expected)
    // Red only where somebody should have been paged and was not.
    expect(watched.map(({ exitCode }) => exitCode)).toEqual(
      [...expected].map(letter => ('!?'.includes(letter) ? 1 : 0))
    )
  })

  test('in which a page was stopped while the outage goes on rings once more, also where AWS lists nothing', async () => {
    // The older run turns green after the page, while no newer one has failed yet.
    const checks: CheckWorld = [
      ...everyFiveMinutes('SF'),
      { at: 7, ends: 'success', rerunOf: 2 },
      { at: 10, ends: 'success' },
      { at: 15, ends: 'failure', rerunOf: 2, trouble: 'AWS does not list' }
    ]
    const { watched } = await play(checks, 1)
    expect(outcomes(watched)).toBe('.P.sP')
    expect(watched.map(({ open }) => open.length)).toEqual([0, 1, 1, 0, 1])
  })
})

/** Any check but those whose fate depends on more than the checks before them. */
const anyEnd = fc.constantFrom<Check['ends']>(
  'success',
  'success',
  'failure',
  'failure',
  'failure',
  'cancelled',
  'evicted'
)
const anyTrouble = fc.option(
  fc.constantFrom<Trouble>(
    'GitHub is down',
    'GitHub refuses',
    'list is out of date',
    'AWS is down',
    'AWS does not list',
    'AWS stops nothing'
  ),
  { nil: undefined, freq: 4 }
)
const anyWorld = fc
  .array(
    fc.record({
      ends: anyEnd,
      trouble: anyTrouble,
      gap: fc.integer({ min: 1, max: 6 }),
      takes: fc.constantFrom(1, 1, 1, 2, 4, 9),
      rerun: fc.option(fc.nat(7), { nil: undefined, freq: 4 })
    }),
    { minLength: 2, maxLength: 14 }
  )
  .map((drawn): CheckWorld => {
    const checks: Check[] = []
    let [at, runs] = [0, 0]
    // Nobody can start a run again before it has ended.
    const freeAt = new Map<number, number>()
    for (const { gap, rerun, trouble, takes, ends } of drawn) {
      at += gap
      const number = rerun === undefined ? undefined : rerun + 1
      const isRerun = number !== undefined && number <= runs && (freeAt.get(number) ?? 0) < at
      const own = isRerun ? number : ++runs
      freeAt.set(own, at + takes)
      checks.push({ at, ends, takes, ...(isRerun && { rerunOf: own }), ...(trouble && { trouble }) })
    }
    return checks
  })

/** The attempts of a world with their runs' numbers. */
function numbered(checks: CheckWorld) {
  let runs = 0
  return checks.map((check, index) => ({
    index,
    number: check.rerunOf ?? ++runs,
    fromMin: check.at,
    endMin: check.at + (check.takes ?? 1),
    ends: check.ends
  }))
}

/** How many failures in a row a run is for certain, by attempts that were over when it began. A reading of its own. */
function certainStreak(checks: CheckWorld, index: number): number {
  const attempts = numbered(checks)
  const own = attempts[index]
  if (own === undefined) return 0
  let streak = 1
  for (let number = own.number - 1; number > 0; number--) {
    const ofRun = attempts.filter(one => one.number === number && one.fromMin <= own.endMin)
    // A re-run that was cancelled only hides what the attempt before it came to.
    const last = ofRun.findLast((one, index) => index === 0 || !['cancelled', 'evicted'].includes(one.ends))
    // What goes on beside it is in doubt, and may count either way.
    if (last === undefined || last.endMin >= own.fromMin) return streak
    if (last.ends === 'success') return streak
    if (last.ends === 'failure') streak++
  }
  return streak
}

describe('in any world', () => {
  test('an outage is paged, doubt silences and stops nothing, and green is true', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyWorld,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 2 }),
        async (checks, pageAfter, stopAfter) => {
          const { watched } = await play(checks, pageAfter, stopAfter)
          for (const { index, check, outputs, exitCode, started, stopped, open, atMs } of watched) {
            const { outcome } = outputs
            const isDown = check.trouble === 'AWS is down'
            if (check.ends === 'failure') {
              // Whoever had to be woken is, or the step is red.
              if (certainStreak(checks, index) >= pageAfter) expect(open.length > 0 || exitCode !== 0).toBe(true)
              expect(exitCode === 0 || isDown).toBe(true)
              expect(stopped).toEqual([])
              // Of two runs that page at the same moment, each takes the one page for its own.
              const isShared = open.some(({ startedAt }) => Math.abs(startedAt - atMs) < 30_000)
              if (outcome === 'sent') expect(started.length === 1 || isShared).toBe(true)
              if (outcome === 'held' || outcome === 'already-paged') expect(started).toEqual([])
              if (outcome === 'already-paged')
                expect(open.map(({ engagementArn }) => engagementArn)).toContain(outputs['engagement-arn'])
            } else {
              expect([exitCode, started]).toEqual([0, []])
              expect(outcome).toBe(stopped.length > 0 ? 'stopped' : 'healthy')
              const isInDoubt = [
                'GitHub is down',
                'GitHub refuses',
                'AWS does not list',
                'AWS is down',
                'AWS stops nothing'
              ]
              if (isInDoubt.includes(check.trouble ?? '')) expect(stopped).toEqual([])
              for (const { startedAt } of stopped) expect(startedAt).toBeLessThan(atMs)
              // A newer run that has failed is not closed by an older one.
              const all = numbered(checks)
              const own = all[index]
              const newer = all.filter(one => own !== undefined && one.number > own.number && one.endMin < own.endMin)
              const lastOf = (number: number) => newer.filter(one => one.number === number).at(-1)
              if (
                newer.some(
                  one =>
                    lastOf(one.number)?.ends === 'failure' &&
                    all
                      .filter(({ number, fromMin }) => number === one.number && fromMin <= (own?.endMin ?? 0))
                      .at(-1) === lastOf(one.number)
                )
              )
                expect(stopped).toEqual([])
            }
          }
        }
      ),
      { numRuns: isFull ? 1000 : 40 }
    )
  }, 600_000)

  test('without trouble, each outage is paged once, and nothing else', async () => {
    const calm = fc.array(fc.constantFrom('S', 'S', 'F', 'F', 'C', 'E'), { minLength: 2, maxLength: 14 })
    await fc.assert(
      fc.asyncProperty(calm, fc.integer({ min: 1, max: 3 }), async (endings, pageAfter) => {
        const checks = everyFiveMinutes(endings.join(''))
        const { engagements } = await play(checks, pageAfter)
        const outages = endings
          .join('')
          .replaceAll(/[CE]/g, '')
          .split('S')
          .filter(({ length }) => length >= pageAfter)
        expect(engagements).toHaveLength(outages.length)
      }),
      { numRuns: isFull ? 200 : 20 }
    )
  }, 300_000)
})
