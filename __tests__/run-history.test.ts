import { describe, expect, test } from '@jest/globals'
import type { GitHubApiOptions, WorkflowRun } from '../local/github/github-api.ts'
import { type HistoryNeed, readHistory } from '../src/github/run-history.ts'
import { createRunsApi, type RunsApi } from '../src/github/runs.ts'
import { createTransport } from '../src/network/transport.ts'
import type { Run } from '../src/watch/history.ts'
import { isReadFarEnough, runsThatCount } from '../src/watch/standing.ts'
import { withGitHubApi } from './shared/peers.ts'
import { createdAt, historyOf } from './shared/watch-worlds.ts'

const policy = { pageAfter: 3, stopAfter: 1 }
const verdict = { kind: 'failed', reason: 'Job "check" failed.' } as const
const need: HistoryNeed = {
  isFarEnough: (own, runs) => isReadFarEnough(verdict, own, runs, policy),
  countingRuns: (own, runs) => runsThatCount(verdict, own, runs, policy)
}
const never = new AbortController().signal

/** Runs as GitHub tells of them, written as in `historyOf`: the one that is written `*` asks. */
function listed(text: string, change: Readonly<Record<number, Partial<Run>>> = {}): WorkflowRun[] {
  const time = (ms: number | undefined) => new Date(ms ?? Number.NaN).toISOString()
  return historyOf(text, change).runs.flatMap(run =>
    [run, ...run.earlier].map(attempt => ({
      id: run.id,
      run_number: run.number,
      run_attempt: attempt.attempt,
      workflow_id: 5,
      event: run.event,
      head_branch: run.branch,
      head_repository:
        run.headRepositoryId === '' ? null : { id: Number(run.headRepositoryId), full_name: 'acme/shop' },
      status: attempt.status,
      conclusion: attempt.conclusion || null,
      created_at: time(run.createdMs),
      run_started_at: time(attempt.startedMs),
      html_url: `https://github.com/acme/shop/actions/runs/${run.id}`
    }))
  )
}

/** Asks GitHub on loopback for the history of the run with a number. */
async function ask(number: number, options: Partial<GitHubApiOptions>, asking: HistoryNeed = need, cancelled = never) {
  return withGitHubApi({ jobs: [], ...options }, async ({ url, requests }) => {
    const access = { apiUrl: url, token: 'ghs_token', repository: 'acme/shop', runId: number * 100 }
    const pauses: number[] = []
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds)
    const history = await readHistory(createRunsApi(access, createTransport({})), asking, { sleep, cancelled })
    return {
      history,
      requests,
      paths: requests.map(({ path }) => path.replace('/repos/acme/shop/actions', '')),
      pauses
    }
  })
}

/** An API of which each request is answered by one of these in turn, the last one for ever. */
function scripted(own: () => Promise<Run>, ...pages: (() => ReturnType<RunsApi['page']>)[]): RunsApi {
  let asked = 0
  return {
    own: async () => ({ run: await own(), workflowId: 5 }),
    page: async () => (pages[Math.min(asked++, pages.length - 1)] ?? Promise.reject)(),
    attempt: async () => Promise.reject(new Error('no attempt'))
  }
}
const hang = () => new Promise<never>(() => undefined)

