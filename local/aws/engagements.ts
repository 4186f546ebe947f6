import { randomUUID } from 'node:crypto'
import type { ServiceError } from './answer.ts'
import type { ValidRequest } from './validation.ts'

/** A page that Incident Manager on loopback took. */
export interface Engagement {
  engagementArn: string
  contactArn: string
  /** When it was taken, milliseconds since 1970 on the server's clock. */
  startedAt: number
  /** When it was stopped by StopEngagement; absent as long as it was not, also after an acknowledgement. */
  stoppedAt?: number
  /** What StopEngagement gave as its reason. */
  stopReason?: string
  request: ValidRequest
}

/** Whether something was found or taken, and if not, the error AWS would answer. */
export type Result<Value> = { kind: 'taken'; value: Value } | { kind: 'refused'; error: ServiceError }

/**
 * The memory of Incident Manager on loopback: who can be paged, and which pages were taken.
 *
 * One token is one engagement. What AWS answers to a known token with another contact or other text is unknown; here it is the
 * first engagement's ARN, the answer that is hardest on a caller who does not check it.
 */
export class EngagementBook {
  readonly engagements: Engagement[] = []
  readonly #byToken = new Map<string, Engagement>()
  readonly #contacts: ReadonlySet<string> | undefined
  readonly #now: () => number

  /**
   * @param now the server's clock
   * @param contacts the ARNs that exist; undefined stands for every `contact/<alias>`
   */
  constructor(now: () => number, contacts?: readonly string[]) {
    this.#now = now
    this.#contacts = contacts && new Set(contacts)
  }

  start(request: ValidRequest): Result<Engagement> {
    const known = request.IdempotencyToken && this.#byToken.get(request.IdempotencyToken)
    if (known) return { kind: 'taken', value: known }
    const contact = /^(arn:[^:]+:ssm-contacts:[^:]*:\d+):contact\/([a-z0-9_.-]{1,255})$/.exec(request.ContactId)
    if (!contact || this.#contacts?.has(request.ContactId) === false) return refuseUnknown('CONTACT', request.ContactId)
    const [, account, alias] = contact
    const engagement: Engagement = {
      engagementArn: `${account}:engagement/${alias}/${randomUUID()}`,
      contactArn: request.ContactId,
      startedAt: this.#now(),
      request
    }
    this.engagements.push(engagement)
    if (request.IdempotencyToken) this.#byToken.set(request.IdempotencyToken, engagement)
    return { kind: 'taken', value: engagement }
  }

  find(engagementArn: string): Result<Engagement> {
    const found = this.engagements.find(engagement => engagement.engagementArn === engagementArn)
    return found ? { kind: 'taken', value: found } : refuseUnknown('ENGAGEMENT', engagementArn)
  }

  /** What AWS answers to a second stop is unknown; here it is a ValidationException. */
  stop(engagementArn: string, reason: string | undefined): Result<Engagement> {
    const result = this.find(engagementArn)
    if (result.kind === 'refused') return result
    const engagement = result.value
    if (engagement.stoppedAt !== undefined) {
      const message = `The engagement ${engagementArn} is not active.`
      return { kind: 'refused', error: { name: 'ValidationException', statusCode: 400, message } }
    }
    engagement.stoppedAt = this.#now()
    if (reason !== undefined) engagement.stopReason = reason
    return result
  }
}

/** The error for something that does not exist. */
export function refuseUnknown(resourceType: string, arn: string): { kind: 'refused'; error: ServiceError } {
  const name = resourceType.charAt(0) + resourceType.slice(1).toLowerCase()
  return {
    kind: 'refused',
    error: {
      name: 'ResourceNotFoundException',
      statusCode: 400,
      message: `${name} not found: ${arn}`,
      members: { ResourceId: arn, ResourceType: resourceType }
    }
  }
}
