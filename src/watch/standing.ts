import { type History, type Run, siblingsOf, verdictOf, verdictOfNewer } from './history.ts'
import type { Verdict } from './verdict.ts'

/** After how many failures in a row to page, and after how many successes in a row an outage is over. */
export interface Policy {
  readonly pageAfter: number
  readonly stopAfter: number
}

/** Where this run stands among those before it. */
export type Standing = { readonly kind: 'no signal'; readonly reason: string } | Failing | Succeeding

/** This run failed. */
export interface Failing {
  readonly kind: 'failing'
  readonly reason: string
  /** How many failures in a row, this one included; what is not known counts as one. */
  readonly streak: number
  /** Whether there may be more than `streak`. */
  readonly mayBeMore: boolean
  /** The runs of the streak that GitHub told of, the earliest first, this one included. Empty where history is unknown. */
  readonly runs: readonly Run[]
  /** Those of them that may not have failed: they still run, or GitHub does not tell. */
  readonly inDoubt: readonly Run[]
  /** ID of the healthy run before the outage, `0` where there was none, `d20261127` (the day) where that is unknown. */
  readonly outage: string
  /** No engagement of this outage began before this time, in milliseconds since 1970. */
  readonly notBeforeMs: number
  /** Why the runs before are not known, as a sentence's end; undefined where they are. */
  readonly doubt?: string | undefined
}

/** This run succeeded. */
export interface Succeeding {
  readonly kind: 'succeeding'
  readonly reason: string
  /** How many successes in a row, this one included. */
  readonly successes: number
  /** Whether an outage is over with this run for certain, so that its engagements may be stopped. */
  readonly isOver: boolean
  /** When this run was created, in milliseconds since 1970: what began later is not of an outage that it ended. */
  readonly createdMs: number
  /** The outage before this success and those in a row with it; undefined where the runs that were read do not tell of one. */
  readonly ended: EndedOutage | undefined
  /** Why the runs before are not known, as a sentence's end; undefined where they are. */
  readonly doubt?: string | undefined
}

/** An outage that is over. */
export interface EndedOutage {
  /** When its first failed run that is known was created, in milliseconds since 1970. */
  readonly fromMs: number
  /** When the first success after it was created. */
  readonly untilMs: number
  /** Whether it may have begun earlier, in runs that were not read. */
  readonly mayBeLonger: boolean
}

/** Where this run stands, by the verdict on it and what GitHub tells of the others. Every doubt counts as a failure. */
export function readStanding(verdict: Verdict, history: History, policy: Policy, nowMs: number): Standing {
  const { kind, reason } = verdict
  if (kind === 'no signal') return { kind, reason }
  return kind === 'failed' ? failing(reason, history, policy, nowMs) : succeeding(reason, history, policy)
}

/** Whether older runs than these could not change where this run stands. */
export function isReadFarEnough(verdict: Verdict, own: Run, runs: readonly Run[], policy: Policy): boolean {
  const before = earlierThan(own, runs)
  if (verdict.kind === 'no signal') return true
  if (verdict.kind === 'failed') return walkOutage(own, before, policy).healthy !== undefined
  const { successes, failures } = walkSuccesses(own, before, policy)
  return failures.length > 0 || successes >= policy.stopAfter
}

/** The runs whose verdict counts for where this run stands. */
export function runsThatCount(verdict: Verdict, own: Run, runs: readonly Run[], policy: Policy): readonly Run[] {
  const before = earlierThan(own, runs)
  if (verdict.kind === 'no signal') return []
  if (verdict.kind === 'failed') return walkOutage(own, before, policy).walked
  return walkSuccesses(own, before, policy).counting
}

const dayMs = 24 * 60 * 60 * 1000
const longestWindowMs = 30 * dayMs

function failing(reason: string, history: History, policy: Policy, nowMs: number): Failing {
  if (history.kind === 'unknown') {
    return {
      kind: 'failing',
      reason,
      streak: 1,
      mayBeMore: true,
      runs: [],
      inDoubt: [],
      ...dayOutage(nowMs),
      doubt: history.why
    }
  }
  const { own, runs, isCut } = history
  const { streak, hasStreakEnded, healthy } = walkOutage(own, earlierThan(own, runs), policy)
  const isUnknown = healthy === undefined && isCut
  return {
    kind: 'failing',
    reason,
    streak: streak.length + 1,
    mayBeMore: isUnknown && !hasStreakEnded,
    runs: [...streak.toReversed(), own],
    inDoubt: streak.filter(run => verdictOf(run, own) === 'unknown').toReversed(),
    ...(isUnknown
      ? { ...dayOutage(nowMs), doubt: 'the outage began before the runs that were read' }
      : knownOutage(healthy, nowMs))
  }
}

