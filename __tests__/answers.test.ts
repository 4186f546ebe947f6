import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { clockOffsetMs, readAnswer } from '../src/incident-manager/answers.ts'
import { readEngagement } from '../src/incident-manager/incident-manager.ts'
import type { Failed } from '../src/incident-manager/port.ts'
import type { ErrorCode } from '../src/report/page-error.ts'
import { contactId, engagementArn } from './shared/samples.ts'

const now = Date.parse('2026-07-21T14:00:00Z')

interface Given {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Text or bytes as they are; anything else as JSON. */
  readonly body?: unknown
  readonly truncated?: boolean
}

function read({ status = 200, headers = {}, body = '', truncated = false }: Given) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const answer = { statusCode: status, headers, body: bytes, truncated }
  return readAnswer(
    answer,
    now,
    text => text,
    readEngagement(contactId, text => text),
    'names no engagement'
  )
}

function readFailed(given: Given): Failed {
  const result = read(given)
  expect(result.kind).toBe('failed')
  return result as Failed
}

describe('an engagement', () => {
  test.each<[string, Given]>([
    ['as AWS answers', { body: { EngagementArn: engagementArn } }],
    ['among other members', { body: { Unknown: [1], EngagementArn: engagementArn } }],
    ['behind a byte order mark', { body: `\ufeff${JSON.stringify({ EngagementArn: engagementArn })}` }],
    ['with status 201', { status: 201, body: { EngagementArn: engagementArn } }],
    ['with status 299', { status: 299, body: { EngagementArn: engagementArn } }],
    [
      'with an error name in a header',
      { headers: { 'x-amzn-errortype': 'Odd' }, body: { EngagementArn: engagementArn } }
    ]
  ])('is taken %s', (_, given) => {
    expect(read(given)).toEqual({ kind: 'engaged', engagementArn })
  })

  test.each<[string, Given]>([
    ['an empty body', {}],
    ['{}', { body: {} }],
    ['null', { body: 'null' }],
    ['an array', { body: [engagementArn] }],
    ['a text', { body: JSON.stringify(engagementArn) }],
    ['a number', { body: '1' }],
    ['HTML', { body: '<html>OK</html>' }],
    ['broken JSON', { body: `{"EngagementArn":"${engagementArn}"` }],
    ['gzip', { body: gzipSync(JSON.stringify({ EngagementArn: engagementArn })) }],
    ['an ARN that is null', { body: { EngagementArn: null } }],
    ['an ARN that is a number', { body: { EngagementArn: 1 } }],
    ['an ARN in an array', { body: { EngagementArn: [engagementArn] } }],
    ['an ARN under another name', { body: { engagementArn } }],
    ['an inherited ARN', { body: `{"__proto__":{"EngagementArn":"${engagementArn}"}}` }],
    ['an empty ARN', { body: { EngagementArn: '' } }],
    ['the ARN of the contact', { body: { EngagementArn: contactId } }],
    ['an ARN without an ID', { body: { EngagementArn: engagementArn.slice(0, engagementArn.lastIndexOf('/')) } }],
    ['an ARN with a line break behind it', { body: { EngagementArn: `${engagementArn}\n` } }],
    ['an ARN with a command behind it', { body: { EngagementArn: `${engagementArn}\n::error::x` } }],
    ['an ARN of 2049 characters', { body: { EngagementArn: engagementArn.padEnd(2049, 'a') } }],
    ['an answer that broke off', { body: { EngagementArn: engagementArn }, truncated: true }]
  ])('is not %s, and another attempt follows', (_, given) => {
    const failed = readFailed(given)
    expect(failed).toMatchObject({ code: 'unusable-answer', retryable: true, lost: true })
    const why = given.truncated ? 'broke off or was too long' : 'names no engagement'
    expect(failed.what).toBe(`AWS answered with status 200, but the answer ${why}.`)
  })

  test.each([
    ['alias', engagementArn.replace('oncall-plan', 'other-plan')],
    ['alias that only starts the same', engagementArn.replace('oncall-plan', 'oncall-plan-2')],
    ['region', engagementArn.replace('us-east-1', 'us-east-2')],
    ['account', engagementArn.replace('111122223333', '444455556666')],
    ['partition', engagementArn.replace('arn:aws:', 'arn:aws-cn:')]
  ])('of another %s is another page, and no other attempt follows', (_, arn) => {
    const failed = readFailed({ body: { EngagementArn: arn } })
    expect(failed).toMatchObject({ code: 'other-contact', retryable: false, lost: false })
    expect(failed.what).toContain(arn)
  })
})

