// The pages as a woken person reads them: one golden file per event in pages/, to be read as text in a diff.
// UPDATE_GOLDEN=1 writes the files anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { validateRequest } from '../local/aws/validation.ts'
import { dispatchPayload, pushPayload, schedulePayload } from '../local/github/payloads.ts'
import { composeIdentity } from '../local/runner/variables.ts'
import { type Failures, readFailures } from '../src/github/failures.ts'
import type { Job, ListJobs } from '../src/github/jobs.ts'
import type { Workflow } from '../src/github/workflow.ts'
import { composeDefaultTexts } from '../src/page/default-texts.ts'
import { composePage, type Page } from '../src/page/page.ts'
import { composeRequest } from '../src/page/request.ts'
import { createRenderer } from '../src/page/template.ts'
import { isObject, type Json, type JsonObject, textAt } from '../src/text/json.ts'
import { shorten } from '../src/text/unicode.ts'
import { expectWithinLimits } from './shared/page-limits.ts'
import { emptyWorkflow, listing, inputs as sampleInputs } from './shared/samples.ts'
import { graphemes } from './shared/texts.ts'
import { readWebhookExamples } from './shared/webhook-examples.ts'

interface Case {
  readonly event: JsonObject
  /** Whose repository and sender the runner speaks of, where it is not the event's. */
  readonly original?: JsonObject
  /** Over the identity that the payload's repository and sender give. */
  readonly github: Readonly<Record<string, string>>
  /** What GitHub lists; undefined: the look-up is switched off. */
  readonly jobs?: readonly Job[] | ListJobs
  readonly needs?: Json
  readonly matrix?: Json
  readonly jobStatus?: string
  readonly checkRunId?: number
  readonly runner?: string
  /** The page must not speak of failure. */
  readonly nothingFailed?: true
  /** What became of it, where that is another word of GitHub's than failure. */
  readonly verb?: string
}

const folder = fileURLToPath(new URL('pages/', import.meta.url))
const runUrl = 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1'

const payloads = readWebhookExamples()

function payload(name: string, choose: (example: JsonObject) => boolean = () => true): JsonObject {
  const found = payloads.find(event => event.name === name)?.examples.find(choose)
  if (found === undefined) throw new Error(`@octokit/webhooks-examples has no such ${name}`)
  return found
}

/** The payload with other values at some paths of names, such as `workflow_run.conclusion`. */
function change(event: JsonObject, values: Readonly<Record<string, Json>>): JsonObject {
  return Object.entries(values).reduce((changed, [path, value]) => set(changed, path.split('.'), value), event)
}

function set(value: Json | undefined, [name = '', ...rest]: readonly string[], to: Json): JsonObject {
  const object = isObject(value) ? value : {}
  return { ...object, [name]: rest.length === 0 ? to : set(object[name], rest, to) }
}

/** GitHub answers nothing but this status. */
const refused = (status: number): ListJobs =>
  async function* () {
    yield* []
    throw Object.assign(new Error('refused'), { status })
  }

/** GitHub's lists of some attempts of a run. */
const attempts = (lists: Readonly<Record<number, readonly Job[]>>): ListJobs =>
  async function* ({ attempt }) {
    yield { jobs: lists[attempt] ?? [], isCut: false }
  }

function job(id: number, name: string, conclusion: string | null, failedStep = '', repository = 'acme/shop'): Job {
  return {
    id,
    name,
    conclusion,
    html_url: `https://github.com/${repository}/actions/runs/1658821493/job/${id}`,
    started_at: null,
    completed_at: null,
    steps: [
      { name: 'Check out', conclusion: 'success' },
      ...(failedStep ? [{ name: failedStep, conclusion: 'failure' }] : [])
    ]
  }
}

const hello = (name: string, step: string) => [job(48213377503, name, 'failure', step, 'Codertocat/Hello-World')]
const octo = (name: string, step: string) => [job(48213377503, name, 'failure', step, 'octo-org/octo-repo')]

/** A job that began and ended at these times of a day. */
const during = (from: string, to: string | null, job: Job): Job => ({
  ...job,
  started_at: `2026-07-21T${from}Z`,
  completed_at: to && `2026-07-21T${to}Z`
})

const withSteps = (job: Job, steps: Readonly<Record<string, string | null>>): Job => ({
  ...job,
  steps: Object.entries(steps).map(([name, conclusion]) => ({ name, conclusion }))
})

const pullRequest = payload('pull_request')
const upstreamRun = change(
  payload('workflow_run', example => textAt(example, 'workflow_run', 'conclusion') === 'success'),
  { 'workflow_run.run_started_at': '2026-07-21T14:02:10Z', 'workflow_run.updated_at': '2026-07-21T14:06:22Z' }
)
/** As GitHub shapes it now: with the title, and the file of the workflow. */
const ranUpstream = (conclusion: string | null, values: Readonly<Record<string, Json>> = {}) =>
  change(upstreamRun, {
    'workflow_run.conclusion': conclusion,
    'workflow_run.event': 'push',
    'workflow_run.display_title': 'build(test): check workflow run event payload',
    'workflow_run.head_branch': 'main',
    'repository.default_branch': 'main',
    ...values
  })
const watcher = { event_name: 'workflow_run', job: 'page', workflow: 'Wake someone' }
const follower = { event_name: 'workflow_run', workflow: 'Deploy', repository: 'octo-org/octo-repo' }
const queueBranch = 'gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64'
const status = payload('status')
const roleArn = 'arn:aws:iam::111122223333:role/deploy'
const push = pushPayload as unknown as JsonObject
const deployJobs = [
  job(48213377501, 'build', 'success'),
  job(48213377503, 'deploy (eu-west-1)', 'failure', 'Push image')
]

