import { isObject, type JsonObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { isFailure } from './conclusions.ts'
import type { Job, ListJobs, Step } from './jobs.ts'
import { type ListedJob, type Listing, lookUpJobs } from './look-up.ts'
import { endedBefore, findOwnJob } from './own-job.ts'
import { linkOnServer, ownJobUrl } from './run-urls.ts'
import { runToAskFor, watchedRun } from './watched-run.ts'
import type { Workflow } from './workflow.ts'

/** A job that did not succeed. Unknown texts are empty. */
export interface FailedJob {
  readonly name: string
  /** GitHub's word: `failure`, `timed_out`, `startup_failure` or `cancelled`. */
  readonly conclusion: string
  /** Link to the job's page. */
  readonly url: string
  /** Name of the step that failed, or that was cut off. */
  readonly failed_step: string
  /** How far it came: a step of it failed, the step was cut off in the middle, no step began, or that is not known. */
  readonly reached: 'failed step' | 'cut-off step' | 'no step' | 'unknown'
  /** Whether it is the job that pages. */
  readonly isOwn: boolean
  /** The attempt of the run that it failed in, where that is an earlier one than the page is about. */
  readonly earlierAttempt?: number | undefined
}

/** What is known of how the run went that someone is paged about. */
export interface Failures {
  /** `the watched run`: the one that a `workflow_run` event tells of. */
  readonly of: 'this run' | 'the watched run'
  /**
   * `nothing failed`: GitHub was asked, and its whole list has no such job. `not asked`: the look-up is switched off, and
   * nothing else tells of a failure. `unknown`: nothing tells, or GitHub did not answer. Never guessed: a page that says
   * "failed" is sure of it, and so is one that says that a person asked for it.
   */
  readonly state: 'failed' | 'cancelled' | 'nothing failed' | 'not asked' | 'unknown'
  /** The jobs that did not succeed, the failed ones before the cancelled ones. */
  readonly jobs: readonly FailedJob[]
  /** Name of this very job in GitHub's list; undefined where it is not there or cannot be told from others. */
  readonly ownName?: string | undefined
  /** Whether GitHub's list has jobs, and no step of any of them began. */
  readonly neverRan?: boolean | undefined
  /** From the start of the first job to the end of the last one that has ended, if GitHub told. */
  readonly durationSeconds?: number | undefined
  /** What may be missing from the jobs, as a sentence for the page; undefined where they are all there or all unknown. */
  readonly gap?: string | undefined
  /** Why the look-up at GitHub brought less than all, as a sentence for the log; undefined if it was not needed or worked. */
  readonly warning?: string | undefined
}

/**
 * Which jobs and steps failed, from the best source that is available: the `needs` of this job, else GitHub's API, else the status of
 * this very job. Never throws: without an answer the page goes out with less detail.
 *
 * @param token for the API; empty asks nobody
 * @param cancelled ends the look-up at once
 */
export async function readFailures(
  workflow: Workflow,
  token: string,
  listJobs: ListJobs,
  cancelled: AbortSignal
): Promise<Failures> {
  const known = composeFailures(workflow)
  if (known.of === 'this run' && neededJobs(workflow).some(isFailed)) return known
  // A needed job is skipped after one that failed, too.
  if (token === '')
    return known.state === 'unknown' && !hasSkippedNeed(workflow) ? { ...known, state: 'not asked' } : known
  const run = runToAskFor(workflow, token)
  if (run === undefined) return known

  const areTelling = (jobs: readonly Job[]) => jobs.some(job => didNotSucceed(conclusionOf(job)))
  const listing = await lookUpJobs(run, listJobs, areTelling, cancelled)
  return composeFromListing(listing, run.attempt, known, workflow)
}

/** What GitHub's list tells, and what is known without it. */
function composeFromListing(listing: Listing, attempt: number, known: Failures, workflow: Workflow): Failures {
  const { jobs: found, gap, warning } = listing
  const own = known.of === 'this run' ? findOwnJob(found, workflow) : undefined
  const told = failedJobs(found, own, attempt, known, workflow)
  const jobs = told.length > 0 ? sorted(told) : known.jobs
  const isWhole = gap === '' && warning === ''
  const calm = isWhole && known.state === 'unknown' ? 'nothing failed' : known.state
  return {
    of: known.of,
    // In the part of a list that is missing, something may have failed.
    state: jobs.some(isFailed) ? 'failed' : jobs.length > 0 && isWhole ? 'cancelled' : calm,
    jobs,
    ownName: own?.name,
    neverRan: isWhole && found.length > 0 && found.every(({ steps }) => steps?.length === 0) ? true : undefined,
    // Jobs that a later attempt did not run again keep the times they had.
    durationSeconds: attempt > 1 || told.length === 0 ? undefined : durationSeconds(found),
    gap: gap || undefined,
    warning: warning || undefined
  }
}

/**
 * The jobs in the list that did not succeed. What had ended before this very job began comes first, then this job: a leg of
 * a matrix pages about itself.
 */
function failedJobs(
  found: readonly ListedJob[],
  own: ListedJob | undefined,
  attempt: number,
  known: Failures,
  { github, job }: Workflow
): FailedJob[] {
  const read = (job: ListedJob) => failedJob(job, job === own, attempt, github)
  const others = found.filter(job => job !== own)
  const isEarlier = (job: Job) => own !== undefined && endedBefore(own, job)
  const earlier = others.filter(isEarlier).flatMap(read)
  const later = others.filter(job => !isEarlier(job)).flatMap(read)
  const listed = own === undefined ? [] : read(own)

  // GitHub's list lags behind the runner: what this job knows of itself stands.
  const itself = known.jobs.find(({ isOwn }) => isOwn)
  const mayBeIt = own === undefined && textAt(job, 'check_run_id') === '' ? later : listed
  const isListed = mayBeIt.some(job => isFailed(job) || job.conclusion === itself?.conclusion)
  const ownJobs = itself === undefined || isListed ? listed : [{ ...itself, name: line(own?.name ?? itself.name) }]
  return [...earlier, ...ownJobs, ...later]
}

function durationSeconds(jobs: readonly Job[]): number | undefined {
  const times = (read: (job: Job) => string | null) =>
    jobs
      .map(job => Date.parse(read(job) ?? ''))
      .filter(time => !Number.isNaN(time))
      .sort((a, b) => a - b)
  const [start] = times(job => job.started_at)
  const end = times(job => job.completed_at).at(-1)
  const seconds = Math.round(((end ?? Number.NaN) - (start ?? Number.NaN)) / 1000)
  return seconds >= 0 ? seconds : undefined
}

/** What the workflow's own contexts tell: the `needs` of this job, then the status of this very job. */
export function composeFailures(workflow: Workflow): Failures {
  // What this workflow's own jobs did says nothing about the run that it watches.
  if (watchedRun(workflow) !== undefined) return { of: 'the watched run', state: 'unknown', jobs: [] }
  const jobs = composeOwnFailures(workflow)
  // A job of its own that runs on failure() succeeds itself, so success says nothing about the others.
  const state = jobs.some(isFailed) ? 'failed' : jobs.length > 0 ? 'cancelled' : 'unknown'
  return { of: 'this run', state, jobs }
}

/** The jobs of this very run that did not succeed, as far as its contexts tell: those that this job needs, then this job. */
export function composeOwnFailures(workflow: Workflow): readonly FailedJob[] {
  const status = textAt(workflow.job, 'status').toLowerCase()
  const own: FailedJob = {
    name: line(textAt(workflow.github, 'job')),
    conclusion: status,
    url: ownJobUrl(workflow),
    failed_step: '',
    reached: 'unknown',
    isOwn: true
  }
  return sorted([...neededJobs(workflow), ...(didNotSucceed(status) ? [own] : [])])
}

function neededJobs({ needs }: Workflow): FailedJob[] {
  return Object.entries(isObject(needs) ? needs : {}).flatMap(([name, need]): FailedJob[] => {
    const conclusion = textAt(need, 'result')
    if (!didNotSucceed(conclusion)) return []
    return [{ name: line(name), conclusion, url: '', failed_step: '', reached: 'unknown', isOwn: false }]
  })
}

function hasSkippedNeed({ needs }: Workflow): boolean {
  return Object.values(isObject(needs) ? needs : {}).some(need => textAt(need, 'result') === 'skipped')
}

function failedJob(job: ListedJob, isOwn: boolean, attempt: number, github: JsonObject): FailedJob[] {
  const conclusion = conclusionOf(job)
  if (!didNotSucceed(conclusion)) return []
  const { steps, html_url } = job
  const failed = failedStep(job)
  const cutOff = cutOffStep(job)
  const hasNoStep = isFailure(conclusion) && steps?.length === 0
  return [
    {
      name: line(job.name),
      conclusion,
      url: linkOnServer(html_url ?? '', github),
      failed_step: line((failed ?? cutOff)?.name ?? ''),
      reached: failed ? 'failed step' : cutOff ? 'cut-off step' : hasNoStep ? 'no step' : 'unknown',
      isOwn,
      ...(job.attempt !== attempt && { earlierAttempt: job.attempt })
    }
  ]
}

// A job that still runs, such as this one, has failed when one of its finished steps has.
function conclusionOf(job: Job): string {
  return job.conclusion ?? (failedStep(job) ? 'failure' : cutOffStep(job) ? 'cancelled' : '')
}

function failedStep({ steps = [] }: Job): Step | undefined {
  return steps.find(({ conclusion }) => conclusion === 'failure' || conclusion === 'timed_out')
}

// A runner that is lost leaves the step it was at without a conclusion.
function cutOffStep({ conclusion, steps = [] }: Job): Step | undefined {
  const cancelled = steps.find(step => step.conclusion === 'cancelled')
  return cancelled ?? (conclusion === null ? undefined : steps.find(step => step.conclusion === null))
}

function didNotSucceed(conclusion: string): boolean {
  return isFailure(conclusion) || conclusion === 'cancelled'
}

function isFailed({ conclusion }: FailedJob): boolean {
  return conclusion !== 'cancelled'
}

function sorted(jobs: readonly FailedJob[]): FailedJob[] {
  return [...jobs.filter(isFailed), ...jobs.filter(job => !isFailed(job))]
}
