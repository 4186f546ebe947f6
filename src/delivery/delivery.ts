import type { IncidentManager, StartEngagementRequest } from '../incident-manager/port.ts'
import { PageError } from '../report/page-error.ts'
import { attemptUntilDeadline, type Bounds, type GivenUp } from './attempts.ts'

/** What a delivery needs to know. */
export interface Delivery extends Bounds {
  readonly incidentManager: IncidentManager
  readonly request: StartEngagementRequest
}

/**
 * The ARN of the engagement, after as many attempts as `timeoutSeconds` allows, all with the same request and token.
 *
 * @throws PageError `unknown` if an attempt was sent in full and no clear answer ever came, else `not-sent`
 */
export async function deliver(delivery: Delivery): Promise<string> {
  const { incidentManager, request } = delivery
  const result = await attemptUntilDeadline(attempt => incidentManager.start(request, attempt), delivery)
  if (result.kind === 'engaged') return result.engagementArn
  throw result.cancelled ? cancelled(result, request.IdempotencyToken) : failure(result)
}

function failure({ lost, reason, last, attempts, tookMs }: GivenUp): PageError {
  const tried = attempts === 1 ? [] : [`Tried ${attempts} times in ${(tookMs / 1000).toFixed(1)} s.`]
  if (lost && !last.lost) tried.push('An earlier attempt was sent in full and got no clear answer.')
  const what = [reason.what, ...tried].join(' ')
  return new PageError(reason.code, lost ? 'unknown' : 'not-sent', what, { cause: reason.cause })
}

function cancelled({ lost }: GivenUp, token: string): PageError {
  return new PageError(
    'cancelled',
    lost ? 'unknown' : 'not-sent',
    `The job was cancelled while paging (token "${token}").`
  )
}
