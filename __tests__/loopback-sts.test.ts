// GitHub's ID tokens and STS on loopback, asked by the AWS SDK alone: a token that gets credentials here must get them at AWS.
import { generateKeyPairSync, sign } from 'node:crypto'
import { SSMContactsClient, StartEngagementCommand } from '@aws-sdk/client-ssm-contacts'
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  STSClient
} from '@aws-sdk/client-sts'
import { fromWebToken } from '@aws-sdk/credential-provider-web-identity'
import { describe, expect, test } from '@jest/globals'
import { type Sts, type StsOptions, startSts } from '../local/aws/sts.ts'
import { emptyAnswer, stsErrors } from '../local/aws/sts-answer.ts'
import { isLike, isTrusted, parseTrustPolicy } from '../local/aws/trust-policy.ts'
import {
  type Claims,
  composeClaims,
  type IdTokenEndpoint,
  type IdTokenEndpointOptions,
  idTokenFaults,
  startIdTokenEndpoint
} from '../local/github/id-token.ts'
import { untilClosed, withService } from './shared/peers.ts'
import { request } from './shared/samples.ts'

const roleArn = 'arn:aws:iam::111122223333:role/page-on-call'
const providerArn = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'
const key = (name: string) => `token.actions.githubusercontent.com:${name}`
const audience = 'sts.amazonaws.com'
const subjects = ['repo:acme/shop:ref:refs/heads/main', 'repo:acme@6811672/shop@186853002:ref:refs/heads/main']

const statement = (Condition: Record<string, unknown> = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: providerArn },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition
})
const policy = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement })
const trust = policy(statement({ StringEquals: { [key('aud')]: audience, [key('sub')]: subjects } }))

interface Given {
  readonly idToken?: IdTokenEndpointOptions
  readonly sts?: Partial<StsOptions>
}

/** Runs both services as long as they are used. */
const withRole = <T>({ idToken, sts }: Given, use: (github: IdTokenEndpoint, sts: Sts) => Promise<T>): Promise<T> =>
  startIdTokenEndpoint(idToken).then(github =>
    untilClosed(github, async () => {
      const options = { roles: { [roleArn]: trust }, issuers: [github.issuer], ...sts }
      return untilClosed(await startSts(options), service => use(github, service))
    })
  )

/** What a job does to get its ID token. */
async function askForToken({ url, requestToken }: IdTokenEndpoint, wanted = audience, token = requestToken) {
  const response = await fetch(`${url}&audience=${encodeURIComponent(wanted)}`, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'manual'
  })
  return { status: response.status, body: await response.text() }
}

async function tokenOf(github: IdTokenEndpoint, wanted?: string): Promise<string> {
  return JSON.parse((await askForToken(github, wanted)).body).value
}

const partOf = (token: string, index: number) =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())

/** What the SDK makes of an answer of STS: the credentials, or the name and the text of an error. */
function assume({ url }: Sts, token: string, input: Partial<AssumeRoleWithWebIdentityCommandInput> = {}) {
  const client = new STSClient({ region: 'us-east-1', endpoint: url, maxAttempts: 1 })
  const command = new AssumeRoleWithWebIdentityCommand({
    RoleArn: roleArn,
    RoleSessionName: 'start-engagement-1658821493',
    WebIdentityToken: token,
    ...input
  })
  return client.send(command).then(
    ({ Credentials, AssumedRoleUser }) => ({ credentials: Credentials, arn: AssumedRoleUser?.Arn }),
    ({ name, message, $metadata }) => ({ name, message, status: $metadata?.httpStatusCode })
  )
}

const assumeWith = (given: Given, wanted?: string, input?: Partial<AssumeRoleWithWebIdentityCommandInput>) =>
  withRole(given, async (github, sts) => assume(sts, await tokenOf(github, wanted), input))

