// The role that the action assumes itself, on the committed dist/ as a process: what is asked again, what is final and why, whose
// credentials are used instead, and that nothing which was issued on the way is printed.
import { createServer } from 'node:http'
import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../local/aws/faults.ts'
import { startIncidentManager } from '../../local/aws/incident-manager.ts'
import { readBranchTrustPolicy, sampleRoleArn } from '../../local/aws/sample-role.ts'
import { sampleCredentials, sampleEnvironment } from '../../local/aws/signature.ts'
import { type StsOptions, startSts } from '../../local/aws/sts.ts'
import { emptyAnswer, stsErrors } from '../../local/aws/sts-answer.ts'
import { contactArn } from '../../local/demo/scenarios.ts'
import {
  type IdTokenEndpointOptions,
  idTokenFaults,
  readClaims,
  startIdTokenEndpoint
} from '../../local/github/id-token.ts'
import { listenOnLoopback } from '../../local/loopback.ts'
import { runAction } from '../../local/runner/runner.ts'
import { runDist } from '../shared/run-dist.ts'

interface Given {
  readonly with?: Record<string, string>
  readonly env?: Record<string, string>
  /** Whether the job has `id-token: write`. Default: true. */
  readonly mayRequest?: boolean
  readonly idTokens?: IdTokenEndpointOptions
  readonly sts?: Partial<StsOptions>
  /** Errors of STS that repeat the ID token, in this form. */
  readonly echo?: (token: string) => string
  /** How the step is run. Default: as one that prints warnings and errors alone. */
  readonly runStep?: typeof runDist
  /** What Incident Manager takes beside what STS issued: the credentials in the environment. */
  readonly withEnvironment?: boolean
}

const noKeys = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' }

/** A page with a role, and what the services saw of it. */
async function page({ mayRequest = true, withEnvironment = false, runStep = runDist, ...given }: Given = {}) {
  const idTokens = await startIdTokenEndpoint(given.idTokens)
  const sts = await startSts({
    roles: { [sampleRoleArn]: readBranchTrustPolicy() },
    issuers: [idTokens.issuer],
    ...(given.echo && {
      faults: () => ({ ...stsErrors.accessDenied, message: `${given.echo?.(idTokens.issued.at(-1) ?? '')} is refused` })
    }),
    ...given.sts
  })
  const service = await startIncidentManager({ credentials: withEnvironment ? [sampleCredentials] : sts.issued })
  try {
    const run = await runStep({
      with: { 'role-to-assume': sampleRoleArn, 'endpoint-url': service.url, 'timeout-seconds': '20', ...given.with },
      ...(given.idTokens?.github && { github: given.idTokens.github }),
      ...(mayRequest && { idToken: idTokens }),
      env: {
        ...(withEnvironment ? sampleEnvironment : noKeys),
        AWS_ENDPOINT_URL_STS: sts.url,
        ...given.env
      }
    })
    const secrets = [
      idTokens.requestToken,
      ...idTokens.issued,
      ...sts.issued.flatMap(({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken])
    ]
    const told = `${run.printed}\n${run.summary}\n${JSON.stringify(run.outputs)}`
    expect(secrets.filter(secret => encodingsOf(secret).some(text => told.includes(text)))).toEqual([])
    return { ...run, idTokens, sts, service }
  } finally {
    await Promise.all([service, sts, idTokens].map(peer => peer.close()))
  }
}

/** A secret as it could be printed; of each form enough to know it by. */
function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // Base64 of a part of a text depends on where it begins.
  const shifted = [0, 1, 2].map(shift => bytes.subarray(shift))
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...shifted.flatMap(part => [part.toString('base64'), part.toString('base64url')])
  ].map(text => text.slice(0, 24))
}

const fates = ({ sts, idTokens }: Awaited<ReturnType<typeof page>>) => ({
  tokens: idTokens.requests.length,
  answers: sts.exchanges.map(({ statusCode }) => statusCode)
})