const cases: Readonly<Record<string, Case>> = {
  push: {
    event: payload('push', example => textAt(example, 'ref') === 'refs/heads/master'),
    github: { event_name: 'push', workflow: 'CI', ref: 'refs/heads/master' },
    jobs: hello('build', 'Run tests')
  },
  'push-tag': {
    event: payload('push', example => isObject(example.head_commit)),
    github: { event_name: 'push', workflow: 'Publish', ref: 'refs/tags/simple-tag' },
    jobs: hello('publish', 'Upload package')
  },
  'push-only-job-status': {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    jobStatus: 'failure'
  },
  'push-always': { event: push, github: { event_name: 'push' }, jobs: [], nothingFailed: true },
  'push-needs': {
    event: push,
    github: { event_name: 'push' },
    needs: { build: { result: 'success' }, deploy: { result: 'failure' }, smoke: { result: 'skipped' } }
  },
  pull_request: {
    event: pullRequest,
    github: { event_name: 'pull_request', workflow: 'CI', ref: 'refs/pull/2/merge', head_ref: 'changes' },
    jobs: hello('test', 'Run tests')
  },
  'pull_request-fork': {
    event: change(pullRequest, {
      'pull_request.head.repo.full_name': 'mona/Hello-World',
      'pull_request.head.repo.fork': true
    }),
    github: { event_name: 'pull_request', workflow: 'CI', ref: 'refs/pull/2/merge', head_ref: 'changes' },
    jobs: hello('test', 'Run tests')
  },
  'pull_request-deleted-fork': {
    event: change(pullRequest, { 'pull_request.head.repo': null, 'pull_request.head.user': null }),
    github: { event_name: 'pull_request', workflow: 'CI', ref: 'refs/pull/2/merge', head_ref: 'changes' },
    jobs: hello('test', 'Run tests')
  },
  pull_request_target: {
    event: change(pullRequest, { action: 'labeled', 'pull_request.head.repo.full_name': 'mona/Hello-World' }),
    github: { event_name: 'pull_request_target', workflow: 'Label', ref: 'refs/heads/master' },
    jobs: hello('label', 'Set labels')
  },
  'pull_request_target-stranger': {
    event: change(pullRequest, {
      'pull_request.head.ref': 'example.com/x',
      'pull_request.head.repo.full_name': 'mallory/Hello-World',
      'pull_request.title': 'Job: sign in at https://example.com/x or call\u3164\u2800tel:+1900555',
      'pull_request.user.login': 'mallory'
    }),
    github: { event_name: 'pull_request_target', workflow: 'Check', ref: 'refs/heads/master' },
    jobs: hello(': example.com/job', 'Open example.com')
  },
  'workflow_run-stranger': {
    event: change(upstreamRun, {
      'workflow_run.conclusion': 'failure',
      'workflow_run.head_branch': 'ma\u200bin',
      'workflow_run.head_commit.message': 'Fix it, see HTTP://www.example.com:8080/?a',
      'workflow_run.head_commit.author.name': 'example.com',
      'workflow_run.head_repository.full_name': 'mallory/octo-repo'
    }),
    github: { event_name: 'workflow_run', job: 'page', workflow: 'Wake someone' },
    jobs: octo('example.com', 'Run tests'),
    jobStatus: 'success'
  },
  schedule: {
    event: schedulePayload as unknown as JsonObject,
    github: { event_name: 'schedule', job: 'health', workflow: 'Health' },
    jobs: [job(48213377601, 'health', null, 'Ask the checkout')],
    jobStatus: 'failure'
  },
  workflow_dispatch: {
    event: dispatchPayload as unknown as JsonObject,
    github: { event_name: 'workflow_dispatch', job: 'page', workflow: 'Page' },
    jobs: [job(48213377701, 'page', null)],
    jobStatus: 'success',
    nothingFailed: true
  },
  'workflow_dispatch-failed': {
    event: change(payload('workflow_dispatch'), { inputs: { environment: 'production', version: '2.14.0' } }),
    github: { event_name: 'workflow_dispatch', workflow: 'Roll back', ref: 'refs/heads/main' },
    jobs: octo('roll back', 'Switch traffic')
  },
  workflow_call: {
    // A called workflow sees the event and the name of its caller.
    event: push,
    github: { event_name: 'push', workflow: 'Release train' },
    jobs: [
      job(48213377501, 'build / compile', 'success'),
      job(48213377503, 'deploy / push (eu-west-1)', 'failure', 'Push image')
    ]
  },
  'workflow_run-failed': {
    event: change(upstreamRun, { 'workflow_run.conclusion': 'failure' }),
    github: { event_name: 'workflow_run', job: 'page', workflow: 'Wake someone' },
    jobs: octo('test (22)', 'Run tests'),
    jobStatus: 'success'
  },
  'workflow_run-cancelled': {
    event: change(upstreamRun, { 'workflow_run.conclusion': 'cancelled' }),
    github: { event_name: 'workflow_run', job: 'page', workflow: 'Wake someone' },
    jobs: [job(48213377503, 'test (22)', 'cancelled', '', 'octo-org/octo-repo')],
    nothingFailed: true
  },
  'workflow_run-success': {
    event: upstreamRun,
    github: { event_name: 'workflow_run', job: 'page', workflow: 'Wake someone' },
    jobs: [job(48213377503, 'test (22)', 'success', '', 'octo-org/octo-repo')],
    nothingFailed: true
  },
  'workflow_run-chained': {
    // A deploy behind CI: what it runs after succeeded, and this run failed.
    event: upstreamRun,
    github: { event_name: 'workflow_run', workflow: 'Deploy', repository: 'octo-org/octo-repo' },
    jobs: octo('deploy', 'Push image'),
    jobStatus: 'success'
  },
  'workflow_run-fork': {
    event: change(upstreamRun, {
      'workflow_run.conclusion': 'failure',
      'workflow_run.head_branch': 'main',
      'workflow_run.event': 'schedule',
      'workflow_run.head_repository.full_name': 'mallory/octo-repo'
    }),
    github: { event_name: 'workflow_run', workflow: 'Wake someone' },
    jobs: []
  },
  deployment: {
    event: payload('deployment'),
    github: { event_name: 'deployment', ref: 'refs/heads/master' },
    jobs: hello('deploy', 'Push image')
  },
  'deployment_status-failure': {
    event: change(payload('deployment_status'), {
      'deployment_status.state': 'failure',
      'deployment_status.description': 'The health check answered 503 for five minutes'
    }),
    github: { event_name: 'deployment_status', workflow: 'Watch deployments', ref: 'refs/heads/master' },
    jobs: [],
    jobStatus: 'success'
  },
  release: {
    event: payload('release'),
    github: { event_name: 'release', workflow: 'Publish', ref: 'refs/tags/0.0.1' },
    jobs: hello('publish', 'Upload package')
  },
  repository_dispatch: {
    event: payload('repository_dispatch'),
    github: { event_name: 'repository_dispatch', workflow: 'On demand', ref: 'refs/heads/master' },
    jobs: octo('test', 'Run tests')
  },
  merge_group: {
    event: payload('merge_group'),
    github: {
      event_name: 'merge_group',
      workflow: 'CI',
      ref: 'refs/heads/gh-readonly-queue/main/pr-104-929f8209d40f77f4abc622a499c93a83babdbe64'
    },
    jobs: octo('test', 'Run tests')
  },
  check_run: {
    event: payload('check_run', example => textAt(example, 'check_run', 'conclusion') === 'failure'),
    github: { event_name: 'check_run', workflow: 'Watch checks', ref: 'refs/heads/master' },
    jobs: [],
    jobStatus: 'success'
  },
  'check_suite-success': {
    event: payload('check_suite', example => textAt(example, 'check_suite', 'conclusion') === 'success'),
    github: { event_name: 'check_suite', workflow: 'Deploy', ref: 'refs/heads/master' },
    jobs: hello('deploy', 'Push image'),
    jobStatus: 'success'
  },
  'pull_request-merged': {
    event: change(pullRequest, { action: 'closed', 'pull_request.merged': true }),
    github: { event_name: 'pull_request', workflow: 'Deploy', ref: 'refs/heads/master' },
    jobs: hello('deploy', 'Push image')
  },
  pull_request_review: {
    event: payload('pull_request_review', example => textAt(example, 'action') === 'dismissed'),
    github: { event_name: 'pull_request_review', workflow: 'CI', ref: 'refs/pull/2/merge' },
    jobs: hello('test', 'Run tests')
  },
  'issue_comment-issue': {
    event: payload('issue_comment'),
    github: { event_name: 'issue_comment', workflow: 'Chat', ref: 'refs/heads/master' },
    jobs: hello('answer', 'Ask the bot')
  },
  'issue_comment-pull_request': {
    event: change(payload('issue_comment'), {
      'issue.title': 'Fix the spelling',
      'issue.pull_request': { url: 'https://api.github.com/repos/Codertocat/Hello-World/pulls/1' }
    }),
    github: { event_name: 'issue_comment', workflow: 'Chat', ref: 'refs/heads/master' },
    jobs: hello('answer', 'Ask the bot')
  },
  unknown: {
    event: { moon: { phase: 'full' }, sender: { login: 'octocat' } },
    github: { event_name: 'moon_phase', workflow: 'Tides' },
    jobs: [job(48213377503, 'tides', 'failure', 'Measure')]
  },
  empty: { event: {}, github: { event_name: '' }, jobs: [], nothingFailed: true },
  matrix: {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    matrix: { region: 'eu-west-1', node: 22 },
    jobs: [job(48213377503, 'deploy (eu-west-1, 22)', null, 'Push image')],
    jobStatus: 'failure'
  },
  'twelve-failed-jobs': {
    event: push,
    github: { event_name: 'push', workflow: 'CI' },
    jobs: Array.from({ length: 12 }, (_, index) =>
      job(48213377500 + index, `test (${index + 1})`, 'failure', 'Run tests')
    )
  },
  'cancelled-siblings': {
    event: push,
    github: { event_name: 'push', workflow: 'CI' },
    jobs: [
      job(48213377501, 'test (20)', 'cancelled'),
      job(48213377502, 'test (22)', 'failure', 'Run tests'),
      job(48213377503, 'test (24)', 'cancelled')
    ]
  },
  cancelled: {
    event: push,
    github: { event_name: 'push' },
    jobs: [job(48213377501, 'deploy', 'cancelled')],
    nothingFailed: true
  },
  'attempt-2': {
    event: push,
    github: { event_name: 'push', run_attempt: '2', triggering_actor: 'hubot' },
    jobs: deployJobs
  },
  bot: {
    event: change(push, { 'pusher.name': 'dependabot[bot]', 'sender.login': 'dependabot[bot]' }),
    github: { event_name: 'push', actor: 'dependabot[bot]' },
    jobs: deployJobs
  },
  'workflow_dispatch-no-answer': {
    event: dispatchPayload as unknown as JsonObject,
    github: { event_name: 'workflow_dispatch', job: 'page' },
    jobs: refused(403),
    jobStatus: 'success',
    nothingFailed: true
  },
  'workflow_dispatch-skipped-needs': {
    event: change(dispatchPayload as unknown as JsonObject, { inputs: { version: '2.14.0' } }),
    github: { event_name: 'workflow_dispatch', job: 'page' },
    needs: { deploy: { result: 'skipped' } },
    jobStatus: 'success',
    nothingFailed: true
  },
  'workflow_dispatch-no-look-up': {
    event: change(dispatchPayload as unknown as JsonObject, { inputs: {} }),
    github: { event_name: 'workflow_dispatch', job: 'page', workflow: 'Page' },
    jobStatus: 'success',
    nothingFailed: true
  },
  'workflow_dispatch-bot': {
    event: change(dispatchPayload as unknown as JsonObject, {
      inputs: {},
      'sender.login': 'release-train[bot]',
      'sender.type': 'Bot'
    }),
    github: { event_name: 'workflow_dispatch', job: 'page', workflow: 'Page' },
    jobs: [job(48213377701, 'page', null)],
    jobStatus: 'success',
    nothingFailed: true
  },
  'workflow_dispatch-long-input': {
    event: change(dispatchPayload as unknown as JsonObject, {
      'inputs.message': `Card payments time out.\r\n\r\nRun: https://elsewhere.example/run\n- since 16:05 UTC\n- ${'for half of the customers, '.repeat(20)}and more by the minute`
    }),
    github: { event_name: 'workflow_dispatch', job: 'page', workflow: 'Page' },
    jobs: [job(48213377701, 'page', null)],
    jobStatus: 'success',
    nothingFailed: true
  },
  'repository_dispatch-payload': {
    event: change(payload('repository_dispatch'), {
      client_payload: {
        environment: 'production',
        version: { shop: '2.14.0', api: 31 },
        canary: false,
        hosts: ['a1', 'a2'],
        log: null,
        steps: [{ name: 'smoke' }]
      }
    }),
    github: { event_name: 'repository_dispatch', workflow: 'On demand', ref: 'refs/heads/master' },
    jobs: octo('test', 'Run tests')
  },
  'workflow_run-chained-no-answer': {
    event: ranUpstream('success'),
    github: follower,
    jobs: refused(503),
    jobStatus: 'success',
    nothingFailed: true
  },
  'workflow_run-skipped': { event: ranUpstream('skipped'), github: follower, jobs: octo('deploy', 'Push image') },
  'workflow_run-neutral': {
    event: ranUpstream('neutral'),
    github: follower,
    needs: { deploy: { result: 'failure' } },
    jobStatus: 'success'
  },
  'workflow_run-requested': {
    event: ranUpstream(null, { action: 'requested' }),
    github: { ...follower, job: 'deploy' },
    jobStatus: 'failure'
  },
  'workflow_run-watcher-failed-too': {
    event: ranUpstream('failure'),
    github: watcher,
    jobs: octo('test (22)', 'Run tests'),
    jobStatus: 'failure'
  },
  'workflow_run-startup_failure': {
    event: ranUpstream('startup_failure'),
    github: watcher,
    jobs: [],
    verb: 'had a startup failure'
  },
  'workflow_run-timed_out': {
    event: ranUpstream('timed_out'),
    github: watcher,
    jobs: octo('test (22)', 'Run tests'),
    verb: 'timed out'
  },
  'workflow_run-action_required': {
    event: ranUpstream('action_required', { 'workflow_run.event': 'pull_request' }),
    github: watcher,
    jobs: [],
    verb: 'requires action'
  },
  'workflow_run-stale': { event: ranUpstream('stale'), github: watcher, jobs: [], verb: 'went stale' },
  'workflow_run-cancelled-in-the-queue': {
    event: ranUpstream('cancelled'),
    github: watcher,
    jobs: [withSteps(job(48213377503, 'test (22)', 'cancelled', '', 'octo-org/octo-repo'), {})],
    verb: 'was cancelled'
  },
  'workflow_run-merge-queue': {
    event: ranUpstream('failure', { 'workflow_run.event': 'merge_group', 'workflow_run.head_branch': queueBranch }),
    github: watcher,
    jobs: octo('test (22)', 'Run tests')
  },
  'workflow_run-deleted-fork': {
    event: ranUpstream('failure', { 'workflow_run.event': 'pull_request', 'workflow_run.head_repository': null }),
    github: watcher,
    jobs: []
  },
  'workflow_run-no-branch': {
    event: ranUpstream('failure', { 'workflow_run.head_branch': null }),
    github: watcher,
    jobs: octo('test (22)', 'Run tests')
  },
  'workflow_run-release': {
    event: ranUpstream('failure', { 'workflow_run.event': 'release', 'workflow_run.head_branch': 'v2.0.0' }),
    github: watcher,
    jobs: octo('publish', 'Upload package')
  },
  'workflow_run-tag': {
    event: ranUpstream('failure', { 'workflow_run.head_branch': 'v2.0.0' }),
    github: watcher,
    jobs: octo('publish', 'Upload package')
  },
  'workflow_run-title': {
    // The workflow has `run-name: Release ${{ github.event.pull_request.title }}`.
    event: ranUpstream('failure', {
      'workflow_run.event': 'pull_request',
      'workflow_run.name': 'Release of everything, by me',
      'workflow_run.display_title': 'Release of everything, by me',
      'workflow.name': 'Release'
    }),
    github: watcher,
    jobs: octo('publish', 'Upload package')
  },
  'workflow_run-attempt-2': {
    event: ranUpstream('failure', {
      'workflow_run.run_attempt': 2,
      'workflow_run.actor.login': 'octocat',
      'workflow_run.triggering_actor': { login: 'hubot' }
    }),
    github: watcher,
    jobs: octo('test (22)', 'Run tests')
  },
  'check_suite-merge-queue': {
    event: change(
      payload('check_suite', example => textAt(example, 'check_suite', 'conclusion') === 'success'),
      {
        'check_suite.conclusion': 'failure',
        'check_suite.head_branch': queueBranch,
        'check_suite.pull_requests': []
      }
    ),
    github: { event_name: 'check_suite', workflow: 'Watch checks', ref: 'refs/heads/master' },
    jobs: [],
    jobStatus: 'success'
  },
  'check_run-action_required': {
    event: change(
      payload('check_run', example => textAt(example, 'check_run', 'conclusion') === 'failure'),
      { 'check_run.conclusion': 'action_required' }
    ),
    github: { event_name: 'check_run', workflow: 'Watch checks', ref: 'refs/heads/master' },
    jobs: [],
    jobStatus: 'success',
    verb: 'requires action'
  },
  'check_run-neutral': {
    event: change(
      payload('check_run', example => textAt(example, 'check_run', 'conclusion') === 'failure'),
      { 'check_run.conclusion': 'neutral' }
    ),
    github: { event_name: 'check_run', workflow: 'Watch checks', ref: 'refs/heads/master' },
    jobs: [],
    jobStatus: 'success',
    nothingFailed: true
  },
  'check_run-watcher-failed-too': {
    event: payload('check_run', example => textAt(example, 'check_run', 'conclusion') === 'failure'),
    github: { event_name: 'check_run', workflow: 'Watch checks', ref: 'refs/heads/master' },
    jobs: hello('watch', 'Collect logs'),
    jobStatus: 'success'
  },
  'status-failure': {
    event: change(status, {
      state: 'failure',
      context: 'ci/integration',
      description: 'Two of 340 checks failed',
      target_url: 'https://ci.acme.example/builds/4711'
    }),
    github: { event_name: 'status', workflow: 'Watch statuses', ref: 'refs/heads/main' },
    jobs: [],
    jobStatus: 'success'
  },
  'status-success': {
    event: change(status, {
      context: 'ci/integration',
      branches: ['main', 'release', 'a', 'b'].map(name => ({ name, protected: false }))
    }),
    github: { event_name: 'status', workflow: 'Deploy', ref: 'refs/heads/main' },
    jobs: hello('deploy', 'Push image')
  },
  'page_build-errored': {
    event: change(payload('page_build'), {
      'build.status': 'errored',
      'build.error.message': 'The tag `inculde` in docs/index.md is not a recognized Liquid tag.',
      'build.pusher.login': 'octocat'
    }),
    github: { event_name: 'page_build', workflow: 'Watch pages', ref: 'refs/heads/main' },
    jobs: [],
    jobStatus: 'success'
  },
  delete: {
    event: change(payload('delete'), { ref: 'feature/basket', ref_type: 'branch' }),
    github: { event_name: 'delete', workflow: 'Clean up', ref: 'refs/heads/main' },
    jobs: hello('clean up', 'Delete preview')
  },
  'delete-merge-queue': {
    event: change(payload('delete'), { ref: queueBranch, ref_type: 'branch' }),
    github: { event_name: 'delete', workflow: 'Clean up', ref: 'refs/heads/main' },
    jobs: hello('clean up', 'Delete preview')
  },
  create: {
    event: payload('create'),
    github: { event_name: 'create', workflow: 'Preview', ref: 'refs/tags/simple-tag' },
    jobs: hello('preview', 'Push image')
  },
  'page-job-with-a-red-step': {
    event: push,
    github: { event_name: 'push', job: 'page' },
    jobs: [
      during('14:00:00', '14:05:00', job(48213377503, 'deploy', 'failure', 'Smoke test')),
      during('14:05:10', null, job(48213377599, 'page', null, 'Start an incident'))
    ],
    jobStatus: 'failure',
    checkRunId: 48213377599
  },
  'cancelled-own': {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    jobs: [withSteps(job(48213377503, 'deploy', null), { Build: 'success', 'Roll out': 'cancelled', Page: null })],
    jobStatus: 'cancelled',
    checkRunId: 48213377503,
    verb: 'was cancelled'
  },
  'lost-runner': {
    event: push,
    github: { event_name: 'push' },
    jobs: [withSteps(job(48213377503, 'deploy', 'failure'), { Build: 'success', 'Roll out': null, 'Smoke test': null })]
  },
  'no-step': {
    event: push,
    github: { event_name: 'push' },
    jobs: [during('14:00:00', '14:00:02', withSteps(job(48213377503, 'deploy', 'failure'), {}))]
  },
  'attempt-2-page-only': {
    event: push,
    github: { event_name: 'push', job: 'page', run_attempt: '2', triggering_actor: 'hubot' },
    jobs: attempts({
      1: [job(48213377503, 'deploy', 'failure', 'Smoke test'), job(48213377599, 'page', 'failure', 'Page')],
      2: [job(48213377799, 'page', null)]
    }),
    jobStatus: 'success',
    checkRunId: 48213377799
  },
  'more-than-1000-jobs': {
    event: push,
    github: { event_name: 'push', workflow: 'CI' },
    jobs: async function* () {
      yield { jobs: Array.from({ length: 1_000 }, (_, id) => job(id, `test (${id})`, 'success')), isCut: true }
    },
    nothingFailed: true
  },
  'second-page-failed': {
    event: push,
    github: { event_name: 'push', workflow: 'CI' },
    jobs: async function* () {
      const jobs = Array.from({ length: 100 }, (_, id) => job(id, `test (${id})`, id === 7 ? 'failure' : 'success'))
      yield { jobs, isCut: false }
      throw Object.assign(new Error('Bad gateway'), { status: 502 })
    }
  },
  'matrix-include': {
    // Only the region stands in the matrix itself; the other values come from `include`.
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    matrix: { region: 'eu-west-1', role: roleArn, token: 'x7Fq02', url: 'https://eu.shop.example' },
    jobs: [job(48213377503, 'deploy (eu-west-1)', null, 'Push image')],
    jobStatus: 'failure',
    checkRunId: 48213377503
  },
  'matrix-addresses': {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    matrix: { region: 'eu-west-1', role: roleArn, url: 'https://eu.shop.example' },
    jobs: [job(48213377503, `deploy (eu-west-1, ${roleArn}, https://eu.shop.example)`, null, 'Push')],
    jobStatus: 'failure',
    checkRunId: 48213377503
  },
  'matrix-objects': {
    event: push,
    github: { event_name: 'push', job: 'build' },
    matrix: { target: { os: 'linux', arch: 'arm64' }, node: 22 },
    jobs: [job(48213377503, 'build (linux, arm64, 22)', null, 'Compile')],
    jobStatus: 'failure',
    checkRunId: 48213377503
  },
  'matrix-own-name': {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    matrix: { region: 'eu-west-1', stage: 'blue' },
    jobs: [job(48213377503, 'Roll out to eu-west-1', null, 'Push image')],
    jobStatus: 'failure',
    checkRunId: 48213377503
  },
  'matrix-no-look-up': {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    matrix: {
      target: { region: 'eu-west-1' },
      role: roleArn,
      key: 'a-value-that-is-much-too-long-to-be-a-name',
      node: 22
    },
    jobStatus: 'failure',
    checkRunId: 48213377503
  },
  'ghes-matrix': {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    matrix: { region: 'us-east-1' },
    jobs: [
      { ...job(48213377502, 'deploy (eu-west-1)', null, 'Push image'), status: 'in_progress', runner_name: 'r1' },
      { ...job(48213377503, 'deploy (us-east-1)', null, 'Push image'), status: 'in_progress', runner_name: 'r2' }
    ],
    jobStatus: 'failure',
    runner: 'r2'
  },
  'ghes-matrix-unknown': {
    event: push,
    github: { event_name: 'push', job: 'deploy' },
    matrix: { region: 'us-east-1' },
    jobs: [
      { ...job(48213377502, 'Roll out one', null, 'Push image'), status: 'in_progress', runner_name: 'r1' },
      { ...job(48213377503, 'Roll out two', null, 'Push image'), status: 'in_progress', runner_name: 'r1' }
    ],
    jobStatus: 'failure',
    runner: 'r1'
  },
  ghes: {
    event: push,
    github: {
      event_name: 'push',
      server_url: 'https://github.acme.example',
      api_url: 'https://github.acme.example/api/v3'
    },
    jobs: deployJobs.map(job => ({
      ...job,
      html_url: job.html_url?.replace('github.com', 'github.acme.example') ?? null
    }))
  }
}