const denied = { name: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity', status: 403 }

describe('an ID token', () => {
  test('says what GitHub says of the job, for the audience that was asked for', async () => {
    const tokens = await withRole({}, async github => [await tokenOf(github), await tokenOf(github)])
    const [first, second] = tokens.map(token => partOf(token, 1))
    expect(first).toMatchObject({
      sub: 'repo:acme/shop:ref:refs/heads/main',
      aud: audience,
      iss: 'https://token.actions.githubusercontent.com',
      ref: 'refs/heads/main',
      repository: 'acme/shop',
      repository_id: '186853002',
      repository_owner_id: '6811672',
      workflow: 'Deploy',
      job_workflow_ref: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
      actor_id: '583231',
      run_id: '1658821493',
      event_name: 'push'
    })
    expect(first).not.toHaveProperty('environment')
    expect([first.exp - first.iat, first.jti === second.jti]).toEqual([300, false])
    expect(tokens[0]).not.toBe(tokens[1])
    expect(partOf(tokens[0] ?? '', 0)).toMatchObject({ alg: 'RS256', typ: 'JWT' })
  })

  test.each<[string, IdTokenEndpointOptions, string]>([
    ['a branch', { github: { ref: 'refs/heads/fix' } }, 'repo:acme/shop:ref:refs/heads/fix'],
    ['a tag', { github: { ref: 'refs/tags/v2.0.0' } }, 'repo:acme/shop:ref:refs/tags/v2.0.0'],
    [
      'a pull request',
      { github: { event_name: 'pull_request', ref: 'refs/pull/7/merge' } },
      'repo:acme/shop:pull_request'
    ],
    ['an environment', { environment: 'production' }, 'repo:acme/shop:environment:production'],
    ['an environment with a colon', { environment: 'eu:1' }, 'repo:acme/shop:environment:eu%3A1'],
    ['IDs', { subjectHasIds: true }, 'repo:acme@6811672/shop@186853002:ref:refs/heads/main'],
    [
      'IDs and an environment',
      { subjectHasIds: true, environment: 'production' },
      'repo:acme@6811672/shop@186853002:environment:production'
    ]
  ])('of %s has its sub', (_, job, sub) => {
    expect(composeClaims(job, audience).sub).toBe(sub)
  })

  test('is for the owner without an audience', () => {
    expect(composeClaims().aud).toBe('https://github.com/acme')
  })

  test('is not given for another request token', async () => {
    await withRole({}, async github => {
      const statuses = [(await askForToken(github, audience, 'another')).status, (await fetch(github.url)).status]
      expect([statuses, github.issued]).toEqual([[401, 401], []])
    })
  })

  test.each<[keyof typeof idTokenFaults, number, string]>([
    ['unavailable', 503, 'unavailable'],
    ['unavailableInHtml', 502, '<html>'],
    ['forbidden', 403, 'not accessible'],
    ['noValue', 200, '{"count":0}'],
    ['noJson', 200, 'OK'],
    ['redirect', 302, '']
  ])('fails as told: %s, once', async (fault, status, body) => {
    await withRole({ idToken: { faults: [idTokenFaults[fault]] } }, async github => {
      expect(await askForToken(github)).toEqual({ status, body: expect.stringContaining(body) })
      expect((await askForToken(github)).status).toBe(200)
      expect([github.requests.length, github.issued.length]).toEqual([2, 1])
    })
  })

  test('fails as told: reset', async () => {
    await withRole({ idToken: { faults: [idTokenFaults.reset] } }, async github => {
      await expect(askForToken(github)).rejects.toThrow()
    })
  })
})

describe('STS', () => {
  test('gives a trusted token credentials, with which Incident Manager is paged', async () => {
    await withRole({}, async (github, sts) => {
      const provider = fromWebToken({
        webIdentityToken: await tokenOf(github),
        roleArn,
        roleSessionName: 'start-engagement-1658821493',
        durationSeconds: 900,
        clientConfig: { region: 'us-east-1' }
      })
      // The provider takes no endpoint of its own.
      process.env.AWS_ENDPOINT_URL_STS = sts.url
      await withService({ region: 'us-east-1', credentials: sts.issued }, async service => {
        const client = new SSMContactsClient({ region: 'us-east-1', endpoint: service.url, credentials: provider })
        await client.send(new StartEngagementCommand(request))
        expect(service.engagements).toHaveLength(1)
        expect(service.exchanges[0]?.headers['x-amz-security-token']).toBe(sts.issued[0]?.sessionToken)
      })
      expect(sts.exchanges).toMatchObject([{ statusCode: 200, fields: { RoleArn: roleArn, DurationSeconds: '900' } }])
      expect(sts.exchanges[0]?.headers).not.toHaveProperty('authorization')
    }).finally(() => {
      delete process.env.AWS_ENDPOINT_URL_STS
    })
  })

  test('names the session, its end and its role; each credential is a canary of its own', async () => {
    await withRole({}, async (github, sts) => {
      const before = Date.now()
      const [first, second] = [
        await assume(sts, await tokenOf(github)),
        await assume(sts, await tokenOf(github), { DurationSeconds: 900 })
      ]
      expect(first).toMatchObject({
        arn: 'arn:aws:sts::111122223333:assumed-role/page-on-call/start-engagement-1658821493',
        credentials: {
          AccessKeyId: sts.issued[0]?.accessKeyId,
          SecretAccessKey: sts.issued[0]?.secretAccessKey,
          SessionToken: sts.issued[0]?.sessionToken
        }
      })
      const lives = sts.issued.map(({ expiresAt }) => Math.round((expiresAt - before) / 60_000))
      expect(lives).toEqual([60, 15])
      expect(second).toMatchObject({ credentials: { Expiration: expect.any(Date) } })
      const secrets = sts.issued.flatMap(({ accessKeyId, secretAccessKey, sessionToken }) => [
        accessKeyId,
        secretAccessKey,
        sessionToken
      ])
      expect(secrets.filter(secret => !/canary/i.test(secret))).toEqual([])
      expect(new Set(secrets).size).toBe(6)
      expect(sts.issued[0]).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA[A-Z0-9]{16}$/) })
    })
  })

  test.each<[string, Given]>([
    ['with IDs in sub', { idToken: { subjectHasIds: true } }],
    ['in a role with a path', { sts: { roles: { 'arn:aws:iam::111122223333:role/ci/page': trust } } }]
  ])('takes a token %s', async (_, given) => {
    const [arn = roleArn] = Object.keys(given.sts?.roles ?? {})
    expect(await assumeWith(given, audience, { RoleArn: arn })).toHaveProperty('credentials')
  })

  test.each<[string, Given, string | undefined, Partial<AssumeRoleWithWebIdentityCommandInput>, object]>([
    ['of another branch', { idToken: { github: { ref: 'refs/heads/fix' } } }, audience, {}, denied],
    ['of another repository', { idToken: { github: { repository: 'mallory/shop' } } }, audience, {}, denied],
    ['for a role that does not exist', {}, audience, { RoleArn: `${roleArn}-2` }, denied],
    [
      'for a role of another account',
      { sts: { roles: { 'arn:aws:iam::444455556666:role/page': trust } } },
      audience,
      { RoleArn: 'arn:aws:iam::444455556666:role/page' },
      denied
    ],
    [
      'where the account has no provider',
      { sts: { issuers: [] } },
      audience,
      {},
      {
        name: 'InvalidIdentityTokenException',
        message: 'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
        status: 400
      }
    ],
    [
      'for another audience',
      {},
      'sts.amazonaws.com.cn',
      {},
      { name: 'InvalidIdentityTokenException', message: 'Incorrect token audience', status: 400 }
    ],
    [
      'for a session of less than 15 minutes',
      {},
      audience,
      { DurationSeconds: 899 },
      { name: 'ValidationError', message: expect.stringContaining("at 'durationSeconds'"), status: 400 }
    ],
    [
      'for a session of more than 12 hours',
      {},
      audience,
      { DurationSeconds: 43_201 },
      { name: 'ValidationError', message: expect.stringContaining('less than or equal to 43200'), status: 400 }
    ],
    [
      'for a session longer than that of the role',
      {},
      audience,
      { DurationSeconds: 3601 },
      { name: 'ValidationError', message: expect.stringContaining('MaxSessionDuration'), status: 400 }
    ],
    [
      'with a session name of one letter',
      {},
      audience,
      { RoleSessionName: 'a' },
      { name: 'ValidationError', message: expect.stringContaining("at 'roleSessionName'"), status: 400 }
    ],
    [
      'with a session name of 65 letters',
      {},
      audience,
      { RoleSessionName: 'a'.repeat(65) },
      { name: 'ValidationError', message: expect.stringContaining("at 'roleSessionName'"), status: 400 }
    ],
    [
      'with a space in the session name',
      {},
      audience,
      { RoleSessionName: 'start engagement' },
      { name: 'ValidationError', message: expect.stringContaining('regular expression'), status: 400 }
    ],
    [
      'for what is not a role',
      {},
      audience,
      { RoleArn: 'arn:aws:iam::111122223333:user/page' },
      { name: 'ValidationError', message: expect.stringContaining('is invalid'), status: 400 }
    ],
    [
      'without a role',
      {},
      audience,
      { RoleArn: undefined },
      { name: 'ValidationError', message: expect.stringContaining("Value null at 'roleArn'"), status: 400 }
    ]
  ])('refuses a token %s', async (_, given, wanted, input, error) => {
    expect(await assumeWith(given, wanted, input)).toEqual(error)
  })

  describe('refuses a token that', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const issuer = { url: 'https://token.actions.githubusercontent.com', keyId: 'A', publicKey }
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = (claims: Claims, kid = 'A') => {
      const content = `${encode({ alg: 'RS256', kid })}.${encode(claims)}`
      return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`
    }
    const claims = composeClaims({}, audience)
    const invalid = (message: string) => ({
      name: 'InvalidIdentityTokenException',
      message: expect.stringContaining(message),
      status: 400
    })

    test.each<[string, string, object]>([
      ['is not one', 'ghs_secret', invalid('not a valid JWT')],
      [
        'was changed after it was signed',
        signed(claims).replace(/\..*\./, `.${encode({ ...claims, actor: 'mallory' })}.`),
        invalid('signature')
      ],
      ['is signed with an unknown key', signed(claims, 'B'), invalid("Couldn't retrieve verification key")],
      [
        'is of another issuer',
        signed({ ...claims, iss: 'https://ghes.example.com/_services/token' }),
        invalid('for https://ghes.example.com/_services/token')
      ],
      [
        'is too old',
        signed({ ...claims, exp: Math.floor(Date.now() / 1000) - 1 }),
        { name: 'ExpiredTokenException', message: expect.stringContaining('Token expired'), status: 400 }
      ]
    ])('%s', async (_, token, error) => {
      const sts = await startSts({ roles: { [roleArn]: trust }, issuers: [issuer] })
      await untilClosed(sts, async () => {
        expect(await assume(sts, signed(claims))).toHaveProperty('credentials')
        expect(await assume(sts, token)).toEqual(error)
      })
    })
  })

  test.each<[keyof typeof stsErrors, string]>([
    ['accessDenied', 'AccessDenied'],
    ['noProvider', 'InvalidIdentityTokenException'],
    ['noVerificationKey', 'InvalidIdentityTokenException'],
    ['wrongAudience', 'InvalidIdentityTokenException'],
    ['notAToken', 'InvalidIdentityTokenException'],
    ['expiredToken', 'ExpiredTokenException'],
    ['idpCommunicationError', 'IDPCommunicationErrorException'],
    ['throttling', 'Throttling'],
    ['regionDisabled', 'RegionDisabledException'],
    ['internalFailure', 'InternalFailure'],
    ['serviceUnavailable', 'ServiceUnavailable']
  ])('fails as told: %s, once', async (fault, name) => {
    const { statusCode: status, message } = stsErrors[fault]
    await withRole({ sts: { faults: [stsErrors[fault]] } }, async (github, sts) => {
      const token = await tokenOf(github)
      expect(await assume(sts, token)).toEqual({ name, message, status })
      expect(await assume(sts, token)).toHaveProperty('credentials')
      expect(sts.exchanges.map(({ statusCode }) => statusCode)).toEqual([status, 200])
    })
  })

  test('fails as told: a 200 without credentials', async () => {
    expect(await assumeWith({ sts: { faults: [emptyAnswer] } })).toEqual({ credentials: undefined, arn: undefined })
  })

  // The SDK would hold the process for three seconds more.
  test('fails as told: a reset', async () => {
    await withRole({ sts: { faults: [{ kind: 'reset' }] } }, async (_, { url }) => {
      await expect(fetch(url, { method: 'POST' })).rejects.toThrow()
    })
  })

  test('knows no other operation', async () => {
    await withRole({}, async (_, { url }) => {
      const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' })
      const response = await fetch(url, { method: 'POST', body })
      expect([response.status, await response.text()]).toEqual([
        400,
        expect.stringContaining('<Code>InvalidAction</Code>')
      ])
    })
  })

  test('does not start with a policy that it does not understand', async () => {
    const roles = { [roleArn]: policy(statement({ StringLikee: {} })) }
    await expect(startSts({ roles, issuers: [] })).rejects.toThrow(TypeError)
  })
})

describe('a trust policy', () => {
  const keys = {
    [key('sub')]: 'repo:acme/shop:ref:refs/tags/v2.0.0',
    [key('aud')]: audience,
    [key('repository_id')]: '186853002'
  }
  const trusts = (...statements: unknown[]) => isTrusted(parseTrustPolicy(policy(...statements)), { providerArn, keys })
  const equals = (name: string, value: unknown) => statement({ StringEquals: { [key(name)]: value } })
  const like = (value: unknown) => statement({ StringLike: { [key('sub')]: value } })

  test.each<[string, unknown[], boolean]>([
    ['without conditions', [statement()], true],
    ['with an equal value', [equals('repository_id', '186853002')], true],
    ['with one equal value of several', [equals('repository_id', ['1', '186853002'])], true],
    ['with another value', [equals('repository_id', '186853003')], false],
    ['with a value in another case', [equals('sub', 'repo:ACME/shop:ref:refs/tags/v2.0.0')], false],
    ['with a star that is meant as such', [equals('sub', 'repo:acme/shop:*')], false],
    ['with a key that the request does not have', [equals('environment', 'production')], false],
    [
      'with a key that the request does not have, and a star',
      [statement({ StringLike: { [key('ref')]: '*' } })],
      false
    ],
    ['with a pattern', [like('repo:acme/shop:ref:refs/tags/v*')], true],
    ['with one pattern of several', [like(['x', 'repo:acme/shop:ref:refs/tags/v?.?.?'])], true],
    ['with a pattern that does not fit', [like('repo:acme/shop:ref:refs/heads/*')], false],
    [
      'with two keys, one of them wrong',
      [statement({ StringEquals: { [key('aud')]: audience, [key('repository_id')]: '1' } })],
      false
    ],
    [
      'with two operators, one of them wrong',
      [statement({ StringEquals: { [key('aud')]: audience }, StringLike: { [key('sub')]: 'x*' } })],
      false
    ],
    ['of two statements, one of them right', [equals('repository_id', '1'), equals('aud', audience)], true],
    ['that denies what it allows', [statement(), { ...statement(), Effect: 'Deny' }], false],
    ['that denies another', [statement(), { ...equals('repository_id', '1'), Effect: 'Deny' }], true],
    ['of another provider', [{ ...statement(), Principal: { Federated: `${providerArn}2` } }], false],
    ['of an account', [{ ...statement(), Principal: { AWS: 'arn:aws:iam::111122223333:root' } }], false],
    ['of another action', [{ ...statement(), Action: 'sts:AssumeRole' }], false],
    ['of all actions', [{ ...statement(), Action: ['sts:*'] }], true]
  ])('%s', (_, statements, expected) => {
    expect(trusts(...statements)).toBe(expected)
  })

  test.each<[string, unknown]>([
    ['a text', 'policy'],
    ['without a version', { Statement: [] }],
    ['with an unknown member', { ...policy(), Statements: [] }],
    ['with an unknown effect', policy({ ...statement(), Effect: 'allow' })],
    ['with an unknown operator', policy(statement({ 'ForAllValues:StringEquals': {} }))],
    ['with a number for a value', policy(equals('repository_id', 186853002))],
    ['with a member of a statement that is not read', policy({ ...statement(), NotAction: 'sts:AssumeRole' })]
  ])('%s is refused', (_, value) => {
    expect(() => parseTrustPolicy(value)).toThrow(TypeError)
  })

  test.each<[string, string, boolean]>([
    ['', '', true],
    ['', '*', true],
    ['', '?', false],
    ['abc', 'abc', true],
    ['abc', 'a?c', true],
    ['abc', 'a*', true],
    ['abc', '*c', true],
    ['abc', 'a*b', false],
    ['abcbc', 'a*bc', true],
    ['abc', 'abc*', true],
    ['abc', 'abcd', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['a*c', 'a*c', true]
  ])('%j fits %j: %s', (text, pattern, expected) => {
    expect(isLike(text, pattern)).toBe(expected)
  })
})