type Class = readonly [code: ErrorCode, retryable: boolean, lost: boolean]

const named: readonly (readonly [name: string, status: number, ...Class])[] = [
  ['AccessDeniedException', 400, 'access-denied', false, false],
  ['DataEncryptionException', 400, 'data-encryption', false, false],
  ['InternalServerException', 500, 'aws-failed', true, true],
  ['ResourceNotFoundException', 400, 'not-found', false, false],
  ['ThrottlingException', 400, 'throttled', true, false],
  ['ValidationException', 400, 'validation', false, false],
  ['SerializationException', 400, 'validation', false, false],
  ['AccessDenied', 403, 'access-denied', false, false],
  ['NotAuthorized', 400, 'access-denied', false, false],
  ['OptInRequired', 403, 'not-onboarded', false, false],
  ['ExpiredToken', 403, 'expired-credentials', false, false],
  ['ExpiredTokenException', 400, 'expired-credentials', false, false],
  ['UnrecognizedClientException', 400, 'refused-credentials', false, false],
  ['InvalidClientTokenId', 403, 'refused-credentials', false, false],
  ['InvalidSignatureException', 400, 'refused-credentials', false, false],
  ['IncompleteSignature', 400, 'refused-credentials', false, false],
  ['MissingAuthenticationToken', 403, 'refused-credentials', false, false],
  ['RequestExpired', 400, 'clock-skew', true, false],
  ['RequestTimeTooSkewed', 403, 'clock-skew', true, false],
  ['InternalFailure', 500, 'aws-failed', true, true],
  ['ServiceUnavailable', 503, 'aws-failed', true, true],
  ['RequestTimeout', 400, 'aws-failed', true, true],
  ['Throttling', 400, 'throttled', true, false],
  ['TooManyRequestsException', 429, 'throttled', true, false],
  ['RequestLimitExceeded', 503, 'throttled', true, false],
  ['SlowDown', 503, 'throttled', true, false],
  ['SomethingNewException', 400, 'refused', false, false],
  ['SomethingNewException', 409, 'refused', false, false],
  ['constructor', 400, 'refused', false, false]
]

describe('an error by name', () => {
  test.each(named)('%s with status %i is %s', (name, status, code, retryable, lost) => {
    expect(readFailed({ status, headers: { 'x-amzn-errortype': name } })).toMatchObject({ code, retryable, lost })
  })

  test.each([501, 505].flatMap(status => named.map(([name]) => [name, status] as const)))(
    '%s with status %i is final',
    (name, status) => {
      expect(readFailed({ status, body: { __type: name } }).retryable).toBe(false)
      expect(readFailed({ status, headers: { 'x-amzn-errortype': name }, truncated: true }).retryable).toBe(false)
    }
  )

  test.each<[string, Given]>([
    ['header', { headers: { 'x-amzn-errortype': 'ThrottlingException' } }],
    [
      'header with a URI',
      { headers: { 'x-amzn-errortype': 'ThrottlingException:http://internal.amazon.com/coral/com.amazon/' } }
    ],
    ['header with a namespace', { headers: { 'x-amzn-errortype': 'com.amazon.coral#ThrottlingException' } }],
    ['repeated header', { headers: { 'x-amzn-errortype': 'ThrottlingException, ThrottlingException' } }],
    ['__type', { body: { __type: 'ThrottlingException' } }],
    ['__type with namespace and URI', { body: { __type: 'aws.protocols#ThrottlingException:http://a/#b' } }],
    ['code', { body: { code: 'ThrottlingException' } }],
    ['Code', { body: { Code: 'ThrottlingException' } }],
    [
      'header rather than the body',
      { headers: { 'x-amzn-errortype': 'ThrottlingException' }, body: { __type: 'ValidationException' } }
    ],
    ['__type beside a code that is no text', { body: { code: {}, __type: 'ThrottlingException' } }],
    ['code behind an empty __type', { body: { __type: '', code: 'ThrottlingException' } }],
    ['body behind a byte order mark', { body: '\ufeff{"__type":"ThrottlingException"}' }]
  ])('is found in the %s', (_, given) => {
    expect(readFailed({ status: 400, ...given })).toMatchObject({ code: 'throttled', retryable: true })
  })

  test.each<[string, Given]>([
    ['header', { headers: { 'x-amzn-errortype': 'ValidationException' }, body: '{"Mess' }],
    ['body', { body: { __type: 'ValidationException' } }]
  ])('decides from the %s of an answer that broke off, too', (_, given) => {
    const failed = readFailed({ status: 400, truncated: true, ...given })
    expect(failed).toMatchObject({ code: 'validation', retryable: false, lost: false })
  })

  test('does not outweigh a server error', () => {
    expect(readFailed({ status: 503, body: { __type: 'AccessDeniedException' } })).toMatchObject({
      code: 'aws-failed',
      retryable: true,
      lost: true
    })
  })

  test('an account that never set Incident Manager up is told apart from other validation errors', () => {
    const body = { __type: 'ValidationException', Message: 'Account not found for the request' }
    expect(readFailed({ status: 400, body })).toMatchObject({ code: 'not-onboarded', retryable: false, lost: false })
  })
})

