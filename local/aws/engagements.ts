import { randomUUID } from 'node:crypto'
import type { ServiceError } from './answer.ts'
import type { ValidRequest } from './validation.ts'

/** A page that Incident Manager on loopback took. */
export interface Engagement {
  engagementArn: string
  contactArn: string
  /** When it was taken, milliseconds since 1970. */
  startedAt: number
  request: ValidRequest
}

/** Whether a page was taken, and if not, the error AWS would answer. */
export type StartResult = { kind: 'started'; engagement: Engagement } | { kind: 'refused'; error: ServiceError }

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

  /** @param contacts the ARNs that exist; undefined stands for every `contact/<alias>` */
  constructor(contacts?: readonly string[]) {
    this.#contacts = contacts && new Set(contacts)
  }

  start(request: ValidRequest): StartResult {
    const known = request.IdempotencyToken && this.#byToken.get(request.IdempotencyToken)
    if (known) return { kind: 'started', engagement: known }
    const contact = /^(arn:[^:]+:ssm-contacts:[^:]*:\d+):contact\/([a-z0-9_.-]{1,255})$/.exec(request.ContactId)
    if (!contact || this.#contacts?.has(request.ContactId) === false) return refuseUnknown(request.ContactId)
    const [, account, alias] = contact
    const engagement: Engagement = {
      engagementArn: `${account}:engagement/${alias}/${randomUUID()}`,
      contactArn: request.ContactId,
      startedAt: Date.now(),
      request
    }
    this.engagements.push(engagement)
    if (request.IdempotencyToken) this.#byToken.set(request.IdempotencyToken, engagement)
    return { kind: 'started', engagement }
  }
}

function refuseUnknown(contactArn: string): StartResult {
  return {
    kind: 'refused',
    error: {
      name: 'ResourceNotFoundException',
      statusCode: 400,
      message: `Contact not found: ${contactArn}`,
      members: { ResourceId: contactArn, ResourceType: 'CONTACT' }
    }
  }
}
