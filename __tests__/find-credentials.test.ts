import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { listenOnLoopback } from '../local/loopback.ts'
import { type CredentialsOptions, createCredentials } from '../src/credentials/find-credentials.ts'
import { readNoCredentials } from '../src/credentials/no-credentials.ts'
import type { SdkSources, WebIdentity } from '../src/credentials/search.ts'
import { SourceMissing } from '../src/credentials/source-failed.ts'
import type { AwsCredentials, CredentialsSource } from '../src/credentials/sources.ts'
import { createSecrets } from '../src/report/secrets.ts'

const roleArn = 'arn:aws:iam::111122223333:role/page-on-call'
const token = `header.${Buffer.from(JSON.stringify({ sub: 'repo:acme/shop:ref:refs/heads/main' })).toString('base64url')}.canary`
const issued: AwsCredentials = { accessKeyId: 'ASIAROLE', secretAccessKey: 'role-secret', sessionToken: 'role-token' }
const keys: AwsCredentials = { accessKeyId: 'AKIAKEYS', secretAccessKey: 'keys-secret' }
const keysSource: CredentialsSource = { kind: 'keys', keys }
const sts = (status: number, name: string, message: string) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })

let answer: { status: number; body: string } = { status: 200, body: '' }
let gitHubAsked: { path: string; authorization: string | undefined }[] = []
let url = ''
let close: () => Promise<void> = async () => undefined
beforeEach(async () => {
  answer = { status: 200, body: JSON.stringify({ value: token }) }
  gitHubAsked = []
  const loopback = await listenOnLoopback(
    createServer((incoming, response) => {
      gitHubAsked.push({ path: incoming.url ?? '', authorization: incoming.headers.authorization })
      response.writeHead(answer.status).end(answer.body)
    })
  )
  url = `http://127.0.0.1:${loopback.port}/token?v=2`
  close = loopback.close
})
afterEach(() => close())

interface Given extends Partial<CredentialsOptions> {
  readonly webIdentity?: (identity: WebIdentity) => Promise<AwsCredentials>
  readonly profile?: () => Promise<AwsCredentials>
}

function find({ webIdentity = async () => issued, profile, ...given }: Given) {
  const asked: WebIdentity[] = []
  const fallbacks: string[] = []
  const debugged: string[] = []
  const secrets = createSecrets()
  const sdk: SdkSources = {
    webIdentity(identity) {
      asked.push(identity)
      return webIdentity(identity)
    },
    profile: profile ?? (() => Promise.reject(new SourceMissing(''))),
    instance: () => Promise.reject(new SourceMissing('This machine is no EC2 instance.'))
  }
  const shared = createCredentials(sdk, {
    role: { roleArn, sessionName: 'start-engagement-17', idTokenRequest: { url, token: 'request-token' } },
    roleMs: 30_000,
    sources: [],
    proxyEnvironment: {},
    secrets,
    onFallback: what => void fallbacks.push(what),
    debug: line => void debugged.push(line),
    ...given
  })
  const get = () => shared.get({ deadlineMs: 5_000, connectMs: 2_000, signal: new AbortController().signal })
  const failure = () =>
    get().then(
      () => undefined,
      error => readNoCredentials(error, secrets.scrub)
    )
  return { get, failure, asked, fallbacks, debugged, secrets }
}

