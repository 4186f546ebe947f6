import { timingSafeEqual } from 'node:crypto'
import { HttpRequest } from '@smithy/protocol-http'
import { getCanonicalHeaders, getPayloadHash, SignatureV4 } from '@smithy/signature-v4'
import type { ServiceError } from './answer.ts'
import { Sha256 } from './sha256.ts'

/** A key pair that Incident Manager on loopback knows. */
export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  /** When given, requests must carry exactly this token. */
  sessionToken?: string
}

/** The sample key pair of AWS's documentation. It opens nothing. */
export const sampleCredentials: Credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
}

/** The sample key pair as the AWS SDK finds it in the environment. */
export const sampleEnvironment: Record<string, string> = {
  AWS_ACCESS_KEY_ID: sampleCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: sampleCredentials.secretAccessKey
}

/** A request as it came over the wire: header names in lower case, the body's bytes untouched. */
export interface SignedRequest {
  method: string
  path: string
  headers: Record<string, string>
  body: Buffer
}

/** What the signature is held against. */
export interface SignatureRules {
  credentials: readonly Credentials[]
  /** Only this region's signatures are taken; any region when left out. */
  region?: string
  /** The server's clock in milliseconds since 1970. */
  now: number
  /** Quote the canonical request in the answer to a wrong signature, session token and all, as AWS does. */
  quoteCanonicalRequest?: boolean
}

const service = 'ssm-contacts'
const bodyHashHeader = 'x-amz-content-sha256'
const toleranceMs = 5 * 60_000

/**
 * Verifies Signature Version 4 by signing the received request once more with AWS's own signer.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 *
 * @returns the error AWS would answer, or undefined when the signature is valid
 */
export async function findSignatureError(
  request: SignedRequest,
  rules: SignatureRules
): Promise<ServiceError | undefined> {
  const authorization = request.headers.authorization
  if (!authorization) return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token')
  const claim = parseAuthorization(authorization)
  const signedAt = parseAmzDate(request.headers['x-amz-date'] ?? '')
  if (!claim || !signedAt)
    return refuse(
      'IncompleteSignatureException',
      "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders', and existence of an 'X-Amz-Date' header."
    )
  const scopeError = findScopeError(claim, request.headers['x-amz-date'] ?? '', rules.region)
  if (scopeError) return refuse('InvalidSignatureException', scopeError)
  const clockError = findClockError(signedAt.getTime(), rules.now)
  if (clockError) return refuse('InvalidSignatureException', clockError)
  const credentials = rules.credentials.find(({ accessKeyId }) => accessKeyId === claim.accessKeyId)
  if (!credentials || credentials.sessionToken !== request.headers['x-amz-security-token'])
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.')

  const resigned = await signAgain(request, claim, credentials, signedAt)
  const bodyHash = resigned.headers[bodyHashHeader]
  const isBodySigned = bodyHash === undefined || bodyHash === request.headers[bodyHashHeader]
  if (isBodySigned && isSame(resigned.headers.authorization ?? '', authorization)) return undefined
  const quoted = rules.quoteCanonicalRequest ? await quoteCanonicalRequest(new HttpRequest(resigned)) : ''
  return refuse(
    'InvalidSignatureException',
    `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.${quoted}`
  )
}

interface Claim {
  accessKeyId: string
  date: string
  region: string
  service: string
  signedHeaders: string[]
}

function parseAuthorization(value: string): Claim | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=[0-9a-f]{64}$/.exec(
      value
    )
  if (!match) return undefined
  const [, accessKeyId = '', date = '', region = '', scopeService = '', signedHeaders = ''] = match
  return { accessKeyId, date, region, service: scopeService, signedHeaders: signedHeaders.split(';') }
}

function findScopeError(claim: Claim, amzDate: string, region: string | undefined): string | undefined {
  if (claim.service !== service) return `Credential should be scoped to correct service: '${service}'.`
  if (region && claim.region !== region) return `Credential should be scoped to a valid region, not '${claim.region}'.`
  const day = amzDate.slice(0, 8)
  if (claim.date !== day)
    return `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${claim.date}' != '${day}'.`
  if (!claim.signedHeaders.includes('host')) return "'Host' must be a 'SignedHeader' in the AWS Authorization."
  return undefined
}

function findClockError(signedAt: number, now: number): string | undefined {
  const signed = formatAmzDate(signedAt)
  const server = formatAmzDate(now)
  if (signedAt < now - toleranceMs)
    return `Signature expired: ${signed} is now earlier than ${formatAmzDate(now - toleranceMs)} (${server} - 5 min.)`
  if (signedAt > now + toleranceMs)
    return `Signature not yet current: ${signed} is still later than ${formatAmzDate(now + toleranceMs)} (${server} + 5 min.)`
  return undefined
}

async function signAgain(request: SignedRequest, claim: Claim, credentials: Credentials, signingDate: Date) {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => claim.signedHeaders.includes(name))
  )
  // The signer would take over a body hash that it finds in the headers; left out, it hashes the body that really came.
  const applyChecksum = bodyHashHeader in headers
  delete headers[bodyHashHeader]
  const signer = new SignatureV4({ service, region: claim.region, credentials, sha256: Sha256, applyChecksum })
  const { method, path, body } = request
  return signer.sign(new HttpRequest({ method, path, headers, body }), {
    signingDate,
    signableHeaders: new Set(claim.signedHeaders)
  })
}

async function quoteCanonicalRequest(resigned: HttpRequest): Promise<string> {
  const headers = Object.entries(getCanonicalHeaders(resigned, new Set(['authorization'])))
  headers.sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = [resigned.method, resigned.path, '', ...headers.map(([name, value]) => `${name}:${value}`), '']
  lines.push(headers.map(([name]) => name).join(';'), await getPayloadHash(resigned, Sha256))
  return `\n\nThe Canonical String for this request should have been\n'${lines.join('\n')}'\n`
}

function refuse(name: string, message: string): ServiceError {
  return { name, statusCode: 400, message }
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

function parseAmzDate(value: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value)
  if (!match) return undefined
  const [, year, month, day, hours, minutes, seconds] = match
  const date = new Date(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function formatAmzDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '')
}
