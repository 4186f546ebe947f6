import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { SSMContactsClient, StartEngagementCommand } from '@aws-sdk/client-ssm-contacts'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { documentedErrors, type Fault } from '../local/aws/faults.ts'
import { type IncidentManagerOptions, startIncidentManager } from '../local/aws/incident-manager.ts'
import { type Credentials, sampleCredentials, sampleEnvironment } from '../local/aws/signature.ts'
import { listenOnLoopback } from '../local/loopback.ts'
import { readEnvironment } from '../src/github/environment.ts'
import { composeConnection } from '../src/incident-manager/connection-options.ts'
import {
  createIncidentManager,
  type IncidentManagerOptions as ManagerOptions
} from '../src/incident-manager/incident-manager.ts'
import type { Engaged, Failed, StartEngagementRequest } from '../src/incident-manager/port.ts'
import type { ErrorCode } from '../src/report/page-error.ts'
import { createSecrets } from '../src/report/secrets.ts'
import { version } from '../src/version.ts'
import { composeContainerAnswer, composeCredentialsFile, composeStsAnswer } from './shared/issued-credentials.ts'
import { closedPort, withListener } from './shared/peers.ts'
import { incidentId, request as sampleRequest } from './shared/samples.ts'
import { beforeTimer } from './shared/timers.ts'

const region = 'us-east-1'
const request: StartEngagementRequest = {
  ...sampleRequest,
  Subject: 'Deploy failed: acme/shop 🚨',
  Content: 'Deploy failed in acme/shop.\n"Quoted" and é.',
  IncidentId: incidentId
}

const closers: (() => Promise<unknown>)[] = []
const environment = { ...process.env }
let folder = ''

// No credentials, endpoints or files of whoever runs the tests.
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'incident-manager-'))
  for (const name of Object.keys(process.env)) if (/^AWS_|_proxy$/i.test(name)) delete process.env[name]
  Object.assign(process.env, { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...sampleEnvironment })
})

afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()))
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  await rm(folder, { recursive: true, force: true })
})

/** What a manager is given, with secrets of its own. */
const plain = (): ManagerOptions =>
  composeConnection({ region, endpointUrl: undefined, roleArn: '', timeoutSeconds: 60 }, readEnvironment(), '17', {
    secrets: createSecrets(),
    onFallback: () => undefined,
    onEndpoint: () => undefined,
    debug: () => undefined
  })

async function start(options: IncidentManagerOptions = {}, over: Partial<ManagerOptions> = {}) {
  const service = await startIncidentManager(options)
  closers.push(service.close)
  const debugged: string[] = []
  const debug = (line: string) => void debugged.push(line)
  const manager = createIncidentManager({ ...plain(), endpointUrl: service.url, debug, ...over })
  const attempt = (deadlineMs = 5_000, signal = new AbortController().signal, page = request) =>
    manager.start(page, { deadlineMs, connectMs: deadlineMs, signal })
  return { service, manager, attempt, debugged }
}

/** One attempt of a page, the sample unless another is given, at an endpoint. */
function attemptAt(endpointUrl: string | undefined, proxyEnvironment: Record<string, string> = {}, page = request) {
  const manager = createIncidentManager({ ...plain(), endpointUrl, proxyEnvironment })
  return manager.start(page, { deadlineMs: 5_000, connectMs: 5_000, signal: new AbortController().signal })
}

/** Listens on loopback until the test ends. */
async function listen(listener: http.RequestListener): Promise<string> {
  const { port, close } = await listenOnLoopback(http.createServer(listener))
  closers.push(close)
  return `http://127.0.0.1:${port}`
}

function forgetKeys(): void {
  for (const name of Object.keys(sampleEnvironment)) delete process.env[name]
}

/** Credentials that are handed out on the way, in letters that may stand anywhere. */
const issuedCredentials: Credentials = {
  accessKeyId: 'ASIACANARYKEY0000000',
  secretAccessKey: 'canarySecretKey0123456789abcdefghijklmno',
  sessionToken: 'canarySessionToken0123456789abcdefghijkl'
}

/** Points the credential chain to an STS at this address. */
async function useWebIdentity(url: string): Promise<void> {
  const tokenFile = join(folder, 'token')
  await writeFile(tokenFile, 'header.payload.signature')
  forgetKeys()
  Object.assign(process.env, {
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/page',
    AWS_ENDPOINT_URL_STS: url
  })
}

/** Points the credential chain to an STS that answers so, or never; returns the bodies of what it is asked. */
async function useSts(statusCode: number | undefined, body = ''): Promise<readonly string[]> {
  const bodies: string[] = []
  const url = await listen(async (incoming, response) => {
    bodies.push(await text(incoming))
    if (statusCode !== undefined) response.writeHead(statusCode, { 'content-type': 'text/xml' }).end(body)
  })
  await useWebIdentity(url)
  return bodies
}

function failedOf(result: Engaged | Failed): Failed {
  expect(result).toMatchObject({ kind: 'failed' })
  return result as Failed
}

