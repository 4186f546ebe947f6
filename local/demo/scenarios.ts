import type { Job, JobStep } from '../github/github-api.ts'
import {
  dispatchPayload,
  pushPayload,
  repositoryDispatchPayload,
  schedulePayload,
  statusPayload,
  workflowRunPayload
} from '../github/payloads.ts'
import type { DefaultContexts } from '../runner/contexts.ts'
import { sha } from '../runner/variables.ts'

/** A situation in which somebody is paged. */
export interface Scenario {
  /** What happened, for a person who looks at the demo. */
  story: string
  /** The event's payload. */
  event: Record<string, unknown>
  /** The runner's variables without their `GITHUB_` prefix. */
  github: Record<string, string>
  contexts: Partial<DefaultContexts>
  /** The step's inputs. */
  with: Record<string, string>
  /** The run's jobs as GitHub's API lists them while the page goes out. */
  jobs: Job[]
}

/** The names under which {@link scenarios} are found: the events that start their workflows. */
export type ScenarioName =
  | 'deploy'
  | 'schedule'
  | 'workflow_dispatch'
  | 'workflow_run'
  | 'repository_dispatch'
  | 'status'

/** Whom the scenarios page: the sample account of AWS's documentation. */
export const contactArn = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'

const deploySteps = ['Assume role', 'Roll out', 'Smoke test']

/** A failed deploy, a failed health check at night, a person who pages another, and what other runs and systems tell. */
export const scenarios: Record<ScenarioName, Scenario> = {
  deploy: {
    story:
      'octocat pushed to main of acme/shop, and the step "Smoke test" of the deploy to eu-west-1 failed. The next step of that job wakes whoever is on call.',
    event: pushPayload,
    github: { event_name: 'push', job: 'deploy', workflow: 'Deploy' },
    contexts: {
      job: { status: 'failure', check_run_id: 48213377503 },
      matrix: { region: 'eu-west-1' },
      strategy: { 'fail-fast': false, 'job-index': 1, 'job-total': 2, 'max-parallel': 2 }
    },
    with: { 'contact-id': contactArn },
    jobs: [
      composeJob(48213377501, 'build', 'Deploy', ['Check out', 'Install', 'Build', 'Upload'], 'success'),
      composeJob(48213377502, 'deploy (us-east-1)', 'Deploy', deploySteps, 'success'),
      composeJob(48213377503, 'deploy (eu-west-1)', 'Deploy', [...deploySteps, 'Wake the on-call'], null, 3)
    ]
  },
  schedule: {
    story:
      'The workflow "Health" asks the shop every five minutes how it is. This time the step "Ask the checkout" failed; the next step of the same job wakes whoever is on call.',
    event: schedulePayload,
    github: {
      event_name: 'schedule',
      job: 'health',
      run_number: '20731',
      workflow: 'Health',
      workflow_ref: 'acme/shop/.github/workflows/health.yml@refs/heads/main'
    },
    contexts: { job: { status: 'failure', check_run_id: 48213377601 } },
    with: { 'contact-id': contactArn },
    jobs: [
      composeJob(48213377601, 'health', 'Health', ['Assume role', 'Ask the checkout', 'Wake the on-call'], null, 2)
    ]
  },
  workflow_dispatch: {
    story:
      'Nothing failed: octocat starts the workflow "Page" manually, types what is wrong, and its one step wakes whoever is on call with these words.',
    event: dispatchPayload,
    github: {
      event_name: 'workflow_dispatch',
      job: 'page',
      run_number: '17',
      workflow: 'Page',
      workflow_ref: 'acme/shop/.github/workflows/page.yml@refs/heads/main'
    },
    contexts: { job: { status: 'success', check_run_id: 48213377701 } },
    with: {
      'contact-id': contactArn,
      subject: '{{ inputs.service }}: {{ github.actor }} asks for help (severity {{ inputs.severity }})',
      content: '{{ inputs.message }}\n\nCalled by {{ github.actor }}: {{ page.url }}',
      'public-subject': '{{ inputs.service }} needs you',
      'public-content': '{{ github.actor }} calls you about {{ inputs.service }}: {{ page.url }}'
    },
    jobs: [composeJob(48213377701, 'page', 'Page', ['Assume role', 'Wake the on-call'], null)]
  },
  workflow_run: {
    story:
      'The workflow "CI" succeeded, and "Deploy" runs after it. Its job "deploy" was cut off at the step "Roll out" when the runner was lost. A job of its own pages. The page is about the deploy, not about CI.',
    event: workflowRunPayload,
    github: { event_name: 'workflow_run', job: 'page', workflow: 'Deploy' },
    contexts: { job: { status: 'success', check_run_id: 48213377802 } },
    with: { 'contact-id': contactArn },
    jobs: [
      cutOff(composeJob(48213377801, 'deploy', 'Deploy', deploySteps, 'failure', 2)),
      composeJob(48213377802, 'page', 'Deploy', ['Assume role', 'Wake the on-call'], null)
    ]
  },
  repository_dispatch: {
    story:
      'A synthetic check outside of GitHub failed five times and dispatched an event. The workflow "Diagnose" collects logs and failed at that. The e-mail has what the event brought along; the SMS does not.',
    event: repositoryDispatchPayload,
    github: { event_name: 'repository_dispatch', job: 'diagnose', workflow: 'Diagnose' },
    contexts: { job: { status: 'failure', check_run_id: 48213377901 } },
    with: { 'contact-id': contactArn },
    jobs: [
      composeJob(48213377901, 'diagnose', 'Diagnose', ['Assume role', 'Collect logs', 'Wake the on-call'], null, 2)
    ]
  },
  status: {
    story:
      'A CI system outside of GitHub set the status "ci/integration" of the last commit of main to failure. The workflow "Watch statuses" pages. The page has the description, the commit and the link of that system.',
    event: statusPayload,
    github: { event_name: 'status', job: 'page', workflow: 'Watch statuses' },
    contexts: { job: { status: 'success', check_run_id: 48213378001 } },
    with: { 'contact-id': contactArn },
    jobs: [composeJob(48213378001, 'page', 'Watch statuses', ['Assume role', 'Wake the on-call'], null)]
  }
}

