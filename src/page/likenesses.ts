/** Stands for a space where a letter or digit is on both sides of it, else for nothing. */
export const joint = '\u0000'

/** Stands for a letter of another script that has no likeness. */
export const foreignLetter = '\u0001'

/** Stands for a character whose loss could turn the meaning, such as a symbol of mathematics or a broken one. */
export const unwritable = '\u0002'

/**
 * How a character that GSM-7 lacks is written, letter for letter or in words; undefined where no table has it. What is
 * written never means something else: a symbol is spelled out, or there is no likeness.
 */
export function likenessOf(character: string): string | undefined {
  return likenesses.get(character)
}

/**
 * A run of Greek letters as GSM-7 can write it. A word becomes capitals, of which GSM-7 has those without a Latin twin:
 * `έλεγχος` is `EΛEΓXOΣ`. A single small letter is a symbol and is spelled: `β` is `beta`, and the `μ` of `μs` is `u`.
 */
export function writeGreek(run: string): string {
  const plain = run.normalize('NFKD').replace(/\p{M}/gu, '')
  const name = plain.length === 1 ? greekNames[plain.charCodeAt(0) - 'α'.charCodeAt(0)] : undefined
  if (name !== undefined) return name === 'mu' ? 'u' : `${joint}${name}${joint}`
  return [...plain.toUpperCase()].map(letter => greekCapitals.get(letter) ?? foreignLetter).join('')
}

const greekCapitals = new Map(zip('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧΓΔΘΛΞΠΣΦΨΩ', [...'ABEZHIKMNOPTYXΓΔΘΛΞΠΣΦΨΩ']))

// From U+03B1 on; the one in the middle is the sigma at the end of a word.
const greekNames = (
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu ' +
  'nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega'
).split(' ')

const likenesses = new Map<string, string>([
  // Punctuation.
  ...all('‘’‚‛′`´ʼʻ‹›', "'"),
  ...all('“”„‟″«»「」『』', '"'),
  ...all('‐‑‒–—―−', '-'),
  ...all('•·∙⋅∗●■◆▪★☆◻◼◽◾', '*'),
  ...all('\t\u00a0', ' '),
  ...all('⁄∕', '/'),
  ...all('∶', ':'),
  ...all('¦∣', '|'),
  ...zip('…⋯、。،؛؟№', ['...', '...', ',', '.', ',', ';', '?', '#']),

  // Letters that do not decompose into a letter of GSM-7 and an accent.
  ...zip('łŁđĐðÐħĦŧŦıƒəƏĸ', [...'lLdDdDhHtTifeEk']),
  ...zip('þÞœŒŋŊẞ', ['th', 'Th', 'oe', 'OE', 'ng', 'NG', 'SS']),
  ...zip('™©®µ', ['(TM)', '(C)', '(R)', 'u']),

  // Comparisons and arithmetic. What is struck through, such as ≠, is its base after an exclamation mark.
  ...zip('≤≥⩽⩾≦≧≪≫≈≃≅∼≡', ['<=', '>=', '<=', '>=', '<=', '>=', '<<', '>>', '~=', '~=', '~=', '~', '===']),
  ...zip('±∓×÷∖∆∑∏', ['+/-', '-/+', 'x', '/', '\\', 'Δ', 'Σ', 'Π']),
  // What negates has a likeness. What affirms is left out like any picture: without it nothing else is said.
  ['✓', joint],
  ...all('✕✖✗✘❌❎☒🚫⛔', 'x'),
  ...zip('➕➖➗', [...'+-/']),

  // `<=` says less or equal, so an arrow to the left has a longer shaft.
  ...zip('→←↔⇒⇐⇔➡⬅', ['->', '<-', '<->', '=>', '<==', '<==>', '->', '<-']),
  ...words('↑⬆▲△🔺', 'up'),
  ...words('↓⬇▼▽🔻', 'down'),

  // Symbols that are read as words.
  ...words('°', 'deg'),
  ...words('‰', 'per mille'),
  ...words('‱', 'per 10000'),
  ...words('√', 'sqrt'),
  ...words('∞', 'infinity'),
  ...words('∅', 'empty'),
  ...words('∈', 'in'),
  ...words('∉', 'not in'),
  ...words('¬', 'not'),
  ...words('∧', 'and'),
  ...words('∨', 'or'),
  ...words('∀', 'for all'),
  ...words('∃', 'there is'),
  ...words('∄', 'there is no'),

  // Currencies by their codes (ISO 4217), and those that have none.
  ...words('¢', 'cent'),
  ...words('₿', 'BTC'),
  ...words('﷼', 'rial'),
  ...currencies(
    '₹INR ₺TRY ₽RUB ₩KRW ₪ILS ₫VND ₴UAH ₦NGN ₱PHP ฿THB ₡CRC ₸KZT ₾GEL ₼AZN ₵GHS ₲PYG ₮MNT ₭LAK ₨INR ៛KHR ৳BDT'
  )
])

function all(characters: string, likeness: string): [string, string][] {
  return [...characters].map(character => [character, likeness])
}

function zip(characters: string, written: readonly string[]): [string, string][] {
  return [...characters].map((character, index) => [character, written[index] ?? ''])
}

function words(characters: string, likeness: string): [string, string][] {
  return all(characters, `${joint}${likeness}${joint}`)
}

function currencies(list: string): [string, string][] {
  return list.split(' ').flatMap(entry => words(entry.charAt(0), entry.slice(1)))
}
