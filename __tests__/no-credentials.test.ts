import { describe, expect, test } from '@jest/globals'
import { CredentialsUnreachable, readNoCredentials } from '../src/credentials/no-credentials.ts'
import { FromSource, SourceFailed, SourceMissing } from '../src/credentials/source-failed.ts'
import { AttemptEnded, ForbiddenEndpoint } from '../src/incident-manager/no-answer.ts'
import { TransportError } from '../src/network/transport-error.ts'

describe('no credentials', () => {
  const provider = (message: string) => Object.assign(new Error(message), { name: 'CredentialsProviderError' })
  const sts = (status: number, name: string, message = 'Not now') =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
  const unreachable = (code: string, sentInFull: boolean, proxyStatus?: number) =>
    new CredentialsUnreachable(
      'sts.us-east-1.amazonaws.com',
      new TransportError('words', code, sentInFull, undefined, proxyStatus)
    )
  const noKey = "Couldn't retrieve verification key from your identity provider"

  test.each<[string, Error, string, boolean]>([
    ['no source', new SourceMissing('This machine is no EC2 instance.'), 'no-credentials', false],
    ['half-set keys', new SourceMissing('Half.', 'half-set-credentials'), 'half-set-credentials', false],
    ['a source that says so', new SourceFailed('No.', { isFinal: true }), 'no-credentials', false],
    ['a source that stumbles', new SourceFailed('No.', { isFinal: false }), 'no-credentials', true],
    ['no permission', new SourceFailed('No.', { isFinal: true, code: 'no-id-token' }), 'no-id-token', false],
    [
      'a profile that is not set up',
      provider('Profile a requires multi-factor authentication'),
      'no-credentials',
      false
    ],
    ['a session of SSO that has expired', provider('The SSO session has expired.'), 'no-credentials', false],
    ['SSO that answers nonsense', provider('SSO returns an invalid temporary credential.'), 'no-credentials', true],
    ['a process that failed', provider('Command failed: /bin/keys'), 'no-credentials', true],
    ['a process without JSON', provider('Profile a credential_process returned bad JSON.'), 'no-credentials', true],
    ['a refusal of STS', sts(403, 'AccessDenied'), 'no-credentials', false],
    ['a token that STS takes for expired', sts(400, 'ExpiredTokenException'), 'no-credentials', false],
    ['STS that throttles by name', sts(400, 'Throttling'), 'no-credentials', true],
    ['STS that throttles by status', sts(429, 'Other'), 'no-credentials', true],
    ['STS that was too slow for itself', sts(408, 'RequestTimeout'), 'no-credentials', true],
    ['STS that fails', sts(500, 'InternalFailure'), 'no-credentials', true],
    ['STS that does not reach GitHub', sts(400, 'IDPCommunicationError'), 'no-credentials', true],
    ['STS that has no key of GitHub', sts(400, 'InvalidIdentityToken', noKey), 'no-credentials', true],
    [
      'an account without GitHub',
      sts(400, 'InvalidIdentityToken', 'No OpenIDConnect provider'),
      'no-credentials',
      false
    ],
    ['STS whose name does not resolve', unreachable('ENOTFOUND', false), 'dns', true],
    ['STS that takes no connection', unreachable('ECONNREFUSED', false), 'no-connection', true],
    ['STS that took the request and never answered', unreachable('ECONNRESET', true), 'no-answer', true],
    ['STS whose certificate is unknown', unreachable('SELF_SIGNED_CERT_IN_CHAIN', false), 'tls', true],
    ['a proxy that is not there', unreachable('ERR_PROXY_CONNECTION', false), 'proxy', true],
    ['a proxy that wants a password', unreachable('ERR_PROXY_TUNNEL', false, 407), 'proxy', false],
    ['a proxy whose address is none', unreachable('ERR_PROXY_INVALID_CONFIG', false), 'proxy', false],
    ['an endpoint that is forbidden', new ForbiddenEndpoint('It is http.'), 'forbidden-endpoint', false],
    ['something else', new Error('odd'), 'no-credentials', true]
  ])('because of %s', (_, error, code, retryable) => {
    // Nobody was paged by a request for credentials, whatever became of it.
    const expected = { kind: 'failed', code, retryable, lost: false }
    expect(readNoCredentials(error, text => text)).toMatchObject(expected)
    expect(readNoCredentials(new FromSource('AWS_PROFILE', error), text => text)).toMatchObject(expected)
  })

  test('because the time was up is told so, and tells less than an earlier attempt may', () => {
    expect(readNoCredentials(new AttemptEnded('none within 1.0 s'), text => text)).toMatchObject({
      code: 'no-credentials',
      what: 'No AWS credentials were found (none within 1.0 s).',
      retryable: true,
      lost: false,
      cutOff: true
    })
  })

  test.each([
    [
      new FromSource('AWS_WEB_IDENTITY_TOKEN_FILE', unreachable('ECONNREFUSED', false)),
      'No connection to sts.us-east-1.amazonaws.com (AWS_WEB_IDENTITY_TOKEN_FILE) (words).'
    ],
    [sts(403, 'AccessDenied'), 'AWS gave no credentials: AccessDenied: Not now.'],
    [
      new FromSource('the profile "a" (AWS_PROFILE)', provider('Command failed: /bin/keys')),
      'No AWS credentials came from the profile "a" (AWS_PROFILE) (Command failed: /bin/keys).'
    ],
    [
      new SourceMissing('This machine is no EC2 instance.'),
      'No AWS credentials were found. This machine is no EC2 instance.'
    ],
    [new SourceMissing(''), 'No AWS credentials were found.']
  ])('says whom it asked: %s', (error, words) => {
    expect(readNoCredentials(error, text => text).what).toBe(words)
  })

  test('is told without secrets', () => {
    for (const error of [
      new SourceFailed('a canary', { isFinal: true }),
      new SourceMissing('a canary'),
      new Error('a canary')
    ])
      expect(readNoCredentials(error, text => text.replace('canary', '***')).what).not.toContain('canary')
  })
})
