import { describe, expect, test } from '@jest/globals'
import { parseCommands } from '../local/runner/commands.ts'
import { printable, printableJson } from '../src/report/printing.ts'
import { countValues } from '../src/text/json.ts'
import { firstLine } from '../src/text/lines.ts'
import { cutAtGrapheme, lengthInScalars, shorten, wellFormed } from '../src/text/unicode.ts'
import fc from './shared/properties.ts'
import { anyText, graphemes } from './shared/texts.ts'

const family = '👨‍👩‍👧‍👦'
const flag = '🇩🇪'

/** What must not be in a message: controls other than tab and newline, and characters that turn the direction of text. */
const forbidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u

describe('lengthInScalars', () => {
  test.each([
    ['nothing', '', 0],
    ['ASCII', 'page', 4],
    ['a BMP letter', 'ß', 1],
    ['an astral letter', '𝒳', 1],
    ['a family of four with its joiners', family, 7],
    ['a lone high surrogate', '\ud83d', 1],
    ['a lone low surrogate', '\ude00', 1],
    ['surrogates in the wrong order', '\ude00\ud83d', 2]
  ])('counts %s', (_, text, expected) => {
    expect(lengthInScalars(text)).toBe(expected)
  })

  test('is what iterating over code points counts', () => {
    fc.assert(fc.property(anyText, text => expect(lengthInScalars(text)).toBe([...text].length)))
  })
})

describe('wellFormed', () => {
  test.each([
    ['CR LF', 'a\r\nb', 'a\nb'],
    ['CR', 'a\rb', 'a\nb'],
    ['NEL', 'a\u0085b', 'a\nb'],
    ['line and paragraph separator', 'a\u2028b\u2029c', 'a\nb\nc'],
    ['tab and newline', 'a\tb\nc', 'a\tb\nc'],
    ['NUL', 'a\0b', 'a\ufffdb'],
    ['escape', '\u001b[31m', '\ufffd[31m'],
    ['DEL', 'a\u007fb', 'a\ufffdb'],
    ['a C1 control', 'a\u009bb', 'a\ufffdb'],
    ['a right-to-left override', 'a\u202eb', 'a\ufffdb'],
    ['an isolate', 'a\u2066b\u2069', 'a\ufffdb\ufffd'],
    ['an Arabic letter mark', 'a\u061cb', 'a\ufffdb'],
    ['a lone high surrogate', 'a\ud83db', 'a\ufffdb'],
    ['a lone low surrogate', '\ude00', '\ufffd'],
    ['an emoji with joiners', family, family]
  ])('maps %s', (_, text, expected) => {
    expect(wellFormed(text)).toBe(expected)
  })

  test('leaves nothing that may not be sent, whatever the text, and is stable', () => {
    fc.assert(
      fc.property(anyText, text => {
        const clean = wellFormed(text)
        expect(clean.isWellFormed()).toBe(true)
        expect(clean).not.toMatch(forbidden)
        expect(wellFormed(clean)).toBe(clean)
      })
    )
  })
})

describe('cutAtGrapheme', () => {
  test.each([
    ['what fits', 'page', 4, 'page'],
    ['ASCII', 'paged', 4, 'page'],
    ['before an astral letter', 'a𝒳b', 1, 'a'],
    ['behind an astral letter', 'a𝒳b', 2, 'a𝒳'],
    ['before a family that does not fit', `ab${family}c`, 8, 'ab'],
    ['behind a family that fits', `ab${family}c`, 9, `ab${family}`],
    ['before a flag', `a${flag}b`, 2, 'a'],
    ['between two flags', `${flag}${flag}`, 3, flag],
    ['before a letter with an accent of its own', 'ae\u0301b', 2, 'a'],
    ['before a skin tone', 'a👍🏽b', 2, 'a'],
    ['before a keycap', 'a1\ufe0f\u20e3', 3, 'a'],
    ['before a line break of two characters', 'a\r\nb', 2, 'a'],
    ['to nothing', family, 3, '']
  ])('cuts %s', (_, text, maximum, expected) => {
    expect(cutAtGrapheme(text, maximum)).toBe(expected)
  })

  test('cuts a grapheme that is longer than any letter, so that the rest of the text is not lost with it', () => {
    const zalgo = `a${'\u0301'.repeat(5000)}`
    expect(lengthInScalars(cutAtGrapheme(zalgo, 2048))).toBe(2048)
  })

  test('is the longest prefix of whole graphemes', () => {
    const pieces = fc.array(fc.constantFrom('a', ' ', '\n', 'é', 'e\u0301', '𝒳', flag, family, '👍🏽', 'क्षि', '한'))
    fc.assert(
      fc.property(pieces, fc.nat({ max: 40 }), (parts, maximum) => {
        const text = parts.join('')
        let expected = ''
        for (const grapheme of graphemes(text)) {
          if (lengthInScalars(expected + grapheme) > maximum) break
          expected += grapheme
        }
        expect(cutAtGrapheme(text, maximum)).toBe(expected)
      })
    )
  })
})

describe('shorten', () => {
  test.each([
    ['ASCII', 'a'],
    ['BMP', 'ß'],
    ['astral', '𝒳']
  ])('marks a cut of %s text at n-1, n and n+1 characters', (_, letter) => {
    expect(shorten(letter.repeat(9), 10)).toBe(letter.repeat(9))
    expect(shorten(letter.repeat(10), 10)).toBe(letter.repeat(10))
    expect(shorten(letter.repeat(11), 10)).toBe(`${letter.repeat(9)}…`)
  })

  test('leaves no space before the mark', () => {
    expect(shorten('deploy   failed', 8)).toBe('deploy…')
  })
})

