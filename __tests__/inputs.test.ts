import { describe, expect, test } from '@jest/globals'
import { readInputs, readSecrets } from '../src/github/inputs.ts'
import { isAllowedEndpoint } from '../src/network/endpoint.ts'
import type { PageError } from '../src/report/errors.ts'
import { fakeReader } from './shared/fake-core.ts'
import { refusalOf } from './shared/refusals.ts'
import { contactId, givenInputs, incidentId, inputs, target } from './shared/samples.ts'

type Given = Readonly<Record<string, string>>

const read = (given: Given = {}, environment: Given = {}) =>
  readInputs(fakeReader({ ...givenInputs, ...given }), environment)
const refusal = (given: Given, environment: Given = {}) => refusalOf(() => read(given, environment))

/** A contact's ARN of so many characters; those of the account number count too, and may be as many as one likes. */
const contactOf = (length: number) => contactId.replace('111122223333', '1'.repeat(length - contactId.length + 12))

describe('readInputs takes', () => {
  test('a contact alone, and decides the rest', () => {
    expect(read()).toEqual(inputs)
  })

  test('every input to its own place', () => {
    const decided = read({
      subject: 's',
      content: 'c',
      'public-subject': 'ps',
      'public-content': 'pc',
      sender: 'me',
      'idempotency-token': 't',
      'incident-id': incidentId,
      'aws-region': 'us-east-1',
      'endpoint-url': 'https://vpce.example',
      'timeout-seconds': '900',
      'dry-run': 'TRUE',
      strict: 'True',
      'github-token': 'ghs_token',
      needs: '{"a":1}',
      'job-status': 'failure',
      'job-check-run-id': '42',
      matrix: '{"os":"x"}',
      strategy: '{"job-index":1}'
    })
    expect(decided).toMatchObject({
      templates: {
        subject: 's',
        content: 'c',
        publicSubject: 'ps',
        publicContent: 'pc',
        sender: 'me',
        idempotencyToken: 't'
      },
      incidentId,
      endpointUrl: 'https://vpce.example',
      timeoutSeconds: 900,
      dryRun: true,
      strict: true,
      githubToken: 'ghs_token',
      contexts: {
        needs: '{"a":1}',
        jobStatus: 'failure',
        jobCheckRunId: '42',
        matrix: '{"os":"x"}',
        strategy: '{"job-index":1}'
      }
    })
  })

  test.each(['  %s', '%s \t', '\n%s\n', '\u00a0%s'])('white space around an ARN: %j', pattern => {
    const decided = read({ 'contact-id': pattern.replace('%s', contactId), 'incident-id': `\n${incidentId}\t` })
    expect(decided.contactId).toBe(contactId)
    expect(decided.incidentId).toBe(incidentId)
  })

  test.each([
    ['GovCloud', 'arn:aws-us-gov:ssm-contacts:us-gov-west-1:111122223333:contact/oncall', 'us-gov-west-1'],
    ['China', 'arn:aws-cn:ssm-contacts:cn-north-1:111122223333:contact/oncall', 'cn-north-1'],
    ['another account', 'arn:aws:ssm-contacts:eu-west-1:999988887777:contact/oncall', 'eu-west-1']
  ])('a contact of %s, and its region', (_, arn, region) => {
    expect(read({ 'contact-id': arn }).region).toBe(region)
  })

  test.each([1, 60, 899, 900])('timeout-seconds: %i', seconds => {
    expect(read({ 'timeout-seconds': String(seconds) }).timeoutSeconds).toBe(seconds)
  })

  test("public texts of '', which stay empty", () => {
    expect(read({ 'public-subject': '', 'public-content': '' }).templates).toMatchObject({
      publicSubject: '',
      publicContent: ''
    })
  })

  test.each([2047, 2048])('a contact ARN of %i characters', length => {
    const arn = contactOf(length)
    expect(arn).toHaveLength(length)
    expect(read({ 'contact-id': arn }).contactId).toBe(arn)
  })

  test.each([1023, 1024])('an incident ID of %i characters', length => {
    expect(read({ 'incident-id': 'i'.repeat(length) }).incidentId).toHaveLength(length)
  })

  test('every character that an incident ID may have', () => {
    const id = 'azAZ09\\_@#%*+=:?./! -x'
    expect(read({ 'incident-id': id }).incidentId).toBe(id)
  })
})

