import { describe, expect, test } from '@jest/globals'
import { composeIdentity } from '../local/runner/variables.ts'
import type { FailedJob, Failures } from '../src/github/failures.ts'
import { hasForeignHead } from '../src/github/strangers.ts'
import type { Workflow } from '../src/github/workflow.ts'
import { composePage } from '../src/page/page.ts'
import type { Json, JsonObject } from '../src/text/json.ts'
import { emptyWorkflow } from './shared/samples.ts'

function workflowOf(name: string, event: JsonObject, over: Partial<Workflow> = {}): Workflow {
  const base = { ref: 'refs/heads/main', workflow: 'CI' }
  return { ...emptyWorkflow, github: { ...composeIdentity({ ...base, event_name: name }), event }, ...over }
}

const own = { id: 1, full_name: 'acme/shop' }
const fork = { id: 2, full_name: 'mallory/shop' }
const requestOf = (head: Json): JsonObject => ({ pull_request: { number: 7, head: { ref: 'main', repo: head } } })
const runOf = (head: Json): JsonObject => ({ workflow_run: { conclusion: 'failure', head_repository: head } })
const ends = (head: Json): JsonObject => ({ head: { repo: head }, base: { repo: own } })

describe('hasForeignHead', () => {
  const requests = ['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment']
  test.each<[string, string, JsonObject, boolean]>([
    ...requests.flatMap((name): [string, string, JsonObject, boolean][] => [
      [name, 'of a fork', requestOf(fork), true],
      [name, 'of a deleted fork', requestOf(null), true],
      [name, 'of this repository', requestOf(own), false],
      [name, 'of this repository in other letters', requestOf({ full_name: 'Acme/Shop' }), false]
    ]),
    ['pull_request', 'of a head that is not told', { pull_request: { head: null } }, true],
    ['pull_request', 'that cannot be read', {}, true],
    ['workflow_run', 'of a fork', runOf(fork), true],
    ['workflow_run', 'of a deleted fork', runOf(null), true],
    ['workflow_run', 'of this repository', runOf(own), false],
    ['workflow_run', 'that cannot be read', {}, false],
    ['check_run', 'of a fork', { check_run: { check_suite: { head_branch: null } } }, true],
    ['check_run', 'of a pull request from a fork', { check_run: { pull_requests: [ends(fork)] } }, true],
    ['check_run', 'of a pull request', { check_run: { pull_requests: [ends(own)] } }, false],
    ['check_run', 'of a branch', { check_run: { check_suite: { head_branch: 'main' }, pull_requests: [] } }, false],
    ['check_suite', 'of a fork', { check_suite: { head_branch: null, pull_requests: [] } }, true],
    ['check_suite', 'of a branch', { check_suite: { head_branch: 'main' } }, false],
    ['status', 'of a commit that is on no branch', { branches: [] }, true],
    ['status', 'of a commit whose branches are not told', {}, true],
    ['status', 'of a branch', { branches: [{ name: 'main' }] }, false],
    ['push', 'of any kind', requestOf(fork), false],
    ['', 'without a name', {}, false]
  ])('%s %s', (name, _, event, expected) => {
    expect(hasForeignHead(workflowOf(name, event))).toBe(expected)
  })
})

/** The name of an event, the event, the run that the page is about, and the headline in the SMS. */
type Theirs = [string, JsonObject, Failures['of'], string]

