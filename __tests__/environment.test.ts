import { homedir } from 'node:os'
import { describe, expect, test } from '@jest/globals'
import { sourceWords } from '../src/credentials/sources.ts'
import { correctAwsVariables, type Environment, readEnvironment } from '../src/github/environment.ts'
import fc from './shared/properties.ts'
import { anyText } from './shared/texts.ts'

const id = 'AKIAIOSFODNN7EXAMPLE'
const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const keys = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: 'token' }

test('an environment that sets nothing is decided', () => {
  expect(readEnvironment({})).toEqual({
    proxyEnvironment: {},
    credentialsSources: [{ kind: 'profile', name: 'default' }, { kind: 'instance' }],
    idTokenRequest: undefined,
    endpoint: undefined,
    ignoreConfiguredEndpoints: false,
    profile: 'default',
    verificationOff: false,
    isUnderAct: false,
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
      expect(Object.keys(readEnvironment(variables))).toHaveLength(9)
    }),
    { numRuns: 2000 }
  )
})

describe('the sources of credentials', () => {
  const sourcesOf = (variables: Record<string, string | undefined>) => readEnvironment(variables).credentialsSources
  const [byDefault, instance] = sourcesOf({})
  const whole = { kind: 'keys', keys: { accessKeyId: id, secretAccessKey: key, sessionToken: 'token' } }
  const half = (set: string, empty: string) => ({
    kind: 'half-set-keys',
    what: `${set} is set in the environment, but ${empty} is empty.`
  })
  const noSecret = half('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY')
  const noId = half('AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID')
  const webIdentity = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/page' }
  const full = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1' }
  const relative = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2' }
  const container = (variable: string, url: string, over: object = {}) => ({
    kind: 'container',
    variable,
    url,
    token: '',
    tokenFile: '',
    ...over
  })
  const [fullName = '', relativeName = ''] = [...Object.keys(full), ...Object.keys(relative)]

  test.each<[string, Record<string, string | undefined>, readonly unknown[]]>([
    ['whole keys', keys, [whole, byDefault, instance]],
    ['keys beside a profile', { ...keys, AWS_PROFILE: 'ci' }, [whole, { kind: 'profile', name: 'ci' }, instance]],
    [
      'keys of a user',
      { ...keys, AWS_SESSION_TOKEN: '' },
      [{ kind: 'keys', keys: { accessKeyId: id, secretAccessKey: key } }, byDefault, instance]
    ],
    ['only the ID', { AWS_ACCESS_KEY_ID: id }, [noSecret, byDefault, instance]],
    ['an empty key', { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: '' }, [noSecret, byDefault, instance]],
    ['only the key', { AWS_SECRET_ACCESS_KEY: key }, [noId, byDefault, instance]],
    ['neither', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, [byDefault, instance]],
    ['a session token alone', { AWS_SESSION_TOKEN: 'token' }, [byDefault, instance]],
    ['an empty profile', { AWS_PROFILE: '' }, [byDefault, instance]],
    [
      'a web identity',
      webIdentity,
      [
        byDefault,
        {
          kind: 'web-identity',
          tokenFile: '/token',
          roleArn: webIdentity.AWS_ROLE_ARN,
          sessionName: 'start-engagement'
        },
        instance
      ]
    ],
    ['a web identity without a role', { AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }, [byDefault, instance]],
    ['a container', full, [byDefault, container(fullName, 'http://169.254.170.23/v1'), instance]],
    [
      'a container, twice',
      { ...full, ...relative, AWS_CONTAINER_AUTHORIZATION_TOKEN: 't' },
      [byDefault, container(relativeName, 'http://169.254.170.2/v2', { token: 't' }), instance]
    ],
    ['no instance', { AWS_EC2_METADATA_DISABLED: 'True' }, [byDefault]],
    ['an instance that is not disabled', { AWS_EC2_METADATA_DISABLED: 'false' }, [byDefault, instance]]
  ])('are asked in this order with %s', (_, variables, expected) => {
    expect(sourcesOf(variables)).toEqual(expected)
  })

  test('are told in words without anything that is secret', () => {
    const words = sourcesOf({ ...keys, ...webIdentity, ...full, AWS_PROFILE: 'ci' }).map(sourceWords)
    expect(words).toEqual([
      'AWS_ACCESS_KEY_ID in the environment',
      'the profile "ci" (AWS_PROFILE)',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      fullName,
      'the instance'
    ])
  })
})

