import { fairShare } from '../text/cuts.ts'
import { fold } from '../text/lines.ts'
import { canBeProse, composeInline, composeProse, cutProse } from './prose.ts'

/** A part of the job summary: our own words as Markdown, or outside text that stands inertly in prose, in a `<pre>` or in a table. */
export type Block = { readonly markdown: string } | Prose | OutsideText | Table

/** Sentences, with outside text in them, which wrap; in a `<pre>` where that text could be markup. */
export interface Prose {
  readonly prose: string
}

/** The kinds of GitHub's alerts that are used, from the worst to the best. */
export type AlertKind = 'CAUTION' | 'WARNING' | 'NOTE'

/**
 * What the reader must see first, in our own words.
 *
 * Source: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
 */
export function alertBlock(kind: AlertKind, words: string): Block {
  return { markdown: `> [!${kind}]\n> ${words}` }
}

/** A table. Rows that do not fit into the summary are left out, and counted. */
export interface Table {
  /** Our own words, one for each column. */
  readonly head: readonly string[]
  /** Outside text. */
  readonly rows: readonly (readonly string[])[]
}

export interface OutsideText {
  readonly text: string
  /** Columns at which its lines are folded. */
  readonly width?: number
}

/** The warnings of a run, the most important first; nothing where there are none. */
export function warningBlocks(warnings: readonly string[]): Block[] {
  return warnings.length === 0 ? [] : [{ markdown: '### Warnings' }, ...warnings.map(prose => ({ prose }))]
}

const maximumBytes = 60 * 1024
// GitHub shows preformatted lines as they are: wider ones must be pushed sideways to be read. The usual page stays as it
// is at this width.
const pageWidth = 80
// Prose that must be preformatted is read on a phone.
const proseWidth = 48
// Several columns stand side by side.
const cellWidth = 40

/**
 * Blocks as Markdown, at most 60 KiB in all. Texts that do not fit are cut, the longest first.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 *
 * @param door makes outside text fit to be printed
 */
export function composeMarkdown(blocks: readonly Block[], door: (text: string) => string): string {
  const parts = blocks.map(block => composePart(block, door))
  const frame = parts.map(({ before, after }) => before + after).join('')
  const share = fairShare(
    parts.map(({ text }) => Buffer.byteLength(text)),
    maximumBytes - Buffer.byteLength(frame)
  )
  return parts.map(({ before, text, after, cut }) => before + cut(text, share) + after).join('')
}

interface Part {
  readonly before: string
  /** What may be cut. */
  readonly text: string
  readonly after: string
  cut(text: string, maximumBytes: number): string
}

function composePart(block: Block, door: (text: string) => string): Part {
  if ('markdown' in block) return { before: `${block.markdown}\n\n`, text: '', after: '', cut: cutBytes }
  if ('rows' in block) return composeTable(block, door)
  if ('prose' in block) {
    const prose = door(block.prose).slice(0, maximumBytes)
    if (canBeProse(prose)) return { before: '', text: composeProse(prose), after: '\n\n', cut: cutProse }
    return composePart({ text: block.prose, width: proseWidth }, door)
  }
  return { before: '<pre>', text: preformatted(block, door), after: '</pre>\n\n', cut: cutBytes }
}

/** As HTML, in which no cell is read as Markdown. It must hold no empty line, with which HTML ends. */
function composeTable({ head, rows }: Table, door: (text: string) => string): Part {
  const cell = (text: string) => {
    // The door may make new line breaks.
    const line = door(text).replace(/\s+/g, ' ')
    if (canBeProse(line)) return `<td>${composeInline(line).replace(/`([^`]*)`/g, '<code>$1</code>')}</td>`
    return `<td><pre>${preformatted({ text: line, width: cellWidth }, door)}</pre></td>`
  }
  const line = (cells: readonly string[]) => `<tr>${cells.join('')}</tr>\n`
  return {
    before: `<table>\n${line(head.map(words => `<th align="left">${words}</th>`))}`,
    text: rows.map(cells => line(cells.map(cell))).join(''),
    after: '</table>\n\n',
    cut: cutRows
  }
}

function cutRows(text: string, maximum: number): string {
  if (Buffer.byteLength(text) <= maximum) return text
  const rows = text.split(/(?<=<\/tr>\n)/)
  const note = (left: number) => `<tr><td>… and ${left} more</td></tr>\n`
  let room = maximum - Buffer.byteLength(note(rows.length))
  const kept = rows.findIndex(row => {
    room -= Buffer.byteLength(row)
    return room < 0
  })
  return rows.slice(0, kept).join('') + note(rows.length - kept)
}

function preformatted({ text, width = pageWidth }: OutsideText, door: (text: string) => string): string {
  // Folding makes new beginnings of lines, where a workflow command could stand.
  return door(fold(door(text).slice(0, maximumBytes), width))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}

function cutBytes(text: string, maximum: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= maximum) return text
  // Neither half a character nor half an entity may stand at the end.
  return `${bytes
    .subarray(0, Math.max(0, maximum - 4))
    .toString('utf8')
    .replace(/\ufffd?(?:&[a-z]*)?$/, '')}\n…`
}
