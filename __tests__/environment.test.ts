import { describe, expect, test } from '@jest/globals'
import { type Environment, readEnvironment } from '../src/github/environment.ts'
import fc from './shared/properties.ts'
import { anyText } from './shared/texts.ts'

const id = 'AKIAIOSFODNN7EXAMPLE'
const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const keys = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: 'token' }

test('an environment that sets nothing is decided', () => {
  expect(readEnvironment({})).toEqual({
    proxyEnvironment: {},
    keys: undefined,
    halfSetKeys: undefined,
    credentialsFromNetwork: false,
    credentialsSource: 'the default profile, then the instance',
    endpoint: undefined,
    verificationOff: false,
    secrets: []
  } satisfies Environment)
})

test('nothing in it throws', () => {
  const names = [
    ...['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy', 'AWS_PROFILE'],
    ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL'],
    ...['AWS_ENDPOINT_URL_SSM_CONTACTS', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'NODE_TLS_REJECT_UNAUTHORIZED']
  ]
  const part = fc.oneof(anyText, fc.constantFrom('http://', 'user', ':', '@', '%', '%zz', '%ff', '[::1]', '\0', 'ü'))
  const value = fc.array(part, { maxLength: 6 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), variables => {
      expect(Object.keys(readEnvironment(variables))).toHaveLength(8)
    }),
    { numRuns: 2000 }
  )
})

describe('AWS keys', () => {
  test('are taken whole', () => {
    expect(readEnvironment(keys).keys).toEqual({ accessKeyId: id, secretAccessKey: key, sessionToken: 'token' })
  })

  test('are taken in spite of a profile, which the SDK would take alone', () => {
    expect(readEnvironment({ ...keys, AWS_PROFILE: 'ci' }).keys).toEqual(readEnvironment(keys).keys)
  })

  test.each([undefined, ''])('of a user have no session token: %j', token => {
    expect(readEnvironment({ ...keys, AWS_SESSION_TOKEN: token }).keys).toEqual({
      accessKeyId: id,
      secretAccessKey: key
    })
  })

  test.each([
    { AWS_PROFILE: 'ci' },
    { AWS_PROFILE: 'ci', AWS_ACCESS_KEY_ID: id },
    { AWS_PROFILE: 'ci', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: key },
    { AWS_SESSION_TOKEN: 'token' }
  ])('are left to the SDK otherwise: %j', variables => {
    expect(readEnvironment(variables).keys).toBeUndefined()
  })
})

describe('half-set keys', () => {
  const noSecret = 'AWS_ACCESS_KEY_ID is set in the environment, but AWS_SECRET_ACCESS_KEY is empty.'
  const noId = 'AWS_SECRET_ACCESS_KEY is set in the environment, but AWS_ACCESS_KEY_ID is empty.'

  test.each([
    ['only the ID', { AWS_ACCESS_KEY_ID: id }, noSecret],
    ['an empty key', { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: '' }, noSecret],
    ['only the key', { AWS_SECRET_ACCESS_KEY: key }, noId],
    ['an empty ID', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: key }, noId],
    ['an empty profile', { AWS_ACCESS_KEY_ID: id, AWS_PROFILE: '' }, noSecret]
  ])('are told, without being shown: %s', (_, variables, expected) => {
    expect(readEnvironment(variables).halfSetKeys).toBe(expected)
  })

  test.each([
    ['both', keys],
    ['neither', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
    ['a profile, which comes first', { AWS_ACCESS_KEY_ID: id, AWS_PROFILE: 'pager' }]
  ])('are none with %s', (_, variables) => {
    expect(readEnvironment(variables).halfSetKeys).toBeUndefined()
  })
})

describe('where credentials come from', () => {
  test.each(['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'])(
    '%s tells that a service on the network has them',
    name => {
      expect(readEnvironment({ [name]: '/credentials' }).credentialsFromNetwork).toBe(true)
      expect(readEnvironment({ [name]: '' }).credentialsFromNetwork).toBe(false)
    }
  )

  // From the last to the first: each comes before those above it.
  const sources: [string, Record<string, string>][] = [
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1' }],
    ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2' }],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', { AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }],
    ['the profile in AWS_PROFILE', { AWS_PROFILE: 'ci' }],
    ['AWS_ACCESS_KEY_ID in the environment', keys]
  ]
  test.each(sources.map(([source], index) => [source, index] as const))('is told: %s', (source, index) => {
    const variables = Object.assign({}, ...sources.slice(0, index + 1).map(([, own]) => own)) as Record<string, string>
    expect(readEnvironment(variables).credentialsSource).toBe(source)
    expect(readEnvironment(sources[index]?.[1] ?? {}).credentialsSource).toBe(source)
  })

  test('is told without anything that is secret', () => {
    for (const secret of Object.values(keys)) expect(readEnvironment(keys).credentialsSource).not.toContain(secret)
  })
})

