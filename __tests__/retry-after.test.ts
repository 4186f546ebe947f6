import { describe, expect, test } from '@jest/globals'
import { readAwsWords } from '../src/incident-manager/aws-words.ts'
import { retryAfterMs } from '../src/incident-manager/retry-after.ts'

const now = Date.parse('2026-07-21T14:00:00Z')

interface Given {
  readonly header?: string
  readonly body?: unknown
}

function asked({ header, body = {} }: Given): number | undefined {
  const answer = {
    statusCode: 429,
    headers: { ...(header !== undefined && { 'retry-after': header }) },
    body: Buffer.from(JSON.stringify(body)),
    truncated: false
  }
  return retryAfterMs(
    answer,
    readAwsWords(answer, text => text),
    now
  )
}

describe('how long AWS asks to wait', () => {
  const at = (offsetMs: number) => new Date(now + offsetMs).toUTCString()
  test.each<[string, Given, number | undefined]>([
    ['seconds', { header: '7' }, 7_000],
    ['seconds with a fraction', { header: ' 0.5 ' }, 500],
    ['nothing', { header: '0' }, 0],
    ['a date', { header: at(7_000) }, 7_000],
    ['a date of RFC 850', { header: 'Tuesday, 21-Jul-26 14:00:07 GMT' }, 7_000],
    ['a date of asctime', { header: 'Tue Jul 21 14:00:07 2026' }, 7_000],
    ['a date that is now', { header: at(0) }, 0],
    ['a member', { body: { RetryAfterSeconds: 7 } }, 7_000],
    ['a member that is a text', { body: { RetryAfterSeconds: '7' } }, 7_000],
    ['a header and another member', { header: '7', body: { RetryAfterSeconds: 9 } }, 7_000],
    ['a broken header and a member', { header: 'soon', body: { RetryAfterSeconds: 7 } }, 7_000],
    ['a date in the past and a member', { header: at(-1_000), body: { RetryAfterSeconds: 7 } }, 7_000],
    ['a date in the past', { header: at(-1_000) }, undefined],
    ['a word that Node takes for a date', { header: 'Monday 3' }, undefined],
    ['a year', { header: '2100-01-01' }, undefined],
    ['negative seconds', { header: '-7' }, undefined],
    ['an exponent', { header: '1e3' }, undefined],
    ['NaN', { header: 'NaN' }, undefined],
    ['Infinity', { header: 'Infinity' }, undefined],
    ['a number beyond all numbers', { header: '9'.repeat(400) }, undefined],
    ['an empty header', { header: '' }, undefined],
    ['a date that is none', { header: 'Mon, 99 Foo 2026' }, undefined],
    ['a negative member', { body: { RetryAfterSeconds: -1 } }, undefined],
    ['an empty member', { body: { RetryAfterSeconds: '' } }, undefined],
    ['a member that is null', { body: { RetryAfterSeconds: null } }, undefined],
    ['a member in an array', { body: { RetryAfterSeconds: [7] } }, undefined],
    ['no header and no member', {}, undefined]
  ])('given as %s', (_, given, expected) => {
    expect(asked(given)).toBe(expected)
  })
})
