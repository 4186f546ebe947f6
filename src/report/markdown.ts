import { fairShare } from '../text/cuts.ts'
import { fold } from '../text/lines.ts'

/** A part of the job summary: our own words as Markdown, or outside text that stands inertly in a `<pre>`. */
export type Block = { readonly markdown: string } | OutsideText

export interface OutsideText {
  readonly text: string
  /** Columns at which its lines are folded. */
  readonly width?: number
}

/** A space in outside text at which no line is folded; it is shown as a space. */
export const unfoldableSpace = '\u00a0'

const maximumBytes = 60 * 1024
// GitHub shows preformatted lines as they are: wider ones must be pushed sideways to be read. The usual page stays as it
// is at this width.
const pageWidth = 80

/**
 * Blocks as Markdown, at most 60 KiB in all. Texts that do not fit are cut, the longest first.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 *
 * @param door makes outside text fit to be printed
 */
export function composeMarkdown(blocks: readonly Block[], door: (text: string) => string): string {
  const parts = blocks.map(block =>
    'markdown' in block
      ? { before: `${block.markdown}\n\n`, text: '', after: '' }
      : { before: '<pre>', text: preformatted(block, door), after: '</pre>\n\n' }
  )
  const frame = parts.map(({ before, after }) => before + after).join('')
  const share = fairShare(
    parts.map(({ text }) => Buffer.byteLength(text)),
    maximumBytes - Buffer.byteLength(frame)
  )
  return parts.map(({ before, text, after }) => before + cutBytes(text, share) + after).join('')
}

function preformatted({ text, width = pageWidth }: OutsideText, door: (text: string) => string): string {
  // Folding makes new beginnings of lines, where a workflow command could stand.
  return door(fold(door(text).slice(0, maximumBytes), width))
    .replaceAll(unfoldableSpace, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
}

function cutBytes(text: string, maximum: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= maximum) return text
  // Neither half a character nor half an entity may stand at the end.
  return `${bytes
    .subarray(0, maximum - 4)
    .toString('utf8')
    .replace(/\ufffd?(?:&[a-z]*)?$/, '')}\n…`
}
