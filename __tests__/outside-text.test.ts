import { describe, expect, test } from '@jest/globals'
import { quoteOutside, withoutColon } from '../src/page/quoting.ts'
import { defang } from '../src/text/defang.ts'
import { collapseFiller } from '../src/text/filler.ts'
import { line } from '../src/text/lines.ts'
import fc from './shared/properties.ts'
import { anyText } from './shared/texts.ts'

describe('collapseFiller', () => {
  test.each([
    ['a zero-width space', 'ma\u200bin'],
    ['a zero-width joiner between Latin letters', 'ma\u200din'],
    ['a zero-width non-joiner between Latin letters', 'ma\u200cin'],
    ['a word joiner', 'ma\u2060in'],
    ['a byte order mark', 'ma\ufeffin'],
    ['a soft hyphen', 'ma\u00adin'],
    ['a grapheme joiner', 'ma\u034fin'],
    ['a Hangul filler', 'ma\u3164in'],
    ['a halfwidth Hangul filler', 'ma\uffa0in'],
    ['Hangul choseong and jungseong fillers', 'ma\u115f\u1160in'],
    ['a blank Braille pattern', 'ma\u2800in'],
    ['a Khmer vowel that nobody sees', 'ma\u17b4in'],
    ['a Mongolian vowel separator', 'ma\u180ein'],
    ['an emoji selector after a letter', 'ma\ufe0fin'],
    ['a selector of Han variants after a letter', 'ma\u{e0100}in'],
    ['tag characters', 'ma\u{e0041}\u{e0042}in'],
    ['an interlinear annotation', 'ma\ufff9in'],
    ['many of them', `ma${'\u200b\u3164'.repeat(500)}in`]
  ])('makes a space of %s', (_, text) => {
    expect(collapseFiller(text)).toBe('ma in')
  })

  test.each([
    ['an emoji with its selector', 'I ❤️ it'],
    ['a family', '👨‍👩‍👧‍👦'],
    ['a skin tone and a profession', '👍🏽 👩🏽‍💻'],
    ['a rainbow flag', '🏳️‍🌈'],
    ['a keycap', '1️⃣'],
    ['a Persian word with its non-joiner', 'می‌خواهم'],
    ['a Devanagari word with its joiner', 'क्‍ष'],
    ['a Han character with its variant', '葛\u{e0100}'],
    ['white space', 'a\tb\n c'],
    ['bidirectional controls, which are replaced elsewhere', 'a\u202eb\u2066c\u200e']
  ])('keeps %s', (_, text) => {
    expect(collapseFiller(text)).toBe(text)
  })

  test('of two digits that a selector stands between', () => {
    expect(collapseFiller('1\ufe0f2')).toBe('1 2')
  })
})

describe('line', () => {
  test.each([
    ['filler at its ends', '\u3164 a \u200b', 'a'],
    ['filler alone', '\u3164\u2800\u200b', ''],
    ['a first line of filler alone', '\u3164\nRun', 'Run'],
    ['filler among spaces', 'a \u2800 \u3164 b', 'a b']
  ])('has no %s', (_, text, expected) => {
    expect(line(text)).toBe(expected)
  })

  const unseen = [
    '\u200b',
    '\u200c',
    '\u200d',
    '\u2060',
    '\u3164',
    '\u2800',
    '\u115f',
    '\u1160',
    '\uffa0',
    '\u00ad',
    '\ufe0f'
  ]
  test('shows every break between two letters', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...unseen), { minLength: 1 }), filler => {
        expect(line(`ma${filler.join('')}in`)).toBe('ma in')
      })
    )
  })
})

describe('defang', () => {
  test.each([
    ['https://example.com/x', 'hxxps://example[.]com/x'],
    ['HTTP://www.example.com:8080/?a=b', 'hxxp://www[.]example[.]com:8080/?a=b'],
    ['see example.com, or example.com.', 'see example[.]com, or example[.]com.'],
    ['mailto:a@example.com', 'mailto[:]a@example[.]com'],
    ['ftp://example.com', 'ftp[:]//example[.]com'],
    ['git+ssh://example.com', 'git+ssh[:]//example[.]com'],
    ['//example.com', '//example[.]com'],
    ['tel:+1900555', 'tel[:]+1900555'],
    ['javascript:alert(1)', 'javascript[:]alert(1)'],
    ['http://10.0.0.1/x', 'hxxp://10[.]0[.]0[.]1/x'],
    ['http://localhost/x', 'hxxp://localhost/x'],
    ['example。com example．com example｡com', 'example[.]com example[.]com example[.]com'],
    ['xn--bcher-kva.example bücher.example', 'xn--bcher-kva[.]example bücher[.]example'],
    ['www.1und1.de', 'www[.]1und1[.]de'],
    ['README.md', 'README[.]md']
  ])('of %s', (text, expected) => {
    expect(defang(text)).toBe(expected)
  })

  test.each(['main', 'v1.2.3', 'Bump 2.0 to 2.1.', 'Wait... what', 'test: data: tel: x', 'a/b#7 (22)', ''])(
    'leaves %s',
    text => {
      expect(defang(text)).toBe(text)
    }
  )

  test('leaves no address in any text, and is stable', () => {
    const pieces = fc.array(
      fc.constantFrom('http', 's', 'h', ':', '//', '.', 'a', 'com', '1', '-', ' ', 'www', 'x', '[.]')
    )
    fc.assert(
      fc.property(
        fc.oneof(
          pieces.map(parts => parts.join('')),
          anyText
        ),
        text => {
          const harmless = defang(text)
          expect(harmless).not.toMatch(/https?:/i)
          expect(harmless).not.toMatch(/[a-z0-9]\.[a-z]/i)
          expect(defang(harmless)).toBe(harmless)
        }
      )
    )
  })
})

describe('quoteOutside', () => {
  test.each([
    'Run: https://example.com',
    'run : https://example.com',
    '  Run: x',
    '- Run: x',
    'Rün: x',
    'Ｒｕｎ：x',
    'Run\u2236 x',
    'Job: x',
    'Commit 8f3b2c1: x',
    'Commit 8, F, 3, B, 2, C, 1',
    'Details: https://example.com',
    'Matrix leg: x'
  ])('marks %s', text => {
    expect(quoteOutside(text)).toBe(`> ${text}`)
  })

  test.each([
    'service: checkout',
    'Runbook: https://wiki.example.com',
    'Run tests failed',
    'Jobs: 3',
    'commits: 7',
    ''
  ])('leaves %s', text => {
    expect(quoteOutside(text)).toBe(text)
  })

  test('marks every line after the first', () => {
    expect(quoteOutside('message: a\nb\n\nRun: x')).toBe('message: a\n> b\n> \n> Run: x')
  })
})

test.each([
  [': https://example.com', 'https://example.com'],
  [' ：: x', 'x'],
  ['test (22): x', 'test (22): x'],
  [':', '']
])('withoutColon of %j', (name, expected) => {
  expect(withoutColon(name)).toBe(expected)
})