describe('on the wire', () => {
  test('the request is StartEngagement in AWS JSON 1.1, signed for ssm-contacts in the region', async () => {
    const { service, attempt } = await start({ region })
    expect(await attempt()).toEqual({ kind: 'engaged', engagementArn: service.engagements[0]?.engagementArn })
    const [exchange] = service.exchanges
    expect(exchange?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'SSMContacts.StartEngagement',
      host: `127.0.0.1:${service.port}`,
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/us-east-1\/ssm-contacts\/aws4_request, /
      )
    })
    expect(exchange?.signatureValid).toBe(true)
    expect(exchange?.request).toEqual(request)
  })

  test('every attempt carries the same token and the same bytes, whatever AWS_MAX_ATTEMPTS says', async () => {
    process.env.AWS_MAX_ATTEMPTS = '7'
    process.env.AWS_RETRY_MODE = 'adaptive'
    const { service, attempt } = await start({ faults: () => documentedErrors.InternalServerException })
    for (let count = 0; count < 3; count++) await attempt()
    expect(service.exchanges).toHaveLength(3)
    expect(new Set(service.exchanges.map(({ body }) => body)).size).toBe(1)
    expect(service.exchanges[0]?.request?.IdempotencyToken).toBe('1658821493')
  })

  test('absent members stay absent', async () => {
    const { IncidentId: _, PublicSubject: __, PublicContent: ___, ...least } = request
    const { service } = await start()
    await attemptAt(service.url, {}, least)
    expect(service.exchanges[0]?.request).toEqual(least)
  })

  test('temporary credentials bring their session token along', async () => {
    process.env.AWS_SESSION_TOKEN = 'sample-session-token'
    const { service, attempt } = await start({
      credentials: [{ ...sampleCredentials, sessionToken: 'sample-session-token' }]
    })
    expect(await attempt()).toMatchObject({ kind: 'engaged' })
    expect(service.exchanges[0]?.headers['x-amz-security-token']).toBe('sample-session-token')
  })

  test.each(['AWS_ENDPOINT_URL_SSM_CONTACTS', 'AWS_ENDPOINT_URL'])('the endpoint comes from %s', async name => {
    const { service } = await start()
    process.env[name] = service.url
    expect(await attemptAt(undefined)).toMatchObject({ kind: 'engaged' })
  })
})

describe('the name by which AWS knows the action', () => {
  test('is start-engagement, with the version of package.json', async () => {
    const { version: packaged } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
    expect(version).toBe(packaged)
    const { service, attempt } = await start()
    await attempt()
    expect(service.exchanges[0]?.headers['user-agent']?.split(' ')).toContain(`start-engagement/${packaged}`)
  })

  test('is told to STS, too', async () => {
    const agents: (string | undefined)[] = []
    const url = await listen((incoming, response) => {
      agents.push(incoming.headers['user-agent'])
      response.setHeader('content-type', 'text/xml').end(composeStsAnswer(issuedCredentials))
    })
    await useWebIdentity(url)
    const { attempt } = await start({ credentials: [issuedCredentials] })
    expect(await attempt()).toMatchObject({ kind: 'engaged' })
    expect(agents).toEqual([expect.stringContaining('aws-sdk-js/')])
  })
})

