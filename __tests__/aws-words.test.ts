import { describe, expect, test } from '@jest/globals'
import { type AwsWords, readAwsWords, readJson } from '../src/incident-manager/aws-words.ts'
import { createSecrets } from '../src/report/secrets.ts'

interface Given {
  readonly headers?: Readonly<Record<string, string>>
  /** Text as it is; anything else as JSON. */
  readonly body?: unknown
}

function answer({ headers = {}, body = '' }: Given) {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return { statusCode: 400, headers, body: bytes, truncated: false }
}

const read = (given: Given, scrub = (text: string) => text) => readAwsWords(answer(given), scrub)

const nothing: AwsWords = {
  name: '',
  message: '',
  requestId: '',
  details: [],
  fields: [],
  retryAfterSeconds: undefined
}

describe('the words of AWS', () => {
  test('are all that an error tells', () => {
    const headers = { 'x-amzn-requestid': '4d8fe8c7', 'x-amzn-errortype': 'ns#ValidationException:http://x/' }
    const body = {
      Message: 'Not valid',
      Reason: 'FIELD_VALIDATION_FAILED',
      ResourceType: 'CONTACT',
      ResourceId: 'contact/oncall-plan',
      QuotaCode: 'L-1',
      ServiceCode: 'ssm-contacts',
      Another: 'is not told',
      Fields: [{ Name: 'Sender', Message: 'is too long' }],
      RetryAfterSeconds: 7
    }
    expect(read({ headers, body })).toEqual({
      name: 'ValidationException',
      message: 'Not valid',
      requestId: '4d8fe8c7',
      details: [
        ['Reason', 'FIELD_VALIDATION_FAILED'],
        ['ResourceType', 'CONTACT'],
        ['ResourceId', 'contact/oncall-plan'],
        ['QuotaCode', 'L-1'],
        ['ServiceCode', 'ssm-contacts']
      ],
      fields: [{ name: 'Sender', message: 'is too long' }],
      retryAfterSeconds: 7
    })
  })

  test.each<[string, unknown]>([
    ['no body', ''],
    ['HTML', '<html>Oops</html>'],
    ['half of its JSON', '{"__type":"Val'],
    ['null', null],
    ['an array', ['ValidationException']],
    ['a text', '"ValidationException"'],
    ['a number', 1],
    ['members of other kinds', { __type: 1, code: {}, Message: [], Reason: null, Fields: {}, RetryAfterSeconds: null }],
    ['members that are inherited', '{"__proto__":{"Reason":"x","Fields":[{"Name":"a"}],"RetryAfterSeconds":1}}']
  ])('are empty for %s', (_, body) => {
    expect(read({ body })).toEqual(nothing)
  })

  test.each([
    ['ns#Name', 'Name'],
    ['Name:http://internal.amazon.com/coral/', 'Name'],
    ['a.b#Name:http://a/#b', 'Name'],
    ['Name, Name', 'Name'],
    [' Name ', 'Name'],
    ['Sender.Name', 'Sender.Name'],
    ['N'.repeat(100), 'N'.repeat(100)],
    ['N'.repeat(101), ''],
    ['7Name', ''],
    ['Na me', ''],
    ['Name\n::error::x', 'Name'],
    ['\n::error::x', ''],
    ['Ñame', '']
  ])('have %j as the name %j', (raw, name) => {
    expect(read({ headers: { 'x-amzn-errortype': raw } }).name).toBe(name)
    expect(read({ body: { __type: raw } }).name).toBe(name)
  })

  test('are one line each, and no longer than is needed', () => {
    const long = `a\r\n::error::b\u2028c${'d'.repeat(100_000)}`
    const { name, message, requestId, details, fields } = read({
      headers: { 'x-amzn-requestid': long, 'x-amzn-errortype': long },
      body: {
        Message: long,
        Reason: long,
        Fields: Array.from({ length: 1_000 }, () => ({ Name: long, Message: long }))
      }
    })
    expect([message.length, requestId.length, details[0]?.[1].length]).toEqual([600, 100, 200])
    expect(fields).toHaveLength(10)
    for (const field of fields) expect([field.name.length, field.message.length]).toEqual([200, 200])
    for (const text of [
      name,
      message,
      requestId,
      ...details.flat(),
      ...fields.flatMap(field => Object.values(field))
    ]) {
      expect(text).not.toMatch(/[\r\n\u2028]/)
    }
    expect(message).toMatch(/^a ::error::b cd+…$/)
  })

  test('pass over a field that tells nothing, and count it', () => {
    const Fields = [null, {}, { Name: '' }, { Name: 'Sender' }, { Message: 'x' }, ...Array(6).fill({ Name: 'a' })]
    expect(read({ body: { Fields } }).fields).toEqual([
      { name: 'Sender', message: '' },
      { name: '', message: 'x' },
      ...Array(5).fill({ name: 'a', message: '' })
    ])
  })
})

describe('a secret', () => {
  const secret = 'canary/wJalrXUtnFEMI+0123456789abcdef=='
  const { hide, scrub } = createSecrets()
  hide([secret])

  // Wherever the limit of a text falls, no part of the secret may be left.
  const cuts = [0, 50, 95, 99, 195, 199, 590, 599]
  const places: Readonly<Record<string, (text: string) => Given>> = {
    'the message': text => ({ body: { Message: text } }),
    'the request ID': text => ({ headers: { 'x-amzn-requestid': text } }),
    'the name in the header': text => ({ headers: { 'x-amzn-errortype': text } }),
    'the name in the body': text => ({ body: { __type: text } }),
    'a detail': text => ({ body: { ResourceId: text } }),
    "a field's name": text => ({ body: { Fields: [{ Name: text }] } }),
    "a field's message": text => ({ body: { Fields: [{ Message: text }] } })
  }

  test.each(Object.keys(places))('is taken out of %s before anything is cut', place => {
    for (const before of cuts) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
        const words = JSON.stringify(read(places[place]?.(`${'x'.repeat(before)}${form} and more`) ?? {}, scrub))
        expect(words).not.toContain(form.slice(0, 6))
        expect(words).not.toContain(form.slice(-8))
      }
    }
  })

  test('leaves its mark where it stood', () => {
    expect(read({ body: { Message: `Token ${secret} is not valid` } }, scrub).message).toBe('Token *** is not valid')
  })

  test('in the place of a name leaves none', () => {
    expect(read({ body: { __type: `ns#${secret}` } }, scrub).name).toBe('')
    expect(read({ body: { __type: `ValidationException:${secret}` } }, scrub).name).toBe('ValidationException')
  })
})

test.each([
  ['{"a":1}', { a: 1 }],
  ['\ufeff{"a":1}', { a: 1 }],
  ['null', null],
  ['', undefined],
  ['{', undefined]
])('the body %j is read as %j', (body, expected) => {
  expect(readJson(answer({ body }))).toEqual(expected)
})
