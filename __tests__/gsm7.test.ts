import { describe, expect, test } from '@jest/globals'
import { measureSms } from '../local/demo/sms.ts'
import { septets, smsSegments, toGsm7 } from '../src/page/gsm7.ts'
import fc from './shared/properties.ts'
import { anyText } from './shared/texts.ts'

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
    ['a lone surrogate', 'a\ud83db', 'ab'],
    ['controls', 'a\0b\u001bc\u007f', 'abc'],
    ['nothing but emoji', '🚀🚀', ''],
    ['nothing', '', '']
  ])('writes %s', (_, text, expected) => {
    expect(toGsm7(text)).toBe(expected)
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

  test('agrees with another reading of the standard', () => {
    // Of the two control characters of the alphabet, carriage return and form feed, no message of ours has any.
    const long = fc
      .tuple(anyText, fc.nat({ max: 40 }))
      .map(([text, times]) => text.repeat(times).replace(/[\r\f]/g, ''))
    fc.assert(fc.property(long, text => expect(smsSegments(text)).toBe(measureSms(text).segments)))
  })
})
