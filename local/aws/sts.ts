import { randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Issuer } from '../github/id-token.ts'
import { answerWith, listenOnLoopback } from '../loopback.ts'
import type { Answer, ServiceError } from './answer.ts'
import { chooseFault, type FaultPlan } from './faults.ts'
import { composeIssuedAnswer, composeStsErrorAnswer, type IssuedCredentials, stsErrors } from './sts-answer.ts'
import { isTrusted, parseTrustPolicy, type TrustPolicy } from './trust-policy.ts'
import { deliver, flattenHeaders, parseJson, readBody } from './wire.ts'

/** How STS on loopback is set up. */
export interface StsOptions {
  /** 0, the default, takes any free port. */
  port?: number
  /** PEM; with both, the service speaks HTTPS. */
  key?: string | Buffer
  cert?: string | Buffer
  /** The roles that exist: their ARNs, each with its trust policy as JSON has it. */
  roles: Readonly<Record<string, unknown>>
  /** The OIDC providers that every account has. */
  issuers: readonly Issuer[]
  /** The audiences that those providers are set up for (`--client-id-list`). Default: `sts.amazonaws.com`. */
  audiences?: readonly string[]
  /** How long a session of a role may be, seconds. Default: 3600. */
  maxSessionSeconds?: number
  /** What goes wrong, and when. */
  faults?: FaultPlan
}

/** One request and what became of it. */
export interface StsExchange {
  /** When the whole request had arrived, milliseconds since 1970. */
  receivedAt: number
  /** The request's headers, names in lower case. */
  headers: Record<string, string>
  /** The form's fields, `WebIdentityToken` among them. */
  fields: Readonly<Record<string, string>>
  /** The status of the answer; absent as long as none was begun. */
  statusCode?: number
}

/** A running STS. */
export interface Sts {
  /** What AWS_ENDPOINT_URL_STS is set to. */
  url: string
  port: number
  /** Every request in the order of arrival. */
  exchanges: readonly StsExchange[]
  /**
   * What was issued, in order; Incident Manager on loopback takes this very list as its `credentials`. Each is a canary: key,
   * secret and token hold the word "canary", and no two are equal.
   */
  issued: readonly IssuedCredentials[]
  close(): Promise<void>
}

/**
 * The claims that AWS knows as condition keys beside `sub` and `aud`.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
const conditionClaims = [
  ...['actor', 'actor_id', 'enterprise_id', 'environment', 'job_workflow_ref', 'ref', 'repository', 'repository_id'],
  ...['repository_owner_id', 'workflow']
]

/**
 * Starts STS on loopback: an HTTP service that answers AssumeRoleWithWebIdentity as AWS does. It verifies the ID token's signature,
 * audience and life, and holds its claims against the trust policy of the role.
 *
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 *
 * @throws TypeError for a trust policy that is not understood
 */
