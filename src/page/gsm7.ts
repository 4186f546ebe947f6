/**
 * The text in the GSM 03.38 alphabet, which an SMS carries 160 characters of: letters lose accents it lacks, typographic
 * punctuation becomes plain, and what has no likeness (emoji, other scripts) is left out, with the space it stood in.
 */
export function toGsm7(text: string): string {
  let result = ''
  for (const character of text.normalize('NFC')) result += likeness(character)
  return result
    .replace(/[ \t]{2,}/g, ' ')
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

const likenesses = new Map<string, string>([
  ...pairs('‘’‚‛′`´ʼ', "'"),
  ...pairs('“”„‟″«»', '"'),
  ...pairs('‐‑‒–—―−', '-'),
  ...pairs('•·∙', '*'),
  ...pairs('\t\u00a0', ' '),
  ['⁄', '/'],
  ['…', '...'],
  ['→', '->'],
  ['←', '<-'],
  ['×', 'x'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['þ', 'th'],
  ['Þ', 'Th'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ı', 'i'],
  ['ħ', 'h'],
  ['Ħ', 'H'],
  ['™', '(TM)'],
  ['©', '(C)'],
  ['®', '(R)']
])

function pairs(characters: string, likeness: string): [string, string][] {
  return [...characters].map(character => [character, likeness])
}

function isGsm7(character: string): boolean {
  return alphabet.has(character) || extension.has(character)
}

function likeness(character: string): string {
  if (isGsm7(character)) return character
  const known = likenesses.get(character)
  if (known !== undefined) return known
  // Compatibility decomposition: é is e and an accent, ﬁ is f and i, ２ is 2.
  const parts = [...character.normalize('NFKD')].map(part => likenesses.get(part) ?? part).filter(isGsm7)
  return /\s/u.test(character) && parts.length === 0 ? ' ' : parts.join('')
}
