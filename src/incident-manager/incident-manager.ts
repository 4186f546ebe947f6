import { type CredentialsOptions, createCredentials } from '../credentials/find-credentials.ts'
import type { SharedCredentials } from '../credentials/shared-credentials.ts'
import { at, type Json } from '../text/json.ts'
import { clockOffsetMs, readAnswer } from './answers.ts'
import { isEngagementOf, parseContactArn, parseEngagementArn } from './arn.ts'
import { type CallOptions, createCalls } from './call.ts'
import { readChannels, readContact, readRotation, readShifts } from './contacts.ts'
import { readDescribed, readEngagements, readPages } from './engagements.ts'
import { permissionFor } from './permissions.ts'
import type { Attempt, Engaged, Failed, IncidentManager } from './port.ts'
import { createSdk, createSdkSources, type Operation, type SdkOptions } from './sdk.ts'

/** Where Incident Manager is, and how to get there. */
export type IncidentManagerOptions = SdkOptions & CallOptions & CredentialsOptions

/** Incident Manager in one region. */
export interface ConnectedIncidentManager extends IncidentManager {
  /** Begins to look for credentials, so that the first operation need not wait for them. */
  findCredentials(attempt: Attempt): void
  /** Incident Manager in another region, with the same credentials. */
  inRegion(region: string): IncidentManager
}

/**
 * Incident Manager over the AWS SDK. Each operation is its call and a reader of its answer, which believes nothing.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_Operations_AWS_Systems_Manager_Incident_Manager_Contacts.html
 */
export function createIncidentManager(options: IncidentManagerOptions): ConnectedIncidentManager {
  const credentials = createCredentials(createSdkSources(options), options)
  const hosts = new Set<string>()
  const onEndpoint = (host: string) => {
    if (!hosts.has(host)) options.onEndpoint(host)
    hosts.add(host)
  }
  const inRegion = (region: string) => operations({ ...options, region, onEndpoint }, credentials)
  return { ...inRegion(options.region), findCredentials: credentials.begin, inRegion }
}

function operations(options: IncidentManagerOptions, credentials: SharedCredentials): IncidentManager {
  const { secrets } = options
  const calls = createCalls(createSdk(options), credentials, options)

  async function ask<T>(
    operation: Operation,
    resource: string,
    input: object,
    attempt: Attempt,
    readBody: (
      body: Json | undefined,
      requestSentence: string,
      /** AWS's clock, in milliseconds since 1970; undefined where the answer does not show it. */
      serviceNowMs: number | undefined
    ) => T | undefined,
    missing: string
  ): Promise<T | Failed> {
    const called = await calls.call(operation, input, attempt)
    const permission = permissionFor(operation, resource)
    if (called.kind === 'failed') return { ...called, permission }
    const nowMs = Date.now()
    const offsetMs = clockOffsetMs(called.answer, nowMs)
    const serviceNowMs = offsetMs === undefined ? undefined : nowMs + offsetMs
    const read = (body: Json | undefined, sentence: string) => readBody(body, sentence, serviceNowMs)
    const result = readAnswer(called.answer, nowMs, secrets.scrub, read, missing)
    if (!isFailed(result)) return result
    if (result.code === 'clock-skew') calls.correctClock(called.answer)
    return { ...result, permission }
  }

  return {
    start: (request, attempt) =>
      ask(
        'StartEngagement',
        request.ContactId,
        request,
        attempt,
        readEngagement(request.ContactId, secrets.scrub),
        'names no engagement'
      ),
    // The body says nothing: an empty one is a success too.
    stop: (EngagementId, Reason, attempt) =>
      ask('StopEngagement', EngagementId, { EngagementId, Reason }, attempt, () => ({ kind: 'stopped' }) as const, ''),
    describe: (EngagementId, attempt) =>
      ask(
        'DescribeEngagement',
        EngagementId,
        { EngagementId },
        attempt,
        readDescribed(EngagementId),
        'describes another engagement'
      ),
    pages: (EngagementId, NextToken, attempt) =>
      ask(
        'ListPagesByEngagement',
        EngagementId,
        { EngagementId, NextToken },
        attempt,
        readPages,
        'is no list of pages'
      ),
    list: (startedFromMs, NextToken, attempt) => {
      const TimeRangeValue = { StartTime: wholeSeconds(Math.floor, startedFromMs) }
      return ask(
        'ListEngagements',
        '*',
        { TimeRangeValue, NextToken },
        attempt,
        readEngagements,
        'is no list of engagements'
      )
    },
    contact: (ContactId, attempt) =>
      ask('GetContact', ContactId, { ContactId }, attempt, readContact, 'names no contact'),
    channels: (ContactId, NextToken, attempt) =>
      ask('ListContactChannels', ContactId, { ContactId, NextToken }, attempt, readChannels, 'is no list of channels'),
    shifts: (RotationId, { fromMs, untilMs }, NextToken, attempt) => {
      const window = { StartTime: wholeSeconds(Math.floor, fromMs), EndTime: wholeSeconds(Math.ceil, untilMs) }
      return ask(
        'ListRotationShifts',
        RotationId,
        { RotationId, ...window, NextToken },
        attempt,
        readShifts,
        'is no list of shifts'
      )
    },
    rotation: (RotationId, attempt) =>
      ask('GetRotation', RotationId, { RotationId }, attempt, readRotation, 'names no rotation')
  }
}

// The SDK writes whole seconds and rounds to the nearest: a list must not begin after the time that was asked for.
function wholeSeconds(round: (seconds: number) => number, milliseconds: number): Date {
  return new Date(round(milliseconds / 1000) * 1000)
}

function isFailed(result: unknown): result is Failed {
  return (result as { readonly kind?: string }).kind === 'failed'
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