function workflowOf({ event, original = event, github, needs = null, matrix = null, ...given }: Case): Workflow {
  const { jobStatus = '', checkRunId, runner = '' } = given
  const identity = composeIdentity({
    repository: textAt(original, 'repository', 'full_name') || 'acme/shop',
    actor: textAt(original, 'sender', 'login') || 'octocat',
    ...github
  })
  return {
    ...emptyWorkflow,
    github: { ...identity, event },
    job: { ...(jobStatus && { status: jobStatus }), ...(checkRunId && { check_run_id: checkRunId }) },
    runner: runner ? { name: runner } : {},
    matrix,
    needs,
    inputs: isObject(event.inputs) ? event.inputs : {}
  }
}

async function pageOf(given: Case): Promise<Page> {
  const workflow = workflowOf(given)
  const { jobs } = given
  const failures = await readFailures(
    workflow,
    jobs === undefined ? '' : 'ghs_token',
    typeof jobs === 'function' ? jobs : listing(jobs ?? []),
    new AbortController().signal
  )
  return composePage(workflow, failures)
}

const scalars = (text: string) => [...text].length

const counted = (name: string, text: string) => `${name} (${scalars(text)})\n${text}\n`

function print({ headline, details, brief_headline, brief }: Page): string {
  return [
    counted('headline', headline),
    counted('details', details),
    counted('brief_headline', brief_headline),
    counted('brief', brief)
  ].join('\n')
}