describe('twenty calls at once on one manager', () => {
  const kinds = ['engaged', 'refused', 'failed', 'reset', 'hanging'] as const
  const pages = Array.from({ length: 20 }, (_, index) => ({
    kind: kinds[index % kinds.length] ?? 'engaged',
    page: {
      ...request,
      ContactId: `arn:aws:ssm-contacts:us-east-1:111122223333:contact/plan-${index}`,
      IdempotencyToken: `token-${index}`
    }
  }))

  /** Answers when all have come, the last first: each by its token, but those that hang. */
  async function serve() {
    const bodies: string[] = []
    const waiting: (() => void)[] = []
    const url = await listen(async (incoming, response) => {
      const body = await text(incoming)
      bodies.push(body)
      const token = String(JSON.parse(body).IdempotencyToken)
      const index = Number(token.slice('token-'.length))
      const answer = (statusCode: number, content: object) =>
        response.writeHead(statusCode, { 'x-amzn-requestid': `request-${index}` }).end(JSON.stringify(content))
      waiting.push(() => {
        const kind = pages[index]?.kind
        if (kind === 'engaged') answer(200, { EngagementArn: engagementOf(index) })
        else if (kind === 'refused') answer(400, { __type: 'AccessDeniedException', Message: `No ${token}` })
        else if (kind === 'failed') answer(500, { __type: 'InternalServerException', Message: `Oops ${token}` })
        else if (kind === 'reset') incoming.socket.resetAndDestroy()
      })
      if (waiting.length === pages.length) for (const go of waiting.reverse()) go()
    })
    return { url, bodies }
  }
  const engagementOf = (index: number) =>
    `arn:aws:ssm-contacts:us-east-1:111122223333:engagement/plan-${index}/27bd86cf-${index}`

  test('R26 each has its own answer', async () => {
    const { url, bodies } = await serve()
    const manager = createIncidentManager({ ...plain(), endpointUrl: url })
    const hanging = new AbortController()
    const calls = pages.map(({ kind, page }) =>
      manager.start(page, {
        deadlineMs: 60_000,
        connectMs: 60_000,
        signal: kind === 'hanging' ? hanging.signal : new AbortController().signal
      })
    )
    await Promise.all(calls.filter((_, index) => pages[index]?.kind !== 'hanging'))
    hanging.abort()
    const results = await Promise.all(calls)

    const host = new URL(url).host
    const expected = pages.map(({ kind, page: { IdempotencyToken } }, index) => {
      if (kind === 'engaged') return { kind: 'engaged', engagementArn: engagementOf(index) }
      const requestId = `AWS request ID: request-${index}.`
      if (kind === 'refused') {
        const what = `AWS refused: AccessDeniedException: No ${IdempotencyToken}. ${requestId}`
        return { kind: 'failed', code: 'access-denied', what, retryable: false, lost: false }
      }
      if (kind === 'failed') {
        const what = `AWS failed: InternalServerException: Oops ${IdempotencyToken}. ${requestId}`
        return { kind: 'failed', code: 'aws-failed', what, retryable: true, lost: true }
      }
      const why = kind === 'reset' ? expect.stringContaining('ECONNRESET') : expect.stringContaining('cancelled')
      return { kind: 'failed', code: 'no-answer', what: why, retryable: true, lost: true }
    })
    expect(results).toMatchObject(expected)
    for (const result of results.filter(({ kind }) => kind === 'failed')) {
      if (failedOf(result).code === 'no-answer') expect(failedOf(result).what).toContain(host)
    }
    const byToken = (a: StartEngagementRequest, b: StartEngagementRequest) =>
      Number(a.IdempotencyToken.slice('token-'.length)) - Number(b.IdempotencyToken.slice('token-'.length))
    expect(bodies.map(body => JSON.parse(body)).sort(byToken)).toEqual(pages.map(({ page }) => page))
  })

  test('R26 one search for credentials serves them all', async () => {
    let searches = 0
    forgetKeys()
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = await listen((_, response) => {
      searches++
      response.setHeader('content-type', 'application/json').end(composeContainerAnswer(issuedCredentials))
    })
    const { service, attempt } = await start({ credentials: [issuedCredentials] })
    const { signal } = new AbortController()
    const results = await Promise.all(pages.map(({ page }) => attempt(60_000, signal, page)))
    expect(results.map(({ kind }) => kind)).toEqual(pages.map(() => 'engaged'))
    expect(service.engagements).toHaveLength(pages.length)
    expect(searches).toBe(1)
  })
})

describe('a documented error', () => {
  test.each<[keyof typeof documentedErrors, ErrorCode, boolean, boolean]>([
    ['AccessDeniedException', 'access-denied', false, false],
    ['DataEncryptionException', 'data-encryption', false, false],
    ['InternalServerException', 'aws-failed', true, true],
    ['ResourceNotFoundException', 'not-found', false, false],
    ['ThrottlingException', 'throttled', true, false],
    ['ValidationException', 'validation', false, false]
  ])('%s is %s', async (name, code, retryable, lost) => {
    const { attempt } = await start({ faults: [documentedErrors[name]] })
    const failed = failedOf(await attempt())
    expect(failed).toMatchObject({ code, retryable, lost })
    expect(failed.what).toContain(`${name}: ${documentedErrors[name].message}`)
    expect(failed.what).toMatch(/AWS request ID: [0-9a-f-]{36}\.$/)
  })
})

