import type { ErrorCode } from '../report/page-error.ts'
import type { Permission } from './permissions.ts'

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
  /** Stops an engagement. The answer of AWS proves that it took the request, no more. */
  stop(engagementArn: string, reason: string, attempt: Attempt): Promise<Stopped | Failed>
  /** Reads an engagement back. */
  describe(engagementArn: string, attempt: Attempt): Promise<Described | Failed>
  /** One part of the list of pages that an engagement has sent. */
  pages(engagementArn: string, nextToken: string | undefined, attempt: Attempt): Promise<Listed<SentPage> | Failed>
  /** One part of the list of engagements that were started at or after a time, in milliseconds since 1970. */
  list(startedFromMs: number, nextToken: string | undefined, attempt: Attempt): Promise<Listed<Engagement> | Failed>
  /** Reads a contact, an escalation plan or an on-call schedule, with its plan. */
  contact(contactId: string, attempt: Attempt): Promise<Contact | Failed>
  /** One part of the list of a contact's channels. Names and addresses of channels are never read. */
  channels(contactId: string, nextToken: string | undefined, attempt: Attempt): Promise<Listed<Channel> | Failed>
  /** One part of the list of a rotation's shifts within a window, in milliseconds since 1970. */
  shifts(
    rotationId: string,
    window: { readonly fromMs: number; readonly untilMs: number },
    nextToken: string | undefined,
    attempt: Attempt
  ): Promise<Listed<Shift> | Failed>
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

/** AWS took the request to stop an engagement. */
export interface Stopped {
  readonly kind: 'stopped'
}

/** A part of a list. */
export interface Listed<Item> {
  readonly kind: 'listed'
  readonly items: readonly Item[]
  /** What to ask the next part with; undefined at the end of the list. */
  readonly nextToken: string | undefined
}

/** An engagement as a list shows it. */
export interface Engagement {
  readonly engagementArn: string
  /** Empty where AWS does not tell. */
  readonly contactArn: string
  readonly sender: string
  /** Milliseconds since 1970, as the other times here; undefined where AWS does not tell. */
  readonly startedMs: number | undefined
  readonly stoppedMs: number | undefined
}

/** An engagement that was read back. */
export interface Described extends Engagement {
  readonly kind: 'described'
  readonly subject: string
  /** How old it was when AWS answered, in milliseconds by AWS's own clock; undefined where AWS does not tell. */
  readonly ageMs: number | undefined
}

/** A page that an engagement has sent to a channel of a person. Receipts, and the codes in them, are never read. */
export interface SentPage {
  readonly pageArn: string
  /** Whose page it is: a person, also where a plan was paged. Empty where AWS does not tell. */
  readonly contactArn: string
  /** When it was last handed to the channel: moves with each retry. */
  readonly sentMs: number | undefined
  /** When the channel acknowledged it. */
  readonly readMs: number | undefined
}

/** A contact, escalation plan or on-call schedule. */
export interface Contact {
  readonly kind: 'contact'
  readonly contactArn: string
  readonly alias: string
  readonly displayName: string
  /** `PERSONAL`, `ESCALATION`, `ONCALL_SCHEDULE`, or what AWS has added since. */
  readonly type: string
  readonly stages: readonly Stage[]
  readonly rotationIds: readonly string[]
}

/** A stage of a plan: its targets are engaged together. */
export interface Stage {
  /** How long until the next stage begins. */
  readonly durationMinutes: number | undefined
  readonly targets: readonly Target[]
}

/** Whom a stage engages: a channel of a person, or a member of an escalation plan. */
export type Target =
  | { readonly kind: 'channel'; readonly channelId: string }
  | { readonly kind: 'contact'; readonly contactId: string; readonly isEssential: boolean }

/** A channel of a person: what it is, never where it leads. */
export interface Channel {
  readonly channelArn: string
  /** `SMS`, `VOICE`, `EMAIL`, what AWS has added since, or empty where AWS does not tell. */
  readonly type: string
  readonly isActivated: boolean
}

/** A shift of a rotation. */
export interface Shift {
  readonly contactIds: readonly string[]
  readonly startMs: number
  readonly endMs: number
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
  /** The members of the request that AWS complains about by name. */
  readonly fields?: readonly string[]
  /** The right that the operation needs. */
  readonly permission?: Permission
  /** Whether our own deadline ended the attempt, so that an earlier one may tell more about the cause. */
  readonly cutOff?: boolean
  readonly cause?: unknown
}