describe('the history of a run', () => {
  test('is this run and the whole list of its workflow, without filters, by a version of the API that is pinned', async () => {
    const { history, requests, paths, pauses } = await ask(4, { runs: listed('SFF*') })
    expect(history).toEqual(historyOf('SFF*') && { ...historyOf('SFF*'), runs: historyOf('SFF*').runs.toReversed() })
    expect(paths).toEqual(['/runs/400', '/workflows/5/runs?per_page=100&page=1'])
    for (const { headers } of requests) {
      expect(headers['x-github-api-version']).toBe('2022-11-28')
      expect(headers.authorization).toBe('token ghs_token')
    }
    expect(pauses).toEqual([])
  })

  test('knows a deleted fork, and other workflows not', async () => {
    const runs = listed('SF*', { 2: { headRepositoryId: '' } })
    const other = runs.map(run => ({ ...run, id: run.id + 1, workflow_id: 6 }))
    const { history } = await ask(3, { runs: [...runs, ...other] })
    expect(history).toMatchObject({ runs: [{ id: 300 }, { id: 200, headRepositoryId: '' }, { id: 100 }] })
  })

  test.each<[string, string, number, boolean]>([
    ['back to the healthy run', `${'S'.repeat(150)}${'F'.repeat(99)}*`, 2, true],
    ['a whole short list', `${'F'.repeat(149)}*`, 2, false],
    ['500 runs, and no more', `${'F'.repeat(700)}*`, 5, true],
    ['no empty page after a full one that was the last', `${'F'.repeat(99)}*`, 1, false],
    ['500 runs that are all there are', `${'F'.repeat(499)}*`, 5, false]
  ])('is read as far as it is needed: %s', async (_, text, pages, isCut) => {
    const { history, paths } = await ask(text.length, { runs: listed(text) })
    expect(paths.slice(1).map(path => path.replace(/.*&page=/, ''))).toEqual(
      Array.from({ length: pages }, (_, at) => String(at + 1))
    )
    expect(history).toMatchObject({ kind: 'known', isCut })
  })

  test('costs at most 7 requests for 500 runs', async () => {
    const { requests } = await ask(500, { runs: listed(`${'F'.repeat(499)}*`) })
    expect(requests.length).toBeLessThanOrEqual(7)
  })

  // GitHub counts runs that a page leaves out: what is older must not look as if it were not there.
  test.each<[string, number, number | undefined, boolean]>([
    ['a full page of more runs', 100, 250, false],
    ['a page that lacks some of its runs', 97, 250, false],
    ['a page without any run, whatever is counted', 0, 250, true],
    ['all runs there are', 40, 40, true],
    ['a full page that is all there are', 100, 100, true],
    ['the last page, which lacks some of its runs', 97, 100, true],
    ['more runs than are counted', 100, 40, false],
    ['a short page without a count', 97, undefined, true],
    ['a full page without a count', 100, undefined, false]
  ])('tells whether a page is the last one: %s', async (_, count, total, isLast) => {
    const body = { total_count: total, workflow_runs: listed(`${'F'.repeat(count)}*`).slice(0, count) }
    const answer = { statusCode: 200, headers: {}, body: Buffer.from(JSON.stringify(body)), truncated: false }
    const access = { apiUrl: 'https://api.invalid', token: 't', repository: 'acme/shop', runId: 400 }
    const page = await createRunsApi(access, async () => answer).page(5, 1, never)
    expect([page.runs.length, page.isLast]).toEqual([count, isLast])
  })

  test('is read on where the list is not in order', async () => {
    const pageOf = (runs: readonly Run[], isLast: boolean) => async () => ({ runs, isLast })
    const { own, runs } = historyOf('SFFS*')
    const [s1, f2, f3, s4] = runs as [Run, Run, Run, Run]
    const api = scripted(async () => own, pageOf([s1, own], false), pageOf([f3, s4, f2], true))
    const history = await readHistory(api, need, { sleep: async () => undefined, cancelled: never })
    expect(history).toMatchObject({ kind: 'known', isCut: false, runs: [s1, own, f3, s4, f2] })
  })

  test('has a run once that moved to the next page meanwhile', async () => {
    const { own, runs } = historyOf('FF*')
    const [f1, f2] = runs as [Run, Run]
    const api = scripted(
      async () => own,
      async () => ({ runs: [own, f2], isLast: false }),
      async () => ({ runs: [f2, f1], isLast: true })
    )
    const history = await readHistory(api, need, { sleep: async () => undefined, cancelled: never })
    expect(history).toMatchObject({ runs: [own, f2, f1] })
  })
})

describe('a list that is out of date', () => {
  test.each<[number, number[], 'known' | 'unknown']>([
    [1, [2000], 'known'],
    [2, [2000, 4000], 'known'],
    [3, [2000, 4000], 'unknown']
  ])('%i times is asked for again after %j', async (lists, pauses, kind) => {
    const result = await ask(4, { runs: listed('SFF*'), staleRuns: { ids: [400], lists } })
    expect(result.pauses).toEqual(pauses)
    expect(result.history.kind).toBe(kind)
    // This run itself is asked for once.
    expect(result.paths.filter(path => path === '/runs/400')).toHaveLength(1)
    if (kind === 'unknown') expect(result.history).toMatchObject({ why: expect.stringContaining('out of date') })
  })

  test('is told from one that reaches less far back than this run', async () => {
    const { history, pauses } = await ask(1, { runs: listed(`*${'F'.repeat(600)}`) })
    expect(history).toMatchObject({ kind: 'unknown', why: 'this run is older than the runs that were read' })
    expect(pauses).toEqual([])
  })
})

describe('attempts', () => {
  const rerunning = (number: number): Partial<Run> => ({
    attempt: 2,
    status: 'in_progress',
    conclusion: '',
    startedMs: createdAt(number + 1),
    earlier: [{ attempt: 1, status: 'completed', conclusion: 'success', startedMs: createdAt(number) }]
  })

  test('before a re-run that goes on are asked for', async () => {
    const { history, paths } = await ask(4, { runs: listed('FFI*', { 3: rerunning(3) }) })
    expect(paths).toContain('/runs/300/attempts/1')
    expect(history.kind === 'known' && history.runs[1]?.earlier).toMatchObject([{ attempt: 1, conclusion: 'success' }])
  })

  test('of runs that do not count are not', async () => {
    const { paths } = await ask(5, { runs: listed('FISF*', { 2: rerunning(2) }) })
    expect(paths).toEqual(['/runs/500', '/workflows/5/runs?per_page=100&page=1'])
  })

  test('that cannot be had leave the others', async () => {
    const { earlier: _, ...without } = rerunning(3)
    const { history, paths } = await ask(5, { runs: listed('FFIF*', { 3: without, 2: rerunning(2) }) })
    expect(paths.filter(path => path.includes('attempts'))).toEqual(['/runs/300/attempts/1', '/runs/200/attempts/1'])
    expect(history.kind === 'known' && history.runs.map(({ earlier }) => earlier.map(({ status }) => status))).toEqual([
      [],
      [],
      [''],
      ['completed'],
      []
    ])
  })

  test('are asked for ten times at most', async () => {
    const change = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [at + 1, { attempt: 2, status: 'queued', conclusion: '' }])
    )
    const { paths } = await ask(31, { runs: listed(`${'Q'.repeat(30)}*`, change) })
    expect(paths.filter(path => path.includes('attempts'))).toHaveLength(10)
  })
})

