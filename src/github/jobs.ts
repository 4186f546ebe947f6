import type { Transport } from '../network/transport.ts'
import { at, isObject, type Json, textAt } from '../text/json.ts'
import { connectGitHub } from './api.ts'

/** A job as GitHub's API lists it: the members that tell how it went. */
export interface Job {
  readonly id: number
  readonly name: string
  /** null while the job runs. */
  readonly conclusion: string | null
  readonly html_url: string | null
  readonly started_at: string | null
  readonly completed_at: string | null
  /** `queued`, `in_progress`, `completed` or `waiting`. */
  readonly status?: string | null | undefined
  /** The runner that the job is on or was on. */
  readonly runner_name?: string | null | undefined
  /** undefined where GitHub does not tell; empty before the first one begins. */
  readonly steps?: readonly Step[] | undefined
}

/** A step of a job. Those of a running job that have finished have a conclusion already. */
export interface Step {
  readonly name: string
  readonly conclusion: string | null
}

/** The run whose jobs are asked for. */
export interface RunAttempt {
  readonly apiUrl: string
  readonly token: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
  readonly attempt: number
}

/** Some of a run's jobs, as they come. */
export interface JobPage {
  readonly jobs: readonly Job[]
  /** Whether the run has more jobs than are asked for, and this is the last page nevertheless. */
  readonly isCut: boolean
}

/** Lists the jobs of one attempt of a run page by page; throws when GitHub refuses or the signal aborts. */
export type ListJobs = (run: RunAttempt, signal: AbortSignal) => AsyncIterable<JobPage>

// A run has some hundred jobs at most.
const pagesMaximum = 10
const jobsPerPage = 100

/**
 * The jobs of one attempt of a run, from all pages of GitHub's API. Needs the permission `actions: read`.
 *
 * Source: https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run-attempt
 */
export async function* listJobs(
  { apiUrl, token, repository, runId, attempt }: RunAttempt,
  transport: Transport,
  signal: AbortSignal
): AsyncGenerator<JobPage> {
  const octokit = await connectGitHub({ apiUrl, token }, transport)
  const [owner = '', repo = ''] = repository.split('/')
  // By number, and not by the links of the answer, which could lead the token anywhere.
  for (let page = 1; page <= pagesMaximum; page++) {
    const { data } = await octokit.request(
      'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}/jobs',
      {
        owner,
        repo,
        run_id: runId,
        attempt_number: attempt,
        per_page: jobsPerPage,
        page,
        request: { signal }
      }
    )
    const listed = at(data as unknown as Json, 'jobs')
    if (!Array.isArray(listed)) throw new TypeError('the answer lists no jobs')
    const isLast = listed.length < jobsPerPage
    const total = Number(textAt(data as unknown as Json, 'total_count'))
    const isCut = !isLast && page === pagesMaximum && total > pagesMaximum * jobsPerPage
    yield { jobs: (listed as readonly Json[]).flatMap(readJob), isCut }
    if (isLast) break
  }
}

// Whatever answers at the API's address: a page must not fail on it.
function readJob(value: Json): Job[] {
  if (!isObject(value)) return []
  const steps = at(value, 'steps')
  return [
    {
      id: Number(textAt(value, 'id')),
      name: textAt(value, 'name'),
      conclusion: textAt(value, 'conclusion') || null,
      html_url: textAt(value, 'html_url') || null,
      started_at: textAt(value, 'started_at') || null,
      completed_at: textAt(value, 'completed_at') || null,
      status: textAt(value, 'status') || null,
      runner_name: textAt(value, 'runner_name') || null,
      steps: Array.isArray(steps)
        ? (steps as readonly Json[]).map(step => ({
            name: textAt(step, 'name'),
            conclusion: textAt(step, 'conclusion') || null
          }))
        : undefined
    }
  ]
}