/** What every page keeps, whatever it is made from, and however it is read. */
function checkPage(page: Page): void {
  expectWithinLimits(page)
  const { headline, details, brief_headline, brief, url } = page
  for (const text of [headline, details, brief_headline, brief, url]) expect(text.isWellFormed()).toBe(true)
  expect(headline).not.toMatch(/[\n\r\u0085\u2028\u2029]/)
  expect(details.split('\n').at(-1)).toMatch(/^Run: https:\/\/\S+$/)
  // A telephone speaks these aloud.
  const spoken = details.split('\n').slice(0, 2).join('\n')
  expect(spoken).not.toMatch(/https?:/)
  expect(spoken).not.toMatch(/\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/)
}

describe('golden pages', () => {
  test.each(Object.entries(cases))('%s', async (name, given) => {
    const page = await pageOf(given)
    const path = `${folder}${name}.txt`
    const text = print(page)
    if (process.env.UPDATE_GOLDEN) writeFileSync(path, text)
    expect(text).toBe(readFileSync(path, 'utf8'))
  })

  test.each(Object.entries(cases))('%s keeps every limit', async (_, given) => checkPage(await pageOf(given)))

  test.each(Object.entries(cases).filter(([, given]) => given.nothingFailed))(
    '%s never says that something failed',
    async (_, given) => {
      const { headline, details, brief_headline, brief } = await pageOf(given)
      for (const text of [headline, details, brief_headline, brief]) expect(text).not.toMatch(/fail/i)
    }
  )

  test.each(Object.entries(cases).filter(([, given]) => !given.nothingFailed))(
    '%s says so in its first words',
    async (_, given) => {
      const { headline, brief_headline } = await pageOf(given)
      const words = new RegExp(`^.+ ${given.verb ?? 'failed'}[:,] `)
      expect(headline).toMatch(words)
      expect(brief_headline).toMatch(words)
    }
  )

  test('no file is left of a page that is gone', () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(cases)
        .map(name => `${name}.txt`)
        .sort()
    )
  })
})

