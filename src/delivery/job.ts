import { openMemory } from '../memory/memory.ts'
import type { ContactPage } from '../report/outcome.ts'
import { type Paging, pageEveryone } from './everyone.ts'

/**
 * Pages everyone as a step of a job, whose steps remember their pages: {@link pageEveryone} with that memory.
 *
 * @param folder the runner's folder for the time of the job, RUNNER_TEMP
 * @param debug takes lines for the log of a run that is debugged
 */
export function pageEveryoneInJob(
  paging: Omit<Paging, 'memory'>,
  folder: string,
  debug: (line: string) => void
): Promise<readonly ContactPage[]> {
  return pageEveryone({ ...paging, memory: openMemory(folder, debug) })
}
