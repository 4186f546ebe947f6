import type { Failed } from '../incident-manager/port.ts'
import type { AwsCredentials } from './sources.ts'

/** What it means that credentials cannot be sent, often a secret that was pasted with a line break; undefined if they can. */
export function readDamage({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): Failed | undefined {
  const credentials = {
    'access key ID': accessKeyId,
    'secret access key': secretAccessKey,
    'session token': sessionToken
  }
  // What Node's clients refuse to put into a header. The secret key goes into none, but is no better with a line break.
  const damaged = Object.entries(credentials).find(([, value]) => /[^\t\x20-\x7e\x80-\xff]/.test(value ?? ''))
  return (
    damaged && {
      kind: 'failed',
      code: 'refused-credentials',
      what: `The AWS ${damaged[0]} holds a character that no HTTP header takes, such as a line break at its end.`,
      retryable: false,
      lost: false
    }
  )
}