export async function startSts(options: StsOptions): Promise<Sts> {
  const roles = new Map(Object.entries(options.roles).map(([arn, policy]) => [arn, parseTrustPolicy(policy)]))
  const issued: IssuedCredentials[] = []
  const exchanges: StsExchange[] = []
  const { key, cert } = options
  const secure = key !== undefined && cert !== undefined
  const server = secure ? createSecureServer({ key, cert }) : createServer()
  const loopback = await listenOnLoopback(server, options.port)

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming)
    const fields = Object.fromEntries(new URLSearchParams(body.toString()))
    const exchange: StsExchange = { receivedAt: Date.now(), headers: flattenHeaders(incoming), fields }
    const fault = chooseFault(options.faults, exchanges.push(exchange), 'AssumeRoleWithWebIdentity')
    const answerNormally = (): Answer => {
      const error = findRequestError(incoming, fields, options.maxSessionSeconds ?? 3600)
      const result = error ?? identify(fields, { ...options, roles })
      if ('name' in result) return composeStsErrorAnswer(result)
      const credentials = issue(fields, result, issued.length + 1)
      issued.push(credentials)
      return composeIssuedAnswer(credentials)
    }
    const statusCode = await deliver(response, fault, answerNormally, loopback, composeStsErrorAnswer)
    if (statusCode !== undefined) exchange.statusCode = statusCode
  }

  answerWith(server, serve)

  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${loopback.port}`,
    port: loopback.port,
    exchanges,
    issued,
    close: loopback.close
  }
}

interface Identity {
  subject: string
  audience: string
}

type Fields = Readonly<Record<string, string>>

const accountOf = (roleArn: string): readonly [partition: string, account: string] => {
  const [, partition = '', account = ''] = /^arn:([^:]+):iam::(\d{12}):role\//.exec(roleArn) ?? []
  return [partition, account]
}

/** Who the caller is, once the role trusts it; an unknown role is refused in the words of one that does not. */
function identify(
  { RoleArn = '', WebIdentityToken = '' }: Fields,
  {
    roles,
    issuers,
    audiences = ['sts.amazonaws.com']
  }: Pick<StsOptions, 'issuers' | 'audiences'> & { roles: ReadonlyMap<string, TrustPolicy> }
): Identity | ServiceError {
  const [header, claims] = WebIdentityToken.split('.').slice(0, 2).map(decodePart)
  if (!header || !claims) return stsErrors.notAToken
  const issuer = issuers.find(({ url }) => url === claims.iss)
  if (!issuer)
    return { ...stsErrors.noProvider, message: stsErrors.noProvider.message.replace(/\S+$/, `${claims.iss}`) }
  if (header.kid !== issuer.keyId) return stsErrors.noVerificationKey
  const end = WebIdentityToken.lastIndexOf('.')
  const signature = Buffer.from(WebIdentityToken.slice(end + 1), 'base64url')
  if (!verify('sha256', Buffer.from(WebIdentityToken.slice(0, end)), issuer.publicKey, signature))
    return { ...stsErrors.notAToken, message: 'The signature of the ID Token is not valid.' }
  const [subject, audience] = [String(claims.sub), String(claims.aud)]
  if (!audiences.includes(audience)) return stsErrors.wrongAudience
  const now = Math.floor(Date.now() / 1000)
  if (now >= Number(claims.exp)) {
    const message = `Token expired: current date/time ${now} must be before the expiration date/time ${claims.exp}`
    return { ...stsErrors.expiredToken, message }
  }
  const policy = roles.get(RoleArn)
  const host = new URL(issuer.url).host
  const [partition, account] = accountOf(RoleArn)
  const caller = {
    providerArn: `arn:${partition}:iam::${account}:oidc-provider/${host}`,
    keys: composeConditionKeys(host, claims)
  }
  return policy && isTrusted(policy, caller) ? { subject, audience } : stsErrors.accessDenied
}

/** The condition keys that AWS makes of a token's claims; a claim that it does not know makes none. */
export function composeConditionKeys(host: string, claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const present = ['sub', 'aud', ...conditionClaims].filter(name => claims[name] !== undefined)
  return Object.fromEntries(present.map(name => [`${host}:${name}`, String(claims[name])]))
}

function decodePart(text: string): Record<string, unknown> | undefined {
  const value = parseJson(Buffer.from(text, 'base64url').toString())
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
}

function findRequestError(
  { method, url, headers }: IncomingMessage,
  fields: Fields,
  maxSessionSeconds: number
): ServiceError | undefined {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  const { Action = '', Version = '' } = fields
  if (method !== 'POST' || url !== '/' || !isForm || Action !== 'AssumeRoleWithWebIdentity' || Version !== '2011-06-15')
    return {
      name: 'InvalidAction',
      statusCode: 400,
      message: `Could not find operation ${Action} for version ${Version}`
    }
  const complaints = [
    ...complain(fields, 'RoleArn', 20, 2048, /^[\t\n\r\u0020-\u007e]*$/),
    ...complain(fields, 'RoleSessionName', 2, 64, /^[\w+=,.@-]*$/),
    ...complain(fields, 'WebIdentityToken', 4, 20_000),
    ...complainOfDuration(fields.DurationSeconds)
  ]
  if (complaints.length > 0) {
    const count = complaints.length === 1 ? '1 validation error' : `${complaints.length} validation errors`
    return refuse(`${count} detected: ${complaints.join('; ')}`)
  }
  if (accountOf(fields.RoleArn ?? '')[1] === '') return refuse(`${fields.RoleArn} is invalid`)
  return Number(fields.DurationSeconds ?? 3600) > maxSessionSeconds
    ? refuse('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
    : undefined
}

function complain(fields: Fields, name: string, min: number, max: number, pattern?: RegExp): string[] {
  const value = fields[name]
  const member = name.charAt(0).toLowerCase() + name.slice(1)
  if (value === undefined) return [`Value null at '${member}' failed to satisfy constraint: Member must not be null`]
  const rules: string[] = []
  if (value.length < min) rules.push(`Member must have length greater than or equal to ${min}`)
  if (value.length > max) rules.push(`Member must have length less than or equal to ${max}`)
  if (pattern?.test(value) === false) rules.push(`Member must satisfy regular expression pattern: ${pattern.source}`)
  // Not what was sent: for a token that would be the token.
  const shown = name === 'WebIdentityToken' ? '***' : value
  return rules.map(rule => `Value '${shown}' at '${member}' failed to satisfy constraint: ${rule}`)
}

function complainOfDuration(value: string | undefined): string[] {
  if (value === undefined) return []
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  const failed = (rule: string) => [`Value '${value}' at 'durationSeconds' failed to satisfy constraint: ${rule}`]
  if (!(seconds >= 900)) return failed('Member must have value greater than or equal to 900')
  return seconds > 43_200 ? failed('Member must have value less than or equal to 43200') : []
}

function refuse(message: string): ServiceError {
  return { name: 'ValidationError', statusCode: 400, message }
}

/** Canaries with the letters that make encodings differ. */
function issue(fields: Fields, identity: Identity, number: number): IssuedCredentials {
  const random = randomBytes(9).toString('base64url')
  return {
    accessKeyId: `ASIACANARY${String(number).padStart(10, '0')}`,
    secretAccessKey: `canarySecret/+${number}/${random}`.padEnd(40, 'Q'),
    sessionToken: `canaryToken/+&<${number}>${random}${'x'.repeat(300)}==`,
    expiresAt: Date.now() + 1000 * Number(fields.DurationSeconds ?? 3600),
    roleArn: fields.RoleArn ?? '',
    sessionName: fields.RoleSessionName ?? '',
    ...identity
  }
}
