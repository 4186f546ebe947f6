import { fileURLToPath } from 'node:url'
import type { Engagement } from '../aws/engagements.ts'
import type { Fault } from '../aws/faults.ts'
import { documentedErrors } from '../aws/faults.ts'
import { type IncidentManagerOptions, startIncidentManager } from '../aws/incident-manager.ts'
import { sampleEnvironment } from '../aws/signature.ts'
import { type GitHubApiOptions, startGitHubApi, type WorkflowRun } from '../github/github-api.ts'
import { type ActionOptions, runAction } from '../runner/runner.ts'
import type { Check, CheckWorld, Trouble } from './worlds.ts'

/** How a world is played. */
export interface SimulationOptions {
  /** The inputs of the watch, besides contact and endpoint. */
  with: Record<string, string>
  /** Which checks run their watch, by their indexes; what the others would do is left out. Default: all. */
  isPlayed?: (index: number) => boolean
  /** Told of each watch that ran, as it ends. */
  onWatched?: (watched: Watched) => void
  /** Runs a step. Default: dist/watch.js, in a process whose calendar is that of the world. */
  runStep?: RunStep
}

/** Runs the step of a watch at a time of the world. */
export type RunStep = (options: ActionOptions, nowMs: number) => Promise<StepRun>

/** What a step of a watch came to. */
export interface StepRun {
  exitCode: number | null
  outputs: Record<string, string>
  summary: string
  stdout: string
}

/** A watch that ran, and what came of it. */
export interface Watched extends StepRun {
  check: Check
  index: number
  /** The run's number, from 1. */
  number: number
  attempt: number
  /** When the watch ran, in milliseconds since 1970. */
  atMs: number
  /** What it started. */
  started: readonly Engagement[]
  /** What it stopped. */
  stopped: readonly Engagement[]
  /** What goes on after it. */
  open: readonly Engagement[]
  /** The requests to GitHub and to AWS. */
  requests: { gitHub: number; aws: number }
}

/** A world that was played. */
export interface Simulation {
  watched: readonly Watched[]
  engagements: readonly Engagement[]
}

/** When a world begins. */
export const beginsMs = Date.UTC(2026, 10, 27, 0, 0)
export const oncall = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'

const minuteMs = 60_000
const workflowId = 5
const entry = fileURLToPath(new URL('at-simulated-time.mjs', import.meta.url))

/** Attempts of runs as they are in truth: when each began and ended, and how. */
interface Attempt {
  check: Check
  index: number
  number: number
  attempt: number
  fromMs: number
  /** When the watch runs, or the run is cancelled. */
  watchMs: number
}

/**
 * Plays a world: each check's watch runs at its time, one after the other, against GitHub's API and Incident Manager on
 * loopback, which show what had happened by then.
 */
export async function simulate(world: CheckWorld, options: SimulationOptions): Promise<Simulation> {
  const { runStep = runOnDist, isPlayed = () => true } = options
  const attempts = composeAttempts(world)
  const runs: WorkflowRun[] = []
  const gitHubOptions: GitHubApiOptions = { jobs: [], runs }
  let awsFault: (operation: string) => Fault | undefined = () => undefined
  const awsOptions: IncidentManagerOptions = { faults: (_, operation) => awsFault(operation), clockOffsetMs: 0 }
  const [gitHub, aws] = [await startGitHubApi(gitHubOptions), await startIncidentManager(awsOptions)]
  const watched: Watched[] = []
  try {
    const due = attempts
      .filter(({ check, index }) => check.ends !== 'evicted' && check.ends !== 'cancelled' && isPlayed(index))
      .toSorted((a, b) => a.watchMs - b.watchMs)
    for (const attempt of due) {
      const { check, index, number } = attempt
      runs.splice(0, runs.length, ...shownRuns(attempts, attempt))
      Object.assign(gitHubOptions, gitHubTrouble(check.trouble, number))
      awsFault = awsTrouble(check.trouble)
      if (runStep === runOnDist) awsOptions.clockOffsetMs = attempt.watchMs - Date.now()
      const before = { gitHub: gitHub.requests.length, aws: aws.exchanges.length }
      const [known, open] = [aws.engagements.length, aws.engagements.filter(isOpen)]
      const step = composeStep(attempt, gitHub.url, aws.url, options)
      const run = await runStep(step, attempt.watchMs)
      const one: Watched = {
        ...run,
        check,
        index,
        number,
        attempt: attempt.attempt,
        atMs: attempt.watchMs,
        started: aws.engagements.slice(known),
        stopped: open.filter(engagement => !isOpen(engagement)),
        open: aws.engagements.filter(isOpen),
        requests: { gitHub: gitHub.requests.length - before.gitHub, aws: aws.exchanges.length - before.aws }
      }
      watched.push(one)
      options.onWatched?.(one)
    }
    return { watched, engagements: aws.engagements }
  } finally {
    await Promise.all([gitHub.close(), aws.close()])
  }
}

