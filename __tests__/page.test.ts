// The pages as a woken person reads them: one golden file per event in pages/, to be read as text in a diff.
// UPDATE_GOLDEN=1 writes the files anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { validateRequest } from '../local/aws/validation.ts'
import { dispatchPayload, pushPayload, schedulePayload } from '../local/github/payloads.ts'
import { composeIdentity } from '../local/runner/variables.ts'
import { type Failures, readFailures } from '../src/github/failures.ts'
import type { Job } from '../src/github/jobs.ts'
import type { Workflow } from '../src/github/workflow.ts'
import { composePage, type Page } from '../src/page/page.ts'
import { composeRequest } from '../src/page/request.ts'
import { createRenderer } from '../src/page/template.ts'
import { isObject, type Json, type JsonObject, textAt } from '../src/text/json.ts'
import { expectWithinLimits } from './shared/page-limits.ts'
import { emptyWorkflow, inputs as sampleInputs } from './shared/samples.ts'
import { graphemes } from './shared/texts.ts'
import { readWebhookExamples } from './shared/webhook-examples.ts'

interface Case {
  readonly event: JsonObject
  /** Whose repository and sender the runner speaks of, where it is not the event's. */
  readonly original?: JsonObject
  /** Over the identity that the payload's repository and sender give. */
  readonly github: Readonly<Record<string, string>>
  readonly jobs?: readonly Job[]
  readonly needs?: Json
  readonly matrix?: Json
  readonly jobStatus?: string
  /** The page must not speak of failure. */
  readonly nothingFailed?: true
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

const pullRequest = payload('pull_request')
const upstreamRun = change(
  payload('workflow_run', example => textAt(example, 'workflow_run', 'conclusion') === 'success'),
  { 'workflow_run.run_started_at': '2026-07-21T14:02:10Z', 'workflow_run.updated_at': '2026-07-21T14:06:22Z' }
)
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

function workflowOf({ event, original = event, github, needs = null, matrix = null, jobStatus = '' }: Case): Workflow {
  const identity = composeIdentity({
    repository: textAt(original, 'repository', 'full_name') || 'acme/shop',
    actor: textAt(original, 'sender', 'login') || 'octocat',
    ...github
  })
  return {
    ...emptyWorkflow,
    github: { ...identity, event },
    job: jobStatus ? { status: jobStatus } : {},
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
    async () => jobs ?? [],
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
      expect(headline).toMatch(/^.+ failed[:,] /)
      expect(brief_headline).toMatch(/^.+ failed[:,] /)
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

  test('a person who pages by hand is named, with what they typed', async () => {
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
    ['timed_out', 'cancelled', 'failed']
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

  test('who pages by hand, where the run was started again by another person', async () => {
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

  test('an upstream run that could not be started has failed', async () => {
    const event = change(upstreamRun, { 'workflow_run.conclusion': 'startup_failure' })
    const { headline } = await pageOf({ ...(cases['workflow_run-failed'] as Case), event, jobs: [] })
    expect(headline).toContain(' failed: ')
  })

  test('every link is on the server of the run', async () => {
    const { details, brief } = await of('ghes')
    for (const text of [details, brief]) {
      expect(text).toContain('https://github.acme.example/acme/shop/actions/runs/1658821493')
      expect(text).not.toContain('github.com')
    }
  })

  test('who started the second attempt', async () => {
    expect((await of('attempt-2')).details).toMatch(/attempt 2.*hubot/i)
    expect((await of('push')).details).not.toMatch(/attempt 1\b[^\n]*by/i)
  })
})

describe('an SMS', () => {
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
    return composeRequest(inputs, page, createRenderer({ ...workflow, page: { ...page, failed_jobs: [] } }))
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
