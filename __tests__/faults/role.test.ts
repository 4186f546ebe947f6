// Rows R20, R23, S6 and S10 of faults.md for the role that the action assumes itself, on the committed dist/ as a process.
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../local/aws/faults.ts'
import { sampleRoleArn as roleArn } from '../../local/aws/sample-role.ts'
import { sampleCredentials, sampleEnvironment } from '../../local/aws/signature.ts'
import { type StsOptions, startSts } from '../../local/aws/sts.ts'
import { stsErrors } from '../../local/aws/sts-answer.ts'
import { type IdTokenEndpointOptions, idTokenFaults, startIdTokenEndpoint } from '../../local/github/id-token.ts'
import { listenOnLoopback } from '../../local/loopback.ts'
import { closedPort, withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

const trusting = (sub = 'repo:acme/shop:ref:refs/heads/main') => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': sub
        }
      }
    }
  ]
})

const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' }
const keysWarning = 'The credentials in the environment are used in its place.'

interface Setting {
  readonly idTokens?: IdTokenEndpointOptions
  readonly sts?: Partial<StsOptions>
  /** Instead of STS's own address. */
  readonly stsUrl?: string
  readonly role?: string
  readonly timeoutSeconds?: number
  /** Default: no credentials but the role's. */
  readonly env?: Record<string, string>
  readonly hasIdToken?: boolean
  readonly github?: Record<string, string>
  readonly faults?: readonly Fault[]
}

/** Runs dist/ with a role, against GitHub's endpoint, STS and Incident Manager on loopback. */
async function page(setting: Setting = {}) {
  const idTokens = await startIdTokenEndpoint(setting.idTokens)
  const sts = await startSts({ roles: { [roleArn]: trusting() }, issuers: [idTokens.issuer], ...setting.sts })
  try {
    const service = { ...(setting.faults && { faults: setting.faults }) }
    return await withService(
      { ...service, credentials: setting.env === undefined ? sts.issued : [sampleCredentials] },
      async ({ url, exchanges }) => {
        const run = await runDist({
          with: {
            'endpoint-url': url,
            'role-to-assume': setting.role ?? roleArn,
            'timeout-seconds': String(setting.timeoutSeconds ?? 20)
          },
          ...(setting.github && { github: setting.github, contexts: { github: { token: 'ghs_anyToken' } } }),
          ...(setting.hasIdToken !== false && { idToken: idTokens }),
          env: { AWS_ENDPOINT_URL_STS: setting.stsUrl ?? sts.url, ...noKeys, ...setting.env }
        })
        return { ...run, exchanges, idTokens, sts }
      }
    )
  } finally {
    await Promise.all([idTokens.close(), sts.close()])
  }
}

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const { port, close } = await listenOnLoopback(createServer(listener))
  try {
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    await close()
  }
}

test.concurrent('one step is enough: the role pages, and its session names the run', async () => {
  const { outputs, warnings, exchanges, idTokens, sts } = await page()
  expect([outputs.outcome, warnings, exchanges.map(({ signatureValid }) => signatureValid)]).toEqual([
    'sent',
    [],
    [true]
  ])
  expect(idTokens.requests.map(({ path }) => new URL(path, 'http://a.example').searchParams.get('audience'))).toEqual([
    'sts.amazonaws.com'
  ])
  expect(
    sts.exchanges.map(({ fields, headers }) => [fields.RoleArn, fields.RoleSessionName, headers.authorization])
  ).toEqual([[roleArn, 'start-engagement-1658821493', undefined]])
})

test.concurrent('the role is asked for while GitHub is asked which jobs failed', async () => {
  const stsAsked = Promise.withResolvers<void>()
  const list = (_: unknown, response: ServerResponse) =>
    void stsAsked.promise.then(() => response.end('{"total_count":0,"jobs":[]}'))
  const { outputs, warnings } = await withServer(list, apiUrl =>
    page({
      github: { api_url: apiUrl },
      sts: {
        faults: () => {
          stsAsked.resolve()
          return undefined
        }
      }
    })
  )
  // A list that never comes is a warning.
  expect([outputs.outcome, warnings]).toEqual(['sent', []])
})

test.concurrent('the audience is that of the partition', async () => {
  const { idTokens } = await page({ role: 'arn:aws-cn:iam::111122223333:role/page-on-call', timeoutSeconds: 1 })
  expect(idTokens.requests[0]?.path).toContain('&audience=sts.amazonaws.com.cn')
})