/** How many pages `if: failure()` sends with the root action: one for each failed run. */
export function countNaivePages(world: CheckWorld): number {
  return world.filter(({ ends }) => ends === 'failure').length
}

function isOpen({ stoppedAt }: Engagement): boolean {
  return stoppedAt === undefined
}

function composeAttempts(world: CheckWorld): Attempt[] {
  let runs = 0
  const attempts: Attempt[] = []
  for (const [index, check] of world.entries()) {
    const number = check.rerunOf ?? ++runs
    const attempt = attempts.filter(one => one.number === number).length + 1
    const fromMs = beginsMs + check.at * minuteMs
    attempts.push({ check, index, number, attempt, fromMs, watchMs: fromMs + (check.takes ?? 1) * minuteMs })
  }
  return attempts
}

/** What GitHub tells while a watch runs: every attempt that had begun by then. */
function shownRuns(attempts: readonly Attempt[], watching: Attempt): WorkflowRun[] {
  const begun = attempts.filter(({ fromMs }) => fromMs <= watching.watchMs)
  return begun.map(one => {
    const isOver = one !== watching && one.watchMs < watching.watchMs
    const first = attempts.find(({ number }) => number === one.number) ?? one
    return {
      id: runIdOf(one.number),
      run_number: one.number,
      run_attempt: one.attempt,
      workflow_id: workflowId,
      event: first.check.event ?? 'schedule',
      head_branch: first.check.branch ?? 'main',
      head_repository: { id: 186853002, full_name: 'acme/shop' },
      status: isOver ? 'completed' : 'in_progress',
      conclusion: isOver ? conclusions[one.check.ends] : null,
      created_at: new Date(first.fromMs).toISOString(),
      run_started_at: new Date(one.fromMs).toISOString(),
      html_url: `https://github.com/acme/shop/actions/runs/${runIdOf(one.number)}`
    }
  })
}

// A job that hangs is cancelled by its timeout, and its run with it; of one that is skipped, the watch alone ran, and succeeded.
const conclusions: Readonly<Record<Check['ends'], string>> = {
  success: 'success',
  failure: 'failure',
  hang: 'cancelled',
  skipped: 'success',
  cancelled: 'cancelled',
  evicted: 'cancelled'
}

function runIdOf(number: number): number {
  return 1_658_800_000 + number
}

const needsResults: Readonly<Record<Check['ends'], string>> = {
  success: 'success',
  failure: 'failure',
  hang: 'cancelled',
  skipped: 'skipped',
  cancelled: 'cancelled',
  evicted: 'cancelled'
}

function composeStep(
  { check, number, attempt }: Attempt,
  apiUrl: string,
  endpointUrl: string,
  options: SimulationOptions
): ActionOptions {
  const branch = check.branch ?? 'main'
  return {
    action: 'watch',
    with: {
      'contact-id': oncall,
      'endpoint-url': endpointUrl,
      needs: JSON.stringify({ check: { result: needsResults[check.ends], outputs: {} } }),
      ...options.with
    },
    event: { schedule: '*/5 * * * *' },
    github: {
      api_url: apiUrl,
      event_name: check.event ?? 'schedule',
      job: 'watch',
      ref: `refs/heads/${branch}`,
      run_id: String(runIdOf(number)),
      run_number: String(number),
      run_attempt: String(attempt),
      workflow: 'Health check',
      workflow_ref: `acme/shop/.github/workflows/health-check.yml@refs/heads/${branch}`
    },
    contexts: { github: { token: 'ghs_simulated' }, job: { status: 'success' } },
    env: { ...sampleEnvironment }
  }
}

const runOnDist: RunStep = async (options, nowMs) => {
  const env = { ...options.env, SIMULATED_AHEAD_MS: String(nowMs - Date.now()) }
  return runAction({ ...options, env, entry })
}

function gitHubTrouble(trouble: Trouble | undefined, number: number): Partial<GitHubApiOptions> {
  return {
    fault:
      trouble === 'GitHub is down'
        ? { kind: 'status', statusCode: 503 }
        : trouble === 'GitHub refuses'
          ? { kind: 'status', statusCode: 403 }
          : undefined,
    staleRuns: { ids: trouble === 'list is out of date' ? [runIdOf(number)] : [], lists: 1 }
  }
}

function awsTrouble(trouble: Trouble | undefined): (operation: string) => Fault | undefined {
  switch (trouble) {
    case 'AWS is down':
      return () => ({ kind: 'answer', statusCode: 503, body: 'down' })
    case 'AWS does not list':
      return operation => (operation === 'ListEngagements' ? documentedErrors.AccessDeniedException : undefined)
    case 'AWS stops nothing':
      return operation => (operation === 'StopEngagement' ? documentedErrors.AccessDeniedException : undefined)
    default:
      return () => undefined
  }
}
