import { describe, expect, test } from '@jest/globals'
import {
  engagementId,
  isEngagementOf,
  isRegion,
  parseContactArn,
  parseEngagementArn
} from '../src/incident-manager/arn.ts'

const contact = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'

/** A contact's ARN of so many characters. */
const contactOf = (length: number) => contact + 'a'.repeat(length - contact.length)

describe('parseContactArn', () => {
  test('tells the parts', () => {
    expect(parseContactArn('arn:aws-cn:ssm-contacts:cn-north-1:111122223333:contact/oncall-plan')).toEqual({
      partition: 'aws-cn',
      region: 'cn-north-1',
      account: '111122223333',
      alias: 'oncall-plan'
    })
  })

  // Whatever the reference's pattern has: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
  test.each([
    ['a contact', contact],
    ['GovCloud', 'arn:aws-us-gov:ssm-contacts:us-gov-west-1:111122223333:contact/oncall'],
    ['China', 'arn:aws-cn:ssm-contacts:cn-north-1:111122223333:contact/oncall'],
    ['an alias with every kind of character', 'arn:aws:ssm-contacts:eu-west-3:111122223333:contact/a_b.c-9'],
    ['an alias of 255 characters', `arn:aws:ssm-contacts:eu-west-3:111122223333:contact/${'a'.repeat(255)}`],
    ['an alias of 256 characters', `arn:aws:ssm-contacts:eu-west-3:111122223333:contact/${'a'.repeat(256)}`],
    ['capitals in the alias', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/Oncall'],
    ['every character of the pattern', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/aZ09_+=/,.@:-'],
    ['a second name', `${contact}/more`],
    ['an account of 11 digits', 'arn:aws:ssm-contacts:us-east-1:11112222333:contact/oncall-plan'],
    ['2047 characters', contactOf(2047)],
    ['2048 characters', contactOf(2048)]
  ])('takes %s', (_, arn) => {
    expect(parseContactArn(arn)).toMatchObject({ alias: arn.slice(arn.indexOf('/') + 1) })
  })

  test.each([
    ['nothing', ''],
    ['an engagement', 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/27bd86cf'],
    ['an empty alias', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/'],
    ['no alias', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact'],
    ['another service', 'arn:aws:ssm-incidents:us-east-1:111122223333:contact/oncall-plan'],
    ['an unknown partition', 'arn:aws-iso:ssm-contacts:us-iso-east-1:111122223333:contact/oncall-plan'],
    ['no region', 'arn:aws:ssm-contacts::111122223333:contact/oncall-plan'],
    ['a region that redirects', 'arn:aws:ssm-contacts:x@evil.example/:111122223333:contact/oncall-plan'],
    ['no account', 'arn:aws:ssm-contacts:us-east-1::contact/oncall-plan'],
    ['an account in letters', 'arn:aws:ssm-contacts:us-east-1:production:contact/oncall-plan'],
    ['a space in the alias', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall plan'],
    ['a letter beyond ASCII', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/zoë'],
    ['a line break after it', `${contact}\n`],
    ['2049 characters', contactOf(2049)],
    ['an account of more than 2048 characters', `arn:aws:ssm-contacts:us-east-1:${'1'.repeat(2048)}:contact/a`]
  ])('refuses %s', (_, arn) => {
    expect(parseContactArn(arn)).toBeUndefined()
  })
})

describe('an engagement', () => {
  const engagement = (over: string) => parseEngagementArn(over)
  test('belongs to the contact of the same partition, region, account and alias', () => {
    const asked = parseContactArn(contact)
    const belongs = (arn: string) => {
      const found = engagement(arn)
      return asked !== undefined && found !== undefined && isEngagementOf(found, asked)
    }
    expect(belongs('arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/1')).toBe(true)
    expect(belongs('arn:aws:ssm-contacts:us-east-2:111122223333:engagement/oncall-plan/1')).toBe(false)
    expect(belongs('arn:aws:ssm-contacts:us-east-1:444455556666:engagement/oncall-plan/1')).toBe(false)
    expect(belongs('arn:aws:ssm-contacts:us-east-1:111122223333:engagement/other/1')).toBe(false)
    expect(belongs('arn:aws-cn:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/1')).toBe(false)
  })

  test.each([
    ['the alias itself', 'oncall/more', 'oncall/more/1', true],
    ['an alias that begins alike', 'oncall', 'oncall/more/1', false],
    ['the beginning of an alias', 'oncall/more', 'oncall/1', false],
    ['an alias with a colon', 'a:b', 'a:b/1', true],
    ['an alias in other letters', 'Oncall', 'oncall/1', false]
  ])('of an alias with slashes, colons or capitals belongs to that contact alone: %s', (_, alias, id, expected) => {
    const found = engagement(`arn:aws:ssm-contacts:us-east-1:111122223333:engagement/${id}`)
    const asked = parseContactArn(`arn:aws:ssm-contacts:us-east-1:111122223333:contact/${alias}`)
    expect(found && asked && isEngagementOf(found, asked)).toBe(expected)
  })

  test.each([
    'contact/oncall-plan',
    'engagement/oncall-plan',
    'engagement/oncall-plan/',
    'engagement//1',
    'engagement/a//',
    'engagement'
  ])('is not %s', resource => {
    expect(engagement(`arn:aws:ssm-contacts:us-east-1:111122223333:${resource}`)).toBeUndefined()
  })

  test('has an ID of alias and UUID', () => {
    expect(engagementId('arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall/27bd86cf')).toBe(
      'oncall/27bd86cf'
    )
  })
})

test.each([
  ['us-east-1', true],
  ['us-gov-west-1', true],
  ['US-EAST-1', false],
  ['x@evil.example:443/#', false],
  ['us-east-1\n::error::x', false],
  ['', false]
])('isRegion(%j) is %s', (text, expected) => {
  expect(isRegion(text)).toBe(expected)
})
