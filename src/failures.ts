import { line } from './events.ts'
import { isObject, textAt, type Workflow } from './workflow.ts'

/** A job that did not succeed, as `page.failed_jobs` lists it. Unknown texts are empty. */
export interface FailedJob {
  readonly name: string
  /** GitHub's word: `failure`, `timed_out` or `cancelled`. */
  readonly conclusion: string
  /** Link to the job's page. */
  readonly url: string
  /** Name of its first failed step. */
  readonly failed_step: string
}

/** What is known of how the run went. */
export interface Failures {
  /** `unknown`: nothing tells. Never guessed: a page that says "failed" is sure of it. */
  readonly state: 'failed' | 'cancelled' | 'succeeded' | 'unknown'
  /** The jobs that did not succeed, the failed ones before the cancelled ones. */
  readonly jobs: readonly FailedJob[]
}

/** What the workflow's own contexts tell: the `needs` of this job, then the status of this very job. */
export function composeFailures(workflow: Workflow): Failures {
  const jobs = Object.entries(isObject(workflow.needs) ? workflow.needs : {}).flatMap(([name, need]) => {
    const result = textAt(need, 'result')
    return isFailure(result) || result === 'cancelled'
      ? [{ name: line(name), conclusion: result, url: '', failed_step: '' }]
      : []
  })
  const failed = jobs.filter(job => isFailure(job.conclusion))
  const sorted = [...failed, ...jobs.filter(job => !isFailure(job.conclusion))]
  if (failed.length > 0) return { state: 'failed', jobs: sorted }

  const status = textAt(workflow.job, 'status').toLowerCase()
  if (status === 'failure') {
    const name = line(textAt(workflow.github, 'job'))
    return { state: 'failed', jobs: [{ name, conclusion: 'failure', url: '', failed_step: '' }, ...sorted] }
  }
  if (sorted.length > 0 || status === 'cancelled') return { state: 'cancelled', jobs: sorted }
  // A job of its own that runs on failure() succeeds itself, so its status says nothing about the others.
  return { state: 'unknown', jobs: [] }
}

function isFailure(conclusion: string): boolean {
  return conclusion === 'failure' || conclusion === 'timed_out'
}
