import type { Answer } from '../network/transport.ts'
import type { AwsWords } from './aws-words.ts'

// All three forms of https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7; the last of them names no time zone.
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*[0-9]{2}:[0-9]{2}:[0-9]{2}/

/**
 * How long the service asks to wait, in milliseconds, from the header `Retry-After` (seconds or a date) or AWS's member
 * `RetryAfterSeconds`; undefined if it does not. Nonsense and negative values do not count.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 *
 * @param serviceNowMs the time by the service's clock, which its dates follow
 */
export function retryAfterMs({ headers }: Answer, words: AwsWords, serviceNowMs: number): number | undefined {
  const header = headers['retry-after']?.trim() ?? ''
  const date = httpDate.test(header) ? Date.parse(`${header.replace(/ GMT$/, '')} GMT`) : Number.NaN
  const candidates = [
    /^[0-9]+(?:\.[0-9]+)?$/.test(header) ? Number(header) * 1000 : date - serviceNowMs,
    (words.retryAfterSeconds ?? Number.NaN) * 1000
  ]
  return candidates.find(milliseconds => Number.isFinite(milliseconds) && milliseconds >= 0)
}