describe('readInputs refuses', () => {
  const contactHint = /takes the ARN of a contact, escalation plan or on-call schedule, up to 2048 characters/
  const secondsHint = /takes a whole number of seconds from 1 to 900/
  const booleanHint = /takes true or false/
  const incidentHint = /takes an incident's ARN, up to 1024 characters/
  const regionHint = /takes a region in lower case, such as us-east-1/

  test.each<[string, string, RegExp]>([
    ['contact-id', 'oncall-plan', contactHint],
    ['contact-id', 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/27bd86cf', contactHint],
    ['contact-id', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/', contactHint],
    ['contact-id', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/ü', contactHint],
    ['contact-id', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/𝒳', contactHint],
    ['contact-id', 'arn:aws:ssm-contacts:x@evil.example/:111122223333:contact/oncall', contactHint],
    ['timeout-seconds', '12abc', secondsHint],
    ['timeout-seconds', '0', secondsHint],
    ['timeout-seconds', '901', secondsHint],
    ['timeout-seconds', '1.5', secondsHint],
    ['timeout-seconds', '-1', secondsHint],
    ['timeout-seconds', '+5', secondsHint],
    ['timeout-seconds', '1e2', secondsHint],
    ['timeout-seconds', '0x10', secondsHint],
    ['timeout-seconds', '060', secondsHint],
    ['timeout-seconds', '٦٠', secondsHint],
    ['timeout-seconds', '60s', secondsHint],
    ['timeout-seconds', '', secondsHint],
    ['timeout-seconds', '99999999999999999999', secondsHint],
    ['dry-run', 'yes', booleanHint],
    ['dry-run', '1', booleanHint],
    ['dry-run', 'tRUE', booleanHint],
    ['dry-run', '', booleanHint],
    ['strict', 'on', booleanHint],
    ['incident-id', 'incident (1)', incidentHint],
    ['incident-id', 'incident-ü', incidentHint],
    ['incident-id', 'incident-𝒳', incidentHint],
    ['incident-id', 'a\u00a0b', incidentHint],
    ['aws-region', 'US-EAST-1', regionHint],
    ['aws-region', 'x@evil.example:443/#', regionHint],
    ['aws-region', 'us-east-1.evil.example', regionHint],
    ['aws-region', 'us-east-1/..', regionHint],
    ['aws-region', 'us_east_1', regionHint],
    ['aws-region', 'us-east-', regionHint],
    ['aws-region', `${'us-'.repeat(30)}east-1`, regionHint],
    ['aws-region', 'us-west-2', /contact in "contact-id" is in us-east-1/]
  ])('%s: %j', (name, value, hint) => {
    const error = refusal({ [name]: value })
    expect(error).toMatchObject({ code: 'invalid-input', outcome: 'not-sent' })
    expect(error.message).toContain(`Input "${name}" is "${value.replace(/\s+/g, ' ')}"`)
    expect(error.message).toMatch(hint)
    expect(error.message).toMatch(/No page was sent\.$/)
  })

  test('no contact at all, with a sample of one', () => {
    expect(refusal({ 'contact-id': '' }).message).toMatch(
      /"contact-id" is empty.*such as arn:aws:ssm-contacts:.*A variable or secret that is empty does not exist/
    )
  })

  test.each([
    ['arn:aws:ssm-contacts:us-east-1:***:contact/oncall-plan', 'A part of it is masked, as a secret is.'],
    [`${contactId}, ${contactId}`, 'It takes one ARN: page each contact in a step of its own.'],
    ['oncall-plan', 'That is no ARN.'],
    ['arn:aws:ssm-contact:us-east-1:111122223333:contact/a', 'Its service is "ssm-contact", not "ssm-contacts".'],
    [
      'arn:aws:ssm-incidents::111122223333:response-plan/checkout',
      'Its service is "ssm-incidents", not "ssm-contacts".'
    ],
    ['arn:aws:ssm-contacts:us-east-1:111122223333:rotation/a', 'It is the ARN of "rotation", not of a contact.']
  ])('a contact, and says what is wrong where that can be told: %s', (value, hint) => {
    const { message } = refusal({ 'contact-id': value })
    expect(message).toContain(`". ${hint} It takes the ARN of a contact, `)
    expect(message).toContain('"aws ssm-contacts list-contacts --region REGION"')
  })

  test.each([
    ['timeout-seconds', '${{ vars.NAME || 60 }}'],
    ['dry-run', '${{ vars.NAME || false }}'],
    ['strict', '${{ vars.NAME || false }}']
  ])('an empty %s, and says how to give it a default', (name, sample) => {
    expect(refusal({ [name]: '' }).message).toContain(
      `An expression that may be empty needs a default, such as ${sample}.`
    )
    expect(refusal({ [name]: 'x' }).message).not.toContain('may be empty')
  })

  test('with the contact for the command by hand, if it could be read', () => {
    expect(refusal({ 'dry-run': 'yes', 'job-status': 'failure' }).target).toEqual({ ...target, jobFailed: true })
    expect(refusal({ 'contact-id': 'x' }).target.contactId).toBe('CONTACT_ARN')
    expect(refusal({}, { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }).target).toEqual(target)
  })

  test.each([
    ['a contact ARN of 2049 characters', 'contact-id', contactOf(2049)],
    ['an incident ID of 1025 characters', 'incident-id', 'i'.repeat(1025)],
    ['an incident ID of 1025 characters, far longer in bytes', 'incident-id', '𝒳'.repeat(1025)]
  ])('%s, and quotes its beginning only', (_, name, value) => {
    const error = refusal({ [name]: value })
    expect(error.message).toContain(`Input "${name}" is "${value.slice(0, 100)}`)
    expect(error.message.length).toBeLessThan(1000)
  })

  test('a value of many lines on one line', () => {
    const error = refusal({ 'aws-region': 'us-east-1\n::error::forged\r\n##[error]forged' })
    expect(error.message).toContain('"us-east-1 ::error::forged ##[error]forged"')
  })

  test('everything at once, each problem on a line of its own', () => {
    const { message } = refusal(
      {
        'contact-id': 'oncall',
        'incident-id': '(1)',
        'aws-region': 'EU',
        'endpoint-url': 'http://evil.example',
        'timeout-seconds': '12abc',
        'dry-run': 'yes',
        strict: 'on'
      },
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    )
    const bullets = message.split('\n').filter(line => line.startsWith('- '))
    const names = ['contact-id', 'incident-id', 'aws-region', 'endpoint-url', 'timeout-seconds', 'dry-run', 'strict']
    for (const name of names) expect(bullets.filter(line => line.startsWith(`- Input "${name}" `))).toHaveLength(1)
    expect(bullets.filter(line => line.startsWith('- NODE_TLS_REJECT_UNAUTHORIZED=0 '))).toHaveLength(1)
    expect(bullets).toHaveLength(names.length + 1)
  })

  test('half-set keys together with a wrong input', () => {
    const { message } = refusal({ 'timeout-seconds': '0' }, { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' })
    expect(message).toContain('"timeout-seconds"')
    expect(message).toContain('AWS_SECRET_ACCESS_KEY')
  })

  test('connections without verified certificates', () => {
    const error = refusal({}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(error.code).toBe('invalid-input')
    expect(error.message).toMatch(/NODE_TLS_REJECT_UNAUTHORIZED=0.*NODE_EXTRA_CA_CERTS/s)
    expect(read({}, { NODE_TLS_REJECT_UNAUTHORIZED: '1' }).contactId).toBe(contactId)
  })
})

test.each(['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'])(
  '%s tells that credentials come from the network',
  name => {
    expect(read({}, { [name]: '/credentials' }).credentialsFromNetwork).toBe(true)
    expect(read({}, { [name]: '' }).credentialsFromNetwork).toBe(false)
  }
)

describe('AWS keys', () => {
  const id = 'AKIAIOSFODNN7EXAMPLE'
  const key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

  test.each([
    ['only the ID', { AWS_ACCESS_KEY_ID: id }, 'AWS_SECRET_ACCESS_KEY is empty'],
    ['an empty key', { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: '' }, 'AWS_SECRET_ACCESS_KEY is empty'],
    ['only the key', { AWS_SECRET_ACCESS_KEY: key }, 'AWS_ACCESS_KEY_ID is empty']
  ])('with %s are refused, without being shown', (_, environment, expected) => {
    const error = refusal({}, environment)
    expect(error).toMatchObject({ code: 'half-set-credentials', outcome: 'not-sent' })
    expect(error.message).toContain(expected)
    expect(error.message).not.toContain(id)
    expect(error.message).not.toContain(key)
  })

  test.each([
    ['both', {}, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key }],
    ['neither', {}, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
    ['a profile, which comes first', {}, { AWS_ACCESS_KEY_ID: id, AWS_PROFILE: 'pager' }],
    ['half of them on a dry run, which needs none', { 'dry-run': 'true' }, { AWS_ACCESS_KEY_ID: id }]
  ])('are no obstacle with %s', (_, given, environment) => {
    expect(read(given, environment).contactId).toBe(contactId)
  })
})

describe('endpoint', () => {
  test.each([
    'https://ssm-contacts.us-east-1.amazonaws.com',
    'https://vpce-0123.ssm-contacts.us-east-1.vpce.amazonaws.com:8443/path',
    'http://localhost:4566',
    'http://LOCALHOST',
    'http://127.0.0.1:8080',
    'http://127.8.9.10',
    'http://[::1]:8080'
  ])('%s is taken', url => {
    expect(read({ 'endpoint-url': url }).endpointUrl).toBe(url)
    expect(read({}, { AWS_ENDPOINT_URL: url }).endpointUrl).toBe(url)
  })

  const refused = [
    'http://ssm-contacts.us-east-1.amazonaws.com',
    'http://169.254.169.254',
    'http://0.0.0.0',
    'http://10.0.0.1',
    'http://128.0.0.1',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://evil.example#localhost',
    'http://[::ffff:127.0.0.1]',
    'http://[::2]',
    'http://localhost@evil.example',
    'https://good.example@evil.example',
    'https://user:hunter2@ssm-contacts.us-east-1.amazonaws.com',
    'http://user:hunter2@localhost',
    'https://:hunter2@evil.example',
    'ftp://evil.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ssm-contacts.us-east-1.amazonaws.com',
    '//evil.example',
    'https://',
    'https://a b',
    'nonsense'
  ]
  test.each(refused)('%s is refused, whatever its source', url => {
    const sources: [PageError, string][] = [
      [refusal({ 'endpoint-url': url }), 'Input "endpoint-url"'],
      [refusal({}, { AWS_ENDPOINT_URL: url }), 'Environment variable AWS_ENDPOINT_URL '],
      [refusal({}, { AWS_ENDPOINT_URL_SSM_CONTACTS: url }), 'Environment variable AWS_ENDPOINT_URL_SSM_CONTACTS ']
    ]
    for (const [error, source] of sources) {
      expect(error.code).toBe('invalid-input')
      expect(error.message).toContain(source)
      expect(error.message).toMatch(/https and without user and password.*http is for loopback only/)
      expect(error.message).not.toContain('hunter2')
    }
    if (URL.canParse(url)) expect(isAllowedEndpoint(new URL(url))).toBe(false)
  })

  test('comes from the input, then the service variable, then the general one', () => {
    const environment = { AWS_ENDPOINT_URL_SSM_CONTACTS: 'https://b.example', AWS_ENDPOINT_URL: 'https://c.example' }
    expect(read({ 'endpoint-url': 'https://a.example' }, environment).endpointUrl).toBe('https://a.example')
    expect(read({}, environment).endpointUrl).toBe('https://b.example')
    expect(read({}, { AWS_ENDPOINT_URL: 'https://c.example' }).endpointUrl).toBe('https://c.example')
  })

  test('of the environment is ignored where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so', () => {
    const environment = { AWS_ENDPOINT_URL: 'https://c.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True' }
    expect(read({}, environment).endpointUrl).toBeUndefined()
    expect(read({ 'endpoint-url': 'https://a.example' }, environment).endpointUrl).toBe('https://a.example')
  })
})

describe('what must not be printed', () => {
  test('is known from the first moment: keys, tokens and passwords of proxies, as written and as sent', () => {
    const secrets = readSecrets(fakeReader({ 'github-token': 'ghs_token' }), {
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret-key',
      AWS_SESSION_TOKEN: 'session-token',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc-token',
      ACTIONS_RUNTIME_TOKEN: 'runtime-token',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'container-token',
      HTTPS_PROXY: 'http://proxy-user:p%40ss-word@proxy.example:3128',
      no_proxy: 'internal.example'
    })
    expect(secrets).toEqual(
      expect.arrayContaining([
        'ghs_token',
        'AKIAIOSFODNN7EXAMPLE',
        'secret-key',
        'session-token',
        'oidc-token',
        'runtime-token',
        'container-token',
        'p%40ss-word',
        'p@ss-word',
        Buffer.from('proxy-user:p@ss-word').toString('base64')
      ])
    )
    expect(secrets).not.toContain('')
    expect(secrets).not.toContain('internal.example')
  })

  test('is not in the message about other inputs', () => {
    const { message } = refusal(
      { 'github-token': 'ghs_token', 'timeout-seconds': 'x' },
      {
        AWS_ACCESS_KEY_ID: 'AKIA1234',
        AWS_SECRET_ACCESS_KEY: 'secret-key',
        HTTPS_PROXY: 'http://u:proxy-pass@p.example'
      }
    )
    for (const secret of ['ghs_token', 'AKIA1234', 'secret-key', 'proxy-pass']) expect(message).not.toContain(secret)
  })
})

test.each(['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'])(
  'the proxy variable %s is kept in its spelling, an empty one is not',
  name => {
    const url = 'http://proxy.example:3128'
    expect(read({}, { [name]: url }).proxyEnvironment).toEqual({ [name]: url })
    for (const empty of ['', ' ']) expect(read({}, { [name]: empty }).proxyEnvironment).toEqual({})
  }
)

test.each([
  ['proxy.example:3128', 'http://proxy.example:3128'],
  ['user:pass@proxy.example', 'http://user:pass@proxy.example'],
  ['HTTP://proxy.example', 'http://proxy.example'],
  ['socks5://proxy.example', 'socks5://proxy.example'],
  ['://', '://']
])('a proxy may be written as other programs take it: %s', (given, url) => {
  expect(read({}, { HTTPS_PROXY: given }).proxyEnvironment).toEqual({ HTTPS_PROXY: url })
  expect(read({}, { NO_PROXY: given }).proxyEnvironment).toEqual({ NO_PROXY: given })
})

test('a password of a proxy without http:// is a secret too', () => {
  expect(readSecrets(fakeReader({}), { HTTPS_PROXY: 'user:canary-password@proxy.example' })).toContain(
    'canary-password'
  )
})

describe('keys of the environment', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'token' }

  test('are taken in spite of a profile, which the SDK would take alone', () => {
    expect(read({}, { ...keys, AWS_PROFILE: 'ci' }).environmentKeys).toEqual({
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'key',
      sessionToken: 'token'
    })
    expect(read({}, { ...keys, AWS_SESSION_TOKEN: '', AWS_PROFILE: 'ci' }).environmentKeys).not.toHaveProperty(
      'sessionToken'
    )
  })

  test.each([keys, { AWS_PROFILE: 'ci' }, { AWS_PROFILE: 'ci', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }])(
    'are left to the SDK otherwise: %j',
    environment => {
      expect(read({}, environment).environmentKeys).toBeUndefined()
    }
  )
})

describe('the page that explains errors', () => {
  const runner = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: 'acme/start-engagement',
    GITHUB_ACTION_REF: 'v1'
  }

  test('is that of the version which runs', () => {
    const url = 'https://github.com/acme/start-engagement/blob/v1/docs/troubleshooting.md'
    expect(read({}, runner).target.helpUrl).toBe(url)
    expect(refusal({ 'dry-run': 'yes' }, runner).target.helpUrl).toBe(url)
  })

  test.each([
    { ...runner, GITHUB_SERVER_URL: 'https://github.acme.example' },
    { ...runner, GITHUB_ACTION_REPOSITORY: '' },
    { ...runner, GITHUB_ACTION_REF: '' }
  ])('is not known with %j', environment => {
    expect(read({}, environment).target.helpUrl).toBe('')
  })
})
