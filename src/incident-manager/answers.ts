import type { Answer } from '../network/transport.ts'
import type { ErrorCode } from '../report/errors.ts'
import { at, isObject, type Json, type JsonObject, textAt } from '../text/json.ts'
import { shorten, wellFormed } from '../text/unicode.ts'
import { isEngagementOf, parseContactArn, parseEngagementArn } from './arn.ts'
import type { AttemptResult, Failed } from './port.ts'

/** AWS's description of an error, read from wherever it stands in an answer. */
interface AwsError {
  /** Without namespace and URI, such as `ValidationException`; empty if there is none. */
  readonly name: string
  readonly message: string
  readonly members: JsonObject
  readonly requestId: string
}

// A date outside these years does not come from a clock that is off.
const [clocksFrom, clocksUntil] = [Date.UTC(2015), Date.UTC(2100)]

/**
 * How much the service's clock is ahead of ours, in milliseconds; undefined without a Date header, or with one that no clock
 * can have: before 2015, or from 2100 on.
 */
export function clockOffsetMs(answer: Answer, nowMs: number): number | undefined {
  const date = Date.parse(answer.headers.date ?? '')
  return date >= clocksFrom && date < clocksUntil ? date - nowMs : undefined
}

/**
 * What an HTTP answer means for the page of a contact. Only the ARN of an engagement of this very contact is success.
 * Errors are told apart by AWS's name for them first, by status where there is none.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/CommonErrors.html
 */
export function readAnswer(
  answer: Answer,
  contactId: string,
  nowMs: number,
  hide: (text: string) => string = text => text
): AttemptResult {
  const body = parseBody(answer.body)
  if (answer.statusCode >= 200 && answer.statusCode < 300) return readSuccess(answer, body, contactId)

  const error = readAwsError(answer, body)
  const offsetMs = clockOffsetMs(answer, nowMs) ?? 0
  const classification = classify(answer, error, offsetMs)
  return {
    kind: 'failed',
    ...classification,
    what: describe(answer, error, classification, hide),
    retryAfterMs: retryAfterMs(answer, error, nowMs + offsetMs)
  }
}

function readSuccess(answer: Answer, body: Json | undefined, contactId: string): AttemptResult {
  const arn = at(body, 'EngagementArn')
  const engagementArn = typeof arn === 'string' ? arn : ''
  const engagement = parseEngagementArn(engagementArn)
  const requestId = answer.headers['x-amzn-requestid'] ?? ''
  if (answer.truncated || engagement === undefined) {
    const why = answer.truncated ? brokeOff : 'names no engagement'
    const what = `AWS answered with status ${answer.statusCode}, but the answer ${why}.${requestSentence(requestId)}`
    return { kind: 'failed', code: 'unusable-answer', what, retryable: true, lost: true }
  }
  const contact = parseContactArn(contactId)
  if (contact !== undefined && isEngagementOf(engagement, contact)) return { kind: 'engaged', engagementArn }
  return {
    kind: 'failed',
    code: 'other-contact',
    what: `AWS answered with an engagement of another contact: ${engagementArn}.${requestSentence(requestId)}`,
    retryable: false,
    lost: false
  }
}

const brokeOff = 'broke off or was too long'

type Classification = Pick<Failed, 'code' | 'retryable' | 'lost'>

const final = (code: ErrorCode): Classification => ({ code, retryable: false, lost: false })
const throttled: Classification = { code: 'throttled', retryable: true, lost: false }
const awsFailed: Classification = { code: 'aws-failed', retryable: true, lost: true }

// What the name alone decides. The seed's errors, and those common to all of AWS.
const byName: Readonly<Record<string, Classification>> = {
  AccessDeniedException: final('access-denied'),
  AccessDenied: final('access-denied'),
  NotAuthorized: final('access-denied'),
  UnauthorizedOperation: final('access-denied'),
  OptInRequired: final('not-onboarded'),
  DataEncryptionException: final('data-encryption'),
  ResourceNotFoundException: final('not-found'),
  ValidationException: final('validation'),
  ValidationError: final('validation'),
  SerializationException: final('validation'),
  ExpiredToken: final('expired-credentials'),
  ExpiredTokenException: final('expired-credentials'),
  TokenRefreshRequired: final('expired-credentials'),
  UnrecognizedClientException: final('refused-credentials'),
  InvalidClientTokenId: final('refused-credentials'),
  InvalidAccessKeyId: final('refused-credentials'),
  InvalidSignatureException: final('refused-credentials'),
  SignatureDoesNotMatch: final('refused-credentials'),
  IncompleteSignature: final('refused-credentials'),
  IncompleteSignatureException: final('refused-credentials'),
  MissingAuthenticationToken: final('refused-credentials'),
  MissingAuthenticationTokenException: final('refused-credentials'),
  AuthFailure: final('refused-credentials'),
  InternalServerException: awsFailed,
  InternalServerError: awsFailed,
  InternalFailure: awsFailed,
  ServiceUnavailable: awsFailed,
  ServiceUnavailableException: awsFailed,
  RequestTimeout: awsFailed,
  RequestTimeoutException: awsFailed
}

/** Whether AWS's name for an error says that there were too many calls. */
export function isThrottling(name: string): boolean {
  return throttlingNames.has(name)
}

const throttlingNames = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException'
])

const clockNames = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'])
const signatureNames = new Set(['InvalidSignatureException', 'SignatureDoesNotMatch'])

// AWS takes signatures up to five minutes off; what is measured here is some seconds old:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
const toleratedOffsetMs = 4 * 60 * 1000

function classify(answer: Answer, error: AwsError, offsetMs: number): Classification {
  const classification = classifyByName(answer, error, offsetMs)
  // What a server does not implement will not pass, whatever the error is called.
  const isFinal = error.name !== '' && (answer.statusCode === 501 || answer.statusCode === 505)
  return isFinal ? { ...classification, retryable: false } : classification
}