describe('history is unknown', () => {
  test.each<[string, Partial<GitHubApiOptions>, string, number]>([
    ['without the permission', { fault: { kind: 'status', statusCode: 403 } }, 'HTTP status 403', 1],
    ['with a wrong token', { fault: { kind: 'status', statusCode: 401 } }, 'HTTP status 401', 1],
    ['where the run is not found', { runs: listed('SF*') }, 'HTTP status 404', 1],
    ['while GitHub is down', { fault: { kind: 'status', statusCode: 503 } }, 'HTTP status 503', 3],
    ['while GitHub asks to wait', { fault: { kind: 'status', statusCode: 429 } }, 'HTTP status 429', 3],
    [
      'where the list is refused',
      { runs: listed('SFF*'), fault: { kind: 'status', statusCode: 403, fromRequest: 2 } },
      'HTTP status 403',
      2
    ],
    ['where the answer is no run', { fault: { kind: 'body', body: [] } }, 'the answer is not one of GitHub', 3],
    [
      'where the answer is about another run',
      { fault: { kind: 'body', body: listed('F*')[0] } },
      'the answer is not one of GitHub',
      3
    ]
  ])('%s', async (_, options, why, requests) => {
    const result = await ask(4, options)
    expect(result.history).toEqual({ kind: 'unknown', why })
    expect(result.requests).toHaveLength(requests)
  })

  test.each<[string, unknown]>([
    ['a list of another kind', { jobs: [] }],
    ['a run without a number', { workflow_runs: [{ ...listed('S*')[0], run_number: undefined }] }],
    ['a run whose number is no number', { workflow_runs: [{ ...listed('S*')[0], run_number: '1e3' }] }],
    ['null', { workflow_runs: [null] }]
  ])('where the list holds %s', async (_, body) => {
    const own = listed('SFF*').at(-1)
    const transport = async ({ path }: { path: string }) => ({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(path.includes('/workflows/') ? body : own)),
      truncated: false
    })
    const api = createRunsApi(
      { apiUrl: 'https://api.invalid', token: 't', repository: 'acme/shop', runId: 400 },
      transport
    )
    const history = await readHistory(api, need, { sleep: async () => undefined, cancelled: never })
    expect(history).toEqual({ kind: 'unknown', why: 'the answer is not one of GitHub' })
  })

  test('where the answer is not JSON, which is never quoted', async () => {
    const answer = { statusCode: 200, headers: {}, body: Buffer.from('<h1>::error::canary</h1>'), truncated: false }
    const access = { apiUrl: 'https://api.invalid', token: 't', repository: 'acme/shop', runId: 400 }
    const api = createRunsApi(access, async () => answer)
    const history = await readHistory(api, need, { sleep: async () => undefined, cancelled: never })
    expect(history).toEqual({ kind: 'unknown', why: 'the answer is not one of GitHub' })
  })

  test('after one stumble it is known all the same', async () => {
    const { own, runs } = historyOf('SF*')
    let stumbles = 1
    const api = scripted(
      async () => (stumbles-- > 0 ? Promise.reject(new Error('socket hang up')) : own),
      async () => ({ runs, isLast: true })
    )
    const pauses: number[] = []
    const sleep = async (milliseconds: number) => void pauses.push(milliseconds)
    expect(await readHistory(api, need, { sleep, cancelled: never })).toMatchObject({ kind: 'known' })
    expect(pauses).toEqual([2000])
  })

  test('at once where the job is cancelled, though GitHub never answers', async () => {
    const cancellation = new AbortController()
    const reading = readHistory(scripted(hang), need, { sleep: async () => undefined, cancelled: cancellation.signal })
    cancellation.abort()
    expect(await reading).toEqual({ kind: 'unknown', why: 'the job was cancelled' })
  })

  test.each<[string, number, number, string]>([
    ['each request has its time', 60_000, 20, 'no answer in time'],
    ['all of them have theirs', 20, 60_000, 'no answer in time']
  ])('where GitHub never answers: %s', async (_, totalMs, requestMs, why) => {
    const timing = { sleep: async () => undefined, cancelled: never, totalMs, requestMs }
    expect(await readHistory(scripted(hang), need, timing)).toEqual({ kind: 'unknown', why })
  })
})