describe('what a page says', () => {
  const of = async (name: string, over: Partial<Case> = {}) => {
    const given = cases[name]
    if (given === undefined) throw new Error(`no case ${name}`)
    return pageOf({ ...given, ...over })
  }

  test('names the failed step in the first two lines', async () => {
    const { details } = await of('push')
    expect(details.split('\n').slice(0, 2).join(' ')).toMatch(/build failed at step Run tests/)
  })

  test('lists ten failed jobs and counts the others', async () => {
    const { details, failed_jobs } = await of('twelve-failed-jobs')
    expect(failed_jobs).toHaveLength(12)
    expect(details.match(/^- /gm)).toHaveLength(10)
    expect(details).toContain('and 2 more')
  })

  test('a cancelled sibling is cancelled', async () => {
    const { details } = await of('cancelled-siblings')
    expect(details).toContain('test (22) failed')
    expect(details).toContain('test (20) was cancelled')
    expect(details).not.toContain('test (20) failed')
  })

  test('a person who pages manually is named, with what they typed', async () => {
    const { headline, details, brief } = await of('workflow_dispatch')
    for (const text of [headline, details, brief]) expect(text).toContain('octocat')
    expect(details).toContain('service: checkout')
    expect(details).toContain('Card payments time out')
  })

  test('a run behind one that succeeded speaks of itself, however its failure is known', async () => {
    const known: readonly Partial<Case>[] = [
      {},
      { jobs: [], needs: { deploy: { result: 'failure' } } },
      { jobs: [], jobStatus: 'failure' }
    ]
    for (const over of known) {
      const { headline, details } = await of('workflow_run-chained', over)
      expect(headline).toBe('Deploy failed: octo-org/octo-repo (master)')
      expect(details).not.toContain('test failed')
      expect(details).toContain('\nStarted after workflow test succeeded.\n')
      expect(details).toMatch(/\nRun: .*\/actions\/runs\/1658821493\/attempts\/1$/)
    }
  })

  test('the failed needs of a watcher are not those of the run that it watches', async () => {
    const { headline, failed_jobs } = await of('workflow_run-cancelled', {
      jobs: [],
      needs: { prepare: { result: 'failure' } },
      jobStatus: 'failure'
    })
    expect([headline, failed_jobs]).toEqual(['test was cancelled: octo-org/octo-repo (master)', []])
  })

  test.each([
    ['failure', 'cancelled', 'failed'],
    ['cancelled', 'failure', 'was cancelled'],
    ['timed_out', 'cancelled', 'timed out'],
    ['startup_failure', 'cancelled', 'had a startup failure'],
    ['action_required', 'success', 'requires action'],
    ['stale', 'success', 'went stale']
  ])('a watched run that ended with %s did so, though a job of it ended with %s', async (run, conclusion, verb) => {
    const event = change(upstreamRun, { 'workflow_run.conclusion': run })
    const { headline } = await of('workflow_run-failed', { event, jobs: [job(1, 'test', conclusion)] })
    expect(headline).toBe(`test ${verb}: octo-org/octo-repo (master)`)
  })

  test('a check of a pull request says which, where it has no branch of ours', async () => {
    const check = cases.check_run?.event ?? {}
    const event = change(check, { 'check_run.check_suite.head_branch': null, 'check_run.pull_requests': [] })
    expect((await of('check_run', { event })).headline).toBe('Check Octocoders-linter failed: Codertocat/Hello-World')
    const numbered = change(event, { 'check_run.pull_requests': [{ number: 7 }] })
    expect((await of('check_run', { event: numbered })).headline).toBe(
      'Check Octocoders-linter failed: Codertocat/Hello-World (PR #7)'
    )
  })

  test('who acted on a release, not who wrote it', async () => {
    const event = change(payload('release'), { action: 'deleted', 'release.author.login': 'mona' })
    expect((await of('release', { event })).details).toContain('Release deleted by Codertocat.')
  })

  test('who pushed, where another person started the run', async () => {
    const event = change(push, { 'pusher.name': 'mona' })
    expect((await of('push-always', { event })).details).toContain('Push by mona.')
  })

  test('a check that is asked for again is not told of as one that failed', async () => {
    const event = change(cases.check_run?.event ?? {}, { action: 'rerequested' })
    expect((await of('check_run', { event })).headline).toMatch(/^Watch checks needs attention/)
  })

  test('the leg of a matrix in which nothing failed is not where it failed', async () => {
    const matrix = { contact: 'payments' }
    const leg = { matrix, jobs: deployJobs, jobStatus: 'success' }
    expect((await of('push-always', leg)).headline).toBe('Deploy failed: acme/shop (main)')
    // A leg that pages of itself, in spite of continue-on-error.
    expect((await of('push-always', { ...leg, jobs: [] })).headline).toContain('(main, payments)')
  })

  test('no empty brackets where nothing of a name is left', async () => {
    const leg = (matrix: JsonObject) => of('push-always', { matrix, jobStatus: 'failure' })
    expect((await leg({ region: '', debug: true })).headline).toContain('(main, true)')
    expect((await leg({ region: '北京' })).brief_headline).toBe('Deploy failed: acme/shop (main)')
    const github = { event_name: 'push', ref: 'refs/heads/主线/分支' }
    expect((await of('push-always', { github })).brief_headline).toBe('Deploy needs attention: acme/shop')
  })

  test('ten values of a leg, and no more', async () => {
    const matrix = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`axis-${index}`, index + 1]))
    const { headline } = await of('push-always', { matrix, jobStatus: 'failure' })
    expect(headline).toContain('1, 2, 3, 4, 5, 6, 7, 8, 9, 10)')
  })

  test('the sender of an event whose actor is not known', async () => {
    const event = { sender: { login: 'hubot' } }
    const { details } = await pageOf({ event, github: { event_name: 'fork', actor: '' }, jobs: [] })
    expect(details).toContain('Event "fork" by hubot.')
  })

  test('who pages manually, where the run was started again by another person', async () => {
    const again = { ...cases.workflow_dispatch?.github, run_attempt: '2', triggering_actor: 'mona' }
    const { headline, details } = await of('workflow_dispatch', { github: again })
    expect(headline).toMatch(/^mona is paging you/)
    expect(details).not.toContain('by octocat')
  })

  test('no duration where the jobs of an earlier attempt would count', async () => {
    const jobs = [
      { ...job(1, 'build', 'success'), started_at: '2026-07-19T05:00:00Z', completed_at: '2026-07-19T05:01:00Z' },
      { ...job(2, 'deploy', 'failure'), started_at: '2026-07-21T14:00:00Z', completed_at: '2026-07-21T14:05:00Z' }
    ]
    expect((await of('push', { jobs })).details).toContain('Ran for 57 hours 5 minutes.')
    expect((await of('attempt-2', { jobs })).details).not.toContain('Ran for')
  })

  test('a workflow without a name by its file', async () => {
    const github = { event_name: 'push', workflow: '.github/workflows/deploy-production.yml' }
    expect((await of('push-always', { github })).headline).toMatch(/^deploy-production\.yml needs attention: /)
  })

  test('the number of a pull request whose event cannot be read', async () => {
    const github = { event_name: 'pull_request', ref: 'refs/pull/7/merge' }
    const { headline, details } = await pageOf({ event: {}, github, jobs: [] })
    expect(headline).toContain('(PR #7)')
    expect(details).toContain('on pull request 7.')
  })

  test('an upstream run is spoken of, not the watcher', async () => {
    const { headline, url } = await of('workflow_run-failed')
    expect(headline).not.toContain('Wake someone')
    expect(url).toContain('octo-org/octo-repo')
  })

  test.each([
    ['without a link', null, 'https://github.com/octo-org/octo-repo/actions/runs/289782451'],
    [
      'with a link to another server',
      'https://elsewhere.example/x',
      'https://github.com/octo-org/octo-repo/actions/runs/289782451'
    ],
    [
      'with its own link',
      'https://github.com/octo-org/octo-repo/actions/runs/9',
      'https://github.com/octo-org/octo-repo/actions/runs/9'
    ]
  ])('an upstream run %s is led to on the server of this run', async (_, html_url, url) => {
    const event = change(upstreamRun, {
      'workflow_run.conclusion': 'failure',
      'workflow_run.html_url': html_url,
      'workflow_run.id': 289782451
    })
    const page = await pageOf({ ...(cases['workflow_run-failed'] as Case), event, jobs: [] })
    expect([page.url, page.details.split('\n').at(-1)]).toEqual([url, `Run: ${url}`])
  })

  test('an upstream run that was started again was so by its own actor', async () => {
    const event = change(upstreamRun, {
      'workflow_run.conclusion': 'failure',
      'workflow_run.run_attempt': 3,
      'workflow_run.triggering_actor': { login: 'hubot' }
    })
    const given = { ...(cases['workflow_run-failed'] as Case), event }
    const { details } = await pageOf({ ...given, github: { ...given.github, triggering_actor: 'octocat' } })
    expect(details).toContain('Attempt 3, started again by hubot.')
  })

  test('every link is on the server of the run', async () => {
    const { details, brief } = await of('ghes')
    for (const text of [details, brief]) {
      expect(text).toContain('https://github.acme.example/acme/shop/actions/runs/1658821493')
      expect(text).not.toContain('github.com')
    }
  })

  test('a job without a link of its own leads to the run, and not to the job that pages', async () => {
    const needs = { deploy: { result: 'failure' } }
    const { url, details } = await of('push-only-job-status', { needs, checkRunId: 48213377599 })
    expect(url).toBe(runUrl)
    expect(details).toContain('\nJob deploy failed; 1 more job failed.\n')
  })

  test.each(['0', '-1', '1.5', '1e3', 'Infinity', 'x'])(
    'an attempt "%s" is none that a page tells of',
    async attempt => {
      const { details } = await of('push', { github: { event_name: 'push', run_attempt: attempt } })
      expect(details).not.toContain('Attempt')
    }
  )

  test('who started the second attempt', async () => {
    expect((await of('attempt-2')).details).toMatch(/attempt 2.*hubot/i)
    expect((await of('push')).details).not.toMatch(/attempt 1\b[^\n]*by/i)
  })
})

