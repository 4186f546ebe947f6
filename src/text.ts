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
  // Some code points beyond the cut show whether a grapheme goes on there; a grapheme longer than that is no letter.
  const context = text.slice(0, end + 64)
  const start = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(context).containing(end)?.index ?? end
  return text.slice(0, start > end - 64 ? start : end)
}

/** The text cut to so many Unicode scalars, the last of them `…` where something was left out. */
export function shorten(text: string, maximumScalars: number): string {
  return lengthInScalars(text) <= maximumScalars ? text : `${cutAtGrapheme(text, maximumScalars - 1).trimEnd()}…`
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

/** The first line of a text that has something on it, trimmed; empty if there is none. */
export function firstLine(text: string): string {
  return /\S[^\n\r]*/.exec(text)?.[0].trimEnd() ?? ''
}

/** The text as one line of at most so many characters, fit to stand in a sentence. */
export function line(text: string, maximumScalars = 100): string {
  // A prefix is enough for the line, and keeps the work small when the text has megabytes.
  return shorten(wellFormed(firstLine(text.slice(0, 20 * maximumScalars))).replace(/\s+/g, ' '), maximumScalars)
}

/** The text if it is a web address that may stand in a message, else empty. */
export function link(text: string): string {
  return text.length <= 500 && /^https?:\/\/[!-_a-~]+$/.test(text) ? text : ''
}

/**
 * The sanitising door: outside text as it may be printed to a log, an annotation or a file.
 * Characters that steer a terminal or hide (ANSI, controls, bidirectional, zero-width, tag characters) become visible
 * escapes, and nothing in it is a workflow command any more: not `::x::` at the start of a line, not `##[x]` anywhere.
 * Line breaks stay.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replace(hidden, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replace(/##\[/g, '##\\[')
    .replace(/^([^\S\n\r\u2028\u2029]*)::/gm, '$1\\::')
}

/** JSON of the same value that {@link printable} leaves as it is: what it would change stands as escapes. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(hidden, character =>
      character
        .split('')
        .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('')
    )
    .replaceAll('##[', '##\\u005b')
}

// Controls, format characters and separators that a reader does not see; tab, newline and the emoji selector U+FE0F may
// stay.
const hidden = /(?!\t|\n|\ufe0f)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu

/** The text with every secret in it (as it is, URL-encoded, in JSON, Base64 or hexadecimal) replaced by `***`. */
export function scrub(text: string, secrets: readonly string[]): string {
  let scrubbed = text
  for (const secret of secrets) {
    if (secret.length < 4) continue
    const bytes = Buffer.from(secret)
    const hex = bytes.toString('hex')
    const base64 = bytes.toString('base64')
    const unpadded = [base64.replaceAll('=', ''), bytes.toString('base64url')]
    const percent = encodeURIComponent(secret)
    const lowerPercent = percent.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())
    const inJson = [JSON.stringify(secret).slice(1, -1), secret.replaceAll('/', '\\/')]
    const forms = [secret, percent, lowerPercent, ...inJson, base64, ...unpadded, hex, hex.toUpperCase()]
    for (const form of forms) scrubbed = scrubbed.replaceAll(form, '***')
  }
  return scrubbed
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
