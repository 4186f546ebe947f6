import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { composeJob } from '../../local/demo/scenarios.ts'
import { dispatchPayload, octocat, pushPayload, repository, schedulePayload } from '../../local/github/payloads.ts'
import { composeIdentity, composeVariables, nameStepFolder } from '../../local/runner/variables.ts'
import { readFailures } from '../../src/github/failures.ts'
import type { Job } from '../../src/github/jobs.ts'
import { readWorkflow, type Workflow } from '../../src/github/workflow.ts'
import { composePage, type Page } from '../../src/page/page.ts'
import { createRenderer, type Render } from '../../src/page/template.ts'
import { listing } from './samples.ts'

interface Situation {
  readonly github?: Record<string, string>
  readonly event: unknown
  /** How the job that pages stands. */
  readonly status: 'success' | 'failure'
  readonly checkRunId: number
  readonly matrix?: Record<string, string>
  readonly strategy?: Record<string, unknown>
  /** What the input `needs` is given. */
  readonly needs?: Record<string, { result: string; outputs: Record<string, string> }>
  /** The run's jobs as GitHub's API lists them; none: there is no look-up. */
  readonly jobs?: readonly Job[]
}

const commit = { ...pushPayload.head_commit, message: 'Cache the price list' }
const push = { ...pushPayload, head_commit: commit, commits: [commit] }
const pageJob = (workflow: string) => composeJob(48213377599, 'page', workflow, ['Assume role', 'Page'], null)
const ofPageJob = { status: 'success', checkRunId: 48213377599 } as const
const branch = (ref: string) => ({ ref, sha: pushPayload.after, repo: repository })
const watchedRun = 1658820000

