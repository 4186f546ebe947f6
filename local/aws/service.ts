import type { Answer } from './answer.ts'
import type { EngagementBook } from './engagements.ts'
import type { React } from './reactions.ts'

/** What the operations of Incident Manager on loopback work on. */
export interface Service {
  readonly book: EngagementBook
  /** What becomes of an engagement of a contact. */
  readonly react: React
  /** Items in one part of a list, unless a request asks for fewer. */
  readonly listPartSize: number
  /** The server's clock, milliseconds since 1970. */
  now(): number
}

/**
 * One operation: takes the body's JSON value, undefined when it was not JSON, and answers as AWS does. An operation is a file in
 * `operations/` and a line in `operations.ts`.
 */
export type Operation = (parsed: unknown, service: Service) => Answer
