import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { listenOnLoopback } from '../loopback.ts'

/** A step of a job as GitHub's API lists it. */
export interface JobStep {
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  number: number
  started_at: string | null
  completed_at: string | null
}

/** A job of a run as GitHub's API lists it, without the members nobody here reads. */
export interface Job {
  /** The check run's ID too, which `job.check_run_id` holds. */
  id: number
  run_id: number
  run_attempt: number
  name: string
  workflow_name: string
  status: 'queued' | 'in_progress' | 'completed' | 'waiting'
  /** null as long as the job runs. */
  conclusion: string | null
  html_url: string
  head_sha: string
  head_branch: string
  created_at: string
  started_at: string
  completed_at: string | null
  labels: string[]
  /** null before a runner takes it. */
  runner_name?: string | null
  steps: JobStep[]
}

/** An attempt of a run of a workflow as GitHub's API lists it, without the members nobody here reads. */
export interface WorkflowRun {
  id: number
  run_number: number
  run_attempt: number
  workflow_id: number
  event: string
  head_branch: string | null
  /** null for a deleted fork. */
  head_repository: { id: number; full_name: string } | null
  status: string
  /** null as long as the attempt runs. */
  conclusion: string | null
  created_at: string
  run_started_at: string
  html_url: string
}

/** How GitHub's API on loopback is set up. */
export interface GitHubApiOptions {
  jobs: readonly Job[]
  /** Every attempt of every run of every workflow. Lists show the last attempt of each, the latest run first. */
  runs?: readonly WorkflowRun[]
  /** IDs of runs that lists do not show yet, as often as this number of lists is asked for. Default: none. */
  staleRuns?: { ids: readonly number[]; lists: number }
  /** Milliseconds before each answer. */
  latencyMs?: number
  /**
   * Answers this status to everything, or from some page of a list or some request on; or nothing at all; or 200 with this
   * in place of the jobs.
   */
  fault?:
    | { kind: 'status'; statusCode: number; fromPage?: number; fromRequest?: number }
    | { kind: 'hang' }
    | { kind: 'body'; body: unknown }
    | undefined
}

/** A running GitHub API. */
export interface GitHubApi {
  /** What GITHUB_API_URL is set to. */
  url: string
  port: number
  /** Every request in the order of arrival; header names in lower case. */
  requests: readonly { method: string; path: string; headers: Record<string, string | string[] | undefined> }[]
  close(): Promise<void>
}

const messages: Record<number, string> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  500: 'Server Error'
}

/**
 * Starts the part of GitHub's REST API that lists the jobs of a run, or of an attempt of it, and the runs of a workflow, page by
 * page.
 *
 * Source: https://docs.github.com/en/rest/actions/workflow-jobs and https://docs.github.com/en/rest/actions/workflow-runs
 */
export async function startGitHubApi(options: GitHubApiOptions): Promise<GitHubApi> {
  const { jobs, latencyMs = 0 } = options
  // A simulation changes runs, and what is wrong, as time goes by.
  let [lists, stale] = [0, options.staleRuns]
  const shownRuns = (path: string) => {
    const { runs = [], staleRuns } = options
    if (staleRuns !== stale) [lists, stale] = [0, staleRuns]
    if (!runsRoute.test(path) || lists++ >= (stale?.lists ?? 0)) return runs
    return runs.filter(({ id }) => !stale?.ids.includes(id))
  }
  const requests: { method: string; path: string; headers: IncomingMessage['headers'] }[] = []
  const server = createServer(async (incoming, response) => {
    const { method = '', url: path = '', headers } = incoming
    requests.push({ method, path, headers })
    incoming.resume()
    const { fault } = options
    if (fault?.kind === 'hang') return
    if (latencyMs > 0) await sleep(latencyMs)
    const address = new URL(path, `http://${headers.host}`)
    const { fromPage = 1, fromRequest = 1 } = fault?.kind === 'status' ? fault : {}
    const isDue = Number(address.searchParams.get('page') ?? 1) >= fromPage && requests.length >= fromRequest
    if (fault?.kind === 'body') send(response, 200, fault.body)
    else if (fault && isDue) refuse(response, fault.statusCode)
    else answer(response, method, address, jobs, shownRuns(address.pathname))
  })
  const { port, close } = await listenOnLoopback(server)
  return { url: `http://127.0.0.1:${port}`, port, requests, close }
}

