import { attemptUntilDeadline, type Bounds, type GivenUp } from '../delivery/attempts.ts'
import type { IncidentManager } from '../incident-manager/port.ts'

/**
 * What became of stopping an engagement. `already-over`: AWS knows no such engagement that could be stopped; `not-stopped`: AWS
 * refused, or nothing was sent; `unknown`: AWS may have stopped it, but no clear answer came.
 */
export type StopOutcome = 'stopped' | 'already-over' | 'not-stopped' | 'unknown'

/** An engagement, and what became of stopping it. */
export interface StopResult {
  readonly engagementArn: string
  readonly outcome: StopOutcome
  /** Why it was not stopped. */
  readonly givenUp?: GivenUp
}

/**
 * Stops an engagement: whom it has not engaged yet, it does not engage any more; nothing is recalled, and nobody is told. Never throws.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StopEngagement.html
 *
 * @param reason up to 255 characters, which AWS keeps with the engagement
 */
export async function stopEngagement(
  incidentManager: Pick<IncidentManager, 'stop'>,
  engagementArn: string,
  reason: string,
  bounds: Bounds
): Promise<StopResult> {
  const result = await attemptUntilDeadline(attempt => incidentManager.stop(engagementArn, reason, attempt), bounds)
  if (result.kind === 'stopped') return { engagementArn, outcome: 'stopped' }
  const outcome = isOver(result) ? 'already-over' : result.lost ? 'unknown' : 'not-stopped'
  return { engagementArn, outcome, givenUp: result }
}

// A complaint about another member of the request says nothing about the engagement.
function isOver({ last }: GivenUp): boolean {
  if (last.code === 'not-found') return true
  return last.code === 'validation' && (last.fields ?? []).every(field => field === 'EngagementId')
}
