import { describe, expect, test } from '@jest/globals'
import { composeJob } from '../local/demo/scenarios.ts'
import { type GitHubApiOptions, type Job, startGitHubApi } from '../local/github/github-api.ts'
import { composeFailures, readFailures } from '../src/github/failures.ts'
import { type Job as ListedJob, type ListJobs, listJobs as listJobsOver } from '../src/github/jobs.ts'
import type { Workflow } from '../src/github/workflow.ts'
import { createTransport } from '../src/network/transport.ts'
import type { Json } from '../src/text/json.ts'
import { version } from '../src/version.ts'
import { closedPort } from './shared/peers.ts'
import { listing } from './shared/samples.ts'

const runId = '1658821493'

function workflowOf(over: Partial<Workflow> = {}, github: Readonly<Record<string, Json>> = {}): Workflow {
  return {
    github: {
      api_url: 'https://api.invalid',
      server_url: 'https://github.com',
      repository: 'acme/shop',
      run_id: runId,
      run_attempt: '1',
      job: 'deploy',
      event_name: 'push',
      event: {},
      ...github
    },
    job: { status: 'success' },
    matrix: null,
    strategy: null,
    needs: null,
    runner: {},
    inputs: {},
    ...over
  }
}

const secondsBetween = (start: string | undefined, end: string | null | undefined) =>
  (Date.parse(end ?? '') - Date.parse(start ?? '')) / 1000

const never = new AbortController().signal

/** Over the network, without a proxy. */
const listJobs: ListJobs = (run, signal) => listJobsOver(run, createTransport({}), signal)

/** A list that brings no page: it throws, or waits. */
const failing =
  (next: () => Promise<never>): ListJobs =>
  () => ({ [Symbol.asyncIterator]: () => ({ next }) })

const nobody: ListJobs = () => {
  throw new Error('GitHub must not be asked')
}

async function ask(options: GitHubApiOptions, over: Partial<Workflow> = {}, github: Record<string, Json> = {}) {
  const api = await startGitHubApi(options)
  try {
    const workflow = workflowOf(over, { api_url: api.url, ...github })
    return { failures: await readFailures(workflow, 'ghs_token', listJobs, never), requests: api.requests }
  } finally {
    await api.close()
  }
}

const job = (id: number, name: string, over: Partial<Job> = {}): Job => ({
  ...composeJob(id, name, 'Deploy', ['Check out', 'Push image'], 'success'),
  ...over
})

