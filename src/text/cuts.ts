import { cutAtGrapheme } from './unicode.ts'

/** The size to which texts are cut so that all of them fit into a total: those below it stay whole. */
export function fairShare(sizes: readonly number[], total: number): number {
  let left = total
  for (const [index, size] of [...sizes].sort((a, b) => a - b).entries()) {
    const share = Math.floor(left / (sizes.length - index))
    if (size > share) return share
    left -= size
  }
  return total
}

/** The beginning of a text with a note after it, together at most so many UTF-16 units. Splits no grapheme. */
export function cutToUnits(text: string, maximumUnits: number, note: string): string {
  const room = Math.max(0, maximumUnits - note.length)
  // A scalar has up to two units.
  const kept = cutAtGrapheme(text.slice(0, room), room)
  return kept.toWellFormed().replace(/\ufffd$/, '') + note
}
