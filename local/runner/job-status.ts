/** How a job stands, or has ended. */
export type Status = 'success' | 'failure' | 'cancelled'

/**
 * What the status checks say.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
 */
export interface Checks {
  readonly success: boolean
  readonly failure: boolean
  readonly cancelled: boolean
}

/** In a condition of a step: how its job stands. */
export function checksOfStep(status: Status): Checks {
  return { success: status === 'success', failure: status === 'failure', cancelled: status === 'cancelled' }
}

/**
 * In a condition of a job: how the jobs before it ended, those that it needs and those that they need. One that was cancelled does
 * not make the run a cancelled one.
 */
export function checksOfJob(ancestors: readonly (Status | 'skipped')[], runCancelled: boolean): Checks {
  return {
    success: !runCancelled && ancestors.every(result => result === 'success'),
    failure: !runCancelled && ancestors.includes('failure'),
    cancelled: runCancelled
  }
}

/** The names of the jobs that a job needs, those that they need, and so on; each once. */
export function findAncestors(jobs: Readonly<Record<string, { needs?: string | readonly string[] }>>, name: string) {
  const found = new Set<string>()
  const follow = (name: string): void => {
    for (const need of [jobs[name]?.needs ?? []].flat()) {
      if (found.has(need)) continue
      found.add(need)
      follow(need)
    }
  }
  follow(name)
  return [...found]
}