describe('without an answer', () => {
  test.each<[string, Fault]>([
    ['silence', { kind: 'hang' }],
    ['a reset', { kind: 'reset' }],
    ['an end of the connection', { kind: 'close' }],
    ['a taken page whose answer is lost', { kind: 'swallow' }],
    ['dripping headers', { kind: 'drip-headers', intervalMs: 20 }],
    ['dripping bytes of a body', { kind: 'drip-body', intervalMs: 20 }]
  ])('%s may have paged, and another attempt is due', async (_, fault) => {
    const { service, attempt } = await start({ faults: [fault] })
    const failed = failedOf(await beforeTimer(800, attempt(300)))
    expect(failed).toMatchObject({ retryable: true, lost: true })
    expect(['no-answer', 'unusable-answer']).toContain(failed.code)
    expect(failed.what).not.toMatch(/\d\.\d{3}/)
    expect(failed.what).not.toContain('attempt was ended')
    expect(await attempt()).toMatchObject({ kind: 'engaged' })
    expect(service.engagements).toHaveLength(1)
  })

  test('silence is told with the time that was given to it', async () => {
    const { attempt } = await start({ faults: [{ kind: 'hang' }] })
    expect(failedOf(await attempt(300)).what).toMatch(
      /^The request was sent to 127\.0\.0\.1:\d+, but no answer came \(none within 0\.3 s\)\.$/
    )
  })

  test('a cancelled job ends the attempt at once, and the page may have gone out', async () => {
    const { service, attempt } = await start({ faults: [{ kind: 'hang' }] })
    const cancellation = new AbortController()
    const attempting = attempt(60_000, cancellation.signal)
    while (service.exchanges.length === 0) await new Promise(resolve => setImmediate(resolve))
    cancellation.abort()
    const failed = failedOf(await attempting)
    expect(failed).toMatchObject({ code: 'no-answer', lost: true })
    expect(failed.what).toContain('(the job was cancelled)')
  })

  test('a job that is cancelled already sends nothing', async () => {
    const { service, attempt } = await start()
    expect(failedOf(await attempt(5_000, AbortSignal.abort()))).toMatchObject({ lost: false })
    expect(service.exchanges).toHaveLength(0)
  })

  test('a refused connection was not sent', async () => {
    const endpointUrl = `http://127.0.0.1:${await closedPort()}`
    const failed = failedOf(await attemptAt(endpointUrl))
    expect(failed).toMatchObject({ code: 'no-connection', retryable: true, lost: false })
    expect(failed.what).toContain(endpointUrl.slice('http://'.length))
  })

  test('a host that does not resolve is named with its region', async () => {
    const failed = failedOf(await attemptAt('https://nowhere.invalid'))
    expect(failed).toMatchObject({ code: 'dns', retryable: true, lost: false })
    expect(failed.what).toMatch(/nowhere\.invalid.*us-east-1/)
  })

  test.each<[string, string, boolean]>([
    ['407', 'HTTP/1.1 407 canary\r\n\r\n', false],
    ['403', 'HTTP/1.1 403 canary\r\n\r\n', true],
    ['502', 'HTTP/1.1 502 canary\r\n\r\n', true],
    ['another protocol', 'SSH-2.0-canary\r\n\r\n', true],
    ['nothing', '', true]
  ])('a proxy that answers the CONNECT with %s is a proxy problem', async (_, answer, retryable) => {
    const failed = await withListener(
      socket => socket.end(answer),
      ({ port }) => attemptAt('https://aws.invalid', { HTTPS_PROXY: `http://user:canary@127.0.0.1:${port}` })
    )
    expect(failedOf(failed)).toMatchObject({ code: 'proxy', retryable, lost: false })
    expect(failedOf(failed).what).toMatch(/^The proxy does not connect to aws\.invalid \([^)]+\)\.$/)
    expect(failedOf(failed).what).not.toContain('canary')
  })

  test('a proxy whose host name does not resolve is a proxy problem, not one of the endpoint', async () => {
    const failed = failedOf(
      await attemptAt('https://aws.invalid', { HTTPS_PROXY: 'http://user:canary@nowhere.invalid:1' })
    )
    expect(failed).toMatchObject({ code: 'proxy', retryable: true, lost: false })
    expect(failed.what).toMatch(
      /^The proxy does not connect to aws\.invalid \(its host name does not resolve: E\w+\)\.$/
    )
  })

  test('plain HTTP where TLS is due is a TLS problem, in few words', async () => {
    const failed = await withListener(
      socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      ({ port }) => attemptAt(`https://127.0.0.1:${port}`)
    )
    expect(failedOf(failed)).toMatchObject({ code: 'tls', retryable: true, lost: false })
    expect(failedOf(failed).what).toMatch(
      /^No TLS connection to 127\.0\.0\.1:\d+ \(what answers does not speak TLS\)\.$/
    )
  })

  test.each([
    ['no URL', 'http://user:canary-password@:bad'],
    ['a URL with a broken escape', 'http://user:canary-password%zz@127.0.0.1:9']
  ])('a proxy variable with %s is a proxy problem that quotes no password', async (_, proxy) => {
    const failed = failedOf(await attemptAt('https://nowhere.invalid', { HTTPS_PROXY: proxy }))
    expect(failed).toMatchObject({ code: 'proxy', retryable: false, lost: false })
    expect(failed.what).not.toContain('canary-password')
  })
})

describe("the runner's clock", () => {
  test.each([
    ['an hour behind', 3_600_000],
    ['an hour ahead', -3_600_000],
    ['six minutes behind', 360_000],
    ['six minutes ahead', -360_000]
  ])('%s costs one attempt', async (_, clockOffsetMs) => {
    const { service, attempt } = await start({ clockOffsetMs })
    const first = failedOf(await attempt())
    expect(first).toMatchObject({ code: 'clock-skew', retryable: true, lost: false })
    expect(await attempt()).toMatchObject({ kind: 'engaged' })
    expect(service.exchanges[1]?.body).toBe(service.exchanges[0]?.body)
  })

  test('is corrected by an AWS that is stricter than five minutes, too', async () => {
    const skewed: Fault = {
      kind: 'error',
      name: 'InvalidSignatureException',
      statusCode: 400,
      message: 'Signature expired: 1 is now earlier than 2'
    }
    const { service, attempt } = await start({ clockOffsetMs: 250_000, faults: [skewed] })
    await attempt()
    await attempt()
    const [first = '', second = ''] = service.exchanges.map(({ headers }) => headers['x-amz-date'] ?? '')
    const time = (text: string) =>
      Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
    expect(time(second) - time(first)).toBeGreaterThan(240_000)
  })
})

