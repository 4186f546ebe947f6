import { PageError } from './page-error.ts'

/** Something that stood in the way of the page and was put right. */
export interface Repair {
  /** A sentence for the log, or several. */
  readonly what: string
  /** Whether the workflow's author wrote what was repaired; `strict` then refuses it. */
  readonly authored: boolean
}

const repairsListed = 20

/**
 * Holds repairs against the input `strict`.
 *
 * @param otherwise what would happen without it
 * @throws PageError `strict` when strict is on and something that the author wrote was repaired
 */
export function refuseRepairs(repairs: readonly Repair[], strict: boolean, otherwise = 'the page would go out'): void {
  const authored = repairs.filter(repair => repair.authored)
  if (!strict || authored.length === 0) return
  const more = authored.length - repairsListed
  const what = [
    `Input "strict" is "true". Without it, ${otherwise} with these repairs:`,
    ...authored.slice(0, repairsListed).map(({ what }) => `- ${what}`),
    ...(more > 0 ? [`- and ${more} more`] : [])
  ]
  throw new PageError('strict', 'not-sent', what.join('\n'))
}
