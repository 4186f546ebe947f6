import { foreignLetter, joint, likenessOf, unwritable, writeGreek } from './likenesses.ts'

/**
 * The text in the GSM 03.38 alphabet, which an SMS carries 160 characters of. It never gets another meaning by that:
 *
 * - Letters lose accents that the alphabet lacks, and typographic punctuation becomes plain.
 * - Symbols are spelled: `≠` is `!=`, `µs` is `us`, `5‰` is `5 per mille`, `10⁶` is `10^6`. One that has no spelling, and
 *   a broken character, leaves `?`.
 * - A word of another script is left out. One that is so in part only has `?` there: `mаin` with a Cyrillic letter is
 *   `m?in`.
 * - Pictures (emoji) and invisible characters are left out. They separate what stood on both sides of them: `ma<ZWSP>in` is
 *   `ma in`.
 */
export function toGsm7(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\S+/g, writeWord)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ \n/g, '\n')
    .trim()
}

/** Septets that a GSM-7 text takes: two for a character of the extension table, else one. Undefined if it is none. */
export function septets(text: string): number | undefined {
  let count = 0
  for (const character of text) {
    if (alphabet.has(character)) count += 1
    else if (extension.has(character)) count += 2
    else return undefined
  }
  return count
}

/**
 * How many SMS a text takes: 160 septets fit into one, 153 into each of several; beyond GSM-7 70 and 67 UTF-16 units. No
 * character is split between two.
 */
export function smsSegments(text: string): number {
  const plain = septets(text)
  const [single, each] = plain === undefined ? [70, 67] : [160, 153]
  if ((plain ?? text.length) <= single) return 1
  let segments = 1
  let used = 0
  for (const character of text) {
    const units = plain === undefined ? character.length : extension.has(character) ? 2 : 1
    if (used + units > each) {
      segments++
      used = 0
    }
    used += units
  }
  return segments
}

// https://www.etsi.org/deliver/etsi_gts/03/0338/05.00.00_60/gsmts_0338v050000p.pdf
const alphabet = new Set(
  '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
)
const extension = new Set('^{}\\[~]|€')

function isGsm7(character: string): boolean {
  return alphabet.has(character) || extension.has(character)
}

function writeWord(word: string): string {
  let written = ''
  for (const [piece] of word.matchAll(/(?=\p{L})\p{Script=Greek}(?:(?=\p{L})\p{Script=Greek}|\p{M})*|./gsu)) {
    written += write(piece, written)
  }
  // Of a word without any letter, digit or symbol that could be written, nothing stays, its punctuation neither.
  if (/[\u0000\u0001]/.test(written) && !/[^\u0000\u0001\p{P}]/u.test(written)) return ''
  return written
    .replace(/\u0000+/g, (joints, at: number) => {
      const parts = isWordCharacter(written.charAt(at - 1)) && isWordCharacter(written.charAt(at + joints.length))
      return parts ? ' ' : ''
    })
    .replace(/[\u0001\u0002]+/g, '?')
}

function isWordCharacter(character: string): boolean {
  return /[\p{L}\p{N}\u0001]/u.test(character)
}

/** What stands for a character, or a run of Greek ones, that comes after what is written already. */
function write(character: string, before: string): string {
  if (isGsm7(character)) return character
  if (/^(?=\p{L})\p{Script=Greek}/u.test(character)) return writeGreek(character)
  const known = likenessOf(character)
  if (known !== undefined) return known
  if (/[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u.test(character)) return joint
  if (/[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u.test(character)) {
    return /\p{Sm}/u.test(character) ? unwritable : joint
  }
  // Struck through is another meaning than without the stroke; an accent is not.
  if (/\p{M}/u.test(character)) return /[\u0334-\u0338\u20d2\u20d3\u20e5\u20eb]/.test(character) ? unwritable : ''
  const parts = [...character.normalize('NFKD')]
  if (parts[0] === character) return withoutLikeness(character)
  const written = parts.map(part => (part === stroke ? '' : write(part, ''))).join('')
  if (parts.includes(stroke)) return `!${written}`
  if (/[⁰¹²³⁴-⁹⁺⁻⁼⁽⁾ⁿⁱ]/.test(character)) return raised(written, before)
  // Digits must not run together with those in front: 1½ is not 11/2, 5① not 51, 2₁₀ not 210.
  if (/\p{No}/u.test(character)) {
    if (parts.includes('\u2044')) return `${joint}${written}${joint}`
    if (!/[₀-₉]/.test(character)) return written.startsWith('(') ? written : `(${written})`
    return /[0-9]$/.test(before) && !/_[0-9]+$/.test(before) ? `_${written}` : written
  }
  return written || foreignLetter
}

const stroke = '\u0338'

// 10⁻⁶ is 10^-6.
function raised(written: string, before: string): string {
  return /\^[-+0-9=()ni]*$/.test(before) ? written : `^${written}`
}

function withoutLikeness(character: string): string {
  if (/\p{Nd}/u.test(character)) return String(digitValue(character))
  return /[\p{S}\p{C}]/u.test(character) && !/\p{Sk}/u.test(character) ? unwritable : foreignLetter
}

/** The value of a decimal digit of any script: in each of them the ten stand side by side. */
function digitValue(digit: string): number {
  let before = (digit.codePointAt(0) ?? 0) - 1
  while (/\p{Nd}/u.test(String.fromCodePoint(before))) before--
  return ((digit.codePointAt(0) ?? 0) - before - 1) % 10
}
