import type { Engagement } from './engagements.ts'

/** What becomes of an engagement, in milliseconds since its start. */
export interface Reaction {
  /** When the first page goes to a channel; `Infinity` for a plan without a channel that is activated. Default: 600. */
  firstPageMs?: number
  /** How long after one page the next person's goes out. Default: 180000. */
  nextPageMs?: number
  /** How often a page is handed to its channel again, as long as nobody acknowledged. Default: 180000. */
  retryMs?: number
  /** When the channel of the first page acknowledges it. Default: never. */
  acknowledgedMs?: number
  /** ARNs of the persons whose pages hang on the engagement, in the order in which they are paged. Default: the contact itself. */
  people?: readonly string[]
}

/** The reaction to an engagement of a contact. */
export type React = (contactArn: string) => Reaction

/** A page of an engagement as ListPagesByEngagement tells it, its times in milliseconds since 1970. */
export interface SentPage {
  pageArn: string
  contactArn: string
  sentAt: number
  deliveredAt?: number
  readAt?: number
}

/**
 * The pages that an engagement has sent so far, as AWS's sample data shows them: the first after about 0.6 s; SentTime moves with
 * each retry, on the same page; DeliveryTime and ReadTime come together, at the acknowledgement.
 *
 * Assumed: an acknowledgement, and a stop, end further pages and retries.
 */
export function pagesOf(engagement: Engagement, reaction: Reaction, now: number): SentPage[] {
  const { firstPageMs = 600, nextPageMs = 180_000, retryMs = 180_000, acknowledgedMs = Infinity } = reaction
  const { engagementArn, contactArn: engaged, startedAt, stoppedAt = Infinity } = engagement
  const people = reaction.people ?? [engaged]
  const readAt = startedAt + Math.max(acknowledgedMs, firstPageMs)
  const until = Math.min(now, readAt, stoppedAt)
  const [, account, id] = /^(.*):engagement\/(.*)$/.exec(engagementArn) ?? []
  return people.flatMap((contactArn, index) => {
    const firstSentAt = startedAt + firstPageMs + index * nextPageMs
    if (firstSentAt > until) return []
    const isRead = index === 0 && now >= readAt && stoppedAt >= readAt
    return [
      {
        pageArn: `${account}:page/${id}/${index + 1}`,
        contactArn,
        sentAt: firstSentAt + Math.floor((until - firstSentAt) / retryMs) * retryMs,
        ...(isRead && { deliveredAt: readAt, readAt })
      }
    ]
  })
}