test.each([
  [{}, undefined],
  [{ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://a.example/?v=1' }, undefined],
  [
    { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://a.example/?v=1', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' },
    { url: 'https://a.example/?v=1', token: 't' }
  ]
])('an ID token is asked for where both variables are: %j', (variables, expected) => {
  expect(readEnvironment(variables).idTokenRequest).toEqual(expected)
})

describe('variables that the AWS SDK reads otherwise than the AWS CLI', () => {
  const corrected = (variables: Record<string, string | undefined>) => {
    const given = { ...variables }
    correctAwsVariables(given)
    return given
  }

  test.each<[Record<string, string>, string, string | undefined]>([
    [{ AWS_CONFIG_FILE: '~/aws/config' }, 'AWS_CONFIG_FILE', `${homedir()}/aws/config`],
    [{ AWS_SHARED_CREDENTIALS_FILE: '~/keys' }, 'AWS_SHARED_CREDENTIALS_FILE', `${homedir()}/keys`],
    [{ AWS_CONFIG_FILE: '/etc/~/config' }, 'AWS_CONFIG_FILE', '/etc/~/config'],
    [{ AWS_CONFIG_FILE: '~other/config' }, 'AWS_CONFIG_FILE', '~other/config'],
    [{ AWS_USE_FIPS_ENDPOINT: 'True' }, 'AWS_USE_FIPS_ENDPOINT', 'true'],
    [{ AWS_USE_FIPS_ENDPOINT: 'yes' }, 'AWS_USE_FIPS_ENDPOINT', 'false'],
    [{ AWS_USE_DUALSTACK_ENDPOINT: '' }, 'AWS_USE_DUALSTACK_ENDPOINT', 'false'],
    [{}, 'AWS_USE_FIPS_ENDPOINT', undefined],
    [{ AWS_MAX_ATTEMPTS: 'many' }, 'AWS_MAX_ATTEMPTS', '1'],
    [{ AWS_RETRY_MODE: 'adaptive' }, 'AWS_RETRY_MODE', 'standard'],
    [{ AWS_ENDPOINT_URL_STS: 'https://a.example' }, 'AWS_ENDPOINT_URL_STS', 'https://a.example']
  ])('%j: %s is %s', (variables, name, value) => {
    expect(corrected(variables)[name]).toBe(value)
  })

  test('name no endpoint where none of them counts', () => {
    const endpoints = { AWS_ENDPOINT_URL: 'https://a.example', AWS_ENDPOINT_URL_STS: 'https://b.example' }
    expect(Object.keys(corrected({ ...endpoints, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }))).toEqual([
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      'AWS_MAX_ATTEMPTS',
      'AWS_RETRY_MODE'
    ])
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

test.each<[string, Record<string, string>, boolean]>([
  ['act', { ACT: 'true' }, true],
  ["a run on the spot by Gitea's or Forgejo's runner, without a server", { ACT: 'true', ACT_EXEC: 'true' }, true],
  ["GitHub's runner", {}, false],
  ['a variable of the same name', { ACT: 'production' }, false],
  ["Gitea's runner", { ACT: 'true', GITEA_ACTIONS: 'true' }, false],
  ["Forgejo's runner", { ACT: 'true', GITEA_ACTIONS: 'true', FORGEJO_ACTIONS: 'true' }, false],
  ["Forgejo's runner, should it stop to call itself Gitea", { ACT: 'true', FORGEJO_ACTIONS: 'true' }, false]
])('%s: runs without numbers of their own are known', (_, variables, expected) => {
  expect(readEnvironment(variables).isUnderAct).toBe(expected)
})