describe('who is behind the page', () => {
  const bot = { login: 'dependabot[bot]' }
  const mona = { run_attempt: '2', triggering_actor: 'mona' }
  const upstream = (values: Readonly<Record<string, Json>>) => ranUpstream('failure', values)

  test.each<[string, JsonObject, Readonly<Record<string, string>>, string]>([
    ['a push', push, { event_name: 'push' }, 'octocat via acme/shop'],
    ['a push that someone else started again', push, { event_name: 'push', ...mona }, 'mona via acme/shop'],
    [
      'a second attempt of nobody',
      push,
      { event_name: 'push', run_attempt: '2', triggering_actor: '' },
      'Deploy via acme/shop'
    ],
    ['an app', push, { event_name: 'push', actor: 'dependabot[bot]' }, 'Deploy via acme/shop'],
    ['an app by its type', change(push, { 'sender.type': 'Bot' }), { event_name: 'push' }, 'Deploy via acme/shop'],
    [
      'what an app began and a person started again',
      push,
      { event_name: 'push', actor: 'dependabot[bot]', ...mona },
      'mona via acme/shop'
    ],
    ['a schedule', cases.schedule?.event ?? {}, { event_name: 'schedule', workflow: 'Health' }, 'Health via acme/shop'],
    [
      'a schedule that a person started again',
      cases.schedule?.event ?? {},
      { event_name: 'schedule', workflow: 'Health', ...mona },
      'mona via acme/shop'
    ],
    [
      'a dispatch',
      dispatchPayload as unknown as JsonObject,
      { event_name: 'workflow_dispatch' },
      'octocat via acme/shop'
    ],
    ['nobody at all', {}, { event_name: 'push', actor: '' }, 'Deploy via acme/shop'],
    [
      'a failed check',
      cases.check_run?.event ?? {},
      { event_name: 'check_run', actor: 'github-actions[bot]', repository: 'acme/shop' },
      'Deploy via acme/shop'
    ],
    ['a watched run', upstream({ 'workflow_run.actor.login': 'hubot' }), watcher, 'hubot via octo-org/octo-repo'],
    ['a watched schedule', upstream({ 'workflow_run.event': 'schedule' }), watcher, 'test via octo-org/octo-repo'],
    ['a watched run of an app', upstream({ 'workflow_run.actor': bot }), watcher, 'test via octo-org/octo-repo'],
    [
      'a watched run that someone else started again',
      upstream({ 'workflow_run.run_attempt': 2, 'workflow_run.triggering_actor.login': 'mona' }),
      watcher,
      'mona via octo-org/octo-repo'
    ],
    [
      'a run after another one',
      change(ranUpstream('success'), { 'workflow_run.actor.login': 'hubot' }),
      follower,
      'hubot via octo-org/octo-repo'
    ],
    [
      'a run after a schedule',
      ranUpstream('success', { 'workflow_run.event': 'schedule' }),
      follower,
      'Deploy via octo-org/octo-repo'
    ],
    [
      'a run after a schedule that a person started again',
      ranUpstream('success', { 'workflow_run.event': 'schedule' }),
      { ...follower, ...mona },
      'mona via octo-org/octo-repo'
    ]
  ])('of %s', async (_, event, github, sender) => {
    expect((await pageOf({ event, github, jobs: [] })).sender).toBe(sender)
  })
})

describe('a page that a person asked for', () => {
  const asked = /^octocat is paging you: /
  const attention = /^Deploy needs attention: /
  const noJobs = listing([job(48213377701, 'page', null)])
  const skipped = { deploy: { result: 'skipped' } }
  const cutOff: ListJobs = async function* () {
    yield { jobs: [job(1, 'build', 'success')], isCut: false }
    throw Object.assign(new Error('Bad gateway'), { status: 502 })
  }

  test.each<[string, Partial<Case>, RegExp]>([
    ['nothing failed', { jobs: noJobs }, asked],
    ['nothing failed, and what is needed was skipped', { jobs: noJobs, needs: skipped }, asked],
    ['the look-up is switched off', {}, asked],
    ['the look-up is switched off, and what is needed succeeded', { needs: { deploy: { result: 'success' } } }, asked],
    ['the look-up is switched off, and what is needed was skipped', { needs: skipped }, attention],
    ['the look-up is refused', { jobs: refused(403) }, attention],
    ['GitHub is down', { jobs: refused(503) }, attention],
    ['GitHub tells of some jobs only', { jobs: cutOff }, attention],
    ['the run has no number', { jobs: noJobs, github: { event_name: 'workflow_dispatch', run_id: '' } }, attention],
    ['something failed', { jobs: deployJobs }, /^Deploy failed: /],
    ['the job itself failed', { jobs: noJobs, jobStatus: 'failure' }, /^Deploy failed: /]
  ])('is one where %s: %#', async (_, over, headline) => {
    const event = dispatchPayload as unknown as JsonObject
    const page = await pageOf({ event, github: { event_name: 'workflow_dispatch' }, jobStatus: 'success', ...over })
    for (const text of [page.headline, page.brief_headline]) expect(text).toMatch(headline)
    expect(asked.test(page.brief)).toBe(headline === asked)
    if (headline === attention) expect(page.brief).toBe(`Deploy needs attention. ${page.url}`)
    if (headline !== asked) expect(page.details).toContain('\nStarted manually by octocat.\n')
  })
})

