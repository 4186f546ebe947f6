import { randomUUID } from 'node:crypto'

/** An HTTP answer, ready to be written. */
export interface Answer {
  statusCode: number
  headers: Record<string, string>
  body: string | Buffer
}

/** The media type of AWS JSON 1.1, requests and answers alike. */
export const amzJson = 'application/x-amz-json-1.1'

/** A successful answer: status 200 and the members of the operation's answer. */
export function composeSuccess(members: object): Answer {
  return composeAnswer(200, members)
}

/** What an error of AWS consists of. */
export interface ServiceError {
  /** Name without namespace, such as `ThrottlingException`. */
  name: string
  statusCode: number
  message: string
  /** Further members of the body, such as `ResourceId` or `RetryAfterSeconds`. */
  members?: Record<string, unknown>
}

/**
 * An error in AWS JSON 1.1 form: its name in `x-amzn-errortype` and, with a namespace, in the body's `__type`; its text in `Message`.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
 */
export function composeErrorAnswer({ name, statusCode, message, members }: ServiceError): Answer {
  const body = { __type: `com.amazonaws.ssmcontacts#${name}`, Message: message, ...members }
  return composeAnswer(statusCode, body, { 'x-amzn-errortype': name })
}

function composeAnswer(statusCode: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    statusCode,
    headers: { 'content-type': amzJson, 'x-amzn-requestid': randomUUID(), ...headers },
    body: JSON.stringify(body)
  }
}
