import { collapseFiller } from './filler.ts'
import { shorten, wellFormed } from './unicode.ts'

/** The first line of a text that has something on it, trimmed; empty if there is none. */
export function firstLine(text: string): string {
  return /\S[^\n\r]*/.exec(text)?.[0].trimEnd() ?? ''
}

/**
 * The text as one line of at most so many characters, fit to stand in a sentence. White space, and what is invisible, is
 * single spaces in it.
 */
export function line(text: string, maximumScalars = 100): string {
  // A prefix is enough for the line, and keeps the work small when the text has megabytes.
  const visible = firstLine(collapseFiller(text.slice(0, 20 * maximumScalars)))
  return shorten(wellFormed(visible).replace(/\s+/g, ' '), maximumScalars)
}

/** The text with all its lines that have something on them, each as {@link line} makes it, but whole. */
export function block(text: string): string {
  return wellFormed(text)
    .split('\n')
    .map(part => line(part, Number.POSITIVE_INFINITY))
    .filter(Boolean)
    .join('\n')
}

/**
 * The text with its lines folded at single spaces, so that none is wider than so many UTF-16 units. A wider word, such as
 * a link, stays whole, and so does wider white space.
 */
export function fold(text: string, maximumWidth: number): string {
  return text
    .split('\n')
    .map(line => foldLine(line, maximumWidth))
    .join('\n')
}

function foldLine(line: string, maximumWidth: number): string {
  const lines: string[] = []
  let current: string | undefined
  for (const word of line.split(/(?<=\S) (?=\S)/)) {
    const longer: string = current === undefined ? word : `${current} ${word}`
    if (current !== undefined && longer.length > maximumWidth) {
      lines.push(current)
      current = word
    } else {
      current = longer
    }
  }
  return [...lines, current].join('\n')
}
