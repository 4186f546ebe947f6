import { attemptToAskFor, type History, type Run } from '../watch/history.ts'
import { speakApiError, statusOf } from './api-errors.ts'
import type { RunsApi } from './runs.ts'

/** What history is needed for. */
export interface HistoryNeed {
  /** Whether older runs than these could not change anything. */
  isFarEnough(own: Run, runs: readonly Run[]): boolean
  /** The runs whose verdict counts. */
  countingRuns(own: Run, runs: readonly Run[]): readonly Run[]
}

/** How long a look-up may take, and how it waits. */
export interface HistoryTiming {
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
  /** Aborts when the job is cancelled. */
  readonly cancelled: AbortSignal
  /** What all requests may take together, and the pauses between them. Default: 20 s. */
  readonly totalMs?: number
  /** What one request may take. Default: 6 s. */
  readonly requestMs?: number
}

const pagesMaximum = 5
const attemptsMaximum = 10
// Before each try: a list may lag behind the run that asks for it, and one stumble of GitHub must not wake anybody.
const pausesMs = [0, 2_000, 4_000]

/**
 * The runs of this workflow as GitHub's API lists them, as far back as they are needed, 500 at most. This very run must be
 * among them, else the list is out of date. Takes 20 s at most, and never throws: history that cannot be had is unknown.
 */
export async function readHistory(api: RunsApi, need: HistoryNeed, timing: HistoryTiming): Promise<History> {
  const { sleep, cancelled, totalMs = 20_000, requestMs = 6_000 } = timing
  const total: Total = { signal: AbortSignal.any([AbortSignal.timeout(totalMs), cancelled]), requestMs }
  let why = ''
  let own: Awaited<ReturnType<RunsApi['own']>> | undefined
  for (const pauseMs of pausesMs) {
    if (pauseMs > 0) await sleep(pauseMs, total.signal)
    if (total.signal.aborted) break
    try {
      own ??= await inTime(total, signal => api.own(signal))
      const listed = await readList(api, own, need, total)
      if (listed !== undefined) return listed
      why = 'the list of runs is out of date: this run is not among them'
    } catch (error) {
      why = speakApiError(error)
      if (isRefusal(error)) break
    }
  }
  return { kind: 'unknown', why: cancelled.aborted ? 'the job was cancelled' : why }
}

interface Total {
  readonly signal: AbortSignal
  readonly requestMs: number
}

/** Undefined where the list does not have this very run, although it should. */
async function readList(
  api: RunsApi,
  { run: own, workflowId }: Awaited<ReturnType<RunsApi['own']>>,
  need: HistoryNeed,
  total: Total
): Promise<History | undefined> {
  // New runs shift the list while it is read: one may stand on two pages.
  const runs = new Map<number, Run>()
  let isCut = true
  for (let page = 1; page <= pagesMaximum && isCut; page++) {
    const listed = await inTime(total, signal => api.page(workflowId, page, signal))
    for (const run of listed.runs) runs.set(run.id, run)
    isCut = !listed.isLast
    const read = [...runs.values()]
    if (runs.has(own.id) && isInOrder(read) && need.isFarEnough(own, read)) break
  }
  const read = [...runs.values()]
  if (!runs.has(own.id)) {
    const isFarBack = isCut && read.some(({ number }) => number > own.number)
    return isFarBack ? { kind: 'unknown', why: 'this run is older than the runs that were read' } : undefined
  }
  return { kind: 'known', own, runs: await withEarlierAttempts(api, own, read, need, total), isCut }
}

/** GitHub lists the latest run first, but does not promise to: only then are the runs that were not read older. */
function isInOrder(runs: readonly Run[]): boolean {
  return runs.every((run, index) => index === 0 || run.number <= (runs[index - 1]?.number ?? 0))
}

/** The runs with those attempts which are hidden behind a re-run that goes on, or that began after this very run. */
async function withEarlierAttempts(
  api: RunsApi,
  own: Run,
  runs: readonly Run[],
  need: HistoryNeed,
  total: Total
): Promise<readonly Run[]> {
  let current = runs
  for (let asked = 0; asked < attemptsMaximum; asked++) {
    const [wanted] = need.countingRuns(own, current).flatMap(run => {
      const attempt = attemptToAskFor(run, own)
      return attempt === undefined ? [] : [{ run, attempt }]
    })
    if (wanted === undefined) break
    const { run, attempt } = wanted
    const unread = { attempt, status: '', conclusion: '', startedMs: undefined }
    // The run counts as failed where its attempt cannot be had; that costs the others nothing.
    const read = await inTime(total, signal => api.attempt(run.id, attempt, signal)).catch(() => unread)
    current = current.map(one => (one.id === run.id ? { ...one, earlier: [...one.earlier, read] } : one))
  }
  return current
}

/** What one request brings. Whatever it does with its signal, nobody waits for it any longer than it may take. */
async function inTime<T>({ signal: total, requestMs }: Total, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.any([total, AbortSignal.timeout(requestMs)])
  const late = new Promise<never>((_, reject) => {
    const fail = () => reject(new Error('no answer in time'))
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
  return Promise.race([late, ask(signal)])
}

/** Whether GitHub would answer the same again. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error)
  return status !== undefined && status < 500 && status !== 408 && status !== 429
}
