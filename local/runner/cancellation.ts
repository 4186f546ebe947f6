import type { ChildProcess } from 'node:child_process'
import { isDue } from './conditions.ts'
import type { Contexts } from './contexts.ts'
import { checksOfStep } from './job-status.ts'

/**
 * Whether a step runs on, without any signal, when its run is cancelled: its `if` is evaluated again and still true, as `always()`
 * and `failure() || cancelled()` are. One that cannot be evaluated spares nothing.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
export function isSpared(condition: string | undefined, contexts: Contexts, workspace: string): boolean {
  const inCancelledRun = { ...contexts, job: { ...contexts.job, status: 'cancelled' } }
  try {
    return isDue(condition, checksOfStep('cancelled'), inCancelledRun, workspace)
  } catch {
    return false
  }
}

/** How long the runner waits for a process before it sends the next signal, in milliseconds. */
export interface CancelDelays {
  /** From SIGINT to SIGTERM. */
  toSigtermMs: number
  /** From SIGTERM to SIGKILL. */
  toSigkillMs: number
}

/** The delays of the GitHub runner. */
export const cancelDelays: CancelDelays = { toSigtermMs: 7_500, toSigkillMs: 2_500 }

/**
 * Ends a step's process as the runner does when the step is cancelled or runs into its `timeout-minutes`: SIGINT, then SIGTERM, then
 * SIGKILL, until the process is gone.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
 */
export function endProcess(child: Pick<ChildProcess, 'kill' | 'once'>, delays: CancelDelays = cancelDelays): void {
  child.kill('SIGINT')
  let timer = setTimeout(() => {
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), delays.toSigkillMs)
  }, delays.toSigtermMs)
  child.once('exit', () => clearTimeout(timer))
}
