import { fold as foldText } from '../../src/text/lines.ts'

const width = 80

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
