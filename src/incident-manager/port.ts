import type { ErrorCode } from '../report/errors.ts'

/**
 * What AWS is asked: the members of StartEngagement under their own names. Optional members are absent, never empty.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 */
export interface StartEngagementRequest {
  readonly ContactId: string
  readonly Sender: string
  readonly Subject: string
  readonly Content: string
  readonly PublicSubject?: string
  readonly PublicContent?: string
  readonly IncidentId?: string
  readonly IdempotencyToken: string
}

/** What became of one attempt. */
export type AttemptResult = Engaged | Failed

/** AWS took the page for the contact that was asked for. */
export interface Engaged {
  readonly kind: 'engaged'
  readonly engagementArn: string
}

/** This attempt brought no engagement. */
export interface Failed {
  readonly kind: 'failed'
  readonly code: ErrorCode
  /** What happened, in sentences for people, with AWS's own words and request ID, without secrets. */
  readonly what: string
  /** Whether another attempt with the same token may end better. */
  readonly retryable: boolean
  /** Whether the request was sent in full and AWS gave no clear answer, so that it may have taken the page. */
  readonly lost: boolean
  /** How long AWS asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
}

/** What the story needs from Incident Manager. */
export interface Engagements {
  /**
   * One attempt to start the engagement. Never throws; the same request is sent byte for byte on every call.
   *
   * @param deadlineMs hard end of the attempt, in milliseconds from now
   * @param signal ends the attempt at once
   * @param connectMs what a connection may take until a request can be sent. Default: all of the attempt
   */
  start(
    request: StartEngagementRequest,
    deadlineMs: number,
    signal: AbortSignal,
    connectMs?: number
  ): Promise<AttemptResult>
}
