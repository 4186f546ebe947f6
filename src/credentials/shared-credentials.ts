import type { Attempt } from '../incident-manager/port.ts'
import type { AwsCredentials } from './sources.ts'

/** Finds credentials; the attempt bounds every request that is made for them. */
export type FindCredentials = (attempt: Attempt) => Promise<AwsCredentials>

// AWS refuses what has just expired, and a clock may be some seconds off.
const expiryMarginMs = 30_000

/** Credentials that are found once for all calls. */
export interface SharedCredentials {
  /** Begins to look for them, so that the first call need not wait so long. */
  begin(attempt: Attempt): void
  /**
   * What a call signs with. Calls at the same time wait for one search; one that failed, or that everybody has given up, is
   * begun anew by the next call. Rejects with why there are none, or with the reason of the attempt's signal.
   */
  get(attempt: Attempt): Promise<AwsCredentials>
}

/** Shares what is found between all calls. */
export function shareCredentials(find: FindCredentials): SharedCredentials {
  let found: AwsCredentials | undefined
  let search: Search | undefined
  const join = (attempt: Attempt) => {
    search ??= start(find, attempt)
    return search
  }
  return {
    begin: join,
    async get(attempt) {
      if (found !== undefined && !isExpiring(found)) return found
      const joined = join(attempt)
      joined.waiting++
      try {
        found = await untilAborted(joined.result, attempt.signal)
        return found
      } finally {
        joined.waiting--
        if (joined.waiting === 0) {
          if (search === joined) search = undefined
          joined.ending.abort(attempt.signal.reason)
        }
      }
    }
  }
}

interface Search {
  readonly result: Promise<AwsCredentials>
  readonly ending: AbortController
  waiting: number
}

function start(find: FindCredentials, attempt: Attempt): Search {
  const ending = new AbortController()
  const result = find({ ...attempt, signal: ending.signal })
  // Every caller that waits is told; there may be none left.
  result.catch(() => undefined)
  return { result, ending, waiting: 0 }
}

function isExpiring({ expiration }: AwsCredentials): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < expiryMarginMs
}

/** The promise's result, or the signal's reason as soon as it aborts, whatever the promise still waits for. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
