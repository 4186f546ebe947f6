import { describe, expect, test } from '@jest/globals'
import { createSecrets } from '../src/report/secrets.ts'
import fc from './shared/properties.ts'
import { anyText } from './shared/texts.ts'

const secret = 'wJalr/XUtnFEMI+K7MDENG='

/** The text as it is printed where these are hidden, in this order. */
function scrubbed(text: string, ...hidden: readonly string[]): string {
  const secrets = createSecrets()
  secrets.hide(hidden)
  return secrets.scrub(text)
}

/** The forms in which a value may turn up. */
const formsOf = (value: string): [string, string][] => {
  const bytes = Buffer.from(value)
  const percent = encodeURIComponent(value)
  return [
    ['as it is', value],
    ['URL-encoded', percent],
    ['URL-encoded in lower case', percent.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())],
    ['in JSON', JSON.stringify(value).slice(1, -1)],
    ['in JSON with escaped slashes', value.replaceAll('/', '\\/')],
    ['in Base64', bytes.toString('base64')],
    ['in Base64 without padding', bytes.toString('base64').replaceAll('=', '')],
    ['in Base64 for URLs', bytes.toString('base64url')],
    ['in hexadecimal', bytes.toString('hex')],
    ['in hexadecimal with capitals', bytes.toString('hex').toUpperCase()]
  ]
}

describe('a secret', () => {
  test.each(formsOf(secret))('%s is replaced, everywhere', (_, form) => {
    expect(scrubbed(`a ${form} b ${form}`, 'other-secret', secret)).toBe('a *** b ***')
  })

  test.each(formsOf('say "hi"\\ to/München+🚀?'))('with odd characters, %s, is replaced', (_, form) => {
    expect(scrubbed(`<${form}>`, 'say "hi"\\ to/München+🚀?')).toBe('<***>')
  })

  test.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['empty lines', '\n\n']
  ])('of several lines, parted by %s, is replaced as a whole and line by line', (_, lineBreak) => {
    const key = ['-----BEGIN-----', 'c2VjcmV0', '-----END-----'].join(lineBreak)
    expect(scrubbed(`key: ${key}.`, key)).toBe('key: ***.')
    expect(scrubbed('unexpected "c2VjcmV0" here', key)).toBe('unexpected "***" here')
  })

  test.each([
    ['a shorter one first', ['session', 'session-token']],
    ['the longer one first', ['session-token', 'session']]
  ])('that begins with another leaves nothing of its end, with %s', (_, hidden) => {
    expect(scrubbed('session-token session', ...hidden)).toBe('*** ***')
  })

  test('that is hidden later counts from then on, and those before stay hidden', () => {
    const secrets = createSecrets()
    secrets.hide(['first-secret'])
    expect(secrets.scrub('first-secret second-secret')).toBe('*** second-secret')
    secrets.hide(['second-secret', 'first-secret-and-more'])
    expect(secrets.scrub('first-secret second-secret first-secret-and-more')).toBe('*** *** ***')
  })

  test('of one set is none of another', () => {
    createSecrets().hide([secret])
    expect(createSecrets().scrub(secret)).toBe(secret)
  })

  test('with a lone surrogate does not stop anything', () => {
    expect(scrubbed('a secret\ud800 b', 'secret\ud800')).toBe('a *** b')
  })

  test('with letters that a pattern or a replacement would take for its own is a plain text', () => {
    expect(scrubbed('a.*b$& axxb$&', 'a.*b$&')).toBe('*** axxb$&')
  })

  test('is in no text that was scrubbed, in whatever form and place', () => {
    const value = fc.string({ minLength: 4, maxLength: 40, unit: 'binary' }).filter(text => !text.includes('*'))
    fc.assert(
      fc.property(value, fc.array(anyText, { minLength: 2, maxLength: 4 }), fc.nat(), (value, pieces, choice) => {
        const [, form] = formsOf(value)[choice % formsOf(value).length] ?? ['', value]
        expect(scrubbed(pieces.join(form), value)).not.toContain(form)
      }),
      { numRuns: 1000 }
    )
  })
})

describe('what is no secret stays', () => {
  test.each([
    ['nothing', ''],
    ['a letter', 'a'],
    ['three letters', 'pag'],
    ['line breaks', '\n\r\n'],
    ['short lines', 'a\npag\n']
  ])('with %s to hide', (_, value) => {
    expect(scrubbed('a page', value)).toBe('a page')
  })

  test('four letters are hidden', () => {
    expect(scrubbed('a page', 'page')).toBe('a ***')
  })
})