describe('credentials', () => {
  test('of which there are none are told apart, at once and for good', async () => {
    forgetKeys()
    const { service, attempt } = await start()
    expect(failedOf(await attempt())).toMatchObject({ code: 'no-credentials', retryable: false, lost: false })
    expect(service.exchanges).toHaveLength(0)
  })

  test('that AWS does not know are refused for good', async () => {
    process.env.AWS_ACCESS_KEY_ID = 'AKIAUNKNOWN000000000'
    const { attempt } = await start()
    expect(failedOf(await attempt())).toMatchObject({ code: 'refused-credentials', retryable: false })
  })

  test.each([
    ['AWS_ACCESS_KEY_ID', 'AKIACANARY\n', 'access key ID'],
    ['AWS_ACCESS_KEY_ID', 'AKIACANARY\r\nX-Forged: 1', 'access key ID'],
    ['AWS_SECRET_ACCESS_KEY', 'canary\n', 'secret access key'],
    ['AWS_SESSION_TOKEN', 'canary\n', 'session token'],
    ['AWS_SESSION_TOKEN', 'canary…', 'session token']
  ])('that no header can take are refused for good before anything is sent: %s=%j', async (name, value, kind) => {
    process.env[name] = value
    const { service, attempt } = await start()
    const { code, retryable, lost, what } = failedOf(await attempt())
    expect([code, retryable, lost, service.exchanges]).toEqual(['refused-credentials', false, false, []])
    expect(what).toBe(`The AWS ${kind} holds a character that no HTTP header takes, such as a line break at its end.`)
  })

  // The SDK asks for credentials that run out at every turn: before, at, and after each step of signing.
  test.each([1, 2, 3, 4])('that come too late for an attempt send nothing afterwards: look-up %i', async slow => {
    forgetKeys()
    const issued = { ...sampleCredentials, sessionToken: 'sample-session-token' }
    let lookUps = 0
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = await listen((_, response) => {
      lookUps++
      const answer = () =>
        response.setHeader('content-type', 'application/json').end(composeContainerAnswer(issued, 60))
      setTimeout(answer, lookUps === slow ? 600 : 0)
    })
    const { service, attempt } = await start({ credentials: [issued] })
    const results = [await attempt(300), await attempt()]
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(service.exchanges).toHaveLength(results.filter(({ kind }) => kind === 'engaged').length)
    expect(results[1]).toMatchObject({ kind: 'engaged' })
  })

  test('of the environment sign the page in spite of a profile', async () => {
    process.env.AWS_PROFILE = 'ci'
    const { attempt } = await start()
    expect(await attempt()).toMatchObject({ kind: 'engaged' })
  })

  test('from a service on the network that fails may come with a later attempt', async () => {
    const issued = { ...sampleCredentials, sessionToken: 'sample-session-token' }
    let failing = true
    const url = await listen((_, response) => {
      response.statusCode = failing ? 500 : 200
      response.setHeader('content-type', 'application/json').end(failing ? '{}' : composeContainerAnswer(issued))
    })
    forgetKeys()
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = url
    const { attempt } = await start({ credentials: [issued] })
    expect(failedOf(await attempt(8_000))).toMatchObject({ code: 'no-credentials', retryable: true, lost: false })
    failing = false
    expect(await attempt(8_000)).toMatchObject({ kind: 'engaged' })
  })

  test('from a container endpoint that hangs do not hold an attempt beyond its deadline', async () => {
    const waiting: http.ServerResponse[] = []
    const silent = http.createServer((_, response) => waiting.push(response))
    const { port } = await listenOnLoopback(silent)
    closers.push(() => {
      // The provider outlives the attempt; credentials let it come to an end.
      const credentials = composeContainerAnswer({ accessKeyId: 'AKIA', secretAccessKey: 's', sessionToken: 't' })
      for (const response of waiting) {
        response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(credentials)
      }
      return new Promise(resolve => silent.close(resolve))
    })
    forgetKeys()
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${port}/`
    const { service, attempt } = await start()
    const failed = failedOf(await beforeTimer(1_000, attempt(400)))
    expect(failed).toMatchObject({ code: 'no-credentials', retryable: true, lost: false })
    expect(service.exchanges).toHaveLength(0)
  })

  test.each([
    ['short', 'canary-session-token-0123456789'],
    ['as long as AWS makes them', `canary-${'0123456789abcdef/+'.repeat(50)}==`]
  ])('that AWS quotes in a signature error do not appear, %s session tokens neither', async (_, sessionToken) => {
    process.env.AWS_SECRET_ACCESS_KEY = 'a-wrong-secret-key-for-the-sample-key-pair'
    process.env.AWS_SESSION_TOKEN = sessionToken
    const { service, attempt } = await start({
      credentials: [{ ...sampleCredentials, sessionToken }],
      quoteCanonicalRequest: true
    })
    const { code, what } = failedOf(await attempt())
    expect(code).toBe('refused-credentials')
    expect(what).toContain('The Canonical String for this request should have been')
    expect(service.exchanges[0]?.headers['x-amz-security-token']).toBe(sessionToken)
    expect(what).not.toContain('canary')
  })
})

describe('a web identity', () => {
  const refusal = (code: string, message: string) =>
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
    `<Message>${message}</Message></Error><RequestId>1a2b</RequestId></ErrorResponse>`

  test('that STS refuses is a credential problem for good, not an answer about the page', async () => {
    const words = 'Not authorized to perform sts:AssumeRoleWithWebIdentity'
    await useSts(403, refusal('AccessDenied', words))
    const { service, attempt } = await start()
    const failed = failedOf(await attempt())
    expect(failed).toMatchObject({ code: 'no-credentials', retryable: false, lost: false })
    expect(failed.what).toContain(`AWS gave no credentials: AccessDenied: ${words}`)
    expect(service.exchanges).toHaveLength(0)
  })

  test('that STS fails at may be tried again, and nothing was sent', async () => {
    await useSts(500, refusal('InternalFailure', 'Try again'))
    const { service, attempt } = await start()
    expect(failedOf(await attempt())).toMatchObject({ code: 'no-credentials', retryable: true, lost: false })
    expect(service.exchanges).toHaveLength(0)
  })

  test('whose token file is not there is told apart for good, and the file is named', async () => {
    await useSts(200, '')
    process.env.AWS_WEB_IDENTITY_TOKEN_FILE = join(tmpdir(), 'no-such-token-file')
    const { service, attempt } = await start()
    const failed = failedOf(await attempt())
    expect(failed).toMatchObject({ code: 'no-credentials', retryable: false, lost: false })
    expect(failed.what).toContain('no-such-token-file')
    expect(service.exchanges).toHaveLength(0)
  })

  test.each([
    [400, 'Throttling'],
    [429, 'TooManyRequests']
  ])('that STS throttles may be tried again: %i %s', async (statusCode, code) => {
    await useSts(statusCode, refusal(code, 'Rate exceeded'))
    const { attempt } = await start()
    expect(failedOf(await attempt())).toMatchObject({ code: 'no-credentials', retryable: true, lost: false })
  })

  test('that STS grants says nothing about a page that found no connection', async () => {
    await useSts(200, composeStsAnswer({ accessKeyId: 'ASIA1', secretAccessKey: 'secret', sessionToken: 'token' }))
    const failed = failedOf(await attemptAt(`http://127.0.0.1:${await closedPort()}`))
    expect(failed).toMatchObject({ code: 'no-connection', retryable: true, lost: false })
  })

  test('that STS never answers ends with the attempt, and nothing was sent', async () => {
    await useSts(undefined)
    const { service, attempt } = await start()
    const failed = failedOf(await beforeTimer(1_000, attempt(300)))
    expect(failed).toMatchObject({ code: 'no-credentials', retryable: true, lost: false })
    expect(service.exchanges).toHaveLength(0)
  })
})