function answer(
  response: ServerResponse,
  method: string,
  url: URL,
  jobs: readonly Job[],
  runs: readonly WorkflowRun[]
): void {
  const path = method === 'GET' ? url.pathname : ''
  const [foundJobs, foundRun, foundRuns] = [findJobs(path, jobs), findRun(path, runs), findRuns(path, runs)]
  if (foundRun) send(response, 200, foundRun)
  else if (foundJobs) sendList(response, url, 'jobs', foundJobs)
  else if (foundRuns) sendList(response, url, 'workflow_runs', foundRuns)
  else refuse(response, 404)
}

function sendList(response: ServerResponse, url: URL, name: string, found: readonly unknown[]): void {
  const perPage = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100)
  const page = Number(url.searchParams.get('page') ?? 1)
  const link = composeLink(url, page, Math.max(1, Math.ceil(found.length / perPage)))
  if (link) response.setHeader('link', link)
  send(response, 200, { total_count: found.length, [name]: found.slice((page - 1) * perPage, page * perPage) })
}

// GitHub Enterprise Server has its API below /api/v3.
const actions = String.raw`^(?:\/api\/v3)?\/repos\/[^/]+\/[^/]+\/actions`
const jobsRoute = new RegExp(String.raw`${actions}\/runs\/(\d+)(?:\/attempts\/(\d+))?\/jobs$`)
const runRoute = new RegExp(String.raw`${actions}\/runs\/(\d+)(?:\/attempts\/(\d+))?$`)
const runsRoute = new RegExp(String.raw`${actions}\/workflows\/(\d+)\/runs$`)

/** The jobs a path asks for; undefined for another path and for a run that no job belongs to. */
function findJobs(path: string, jobs: readonly Job[]): Job[] | undefined {
  const route = jobsRoute.exec(path)
  if (!route) return undefined
  const [, runId, attempt] = route
  const ofRun = jobs.filter(job => job.run_id === Number(runId))
  if (ofRun.length === 0 && jobs.length > 0) return undefined
  return ofRun.filter(job => attempt === undefined || job.run_attempt === Number(attempt))
}

/** The run, or the attempt of it, that a path asks for: https://docs.github.com/en/rest/actions/workflow-runs */
function findRun(path: string, runs: readonly WorkflowRun[]): WorkflowRun | undefined {
  const [, id, attempt] = runRoute.exec(path) ?? []
  const ofRun = lastAttemptFirst(runs).filter(run => run.id === Number(id))
  return ofRun.find(run => attempt === undefined || run.run_attempt === Number(attempt))
}

/** The last attempt of each run of the workflow that a path asks for; undefined for another path. */
function findRuns(path: string, runs: readonly WorkflowRun[]): WorkflowRun[] | undefined {
  const route = runsRoute.exec(path)
  if (!route) return undefined
  const shown = new Map<number, WorkflowRun>()
  for (const run of lastAttemptFirst(runs)) {
    if (run.workflow_id === Number(route[1]) && !shown.has(run.id)) shown.set(run.id, run)
  }
  return [...shown.values()]
}

function lastAttemptFirst(runs: readonly WorkflowRun[]): WorkflowRun[] {
  return runs.toSorted((a, b) => b.run_number - a.run_number || b.run_attempt - a.run_attempt)
}

function composeLink(url: URL, page: number, lastPage: number): string {
  const targets: [relation: string, page: number][] = []
  if (page > 1) targets.push(['prev', page - 1], ['first', 1])
  if (page < lastPage) targets.push(['next', page + 1], ['last', lastPage])
  const links = targets.map(([relation, target]) => {
    const link = new URL(url)
    link.searchParams.set('page', String(target))
    return `<${link}>; rel="${relation}"`
  })
  return links.join(', ')
}

function refuse(response: ServerResponse, statusCode: number): void {
  send(response, statusCode, {
    message: messages[statusCode] ?? 'Error',
    documentation_url: 'https://docs.github.com/rest/actions/workflow-jobs',
    status: String(statusCode)
  })
}

function send(response: ServerResponse, statusCode: number, body: unknown): void {
  response.writeHead(statusCode, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