test.each([
  [408, 'aws-failed'],
  [429, 'throttled'],
  [503, 'aws-failed']
])('status %i is tried again whatever the error is called', (status, code) => {
  for (const name of [
    'ValidationException',
    'AccessDeniedException',
    'ResourceNotFoundException',
    'ExpiredTokenException'
  ]) {
    expect(readFailed({ status, body: { __type: name } })).toMatchObject({ code, retryable: true })
  }
})

describe('an error without a name', () => {
  const statuses = Array.from({ length: 500 }, (_, index) => index + 100).filter(status => status < 200 || status > 299)
  const isRetried = (status: number) =>
    status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505)

  test.each([
    ['no body', ''],
    ['HTML', '<html><body>Oops</body></html>'],
    ['null', 'null'],
    ['an empty array', '[]'],
    ['a text', '"text"'],
    ['a code that is no text', '{"code":{}}'],
    ['gzip', gzipSync('{"__type":"ValidationException"}')],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0])],
    ['UTF-16', Buffer.from('\ufeff{"__type":"ValidationException"}', 'utf16le')],
    ['an endless nesting', '['.repeat(20_000)],
    ['fields nested without end', `{"Fields":[{"Name":${'['.repeat(5_000)}${']'.repeat(5_000)}}]}`],
    ['a code and fields that are no text', '{"code":{},"Fields":[null,{"Name":{"toString":1}}]}']
  ])('and %s is retried iff its status is 408, 429 or 5xx other than 501 and 505', (_, body) => {
    const retried = statuses.filter(status => readFailed({ status, body }).retryable)
    expect(retried).toEqual(statuses.filter(isRetried))
  })

  test('counts as lost iff the status does not say that AWS refused it', () => {
    // 408 and 429 are refusals for now, 501 and 505 and an interim answer leave open what happened behind them.
    const lost = statuses.filter(status => readFailed({ status }).lost)
    expect(lost).toEqual(statuses.filter(status => status < 200 || status >= 500))
  })

  test.each([400, 401, 403, 404, 409, 413])(
    'and status %i whose body broke off may have had one: it is retried, and nothing was taken',
    status => {
      const headers = { 'x-amzn-requestid': '4d8fe8c7' }
      const failed = readFailed({ status, headers, body: '{"__ty', truncated: true })
      expect(failed).toMatchObject({ code: 'unusable-answer', retryable: true, lost: false })
      expect(failed.what).toBe(
        `AWS answered with HTTP status ${status}, but the answer broke off or was too long. AWS request ID: 4d8fe8c7.`
      )
    }
  )

  test.each([501, 505])('and status %i whose body broke off is retried, and may have been taken', status => {
    const failed = readFailed({ status, body: '<html>', truncated: true })
    expect(failed).toMatchObject({ code: 'unusable-answer', retryable: true, lost: true })
  })

  test.each<[number, ErrorCode, boolean, boolean]>([
    [302, 'http-status', false, false],
    [304, 'http-status', false, false],
    [407, 'proxy', false, false],
    [408, 'aws-failed', true, false],
    [429, 'throttled', true, false],
    [503, 'aws-failed', true, true]
  ])('and status %i needs no body to be understood', (status, code, retryable, lost) => {
    expect(readFailed({ status, body: '<html>', truncated: true })).toMatchObject({ code, retryable, lost })
  })

  test('and status 403 is a refusal of access if it bears a request ID of AWS', () => {
    const headers = { 'x-amzn-requestid': '4d8fe8c7' }
    expect(readFailed({ status: 403, headers, body: '' }).code).toBe('access-denied')
  })

  test.each<[number, ErrorCode]>([
    [301, 'http-status'],
    [307, 'http-status'],
    [400, 'http-status'],
    [403, 'http-status'],
    [404, 'http-status'],
    [407, 'proxy'],
    [408, 'aws-failed'],
    [429, 'throttled'],
    [500, 'aws-failed'],
    [501, 'http-status']
  ])('and status %i is %s, and the error names the status', (status, code) => {
    const failed = readFailed({ status, body: '<html>' })
    expect(failed.code).toBe(code)
    expect(failed.what).toContain(`HTTP status ${status}`)
  })
})

