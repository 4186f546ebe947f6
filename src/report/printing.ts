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
