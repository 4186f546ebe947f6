import type { ErrorCode } from '../report/page-error.ts'

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

/** What the stories ask of Incident Manager. Every operation is one attempt: it never throws, and shares nothing with others. */
export interface IncidentManager {
  /** Starts an engagement; the same request is sent byte for byte on every attempt. */
  start(request: StartEngagementRequest, attempt: Attempt): Promise<Engaged | Failed>
}

/** The bounds of one attempt. */
export interface Attempt {
  /** Hard end, in milliseconds from now. */
  readonly deadlineMs: number
  /** What a connection may take until a request can be sent, in milliseconds. */
  readonly connectMs: number
  /** Ends the attempt at once. */
  readonly signal: AbortSignal
}

/** AWS took the page for the contact that was asked for. */
export interface Engaged {
  readonly kind: 'engaged'
  readonly engagementArn: string
}

/** This attempt did not bring what was asked for. */
export interface Failed {
  readonly kind: 'failed'
  readonly code: ErrorCode
  /** What happened, in sentences for people, with AWS's own words and request ID, without secrets. */
  readonly what: string
  /** Whether another attempt with the same request may end better. */
  readonly retryable: boolean
  /** Whether the request was sent in full and AWS gave no clear answer, so that it may have done what was asked. */
  readonly lost: boolean
  /** How long AWS asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** Whether AWS refused because of the incident that the request names. */
  readonly aboutIncident?: boolean
  /** Whether our own deadline ended the attempt, so that an earlier one may tell more about the cause. */
  readonly cutOff?: boolean
  readonly cause?: unknown
}