describe('how long AWS asks to wait', () => {
  const at = (offsetMs: number) => new Date(now + offsetMs).toUTCString()
  test.each<[string, Readonly<Record<string, string>>]>([
    ['seconds', { 'retry-after': '7' }],
    ['a date', { 'retry-after': at(7_000) }],
    ['a date by a clock that is ahead', { 'retry-after': at(67_000), date: at(60_000) }],
    ['a date by a clock that is behind', { 'retry-after': at(-53_000), date: at(-60_000) }],
    ['a date beside a Date that no clock has', { 'retry-after': at(7_000), date: 'Sat, 13 Sep 275760 00:00:00 GMT' }],
    ['a date beside a Date that is none', { 'retry-after': at(7_000), date: 'today' }]
  ])('is told by the clock of the service: %s', (_, headers) => {
    expect(readFailed({ status: 429, headers }).retryAfterMs).toBe(7_000)
  })

  test('is told by a member, too, and is unknown where nothing tells it', () => {
    expect(readFailed({ status: 429, body: { RetryAfterSeconds: 7 } }).retryAfterMs).toBe(7_000)
    expect(readFailed({ status: 429 }).retryAfterMs).toBeUndefined()
  })
})

describe('a clock that is off', () => {
  const at = (offsetMs: number) => ({ date: new Date(now + offsetMs).toUTCString() })
  const signature = (message: string) => ({ __type: 'InvalidSignatureException', Message: message })
  const minutes = 60_000

  test.each<[string, Given]>([
    ['signature expired', { body: signature('Signature expired: 20260721T1 is now earlier than 20260721T2') }],
    ['signature not yet current', { body: signature('Signature not yet current: 20260721T2 is still later') }],
    ['a wrong signature an hour off', { headers: at(60 * minutes), body: signature('does not match') }],
    ['a wrong signature an hour behind', { headers: at(-60 * minutes), body: signature('does not match') }],
    ['RequestTimeTooSkewed', { body: { __type: 'RequestTimeTooSkewed' } }]
  ])('is seen in: %s', (_, given) => {
    expect(readFailed({ status: 400, ...given })).toMatchObject({ code: 'clock-skew', retryable: true, lost: false })
  })

  test.each<[string, Given]>([
    ['a wrong signature on time', { headers: at(0), body: signature('does not match') }],
    ['a wrong signature from a server without a clock', { body: signature('does not match') }],
    [
      'a wrong signature beside a date that no clock has',
      { headers: { date: 'Sat, 13 Sep 275760 00:00:00 GMT' }, body: signature('does not match') }
    ]
  ])('is not seen in: %s', (_, given) => {
    expect(readFailed({ status: 400, ...given })).toMatchObject({ code: 'refused-credentials', retryable: false })
  })

  test.each([
    ['ahead', { date: new Date(now + 3_600_000).toUTCString() }, 3_600_000],
    ['behind', { date: new Date(now - 3_600_000).toUTCString() }, -3_600_000],
    ['absent', {}, undefined],
    ['no date', { date: 'yesterday' }, undefined],
    ['the last date there is', { date: 'Sat, 13 Sep 275760 00:00:00 GMT' }, undefined],
    ['before AWS had the service', { date: 'Wed, 31 Dec 2014 23:59:59 GMT' }, undefined],
    ['the epoch', { date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, undefined],
    ['the year 0', { date: '0000-01-01T00:00:00Z' }, undefined],
    ['from 2100 on', { date: 'Fri, 01 Jan 2100 00:00:00 GMT' }, undefined],
    ['far ahead', { date: 'Thu, 31 Dec 2099 23:59:59 GMT' }, Date.UTC(2099, 11, 31, 23, 59, 59) - now],
    ['far behind', { date: 'Thu, 01 Jan 2015 00:00:00 GMT' }, Date.UTC(2015) - now]
  ])('of the service %s', (_, headers, expected) => {
    expect(clockOffsetMs({ statusCode: 400, headers, body: Buffer.alloc(0), truncated: false }, now)).toBe(expected)
  })
})

describe("AWS's own words", () => {
  test('are shown with reason, resource, fields and request ID', () => {
    const { what } = readFailed({
      status: 400,
      headers: { 'x-amzn-requestid': '1a2b-3c4d' },
      body: {
        __type: 'ValidationException',
        Message: 'Invalid value provided - Account not valid',
        Reason: 'FIELD_VALIDATION_FAILED',
        ResourceId: 'contact/oncall-plan',
        Fields: [
          { Name: 'ContactId', Message: 'must exist' },
          { Name: 'Sender', Message: 'is too long.' }
        ]
      }
    })
    expect(what).toBe(
      'AWS refused: ValidationException: Invalid value provided - Account not valid. Reason: FIELD_VALIDATION_FAILED. ' +
        'ResourceId: contact/oncall-plan. Field ContactId: must exist. Field Sender: is too long. AWS request ID: 1a2b-3c4d.'
    )
  })

  test.each(['Message', 'message', 'errorMessage'])('are found in %s', member => {
    expect(readFailed({ status: 400, body: { __type: 'X', [member]: 'What AWS says' } }).what).toContain(
      'What AWS says'
    )
  })

  test('stand on one line and are cut', () => {
    const { what } = readFailed({
      status: 400,
      headers: { 'x-amzn-requestid': 'r'.repeat(5_000) },
      body: {
        __type: 'ValidationException',
        Message: `a\r\n::error::b\u2028c${'d'.repeat(100_000)}`,
        Reason: 'e'.repeat(100_000),
        Fields: Array.from({ length: 1_000 }, () => ({ Name: 'f'.repeat(1_000), Message: 'g'.repeat(1_000) }))
      }
    })
    expect(what).toContain('a ::error::b c')
    expect(what).not.toMatch(/[\r\n\u2028]/)
    expect(what.length).toBeLessThan(8_000)
  })

  test.each([
    [500, 'InternalServerException', 'AWS failed: InternalServerException: m.'],
    [503, 'AccessDeniedException', 'AWS failed: AccessDeniedException: m.'],
    [501, 'NotImplemented', 'AWS failed: NotImplemented: m.'],
    [400, 'RequestTimeoutException', 'AWS failed: RequestTimeoutException: m.'],
    [400, 'ThrottlingException', 'AWS refused: ThrottlingException: m.'],
    [503, 'SlowDown', 'AWS refused: SlowDown: m.']
  ])('of status %i and %s say whether it refused or failed', (status, name, what) => {
    expect(readFailed({ status, body: { __type: name, message: 'm' } }).what).toBe(what)
  })

  test('that are no name at all do not become one', () => {
    const { what } = readFailed({ status: 400, body: { __type: '\n::error::x' } })
    expect(what).toBe('AWS answered with HTTP status 400.')
  })

  test.each([
    ['a field that is null', [null]],
    ['a field without members', [{}]],
    ['fields that are a text', 'Sender'],
    ['a field whose name cannot be a text', [{ Name: { toString: 1, valueOf: 1 }, Message: 'x' }]]
  ])('do no harm with %s', (_, Fields) => {
    const { what } = readFailed({ status: 500, body: { __type: 'InternalServerException', Fields } })
    expect(what).not.toContain('undefined')
    expect(what).not.toContain('[object')
  })

  test('do no harm when they are nested 100,000 deep', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const body = `{"__type":"InternalServerException","Message":${deep},"Fields":[{"Name":${deep},"Message":"x"}]}`
    expect(readFailed({ status: 500, body })).toMatchObject({ code: 'aws-failed', retryable: true, lost: true })
  })
})