/** The day in UTC stands for an outage of which nobody knows when it began. */
function dayOutage(nowMs: number): Pick<Failing, 'outage' | 'notBeforeMs'> {
  const day = new Date(nowMs).toISOString().slice(0, 10)
  return { outage: `d${day.replaceAll('-', '')}`, notBeforeMs: Date.parse(day) - 1000 }
}

function knownOutage(healthy: Run | undefined, nowMs: number): Pick<Failing, 'outage' | 'notBeforeMs'> {
  const earliestMs = nowMs - longestWindowMs
  return {
    outage: String(healthy?.id ?? 0),
    notBeforeMs: Math.max(earliestMs, (healthy?.createdMs ?? earliestMs) - 1000)
  }
}

function succeeding(reason: string, history: History, policy: Policy): Succeeding {
  if (history.kind === 'unknown')
    return {
      kind: 'succeeding',
      reason,
      successes: 1,
      isOver: false,
      createdMs: 0,
      ended: undefined,
      doubt: history.why
    }
  const { own, runs, isCut } = history
  const { successes, firstSuccess, failures, isWhole } = walkSuccesses(own, earlierThan(own, runs), policy)
  const fromMs = failures.findLast(run => verdictOf(run, own) === 'failed')?.createdMs
  const untilMs = firstSuccess.createdMs
  const newer = siblingsOf(own, runs).filter(({ number }) => number > own.number)
  const isNewerInDoubt = newer.some(run => ['failed', 'unknown'].includes(verdictOfNewer(run)))
  const isEnough = successes >= policy.stopAfter
  return {
    kind: 'succeeding',
    reason: isNewerInDoubt
      ? `${reason} A newer run has failed or still runs, so that this one ends no outage.`
      : isEnough
        ? reason
        : `${reason} It is success ${successes} of ${policy.stopAfter} in a row that end an outage.`,
    successes,
    isOver: isEnough && !isNewerInDoubt && own.createdMs !== undefined,
    createdMs: own.createdMs ?? 0,
    ended:
      fromMs === undefined || untilMs === undefined ? undefined : { fromMs, untilMs, mayBeLonger: isCut && !isWhole }
  }
}

function earlierThan(own: Run, runs: readonly Run[]): readonly Run[] {
  return siblingsOf(own, runs).filter(({ number }) => number < own.number)
}

/** From a failed run back to the healthy stretch before its outage. */
function walkOutage(own: Run, before: readonly Run[], { stopAfter }: Policy) {
  const walked: Run[] = []
  const streak: Run[] = []
  let hasStreakEnded = false
  let successes: Run[] = []
  for (const run of before) {
    walked.push(run)
    const verdict = verdictOf(run, own)
    if (verdict === 'passed over') continue
    if (verdict === 'success') {
      hasStreakEnded = true
      successes.push(run)
      // All runs of the outage find the same stretch, and name the outage by its last run.
      if (successes.length === stopAfter) return { walked, streak, hasStreakEnded, healthy: successes[0] }
    } else {
      successes = []
      if (!hasStreakEnded) streak.push(run)
    }
  }
  return { walked, streak, hasStreakEnded, healthy: undefined }
}

/** From a successful run back over the successes before it, and over the outage before those, as far as the runs go. */
function walkSuccesses(own: Run, before: readonly Run[], { stopAfter }: Policy) {
  const counting: Run[] = []
  const failures: Run[] = []
  let successes = 1
  let firstSuccess = own
  let between = 0
  for (const run of before) {
    if (successes < stopAfter && failures.length === 0) counting.push(run)
    const verdict = verdictOf(run, own)
    if (verdict === 'passed over') continue
    if (verdict !== 'success') {
      failures.push(run)
      between = 0
    } else if (failures.length === 0) {
      successes++
      firstSuccess = run
    } else if (++between === stopAfter) return { counting, successes, firstSuccess, failures, isWhole: true }
  }
  return { counting, successes, firstSuccess, failures, isWhole: false }
}