describe('the role', () => {
  test('is had for a fresh ID token, of which nothing can be printed', async () => {
    const { get, asked, secrets, debugged } = find({})
    expect(await get()).toBe(issued)
    expect(asked).toEqual([{ token, roleArn, sessionName: 'start-engagement-17' }])
    expect(gitHubAsked).toEqual([
      { path: '/token?v=2&audience=sts.amazonaws.com', authorization: 'Bearer request-token' }
    ])
    for (const secret of [token, 'request-token', 'role-secret', 'role-token', 'ASIAROLE', token.split('.')[1] ?? ''])
      expect(secrets.scrub(`a ${secret} b`)).toBe('a *** b')
    expect(debugged).toEqual([expect.stringMatching(/^Credentials were found after \d+ ms\.$/)])
  })

  test('comes before what the environment holds', async () => {
    expect(await find({ sources: [keysSource] }).get()).toBe(issued)
  })

  test.each<[string, Error, string, boolean]>([
    ['a trust policy that keeps the run out', sts(403, 'AccessDenied', 'Not authorized'), 'role-refused', false],
    [
      'no provider',
      sts(400, 'InvalidIdentityTokenException', 'No OpenIDConnect provider found'),
      'no-oidc-provider',
      false
    ],
    [
      'another audience',
      sts(400, 'InvalidIdentityTokenException', 'Incorrect token audience'),
      'wrong-audience',
      false
    ],
    [
      'no key yet',
      sts(400, 'InvalidIdentityTokenException', "Couldn't retrieve verification key"),
      'no-credentials',
      true
    ],
    ['throttling', sts(400, 'Throttling', 'Rate exceeded'), 'no-credentials', true],
    ['STS that fails', sts(500, 'InternalFailure', 'Later'), 'no-credentials', true]
  ])('that STS does not give for %s', async (_, error, code, retryable) => {
    const failed = await find({ webIdentity: () => Promise.reject(error) }).failure()
    expect(failed).toMatchObject({ code, retryable, lost: false })
    expect(failed?.what).toContain(`AWS does not give the role ${roleArn}: `)
    expect(failed?.what).toContain(`This run's sub is "repo:acme/shop:ref:refs/heads/main".`)
    expect(failed?.role).toEqual({ roleArn, audience: 'sts.amazonaws.com', sub: 'repo:acme/shop:ref:refs/heads/main' })
  })

  test.each<[string, number, string, boolean]>([
    ['401', 401, '', false],
    ['403', 403, '{}', false],
    ['500', 500, '', true],
    ['429', 429, '', true],
    ['no JSON', 200, 'OK', true],
    ['no value', 200, '{"value":""}', true]
  ])('for which GitHub gives no token: %s', async (_, status, body, retryable) => {
    answer = { status, body }
    const { failure, asked } = find({})
    expect(await failure()).toMatchObject({ code: 'no-id-token', retryable })
    expect(asked).toEqual([])
  })

  test.each<[string, CredentialsOptions['role'], string]>([
    ['no permission', { roleArn, sessionName: 's', idTokenRequest: undefined }, 'no-id-token'],
    [
      'an address without TLS',
      { roleArn, sessionName: 's', idTokenRequest: { url: 'http://a.example', token: 't' } },
      'forbidden-endpoint'
    ],
    [
      'an address that is none',
      { roleArn, sessionName: 's', idTokenRequest: { url: 'none', token: 't' } },
      'forbidden-endpoint'
    ]
  ])('is not even asked for with %s', async (_, role, code) => {
    expect(await find({ role }).failure()).toMatchObject({ code, retryable: false })
    expect(gitHubAsked).toEqual([])
  })

  test('of a token that cannot be read is told without its claims', async () => {
    answer = { status: 200, body: JSON.stringify({ value: 'opaque' }) }
    const failed = await find({ webIdentity: () => Promise.reject(sts(403, 'AccessDenied', 'No')) }).failure()
    expect([failed?.what.includes('sub'), failed?.role?.sub]).toEqual([false, ''])
  })
})

describe('what the environment holds takes the place of a role', () => {
  const refused = () => Promise.reject(sts(403, 'AccessDenied', 'Not authorized'))

  test('that cannot be had, and stays in it', async () => {
    const { get, asked, fallbacks } = find({ sources: [keysSource], webIdentity: refused })
    expect([await get(), await get()]).toEqual([keys, keys])
    expect(asked).toHaveLength(1)
    expect(fallbacks).toEqual([
      `AWS does not give the role ${roleArn}: AccessDenied: Not authorized. This run's sub is ` +
        `"repo:acme/shop:ref:refs/heads/main". The credentials in the environment are used in place of the role ${roleArn}.`
    ])
  })

  test('that may still come, but only once its time is up', async () => {
    const busy = () => Promise.reject(sts(503, 'ServiceUnavailable', 'Later'))
    expect(await find({ sources: [keysSource], webIdentity: busy }).failure()).toMatchObject({ retryable: true })
    expect(await find({ sources: [keysSource], webIdentity: busy, roleMs: 0 }).get()).toBe(keys)
  })

  test('that never answers', async () => {
    const { get, fallbacks } = find({
      sources: [keysSource],
      webIdentity: () => new Promise(() => undefined),
      roleMs: 50
    })
    expect(await get()).toBe(keys)
    expect(fallbacks[0]).toMatch(/^GitHub or STS did not answer in time\. /)
  })

  test('unless there is nothing: then the role is asked to the end, and its failure told', async () => {
    const { failure, asked, fallbacks } = find({ webIdentity: refused })
    expect([(await failure())?.code, (await failure())?.code]).toEqual(['role-refused', 'role-refused'])
    expect([asked.length, fallbacks]).toEqual([2, []])
  })

  test('unless it stumbles, which may pass', async () => {
    const profile = () =>
      Promise.reject(Object.assign(new Error('Command failed: keys'), { name: 'CredentialsProviderError' }))
    const sources: CredentialsSource[] = [{ kind: 'profile', name: 'ci' }]
    expect(await find({ sources, profile, webIdentity: refused }).failure()).toMatchObject({
      code: 'no-credentials',
      retryable: true
    })
  })
})