function classifyByName({ statusCode, truncated }: Answer, error: AwsError, offsetMs: number): Classification {
  if (isThrottling(error.name)) return throttled
  if (isAboutClock(error, offsetMs)) return { code: 'clock-skew', retryable: true, lost: false }
  if (error.name === 'ValidationException' && /account not found/i.test(error.message)) return final('not-onboarded')
  // A named refusal is final, but what the status says will pass stays so whatever it is called.
  const passes = statusCode >= 500 || statusCode === 408 || statusCode === 429
  const named = Object.hasOwn(byName, error.name) ? byName[error.name] : undefined
  if (named !== undefined && (!passes || named === awsFailed)) return named

  if (statusCode === 429) return throttled
  if (statusCode === 408) return { code: 'aws-failed', retryable: true, lost: false }
  if (statusCode >= 500 && statusCode !== 501 && statusCode !== 505) return awsFailed
  if (statusCode === 407) return final('proxy')
  // What is missing may be the name that would have called for another attempt. A 4xx says that nothing was taken.
  if (truncated && error.name === '' && statusCode >= 400) {
    return { code: 'unusable-answer', retryable: true, lost: statusCode >= 500 }
  }
  if (statusCode < 200 || statusCode >= 500) return { code: 'http-status', retryable: false, lost: true }
  // A proxy or firewall says 403 too, but has no request ID of AWS.
  if (statusCode === 403 && error.name === '' && error.requestId !== '') return final('access-denied')
  return final(error.name === '' ? 'http-status' : 'refused')
}

function isAboutClock({ name, message }: AwsError, offsetMs: number): boolean {
  if (clockNames.has(name)) return true
  if (!signatureNames.has(name)) return false
  return /Signature (?:expired|not yet current)/i.test(message) || Math.abs(offsetMs) > toleratedOffsetMs
}

function describe(
  { statusCode }: Answer,
  { name, message, members, requestId }: AwsError,
  { code, lost }: Classification,
  hide: (text: string) => string
): string {
  const broken = code === 'unusable-answer' ? `, but the answer ${brokeOff}` : ''
  const unnamed = `AWS answered with HTTP status ${statusCode}${broken}`
  const aws = name === '' ? unnamed : `AWS ${lost ? 'failed' : 'refused'}: ${name}`
  const words = message && `: ${shorten(hide(message), 600)}`
  const details = ['Reason', 'ResourceType', 'ResourceId', 'QuotaCode', 'ServiceCode'].flatMap(member => {
    const value = at(members, member)
    return typeof value === 'string' && value !== '' ? [`${member}: ${shorten(hide(wellFormed(value)), 200)}.`] : []
  })
  return (
    [sentence(`${aws}${words}`), ...details, ...fieldSentences(members, hide)].join(' ') + requestSentence(requestId)
  )
}

function fieldSentences(members: JsonObject, hide: (text: string) => string): string[] {
  const fields = at(members, 'Fields')
  if (!Array.isArray(fields)) return []
  return (fields as readonly Json[]).slice(0, 10).flatMap(field => {
    const [name, message] = [textAt(field, 'Name'), textAt(field, 'Message')].map(text =>
      shorten(hide(wellFormed(text)), 200)
    )
    return name || message ? [sentence(`Field ${name}: ${message}`)] : []
  })
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function requestSentence(requestId: string): string {
  return requestId && ` AWS request ID: ${requestId}.`
}

function readAwsError(answer: Answer, body: Json | undefined): AwsError {
  const members = isObject(body) ? body : {}
  const [raw = ''] = [
    answer.headers['x-amzn-errortype'],
    at(members, '__type'),
    at(members, 'code'),
    at(members, 'Code')
  ].filter((value): value is string => typeof value === 'string' && value !== '')
  const [message = ''] = [at(members, 'Message'), at(members, 'message'), at(members, 'errorMessage')].filter(
    (value): value is string => typeof value === 'string' && value !== ''
  )
  return {
    name: plainName(raw),
    message: wellFormed(message).replace(/\s+/g, ' ').trim(),
    members,
    requestId: shorten(answer.headers['x-amzn-requestid'] ?? '', 100)
  }
}

// `ns#Name` and `Name:http://...` are both Name.
function plainName(raw: string): string {
  const name = raw.slice(0, 500).split(',')[0]?.split(':')[0]?.split('#').at(-1) ?? ''
  return /^[A-Za-z][A-Za-z0-9.]{0,99}$/.test(name.trim()) ? name.trim() : ''
}

function parseBody(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\ufeff/, '')) as Json
  } catch {
    return undefined
  }
}

// All three forms of https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7; the last of them names no time zone.
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*[0-9]{2}:[0-9]{2}:[0-9]{2}/

/**
 * How long the service asks to wait; nonsense and negative values do not count.
 *
 * @param serviceNowMs the time by the service's clock, which its dates follow
 */
function retryAfterMs({ headers }: Answer, { members }: AwsError, serviceNowMs: number): number | undefined {
  const header = headers['retry-after']?.trim() ?? ''
  const date = httpDate.test(header) ? Date.parse(`${header.replace(/ GMT$/, '')} GMT`) : Number.NaN
  const seconds = at(members, 'RetryAfterSeconds')
  const candidates = [
    /^[0-9]+(?:\.[0-9]+)?$/.test(header) ? Number(header) * 1000 : date - serviceNowMs,
    typeof seconds === 'number' || (typeof seconds === 'string' && seconds !== '') ? Number(seconds) * 1000 : Number.NaN
  ]
  return candidates.find(milliseconds => Number.isFinite(milliseconds) && milliseconds >= 0)
}