describe('credentials that were issued on the way', () => {
  const roads: Readonly<Record<string, () => Promise<void>>> = {
    STS: () =>
      listen((_, response) => {
        response.setHeader('content-type', 'text/xml').end(composeStsAnswer(issuedCredentials))
      }).then(useWebIdentity),
    'a container': async () => {
      forgetKeys()
      process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = await listen((_, response) => {
        response.setHeader('content-type', 'application/json').end(composeContainerAnswer(issuedCredentials))
      })
    },
    'a profile': async () => {
      forgetKeys()
      const file = join(folder, 'credentials')
      await writeFile(file, composeCredentialsFile('page', issuedCredentials))
      Object.assign(process.env, { AWS_PROFILE: 'page', AWS_SHARED_CREDENTIALS_FILE: file })
    }
  }
  const secrets = Object.values(issuedCredentials) as string[]
  const said = secrets.join(' ')

  // Where a text is cut, half of a secret would be left if it were cut first.
  const answers: Readonly<Record<string, Fault>> = {
    'a message': fault(400, {}, { __type: 'ValidationException', Message: said }),
    'a message that is cut': fault(400, {}, { __type: 'ValidationException', Message: `${'x'.repeat(570)} ${said}` }),
    'a request ID': fault(400, { 'x-amzn-requestid': said }, { __type: 'ValidationException' }),
    'a request ID that is cut': fault(400, { 'x-amzn-requestid': `${'x'.repeat(75)}${said}` }, {}),
    "an error's name": fault(400, {}, { __type: secrets[1] }),
    "an error's name in the header": fault(400, { 'x-amzn-errortype': secrets[2] ?? '' }, {}),
    'the ARN of a resource': fault(
      400,
      {},
      { __type: 'ResourceNotFoundException', Message: 'Gone', ResourceId: `arn:aws:x:${said}` }
    ),
    'a field': fault(
      400,
      {},
      { __type: 'ValidationException', Fields: [{ Name: `${'x'.repeat(180)}${secrets[0]}`, Message: said }] }
    ),
    'a 200 that names no engagement': fault(200, { 'x-amzn-requestid': said }, { EngagementArn: said })
  }
  function fault(statusCode: number, headers: Record<string, string>, body: object): Fault {
    return { kind: 'answer', statusCode, headers, body: JSON.stringify(body) }
  }

  test.each(Object.keys(roads))('S12 by %s are in no words of a failure', async road => {
    await roads[road]?.()
    const own = createSecrets()
    const names = Object.keys(answers)
    const { attempt, debugged, service } = await start(
      { credentials: [issuedCredentials], faults: Object.values(answers) },
      { secrets: own }
    )
    for (const name of names) {
      const { what } = failedOf(await attempt())
      for (const secret of secrets) expect([name, what.includes(secret.slice(0, 8))]).toEqual([name, false])
    }
    expect(service.exchanges).toHaveLength(names.length)
    // What prints the lines for debugging scrubs them: it is told of the secrets before.
    expect(own.scrub(debugged.join('\n'))).not.toMatch(/canary|ASIACANARY/)
  })

  test('S12 are in no words about an engagement of another contact', async () => {
    await roads.STS?.()
    const arn = `arn:aws:ssm-contacts:us-east-1:111122223333:engagement/other-plan/${secrets[2]}`
    const own = createSecrets()
    const { attempt } = await start(
      { credentials: [issuedCredentials], faults: [fault(200, {}, { EngagementArn: arn })] },
      { secrets: own }
    )
    const failed = failedOf(await attempt())
    expect(failed.code).toBe('other-contact')
    expect(failed.what).not.toContain(secrets[2])
  })

  test('S12 are learned before the page is asked for, so that they can be hidden in its outputs', async () => {
    await roads.STS?.()
    const own = createSecrets()
    const arn = `arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/${secrets[2]}`
    const { attempt } = await start(
      { credentials: [issuedCredentials], faults: [fault(200, {}, { EngagementArn: arn })] },
      { secrets: own }
    )
    expect(await attempt()).toEqual({ kind: 'engaged', engagementArn: arn })
    expect(own.scrub(arn)).toBe('arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/***')
    for (const secret of secrets) expect(own.scrub(secret)).toBe('***')
  })

  // What goes to STS in order to get credentials is secret, too, and STS quotes what it refuses.
  test.each([
    ['keys of a profile', 'header x-amz-security-token', 20],
    ['keys of a profile, where the words are cut', 'header x-amz-security-token', 280],
    ['a web identity token', 'body', 20],
    ['a web identity token, where the words are cut', 'body', 280]
  ])('S12 are asked for with %s, which are in no words of an STS that refuses', async (_, quoted, before) => {
    const sent: string[] = []
    const url = await listen(async (incoming, response) => {
      const { WebIdentityToken = '' } = Object.fromEntries(new URLSearchParams(await text(incoming)))
      const token = quoted === 'body' ? WebIdentityToken : String(incoming.headers['x-amz-security-token'])
      sent.push(token)
      const message = `${'x'.repeat(before)} ${token} is not known`
      response
        .writeHead(403, { 'content-type': 'text/xml' })
        .end(
          '<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>' +
            `<Message>${message}</Message></Error><RequestId>1a2b</RequestId></ErrorResponse>`
        )
    })
    await useWebIdentity(url)
    await writeFile(join(folder, 'token'), 'canary.WebIdentity.Token0123456789')
    if (quoted !== 'body') {
      delete process.env.AWS_WEB_IDENTITY_TOKEN_FILE
      delete process.env.AWS_ROLE_ARN
      const [file, config] = [join(folder, 'credentials'), join(folder, 'config')]
      await writeFile(file, composeCredentialsFile('base', issuedCredentials))
      const role = 'role_arn = arn:aws:iam::111122223333:role/page\nsource_profile = base\nregion = us-east-1'
      await writeFile(config, `[profile page]\n${role}\n`)
      Object.assign(process.env, {
        AWS_PROFILE: 'page',
        AWS_SHARED_CREDENTIALS_FILE: file,
        AWS_CONFIG_FILE: config
      })
    }
    const own = createSecrets()
    const { attempt } = await start({}, { secrets: own })
    const failed = failedOf(await attempt())
    expect(sent).toEqual([expect.stringMatching(/^canary/)])
    expect(failed.code).toBe('no-credentials')
    expect(own.scrub(failed.what)).not.toContain('canary')
  })
})

