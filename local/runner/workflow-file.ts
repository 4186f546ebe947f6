import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { parse } from 'yaml'
import type { GitHubApiOptions } from '../github/github-api.ts'
import { type DefaultContexts, evaluateDefault } from './expressions.ts'
import { composeIdentity } from './variables.ts'

/** How the action is named in the documents and examples. */
export const self = 'OWNER/start-engagement@v1'

/** Whether a step pages: whoever publishes the action, its repository is called start-engagement. */
export function isPage({ uses }: Step): boolean {
  return /^[\w-]+\/start-engagement@v1$/.test(uses ?? '')
}

/** A step of a workflow file. */
export interface Step {
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, string | number | boolean>>
}

/** A job of a workflow file. */
export interface Job {
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly steps: readonly Step[]
}

/** A workflow file, as far as it says who is paged and when. */
export interface WorkflowFile {
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

/** How a job stands, or has ended. */
export type Status = 'success' | 'failure' | 'cancelled'

/** What GitHub knows at the moment at which a page is due. */
export interface Situation {
  readonly github?: Record<string, string>
  readonly event: unknown
  /** How the jobs of this run ended that others may need. */
  readonly needs?: Record<string, { result: Status | 'skipped'; outputs: Record<string, string> }>
  /** How the job that pages stands itself. */
  readonly status?: Status
  /** Whether someone cancelled the run. */
  readonly runCancelled?: boolean
  readonly checkRunId?: number
  readonly matrix?: Record<string, unknown>
  readonly strategy?: Record<string, unknown>
  readonly inputs?: Record<string, unknown>
  readonly steps?: Record<string, { outputs: Record<string, string> }>
  /** The run's jobs as GitHub's API lists them. */
  readonly jobs?: GitHubApiOptions['jobs']
}

/** A step that pages, as the runner starts it. */
export interface DueStep {
  readonly with: Record<string, string>
  /** The region of the role that an earlier step of the job has assumed; undefined if none has, or none was allowed to. */
  readonly credentialsRegion: string | undefined
  /** Whether the job's token may list the jobs of the run. */
  readonly mayListJobs: boolean
}

/** The contexts that expressions of a workflow file read. */
export type Contexts = DefaultContexts & {
  needs: Record<string, unknown>
  inputs: Record<string, unknown>
  steps: Record<string, unknown>
}

/** Reads a workflow file. */
export function parseWorkflowFile(text: string): WorkflowFile {
  return parse(text) as WorkflowFile
}

/** The contexts of a job in a situation. */
export function composeContexts(situation: Situation, needs: Contexts['needs'] = {}): Contexts {
  return {
    github: { ...composeIdentity(situation.github), event: situation.event, token: 'ghs_onLoopback' },
    job: { status: situation.status ?? 'success', check_run_id: situation.checkRunId ?? 48213377599 },
    matrix: situation.matrix ?? null,
    strategy: situation.strategy ?? { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 },
    runner: { os: 'Linux', arch: 'X64', name: 'GitHub Actions 1', environment: 'github-hosted' },
    needs,
    inputs: situation.inputs ?? {},
    steps: situation.steps ?? {}
  }
}

/** The steps that page in this situation, in their order, each with the inputs it is given. */
export function findDueSteps(workflow: WorkflowFile, situation: Situation): DueStep[] {
  return Object.values(workflow.jobs)
    .filter(job => job.steps.some(isPage))
    .flatMap(job => dueStepsOf(job, situation))
}

function dueStepsOf(job: Job, situation: Situation): DueStep[] {
  const needs = Object.fromEntries(
    [job.needs ?? []].flat().map(name => {
      const need = situation.needs?.[name]
      if (need === undefined) throw new Error(`The situation does not tell how the job "${name}" ended.`)
      return [name, need]
    })
  )
  const contexts = composeContexts(situation, needs)
  const results = Object.values(needs).map(({ result }) => result)
  if (!isDue(job.if, checksOfJob(results, situation), contexts)) return []
  const evaluated = (step: Step) =>
    Object.fromEntries(
      Object.entries(step.with ?? {}).map(([name, value]) => [name, evaluateDefault(String(value), contexts)])
    )
  const status = situation.status ?? 'success'
  return job.steps.flatMap((step, index) => {
    if (!isPage(step) || !isDue(step.if, checksOfStep(status), contexts)) return []
    // Which of the earlier steps failed, if one did, is not told: those before it ran too.
    const earlier = job.steps
      .slice(0, index)
      .filter(({ if: condition }) =>
        (['success', status] as const).some(status => isDue(condition, checksOfStep(status), contexts))
      )
    const assumed = earlier.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'))
    const mayAssume = job.permissions?.['id-token'] === 'write'
    return {
      with: evaluated(step),
      credentialsRegion: assumed && mayAssume ? evaluated(assumed)['aws-region'] : undefined,
      mayListJobs: job.permissions?.actions === 'read'
    }
  })
}

/**
 * What the status checks say.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
interface Checks {
  readonly success: boolean
  readonly failure: boolean
  readonly cancelled: boolean
}

/** In a condition of a step: how the steps before it went. */
function checksOfStep(status: Status): Checks {
  return { success: status === 'success', failure: status === 'failure', cancelled: status === 'cancelled' }
}

/** In a condition of a job: how the jobs that it needs went. One that was cancelled does not make the run a cancelled one. */
function checksOfJob(results: readonly string[], { runCancelled = false }: Situation): Checks {
  const [success, failure] = [results.every(result => result === 'success'), results.includes('failure')]
  return { success: success && !runCancelled, failure: failure && !runCancelled, cancelled: runCancelled }
}

/** Whether GitHub runs a job or step: its condition, with `success()` in front unless it asks for a status itself. */
function isDue(condition: string | undefined, checks: Checks, contexts: Contexts): boolean {
  const written = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}\s*$/s, '$1')
  const asks = /\b(?:success|failure|cancelled|always)\(\)/.test(written)
  const functions = new Map(
    Object.entries({ ...checks, always: true }).map(([name, value]) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) }
    ])
  )
  const dictionary = new data.Dictionary()
  for (const [name, value] of Object.entries(contexts)) {
    dictionary.add(name, JSON.parse(JSON.stringify(value), data.reviver))
  }
  const { tokens } = new Lexer(asks ? written : `success() && (${written})`).lex()
  const tree = new Parser(tokens, Object.keys(contexts), [...functions.values()]).parse()
  const result = new Evaluator(tree, dictionary, functions).evaluate().coerceString()
  return !['false', '', '0'].includes(result)
}
