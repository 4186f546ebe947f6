/**
 * The text with a space for every run of invisible characters, such as U+200B, U+3164 or U+2800: `ma<U+200B>in` must
 * not read as `main`. Stays what has a part in what is seen: the joiners and selectors within emoji, Arabic and Indic
 * words, and Han characters. Bidirectional controls are handled elsewhere.
 */
export function collapseFiller(text: string): string {
  return text.replace(filler, (run, at: number) => (shapes(run, text, at) ? run : ' '))
}

const filler =
  /(?:(?![\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])[\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb])+/gu

/** Whether a run of unseen characters shapes the characters on both sides of it. */
function shapes(run: string, text: string, at: number): boolean {
  const before = lastCharacter(text.slice(Math.max(0, at - 2), at))
  const after = String.fromCodePoint(text.codePointAt(at + run.length) ?? 0)
  if (/^\ufe0f?\u200d$/.test(run) && isPicture(before)) return isPicture(after)
  if (run === '\ufe0f')
    return /\p{Extended_Pictographic}/u.test(before) || (/[0-9#*]/.test(before) && after === '\u20e3')
  if (/^[\u200c\u200d]$/.test(run)) return isJoined(before) && isJoined(after)
  return /^[\ufe00-\ufe0e\u{e0100}-\u{e01ef}]$/u.test(run) && /\p{Script=Han}/u.test(before)
}

function lastCharacter(text: string): string {
  return [...text].at(-1) ?? ''
}

function isPicture(character: string): boolean {
  return /[\p{Extended_Pictographic}\p{Emoji_Modifier}]/u.test(character)
}

// Scripts whose letters change their form with a joiner between them.
function isJoined(character: string): boolean {
  return /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
    character
  )
}