describe('lines for debugging', () => {
  test('tell how long credentials and the call took, and how AWS answered', async () => {
    const { attempt, debugged, service } = await start({
      faults: [documentedErrors.ThrottlingException, undefined, { kind: 'reset' }]
    })
    for (let count = 0; count < 3; count++) await attempt()
    expect(service.exchanges).toHaveLength(3)
    expect(debugged).toEqual([
      expect.stringMatching(/^Credentials were found after \d+ ms\.$/),
      expect.stringMatching(/^StartEngagement at 127\.0\.0\.1: status 400 after \d+ ms, request ID [0-9a-f-]{36}\.$/),
      expect.stringMatching(/^StartEngagement at 127\.0\.0\.1: status 200 after \d+ ms, request ID [0-9a-f-]{36}\.$/),
      expect.stringMatching(/^StartEngagement at 127\.0\.0\.1: .*ECONNRESET.* after \d+ ms\.$/)
    ])
    for (const secret of Object.values(sampleCredentials)) expect(debugged.join('\n')).not.toContain(secret)
  })
})

test('the search for credentials that was begun serves the first call', async () => {
  let searches = 0
  forgetKeys()
  process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = await listen((_, response) => {
    searches++
    response.setHeader('content-type', 'application/json').end(composeContainerAnswer(issuedCredentials))
  })
  const { manager, attempt } = await start({ credentials: [issuedCredentials] })
  manager.findCredentials({ deadlineMs: 60_000, connectMs: 60_000, signal: new AbortController().signal })
  expect(await attempt()).toMatchObject({ kind: 'engaged' })
  expect(await attempt()).toMatchObject({ kind: 'engaged' })
  expect(searches).toBe(1)
})