describe('R20 what stumbles once is asked again, with a fresh ID token', () => {
  const github = Object.entries(idTokenFaults).filter(([name]) => !['forbidden', 'redirect', 'slow'].includes(name))
  const status = (statusCode: number): Fault => ({ kind: 'answer', statusCode, body: '<html>busy</html>' })

  test.concurrent.each(github)('GitHub: %s', async (_, fault) => {
    const { outputs, idTokens, sts } = await page({ idTokens: { faults: [fault] } })
    expect(outputs.outcome).toBe('sent')
    expect([idTokens.requests.length, sts.exchanges.length]).toEqual([2, 1])
  })

  test.concurrent.each<[string, Fault]>([
    ['500', status(500)],
    ['503', status(503)],
    ['408', status(408)],
    ['a reset', { kind: 'reset' }],
    ['no answer', { kind: 'hang' }],
    ['nothing in a 200', { kind: 'answer', statusCode: 200, headers: { 'content-type': 'text/xml' }, body: '<a/>' }],
    ['IDPCommunicationError', stsErrors.idpCommunicationError],
    ['no verification key', stsErrors.noVerificationKey],
    ['throttling', stsErrors.throttling]
  ])('STS: %s', async (_, fault) => {
    const { outputs, sts } = await page({ sts: { faults: [fault] } })
    expect(outputs.outcome).toBe('sent')
    const tokens = sts.exchanges.map(({ fields }) => fields.WebIdentityToken)
    expect([tokens.length, new Set(tokens).size]).toEqual([2, 2])
  })
})

function stsAnswer(name: string, statusCode: number, message: string) {
  return {
    statusCode,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`
  }
}

const provider = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'
const failing: Readonly<Record<string, readonly [Setting, words: readonly string[], stsAsked: number]>> = {
  'no permission': [{ hasIdToken: false }, ['"  id-token: write"', 'forks and of Dependabot'], 0],
  'a refusal of GitHub': [
    { idTokens: { faults: [idTokenFaults.forbidden] } },
    ['HTTP status 403', '"  id-token: write"'],
    0
  ],
  'a redirect of GitHub': [{ idTokens: { faults: [idTokenFaults.redirect] } }, ['HTTP status 302'], 0],
  'an account that does not know GitHub': [
    { sts: { issuers: [] } },
    ['No OpenIDConnect provider', 'aws iam create-open-id-connect-provider', '--client-id-list sts.amazonaws.com'],
    1
  ],
  'an audience that the account does not know': [
    { sts: { audiences: ['elsewhere'] } },
    ['audience', `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${provider}`],
    1
  ],
  'a branch that the role does not trust': [
    { sts: { roles: { [roleArn]: trusting('repo:acme/shop:ref:refs/heads/release') } } },
    [
      `This run's sub is "repo:acme/shop:ref:refs/heads/main".`,
      '"token.actions.githubusercontent.com:sub":"repo:acme/shop:ref:refs/heads/main"'
    ],
    1
  ],
  'a role that is not there': [
    { sts: { roles: {} } },
    [roleArn, 'check that the role exists in account 111122223333'],
    1
  ]
}

describe('what can never work is final, and its remedy is filled in', () => {
  test.concurrent.each(Object.keys(failing))('%s', async name => {
    const [setting, words, asked] = failing[name] as (typeof failing)[string]
    const { outputs, message, exchanges, sts } = await page(setting)
    expect([outputs.outcome, exchanges, sts.exchanges.length]).toEqual(['not-sent', [], asked])
    for (const part of words) expect(message).toContain(part)
    expect(message).toMatch(/\nNo page was sent\.$/)
    expect(message).not.toContain('Tried ')
  })
})

