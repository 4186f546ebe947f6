import { apiRemedy, speakApiError } from './api-errors.ts'
import type { Job, ListJobs, RunAttempt } from './jobs.ts'

/** A job of a run, and the attempt of the run that it is of. */
export type ListedJob = Job & { readonly attempt: number }

/** What GitHub told of a run's jobs. */
export interface Listing {
  /** Each job once, the attempt that was asked for first. */
  readonly jobs: readonly ListedJob[]
  /** What may be missing from the jobs, as a sentence for the page; empty where they are all there. */
  readonly gap: string
  /** Why it is missing, as a sentence for the log; empty where nothing is. */
  readonly warning: string
}

const lookUpMs = 5_000
const earlierAttempts = 3

/**
 * The jobs of one attempt of a run. Where none of them tells of trouble, those of earlier attempts too that did not run
 * again: an attempt may list only what it ran itself. Never throws, and takes 5 s at most: what was told by then counts.
 *
 * @param areTelling whether the jobs tell what failed, so that no earlier attempt need be asked for
 * @param cancelled ends the look-up at once
 */
export async function lookUpJobs(
  run: RunAttempt,
  listJobs: ListJobs,
  areTelling: (jobs: readonly Job[]) => boolean,
  cancelled: AbortSignal
): Promise<Listing> {
  const timeout = AbortSignal.timeout(lookUpMs)
  const signal = AbortSignal.any([timeout, cancelled])
  const jobs: ListedJob[] = []
  const first = Math.max(1, run.attempt - earlierAttempts)
  let attempt = run.attempt
  try {
    for (; attempt >= first && !areTelling(jobs); attempt--) {
      const later = new Set(jobs.map(job => job.name))
      const seen = new Map<unknown, number>()
      for await (const page of untilAborted(listJobs({ ...run, attempt }, signal), signal)) {
        for (const job of page.jobs.filter(job => !later.has(job.name))) {
          // The list moves while it is read: a job may stand on two pages.
          const key = Number.isNaN(job.id) ? job : job.id
          const index = seen.get(key) ?? jobs.length
          seen.set(key, index)
          jobs[index] = { ...job, attempt }
        }
        if (page.isCut) return cut(jobs)
      }
    }
    const isWhole = attempt < 1 || areTelling(jobs)
    return { jobs, gap: isWhole ? '' : `What failed in attempt ${attempt} and before is not known.`, warning: '' }
  } catch (error) {
    return unfinished(jobs, attempt, cancelled.aborted ? undefined : timeout.aborted ? late : speakApiError(error))
  }
}

const late = `no answer within ${lookUpMs / 1000} s`

/** The pages as they come. Whatever the look-up does with its signal, nobody waits for it any longer. */
async function* untilAborted<T>(pages: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })
  aborted.catch(() => undefined)
  signal.throwIfAborted()
  const iterator = pages[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted])
    if (next.done) return
    yield next.value
  }
}

function cut(jobs: readonly ListedJob[]): Listing {
  const count = new Intl.NumberFormat('en-US').format(jobs.length)
  const gap = `The run has more jobs than the ${count} that were looked at.`
  return { jobs, gap, warning: gap }
}

/** @param why undefined where the job was cancelled */
function unfinished(jobs: readonly ListedJob[], attempt: number, why: string | undefined): Listing {
  const told = jobs.filter(job => job.attempt === attempt).length
  const missing =
    told > 0 ? `GitHub told of the first ${told} jobs only` : `GitHub did not tell what failed in attempt ${attempt}`
  const gap = jobs.length === 0 ? '' : `${missing}.`
  if (why === undefined)
    return { jobs, gap, warning: 'The job was cancelled while GitHub was asked which jobs failed.' }
  const sentences = [
    jobs.length === 0
      ? `GitHub did not tell which jobs failed (${why}); the page goes out without them.`
      : `${missing} (${why}); the page goes out without the others.`,
    apiRemedy(why),
    jobs.length === 0 ? "github-token: '' switches the look-up off." : ''
  ]
  return { jobs, gap, warning: sentences.filter(Boolean).join(' ') }
}
