import type { Failed } from '../incident-manager/port.ts'

/** Tells of attempts that failed and are followed by another; equal failures in a row are told once, then counted. */
export interface RetryLog {
  failed(failed: Failed, attempt: number, delayMs: number): void
  /** Tells how often the last failure was repeated. */
  end(): void
}

/** A retry log that prints through `info`. */
export function createRetryLog(info: (line: string) => void): RetryLog {
  let last = ''
  let repetitions = 0
  const log: RetryLog = {
    failed({ what }, attempt, delayMs) {
      if (what === last) {
        repetitions++
        return
      }
      log.end()
      last = what
      const when = delayMs < 50 ? 'at once' : `in ${(delayMs / 1000).toFixed(1)} s`
      info(`Attempt ${attempt} failed: ${what} Next attempt ${when}.`)
    },
    end() {
      if (repetitions > 0) info(`The same again ${repetitions === 1 ? 'once' : `${repetitions} times`}.`)
      repetitions = 0
    }
  }
  return log
}
