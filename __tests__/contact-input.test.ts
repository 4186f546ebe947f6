import { describe, expect, test } from '@jest/globals'
import { aliasWarning, parseContactInput, parseContacts } from '../src/github/contact-input.ts'
import { parseContactArn } from '../src/incident-manager/arn.ts'
import fc from './shared/properties.ts'
import { contactId } from './shared/samples.ts'
import { anyText } from './shared/texts.ts'

const example = 'Example: arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan.'
const list = '"aws ssm-contacts list-contacts --region REGION" shows the ARNs there are.'

/** What the error says about a text. */
function errorOf(text: string, input = 'contact-id'): string {
  try {
    parseContactInput(input, text)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error(`${text} was taken`)
}

const arn = (over: { partition?: string; service?: string; region?: string; account?: string; resource?: string }) => {
  const { partition, service, region, account, resource } = {
    partition: 'aws',
    service: 'ssm-contacts',
    region: 'us-east-1',
    account: '111122223333',
    resource: 'contact/oncall-plan',
    ...over
  }
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

test('a contact is taken, in its parts', () => {
  expect(parseContactInput('contact-id', contactId)).toEqual({
    partition: 'aws',
    region: 'us-east-1',
    account: '111122223333',
    alias: 'oncall-plan'
  })
})

const quotes = 'The quotes belong to the text: take them away.'
const masked = 'A part of it is masked, as a secret is.'
const one = 'An ARN has no spaces, and each one stands on a line of its own.'
const noArn = 'That is not an ARN: an ARN begins with "arn:".'
const nameless = 'The name of the contact is missing after "contact/".'
const hidden = (code: string) =>
  `It holds the invisible character ${code}, which often comes along when text is copied. Type it anew.`
const region = (text: string) => `Its region is "${text}"; it takes lower case, such as us-east-1.`
const partition = (text: string) => `Its partition is "${text}"; it takes aws, aws-cn or aws-us-gov.`
const service = (text: string) => `Its service is "${text}", not "ssm-contacts".`
const account = (text: string) => `Its account is "${text}"; it takes 12 digits.`
const kind = (text: string) => `It is the ARN of "${text}", not of a contact.`
const illegal = (text: string) => `It holds "${text}", which no ARN of a contact has.`

test('two contacts with a comma between them are not one, though the pattern of an ARN would take them', () => {
  expect(errorOf(`${contactId},${contactId}`)).toContain(one)
})

describe('a text that is not the ARN of a contact is told the one rule that it breaks', () => {
  test.each<[string, string, string]>([
    ['double quotes around it', `"${contactId}"`, quotes],
    ['single quotes around it', `'${contactId}'`, quotes],
    ['typographic quotes around it', `“${contactId}”`, quotes],
    ['guillemets around it', `«${contactId}»`, quotes],
    ['a byte order mark inside', arn({ resource: 'contact/oncall\ufeffplan' }), hidden('U+FEFF')],
    [
      'no resource',
      'arn:aws:ssm-contacts:us-east-1:111122223333',
      'It ends before "contact/" and the name of the contact.'
    ],
    ['a colon before what is illegal', arn({ resource: 'contact/a:b!' }), illegal('!')],
    ['backticks around it', `\`${contactId}\``, quotes],
    ['a zero-width space', arn({ resource: 'contact/oncall\u200b-plan' }), hidden('U+200B')],
    ['a zero-width joiner in the region', arn({ region: 'us-\u200deast-1' }), hidden('U+200D')],
    ['a soft hyphen', arn({ resource: 'contact/oncall\u00adplan' }), hidden('U+00AD')],
    ['a right-to-left mark', `\u200f${contactId}`, hidden('U+200F')],
    ['an escape', `\u001b${contactId}`, hidden('U+001B')],
    ['a tag character', `${contactId}\u{e0041}`, hidden('U+E0041')],
    ['a blank pattern of Braille', `${contactId}\u2800`, hidden('U+2800')],
    ['a zero-width space within quotes', `"${contactId}\u200b"`, hidden('U+200B')],
    ['a masked account', arn({ account: '***' }), masked],
    ['nothing but a mask', '***', masked],
    ['an inner space', arn({ resource: 'contact/oncall plan' }), one],
    ['a no-break space', arn({ resource: 'contact/oncall\u00a0plan' }), one],
    ['a comma and a second ARN', `${contactId}, ${contactId}`, one],
    ['a second line', `${contactId}\n${contactId}`, one],
    ['an alias alone', 'oncall-plan', noArn],
    ['capitals in front', contactId.replace('arn', 'ARN'), noArn],
    ['an ARN in brackets', `<${contactId}>`, noArn],
    [
      '2049 characters',
      `${contactId}${'a'.repeat(2049 - contactId.length)}`,
      'It has 2049 characters; an ARN has 2048 or fewer.'
    ],
    ['an unknown partition', arn({ partition: 'aws-iso' }), partition('aws-iso')],
    ['no partition', 'arn:', partition('')],
    ['a misspelt service', arn({ service: 'ssm-contact' }), service('ssm-contact')],
    ['another service', 'arn:aws:ssm-incidents::111122223333:response-plan/checkout', service('ssm-incidents')],
    ['no account', arn({ account: '' }), account('')],
    ['an account in letters', arn({ account: 'production' }), account('production')],
    ['an account in other digits', arn({ account: '١١١١٢٢٢٢٣٣٣٣' }), account('١١١١٢٢٢٢٣٣٣٣')],
    ['an account with dashes', arn({ account: '1111-2222-3333' }), account('1111-2222-3333')],
    ['a rotation', arn({ resource: 'rotation/a' }), kind('rotation')],
    ['an engagement', arn({ resource: 'engagement/oncall-plan/27bd86cf' }), kind('engagement')],
    ['capitals in its kind', arn({ resource: 'Contact/oncall' }), kind('Contact')],
    ['no name', arn({ resource: 'contact/' }), nameless],
    ['no name and no slash', arn({ resource: 'contact' }), nameless],
    ['no region', arn({ region: '' }), region('')],
    ['a region in capitals', arn({ region: 'US-EAST-1' }), region('US-EAST-1')],
    ['an unfinished region', arn({ region: 'us-east' }), region('us-east')],
    ['a region that redirects', arn({ region: 'x@evil.example/' }), region('x@evil.example/')],
    ['a region with a letter that no region has', arn({ region: 'us-east-1!' }), region('us-east-1!')],
    ['a letter beyond ASCII', arn({ resource: 'contact/zoë' }), illegal('ë')],
    ['a letter beyond the first plane', arn({ resource: 'contact/𝒳' }), illegal('𝒳')],
    ['a bracket', arn({ resource: 'contact/oncall(plan)' }), illegal('(')],
    ['a quote at its end only', `${contactId}"`, illegal('"')]
  ])('%s', (_, text, rule) => {
    expect(parseContactArn(text)).toBeUndefined()
    expect(errorOf(text)).toBe(`Input "contact-id" is "${quotedOf(text)}". ${rule} ${example} ${list}`)
  })

  test('none at all', () => {
    expect(errorOf('')).toBe(
      `Input "contact-id" is empty. It takes the ARN of whom to page, such as ${contactId}. ${list} ` +
        'A variable or secret that is empty does not exist in this repository or environment.'
    )
  })

  test('under the name of its own input', () => {
    expect(errorOf('oncall', 'backup-contact-id')).toBe(
      `Input "backup-contact-id" is "oncall". ${noArn} ${example} ${list}`
    )
    expect(errorOf('', 'backup-contact-id')).toContain('Input "backup-contact-id" is empty. ')
  })

  test('whatever it is: on one line, in well-formed letters, and not longer for a longer text', () => {
    const long = fc.tuple(anyText, fc.integer({ min: 1, max: 500 })).map(([piece, times]) => piece.repeat(times))
    const part = fc.oneof(anyText, long)
    const text = fc.oneof(
      part,
      part.map(resource => arn({ resource })),
      part.map(region => arn({ region })),
      part.map(account => arn({ account })),
      part.map(partition => arn({ partition }))
    )
    fc.assert(
      fc.property(text, text => {
        if (parseContactArn(text) !== undefined) return
        const error = errorOf(text)
        expect(error).not.toMatch(/[\n\r\u2028\u2029]/)
        expect(error.startsWith('Input "contact-id" is ')).toBe(true)
        expect(error).toContain(list)
        expect(error.length).toBeLessThan(800)
      }),
      { numRuns: 1000 }
    )
  })
})

/** A text as the error shows it: on one line, and its beginning only. */
function quotedOf(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

describe('a contact whose name AWS does not give is warned of', () => {
  const warningOf = (text: string) => aliasWarning('contact-id', parseContactInput('contact-id', text))
  const alias = (name: string) =>
    `Input "contact-id" ends in "${name}". AWS names contacts with 1 to 255 of a-z, 0-9, "_", "." and "-", so it may not ` +
    'know this one.'
  const digits = (account: string, count: number) =>
    `Input "contact-id" names the account ${account}, which has ${count} digits. AWS accounts have 12.`

  test.each([
    ['capitals', 'Oncall'],
    ['a second name', 'oncall/more'],
    ['a colon', 'oncall:more'],
    ['an address', 'ann@example.com'],
    ['a plus', 'a+b']
  ])('%s', (_, name) => {
    expect(warningOf(arn({ resource: `contact/${name}` }))).toBe(alias(name))
  })

  test('256 characters, of which it shows the beginning', () => {
    expect(warningOf(arn({ resource: `contact/${'a'.repeat(256)}` }))).toBe(alias(`${'a'.repeat(200)}…`))
  })

  test.each([
    ['1', 1],
    ['11112222333', 11],
    ['1111222233334', 13]
  ])('the account %s', (number, count) => {
    expect(warningOf(arn({ account: number }))).toBe(digits(number, count))
  })

  test('under the name of its own input', () => {
    const contact = parseContactInput('backup-contact-id', arn({ account: '1' }))
    expect(aliasWarning('backup-contact-id', contact)).toContain('Input "backup-contact-id" names the account 1, ')
  })

  test.each([
    ['every kind of character', 'a_b.c-9'],
    ['a single letter', 'a'],
    ['255 characters', 'a'.repeat(255)]
  ])('but not with %s', (_, name) => {
    expect(warningOf(arn({ resource: `contact/${name}` }))).toBeUndefined()
  })
})

describe('several contacts, one on each line', () => {
  const [first, second] = [contactId, contactId.replace('oncall-plan', 'platform')]
  const namesOf = (text: string) => parseContacts('contact-id', text).contacts.map(({ contactId }) => contactId)

  test.each([
    ['one', first],
    ['two', `${first}\n${second}`],
    ['empty lines between them', `${first}\n\n  \n${second}`],
    ['Windows line breaks', `${first}\r\n${second}`],
    ['old line breaks', `${first}\r${second}`],
    ['white space around them', `  ${first}\t\n\u00a0${second}  \n`]
  ])('%s', (name, text) => {
    expect(parseContacts('contact-id', text)).toMatchObject({ problems: [], duplicates: [] })
    expect(namesOf(text)).toEqual(name === 'one' ? [first] : [first, second])
  })

  test('come with their parts', () => {
    expect(parseContacts('contact-id', second).contacts).toEqual([{ contactId: second, arn: parseContactArn(second) }])
  })

  test('that are named more than once count once, and are told once', () => {
    const { contacts, duplicates, problems } = parseContacts('contact-id', [first, second, first, first].join('\n'))
    expect(contacts.map(({ contactId }) => contactId)).toEqual([first, second])
    expect(duplicates).toEqual([`Input "contact-id" names ${first} more than once. It is paged once.`])
    expect(problems).toEqual([])
  })

  test('are told by the lines that are wrong, each with its rule', () => {
    const text = [first, 'oncall', '', `${second}, ${first}`, second].join('\n')
    const { problems } = parseContacts('contact-id', text)
    expect(problems).toEqual([
      `Input "contact-id" (line 2) is "oncall". ${noArn} ${example} ${list}`,
      `Input "contact-id" (line 4) is "${second}, ${first}". ${one} ${example} ${list}`
    ])
  })

  test.each(['', ' ', '\n\n'])('are none in %j, which is told as one empty input', text => {
    const { contacts, problems } = parseContacts('contact-id', text)
    expect(contacts).toEqual([])
    expect(problems).toEqual([expect.stringMatching(/^Input "contact-id" is empty\. /)])
  })

  test('are many', () => {
    const many = Array.from({ length: 1000 }, (_, index) => contactId.replace('oncall-plan', `contact-${index}`))
    expect(namesOf(many.join('\n'))).toEqual(many)
  })
})