describe('a page on a stranger', () => {
  const word = 'example.com'
  const theirJob = { name: `job https://${word}`, conclusion: 'failure', url: '', failed_step: `step ${word}` }
  const jobs: readonly FailedJob[] = [{ ...theirJob, reached: 'failed step', isOwn: true }]
  const title = `title https://${word}/x`
  const commit = { id: '8f3b2c1', message: `commit ${word}`, author: { name: `author ${word}` } }
  const request = { pull_request: { number: 7, title, head: { ref: word, repo: fork, sha: '8f3b2c1' } } }
  const run = {
    workflow_run: { name: 'CI', conclusion: 'failure', head_branch: word, head_repository: fork, head_commit: commit }
  }
  const check = {
    action: 'completed',
    check_run: { name: `check ${word}`, conclusion: 'failure', check_suite: { head_branch: null }, pull_requests: [] }
  }
  const status = { context: 'ci', state: 'failure', sha: '8f3b2c1', branches: [], commit: { commit } }
  const issue = { issue: { number: 7, title } }
  const failed = (of: Failures['of']): Failures => ({ of, state: 'failed', jobs })
  const matrix = { leg: word }

  const their: readonly Theirs[] = [
    ['pull_request', request, 'this run', 'CI failed: acme/shop (PR #7)'],
    ['pull_request_target', request, 'this run', 'CI failed: acme/shop (PR #7)'],
    ['pull_request_review', request, 'this run', 'CI failed: acme/shop (PR #7)'],
    ['workflow_run', run, 'the watched run', 'CI failed: acme/shop (a fork)']
  ]

  test.each(their)('by %s has none of their words in the SMS', (name, event, of, headline) => {
    const page = composePage(workflowOf(name, event, { matrix }), failed(of))
    expect(page).toMatchObject({ brief_headline: headline, brief: `CI failed. ${page.url}` })
  })

  test.each<Theirs>([
    ...their,
    ['check_run', check, 'this run', ''],
    ['status', status, 'this run', ''],
    ['issues', issue, 'this run', ''],
    ['issue_comment', issue, 'this run', '']
  ])('by %s leads nowhere in the e-mail', (name, event, of) => {
    const { headline, details } = composePage(workflowOf(name, event), { of, state: 'failed', jobs: [] })
    const theirs = details.split('\n').filter(line => !line.startsWith('Run: '))
    for (const text of [headline, ...theirs]) expect(text).not.toMatch(/example\.com|https:/)
    expect([headline, ...theirs].join('\n')).toContain('example[.]com')
  })

  test('names their jobs in the e-mail, with addresses that lead nowhere', () => {
    const { details, failed_jobs } = composePage(workflowOf('pull_request', request, { matrix }), failed('this run'))
    expect(details).toContain('\nJob job failed at step step example[.]com.\n')
    expect(failed_jobs).toEqual([{ ...theirJob, name: 'job hxxps://example[.]com', failed_step: 'step example[.]com' }])
  })

  test('names our own jobs that ran after their run', () => {
    const chained = { workflow_run: { ...run.workflow_run, conclusion: 'success' } }
    const ownJob = { name: 'deploy', conclusion: 'failure', url: '', failed_step: '', reached: 'unknown', isOwn: true }
    const deploy = { of: 'this run', state: 'failed', jobs: [ownJob as FailedJob] } as const
    const page = composePage(workflowOf('workflow_run', chained), deploy)
    expect(page).toMatchObject({
      brief_headline: 'CI failed: acme/shop (a fork)',
      brief: `Job deploy failed. ${page.url}`
    })
    expect(page.details).toContain('example[.]com')
  })

  test('by a run that nobody started has a sender that leads nowhere', () => {
    const actor = { login: 'release-train[bot]' }
    const theirs = { workflow_run: { ...run.workflow_run, name: `CI of ${word}`, actor } }
    const { sender } = composePage(workflowOf('workflow_run', theirs), failed('the watched run'))
    expect(sender).toBe('CI of example[.]com via acme/shop')
  })

  test('names no check of theirs in the SMS', () => {
    const page = composePage(workflowOf('check_run', check), { of: 'this run', state: 'unknown', jobs: [] })
    expect(page).toMatchObject({ brief_headline: 'Check failed: acme/shop', brief: `Check failed. ${page.url}` })
  })

  test('leaves the words of our own people as they are', () => {
    const mine = { pull_request: { ...request.pull_request, head: { ...request.pull_request.head, repo: own } } }
    const { headline, details, failed_jobs } = composePage(workflowOf('pull_request', mine), failed('this run'))
    expect(headline).toBe('CI failed: acme/shop (PR #7 example.com)')
    expect(details).toContain(`Pull request: ${title}`)
    expect(failed_jobs).toEqual([theirJob])
  })
})

describe('outside text in a page', () => {
  const evil = 'https://example.com/x'
  const ourLabel = /^\s*(?:Run|Job|Details): https:\/\/example\.com/m

  test.each([
    ['an input called Run', 'workflow_dispatch', { inputs: { Run: evil } }],
    ['an input called Run, with filler', 'workflow_dispatch', { inputs: { 'Ru\u200bn': evil, '\u3164Run': evil } }],
    [
      'a title of several lines',
      'pull_request',
      { pull_request: { number: 7, title: `x\nRun: ${evil}`, head: { repo: own } } }
    ],
    ['a commit of several lines', 'push', { head_commit: { id: '8f3b2c1', message: `x\u2028Run: ${evil}` } }],
    [
      'a commit with padding',
      'push',
      { head_commit: { id: '8f3b2c1', message: `x${' \u2800'.repeat(40)}Run: ${evil}` } }
    ]
  ])('makes no line of ours: %s', (_, name, event) => {
    const { details } = composePage(workflowOf(name, event as JsonObject), {
      of: 'this run',
      state: 'failed',
      jobs: []
    })
    expect(details).not.toMatch(ourLabel)
    expect(details).not.toMatch(/\s{3}/)
    expect(details.split('\n').at(-1)).toMatch(/^Run: https:\/\/github\.com\/acme\/shop\//)
  })

  test('makes no line of ours by the name of a job or a workflow', () => {
    const job = { conclusion: 'failure', url: '', failed_step: '', reached: 'unknown', isOwn: false } as const
    const jobs = [`: ${evil}`, 'Run: x'].map(name => ({ ...job, name }))
    const workflow = workflowOf('push', {})
    const named = { ...workflow, github: { ...workflow.github, workflow: `Run: ${evil}` } }
    const { details } = composePage(named, { of: 'this run', state: 'failed', jobs })
    expect(details).not.toMatch(ourLabel)
    expect(details.split('\n').slice(0, 4)).toEqual([
      `> Run: ${evil} failed in acme/shop on branch main.`,
      'Job unnamed failed; 1 more job failed.',
      '- unnamed failed',
      '> - Run: x failed'
    ])
  })
})