describe('an endpoint from a shared configuration file', () => {
  test.each([
    ['plain http beyond loopback', 'http://192.0.2.1:9'],
    ['a host that only looks like loopback', 'http://127.0.0.1.nowhere.invalid']
  ])('is refused: %s', async (_, url) => {
    const file = join(folder, 'config')
    await writeFile(file, `[default]\nendpoint_url = ${url}\n`)
    process.env.AWS_CONFIG_FILE = file
    const failed = failedOf(await attemptAt(undefined))
    expect(failed).toMatchObject({ code: 'forbidden-endpoint', retryable: false, lost: false })
  })
})

describe('the overrides in package.json', () => {
  /** The SDK's client, whose requests are handed over instead of sent. */
  function clientOf(region: string, take: (request: { readonly hostname: string; readonly body: string }) => void) {
    const requestHandler = {
      async handle(request: Parameters<typeof take>[0]) {
        take(request)
        throw new Error('enough')
      }
    }
    return new SSMContactsClient({ region, credentials: sampleCredentials, maxAttempts: 1, requestHandler })
  }

  test('fast-xml-parser: the XML that STS answers to a web identity becomes credentials', async () => {
    const issued: Credentials = {
      accessKeyId: 'ASIAWEBIDENTITY00000',
      secretAccessKey: 'web-identity-secret&<>"0123456789',
      sessionToken: 'web-identity-session-token=='
    }
    const bodies = await useSts(200, composeStsAnswer(issued))
    const { service, attempt } = await start({ credentials: [issued] })
    expect(await attempt()).toMatchObject({ kind: 'engaged' })
    expect(service.exchanges[0]).toMatchObject({
      signatureValid: true,
      headers: { 'x-amz-security-token': issued.sessionToken }
    })
    expect(bodies[0]).toContain('WebIdentityToken=header.payload.signature')
  })

  test.each(['x@evil.example:443/#', 'us-east-1.evil.example/', 'us-east-1\n::error::forged', 'us east 1'])(
    '@smithy/config-resolver: region %j is refused before anything is signed for it',
    async hostile => {
      let sent = false
      const client = clientOf(hostile, () => {
        sent = true
      })
      await expect(client.config.region()).rejects.toThrow(/region/i)
      await expect(client.send(new StartEngagementCommand({ ...request }))).rejects.toThrow(/region/i)
      expect(sent).toBe(false)
    }
  )

  test('@smithy/config-resolver: a plain region still resolves to its host', async () => {
    let host = ''
    const client = clientOf('eu-west-3', ({ hostname }) => {
      host = hostname
    })
    await expect(client.send(new StartEngagementCommand({ ...request }))).rejects.toThrow('enough')
    expect(host).toBe('ssm-contacts.eu-west-3.amazonaws.com')
  })

  test('uuid: a command without a token gets one', async () => {
    let token: unknown
    const client = clientOf(region, ({ body }) => {
      token = JSON.parse(body).IdempotencyToken
    })
    const { IdempotencyToken: _, ...tokenless } = request
    await expect(client.send(new StartEngagementCommand(tokenless))).rejects.toThrow('enough')
    expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})

test.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])(
  'an own endpoint is taken in spite of %s',
  async name => {
    process.env[name] = 'true'
    const { attempt } = await start()
    expect(await attempt()).toMatchObject({ kind: 'engaged' })
  }
)
