import { createHash, generateKeyPair, type KeyObject, randomUUID, sign, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import type { Answer } from '../aws/answer.ts'
import { chooseFault, type Fault, type FaultPlan } from '../aws/faults.ts'
import { deliver, flattenHeaders } from '../aws/wire.ts'
import { listenOnLoopback } from '../loopback.ts'
import { composeIdentity } from '../runner/variables.ts'

/** Who signs ID tokens, as an OIDC provider makes it known. */
export interface Issuer {
  /** The claim `iss`. */
  url: string
  /** The header `kid` of its tokens. */
  keyId: string
  publicKey: KeyObject
}

/** An issuer that can sign. */
export interface SigningIssuer extends Issuer {
  privateKey: KeyObject
}

/** The job that an ID token is for. */
export interface TokenJob {
  /** The runner's variables without their `GITHUB_` prefix, over the default identity. */
  github?: Record<string, string>
  /** The job's `environment:`. */
  environment?: string
  /** Where the job itself is written: `job_workflow_ref`. Default: in the workflow that runs. A job of a reusable workflow has another. */
  jobWorkflowRef?: string
  /** Whether `sub` holds the IDs of owner and repository, as in repositories made, renamed or transferred since mid-2026. Default: false. */
  subjectHasIds?: boolean
}

/** What an ID token says of its job. */
export type Claims = Readonly<Record<string, string | number>>

/** How the endpoint on loopback is set up. */
export interface IdTokenEndpointOptions extends TokenJob {
  /** Who signs. Default: an issuer of the endpoint's own. */
  issuer?: SigningIssuer
  /** What goes wrong, and when. */
  faults?: FaultPlan
}

/** A running ID token endpoint. */
export interface IdTokenEndpoint {
  /** What ACTIONS_ID_TOKEN_REQUEST_URL is set to, with a query of its own, so that `&audience=` can follow. */
  url: string
  port: number
  /** What ACTIONS_ID_TOKEN_REQUEST_TOKEN is set to: a canary. */
  requestToken: string
  issuer: Issuer
  /** Every token that was issued, in order. Each is a canary. */
  issued: readonly string[]
  /** Every request in the order of arrival; header names in lower case. */
  requests: readonly { method: string; path: string; headers: Record<string, string> }[]
  close(): Promise<void>
}

const issuerUrl = 'https://token.actions.githubusercontent.com'
const path = '/17//idtoken/8f3b2c1d-0000-1111-2222-333344445555'
const query = 'api-version=2.0'
const lifeSeconds = 300

/** What goes wrong at the endpoint, one for each way. */
export const idTokenFaults = {
  unavailable: json(503, { message: 'The service is temporarily unavailable.' }),
  unavailableInHtml: {
    kind: 'answer',
    statusCode: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><body>Bad Gateway</body></html>'
  },
  forbidden: json(403, { message: 'Resource not accessible by integration' }),
  noValue: json(200, { count: 0 }),
  noJson: { kind: 'answer', statusCode: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' },
  redirect: { kind: 'answer', statusCode: 302, headers: { location: 'http://127.0.0.1:9/idtoken' }, body: '' },
  reset: { kind: 'reset' },
  hang: { kind: 'hang' },
  slow: { kind: 'delay', ms: 500 }
} as const satisfies Record<string, Fault>

/** GitHub as issuer of ID tokens, with a fresh key. */
export async function createIssuer(): Promise<SigningIssuer> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const der = publicKey.export({ format: 'der', type: 'spki' })
  return { url: issuerUrl, keyId: createHash('sha1').update(der).digest('hex').toUpperCase(), publicKey, privateKey }
}

/**
 * Starts the endpoint at which a job with `id-token: write` gets ID tokens.
 *
 * Source: https://docs.github.com/en/actions/reference/security/oidc
 */
export async function startIdTokenEndpoint(options: IdTokenEndpointOptions = {}): Promise<IdTokenEndpoint> {
  const issuer = options.issuer ?? (await createIssuer())
  const requestToken = `canaryRequestToken.${randomUUID()}`
  const issued: string[] = []
  const requests: { method: string; path: string; headers: Record<string, string> }[] = []

  function answer(incoming: IncomingMessage): Answer {
    const address = new URL(incoming.url ?? '', 'http://127.0.0.1')
    if (incoming.method !== 'GET' || address.pathname !== path) return composeAnswer(404, { message: 'Not Found' })
    if (!isBearer(incoming.headers.authorization, requestToken)) return composeAnswer(401, { message: 'Unauthorized' })
    const claims = composeClaims(options, address.searchParams.get('audience') ?? undefined)
    const token = signToken(claims, issuer)
    issued.push(token)
    return composeAnswer(200, { count: token.length, value: token })
  }

  const server = createServer((incoming, response: ServerResponse) => {
    incoming.resume()
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: flattenHeaders(incoming) }
    const fault = chooseFault(options.faults, requests.push(request), 'GetIdToken')
    void deliver(response, fault, () => answer(incoming), loopback)
  })
  const loopback = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${loopback.port}${path}?${query}`,
    port: loopback.port,
    requestToken,
    issuer,
    issued,
    requests,
    close: loopback.close
  }
}

/**
 * The claims of GitHub's ID token for a job. `jti` is fresh each time.
 *
 * Source: https://docs.github.com/en/actions/reference/security/oidc#oidc-token-claims
 *
 * @param audience by default the URL of the repository's owner, which AWS does not take
 */
export function composeClaims(job: TokenJob = {}, audience?: string): Claims {
  const github = composeIdentity(job.github)
  const of = (name: string): string => github[name] ?? ''
  const now = Math.floor(Date.now() / 1000)
  const copied = [
    ...['actor', 'actor_id', 'base_ref', 'event_name', 'head_ref', 'ref', 'ref_protected', 'ref_type', 'repository'],
    ...['repository_id', 'repository_owner', 'repository_owner_id', 'run_attempt', 'run_id', 'run_number', 'sha'],
    ...['workflow', 'workflow_ref', 'workflow_sha']
  ]
  return {
    jti: randomUUID(),
    sub: composeSubject(job, of),
    aud: audience ?? `${of('server_url')}/${of('repository_owner')}`,
    iss: issuerUrl,
    ...Object.fromEntries(copied.map(name => [name, of(name)])),
    ...(job.environment && { environment: job.environment }),
    job_workflow_ref: job.jobWorkflowRef ?? of('workflow_ref'),
    job_workflow_sha: of('workflow_sha'),
    repository_visibility: 'private',
    runner_environment: 'github-hosted',
    nbf: now - lifeSeconds,
    iat: now,
    exp: now + lifeSeconds
  }
}

/** What an ID token says, unverified. */
export function readClaims(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

/** An environment stands in place of all else; a pull request has no ref here. */
function composeSubject({ environment, subjectHasIds = false }: TokenJob, of: (name: string) => string): string {
  const [owner = '', name = ''] = of('repository').split('/')
  const repository = subjectHasIds
    ? `${owner}@${of('repository_owner_id')}/${name}@${of('repository_id')}`
    : `${owner}/${name}`
  // A colon in a name would look like one of the claim's own.
  if (environment) return `repo:${repository}:environment:${environment.replaceAll(':', '%3A')}`
  if (of('event_name') === 'pull_request') return `repo:${repository}:pull_request`
  return `repo:${repository}:ref:${of('ref')}`
}

function signToken(claims: Claims, { keyId, privateKey }: SigningIssuer): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const content = `${encode({ typ: 'JWT', alg: 'RS256', kid: keyId })}.${encode(claims)}`
  return `${content}.${sign('sha256', Buffer.from(content), privateKey).toString('base64url')}`
}

function isBearer(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = /^bearer (.+)$/i.exec(authorization ?? '') ?? []
  return given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token))
}

function composeAnswer(statusCode: number, body: unknown): Answer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body)
  }
}

function json(statusCode: number, body: unknown): Fault & { kind: 'answer' } {
  return { kind: 'answer', ...composeAnswer(statusCode, body) }
}
