import type { Run } from './history.ts'
import type { Failing } from './standing.ts'

const runsNamed = 10

/**
 * How long the check has failed, as a sentence for the page: `3 failures in a row since 02:10 UTC (runs 411, 412, 413).` Says what
 * is not known; empty for a first failure.
 */
export function speakStreak({ streak, mayBeMore, runs, inDoubt, doubt }: Failing, nowMs: number): string {
  const [first] = runs
  if (first === undefined) return `How many failures in a row this makes is not known (${doubt ?? ''}).`
  if (streak === 1 && !mayBeMore) return ''
  const since = first.createdMs === undefined ? '' : ` since ${speakTime(first.createdMs, nowMs)}`
  const doubtful = inDoubt.length === 0 ? '' : `; whether ${speakNumbers(inDoubt)} failed is not known`
  const more = mayBeMore ? ' or more' : ''
  return `${streak}${more} failures in a row${since} (runs ${speakNumbers(runs)}${doubtful}).`
}

/** The same for an SMS: `3 failures in a row since 02:10 UTC.` Empty where a run of the streak is in doubt. */
export function speakStreakBriefly({ streak, mayBeMore, runs, inDoubt }: Failing, nowMs: number): string {
  const since = runs[0]?.createdMs
  if (streak === 1 || mayBeMore || inDoubt.length > 0 || since === undefined) return ''
  return `${streak} failures in a row since ${speakTime(since, nowMs)}.`
}

function speakNumbers(runs: readonly Run[]): string {
  const numbers = runs.map(({ number }) => String(number))
  if (numbers.length <= runsNamed) return numbers.join(', ')
  return `${numbers.slice(0, runsNamed - 1).join(', ')} … ${numbers.at(-1)}`
}

/** A time of day in UTC, with the date where that is not today's: `02:10 UTC`, `2026-11-26 23:50 UTC`. */
export function speakTime(ms: number, nowMs: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split('T')
  const isToday = date === new Date(nowMs).toISOString().slice(0, date.length)
  return `${isToday ? '' : `${date} `}${time.slice(0, 5)} UTC`
}
