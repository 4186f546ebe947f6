import type { Answer } from '../network/transport.ts'
import { at, isObject, type Json, type JsonObject, textAt } from '../text/json.ts'
import { shorten, wellFormed } from '../text/unicode.ts'

/** What AWS says of an error, read from wherever it stands in an answer; without secrets. Unknown texts are empty. */
export interface AwsWords {
  /** Without namespace and URI, such as `ValidationException`. */
  readonly name: string
  /** One line. */
  readonly message: string
  readonly requestId: string
  /** `Reason`, `ResourceType`, `ResourceId`, `QuotaCode` and `ServiceCode`, as far as they are told. */
  readonly details: readonly (readonly [name: string, text: string])[]
  /** The members of the request that a ValidationException is about, at most ten. */
  readonly fields: readonly { readonly name: string; readonly message: string }[]
  readonly retryAfterSeconds: number | undefined
}

const detailNames = ['Reason', 'ResourceType', 'ResourceId', 'QuotaCode', 'ServiceCode']
const fieldsMaximum = 10

/**
 * AWS's own words about an error. They may quote what was sent, so each is scrubbed before anything is cut: half a secret is
 * one, too.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/CommonErrors.html
 */
export function readAwsWords(answer: Answer, scrub: (text: string) => string): AwsWords {
  const body = readJson(answer)
  const members: JsonObject = isObject(body) ? body : {}
  const [name = ''] = texts(answer.headers['x-amzn-errortype'], members.__type, members.code, members.Code)
  const [message = ''] = texts(members.Message, members.message, members.errorMessage)
  const words = (text: string, maximum: number) => shorten(oneLine(scrub(wellFormed(text))), maximum)
  const fields = at(members, 'Fields')
  return {
    name: plainName(scrub(name)),
    message: words(message, 600),
    requestId: words(answer.headers['x-amzn-requestid'] ?? '', 100),
    details: detailNames.flatMap(name => texts(at(members, name)).map(text => [name, words(text, 200)] as const)),
    fields: (Array.isArray(fields) ? (fields as readonly Json[]) : []).slice(0, fieldsMaximum).flatMap(field => {
      const [name, message] = [words(textAt(field, 'Name'), 200), words(textAt(field, 'Message'), 200)]
      return name || message ? [{ name, message }] : []
    }),
    retryAfterSeconds: numberIn(at(members, 'RetryAfterSeconds'))
  }
}

/** The body of an answer as JSON; undefined if it is not. */
export function readJson({ body }: Answer): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\ufeff/, '')) as Json
  } catch {
    return undefined
  }
}

function texts(...values: readonly (Json | undefined)[]): string[] {
  return values.filter((value): value is string => typeof value === 'string' && value !== '')
}

// `ns#Name` and `Name:http://...` are both Name.
function plainName(raw: string): string {
  const name = raw.slice(0, 500).split(',')[0]?.split(':')[0]?.split('#').at(-1)?.trim() ?? ''
  return /^[A-Za-z][A-Za-z0-9.]{0,99}$/.test(name) ? name : ''
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function numberIn(value: Json | undefined): number | undefined {
  const number = typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN
  return Number.isNaN(number) ? undefined : number
}
