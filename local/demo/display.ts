import { fold as foldText } from '../../src/text/lines.ts'

const width = 80

/** The lines that npm prints before a demo, by `predemo` and `demo`. */
const npmLines = 8

/** The lines that a demo has on a screen of 80 columns and 45 lines. The first of npm's is empty: it makes room for the prompt. */
export const screenLines = 45 - npmLines

/** A section's heading for an 80-column terminal. */
export function composeHeading(text: string): string {
  return `\n${text}\n${'-'.repeat(text.length)}`
}

/** Text folded at white space so that no line is wider than 80 columns; a word that is wider, such as a link, stays whole. */
export function fold(text: string, indent = ''): string {
  return text
    .split('\n')
    .map(line => foldLine(line, indent))
    .join('\n')
}

/** JSON for reading: members on lines of their own, long lines folded and their continuation indented. */
export function composeJson(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n')
  return lines
    .map(line => foldLine(line.trimStart(), '    ').replace(/^ {4}/, line.slice(0, line.search(/\S/))))
    .join('\n')
}

/** A message between bars, as the device of its reader shows it. */
export function composeMessage(lines: string): string {
  return fold(lines, '  | ')
}

/** A text as lines that are never wider than 80 columns: a word that is too wide, such as an ARN, is cut where the line ends. */
export function composeNarrowLines(text: string, indent = ''): string[] {
  const room = width - indent.length
  return text.split('\n').flatMap(line => {
    const lines: string[] = []
    let current = ''
    for (const word of line.split(' ')) {
      const longer = current === '' ? word : `${current} ${word}`
      if (longer.length > room && word.length <= room) {
        lines.push(current)
        current = word
        continue
      }
      current = longer
      for (; current.length > room; current = current.slice(room)) lines.push(current.slice(0, room))
    }
    return [...lines, current].map(part => `${indent}${part}`.trimEnd())
  })
}

/**
 * Entries of a log as narrow lines behind a bar. Where they need more than so many lines, the entries after the first are left out, and
 * a line says how many.
 */
export function composeNarrowLog(entries: readonly string[], maximumLines: number): string[] {
  const [first = [], ...further] = entries.map(entry => composeNarrowLines(entry, '  | '))
  const kept = [...further]
  const lines = () => [...first, ...kept.flat()]
  while (kept.length > 1 && lines().length + (kept.length < further.length ? 1 : 0) > maximumLines) kept.shift()
  const left = further.length - kept.length
  return left === 0 ? lines() : [...first, `  | … ${left} ${left === 1 ? 'line' : 'lines'} left out …`, ...kept.flat()]
}

/** A name and its value in two columns, the value's further lines below its first. */
export function composeField(name: string, value: string): string {
  const indent = ' '.repeat(30)
  return `  ${name.padEnd(28)}${fold(value, indent).slice(indent.length)}`
}

function foldLine(line: string, indent: string): string {
  return foldText(line, width - indent.length)
    .split('\n')
    .map(part => `${indent}${part}`.trimEnd())
    .join('\n')
}
