import { describe, expect, test } from '@jest/globals'
import { SegmentedMessage } from 'sms-segments-calculator'
import splitSms from 'split-sms'
import { measureSms } from '../local/demo/sms.ts'
import { septets, smsSegments, toGsm7 } from '../src/page/gsm7.ts'
import fc from './shared/properties.ts'
import { anyText } from './shared/texts.ts'

/** The characters of the first two planes, those of GSM-7 and all others. */
const beyondAscii = Array.from({ length: 0x1ff80 }, (_, index) => String.fromCodePoint(0x80 + index))

const packages: readonly ((text: string) => number)[] = [
  text => new SegmentedMessage(text).segmentsCount,
  text => splitSms.split(text).parts.length
]

describe('toGsm7', () => {
  test.each([
    ['plain text', 'Deploy failed: acme/shop (main)', 'Deploy failed: acme/shop (main)'],
    ['letters of the alphabet', 'Ä ß é Ñ @ £ €', 'Ä ß é Ñ @ £ €'],
    ['accents it lacks', 'Zoë Ångström Dvořák çã', 'Zoe Ångström Dvorak ca'],
    ['accents of their own', 'Zoe\u0308 e\u0301', 'Zoe é'],
    ['letters without decomposition', 'łŁđøæœıþ', 'lLdøæoeith'],
    ['quotes', '‘a’ “b” «c»', '\'a\' "b" "c"'],
    ['dashes', 'a–b—c−d', 'a-b-c-d'],
    ['an ellipsis', 'wait…', 'wait...'],
    ['an arrow', 'a → b', 'a -> b'],
    ['ligatures and full width', 'ﬁle ２', 'file 2'],
    ['a fraction', '½', '1/2'],
    ['a rocket, with its space', 'Deploy 🚀 failed', 'Deploy failed'],
    ['a family', '👨‍👩‍👧‍👦 home', 'home'],
    ['another script', 'Deploy 東京 failed', 'Deploy failed'],
    ['spaces of other widths', 'a\u00a0b\u2003c\td', 'a b c d'],
    ['a trailing emoji before a line break', 'a 🚀\nb', 'a\nb'],
    ['a lone surrogate', 'a\ud83db', 'a?b'],
    ['controls', 'a\0b\u001bc\u007f', 'a?b?c?'],
    ['a character that was broken already', 'a\ufffdb', 'a?b'],
    ['nothing but emoji', '🚀🚀', ''],
    ['nothing', '', '']
  ])('writes %s', (_, text, expected) => {
    expect(toGsm7(text)).toBe(expected)
  })

  test.each([
    ['comparisons', 'errors ≠ 0, p99 ≥ 5, p50 ≤ 1', 'errors != 0, p99 >= 5, p50 <= 1'],
    ['negated comparisons', 'a ≮ b ≯ c ≰ d ≢ e ≄ f', 'a !< b !> c !<= d !=== e !~= f'],
    ['an accent of its own that negates', 'a =\u0338 b', 'a != b'],
    ['a letter that is struck through', 'n\u0336o', 'n?o'],
    ['arithmetic', '±5 −3 6÷2 2×3 √2', '+/-5 -3 6/2 2x3 sqrt 2'],
    ['arrows, of which none reads as a comparison', '→ ← ↔ ⇒ ⇐ ⇔', '-> <- <-> => <== <==>'],
    ['directions', '↑ 5, ↓5, ▲3 ▼', 'up 5, down 5, up 3 down'],
    ['sets and logic', 'a ∈ B ∉ C ∧ ¬d', 'a in B not in C and not d'],
    ['a symbol without a spelling', 'a ⊕ b ⊥', 'a ? b ?'],
    ['micro, in both of its characters', '5 µs 5\u00b5s 5\u03bcs ㎲', '5 us 5us 5us us'],
    ['shares', '5‰ 5 ‰ 3‱', '5 per mille 5 per mille 3 per 10000'],
    ['degrees', '21 °C 21℃ 90°.', '21 deg C 21 deg C 90 deg.'],
    ['currencies', '₹500 5₹ 10₿ 3¢ ₺ £¥$€', 'INR 500 5 INR 10 BTC 3 cent TRY £¥$€'],
    ['raised digits', '10⁶ 10⁻⁶ m²', '10^6 10^-6 m^2'],
    ['lowered digits', 'H₂O x₁ 2₁₀', 'H2O x1 2_10'],
    ['fractions after a number', '1½ 2¾ ½', '1 1/2 2 3/4 1/2'],
    ['numbers in circles', '5① ②', '5(1) (2)'],
    ['a sign for a number, which is no refusal', '№5', '#5'],
    ['digits of other scripts', '٣٤ ५ ２ 𝟘', '34 5 2 0'],
    ['Greek capitals with a Latin twin', 'ΕΛΕΓΧΟΣ ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'EΛEΓXOΣ ABEZHIKMNOPTYX'],
    ['Greek words', 'έλεγχος Υγείας', 'EΛEΓXOΣ YΓEIAΣ'],
    ['single Greek letters', 'β-release 3σ λ Δt 𝛼', 'beta-release 3 sigma lambda Δt alpha'],
    ['a capital sharp s', 'STRAẞE', 'STRASSE'],
    ['letters of Latin alphabets', 'ŋ ħ ŧ ə ĸ ƒ', 'ng h t e k f'],
    ['what says no', 'lint ✗, 🚫 prod, ❌', 'lint x, x prod, x'],
    ['a word in which a letter is of another script', 'm\u0430in', 'm?in'],
    ['a word that goes on in another script', 'feature/主线 東京2', 'feature/? ?2'],
    ['a word of another script with its punctuation', 'Deploy (東京): failed', 'Deploy failed'],
    ['a picture between letters', 'no🚀w', 'no w'],
    ['a zero-width space', 'ma\u200bin', 'ma in'],
    ['a soft hyphen', 'ma\u00adin', 'ma in'],
    ['a Hangul filler', 'ma\u3164in', 'ma in'],
    ['a blank Braille pattern', 'ma\u2800in', 'ma in']
  ])('gives no other meaning to %s', (_, text, expected) => {
    expect(toGsm7(text)).toBe(expected)
  })

  test('leaves a mark for every symbol of mathematics or currency that it cannot spell', () => {
    const symbols = beyondAscii.filter(character => /[\p{Sm}\p{Sc}]/u.test(character))
    expect(symbols.length).toBeGreaterThan(900)
    expect(symbols.filter(symbol => toGsm7(`1 ${symbol} 2`) === '1 2')).toEqual([])
  })

  test('parts or marks two letters between which a character was left out', () => {
    // An accent belongs to the letter in front of it.
    const apart = beyondAscii.filter(
      character => !/\p{M}/u.test(character) || /\p{Default_Ignorable_Code_Point}/u.test(character)
    )
    expect(apart.filter(character => toGsm7(`a${character}b`) === 'ab')).toEqual([])
  })

  test('is GSM-7 for any text, and stable', () => {
    fc.assert(
      fc.property(anyText, text => {
        const plain = toGsm7(text)
        expect(measureSms(plain).alphabet).toBe('GSM-7')
        expect(septets(plain)).toBeDefined()
        expect(toGsm7(plain)).toBe(plain)
      })
    )
  })
})

describe('septets', () => {
  test.each([
    ['a letter', 'a', 1],
    ['a line break', '\n', 1],
    ['the euro', '€', 2],
    ['brackets', '[]{}', 8],
    ['a letter of another alphabet', 'ë', undefined],
    ['a backtick, which GSM-7 lacks', '`', undefined],
    ['nothing', '', 0]
  ])('counts %s', (_, text, expected) => {
    expect(septets(text)).toBe(expected)
  })
})

describe('smsSegments', () => {
  test.each([
    ['159 letters', 'a'.repeat(159), 1],
    ['160 letters', 'a'.repeat(160), 1],
    ['161 letters', 'a'.repeat(161), 2],
    ['306 letters', 'a'.repeat(306), 2],
    ['307 letters', 'a'.repeat(307), 3],
    ['80 brackets', '['.repeat(80), 1],
    ['81 brackets', '['.repeat(81), 2],
    ['152 letters, a bracket and 152 letters: it does not fit in two', `${'a'.repeat(152)}[${'a'.repeat(152)}`, 3],
    ['70 letters of another script', '東'.repeat(70), 1],
    ['71 letters of another script', '東'.repeat(71), 2],
    ['134 letters of another script', '東'.repeat(134), 2],
    ['135 letters of another script', '東'.repeat(135), 3],
    ['35 emoji', '🚀'.repeat(35), 1],
    ['36 emoji', '🚀'.repeat(36), 2],
    ['one foreign letter among 70', `ë${'a'.repeat(70)}`, 2],
    [
      '66 letters of another script, an emoji and 66 more: it is not split',
      `${'東'.repeat(66)}🚀${'東'.repeat(66)}`,
      3
    ],
    ['8192 letters', 'a'.repeat(8192), 54]
  ])('of %s', (_, text, expected) => {
    expect(smsSegments(text)).toBe(expected)
  })

  const borders = [0, 1, 69, 70, 71, 133, 134, 135, 159, 160, 161, 305, 306, 307, 458, 459, 460]
  const fillings: readonly (readonly [string, string])[] = [
    ['letters', 'a'],
    ['line breaks', '\n'],
    ['letters of the alphabet beyond ASCII', 'Å'],
    ['Greek capitals', 'Ω'],
    ['extension characters', '€'],
    ['Polish letters, which the alphabet lacks', 'ł'],
    ['Turkish letters', 'ş'],
    ['Greek small letters', 'λ'],
    ['Cyrillic letters', 'д'],
    ['Han characters', '京']
  ]
  test.each(fillings)('of %s around every border agrees with two packages', (_, character) => {
    for (const length of borders) {
      const text = character.repeat(length)
      const expected = [length, smsSegments(text), smsSegments(text)]
      expect([length, ...packages.map(count => count(text))]).toEqual(expected)
    }
  })

  test('of letters with an extension character anywhere agrees with two packages', () => {
    for (let length = 145; length <= 165; length++) {
      for (const extension of '^{}\\[~]|€') {
        const text = `${'a'.repeat(length)}${extension}${'b'.repeat(152)}`
        expect([length, ...packages.map(count => count(text))]).toEqual([length, smsSegments(text), smsSegments(text)])
      }
    }
  })

  test('of any mixture of letters agrees with two packages', () => {
    const letters = fc.array(fc.constantFrom(...'aÅΩ€[]\n @_', ...'ßñ¿'), { maxLength: 700 })
    const mixed = fc.array(fc.constantFrom(...'aÅ€ășд京'), { maxLength: 300 })
    fc.assert(
      fc.property(fc.oneof(letters, mixed), characters => {
        const text = characters.join('')
        expect(packages.map(count => count(text))).toEqual([smsSegments(text), smsSegments(text)])
      })
    )
  })

  test('agrees with another reading of the standard', () => {
    // Of the two control characters of the alphabet, carriage return and form feed, no message of ours has any.
    const long = fc
      .tuple(anyText, fc.nat({ max: 40 }))
      .map(([text, times]) => text.repeat(times).replace(/[\r\f]/g, ''))
    fc.assert(fc.property(long, text => expect(smsSegments(text)).toBe(measureSms(text).segments)))
  })
})