describe('every status', () => {
  const statuses = Array.from({ length: 500 }, (_, index) => index + 100)
  const isSuccess = (status: number) => status >= 200 && status <= 299

  test('is an engagement with an ARN iff it is 200 to 299', () => {
    const engaged = statuses.filter(
      status => read({ status, body: { EngagementArn: engagementArn } }).kind === 'engaged'
    )
    expect(engaged).toEqual(statuses.filter(isSuccess))
  })

  test('of 200 to 299 without an ARN is tried again, and may have been taken', () => {
    const failures = statuses.filter(isSuccess).map(status => readFailed({ status }))
    expect(failures.filter(({ retryable, lost }) => !retryable || !lost)).toEqual([])
  })

  test('that is none of 200 to 299 is named where AWS says nothing', () => {
    const others = statuses.filter(status => !isSuccess(status))
    expect(others.filter(status => !readFailed({ status }).what.includes(`HTTP status ${status}`))).toEqual([])
  })

  test('that is none of 200 to 299, 501 and 505 is tried again if the error is a throttling by name', () => {
    const body = { __type: 'com.amazonaws.ssmcontacts#ThrottlingException', Message: 'Rate exceeded' }
    const others = statuses.filter(status => !isSuccess(status))
    expect(others.filter(status => !readFailed({ status, body }).retryable)).toEqual([501, 505])
  })
})