describe('the endpoint', () => {
  const service = { AWS_ENDPOINT_URL_SSM_CONTACTS: 'https://b.example' }
  const general = { AWS_ENDPOINT_URL: 'https://c.example' }

  test.each([
    ['the variable of the service', service, { name: 'AWS_ENDPOINT_URL_SSM_CONTACTS', url: 'https://b.example' }],
    ['the general one', general, { name: 'AWS_ENDPOINT_URL', url: 'https://c.example' }],
    [
      'that of the service before the general one',
      { ...service, ...general },
      { name: 'AWS_ENDPOINT_URL_SSM_CONTACTS', url: 'https://b.example' }
    ],
    [
      'the general one where that of the service is empty',
      { ...general, AWS_ENDPOINT_URL_SSM_CONTACTS: '' },
      { name: 'AWS_ENDPOINT_URL', url: 'https://c.example' }
    ]
  ])('comes from %s', (_, variables, expected) => {
    expect(readEnvironment(variables).endpoint).toEqual(expected)
  })

  test.each(['true', 'True', 'TRUE'])('is ignored where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is %s', ignored => {
    const variables = { ...service, ...general, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignored }
    expect(readEnvironment(variables).endpoint).toBeUndefined()
  })

  test.each(['false', '', '0'])('counts where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is %j', ignored => {
    const variables = { ...general, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: ignored }
    expect(readEnvironment(variables).endpoint).toEqual({ name: 'AWS_ENDPOINT_URL', url: 'https://c.example' })
  })
})

// As Node.js reads it: https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
test.each([
  ['0', true],
  ['1', false],
  ['', false],
  ['false', false],
  [undefined, false]
])('NODE_TLS_REJECT_UNAUTHORIZED=%s switches verification off: %s', (value, expected) => {
  expect(readEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: value }).verificationOff).toBe(expected)
})

describe('proxy variables', () => {
  const read = (variables: Record<string, string>) => readEnvironment(variables).proxyEnvironment

  test.each(['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'])(
    '%s is kept in its spelling, an empty one is not',
    name => {
      const url = 'http://proxy.example:3128'
      expect(read({ [name]: url })).toEqual({ [name]: url })
      for (const empty of ['', ' ']) expect(read({ [name]: empty })).toEqual({})
    }
  )

  test.each([
    ['proxy.example:3128', 'http://proxy.example:3128'],
    ['user:pass@proxy.example', 'http://user:pass@proxy.example'],
    ['HTTP://proxy.example', 'http://proxy.example'],
    ['socks5://proxy.example', 'socks5://proxy.example'],
    ['://', '://']
  ])('may be written as other programs take them: %s', (given, url) => {
    expect(read({ HTTPS_PROXY: given })).toEqual({ HTTPS_PROXY: url })
    expect(read({ NO_PROXY: given })).toEqual({ NO_PROXY: given })
  })
})

describe('what must not be printed', () => {
  test('is keys, tokens and passwords of proxies, as written and as sent', () => {
    const { secrets } = readEnvironment({
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: 'secret-key',
      AWS_SESSION_TOKEN: 'session-token',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc-token',
      ACTIONS_RUNTIME_TOKEN: 'runtime-token',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-token',
      HTTPS_PROXY: 'http://proxy-user:p%40ss-word@proxy.example:3128',
      no_proxy: 'internal.example'
    })
    expect(secrets.toSorted()).toEqual(
      [
        id,
        'secret-key',
        'session-token',
        'oidc-token',
        'runtime-token',
        'container-token',
        'p%40ss-word',
        'p@ss-word',
        Buffer.from('proxy-user:p@ss-word').toString('base64')
      ].toSorted()
    )
  })

  test.each(['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'])('is the password in %s', name => {
    expect(readEnvironment({ [name]: 'http://user:canary-password@proxy.example' }).secrets).toContain(
      'canary-password'
    )
  })

  test('is a password of a proxy without http:// too', () => {
    expect(readEnvironment({ HTTPS_PROXY: 'user:canary-password@proxy.example' }).secrets).toContain('canary-password')
  })

  test('is nothing of variables that are empty', () => {
    expect(readEnvironment({ AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '', HTTPS_PROXY: '' }).secrets).toEqual([])
  })
})
