import type { Bounds } from '../delivery/attempts.ts'
import { listAll } from '../delivery/list-all.ts'
import type { Engagement, IncidentManager } from '../incident-manager/port.ts'
import { type StopResult, stopEngagement } from './stop.ts'

/** An engagement of an outage that is over. */
export interface Recovered {
  readonly engagement: Engagement
  readonly stopped: StopResult
  /** Whose page was acknowledged first and when, in milliseconds since 1970; `nobody`; undefined where AWS does not tell. */
  readonly acknowledged: { readonly contactArn: string; readonly ms: number } | 'nobody' | undefined
}

const partsMaximum = 5
const lookMs = 5_000

/** Stops an engagement whose outage is over, and tells who had acknowledged it. Never throws. */
export async function recover(
  incidentManager: Pick<IncidentManager, 'stop' | 'pages'>,
  engagement: Engagement,
  reason: string,
  bounds: Bounds
): Promise<Recovered> {
  const [acknowledged, stopped] = await Promise.all([
    readAcknowledged(incidentManager, engagement, bounds),
    stopEngagement(incidentManager, engagement.engagementArn, reason, bounds)
  ])
  return { engagement, stopped, acknowledged }
}

async function readAcknowledged(
  incidentManager: Pick<IncidentManager, 'pages'>,
  { engagementArn, startedMs = 0 }: Engagement,
  { clock, signal }: Bounds
): Promise<Recovered['acknowledged']> {
  const endsAt = clock.now() + lookMs
  const listed = await listAll(nextToken => {
    const deadlineMs = Math.max(1, endsAt - clock.now())
    return incidentManager.pages(engagementArn, nextToken, { deadlineMs, connectMs: deadlineMs, signal })
  }, partsMaximum)
  if (listed.kind === 'failed') return undefined
  const read = listed.items.flatMap(({ contactArn, readMs }) =>
    readMs !== undefined && readMs >= startedMs ? [{ contactArn, ms: readMs }] : []
  )
  const [first] = read.toSorted((a, b) => a.ms - b.ms)
  return first ?? (listed.isCut ? undefined : 'nobody')
}
