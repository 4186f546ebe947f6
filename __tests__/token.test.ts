import { describe, expect, test } from '@jest/globals'
import { limits } from '../src/incident-manager/limits.ts'
import { addressPages, lawfulToken } from '../src/page/token.ts'
import fc from './shared/properties.ts'
import { request } from './shared/samples.ts'

const arn = (alias: string, region = 'us-east-1', account = '111122223333') =>
  `arn:aws:ssm-contacts:${region}:${account}:contact/${alias}`

/** The tokens of the pages to these contacts, the last of them the backup if there is one. */
function tokensOf(contactIds: readonly string[], backup = '', token = '1658821493'): string[] {
  const [ContactId = '', ...further] = contactIds
  return addressPages({ ...request, ContactId, IdempotencyToken: token }, further, backup).map(
    ({ request }) => request.IdempotencyToken
  )
}

describe('the page to each contact', () => {
  test('differs in contact and token alone, and the backup comes last', () => {
    const [first, second, third] = [arn('payments'), arn('platform'), arn('oncall', 'eu-west-1')]
    const own = { ...request, ContactId: first }
    expect(addressPages(own, [second], third)).toEqual([
      { request: own, isBackup: false },
      { request: { ...own, ContactId: second, IdempotencyToken: '1658821493-platform' }, isBackup: false },
      { request: { ...own, ContactId: third, IdempotencyToken: '1658821493-oncall' }, isBackup: true }
    ])
  })

  test('is one page without a further contact and a backup', () => {
    expect(addressPages(request, [], '')).toEqual([{ request, isBackup: false }])
  })
})

describe('the tokens', () => {
  test.each<[string, string[], string, (string | RegExp)[]]>([
    ['one contact', [arn('a')], '', ['1658821493']],
    ['one contact and a backup', [arn('a')], arn('b'), ['1658821493', '1658821493-b']],
    ['three contacts', [arn('a'), arn('b'), arn('c')], '', ['1658821493', '1658821493-b', '1658821493-c']],
    ['one alias in two regions', [arn('a'), arn('a', 'eu-west-1')], '', ['1658821493', /^1658821493-a-[0-9a-f]{12}$/]],
    [
      'one alias, a third and the first again as the backup',
      [arn('a'), arn('b')],
      arn('a', 'eu-west-1'),
      ['1658821493', '1658821493-b', /^1658821493-a-[0-9a-f]{12}$/]
    ],
    [
      'one alias in two further contacts',
      [arn('a'), arn('b'), arn('b', 'eu-west-1')],
      '',
      ['1658821493', /^1658821493-b-[0-9a-f]{12}$/, /^1658821493-b-[0-9a-f]{12}$/]
    ],
    [
      'an alias with a dot, which no token has',
      [arn('a'), arn('b.c')],
      '',
      ['1658821493', /^1658821493-b-c-[0-9a-f]{12}$/]
    ]
  ])('of %s', (_, contacts, backup, expected) => {
    const tokens = tokensOf(contacts, backup)
    expect(tokens).toEqual(expected.map(one => (typeof one === 'string' ? one : expect.stringMatching(one))))
    expect(new Set(tokens).size).toBe(tokens.length)
  })

  test('of a further contact do not hang on the others, as long as no alias is shared', () => {
    const [, token] = tokensOf([arn('a'), arn('b')])
    expect(tokensOf([arn('c'), arn('d'), arn('b')]).at(-1)).toBe(token)
  })

  test('of a token that is as long as a token may be are hashes', () => {
    const [, further] = tokensOf([arn('a'), arn('b')], '', 't'.repeat(limits.IdempotencyToken.maximum))
    expect(further).toMatch(/^[0-9a-f]{64}$/)
  })

  test('are lawful, distinct and stable, whoever is paged', () => {
    const alias = fc.string({ unit: fc.constantFrom(...'ab.-_'), minLength: 1, maxLength: 255 })
    const contact = fc
      .tuple(alias, fc.constantFrom('us-east-1', 'eu-west-1'), fc.constantFrom('111122223333', '444455556666'))
      .map(parts => arn(...parts))
    const contacts = fc.uniqueArray(contact, { minLength: 2, maxLength: 8 })
    const token = fc.string({ unit: fc.constantFrom(...'a1-/_+=.: '), minLength: 1, maxLength: 2100 }).map(lawfulToken)
    fc.assert(
      fc.property(contacts, fc.boolean(), token, (contacts, hasBackup, token) => {
        const [backup, named] = hasBackup ? [contacts.at(-1), contacts.slice(0, -1)] : ['', contacts]
        const tokens = tokensOf(named, backup, token)
        expect(tokens[0]).toBe(token)
        for (const one of tokens) {
          expect(one.search(limits.IdempotencyToken.illegal)).toBe(-1)
          expect(one.length).toBeLessThanOrEqual(limits.IdempotencyToken.maximum)
        }
        expect(new Set(tokens).size).toBe(contacts.length)
        expect(tokensOf(named, backup, token)).toEqual(tokens)
      })
    )
  })
})
