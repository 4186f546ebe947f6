import { parse } from 'yaml'
import type { GitHubApiOptions } from '../github/github-api.ts'
import { isDue } from './conditions.ts'
import { type Contexts, composeContexts } from './contexts.ts'
import { evaluateText } from './expressions.ts'
import { checksOfJob, checksOfStep, findAncestors, type Status } from './job-status.ts'
import { composeIdentity } from './variables.ts'

/**
 * The action of this repository that a step uses, by its folder, empty for the root; undefined if it uses none. Whoever publishes
 * them, their repository is called start-engagement.
 */
export function actionOf({ uses }: Step): string | undefined {
  const [isOurs, folder = ''] = /^[\w-]+\/start-engagement(?:\/([a-z]+))?@v1$/.exec(uses ?? '') ?? []
  return isOurs === undefined ? undefined : folder
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
  readonly environment?: string
  readonly 'timeout-minutes'?: number
  /** A workflow that the job calls in place of steps of its own, with inputs. */
  readonly uses?: string
  readonly with?: Step['with']
  readonly steps?: readonly Step[]
}

/** A workflow file, as far as it says who is paged and when. */
export interface WorkflowFile {
  readonly permissions?: unknown
  readonly on?: {
    readonly workflow_call?: { readonly inputs?: Readonly<Record<string, { readonly default?: string | boolean }>> }
  }
  readonly jobs: Readonly<Record<string, Job>>
}

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
  /** The attempts of the workflow's runs as GitHub's API tells of them. */
  readonly runs?: GitHubApiOptions['runs']
}

/** A step that uses an action of this repository, as the runner starts it. */
export interface DueStep {
  /** The folder of the action, empty for the root. */
  readonly action: string
  readonly with: Record<string, string>
  /** What an earlier step of the job that assumes a role was given; undefined where there is none. */
  readonly earlierRole: { readonly roleArn: string; readonly region: string } | undefined
  /** Whether the job may ask for ID tokens. */
  readonly mayRequestIdToken: boolean
  /** The job's `environment:`. */
  readonly environment: string | undefined
  /** Whether the job's token may list the jobs of the run. */
  readonly mayListJobs: boolean
}

/** Reads a workflow file. */
export function parseWorkflowFile(text: string): WorkflowFile {
  return parse(text) as WorkflowFile
}

/** The contexts of a job in a situation. */
export function contextsOf(situation: Situation, needs: Contexts['needs'] = {}): Contexts {
  const { github, event, status = 'success', checkRunId = 48213377599, ...given } = situation
  return composeContexts({
    ...given,
    github: { ...composeIdentity(github), event, token: 'ghs_onLoopback' },
    job: { status, check_run_id: checkRunId },
    needs
  })
}

/**
 * The steps that use an action of this repository in this situation, in their order, each with the inputs it is given.
 *
 * @param called the workflows that jobs may call, by what stands in `uses`
 */
export function findDueSteps(
  workflow: WorkflowFile,
  situation: Situation,
  called: Readonly<Record<string, WorkflowFile>> = {}
): DueStep[] {
  return Object.entries(workflow.jobs)
    .filter(([, job]) => called[job.uses ?? ''] || job.steps?.some(step => actionOf(step) !== undefined))
    .flatMap(([name, job]) => {
      if (!isJobDue(workflow, name, situation)) return []
      const target = called[job.uses ?? '']
      return target === undefined ? dueStepsOf(job, situation) : dueStepsOfCall(job, target, situation)
    })
}

/**
 * A called workflow has inputs of its own, and the permissions of the job that calls it unless it asks for less.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations
 */
function dueStepsOfCall(caller: Job, called: WorkflowFile, situation: Situation): DueStep[] {
  const defaults = Object.entries(called.on?.workflow_call?.inputs ?? {}).map(([name, input]) => [
    name,
    input.default ?? ''
  ])
  const inputs = { ...Object.fromEntries(defaults), ...evaluate(caller.with, contextsOfJob(caller, situation)) }
  const { permissions } = caller
  const jobs = Object.fromEntries(
    Object.entries(called.jobs).map(([name, job]) => [name, { ...job, ...(permissions && { permissions }) }])
  )
  return findDueSteps({ ...called, jobs }, { ...situation, inputs })
}

function isJobDue({ jobs }: WorkflowFile, name: string, situation: Situation): boolean {
  const ancestors = findAncestors(jobs, name).map(ancestor => resultOf(ancestor, situation).result)
  const job = jobs[name]
  return isDue(job?.if, checksOfJob(ancestors, situation.runCancelled ?? false), contextsOfJob(job, situation))
}

function dueStepsOf(job: Job, situation: Situation): DueStep[] {
  const contexts = contextsOfJob(job, situation)
  const evaluated = (step: Step) => evaluate(step.with, contexts)
  const { steps = [] } = job
  const status = situation.status ?? 'success'
  return steps.flatMap((step, index) => {
    const action = actionOf(step)
    if (action === undefined || !isDue(step.if, checksOfStep(status), contexts)) return []
    // Which of the earlier steps failed, if one did, is not told: those before it ran too.
    const earlier = steps
      .slice(0, index)
      .filter(({ if: condition }) =>
        (['success', status] as const).some(status => isDue(condition, checksOfStep(status), contexts))
      )
    const assumed = earlier.find(({ uses }) => uses?.startsWith('aws-actions/configure-aws-credentials@'))
    const { 'role-to-assume': roleArn = '', 'aws-region': region = '' } = assumed ? evaluated(assumed) : {}
    return {
      action,
      with: evaluated(step),
      earlierRole: assumed && { roleArn, region },
      mayRequestIdToken: job.permissions?.['id-token'] === 'write',
      environment: job.environment,
      mayListJobs: job.permissions?.actions === 'read'
    }
  })
}

/** What is given under `with:`, its expressions filled in. */
function evaluate(given: Step['with'] = {}, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, evaluateText(String(value), { contexts })])
  )
}

/** Only the jobs that a job needs itself are in its `needs` context. */
function contextsOfJob(job: Job | undefined, situation: Situation): Contexts {
  const needs = [job?.needs ?? []].flat().map(name => [name, resultOf(name, situation)])
  return contextsOf(situation, Object.fromEntries(needs))
}

function resultOf(job: string, { needs }: Situation) {
  const result = needs?.[job]
  if (result === undefined) throw new Error(`The situation does not tell how the job "${job}" ended.`)
  return result
}
