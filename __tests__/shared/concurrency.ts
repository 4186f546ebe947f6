import { availableParallelism } from 'node:os'

/** Processes at a time for which one test file may ask: twice the cores, as a step of the action mostly waits. */
export const processesAtOnce = Math.max(4, 2 * availableParallelism())

/**
 * Runs jobs side by side, so many at a time, and resolves to what they resolve to, in their order.
 *
 * @throws the first error of a job; those that have not begun by then never do
 */
export async function inPool<T>(jobs: readonly (() => Promise<T>)[], size = processesAtOnce): Promise<T[]> {
  const results: T[] = []
  const queue = [...jobs.entries()]
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, job] = next
      results[index] = await job().catch(error => {
        queue.length = 0
        throw error
      })
    }
  }
  await Promise.all(Array.from({ length: size }, worker))
  return results
}
