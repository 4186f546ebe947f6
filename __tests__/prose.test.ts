/*
 * Prose in the job summary, read by a Markdown parser and an HTML parser that know nothing of ours: whatever outside text says, a
 * reader sees it as text, and GitHub finds nothing in it to make a link, a mention or a picture of.
 */
import { describe, expect, test } from '@jest/globals'
import { marked } from 'marked'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { composeMarkdown } from '../src/report/markdown.ts'
import { printable } from '../src/report/printing.ts'
import { canBeProse, composeProse, cutProse } from '../src/report/prose.ts'
import fc from './shared/properties.ts'
import { anyText } from './shared/texts.ts'

interface Seen {
  /** The names of all elements. */
  readonly elements: Set<string>
  /** Text outside of code. */
  readonly plain: string
  /** All text. */
  readonly text: string
}

/** What a browser shows of Markdown, as GitHub's flavor is rendered. */
function look(markdown: string): Seen {
  const elements = new Set<string>()
  let [plain, text] = ['', '']
  const visit = (nodes: readonly DefaultTreeAdapterTypes.ChildNode[], isCode: boolean): void => {
    for (const node of nodes) {
      if ('tagName' in node) {
        elements.add(node.tagName)
        visit(node.childNodes, isCode || node.tagName === 'code' || node.tagName === 'pre')
      } else if ('value' in node) {
        text += node.value
        // What is code ends a word.
        plain += isCode ? '\0' : node.value
      }
    }
  }
  visit(parseFragment(marked.parse(markdown, { async: false, gfm: true })).childNodes, false)
  return { elements, plain, text }
}

const summaryOf = (prose: string) => composeMarkdown([{ prose }], printable)

// What GitHub makes something of outside of code: mentions, issues, commits, addresses, emoji, math.
const references = [
  /@\w/,
  /#\d/,
  /\bGH-\d/i,
  /\b[0-9a-f]{7,40}\b/i,
  /https?:\/\//i,
  /\bwww\./i,
  /:[a-z0-9_+-]+:/i,
  /\$[^$]+\$/,
  /\w@\w/
]

const pieces = fc.array(
  fc.constantFrom(
    ...[
      'a ',
      'word. ',
      'AWS refused: ',
      '"aws sts get-caller-identity"',
      ' 12 ',
      '1. ',
      '- ',
      '+ ',
      '=== ',
      '--- ',
      '\n',
      '\n\n',
      '    '
    ],
    ...[
      'https://evil.example/x ',
      'www.evil.example ',
      'a@evil.example ',
      '@octocat ',
      '#7 ',
      'GH-7 ',
      'deadbeef ',
      '0123456789abcdef '
    ],
    ...[
      ':tada: ',
      '::error::x ',
      '##[error]x ',
      '$x$ ',
      '*b* ',
      '_i_ ',
      '**',
      '`',
      '``` ',
      '<b>',
      '</pre>',
      '<!--',
      '&lt;',
      '|',
      '~~x~~'
    ],
    ...[
      '[x](https://evil.example)',
      '![x](https://evil.example/i)',
      '[^1]',
      '[ ]',
      '> ',
      '\\',
      '{{ x }}',
      '(',
      ')',
      '"',
      "'",
      '…',
      'é',
      '🚨'
    ]
  ),
  { maxLength: 20 }
)
const texts = fc.oneof(
  pieces.map(parts => parts.join('')),
  anyText
)

describe('prose', () => {
  test.each([
    ['AWS refused it.', 'AWS refused it.'],
    ['Look ("aws sts get-caller-identity" shows it).', 'Look (`aws sts get-caller-identity` shows it).'],
    ['Input "contact-id" is "x".', 'Input `contact-id` is `x`.'],
    ['User: arn:aws:iam::1:user/a may not.', 'User: `arn:aws:iam::1:user/a` may not.'],
    ['Some ::error::x text', 'Some `::error::x` text'],
    ['One.\n ::error::x', undefined],
    ['See https://example.com/x, then go on.', 'See `https://example.com/x`, then go on.'],
    ['none within 0.9 s', 'none within 0.9 s'],
    ['it succeeded.', 'it succeeded.'],
    ['of deadbeef and 1234567 and 42', 'of `deadbeef` and `1234567` and 42'],
    ['One.\nTwo.\n\nThree.', 'One.\\\nTwo.\n\nThree.'],
    ['1. is no list', '`1.` is no list'],
    ['- is no list', '`-` is no list'],
    ['--- ', '`---`'],
    ['a\n===', 'a\\\n`===`'],
    ['', '']
  ])('of %j is %j', (text, expected) => {
    expect(canBeProse(text)).toBe(expected !== undefined)
    if (expected !== undefined) expect(composeProse(text)).toBe(expected)
  })

  test.each(['<b>', 'a@b', '#7', '*b*', '`x`', '[x]', '&lt;', '~x~', 'a|b', 'a\\b', '🚨', '\u202e', 'a > b'])(
    'is not made of %s',
    text => expect(canBeProse(`Some ${text} text`)).toBe(false)
  )

  test('shows every text as it is, with no element but paragraphs, code and line breaks', () => {
    fc.assert(
      fc.property(texts, text => {
        const { elements, text: seen } = look(summaryOf(text))
        expect([...elements].filter(name => !['p', 'code', 'br', 'pre'].includes(name))).toEqual([])
        // White space folds, what is quoted loses its quotes, and the door writes out what would be a command on a line of its own.
        const plain = (shown: string) => shown.replaceAll(/["\\\s]/g, '')
        if (text.length < 5_000) expect(plain(seen)).toBe(plain(printable(text)))
      }),
      { numRuns: 2000 }
    )
  })

  test('has nothing outside of code that GitHub makes something of', () => {
    fc.assert(
      fc.property(texts, text => {
        const { plain } = look(summaryOf(text))
        expect(references.filter(reference => reference.test(plain))).toEqual([])
      }),
      { numRuns: 2000 }
    )
  })

  test('cut anywhere leaves no code open and no word in half', () => {
    const prose = composeProse(
      'Input "contact-id" is "aws sts get-caller-identity" and so on. See https://example.com/x now.\nNext.'
    )
    for (let bytes = 0; bytes <= Buffer.byteLength(prose); bytes++) {
      const cut = cutProse(prose, bytes)
      expect(cut.split('`').length % 2).toBe(1)
      if (bytes > 3) expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(bytes)
      if (cut !== prose) expect(prose.startsWith(cut.slice(0, -' …'.length))).toBe(true)
    }
  })
})

test.each(['x\u0085\u0085# Heading', 'x\u2028\u2028- a', 'x\n\n# b'])('a cell of a table stays in it: %j', cell => {
  const { elements, text } = look(composeMarkdown([{ head: ['A'], rows: [[cell]] }], printable))
  expect([...elements].sort()).toEqual(expect.not.arrayContaining(['h1', 'ul', 'li']))
  expect(text).toContain('x')
})

test('the parsers see what is not inert', () => {
  const { elements, plain } = look('# T\n\n<img src=x> [x](https://a.example) @octocat https://b.example\n\n- a')
  expect([...elements].sort()).toEqual(['a', 'h1', 'img', 'li', 'p', 'ul'])
  expect(references.filter(reference => reference.test(plain)).length).toBeGreaterThan(1)
})