describe('credentials in the environment', () => {
  test.concurrent('are left alone where the role can be had', async () => {
    const idTokens = await startIdTokenEndpoint()
    const sts = await startSts({ roles: { [roleArn]: trusting() }, issuers: [idTokens.issuer] })
    const { outputs, exchanges } = await withService({ credentials: sts.issued }, async ({ url, exchanges }) => {
      const run = await runDist({
        with: { 'endpoint-url': url, 'role-to-assume': roleArn },
        idToken: idTokens,
        env: { AWS_ENDPOINT_URL_STS: sts.url }
      })
      return { ...run, exchanges }
    })
    await Promise.all([idTokens.close(), sts.close()])
    expect([outputs.outcome, exchanges.length]).toEqual(['sent', 1])
  })

  test.concurrent.each(Object.keys(failing))('page in its place, with a warning that names both: %s', async name => {
    const [setting, words] = failing[name] as (typeof failing)[string]
    const { outputs, warnings, exchanges } = await page({ ...setting, env: sampleEnvironment })
    expect([outputs.outcome, exchanges.length, warnings.length]).toEqual(['sent', 1, 1])
    expect(warnings[0]).toContain(keysWarning)
    expect(warnings[0]).toContain(
      words.find(word => /^(?:HTTP|No Open|audience|This run|arn:)/.test(word)) ?? 'role-to-assume'
    )
  })

  test.concurrent.each<[string, Setting]>([
    ['GitHub never answers', { idTokens: { faults: () => idTokenFaults.hang } }],
    ['STS never answers', { sts: { faults: () => ({ kind: 'hang' }) } }],
    ['STS is down', { sts: { faults: () => ({ kind: 'answer', statusCode: 503 }) } }]
  ])('have half of the total where %s', async (_, setting) => {
    const { outputs, warnings, exchanges } = await page({ ...setting, timeoutSeconds: 4, env: sampleEnvironment })
    expect([outputs.outcome, exchanges.length, warnings.length]).toEqual(['sent', 1, 1])
    expect(warnings[0]).toContain(keysWarning)
  })

  test.concurrent('are taken, with a warning, where the input is no role', async () => {
    const { outputs, warnings, exchanges, idTokens } = await page({ role: 'page-on-call', env: sampleEnvironment })
    expect([outputs.outcome, exchanges.length, idTokens.requests]).toEqual(['sent', 1, []])
    expect(warnings).toEqual([
      expect.stringMatching(/^Input "role-to-assume" is "page-on-call"\. It takes the ARN of an IAM role/)
    ])
  })
})

describe('S10', () => {
  const asking = (url: string) =>
    page({
      hasIdToken: false,
      timeoutSeconds: 2,
      env: { ...noKeys, ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canaryRequestToken' }
    })

  test.concurrent.each(['http://tokens.example/?v=1', 'https://user:word@tokens.example/?v=1', 'nonsense'])(
    'no request token goes to %s',
    async url => {
      const { outputs, message, printed } = await asking(url)
      expect(outputs.outcome).toBe('not-sent')
      expect(message).toMatch(/^ACTIONS_ID_TOKEN_REQUEST_URL takes a URL with https; http is for loopback only\./)
      expect(printed).not.toContain('canaryRequestToken')
    }
  )

  test.concurrent('an address of STS without TLS gets no ID token', async () => {
    const { message } = await page({ stsUrl: 'http://sts.example', timeoutSeconds: 2 })
    expect(message).toMatch(/^The endpoint http:\/\/sts\.example is neither https nor on loopback\./)
  })
})

test.concurrent('R23 what is wrong on the way to GitHub is told as what it is', async () => {
  const port = await closedPort()
  const { message } = await page({
    hasIdToken: false,
    timeoutSeconds: 2,
    env: {
      ...noKeys,
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?v=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'token'
    }
  })
  expect(message).toMatch(/^No connection to 127\.0\.0\.1 \("role-to-assume"\) \(connect ECONNREFUSED/)
})

describe('S6 ID token, request token and issued keys appear in no output, in no encoding', () => {
  const encodings = (secret: string) => {
    const bytes = Buffer.from(secret)
    return [
      secret,
      encodeURIComponent(secret),
      ...(['base64', 'base64url', 'hex'] as const).map(name => bytes.toString(name))
    ]
  }
  const expectSilence = ({ printed, summary, outputs, idTokens, sts }: Awaited<ReturnType<typeof page>>) => {
    const said = [printed, summary, JSON.stringify(outputs)].join('\n')
    const issued = sts.issued.flatMap(({ accessKeyId, secretAccessKey, sessionToken }) => [
      accessKeyId,
      secretAccessKey,
      sessionToken ?? ''
    ])
    const secrets = [idTokens.requestToken, ...idTokens.issued, ...issued].filter(Boolean)
    for (const form of secrets.flatMap(encodings)) expect(said).not.toContain(form)
    return secrets.length
  }

  test.concurrent('of a page that was sent', async () => {
    expect(expectSilence(await page())).toBe(5)
  })

  test.concurrent('of a page that AWS refused', async () => {
    const fault: Fault = { kind: 'error', name: 'AccessDeniedException', statusCode: 400, message: 'No.' }
    expect(expectSilence(await page({ faults: [fault] }))).toBe(5)
  })

  test.concurrent('where STS quotes what it was sent', async () => {
    const run = await withServer(
      async (incoming, response) => {
        const token = new URLSearchParams(await text(incoming)).get('WebIdentityToken') ?? ''
        const { statusCode, headers, body } = stsAnswer('InvalidIdentityToken', 400, `${'x'.repeat(250)} ${token}`)
        response.writeHead(statusCode, headers).end(body)
      },
      stsUrl => page({ stsUrl })
    )
    expect(run.message).toContain('AWS does not give the role')
    expect(expectSilence(run)).toBe(2)
  })
})
