import { describe, expect, test } from '@jest/globals'
import { readDamage } from '../src/credentials/damage.ts'

const keys = { accessKeyId: 'AKIA1', secretAccessKey: 'secret' }

describe('damage', () => {
  const whole = { accessKeyId: 'AKIA', secretAccessKey: 'a/b+c=', sessionToken: 'token==' }

  test.each([whole, keys, { ...whole, sessionToken: 'tab\tand é' }])('is not seen in whole credentials: %j', given => {
    expect(readDamage(given)).toBeUndefined()
  })

  test.each(['\n', '\r', '\0', '\u007f', '…', '🚨', '\ud83d'])('is seen in each part: %j', character => {
    for (const [name, kind] of [
      ['accessKeyId', 'access key ID'],
      ['secretAccessKey', 'secret access key'],
      ['sessionToken', 'session token']
    ] as const) {
      expect(readDamage({ ...whole, [name]: `canary${character}` })).toEqual({
        kind: 'failed',
        code: 'refused-credentials',
        what: `The AWS ${kind} holds a character that no HTTP header takes, such as a line break at its end.`,
        retryable: false,
        lost: false
      })
    }
  })
})
