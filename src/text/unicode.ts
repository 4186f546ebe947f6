/** Length of a text in Unicode scalar values, the unit of every StartEngagement limit. */
export function lengthInScalars(text: string): number {
  let length = 0
  for (let index = 0; index < text.length; index++) {
    length++
    if (startsPair(text, index)) index++
  }
  return length
}

/**
 * The text as well-formed Unicode that is safe in a message: one kind of line break (`\n`), and lone surrogates,
 * controls other than tab and newline, and bidirectional controls replaced by U+FFFD.
 */
export function wellFormed(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** The longest prefix of a text with at most so many Unicode scalars that splits no grapheme, as a reader sees them. */
export function cutAtGrapheme(text: string, maximumScalars: number): string {
  const end = indexOfScalar(text, maximumScalars)
  if (end === text.length) return text
  // Some code points beyond the cut show whether a grapheme goes on there; a longer grapheme is not a letter.
  const context = text.slice(0, end + 64)
  const start = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(context).containing(end)?.index ?? end
  return text.slice(0, start > end - 64 ? start : end)
}

/** The text cut to so many Unicode scalars, the last of them `…` where something was left out. */
export function shorten(text: string, maximumScalars: number): string {
  return lengthInScalars(text) <= maximumScalars ? text : `${cutAtGrapheme(text, maximumScalars - 1).trimEnd()}…`
}

function startsPair(text: string, index: number): boolean {
  return isBetween(text.charCodeAt(index), 0xd800, 0xdbff) && isBetween(text.charCodeAt(index + 1), 0xdc00, 0xdfff)
}

function isBetween(code: number, first: number, last: number): boolean {
  return code >= first && code <= last
}

function indexOfScalar(text: string, scalars: number): number {
  let index = 0
  for (let count = 0; count < scalars && index < text.length; count++) index += startsPair(text, index) ? 2 : 1
  return index
}
