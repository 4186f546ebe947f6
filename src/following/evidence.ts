import { attemptUntilDeadline, type Bounds, type GivenUp } from '../delivery/attempts.ts'
import { listAll } from '../delivery/list-all.ts'
import type { Engagement, Failed, IncidentManager } from '../incident-manager/port.ts'
import type { Evidence } from '../watch/decision.ts'

/** What Incident Manager told, and why it did not tell all. */
export interface EvidenceReading {
  readonly evidence: Evidence
  readonly failed?: Failed
}

const partsMaximum = 20

/**
 * The engagements that were started at or after a time. Never throws.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListEngagements.html
 *
 * @param fromMs milliseconds since 1970
 */
export async function readEvidence(
  incidentManager: Pick<IncidentManager, 'list'>,
  fromMs: number,
  bounds: Bounds
): Promise<EvidenceReading> {
  const endsAt = bounds.clock.now() + bounds.timeoutSeconds * 1000
  const listed = await listAll<Engagement, GivenUp>(nextToken => {
    const timeoutSeconds = Math.max(0.001, (endsAt - bounds.clock.now()) / 1000)
    return attemptUntilDeadline(attempt => incidentManager.list(fromMs, nextToken, attempt), {
      ...bounds,
      timeoutSeconds
    })
  }, partsMaximum)
  if (listed.kind === 'given-up') {
    const { reason } = listed
    return { evidence: { kind: 'unknown', why: reason.what }, failed: reason }
  }
  return { evidence: { kind: 'engagements', engagements: listed.items, isCut: listed.isCut } }
}