/** Under the names that the documents give them: what had happened when a sample's page went out. */
export const situations: Readonly<Record<string, Situation>> = {
  'a failed deploy': {
    ...ofPageJob,
    github: { job: 'page' },
    event: push,
    jobs: [
      composeJob(48213377501, 'build', 'Deploy', ['Check out', 'Build'], 'success'),
      composeJob(48213377503, 'deploy', 'Deploy', ['Assume role', 'Roll out', 'Smoke test'], 'failure'),
      pageJob('Deploy')
    ]
  },
  'a failed matrix leg': {
    github: { job: 'deploy' },
    event: push,
    status: 'failure',
    checkRunId: 48213377503,
    matrix: { region: 'eu-west-1' },
    strategy: { 'fail-fast': false, 'job-index': 1, 'job-total': 2, 'max-parallel': 2 },
    jobs: [
      composeJob(48213377502, 'deploy (us-east-1)', 'Deploy', ['Roll out', 'Smoke test'], 'success'),
      composeJob(48213377503, 'deploy (eu-west-1)', 'Deploy', ['Roll out', 'Smoke test', 'Page'], null, 2)
    ]
  },
  'a failed release': {
    ...ofPageJob,
    github: { job: 'page', ref: 'refs/tags/v2.0.0', workflow: 'Release' },
    event: { ...push, ref: 'refs/tags/v2.0.0' },
    jobs: [composeJob(48213377503, 'publish', 'Release', ['Build', 'Upload'], 'failure'), pageJob('Release')]
  },
  'failed needs': {
    ...ofPageJob,
    github: { job: 'page' },
    event: push,
    needs: {
      build: { result: 'success', outputs: { version: '2.4.1' } },
      test: { result: 'failure', outputs: {} },
      scan: { result: 'failure', outputs: {} },
      deploy: { result: 'skipped', outputs: {} }
    }
  },
  'a failed pull request': {
    ...ofPageJob,
    github: {
      base_ref: 'main',
      event_name: 'pull_request',
      head_ref: 'receipt',
      job: 'page',
      ref: 'refs/pull/7/merge',
      workflow: 'Test'
    },
    event: {
      action: 'synchronize',
      number: 7,
      pull_request: {
        number: 7,
        title: 'Fill in {{ order.total }}',
        head: branch('receipt'),
        base: branch('main'),
        user: octocat,
        labels: [{ name: 'urgent' }, { name: 'checkout' }]
      },
      repository,
      sender: octocat
    },
    jobs: [composeJob(48213377503, 'test', 'Test', ['Check out', 'Run the tests'], 'failure'), pageJob('Test')]
  },
  'a failed health check': {
    github: { event_name: 'schedule', job: 'health', workflow: 'Health' },
    event: schedulePayload,
    status: 'failure',
    checkRunId: 48213377601,
    jobs: [composeJob(48213377601, 'health', 'Health', ['Assume role', 'Ask the checkout', 'Page'], null, 2)]
  },
  'a watched workflow': {
    ...ofPageJob,
    github: { event_name: 'workflow_run', job: 'page', workflow: 'Watch the deploy' },
    event: {
      action: 'completed',
      workflow_run: {
        id: watchedRun,
        name: 'Deploy',
        event: 'push',
        head_branch: 'main',
        head_sha: pushPayload.after,
        run_attempt: 2,
        conclusion: 'failure',
        html_url: `https://github.com/acme/shop/actions/runs/${watchedRun}`,
        run_started_at: '2026-07-21T14:14:03Z',
        updated_at: '2026-07-21T14:16:03Z',
        actor: octocat,
        triggering_actor: octocat,
        head_commit: commit
      },
      repository,
      sender: octocat
    },
    jobs: [
      {
        ...composeJob(48213370003, 'deploy', 'Deploy', ['Roll out', 'Smoke test'], 'failure'),
        html_url: `https://github.com/acme/shop/actions/runs/${watchedRun}/job/48213370003`
      }
    ]
  },
  'a failed deployment': {
    ...ofPageJob,
    github: { event_name: 'deployment_status', job: 'page', workflow: 'Watch deployments' },
    event: {
      action: 'created',
      deployment: { id: 724003, environment: 'production', ref: 'main', sha: pushPayload.after },
      deployment_status: {
        state: 'failure',
        description: 'The new version does not answer',
        environment: 'production'
      },
      repository,
      sender: octocat
    },
    jobs: [pageJob('Watch deployments')]
  },
  'a manual page': {
    ...ofPageJob,
    github: { event_name: 'workflow_dispatch', job: 'page', workflow: 'Page' },
    event: {
      ...dispatchPayload,
      inputs: { service: 'checkout', severity: 'high', drill: 'false', message: 'Cards are refused' }
    }
  },
  'nothing known': { ...ofPageJob, github: { job: 'page' }, event: push }
}

/** What the action makes of a situation. */
export interface Reading {
  readonly workflow: Workflow
  readonly page: Page
  readonly render: Render
}

/** Reads a situation as the action does: from the runner's variables, the event file and the inputs that it fills in. */
export async function readSituation(name: string): Promise<Reading> {
  const situation = situations[name]
  if (situation === undefined) throw new Error(`There is no situation "${name}"`)
  const folder = mkdtempSync(join(tmpdir(), 'situation-'))
  try {
    const step = nameStepFolder(folder)
    mkdirSync(dirname(step.eventPath), { recursive: true })
    writeFileSync(step.eventPath, JSON.stringify(situation.event))
    const { needs, status, checkRunId, matrix = null, jobs } = situation
    const strategy = { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1, ...situation.strategy }
    const { workflow } = readWorkflow(
      {
        needs: needs ? JSON.stringify(needs) : '',
        jobStatus: status,
        jobCheckRunId: String(checkRunId),
        matrix: JSON.stringify(matrix),
        strategy: JSON.stringify(strategy)
      },
      composeVariables(composeIdentity(situation.github), step)
    )
    const failures = await readFailures(
      workflow,
      jobs ? 'ghs_token' : '',
      listing(jobs ?? []),
      new AbortController().signal
    )
    const page = composePage(workflow, failures)
    const failed_jobs = page.failed_jobs.map(job => ({ ...job }))
    return { workflow, page, render: createRenderer({ ...workflow, page: { ...page, failed_jobs } }) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
