import { at, type Json } from '../text/json.ts'
import { readAnswer } from './answers.ts'
import { isEngagementOf, parseContactArn, parseEngagementArn } from './arn.ts'
import { type CallOptions, createCalls } from './call.ts'
import type { Attempt, Engaged, Failed, IncidentManager } from './port.ts'
import { createSdk, type Operation, type SdkOptions } from './sdk.ts'

/** Where Incident Manager is, and how to get there. */
export type IncidentManagerOptions = SdkOptions & CallOptions

/** Incident Manager in one region. */
export interface ConnectedIncidentManager extends IncidentManager {
  /** Begins to look for credentials, so that the first operation need not wait for them. */
  findCredentials(attempt: Attempt): void
}

/**
 * Incident Manager over the AWS SDK. Each operation is its call and a reader of its answer, which believes nothing.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Operations_AWS_Systems_Manager_Incident_Manager_Contacts.html
 */
export function createIncidentManager(options: IncidentManagerOptions): ConnectedIncidentManager {
  const { secrets } = options
  const calls = createCalls(createSdk(options), options)

  async function ask<T>(
    operation: Operation,
    input: object,
    attempt: Attempt,
    readBody: (body: Json | undefined, requestSentence: string) => T | undefined,
    missing: string
  ): Promise<T | Failed> {
    const called = await calls.call(operation, input, attempt)
    if (called.kind === 'failed') return called
    const result = readAnswer(called.answer, Date.now(), secrets.scrub, readBody, missing)
    if (isClockSkew(result)) calls.correctClock(called.answer)
    return result
  }

  return {
    findCredentials: calls.findCredentials,
    start: (request, attempt) =>
      ask('StartEngagement', request, attempt, readEngagement(request.ContactId, secrets.scrub), 'names no engagement')
  }
}

function isClockSkew(result: unknown): boolean {
  return (result as Partial<Failed>).code === 'clock-skew'
}

/** The engagement in the answer to StartEngagement. Only one of this very contact is a success. */
export function readEngagement(contactId: string, scrub: (text: string) => string) {
  return (body: Json | undefined, requestSentence: string): Engaged | Failed | undefined => {
    const engagementArn = at(body, 'EngagementArn')
    if (typeof engagementArn !== 'string') return undefined
    const engagement = parseEngagementArn(engagementArn)
    const contact = parseContactArn(contactId)
    if (engagement === undefined || contact === undefined) return undefined
    if (isEngagementOf(engagement, contact)) return { kind: 'engaged', engagementArn }
    return {
      kind: 'failed',
      code: 'other-contact',
      what: `AWS answered with an engagement of another contact: ${scrub(engagementArn)}.${requestSentence}`,
      retryable: false,
      lost: false
    }
  }
}