describe("the workflow's own contexts", () => {
  test('needs that failed come first, cancelled ones behind them', () => {
    const needs = {
      lint: { result: 'success' },
      build: { result: 'cancelled' },
      docs: { result: 'skipped' },
      deploy: { result: 'failure' }
    }
    expect(composeFailures(workflowOf({ needs }))).toEqual({
      of: 'this run',
      state: 'failed',
      jobs: [
        { name: 'deploy', conclusion: 'failure', url: '', failed_step: '', reached: 'unknown', isOwn: false },
        { name: 'build', conclusion: 'cancelled', url: '', failed_step: '', reached: 'unknown', isOwn: false }
      ]
    })
  })

  test.each([
    ['failure', 'failed'],
    ['cancelled', 'cancelled']
  ])('the status of this job is %s, with the link that its check run gives', (status, state) => {
    expect(composeFailures(workflowOf({ job: { status, check_run_id: 77 } }))).toEqual({
      of: 'this run',
      state,
      jobs: [
        {
          name: 'deploy',
          conclusion: status,
          url: `https://github.com/acme/shop/actions/runs/${runId}/job/77`,
          failed_step: '',
          reached: 'unknown',
          isOwn: true
        }
      ]
    })
  })

  test('its own trouble stands after that of the jobs that it needs', () => {
    const needs = { build: { result: 'cancelled' }, deploy: { result: 'failure' } }
    const { jobs } = composeFailures(workflowOf({ job: { status: 'failure' }, needs }, { job: 'page' }))
    expect(jobs.map(({ name }) => name)).toEqual(['deploy', 'page', 'build'])
  })

  test.each([
    ['a successful job knows nothing of the others', { job: { status: 'success' } }, 'unknown'],
    ['a cancelled job', { job: { status: 'cancelled' } }, 'cancelled'],
    ['cancelled needs', { needs: { build: { result: 'cancelled' } } }, 'cancelled'],
    ['needs that are no object', { needs: ['build'] }, 'unknown']
  ])('%s', (_, over, state) => {
    expect(composeFailures(workflowOf(over)).state).toBe(state)
  })

  const behind = (conclusion: string | null) => ({
    event_name: 'workflow_run',
    event: { workflow_run: { id: 5, conclusion } }
  })
  const needs = { build: { result: 'failure' } }

  test.each(['failure', 'timed_out', 'startup_failure', 'cancelled', 'action_required', 'stale'])(
    'a watcher of a run that ended with "%s" does not speak of its own',
    ending => {
      const workflow = workflowOf({ job: { status: 'failure' }, needs }, behind(ending))
      expect(composeFailures(workflow)).toEqual({ of: 'the watched run', state: 'unknown', jobs: [] })
    }
  )

  // A run that is only requested or goes on has no conclusion.
  test.each([['success'], ['skipped'], ['neutral'], [null], ['a word that GitHub has not used yet']])(
    'a run after one that ended with %j speaks of its own',
    ending => {
      const after = behind(ending)
      expect(composeFailures(workflowOf({ needs }, after))).toMatchObject({ of: 'this run', state: 'failed' })
      expect(composeFailures(workflowOf({}, after))).toMatchObject({ of: 'this run', state: 'unknown' })
    }
  )
})

