/** A check that was started, or a run of one that was started again. */
export interface Check {
  /** Minutes from the beginning of the world. */
  at: number
  /** How the check ends. `cancelled`: a person cancels the run; `evicted`: a newer run takes its place before a job ran. */
  ends: 'success' | 'failure' | 'hang' | 'skipped' | 'cancelled' | 'evicted'
  /** Minutes until the watch begins, or until the run is cancelled. Default: 1. */
  takes?: number
  /** The number of the run that is started again, from 1; a new run unless given. */
  rerunOf?: number
  /** Default: `schedule`. */
  event?: string
  /** Default: `main`. */
  branch?: string
  /** What is wrong while the watch runs. */
  trouble?: Trouble
}

/** What may be wrong while a watch runs. */
export type Trouble =
  | 'GitHub is down'
  | 'GitHub refuses'
  | 'list is out of date'
  | 'AWS is down'
  | 'AWS does not list'
  | 'AWS stops nothing'

/** Checks in the order in which they were started. */
export type CheckWorld = readonly Check[]

/** A world with its name, for tests and the demo. */
export interface NamedWorld {
  checks: CheckWorld
  pageAfter: number
  stopAfter: number
}

/** Checks five minutes apart, a letter each: S success, F failure, H hang, K skipped, C cancelled, E evicted. */
export function everyFiveMinutes(text: string): Check[] {
  return [...text].map((letter, index) => ({ at: index * 5, ends: endings[letter] ?? 'success' }))
}

const endings: Readonly<Record<string, Check['ends']>> = {
  S: 'success',
  F: 'failure',
  H: 'hang',
  K: 'skipped',
  C: 'cancelled',
  E: 'evicted'
}

/** A night that the demo plays: a flake, an outage of an hour with an eviction and GitHub's API down in it, and its end. */
export const night: NamedWorld = {
  pageAfter: 3,
  stopAfter: 2,
  checks: everyFiveMinutes('SSFSSSFFFFEFFFFFSFFSSSSFS').map((check, index) => ({
    ...check,
    ...(index === 11 && { trouble: 'AWS does not list' as const })
  }))
}

/** A week of checks, five minutes apart: two outages, and of the others one in 33 fails for no reason. */
export interface Week extends NamedWorld {
  /** From the first failed check to the last, by their indexes. */
  outages: readonly (readonly [from: number, to: number])[]
}

/** The same week whenever it is made with the same seed. */
export function composeWeek(seed: number): Week {
  const random = createRandom(seed)
  const outages = [
    [410, 421],
    [1500, 1523]
  ] as const
  const isOut = (index: number) => outages.some(([from, to]) => index >= from && index <= to)
  const checks = Array.from({ length: (7 * 24 * 60) / 5 }, (_, index): Check => {
    const isFlake = random() < 0.03
    return { at: index * 5, ends: isOut(index) || isFlake ? 'failure' : 'success' }
  })
  return { checks, pageAfter: 3, stopAfter: 1, outages }
}

/** Numbers from 0 up to 1, the same for the same seed: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
