import type { Engaged, IncidentManager, StartEngagementRequest } from '../incident-manager/port.ts'
import { PageError } from '../report/page-error.ts'
import { attemptUntilDeadline, type Bounds, type GivenUp } from './attempts.ts'

/** What a delivery needs to know. */
export interface Delivery extends Bounds {
  readonly incidentManager: Pick<IncidentManager, 'start'>
  readonly request: StartEngagementRequest
  /** Told what is left out of the request because AWS refuses it, as a sentence. */
  onRepair(what: string): void
}

/** AWS started an engagement, or why it did not, or may not have. */
export type Delivered = Engaged | { readonly kind: 'failed'; readonly error: PageError }

/**
 * What becomes of a page to one contact, after as many attempts as `timeoutSeconds` allows, all with the same request and token.
 * The error's outcome is `unknown` if an attempt was sent in full and no clear answer ever came, else `not-sent`.
 */
export async function deliver(delivery: Delivery): Promise<Delivered> {
  const { request } = delivery
  const first = await start(request, delivery)
  const result = first.kind === 'engaged' ? first : await withoutRefusedIncident(first, delivery)
  if (result.kind === 'engaged') return result
  return { kind: 'failed', error: result.cancelled ? cancelled(result, request.IdempotencyToken) : failure(result) }
}

function start(request: StartEngagementRequest, delivery: Delivery): Promise<Engaged | GivenUp> {
  return attemptUntilDeadline(attempt => delivery.incidentManager.start(request, attempt), delivery)
}

/** What becomes of a page that AWS refused because of its incident: it is sent once more without it, in the time that is left. */
async function withoutRefusedIncident(refused: GivenUp, delivery: Delivery): Promise<Engaged | GivenUp> {
  const { IncidentId, ...request } = delivery.request
  const timeoutSeconds = delivery.timeoutSeconds - refused.tookMs / 1000
  if (IncidentId === undefined || !refused.reason.aboutIncident || refused.cancelled || timeoutSeconds <= 0)
    return refused
  delivery.onRepair(`${refused.reason.what} The page is sent once more, without "incident-id".`)
  const again = await start(request, { ...delivery, timeoutSeconds })
  return again.kind === 'engaged' ? again : { ...again, lost: again.lost || refused.lost }
}

function failure({ lost, reason, last, attempts, tookMs }: GivenUp): PageError {
  const tried = attempts === 1 ? [] : [`Tried ${attempts} times in ${(tookMs / 1000).toFixed(1)} s.`]
  if (lost && !last.lost) tried.push('An earlier attempt was sent in full and got no clear answer.')
  const what = [reason.what, ...tried].join(' ')
  return new PageError(reason.code, lost ? 'unknown' : 'not-sent', what, reason)
}

function cancelled({ lost }: GivenUp, token: string): PageError {
  return new PageError(
    'cancelled',
    lost ? 'unknown' : 'not-sent',
    `The job was cancelled while paging (token "${token}").`
  )
}