describe('the jobs API', () => {
  test.each([
    ['failures in needs', workflowOf({ needs: { build: { result: 'failure' } } }), 'ghs_token'],
    ['no run ID', workflowOf({}, { run_id: '' }), 'ghs_token'],
    ['no repository', workflowOf({}, { repository: '' }), 'ghs_token']
  ])('is not asked with %s', async (_, workflow, token) => {
    expect(await readFailures(workflow, token, nobody, never)).toEqual(composeFailures(workflow))
  })

  test.each<[string, Json, string]>([
    ['nothing else tells', null, 'not asked'],
    ['all needs succeeded', { build: { result: 'success' } }, 'not asked'],
    ['a need was skipped, maybe after one that failed', { deploy: { result: 'skipped' } }, 'unknown'],
    ['a need was cancelled', { deploy: { result: 'cancelled' } }, 'cancelled'],
    ['a need failed', { deploy: { result: 'failure' } }, 'failed']
  ])('is not asked without a token: %s', async (_, needs, state) => {
    expect(await readFailures(workflowOf({ needs }), '', nobody, never)).toMatchObject({ state })
  })

  test('names the failed job, its first failed step and its page', async () => {
    const jobs = [job(1, 'build'), composeJob(2, 'deploy (eu)', 'Deploy', ['Check out', 'Push image'], 'failure', 2)]
    const { failures, requests } = await ask({ jobs })
    expect(failures).toEqual({
      of: 'this run',
      state: 'failed',
      durationSeconds: secondsBetween(jobs[0]?.started_at, jobs[1]?.completed_at),
      jobs: [
        {
          name: 'deploy (eu)',
          conclusion: 'failure',
          url: `https://github.com/acme/shop/actions/runs/${runId}/job/2`,
          failed_step: 'Push image',
          reached: 'failed step',
          isOwn: false
        }
      ]
    })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.path).toContain(`/repos/acme/shop/actions/runs/${runId}/attempts/1/jobs`)
    expect(requests[0]?.headers).toMatchObject({
      authorization: 'token ghs_token',
      'user-agent': expect.stringMatching(
        new RegExp(`(?:^|\\s)start-engagement/${version.replaceAll('.', '\\.')}(?:\\s|$)`)
      )
    })
  })

  test('reads all pages', async () => {
    const jobs = Array.from({ length: 250 }, (_, index) =>
      job(index + 1, `leg ${index + 1}`, { conclusion: index % 2 ? 'failure' : 'success' })
    )
    const { failures, requests } = await ask({ jobs })
    expect(failures.jobs).toHaveLength(125)
    expect(failures.jobs.at(-1)?.name).toBe('leg 250')
    expect(requests).toHaveLength(3)
  })

  test('counts this running job as failed when a finished step of it has failed, and puts it first', async () => {
    const jobs = [
      job(1, 'test (20)', { conclusion: 'failure' }),
      composeJob(2, 'test (22)', 'CI', ['Test', 'Wake the on-call'], null, 1),
      composeJob(3, 'test (24)', 'CI', ['Test', 'Upload'], null)
    ]
    const { failures } = await ask({ jobs }, { job: { status: 'failure', check_run_id: 2 } })
    expect(failures.jobs.map(({ name, failed_step }) => [name, failed_step])).toEqual([
      ['test (22)', 'Test'],
      ['test (20)', '']
    ])
  })

  describe('that lags behind what this job knows of itself', () => {
    const status = { status: 'failure', check_run_id: 2 }
    const own = composeJob(2, 'deploy (us)', 'Deploy', ['Roll out', 'Page'], null)

    test.each([
      ['beside a cancelled job', job(1, 'deploy (eu)', { conclusion: 'cancelled' }), ['deploy (us)', 'deploy (eu)']],
      ['beside a failed job', job(1, 'deploy (eu)', { conclusion: 'failure' }), ['deploy (us)', 'deploy (eu)']],
      ['alone', job(1, 'deploy (eu)'), ['deploy (us)']]
    ])('counts this job as failed, %s', async (_, other, names) => {
      const { failures } = await ask({ jobs: [other, own] }, { job: status })
      expect(failures).toMatchObject({ state: 'failed' })
      expect(failures.jobs.map(({ name }) => name)).toEqual(names)
      expect(failures.jobs[0]).toMatchObject({ conclusion: 'failure', url: expect.stringMatching(/\/job\/2$/) })
    })

    test('names no other job after it', async () => {
      const needs = { build: { result: 'cancelled' } }
      const { failures } = await ask(
        { jobs: [job(1, 'build', { conclusion: 'cancelled' }), own] },
        { job: status, needs }
      )
      expect(failures.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
        ['deploy (us)', 'failure'],
        ['build', 'cancelled']
      ])
    })

    test('lists no job twice where its number is not known', async () => {
      const failed = job(2, 'deploy (us)', { conclusion: 'failure' })
      const { failures } = await ask({ jobs: [failed] }, { job: { status: 'failure' } })
      expect(failures.jobs.map(({ name }) => name)).toEqual(['deploy (us)'])
    })
  })

  test('of a run behind one that succeeded is asked about this run', async () => {
    const event = { workflow_run: { id: 4711, run_attempt: 3, conclusion: 'success' } }
    const jobs = [job(1, 'deploy', { conclusion: 'failure' })]
    const { failures, requests } = await ask({ jobs }, {}, { event_name: 'workflow_run', event })
    expect(requests[0]?.path).toContain(`/actions/runs/${runId}/attempts/1/jobs`)
    expect(failures).toMatchObject({ of: 'this run', state: 'failed' })
  })

  test('that lists 200,000 jobs stops nothing', async () => {
    const jobs = Array.from({ length: 200_000 }, (_, id) => job(id, 'leg', { conclusion: 'failure' }))
    const workflow = workflowOf({ job: { status: 'failure', check_run_id: 7 } })
    expect((await readFailures(workflow, 'ghs_token', listing(jobs), never)).state).toBe('failed')
  })

  test('gives no link that leads elsewhere', async () => {
    const html_url = 'https://evil.example/acme/shop/actions/runs/1/job/2'
    const { failures } = await ask({ jobs: [job(2, 'deploy', { conclusion: 'failure', html_url })] })
    expect(failures.jobs).toMatchObject([{ name: 'deploy', url: '' }])
  })

  describe('whose list is not whole', () => {
    const legs = (count: number) => Array.from({ length: count }, (_, id) => job(id + 1, `leg ${id + 1}`))

    test.each([
      [1_500, 'unknown', 'The run has more jobs than the 1,000 that were looked at.'],
      [1_000, 'nothing failed', undefined]
    ])('is asked for ten pages of %i jobs, and no more', async (count, state, gap) => {
      const { requests, failures } = await ask({ jobs: legs(count) })
      expect(requests).toHaveLength(10)
      expect(failures).toMatchObject({ state, jobs: [] })
      expect([failures.gap, failures.warning]).toEqual([gap, gap])
    })

    const brokenAt = (page: number): NonNullable<GitHubApiOptions['fault']> => ({
      kind: 'status',
      statusCode: 502,
      fromPage: page
    })

    test('keeps what the first page told where the second one fails', async () => {
      const jobs = legs(150).map(job => (job.id === 7 ? { ...job, conclusion: 'failure' } : job))
      const { failures } = await ask({ jobs, fault: brokenAt(2) })
      expect(failures).toMatchObject({ state: 'failed', gap: 'GitHub told of the first 100 jobs only.' })
      expect(failures.jobs.map(({ name }) => name)).toEqual(['leg 7'])
      expect(failures.warning).toBe(
        'GitHub told of the first 100 jobs only (HTTP status 502); the page goes out without the others.'
      )
    })

    test.each<[string, string, string]>([
      ['nothing on the first page failed', 'success', 'unknown'],
      ['a job on the first page was cancelled', 'cancelled', 'unknown']
    ])('says nothing of the rest: %s', async (_, conclusion, state) => {
      const jobs = legs(150).map(job => ({ ...job, conclusion }))
      expect((await ask({ jobs, fault: brokenAt(2) })).failures.state).toBe(state)
    })

    test('keeps what the first page told where the second one never comes', async () => {
      const page = { jobs: [job(1, 'deploy', { conclusion: 'failure' })], isCut: false }
      const hanging: ListJobs = async function* () {
        yield page
        await new Promise(() => {})
      }
      expect(await readFailures(workflowOf(), 'ghs_token', hanging, never)).toMatchObject({
        state: 'failed',
        jobs: [{ name: 'deploy' }],
        warning: expect.stringContaining('no answer within 5 s')
      })
    })
  })

  test('counts a job that stands on two pages once, as the later page has it', async () => {
    const twice: ListJobs = async function* () {
      yield { jobs: [job(1, 'deploy', { conclusion: null }), job(2, 'test', { conclusion: 'failure' })], isCut: false }
      yield {
        jobs: [job(1, 'deploy', { conclusion: 'failure' }), job(3, 'test', { conclusion: 'failure' })],
        isCut: false
      }
    }
    const { jobs } = await readFailures(workflowOf(), 'ghs_token', twice, never)
    expect(jobs.map(({ name, url }) => [name, url.split('/').at(-1)])).toEqual([
      ['deploy', '1'],
      ['test', '2'],
      ['test', '3']
    ])
  })

  describe('on a later attempt', () => {
    const inAttempt = (run_attempt: number, jobs: readonly Job[]) => jobs.map(job => ({ ...job, run_attempt }))
    const page = composeJob(9, 'page', 'Deploy', ['Page'], null)
    const first = inAttempt(1, [job(1, 'build'), job(2, 'deploy', { conclusion: 'failure' })])
    const askAttempt = (run_attempt: string, jobs: readonly Job[], fault?: GitHubApiOptions['fault']) =>
      ask({ jobs, ...(fault && { fault }) }, { job: { status: 'success', check_run_id: 9 } }, { run_attempt })
    const attempts = (requests: readonly { path: string }[]) =>
      requests.map(({ path }) => /attempts\/(\d+)/.exec(path)?.[1])

    test('has the failure of the attempt before, where only the page ran again', async () => {
      const { failures, requests } = await askAttempt('2', [...first, ...inAttempt(2, [page])])
      expect(failures.jobs.map(({ name, earlierAttempt }) => [name, earlierAttempt])).toEqual([['deploy', 1]])
      expect([failures.state, attempts(requests)]).toEqual(['failed', ['2', '1']])
    })

    test('has no failure of a job that ran again and succeeded', async () => {
      const { failures } = await askAttempt('2', [...first, ...inAttempt(2, [job(5, 'deploy'), page])])
      expect([failures.state, failures.jobs]).toEqual(['nothing failed', []])
    })

    test('is not asked for earlier ones where it tells itself', async () => {
      const again = inAttempt(2, [job(5, 'deploy', { conclusion: 'failure' }), page])
      const { failures, requests } = await askAttempt('2', [...first, ...again])
      expect(failures.jobs.map(({ name, earlierAttempt }) => [name, earlierAttempt])).toEqual([['deploy', undefined]])
      expect(attempts(requests)).toEqual(['2'])
    })

    test('is asked for three earlier ones, and says what that leaves open', async () => {
      const { failures, requests } = await askAttempt('9', inAttempt(9, [page]))
      expect(attempts(requests)).toEqual(['9', '8', '7', '6'])
      expect(failures).toMatchObject({ state: 'unknown', gap: 'What failed in attempt 5 and before is not known.' })
    })

    test('is a warning where GitHub does not tell of an earlier one', async () => {
      const { failures } = await askAttempt('2', inAttempt(2, [page]), {
        kind: 'status',
        statusCode: 403,
        fromRequest: 2
      })
      expect(failures).toMatchObject({
        state: 'unknown',
        jobs: [],
        gap: 'GitHub did not tell what failed in attempt 1.',
        warning: expect.stringContaining('attempt 1 (HTTP status 403)')
      })
    })
  })

  describe('that lists a page job with a red step of its own', () => {
    const started = (time: string, over: Partial<Job>) => ({ started_at: `2026-07-21T14:${time}Z`, ...over })
    const ended = (from: string, to: string) =>
      started(from, { conclusion: 'failure', completed_at: `2026-07-21T14:${to}Z` })
    const own = (name: string) => ({
      ...composeJob(9, name, 'Deploy', ['Start an incident', 'Page'], null, 1),
      ...started('10:00', {})
    })
    const status = { status: 'failure', check_run_id: 9 }

    test.each<[string, string, Job, string[]]>([
      ['ended before it leads', 'page', job(2, 'deploy', ended('01:00', '09:58')), ['deploy', 'page']],
      ['went on beside it stands after it', 'page', job(2, 'lint', ended('01:00', '10:30')), ['page', 'lint']],
      [
        'is another leg stands after it',
        'deploy (us)',
        job(2, 'deploy (eu)', ended('01:00', '09:58')),
        ['deploy (us)', 'deploy (eu)']
      ],
      [
        'ended before a leg leads',
        'page (payments)',
        job(2, 'deploy', ended('01:00', '09:58')),
        ['deploy', 'page (payments)']
      ],
      [
        'has no times but has ended leads',
        'page',
        job(2, 'deploy', { ...ended('01:00', '09:58'), completed_at: null }),
        ['deploy', 'page']
      ],
      [
        'was cancelled stands last',
        'page',
        job(2, 'build', { ...ended('01:00', '09:58'), conclusion: 'cancelled' }),
        ['page', 'build']
      ]
    ])('what %s', async (_, name, other, names) => {
      const { failures } = await ask({ jobs: [own(name), other] }, { job: status })
      expect(failures.jobs.map(({ name }) => name)).toEqual(names)
      expect(failures.jobs.map(({ isOwn }) => isOwn)).toEqual(names.map(each => each === name))
    })
  })

  describe('on a server that gives a job no number', () => {
    const on = (id: number, name: string, runner_name: string, over: Partial<Job> = {}): Job => ({
      ...composeJob(id, name, 'Deploy', ['Roll out', 'Page'], null, 1),
      runner_name,
      ...over
    })
    const matrix = { region: 'us' }
    const named = (name: string) => ({ job: { status: 'failure' }, matrix, runner: { name } })
    const failed = { conclusion: 'failure', status: 'completed' } as const

    test.each<[string, Partial<Workflow>, Job[], string | undefined]>([
      ['by its runner', named('r2'), [on(1, 'deploy (eu)', 'r1'), on(2, 'deploy (us)', 'r2')], 'deploy (us)'],
      ['by its runner, whatever it is called', named('r2'), [on(1, 'x', 'r1'), on(2, 'To us', 'r2')], 'To us'],
      [
        'not by the runner of a job that is over',
        named('r1'),
        [on(1, 'deploy (eu)', 'r1', failed), on(2, 'y', 'r2')],
        undefined
      ],
      ['by its leg', named(''), [on(1, 'deploy (eu)', 'r1'), on(2, 'deploy (us)', 'r2')], 'deploy (us)'],
      ['by its leg and name', named(''), [on(1, 'test (us)', 'r1'), on(2, 'deploy (us)', 'r2')], 'deploy (us)'],
      [
        'by its leg in a called workflow',
        named(''),
        [on(1, 'call / test (us)', 'a'), on(2, 'call / deploy (us)', 'b')],
        'call / deploy (us)'
      ],
      [
        'by its leg on runners of one name',
        named('r'),
        [on(1, 'deploy (eu)', 'r'), on(2, 'deploy (us)', 'r')],
        'deploy (us)'
      ],
      ['not at all where two have its leg', named(''), [on(1, 'To a (us)', 'r1'), on(2, 'To b (us)', 'r2')], undefined],
      ['by its name alone', { ...named(''), matrix: null }, [on(1, 'deploy', 'r1'), on(2, 'test', 'r2')], 'deploy']
    ])('finds its own job %s', async (_, over, jobs, name) => {
      const { failures } = await ask({ jobs }, over)
      expect(failures.ownName).toBe(name)
      expect(failures.jobs[0]?.isOwn).toBe(name !== undefined)
      if (name !== undefined) expect(failures.jobs[0]?.name).toBe(name)
    })
  })

  describe('that lists how far a job came', () => {
    const step = (name: string, conclusion: string | null) => ({ name, conclusion })

    test.each<[string, Partial<ListedJob>, [string, string, string]]>([
      [
        'a cut-off step',
        { conclusion: 'cancelled', steps: [step('Build', 'success'), step('Roll out', 'cancelled')] },
        ['cancelled', 'Roll out', 'cut-off step']
      ],
      [
        'a lost runner',
        { conclusion: 'failure', steps: [step('Build', 'success'), step('Roll out', null), step('Smoke test', null)] },
        ['failure', 'Roll out', 'cut-off step']
      ],
      [
        'a failed step, then a cut-off one',
        { conclusion: 'failure', steps: [step('Roll out', 'failure'), step('Clean up', 'cancelled')] },
        ['failure', 'Roll out', 'failed step']
      ],
      ['no step at all', { conclusion: 'failure', steps: [] }, ['failure', '', 'no step']],
      ['no step of one that was cancelled', { conclusion: 'cancelled', steps: [] }, ['cancelled', '', 'unknown']],
      ['steps that are not told', { conclusion: 'failure', steps: undefined }, ['failure', '', 'unknown']],
      [
        'steps that all succeeded',
        { conclusion: 'failure', steps: [step('Build', 'success')] },
        ['failure', '', 'unknown']
      ],
      [
        'one that is being cancelled',
        { conclusion: null, steps: [step('Roll out', 'cancelled'), step('Page', null)] },
        ['cancelled', 'Roll out', 'cut-off step']
      ]
    ])('%s', async (_, over, expected) => {
      const jobs = listing([{ ...job(1, 'deploy'), ...over }])
      const { jobs: failed } = await readFailures(workflowOf(), 'ghs_token', jobs, never)
      expect(failed.map(({ conclusion, failed_step, reached }) => [conclusion, failed_step, reached])).toEqual([
        expected
      ])
    })

    test('a cancelled job of its own, with its step and its link', async () => {
      const own = composeJob(2, 'deploy', 'Deploy', ['Roll out', 'Page'], null)
      const steps = own.steps.map(step => (step.name === 'Roll out' ? { ...step, conclusion: 'cancelled' } : step))
      const { failures } = await ask({ jobs: [{ ...own, steps }] }, { job: { status: 'cancelled', check_run_id: 2 } })
      expect(failures).toMatchObject({
        state: 'cancelled',
        jobs: [
          {
            name: 'deploy',
            conclusion: 'cancelled',
            url: `https://github.com/acme/shop/actions/runs/${runId}/job/2`,
            failed_step: 'Roll out',
            reached: 'cut-off step'
          }
        ]
      })
    })

    test.each([
      ['no step of any job', [], true],
      ['a step', [{ name: 'Set up job', conclusion: 'failure' }], undefined]
    ])('that %s began', async (_, steps, neverRan) => {
      const jobs = listing([{ ...job(1, 'deploy'), conclusion: 'failure', steps }])
      expect((await readFailures(workflowOf(), 'ghs_token', jobs, never)).neverRan).toBe(neverRan)
    })
  })

  test.each([
    ['skipped', 'skipped', 'nothing failed'],
    ['succeeded in spite of continue-on-error', 'success', 'nothing failed'],
    ['neutral', 'neutral', 'nothing failed'],
    ['cancelled by fail-fast', 'cancelled', 'cancelled'],
    ['timed out', 'timed_out', 'failed']
  ])('a job that was %s', async (_, conclusion, state) => {
    const { failures } = await ask({ jobs: [job(1, 'caller / callee', { conclusion })] })
    expect(failures.state).toBe(state)
    expect(failures.jobs.map(({ name }) => name)).toEqual(state === 'nothing failed' ? [] : ['caller / callee'])
  })

  test('lists cancelled siblings behind the failed job', async () => {
    const jobs = [job(1, 'a', { conclusion: 'cancelled' }), job(2, 'b', { conclusion: 'failure' })]
    const { failures } = await ask({ jobs })
    expect(failures.jobs.map(({ name }) => name)).toEqual(['b', 'a'])
    expect(failures.state).toBe('failed')
  })

  test('is asked about the upstream run and attempt of a workflow_run event', async () => {
    const upstream = { ...job(9, 'nightly', { conclusion: 'failure' }), run_id: 4711, run_attempt: 3 }
    const event = { workflow_run: { id: 4711, run_attempt: 3, conclusion: 'failure' } }
    const { failures, requests } = await ask({ jobs: [upstream] }, {}, { event_name: 'workflow_run', event })
    expect(requests[0]?.path).toContain('/actions/runs/4711/attempts/3/jobs')
    expect(failures.jobs.map(({ name }) => name)).toEqual(['nightly'])
  })

  test.each([
    [403, true],
    [404, true],
    [500, false]
  ])('that answers %i is a warning; the permission is named if that may be why: %s', async (statusCode, named) => {
    const { failures } = await ask({ jobs: [], fault: { kind: 'status', statusCode } }, { job: { status: 'failure' } })
    expect(failures.state).toBe('failed')
    expect(failures.warning).toContain(`HTTP status ${statusCode}`)
    expect(failures.warning?.includes('actions: read')).toBe(named)
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['text', 'jobs'],
    ['an empty object', {}],
    ['an array of numbers', [1, 2]],
    ['jobs that are null', { total_count: 1, jobs: null }],
    ['a job that is null', { total_count: 1, jobs: [null] }],
    ['a job without anything', { total_count: 1, jobs: [{}] }],
    ['steps that are null', { total_count: 1, jobs: [{ name: 'a', conclusion: 'failure', steps: null }] }],
    ['a step that is null', { total_count: 1, jobs: [{ name: 'a', conclusion: 'failure', steps: [null] }] }],
    ['a name that is null', { total_count: 1, jobs: [{ name: null, conclusion: 'failure' }] }],
    ['a name that is a number', { total_count: 1, jobs: [{ name: 7, conclusion: 'failure' }] }],
    ['a link that is an object', { total_count: 1, jobs: [{ name: 'a', conclusion: 'failure', html_url: {} }] }],
    ['a conclusion that is an array', { total_count: 1, jobs: [{ name: 'a', conclusion: ['failure'] }] }]
  ])('that answers with %s stops nothing', async (_, body) => {
    const { failures } = await ask({ jobs: [], fault: { kind: 'body', body } }, { job: { status: 'failure' } })
    expect(failures.state).toBe('failed')
    expect(failures.jobs).toHaveLength(1)
    expect(failures.warning ?? '').not.toMatch(/undefined|Cannot|not iterable/)
  })

  test('that cannot be reached is a warning', async () => {
    const workflow = workflowOf({}, { api_url: `http://127.0.0.1:${await closedPort()}` })
    expect((await readFailures(workflow, 'ghs_token', listJobs, never)).warning).toMatch(/\(.*ECONNREFUSED.*\)/)
  })

  test('that cannot be reached at any of its addresses still says why', async () => {
    const unreachable = failing(async () => {
      throw Object.assign(new Error(''), { status: 500, cause: new AggregateError([new Error('refused')]) })
    })
    expect((await readFailures(workflowOf(), 'ghs_token', unreachable, never)).warning).toContain('(no connection)')
  })

  test('that does not know the token is a warning which names it', async () => {
    const { failures } = await ask({ jobs: [], fault: { kind: 'status', statusCode: 401 } })
    expect(failures.warning).toContain('(HTTP status 401)')
    expect(failures.warning).toContain('Check "github-token"')
  })

  // Those that wait for it do so together.
  test.concurrent('that never ends, whatever signal it is given, is given up after 5 s', async () => {
    const { warning } = await readFailures(
      workflowOf(),
      'ghs_token',
      failing(() => new Promise(() => {})),
      never
    )
    expect(warning).toContain('no answer within 5 s')
  })

  test('is given up at once when the job is cancelled', async () => {
    const cancelled = new AbortController()
    const asked = readFailures(
      workflowOf(),
      'ghs_token',
      failing(() => new Promise(() => {})),
      cancelled.signal
    )
    cancelled.abort()
    expect((await asked).warning).toBe('The job was cancelled while GitHub was asked which jobs failed.')
  })

  test('is told when nobody waits for it any longer', async () => {
    const cancelled = new AbortController()
    let ended: AbortSignal | undefined
    const asked = readFailures(
      workflowOf(),
      'ghs_token',
      (run, signal) => {
        ended = signal
        return failing(() => new Promise(() => {}))(run, signal)
      },
      cancelled.signal
    )
    expect(ended?.aborted).toBe(false)
    cancelled.abort()
    await asked
    expect(ended?.aborted).toBe(true)
  })

  test('is not begun when the job is cancelled already', async () => {
    const { warning } = await readFailures(workflowOf(), 'ghs_token', nobody, AbortSignal.abort())
    expect(warning).toBe('The job was cancelled while GitHub was asked which jobs failed.')
  })

  test.concurrent('that hangs is given up after 5 s', async () => {
    const { failures } = await ask({ jobs: [], fault: { kind: 'hang' } })
    expect(failures.warning).toContain('no answer within 5 s')
  })
})
