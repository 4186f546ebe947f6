import type { Answer } from '../network/transport.ts'
import type { ErrorCode } from '../report/page-error.ts'
import type { Json } from '../text/json.ts'
import { type AwsWords, readAwsWords, readJson } from './aws-words.ts'
import type { Failed } from './port.ts'
import { retryAfterMs } from './retry-after.ts'

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
 * What an HTTP answer means: what the reader makes of a success, else why it failed. Errors are told apart by AWS's name for
 * them first, by status where there is none.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/CommonErrors.html
 *
 * @param readBody what the body of a success says; undefined if it is not what the operation answers
 * @param missing what is missing from such a body, such as `names no engagement`
 * @param scrub takes secrets out of AWS's words
 */
export function readAnswer<T>(
  answer: Answer,
  nowMs: number,
  scrub: (text: string) => string,
  readBody: (body: Json | undefined, requestSentence: string) => T | undefined,
  missing: string
): T | Failed {
  const words = readAwsWords(answer, scrub)
  const { statusCode, truncated } = answer
  if (statusCode >= 200 && statusCode < 300) {
    const value = truncated ? undefined : readBody(readJson(answer), requestSentence(words))
    if (value !== undefined) return value
    const why = truncated ? brokeOff : missing
    const what = `AWS answered with status ${statusCode}, but the answer ${why}.${requestSentence(words)}`
    return { kind: 'failed', code: 'unusable-answer', what, retryable: true, lost: true }
  }
  const offsetMs = clockOffsetMs(answer, nowMs) ?? 0
  const classification = classify(answer, words, offsetMs)
  return {
    kind: 'failed',
    ...classification,
    what: describe(answer, words, classification),
    ...(isAboutIncident(words, classification) && { aboutIncident: true }),
    ...(words.fields.length > 0 && { fields: words.fields.map(({ name }) => name) }),
    retryAfterMs: retryAfterMs(answer, words, nowMs + offsetMs)
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

function classify(answer: Answer, words: AwsWords, offsetMs: number): Classification {
  const classification = classifyByName(answer, words, offsetMs)
  // What a server does not implement will not pass, whatever the error is called.
  const isFinal = words.name !== '' && (answer.statusCode === 501 || answer.statusCode === 505)
  return isFinal ? { ...classification, retryable: false } : classification
}

function classifyByName({ statusCode, truncated }: Answer, words: AwsWords, offsetMs: number): Classification {
  if (isThrottling(words.name)) return throttled
  if (isAboutClock(words, offsetMs)) return { code: 'clock-skew', retryable: true, lost: false }
  if (words.name === 'ValidationException' && /account not found/i.test(words.message)) return final('not-onboarded')
  // A named refusal is final, but what the status says will pass stays so whatever it is called.
  const passes = statusCode >= 500 || statusCode === 408 || statusCode === 429
  const named = Object.hasOwn(byName, words.name) ? byName[words.name] : undefined
  if (named !== undefined && (!passes || named === awsFailed)) return named

  if (statusCode === 429) return throttled
  if (statusCode === 408) return { code: 'aws-failed', retryable: true, lost: false }
  if (statusCode >= 500 && statusCode !== 501 && statusCode !== 505) return awsFailed
  if (statusCode === 407) return final('proxy')
  // What is missing may be the name that would have called for another attempt. A 4xx says that nothing was taken.
  if (truncated && words.name === '' && statusCode >= 400) {
    return { code: 'unusable-answer', retryable: true, lost: statusCode >= 500 }
  }
  if (statusCode < 200 || statusCode >= 500) return { code: 'http-status', retryable: false, lost: true }
  // A proxy or firewall says 403 too, but has no request ID of AWS.
  if (statusCode === 403 && words.name === '' && words.requestId !== '') return final('access-denied')
  return final(words.name === '' ? 'http-status' : 'refused')
}

function isAboutClock({ name, message }: AwsWords, offsetMs: number): boolean {
  if (clockNames.has(name)) return true
  if (!signatureNames.has(name)) return false
  return /Signature (?:expired|not yet current)/i.test(message) || Math.abs(offsetMs) > toleratedOffsetMs
}

function isAboutIncident({ fields, details }: AwsWords, { code }: Classification): boolean {
  if (code === 'validation') return fields.some(({ name }) => /^incidentId$/i.test(name))
  return code === 'not-found' && details.some(([, text]) => /incident-record|^incident/i.test(text))
}

function describe({ statusCode }: Answer, words: AwsWords, { code, lost }: Classification): string {
  const broken = code === 'unusable-answer' ? `, but the answer ${brokeOff}` : ''
  const unnamed = `AWS answered with HTTP status ${statusCode}${broken}`
  const aws = words.name === '' ? unnamed : `AWS ${lost ? 'failed' : 'refused'}: ${words.name}`
  return (
    [
      sentence(`${aws}${words.message && `: ${words.message}`}`),
      ...words.details.map(([name, text]) => `${name}: ${text}.`),
      ...words.fields.map(({ name, message }) => sentence(`Field ${name}: ${message}`))
    ].join(' ') + requestSentence(words)
  )
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function requestSentence({ requestId }: AwsWords): string {
  return requestId && ` AWS request ID: ${requestId}.`
}
