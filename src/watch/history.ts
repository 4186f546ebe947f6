import { isFailure } from '../github/conclusions.ts'

/** One attempt of a run. */
export interface RunAttempt {
  /** From 1; a re-run has the next one. */
  readonly attempt: number
  /** `completed`, `in_progress`, `queued` …; empty where GitHub did not tell of this attempt. */
  readonly status: string
  /** GitHub's word; empty as long as the attempt is not over. */
  readonly conclusion: string
  /** When this attempt began, in milliseconds since 1970; undefined where GitHub does not tell. */
  readonly startedMs: number | undefined
}

/** A run of a workflow as GitHub lists it: what its last attempt came to. */
export interface Run extends RunAttempt {
  readonly id: number
  /** Counts the runs of a workflow, from 1. A re-run keeps it. */
  readonly number: number
  readonly event: string
  readonly branch: string
  /** Of the repository that the commit is in; empty for a deleted fork. */
  readonly headRepositoryId: string
  /** When the run was created: a re-run does not move it. Milliseconds since 1970; undefined where GitHub does not tell. */
  readonly createdMs: number | undefined
  /** The attempts before the last one that were asked for, the latest first. */
  readonly earlier: readonly RunAttempt[]
}

/** What GitHub tells of the runs of this workflow. */
export type History =
  | {
      readonly kind: 'known'
      /** This very run. */
      readonly own: Run
      /** The runs of this workflow, in any order, this very one among them. */
      readonly runs: readonly Run[]
      /** Whether there are older runs than those that were read. */
      readonly isCut: boolean
    }
  /** `why`: a sentence's end for people, such as `GitHub answered with status 503`. */
  | { readonly kind: 'unknown'; readonly why: string }

/** How a run counts: `passed over` says nothing about the check; `unknown` may be a failure. */
export type RunVerdict = 'success' | 'failed' | 'passed over' | 'unknown'

/** The runs of this workflow that are about the same as this one: its event, its branch, its repository. The latest first. */
export function siblingsOf(own: Run, runs: readonly Run[]): readonly Run[] {
  const isSibling = (run: Run) =>
    run.id !== own.id &&
    run.event === own.event &&
    run.branch === own.branch &&
    run.headRepositoryId === own.headRepositoryId
  return runs.filter(isSibling).toSorted((a, b) => b.number - a.number)
}

/** How a run counts for one that came after it, by the last attempt that was over before that one began and says something. */
export function verdictOf(run: Run, own: Run): RunVerdict {
  const counting = countingAttempt(run, own)
  return counting.kind === 'found' ? verdictOfConclusion(counting.attempt.conclusion) : 'unknown'
}

/** The number of the attempt that GitHub must be asked for before a run can count; undefined where nothing more can be had. */
export function attemptToAskFor(run: Run, own: Run): number | undefined {
  const counting = countingAttempt(run, own)
  return counting.kind === 'to be asked for' ? counting.attempt : undefined
}

type Counting =
  | { readonly kind: 'found'; readonly attempt: RunAttempt }
  | { readonly kind: 'to be asked for'; readonly attempt: number }
  | { readonly kind: 'none' }

function countingAttempt(run: Run, own: Run): Counting {
  const attempts: readonly RunAttempt[] = [run, ...run.earlier]
  for (const attempt of attempts) {
    if (attempt.status === '') return { kind: 'none' }
    // A first attempt is older than this run by its number, whenever a runner took it.
    if (
      attempt.status === 'completed' &&
      (attempt.attempt === 1 || (beganBefore(attempt, own) && !saysNothing(attempt)))
    )
      return { kind: 'found', attempt }
  }
  const lowest = attempts.at(-1)?.attempt ?? 1
  return lowest > 1 ? { kind: 'to be asked for', attempt: lowest - 1 } : { kind: 'none' }
}

/** Whether a re-run only hides what the attempt before it came to, such as one that was cancelled. */
function saysNothing({ attempt, conclusion }: RunAttempt): boolean {
  return attempt > 1 && passedOver.includes(conclusion)
}

function beganBefore(attempt: RunAttempt, own: Run): boolean {
  return attempt.startedMs !== undefined && own.startedMs !== undefined && attempt.startedMs < own.startedMs
}

/** How a newer run counts for one that has succeeded: by its last attempt. */
export function verdictOfNewer(run: Run): RunVerdict {
  return run.status === 'completed' && !saysNothing(run) ? verdictOfConclusion(run.conclusion) : 'unknown'
}

function verdictOfConclusion(conclusion: string): RunVerdict {
  if (conclusion === 'success') return 'success'
  if (isFailure(conclusion)) return 'failed'
  return passedOver.includes(conclusion) ? 'passed over' : 'unknown'
}

const passedOver = ['cancelled', 'skipped', 'neutral', 'stale', 'action_required']