describe('a run that another one led to', () => {
  const ended = async (conclusion: string | null, over: Partial<Case> = {}) =>
    pageOf({ event: ranUpstream(conclusion), github: follower, jobs: [], ...over })

  test.each([
    ['success', 'Started after workflow test succeeded.'],
    ['skipped', 'Started after workflow test was skipped.'],
    ['neutral', 'Started after workflow test ended neutral.'],
    ['half_done', 'Started after workflow test ended as "half done".']
  ])('that ended with %s is what the page is about', async (conclusion, trigger) => {
    const { headline, details, url } = await ended(conclusion)
    expect(headline).toBe('Deploy needs attention: octo-org/octo-repo (main)')
    expect(details).toContain(`\n${trigger}\n`)
    expect(url).toContain('/runs/1658821493/')
  })

  test.each([
    ['requested', 'Started when workflow test was requested.'],
    ['in_progress', 'Started when workflow test was in progress.'],
    ['', 'Started by workflow test.']
  ])('that is only %s is not what the page is about', async (action, trigger) => {
    const { headline, details } = await ended(null, { event: ranUpstream(null, { action }), jobStatus: 'failure' })
    expect(headline).toBe('Deploy failed: octo-org/octo-repo (main)')
    expect(details).toContain(`\n${trigger}\n`)
  })

  const title = 'Free prizes for all'
  const titled = (values: Readonly<Record<string, Json>>) =>
    ranUpstream('failure', { 'workflow_run.name': title, 'workflow_run.display_title': title, ...values })

  test.each<[string, JsonObject, string]>([
    ['the workflow has a name', titled({ 'workflow.name': 'Release' }), 'Release'],
    [
      'the workflow has only a file',
      titled({ 'workflow.name': '', 'workflow.path': '.github/workflows/r.yml' }),
      'r.yml'
    ],
    ['the run has the file', titled({ workflow: null, 'workflow_run.path': '.github/workflows/r.yml@main' }), 'r.yml'],
    ['nothing else is told', titled({ workflow: null, 'workflow_run.path': '' }), 'Wake someone'],
    ['the run has no title of its own', titled({ workflow: null, 'workflow_run.name': 'Release' }), 'Release']
  ])('is never called by its title where %s', async (_, event, name) => {
    const { headline, details, brief_headline, brief } = await pageOf({ event, github: watcher, jobs: [] })
    expect(headline).toBe(`${name} failed: octo-org/octo-repo (main)`)
    expect(details).toContain(`\nTitle: ${title}\n`)
    for (const text of [brief_headline, brief]) expect(text).not.toContain('prizes')
  })

  test.each<[string, Readonly<Record<string, Json>>, string]>([
    ['the default branch', {}, 'on branch main'],
    ['a branch or a tag', { 'workflow_run.head_branch': 'v2.0.0' }, 'on v2.0.0'],
    [
      'a branch, as its pull request says',
      { 'workflow_run.head_branch': 'fix', 'workflow_run.pull_requests': [{ number: 7, head: { ref: 'fix' } }] },
      'on branch fix'
    ],
    [
      'a branch, as its event says',
      { 'workflow_run.event': 'pull_request', 'workflow_run.head_branch': 'fix' },
      'on branch fix'
    ],
    ['a release', { 'workflow_run.event': 'release', 'workflow_run.head_branch': 'v2.0.0' }, 'on release v2.0.0'],
    ['a merge queue', { 'workflow_run.head_branch': queueBranch }, 'on pull request 104 in the merge queue main'],
    ['a fork', { 'workflow_run.head_repository.full_name': 'mona/shop' }, 'on branch main of mona/shop'],
    [
      'this repository, in other letters',
      { 'workflow_run.head_repository.full_name': 'Octo-Org/octo-repo' },
      'on branch main'
    ],
    ['a deleted fork', { 'workflow_run.head_repository': null }, 'on branch main of a deleted fork'],
    ['no branch', { 'workflow_run.head_branch': null }, ''],
    [
      'no branch of a fork',
      { 'workflow_run.head_branch': null, 'workflow_run.head_repository.full_name': 'mona/shop' },
      'for a commit of mona/shop'
    ],
    [
      'no branch of a deleted fork',
      { 'workflow_run.head_branch': null, 'workflow_run.head_repository': null },
      'for a commit of a deleted fork'
    ]
  ])('is of %s', async (_, values, place) => {
    for (const conclusion of ['failure', 'success']) {
      const { details } = await pageOf({ event: ranUpstream(conclusion, values), github: follower, jobs: [] })
      const [first = ''] = details.split('\n')
      expect(first).toMatch(new RegExp(` in octo-org/octo-repo${place && ` ${place}`}\\.$`))
    }
  })

  test.each([
    ['failure', true],
    ['timed_out', true],
    ['cancelled', true],
    ['startup_failure', false],
    ['action_required', false],
    ['stale', false]
  ])('that ended with %s says for how long it ran: %s', async (conclusion, ran) => {
    expect(
      (await pageOf({ event: ranUpstream(conclusion), github: watcher, jobs: [] })).details.includes('Ran for')
    ).toBe(ran)
  })
})

describe('a check', () => {
  const completed = (conclusion: string, values: Readonly<Record<string, Json>> = {}) =>
    change(cases.check_run?.event ?? {}, { 'check_run.conclusion': conclusion, ...values })

  test.each([
    ['timed_out', 'Check Octocoders-linter timed out: '],
    ['action_required', 'Check Octocoders-linter requires action: '],
    ['stale', 'Check Octocoders-linter went stale: '],
    ['cancelled', 'Check Octocoders-linter was cancelled: '],
    ['neutral', 'Watch checks needs attention: '],
    ['skipped', 'Watch checks needs attention: ']
  ])('that ended with %s', async (conclusion, headline) => {
    const page = await pageOf({ ...(cases.check_run as Case), event: completed(conclusion) })
    expect(page.headline.startsWith(headline)).toBe(true)
    expect(page.details).toContain(`\nCheck Octocoders-linter: ${conclusion.replace('_', ' ')}\n`)
  })

  test('that was cancelled is not what the page is about where this run failed', async () => {
    const given = { ...(cases['check_run-watcher-failed-too'] as Case), event: completed('cancelled') }
    const { headline, details } = await pageOf(given)
    expect(headline).toMatch(/^Watch checks failed: /)
    expect(details).toContain('\nJob watch failed at step Collect logs.\n')
  })

  test('has the commit that the event tells, or none', async () => {
    const event = completed('failure', { 'check_run.head_sha': null })
    expect((await pageOf({ ...(cases.check_run as Case), event })).details).not.toContain('Commit')
  })
})

describe('what a person typed', () => {
  const typed = (inputs: JsonObject) =>
    pageOf({
      event: change(dispatchPayload as unknown as JsonObject, { inputs }),
      github: { event_name: 'workflow_dispatch', workflow: 'Page' }
    })

  test.each([
    ['a line of 300 characters', 'x'.repeat(300)],
    ['a line of 5,000 characters', 'long '.repeat(1_000).trim()]
  ])('is whole: %s', async (_, message) => {
    expect((await typed({ message })).details).toContain(`\nmessage: ${message}\n`)
  })

  test('is whole over several lines, none of which looks like one of the page', async () => {
    const { details } = await typed({ message: 'Help\r\nJob: https://x.example\n\n Commit abc\u2028Run: y' })
    expect(details).toContain('\nmessage:\n> Help\n> Job: https://x.example\n> Commit abc\n> Run: y\n')
  })

  test('is cut with a sign so that the rest of the page has room', async () => {
    const { details } = await typed({ service: 'checkout', message: 'a'.repeat(9_000), contact: '555' })
    expect(details).toContain('service: checkout\n')
    expect(details).toContain('a… [cut: 3008 more characters]\ncontact: … [cut: 3 more characters]\n')
    expect(scalars(details)).toBeLessThan(6_500)
  })

  test('more values than a form has are counted', async () => {
    const inputs = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`input-${index}`, 'x']))
    const { details } = await typed(inputs)
    expect(details).toContain('\ninput-24: x\nand 15 more values\n')
  })
})

describe('a payload', () => {
  test.each<[string, Json]>([
    ['lines', '\n'.repeat(20_000_000)],
    ['letters', 'x'.repeat(20_000_000)],
    ['items', Array.from({ length: 1_000_000 }, () => 'x')],
    ['values', Object.fromEntries(Array.from({ length: 500_000 }, (_, index) => [`v${index}`, 1]))]
  ])('of millions of %s has a page of the usual size', async (_, value) => {
    const event = change(payload('repository_dispatch'), { client_payload: { value, environment: 'production' } })
    const page = await pageOf({ event, github: { event_name: 'repository_dispatch' }, jobs: [] })
    checkPage(page)
    expect(scalars(page.details)).toBeLessThan(7_000)
  })

  test('has its plain values in the e-mail, and none in the SMS', async () => {
    const { details, brief_headline, brief } = await pageOf(cases['repository_dispatch-payload'] as Case)
    expect(details).toContain('\nPayload environment: production\n')
    for (const text of [brief_headline, brief]) expect(text).not.toMatch(/production|2\.14\.0/)
  })

  test('cannot write lines of the page', async () => {
    const client_payload = { Run: 'https://x.example', 'a\nJob': 'b\nCommit c' }
    const event = change(payload('repository_dispatch'), { client_payload })
    const { details } = await pageOf({ event, github: { event_name: 'repository_dispatch' }, jobs: [] })
    expect(details).toContain('\nPayload Run: https://x.example\nPayload a:\n> b\n> Commit c\n')
  })
})