test.each([
  ['one line', 'fix', 'fix'],
  ['leading blank lines', '\n  \n\tfix: it \nmore', 'fix: it'],
  ['a line that ends with CR LF', 'fix\r\nmore', 'fix'],
  ['white space only', ' \n\t ', ''],
  ['nothing', '', '']
])('firstLine of %s', (_, text, expected) => {
  expect(firstLine(text)).toBe(expected)
})

describe('printable', () => {
  const commands = [
    '::error::x',
    '::error file=a,line=1::x',
    '  ::warning::x',
    '\t::set-output name=a::x',
    '\u0085::error::x',
    'a\u0085::error::x',
    'a\r::add-mask::x',
    'a\u2028::error::x',
    'a\u000b::error::x',
    '\u000b::error::x',
    '\u000c::error::x',
    '\u00a0::error::x',
    '\u1680\u3000::error::x',
    '\ufeff::error::x',
    '##[error]x',
    'in the middle ##[add-mask]x',
    '###[error]x',
    '##[##[error]x',
    '#\u200b#[error]x',
    '\u001b[0m::error::x',
    '::stop-commands::token\n::error::x',
    '::stop-commands::token\n::token::\n::error::x'
  ]

  test.each(commands)('leaves no command in %j', text => {
    expect(parseCommands(printable(text))).toEqual([])
  })

  test('leaves no command in any mixture of pieces of commands', () => {
    const piece = fc.oneof(
      fc.constantFrom('::', ':', '##[', '#', '##', '[', ']', '\\', 'error', 'add-mask', 'stop-commands', 'group', ' '),
      fc.constantFrom('\n', '\r', '\t', '\u0085', '\u2028', '\u000b', '\u00a0', '\ufeff', '\u180e', '\u200b', '\ud83d'),
      fc.string({ unit: 'binary', maxLength: 3 })
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        expect(parseCommands(printable(pieces.join('')))).toEqual([])
      }),
      { numRuns: 2000 }
    )
  })

  test('leaves no command in any string', () => {
    fc.assert(fc.property(anyText, text => expect(parseCommands(printable(`::${text}::x`))).toEqual([])))
  })

  test.each([
    ['ANSI', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a right-to-left override', 'a\u202eb', 'a\\u{202e}b'],
    ['a zero-width space', 'a\u200bb', 'a\\u{200b}b'],
    ['a tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['a variation selector of the supplement', 'a\u{e0100}b', 'a\\u{e0100}b'],
    ['a Hangul filler', 'a\u3164b', 'a\\u{3164}b'],
    ['NUL', 'a\0b', 'a\\u{0}b'],
    ['a lone surrogate', 'a\ud83db', 'a\ufffdb']
  ])('shows %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected)
  })

  test.each([
    ['plain lines', 'one\n\ttwo\nthree: a::b ## [x]'],
    ['other scripts', 'Zoë 東京 Київ ❤️'],
    ['a rocket', '🚀']
  ])('keeps %s', (_, text) => {
    expect(printable(text)).toBe(text)
  })

  test('hides no character of any string', () => {
    const unseen = /[\p{Cf}\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/u
    fc.assert(fc.property(anyText, text => expect(printable(text)).not.toMatch(unseen)))
  })
})

describe('printableJson', () => {
  test('is JSON of the same value, in which nothing is hidden and nothing a command', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), value => {
        const json = printableJson(value)
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(json).toBe(printable(json))
      })
    )
  })

  test.each([
    ['a command', '##[add-mask]x', '"##\\u005badd-mask]x"'],
    ['a letter that hides', 'a\u200bb', '"a\\u200bb"'],
    ['a letter that hides, beyond the first plane', 'a\u{e0041}b', '"a\\udb40\\udc41b"'],
    ['a separator of lines', 'a\u2028b', '"a\\u2028b"'],
    ['a separator of paragraphs', 'a\u2029b', '"a\\u2029b"'],
    ['what everyone sees', 'Zoë 🚀\n', '"Zoë 🚀\\n"']
  ])('writes %s', (_, text, expected) => {
    expect(printableJson(text)).toBe(expected)
  })
})

describe('countValues', () => {
  const count = (json: string) => countValues(Buffer.from(json))

  test.each([
    ['nothing', '', 0],
    ['a text', '"a, b"', 0],
    ['an empty list', '[]', 1],
    ['a list', '[1,2,3]', 3],
    ['an object', '{"a":1,"b":[2,{}]}', 5],
    ['lists in lists', '[[],[]]', 4],
    ['brackets and commas in a text', '["[{,",1]', 2],
    ['an escaped quote in a text', '["\\",[{,",1]', 2],
    ['an escaped backslash at the end of a text', '["\\\\",[1]]', 3],
    ['a key that holds a bracket', '{"[":{"{":0}}', 2],
    ['letters beyond ASCII', '["東京",{"é":"🚀"}]', 3]
  ])('of %s', (_, json, expected) => {
    expect(count(json)).toBe(expected)
  })

  test('counts at least the values that are in a list or an object', () => {
    const values = (value: unknown): number =>
      typeof value !== 'object' || value === null
        ? 0
        : Object.values(value).reduce<number>((sum, child) => sum + 1 + values(child), 0)
    fc.assert(
      fc.property(fc.json(), json => {
        expect(count(json)).toBeGreaterThanOrEqual(values(JSON.parse(json)))
      })
    )
  })
})
