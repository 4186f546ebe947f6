import type { Transport } from '../network/transport.ts'
import { at, isObject, type Json, textAt } from '../text/json.ts'
import type { Run, RunAttempt } from '../watch/history.ts'
import { type ApiAccess, connectGitHub } from './api.ts'

/** A run by its number, of a repository by its name. */
export interface RunAccess extends ApiAccess {
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

/** Some runs of a workflow. */
export interface RunPage {
  readonly runs: readonly Run[]
  /** Whether the list has no more runs after these. */
  readonly isLast: boolean
}

/** What is asked of GitHub about the runs of a workflow. Everything throws where GitHub refuses or its answer cannot be read. */
export interface RunsApi {
  /** This very run, and the number of its workflow. Read from GitHub's database, so that it is never out of date. */
  own(signal: AbortSignal): Promise<{ readonly run: Run; readonly workflowId: number }>
  /** A hundred runs of the workflow, from page 1 on, without any filter: filtered lists come from an index that lags by weeks. */
  page(workflowId: number, page: number, signal: AbortSignal): Promise<RunPage>
  /** One attempt of a run. */
  attempt(runId: number, attempt: number, signal: AbortSignal): Promise<RunAttempt>
}

const runsPerPage = 100
// A newer version with other answers exists: https://docs.github.com/en/rest/about-the-rest-api/api-versions
const headers = { 'x-github-api-version': '2022-11-28' }

/**
 * The runs of a workflow from GitHub's API. Needs the permission `actions: read`.
 *
 * Source: https://docs.github.com/en/rest/actions/workflow-runs
 */
export function createRunsApi({ repository, runId, ...access }: RunAccess, transport: Transport): RunsApi {
  const [owner = '', repo = ''] = repository.split('/')
  let connecting: ReturnType<typeof connectGitHub> | undefined
  const ask = async (path: string, parameters: Record<string, number>, signal: AbortSignal): Promise<Json> => {
    connecting ??= connectGitHub(access, transport, true)
    const octokit = await connecting
    const { data } = await octokit.request(`GET /repos/{owner}/{repo}/actions${path}`, {
      owner,
      repo,
      ...parameters,
      headers,
      request: { signal }
    })
    return parse(data as unknown as string)
  }
  return {
    async own(signal) {
      const body = await ask('/runs/{run_id}', { run_id: runId }, signal)
      const [run, workflowId] = [readRun(body), numberAt(body, 'workflow_id')]
      if (run.id !== runId) throw new TypeError('the answer is about another run')
      return { run, workflowId }
    },
    async page(workflowId, page, signal) {
      const path = '/workflows/{workflow_id}/runs'
      const body = await ask(path, { workflow_id: workflowId, per_page: runsPerPage, page }, signal)
      const listed = at(body, 'workflow_runs')
      if (!Array.isArray(listed)) throw new TypeError('the answer lists no runs')
      return { runs: (listed as readonly Json[]).map(readRun), isLast: isLastPage(listed.length, page, body) }
    },
    async attempt(id, attempt, signal) {
      const path = '/runs/{run_id}/attempts/{attempt_number}'
      const run = readRun(await ask(path, { run_id: id, attempt_number: attempt }, signal))
      if (run.id !== id || run.attempt !== attempt) throw new TypeError('the answer is about another attempt')
      return run
    }
  }
}

// A page may lack some of the runs that GitHub counts; only without a count does a short one end the list.
function isLastPage(runs: number, page: number, body: Json): boolean {
  const total = textAt(body, 'total_count')
  if (runs === 0 || !/^[0-9]{1,15}$/.test(total)) return runs < runsPerPage
  return Number(total) <= page * runsPerPage && runs <= Number(total)
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    // The parser's words quote the answer.
    throw new TypeError('the answer is not JSON')
  }
}

// A run that cannot be read is a doubt, and must not look like a run that is not there.
function readRun(value: Json): Run {
  if (!isObject(value)) throw new TypeError('the answer is not a run')
  return {
    id: numberAt(value, 'id'),
    number: numberAt(value, 'run_number'),
    attempt: numberAt(value, 'run_attempt'),
    status: textAt(value, 'status') || 'unknown',
    conclusion: textAt(value, 'conclusion'),
    event: textAt(value, 'event'),
    branch: textAt(value, 'head_branch'),
    headRepositoryId: textAt(value, 'head_repository', 'id'),
    createdMs: timeAt(value, 'created_at'),
    startedMs: timeAt(value, 'run_started_at'),
    earlier: []
  }
}

function numberAt(value: Json, name: string): number {
  const text = textAt(value, name)
  if (!/^[1-9][0-9]{0,15}$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new TypeError(`the answer has no ${name}`)
  return Number(text)
}

function timeAt(value: Json, name: string): number | undefined {
  const time = Date.parse(textAt(value, name))
  return Number.isNaN(time) ? undefined : time
}
