import { isObject, type Json, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'

/** How the check of this very run ended: what the decision begins with. */
export interface Verdict {
  /** `no signal`: nothing that was checked ran, so that it is neither a failure nor a success. */
  readonly kind: 'failed' | 'succeeded' | 'no signal'
  /** A sentence for people. */
  readonly reason: string
}

/** What the workflow itself tells of its check. */
export interface Signals {
  /** The `needs` context; null where it was not given. */
  readonly needs: Json
  /** Whether `needs` was given, but cannot be read. */
  readonly areNeedsUnreadable: boolean
  /** The status of the job that watches: `success`, `failure` or `cancelled`. */
  readonly jobStatus: string
}

/**
 * The verdict on this run, from the jobs that this one needs and from its own status, never from GitHub's API, which may be
 * down. Any failure is a failure; so is what cannot be read.
 */
export function readVerdict({ needs, areNeedsUnreadable, jobStatus }: Signals): Verdict {
  const status = jobStatus.toLowerCase()
  const jobs = Object.entries(isObject(needs) ? needs : {}).map(([name, need]) => ({
    name: line(name),
    result: textAt(need, 'result')
  }))
  const named = (result: string) => jobs.filter(job => job.result === result).map(job => job.name)

  const [failed] = named('failure')
  if (failed !== undefined) return { kind: 'failed', reason: `Job "${failed}" failed.` }
  if (status === 'failure') return { kind: 'failed', reason: 'An earlier step of this job failed.' }
  if (status === 'cancelled')
    return { kind: 'no signal', reason: 'The run was cancelled, which says nothing about the check.' }
  if (areNeedsUnreadable)
    return { kind: 'failed', reason: 'Input "needs" cannot be read, so that this run counts as failed.' }
  // With `!cancelled()` this job runs because the run was not cancelled: the check hung until its timeout-minutes.
  const [cancelled] = named('cancelled')
  if (cancelled !== undefined)
    return { kind: 'failed', reason: `Job "${cancelled}" was cancelled, as one is that exceeds its timeout-minutes.` }
  const odd = jobs.find(({ result }) => !['success', 'skipped'].includes(result))
  if (odd !== undefined)
    return { kind: 'failed', reason: `Job "${odd.name}" ended in a way that is not known, and counts as failed.` }
  if (status !== 'success')
    return { kind: 'failed', reason: 'The status of this job is not known, so that this run counts as failed.' }
  if (jobs.length > 0 && named('success').length === 0)
    return {
      kind: 'no signal',
      reason: 'Every job that this one needs was skipped, which says nothing about the check.'
    }
  return { kind: 'succeeded', reason: 'The check succeeded.' }
}