describe('a role is assumed', () => {
  test.concurrent('with a token for STS, a session that names the run, and no more than an hour', async () => {
    const { sts, idTokens, service, outputs, warnings } = await page()
    expect([outputs.outcome, warnings]).toEqual(['sent', []])
    expect(idTokens.issued.map(token => readClaims(token).aud)).toEqual(['sts.amazonaws.com'])
    expect(sts.exchanges.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({
        RoleArn: sampleRoleArn,
        RoleSessionName: 'start-engagement-1658821493',
        WebIdentityToken: idTokens.issued[0]
      })
    ])
    expect(Number(sts.exchanges[0]?.fields.DurationSeconds ?? 3600)).toBeLessThanOrEqual(3600)
    expect(service.exchanges.map(({ headers }) => headers['x-amz-security-token'])).toEqual([
      sts.issued[0]?.sessionToken
    ])
  })

  test.concurrent('while GitHub is asked which jobs failed', async () => {
    const { promise: stsAsked, resolve } = Promise.withResolvers<void>()
    // The list comes once STS was asked; one that does not come is a warning.
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json')
      void stsAsked.then(() => response.end('{"total_count":0,"jobs":[]}'))
    })
    const { port, close } = await listenOnLoopback(server)
    const faults = () => {
      resolve()
      return undefined
    }
    const run = await page({
      sts: { faults },
      runStep: options =>
        runDist({
          ...options,
          github: { api_url: `http://127.0.0.1:${port}` },
          contexts: { github: { token: 'ghs_anyToken' } }
        })
    })
    await close()
    expect([run.outputs.outcome, run.warnings]).toEqual(['sent', []])
  })

  test.concurrent('in China with the audience of China', async () => {
    const roleArn = sampleRoleArn.replace('arn:aws:', 'arn:aws-cn:')
    const policy = JSON.stringify(readBranchTrustPolicy())
      .replace('arn:aws:', 'arn:aws-cn:')
      .replace('sts.amazonaws.com', 'sts.amazonaws.com.cn')
    const { outputs, idTokens } = await page({
      with: {
        'role-to-assume': roleArn,
        'contact-id': contactArn.replace('arn:aws:', 'arn:aws-cn:').replace('us-east-1', 'cn-north-1')
      },
      sts: { roles: { [roleArn]: JSON.parse(policy) }, audiences: ['sts.amazonaws.com.cn'] }
    })
    expect([outputs.outcome, idTokens.issued.map(token => readClaims(token).aud)]).toEqual([
      'sent',
      ['sts.amazonaws.com.cn']
    ])
  })

  test.concurrent('before what the environment holds', async () => {
    const { outputs, warnings, sts } = await page({ env: sampleEnvironment })
    expect([outputs.outcome, warnings, sts.issued.length]).toEqual(['sent', [], 1])
  })
})

describe('what was issued is not printed', () => {
  const forms: Readonly<Record<string, (token: string) => string>> = {
    'as it is': token => token,
    'in quotes': token => JSON.stringify({ token }),
    'as a field of the form': token => new URLSearchParams({ WebIdentityToken: token }).toString(),
    'in Base64': token => Buffer.from(token).toString('base64')
  }
  test.concurrent.each(Object.keys(forms))('where STS repeats the ID token: %s', async form => {
    const run = await page({ echo: forms[form] ?? String })
    expect([run.outputs.outcome, run.idTokens.issued.length]).toEqual(['not-sent', 1])
    expect(run.message).toContain('AccessDenied')
  })

  test.concurrent('where the run is debugged', async () => {
    const run = await page({ env: { RUNNER_DEBUG: '1' }, runStep: runDebugged })
    expect(run.stdout).toContain(`::debug::Credentials: ${sampleRoleArn}`)
    expect(run.outputs.outcome).toBe('sent')
  })
})

/** Debug lines are commands too, which a step that is not debugged must not print. */
async function runDebugged({ with: given = {}, ...options }: Parameters<typeof runDist>[0] = {}) {
  const run = await runAction({ ...options, with: { 'contact-id': contactArn, ...given } })
  return { ...run, printed: `${run.stdout}\n${run.stderr}`, notices: [], warnings: [], errors: [], message: '' }
}

describe('is asked again, with a fresh ID token', () => {
  const ofGitHub: readonly (keyof typeof idTokenFaults)[] = [
    'unavailable',
    'unavailableInHtml',
    'noValue',
    'noJson',
    'reset'
  ]
  test.concurrent.each(ofGitHub)('GitHub: %s', async fault => {
    const run = await page({ idTokens: { faults: [idTokenFaults[fault]] } })
    expect([run.outputs.outcome, fates(run)]).toEqual(['sent', { tokens: 2, answers: [200] }])
  })

  const ofSts: Readonly<Record<string, Fault>> = {
    ...{ throttling: stsErrors.throttling, idpCommunicationError: stsErrors.idpCommunicationError },
    ...{ noVerificationKey: stsErrors.noVerificationKey, internalFailure: stsErrors.internalFailure },
    serviceUnavailable: stsErrors.serviceUnavailable,
    'no credentials in it': emptyAnswer,
    'a page of HTML': { kind: 'answer', statusCode: 502, body: '<html>Bad Gateway</html>' },
    'a reset': { kind: 'reset' }
  }
  test.concurrent.each(Object.keys(ofSts))('STS: %s', async name => {
    const run = await page({ sts: { faults: [ofSts[name]] } })
    expect([run.outputs.outcome, fates(run)]).toEqual([
      'sent',
      { tokens: 2, answers: [name === 'a reset' ? undefined : expect.any(Number), 200] }
    ])
    expect(new Set(run.sts.exchanges.map(({ fields }) => fields.WebIdentityToken)).size).toBe(2)
  })
})

