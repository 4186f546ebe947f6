import type { Memory } from '../../src/memory/memory.ts'
import type { Remembered } from '../../src/memory/repetition.ts'

/** What the steps of a job remember, kept in the process. */
export function fakeMemory(): Memory & { readonly pages: readonly Remembered[] } {
  const pages: Remembered[] = []
  return { pages, recall: () => pages, remember: page => void pages.push(page) }
}