/** The job as GitHub lists it once its runner is lost: the step that failed, and all after it, have no conclusion. */
function cutOff(job: Job): Job {
  const failed = job.steps.findIndex(({ conclusion }) => conclusion === 'failure')
  const steps = job.steps.map(
    (step, index): JobStep =>
      index < failed
        ? step
        : { ...step, status: index === failed ? 'in_progress' : 'queued', conclusion: null, completed_at: null }
  )
  return { ...job, steps }
}

/**
 * A job of the default run, its steps a few seconds apart.
 *
 * @param conclusion null: the last step is still running
 * @param failedStep number of the step that failed; in a failed job, the last one unless given
 */
export function composeJob(
  id: number,
  name: string,
  workflow: string,
  stepNames: readonly string[],
  conclusion: 'success' | 'failure' | null,
  failedStep = conclusion === 'failure' ? stepNames.length : 0
): Job {
  const steps = stepNames.map((stepName, index): JobStep => {
    const number = index + 1
    const isRunning = conclusion === null && number === stepNames.length
    return {
      name: stepName,
      status: isRunning ? 'in_progress' : 'completed',
      conclusion: isRunning ? null : number === failedStep ? 'failure' : 'success',
      number,
      started_at: timeOfStep(index),
      completed_at: isRunning ? null : timeOfStep(index + 1)
    }
  })
  return {
    id,
    run_id: 1658821493,
    run_attempt: 1,
    name,
    workflow_name: workflow,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    html_url: `https://github.com/acme/shop/actions/runs/1658821493/job/${id}`,
    head_sha: sha,
    head_branch: 'main',
    created_at: timeOfStep(0),
    started_at: timeOfStep(0),
    completed_at: conclusion === null ? null : timeOfStep(stepNames.length),
    labels: ['ubuntu-latest'],
    steps
  }
}

function timeOfStep(index: number): string {
  return new Date(Date.UTC(2026, 6, 21, 14, 14, 3 + 7 * index)).toISOString().replace('.000', '')
}
