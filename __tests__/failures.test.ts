import { describe, expect, test } from '@jest/globals'
import { composeJob } from '../local/demo/scenarios.ts'
import { type GitHubApiOptions, type Job, startGitHubApi } from '../local/github/github-api.ts'
import { composeFailures, readFailures } from '../src/github/failures.ts'
import { listJobs } from '../src/github/jobs.ts'
import type { Workflow } from '../src/github/workflow.ts'
import type { Json } from '../src/text/json.ts'
import { closedPort } from './shared/peers.ts'

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

const nobody = async () => {
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
        { name: 'deploy', conclusion: 'failure', url: '', failed_step: '' },
        { name: 'build', conclusion: 'cancelled', url: '', failed_step: '' }
      ]
    })
  })

  test('the status of this job, with the link that its check run gives', () => {
    expect(composeFailures(workflowOf({ job: { status: 'failure', check_run_id: 77 } }))).toEqual({
      of: 'this run',
      state: 'failed',
      jobs: [
        {
          name: 'deploy',
          conclusion: 'failure',
          url: `https://github.com/acme/shop/actions/runs/${runId}/job/77`,
          failed_step: ''
        }
      ]
    })
  })

  test.each([
    ['a successful job knows nothing of the others', { job: { status: 'success' } }, 'unknown'],
    ['a cancelled job', { job: { status: 'cancelled' } }, 'cancelled'],
    ['cancelled needs', { needs: { build: { result: 'cancelled' } } }, 'cancelled'],
    ['needs that are no object', { needs: ['build'] }, 'unknown']
  ])('%s', (_, over, state) => {
    expect(composeFailures(workflowOf(over)).state).toBe(state)
  })

  const behind = (conclusion: string) => ({
    event_name: 'workflow_run',
    event: { workflow_run: { id: 5, conclusion } }
  })
  const needs = { build: { result: 'failure' } }

  test.each(['failure', 'cancelled', ''])(
    'a watcher of a run that ended with "%s" does not speak of its own',
    ending => {
      const workflow = workflowOf({ job: { status: 'failure' }, needs }, behind(ending))
      expect(composeFailures(workflow)).toEqual({ of: 'the watched run', state: 'unknown', jobs: [] })
    }
  )

  test('a run behind one that succeeded speaks of its own', () => {
    expect(composeFailures(workflowOf({ needs }, behind('success')))).toMatchObject({ of: 'this run', state: 'failed' })
    expect(composeFailures(workflowOf({}, behind('success')))).toMatchObject({
      of: 'the watched run',
      state: 'unknown'
    })
  })
})

describe('the jobs API', () => {
  test.each([
    ['an empty token', workflowOf(), ''],
    ['failures in needs', workflowOf({ needs: { build: { result: 'failure' } } }), 'ghs_token'],
    ['no run ID', workflowOf({}, { run_id: '' }), 'ghs_token'],
    ['no repository', workflowOf({}, { repository: '' }), 'ghs_token']
  ])('is not asked with %s', async (_, workflow, token) => {
    expect(await readFailures(workflow, token, nobody, never)).toEqual(composeFailures(workflow))
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
          failed_step: 'Push image'
        }
      ]
    })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.path).toContain(`/repos/acme/shop/actions/runs/${runId}/attempts/1/jobs`)
    expect(requests[0]?.headers.authorization).toBe('token ghs_token')
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
    expect((await readFailures(workflowOf(), 'ghs_token', async () => jobs, never)).state).toBe('failed')
  })

  test('gives no link that leads elsewhere', async () => {
    const html_url = 'https://evil.example/acme/shop/actions/runs/1/job/2'
    const { failures } = await ask({ jobs: [job(2, 'deploy', { conclusion: 'failure', html_url })] })
    expect(failures.jobs).toMatchObject([{ name: 'deploy', url: '' }])
  })

  test('that has no last page is asked for ten', async () => {
    const { requests } = await ask({ jobs: Array.from({ length: 1_500 }, (_, id) => job(id + 1, `leg ${id}`)) })
    expect(requests).toHaveLength(10)
  })

  test.each([
    ['skipped', 'skipped', 'unknown'],
    ['succeeded in spite of continue-on-error', 'success', 'unknown'],
    ['neutral', 'neutral', 'unknown'],
    ['cancelled by fail-fast', 'cancelled', 'cancelled'],
    ['timed out', 'timed_out', 'failed']
  ])('a job that was %s', async (_, conclusion, state) => {
    const { failures } = await ask({ jobs: [job(1, 'caller / callee', { conclusion })] })
    expect(failures.state).toBe(state)
    expect(failures.jobs.map(({ name }) => name)).toEqual(state === 'unknown' ? [] : ['caller / callee'])
  })

  test('lists cancelled siblings behind the failed job', async () => {
    const jobs = [job(1, 'a', { conclusion: 'cancelled' }), job(2, 'b', { conclusion: 'failure' })]
    const { failures } = await ask({ jobs })
    expect(failures.jobs.map(({ name }) => name)).toEqual(['b', 'a'])
    expect(failures.state).toBe('failed')
  })

  test('is asked about the upstream run and attempt of a workflow_run event', async () => {
    const upstream = { ...job(9, 'nightly', { conclusion: 'failure' }), run_id: 4711, run_attempt: 3 }
    const event = { workflow_run: { id: 4711, run_attempt: 3 } }
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
    const unreachable = async () => {
      throw Object.assign(new Error(''), { status: 500, cause: new AggregateError([new Error('refused')]) })
    }
    expect((await readFailures(workflowOf(), 'ghs_token', unreachable, never)).warning).toContain('(no connection)')
  })

  test('that does not know the token is a warning which names it', async () => {
    const { failures } = await ask({ jobs: [], fault: { kind: 'status', statusCode: 401 } })
    expect(failures.warning).toContain('(HTTP status 401)')
    expect(failures.warning).toContain('Check "github-token"')
  })

  // Those that wait for it do so together.
  test.concurrent('that never ends, whatever signal it is given, is given up after 5 s', async () => {
    const { warning } = await readFailures(workflowOf(), 'ghs_token', () => new Promise(() => {}), never)
    expect(warning).toContain('no answer within 5 s')
  })

  test('is given up at once when the job is cancelled', async () => {
    const cancelled = new AbortController()
    const asked = readFailures(workflowOf(), 'ghs_token', () => new Promise(() => {}), cancelled.signal)
    cancelled.abort()
    expect((await asked).warning).toBe('The job was cancelled while GitHub was asked which jobs failed.')
  })

  test('is told when nobody waits for it any longer', async () => {
    const cancelled = new AbortController()
    let ended: AbortSignal | undefined
    const asked = readFailures(
      workflowOf(),
      'ghs_token',
      (_, signal) => {
        ended = signal
        return new Promise(() => {})
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