const finals: Readonly<Record<string, readonly [given: Given, code: string, words: readonly string[]]>> = {
  'no id-token: write': [{ mayRequest: false }, 'no-id-token', ['id-token: write', 'actions: read', 'Dependabot']],
  'GitHub that refuses': [{ idTokens: { faults: [idTokenFaults.forbidden] } }, 'no-id-token', ['403']],
  'GitHub that refuses the request token': [
    { env: { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'another' } },
    'no-id-token',
    ['401']
  ],
  'no provider in the account': [
    { sts: { issuers: [] } },
    'no-oidc-provider',
    ['aws iam create-open-id-connect-provider', '--client-id-list sts.amazonaws.com', '111122223333']
  ],
  'a provider for another audience': [
    { sts: { audiences: ['sigstore'] } },
    'wrong-audience',
    ['add-client-id-to-open-id-connect-provider', '--client-id sts.amazonaws.com']
  ],
  'a branch that is not allowed': [
    { idTokens: { github: { ref: 'refs/heads/fix' } } },
    'role-refused',
    ['"token.actions.githubusercontent.com:sub":"repo:acme/shop:ref:refs/heads/fix"', 'trust policy']
  ],
  'an environment that is not allowed, with IDs': [
    { idTokens: { environment: 'production', subjectHasIds: true } },
    'role-refused',
    ['repo:acme@6811672/shop@186853002:environment:production']
  ],
  'a role that does not exist': [
    { with: { 'role-to-assume': `${sampleRoleArn}-2` } },
    'role-refused',
    [`${sampleRoleArn}-2`]
  ],
  'an address that no token may go to': [
    { env: { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://token.example.com/?a=b' } },
    'forbidden-endpoint',
    ['ACTIONS_ID_TOKEN_REQUEST_URL', 'https']
  ]
}

describe('is final', () => {
  test.concurrent.each(Object.keys(finals))('%s', async name => {
    const [given = {}, code = '', words = []] = finals[name] ?? []
    const run = await page(given)
    expect([run.outputs.outcome, run.exitCode, run.service.exchanges]).toEqual(['not-sent', 1, []])
    expect(run.summary).toContain(`What failed: ${code}`)
    expect(words.filter(word => !run.message.includes(word))).toEqual([])
    expect(run.message).toMatch(/No page was sent\.$/)
    expect(run.idTokens.requests.length).toBeLessThanOrEqual(1)
    expect(run.sts.exchanges.length).toBeLessThanOrEqual(1)
  })
})

describe('gives way to the credentials of the environment, with a warning on top that names both', () => {
  test.concurrent.each(Object.keys(finals))('%s', async name => {
    const [given = {}] = finals[name] ?? []
    const run = await page({ ...given, withEnvironment: true })
    expect([run.outputs.outcome, run.exitCode]).toEqual(['sent', 0])
    expect(run.warnings[0]).toContain(run.sts.exchanges[0]?.fields.RoleArn ?? sampleRoleArn)
    expect(run.warnings[0]).toContain('environment')
    expect(run.service.exchanges.map(({ headers }) => headers['x-amz-security-token'])).toEqual([undefined])
  })

  const hanging: Readonly<Record<string, Given>> = {
    'GitHub that hangs': { idTokens: { faults: () => idTokenFaults.hang } },
    'STS that hangs': { sts: { faults: () => ({ kind: 'hang' }) } },
    'STS that throttles to the end': { sts: { faults: () => stsErrors.throttling } }
  }
  test.concurrent.each(Object.keys(hanging))('%s, within the total', async name => {
    const run = await page({ ...hanging[name], with: { 'timeout-seconds': '8' }, withEnvironment: true })
    expect([run.outputs.outcome, run.warnings.length]).toEqual(['sent', 1])
    expect(run.warnings[0]).toContain(sampleRoleArn)
  })

  test.concurrent('an ARN that is not of a role', async () => {
    const wrong = 'arn:aws:iam::111122223333:user/page'
    const run = await page({ with: { 'role-to-assume': wrong }, withEnvironment: true })
    expect([run.outputs.outcome, run.idTokens.requests]).toEqual(['sent', []])
    expect(run.warnings[0]).toContain(wrong)
  })

  test.concurrent('but not with strict', async () => {
    const run = await page({
      with: { 'role-to-assume': 'arn:aws:iam::111122223333:user/page', strict: 'true' },
      withEnvironment: true
    })
    expect([run.outputs.outcome, run.service.exchanges]).toEqual(['not-sent', []])
    expect(run.message).toContain('"role-to-assume"')
  })
})
