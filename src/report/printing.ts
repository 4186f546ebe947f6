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

/**
 * Outside text as it may stand in the log: {@link printable}, and with no place in it that reads like one in a source file.
 * The problem matchers that setup-go, setup-node and setup-python leave registered would make an annotation of it; a
 * backslash before the colon or comma keeps them from it.
 *
 * Source: https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md
 */
export function printableInLog(text: string): string {
  return placesInSources.reduce((shown, place) => shown.replace(place, '$1\\$2'), printable(text))
}

// What stands on both sides of the place for the backslash. In the order of the matchers: Go; the TypeScript compiler;
// ESLint's default, compact and TSLint's format; Python's traceback.
const placesInSources = [
  /(\.go)(:)/g,
  /(\)\s*)(:\s+(?:error|warning|info)\s)/g,
  /(\d)(:\d+\s+(?:error|warning|info)\s)/g,
  /(:)(\sline\s\d+,\scol\s)/g,
  /(:\d+)(:\d+\s-\s)/g,
  /(")(,\sline\s\d)/g
]

/** JSON of the same value that {@link printable} leaves as it is: what it would change stands as escapes. */
export function printableJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, undefined, indent)
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