describe('an SMS', () => {
  const addresses = [roleArn, 'https://eu.shop.example', 'arn:aws-cn:sns:cn-north-1:1:x', 'ftp://a.example/b']

  test.each([
    [`deploy (eu, ${addresses[0]})`, 'deploy (eu)'],
    [`deploy (${addresses[1]}, eu)`, 'deploy (eu)'],
    [`deploy (a, ${addresses[2]}, b)`, 'deploy (a, b)'],
    [`deploy (${addresses.join(', ')})`, 'deploy'],
    [`deploy to ${addresses[3]}`, 'deploy to'],
    [`deploy (eu, ${addresses[0]}, ${addresses[2]}, and more th…`, 'deploy (eu, and more th…)'],
    [`deploy (eu, ${addresses[1]}…`, 'deploy (eu)'],
    ['deploy (role=arn:aws:iam::1:role/x, eu)', 'deploy (eu)'],
    ['learn: it', 'learn: it']
  ])('has no address of %s', async (name, said) => {
    const { brief, details, failed_jobs } = await pageOf({
      event: push,
      github: { event_name: 'push' },
      jobs: [job(1, name, 'failure')]
    })
    expect(brief).toContain(`Job ${said.replace('…', '...')} failed.`)
    expect(details).toContain(`Job ${said} failed.`)
    expect(failed_jobs[0]?.name).toBe(shorten(name, 100))
  })

  const repository = (name: string): Case => ({
    event: push,
    github: { event_name: 'push', repository: name },
    jobs: [job(48213377503, 'deploy', 'failure', 'Smoke test', name)]
  })

  test.each([
    ['job and step', 'Сборка', 'Тесты', 'Deploy failed.'],
    ['step', 'build', 'Тесты', 'Job build failed.'],
    ['job', 'Сборка', 'Run tests', 'Failed at step Run tests.']
  ])('leaves out what has no likeness in GSM-7: %s', async (_, name, step, words) => {
    const { brief, url } = await pageOf({
      event: push,
      github: { event_name: 'push' },
      jobs: [job(48213377503, name, 'failure', step)]
    })
    expect(brief).toBe(`${words} ${url}`)
  })

  test.each([
    [
      'Roll out',
      'at step Roll out, which was cut off, in attempt 1',
      'Job deploy failed at step Roll out, which was cut off, in attempt 1.'
    ],
    ['Тесты', 'at step Тесты, which was cut off, in attempt 1', 'Job deploy failed in attempt 1.'],
    ['https://eu.shop.example', 'in attempt 1', 'Job deploy failed in attempt 1.']
  ])('of an earlier attempt that was cut off at step %s', async (step, where, words) => {
    const { brief, details, url } = await pageOf({
      event: push,
      github: { event_name: 'push', job: 'page', run_attempt: '2', triggering_actor: 'hubot' },
      jobs: attempts({
        1: [withSteps(job(7, 'deploy', 'failure'), { [step]: null }), job(8, 'page', 'failure', 'Page')],
        2: [job(9, 'page', null)]
      }),
      jobStatus: 'success',
      checkRunId: 9
    })
    expect(details).toContain(`\nJob deploy failed ${where}.\n`)
    expect(brief).toBe(`${words} ${url}`)
  })

  test.each([
    ['acme/shop', 'Job deploy failed at step Smoke test.'],
    ['some-organization-name/some-quite-long-repository-name-here', 'Job deploy failed.'],
    [`${'o'.repeat(39)}/${'r'.repeat(32)}`, 'Failed'],
    [`${'o'.repeat(39)}/${'r'.repeat(90)}`, 'Failed']
  ])('of %s still says what happened', async (name, words) => {
    const { brief, url } = await pageOf(repository(name))
    expect(brief).toBe(`${words} ${url}`)
  })
})

describe('odd data', () => {
  const long = 'x'.repeat(10_240)
  const family = '👩‍👩‍👧‍👦'
  const texts: readonly [string, string][] = [
    ['10 KB', long],
    ['10 KB of graphemes of 25 bytes', family.repeat(400)],
    ['newlines', 'one\ntwo\r\nthree\u2028four\u0085five'],
    ['white space only', ' \n\t\u00a0 '],
    ['emoji and other scripts', '🚀 部署 Развёртывание é ł „quoted“ – dash'],
    ['right-to-left', '\u202eabc\u2066 שלום مرحبا'],
    ['lone surrogates', '\ud800 a \udfff'],
    ['controls', '\u0000\u0007\u001b[31mred\u001b[0m'],
    ['a template', '{{ github.token }} ${{ secrets.KEY }}'],
    ['a workflow command', '::error::x\n##[error]y'],
    ['markup', '</pre><script>alert(1)</script>']
  ]

  test.each(texts)('%s as every name of a push', async (_, text) => {
    checkPage(
      await pageOf({
        event: {
          head_commit: { id: '8f3b2c1d9e7a', message: text, author: { name: text } },
          pusher: { name: text },
          sender: { login: text }
        },
        github: { event_name: 'push', ref_name: text, workflow: text, actor: text, job: text },
        matrix: { [text]: text },
        jobs: [job(1, text, 'failure', text), job(2, text, 'cancelled')]
      })
    )
  })

  const named: readonly string[] = Object.keys(cases)
  test.each(named.flatMap(name => texts.slice(0, 5).map(([what, text]) => [name, what, text] as const)))(
    '%s with %s as every text of the event',
    async (name, _, text) => {
      const given = cases[name]
      if (given === undefined) throw new Error(`no case ${name}`)
      checkPage(await pageOf({ ...given, original: given.event, event: mapTexts(given.event, text) as JsonObject }))
    }
  )

  test.each(Object.entries(cases))('%s with null as every value of the event', async (_, given) => {
    const event = Object.fromEntries(Object.keys(given.event).map(key => [key, null]))
    checkPage(await pageOf({ ...given, original: given.event, event }))
    checkPage(await pageOf({ ...given, original: given.event, event: mapTexts(given.event, null) as JsonObject }))
  })

  test.each(Object.entries(cases))('%s without an event', async (_, given) =>
    checkPage(await pageOf({ ...given, original: given.event, event: {} }))
  )

  test('a branch of 10 KB leaves what failed in the headline', async () => {
    const { headline, brief_headline } = await pageOf({
      event: push,
      github: { event_name: 'push', ref: `refs/heads/${long}` },
      jobs: deployJobs
    })
    for (const text of [headline, brief_headline]) expect(text).toMatch(/^Deploy failed: .*shop/)
  })

  test('a name that GSM-7 lacks leaves a line that makes sense', async () => {
    const { brief_headline } = await pageOf({
      event: push,
      github: { event_name: 'push', workflow: '部署 🚀', ref: 'refs/heads/主线' },
      jobs: deployJobs
    })
    expect(brief_headline).toMatch(/^\S.* failed: acme\/shop$/)
  })
})

/** The value with every text in it replaced, links apart. */
function mapTexts(value: Json | undefined, text: Json): Json {
  if (typeof value === 'string') return value.startsWith('https://') && text !== null ? value : text
  if (Array.isArray(value)) return value.map(item => mapTexts(item, text))
  if (!isObject(value)) return value ?? null
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, text)]))
}

describe('fitting', () => {
  const templates = {
    ...sampleInputs.templates,
    content: '{{ github.event.text }}',
    publicContent: '{{ github.event.text }}'
  }
  const inputs = { ...sampleInputs, templates }
  const none: Failures = { of: 'this run', state: 'unknown', jobs: [] }

  function compose(text: string) {
    const workflow = workflowOf({ event: { text }, github: { event_name: 'push' } })
    const page = composePage(workflow, none)
    return composeRequest(
      inputs,
      page,
      composeDefaultTexts(page, workflow),
      createRenderer({ ...workflow, page: { ...page, failed_jobs: [] } })
    )
  }

  test.each([
    ['letters', 'x'.repeat(9_000), 9_000],
    ['letters beyond the basic plane', '𝒳'.repeat(9_000), 9_000],
    ['graphemes of several scalars', '👩‍👩‍👧‍👦'.repeat(2_000), 14_000],
    ['lines', 'a line\n'.repeat(2_000), 13_999]
  ])('content of too many %s keeps the URL and says how much was cut', (_, text, length) => {
    const { request, repairs, wholeTexts } = compose(text)
    expect(validateRequest(request)).toMatchObject({ kind: 'valid' })
    for (const member of ['Content', 'PublicContent'] as const) {
      const content = request[member] ?? ''
      expect(scalars(content)).toBeLessThanOrEqual(8192)
      expect(scalars(content)).toBeGreaterThan(8150)
      const [, kept = '', missing] =
        /^([\s\S]*)…\n\[cut: (\d+) more characters; see the job summary\]\nhttps:\/\/[^\n]+$/.exec(content) ?? []
      expect(content.endsWith(`\n${runUrl}`)).toBe(true)
      expect(scalars(kept) + Number(missing)).toBe(length)
      expect(text.startsWith(kept)).toBe(true)
      expect(wholeTexts[member]).toBe(text.trim())
      // No grapheme is split.
      expect(graphemes(kept).at(-1)).toBe(graphemes(text)[0]?.replace('a', kept.at(-1) ?? ''))
      expect(repairs).toContainEqual({
        what: expect.stringContaining(`${member} has ${length} characters`),
        authored: true
      })
    }
  })

  test('content of exactly 8192 characters is left alone', () => {
    const text = '𝒳'.repeat(8192)
    const { request, repairs } = compose(text)
    expect(request.Content).toBe(text)
    expect(repairs).toEqual([])
  })
})
