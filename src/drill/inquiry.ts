import { attemptUntilDeadline, type Clock } from '../delivery/attempts.ts'
import { listAll, type WholeList } from '../delivery/list-all.ts'
import type { Attempt, Failed, Listed } from '../incident-manager/port.ts'

/** Nothing was asked any more. */
export interface NotAsked {
  readonly kind: 'not-asked'
  /** Why, as a sentence. */
  readonly why: string
}

/** Asks Incident Manager within bounds that hold for all questions together. Never throws. */
export interface Inquiry {
  /** What an operation brings, after a few attempts where one fails that may end better. */
  ask<T extends { readonly kind: string }>(
    operation: (attempt: Attempt) => Promise<T | Failed>
  ): Promise<T | Failed | NotAsked>
  /** A list with all its parts, or why there is none. */
  list<Item>(
    operation: (nextToken: string | undefined, attempt: Attempt) => Promise<Listed<Item> | Failed>
  ): Promise<WholeList<Item> | Failed | NotAsked>
}

/** The bounds of an inquiry. */
export interface InquiryBounds {
  /** From the beginning of the inquiry on. */
  readonly timeoutSeconds: number
  readonly clock: Clock
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal
}

/** The bounds that nobody sets. */
export const inquiryLimits = { requests: 100, atOnce: 8, attemptsEach: 3, partsOfList: 10 } as const

/** An inquiry whose time begins now. Questions are asked in the order in which they come, some at a time. */
export function createInquiry({ timeoutSeconds, clock, signal }: InquiryBounds): Inquiry {
  const endsAt = clock.now() + timeoutSeconds * 1000
  const turns = createTurns(inquiryLimits.atOnce)
  let requests = 0
  const mayAsk = () => requests < inquiryLimits.requests

  const inquiry: Inquiry = {
    async ask<T extends { readonly kind: string }>(operation: (attempt: Attempt) => Promise<T | Failed>) {
      await turns.take()
      try {
        if (signal.aborted) return notAsked('The job was cancelled.')
        if (!mayAsk()) return notAsked(`A drill sends at most ${inquiryLimits.requests} requests.`)
        const leftMs = endsAt - clock.now()
        if (leftMs <= 0) return notAsked(`The drill's ${timeoutSeconds} s were over ("timeout-seconds").`)
        let failed: Failed | undefined
        let attempts = 0
        const attempt = async (bounds: Attempt): Promise<T | Failed> => {
          if (failed !== undefined && !mayAsk()) return { ...failed, retryable: false }
          requests++
          attempts++
          const result = await operation(bounds)
          if (!isFailed(result)) return result
          failed = { ...result, retryable: result.retryable && attempts < inquiryLimits.attemptsEach }
          return failed
        }
        const bounds = { timeoutSeconds: leftMs / 1000, signal, clock, onRetry() {}, onEnd() {} }
        const result = await attemptUntilDeadline(attempt, bounds)
        return 'reason' in result ? result.reason : result
      } finally {
        turns.give()
      }
    },

    list: operation => listAll(token => inquiry.ask(attempt => operation(token, attempt)), inquiryLimits.partsOfList)
  }
  return inquiry
}

function notAsked(why: string): NotAsked {
  return { kind: 'not-asked', why }
}

function isFailed(result: { readonly kind: string }): result is Failed {
  return result.kind === 'failed'
}

/** Lets so many go at a time, first come, first served. */
function createTurns(atOnce: number): { take(): Promise<void>; give(): void } {
  const waiting: (() => void)[] = []
  let free = atOnce
  return {
    async take() {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
    },
    give() {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
