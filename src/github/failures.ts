import { at, isObject, type JsonObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import type { Job, ListJobs, RunAttempt } from './jobs.ts'
import { linkOnServer, ownJobUrl } from './run-urls.ts'
import type { Workflow } from './workflow.ts'

/** A job that did not succeed, as `page.failed_jobs` lists it. Unknown texts are empty. */
export type FailedJob = {
  readonly name: string
  /** GitHub's word: `failure`, `timed_out`, `startup_failure` or `cancelled`. */
  readonly conclusion: string
  /** Link to the job's page. */
  readonly url: string
  /** Name of its first failed step. */
  readonly failed_step: string
}

/** What is known of how the run went that someone is paged about. */
export interface Failures {
  /** `the watched run`: the one that a `workflow_run` event tells of. */
  readonly of: 'this run' | 'the watched run'
  /** `unknown`: nothing tells. Never guessed: a page that says "failed" is sure of it. */
  readonly state: 'failed' | 'cancelled' | 'unknown'
  /** The jobs that did not succeed, the failed ones before the cancelled ones. */
  readonly jobs: readonly FailedJob[]
  /** From the start of the first job to the end of the last one that has ended, if GitHub told. */
  readonly durationSeconds?: number | undefined
  /** Why the look-up at GitHub brought nothing, as a sentence for the log; undefined if it was not needed or worked. */
  readonly warning?: string
}

const lookUpMs = 5_000

/**
 * Which jobs and steps failed, by the best road there is: the `needs` of this job, else GitHub's API, else the status of
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
  const run = known.of === 'this run' && neededJobs(workflow).some(isFailed) ? undefined : runOf(workflow, token)
  if (run === undefined) return known

  const found = await lookUp(run, listJobs, cancelled)
  if (typeof found === 'string') return { ...known, warning: found }
  const jobs = sorted(failedJobs(found, known, workflow))
  if (jobs.length === 0) return known
  return {
    of: watchedRun(workflow) === undefined ? 'this run' : 'the watched run',
    state: jobs.some(isFailed) ? 'failed' : 'cancelled',
    jobs,
    // Jobs that a later attempt did not run again keep the times they had.
    durationSeconds: run.attempt > 1 ? undefined : durationSeconds(found)
  }
}

/** The jobs of a run that did not succeed, this very job first: a leg of a matrix pages about itself. */
function failedJobs(found: readonly Job[], known: Failures, { github, job }: Workflow): FailedJob[] {
  const ownId = textAt(job, 'check_run_id')
  const own = found.find(({ id }) => String(id) === ownId)
  const read = (job: Job) => failedJob(job, github)
  const others = found.filter(job => job !== own).flatMap(read)
  const listed = own === undefined ? [] : read(own)
  // GitHub's list lags behind the runner: what this job knows of itself stands.
  const isListed = (ownId === '' ? others : listed).some(isFailed)
  const [itself] = known.state === 'failed' && !isListed ? known.jobs : []
  return [...(itself === undefined ? listed : [{ ...itself, name: line(own?.name ?? itself.name) }]), ...others]
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
  const needed = sorted(neededJobs(workflow))
  if (needed.some(isFailed)) return { of: 'this run', state: 'failed', jobs: needed }
  const status = textAt(workflow.job, 'status').toLowerCase()
  if (status === 'failure') {
    const name = line(textAt(workflow.github, 'job'))
    const own: FailedJob = { name, conclusion: 'failure', url: ownJobUrl(workflow), failed_step: '' }
    return { of: 'this run', state: 'failed', jobs: [own, ...needed] }
  }
  if (needed.length > 0 || status === 'cancelled') return { of: 'this run', state: 'cancelled', jobs: needed }
  // A job of its own that runs on failure() succeeds itself, so success says nothing about the others.
  return { of: upstreamRun(workflow) === undefined ? 'this run' : 'the watched run', state: 'unknown', jobs: [] }
}

function neededJobs({ needs }: Workflow): FailedJob[] {
  return Object.entries(isObject(needs) ? needs : {}).flatMap(([name, need]) =>
    didNotSucceed(textAt(need, 'result'), { name: line(name), url: '', failed_step: '' })
  )
}

function failedJob({ name, conclusion, html_url, steps = [] }: Job, github: JsonObject): FailedJob[] {
  const step = steps.find(step => step.conclusion === 'failure' || step.conclusion === 'timed_out')
  // A job that still runs, such as this one, has failed when one of its finished steps has.
  const word = conclusion ?? (step === undefined ? '' : 'failure')
  return didNotSucceed(word, {
    name: line(name),
    url: linkOnServer(html_url ?? '', github),
    failed_step: line(step?.name ?? '')
  })
}

function didNotSucceed(conclusion: string, job: Omit<FailedJob, 'conclusion'>): FailedJob[] {
  return isFailure(conclusion) || conclusion === 'cancelled' ? [{ ...job, conclusion }] : []
}

/** Whether a conclusion of GitHub's is one of failure. */
export function isFailure(conclusion: string): boolean {
  return ['failure', 'timed_out', 'startup_failure'].includes(conclusion)
}

function isFailed({ conclusion }: FailedJob): boolean {
  return conclusion !== 'cancelled'
}

function sorted(jobs: readonly FailedJob[]): FailedJob[] {
  return [...jobs.filter(isFailed), ...jobs.filter(job => !isFailed(job))]
}

/** The run that a `workflow_run` event tells of. */
function upstreamRun({ github }: Workflow): JsonObject | undefined {
  const run = at(github, 'event', 'workflow_run')
  return textAt(github, 'event_name') === 'workflow_run' && isObject(run) ? run : undefined
}

/** The run that this one watches. Behind one that succeeded (a deploy behind CI), someone is paged about this run itself. */
function watchedRun(workflow: Workflow): JsonObject | undefined {
  const run = upstreamRun(workflow)
  return textAt(run, 'conclusion') === 'success' ? undefined : run
}

/** The run whose jobs tell what failed, if GitHub can be asked for it. */
function runOf(workflow: Workflow, token: string): RunAttempt | undefined {
  const { github } = workflow
  const watched = watchedRun(workflow)
  const runId = Number(watched === undefined ? textAt(github, 'run_id') : textAt(watched, 'id'))
  const attempt = Number(textAt(watched ?? github, 'run_attempt')) || 1
  const repository = textAt(github, 'repository')
  if (token === '' || !Number.isSafeInteger(runId) || runId <= 0 || !/^[^/\s]+\/[^/\s]+$/.test(repository))
    return undefined
  return { apiUrl: textAt(github, 'api_url') || 'https://api.github.com', token, repository, runId, attempt }
}

async function lookUp(run: RunAttempt, listJobs: ListJobs, cancelled: AbortSignal): Promise<readonly Job[] | string> {
  const timeout = AbortSignal.timeout(lookUpMs)
  const signal = AbortSignal.any([timeout, cancelled])
  // Whatever the look-up does with its signal, nobody waits for it any longer.
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  try {
    signal.throwIfAborted()
    return await Promise.race([listJobs(run, signal), ended])
  } catch (error) {
    if (cancelled.aborted) return 'The job was cancelled while GitHub was asked which jobs failed.'
    const why = timeout.aborted ? `no answer within ${lookUpMs / 1000} s` : reason(error)
    const remedy = remedies[why] ?? ''
    return (
      `GitHub did not tell which jobs failed (${why}); the page goes out without them. ${remedy}` +
      "github-token: '' switches the look-up off."
    )
  }
}

const needsPermission = 'Give the job "permissions: actions: read". '
const remedies: Readonly<Record<string, string>> = {
  'HTTP status 401': 'Check "github-token". ',
  'HTTP status 403': needsPermission,
  'HTTP status 404': needsPermission
}

// `fetch failed` says less than what lies beneath it.
function innermost(error: Error): Error {
  return error.cause ? innermost(error.cause as Error) : error
}

function reason(error: unknown): string {
  const { status, message, cause } = error as { status?: unknown; message?: unknown; cause?: unknown }
  // Octokit gives errors of the network a status too, but with their cause.
  if (cause instanceof Error) return line(String(innermost(cause).message ?? '')) || 'no connection'
  if (typeof status === 'number' && status >= 400) return `HTTP status ${status}`
  return error instanceof TypeError ? 'the answer is none of GitHub' : line(String(message ?? error))
}
