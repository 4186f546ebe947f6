import { isEngagementOf, parseContactArn, parseEngagementArn } from '../incident-manager/arn.ts'
import type { Engagement } from '../incident-manager/port.ts'
import { isOfOutage, outageIn } from './keys.ts'
import type { Policy, Standing } from './standing.ts'

/** What Incident Manager tells of the engagements that may be of this watch. */
export type Evidence =
  /** `isCut`: whether there may be more of them. */
  | { readonly kind: 'engagements'; readonly engagements: readonly Engagement[]; readonly isCut: boolean }
  /** `why`: a sentence for people. */
  | { readonly kind: 'unknown'; readonly why: string }

/** Whom and what the decision is about. */
export interface Watched {
  readonly contactId: string
  /** What Sender of its pages ends in, without the outage. */
  readonly watchKey: string
}

/** What to do about one contact, and why. */
export type Decision =
  /** Page. `stopped`: how many engagements of this outage were stopped before, so that this page must have another token. */
  | { readonly kind: 'page'; readonly reason: string; readonly stopped: number }
  | { readonly kind: 'already-paged'; readonly reason: string; readonly engagement: Engagement }
  /** Page nobody although the check did not succeed. */
  | { readonly kind: 'held'; readonly reason: string }
  /** The outage is over: stop these. */
  | { readonly kind: 'stop'; readonly reason: string; readonly engagements: readonly [Engagement, ...Engagement[]] }
  | { readonly kind: 'healthy'; readonly reason: string; readonly doubt?: string | undefined }

/** Engagements that began earlier than this before now are of no outage that a success ends. */
export const stopWindowMs = 7 * 24 * 60 * 60 * 1000

/**
 * From which time on Incident Manager must tell of engagements, in milliseconds since 1970, before anything is decided;
 * undefined where nothing that it tells would change the decision.
 */
export function evidenceFromMs(standing: Standing, policy: Policy, nowMs: number): number | undefined {
  if (standing.kind === 'failing') return isLongEnough(standing, policy) ? standing.notBeforeMs : undefined
  return standing.kind === 'succeeding' && standing.isOver ? nowMs - stopWindowMs : undefined
}

/** What to do. Every doubt counts towards paging, and against stopping. */
export function decide(
  standing: Standing,
  policy: Policy,
  evidence: Evidence,
  watched: Watched,
  nowMs: number
): Decision {
  switch (standing.kind) {
    case 'no signal':
      return { kind: 'held', reason: standing.reason }
    case 'failing':
      return isLongEnough(standing, policy)
        ? decideOutage(standing, policy, evidence, watched)
        : {
            kind: 'held',
            reason: `${standing.reason} It is failure ${standing.streak} of ${policy.pageAfter} in a row.`
          }
    case 'succeeding':
      return decideRecovery(standing, evidence, watched, nowMs)
  }
}

type StandingOf<Kind extends Standing['kind']> = Extract<Standing, { readonly kind: Kind }>

function isLongEnough({ streak, mayBeMore }: StandingOf<'failing'>, { pageAfter }: Policy): boolean {
  return streak >= pageAfter || mayBeMore
}

function decideOutage(
  standing: StandingOf<'failing'>,
  policy: Policy,
  evidence: Evidence,
  { contactId, watchKey }: Watched
): Decision {
  const streak = speakStreak(standing, policy)
  if (evidence.kind === 'unknown')
    return {
      kind: 'page',
      reason: `${streak} Whether somebody was paged before is not known: ${evidence.why}`,
      stopped: 0
    }
  const ofOutage = evidence.engagements.filter(
    engagement => isOf(engagement, contactId) && isOfOutage(engagement.sender, watchKey, standing.outage)
  )
  // One that was stopped rings no more: it must not silence the rest of the outage.
  const open = ofOutage.find(({ stoppedMs }) => stoppedMs === undefined)
  if (open !== undefined)
    return { kind: 'already-paged', reason: `${streak} An earlier run has paged.`, engagement: open }
  const stopped = ofOutage.length
  if (evidence.isCut) return { kind: 'page', reason: `${streak} ${tooMany}`, stopped }
  const before = stopped === 0 ? 'Nobody was paged before.' : 'The page that an earlier run had sent was stopped.'
  return { kind: 'page', reason: `${streak} ${before}`, stopped }
}

const tooMany = 'Whether somebody was paged before is not known: there are more engagements than were looked at.'

function speakStreak({ reason, streak, mayBeMore, doubt }: StandingOf<'failing'>, { pageAfter }: Policy): string {
  if (mayBeMore && streak < pageAfter)
    return `${reason} How many failures in a row this makes is not known (${doubt ?? ''}), which counts as enough.`
  if (mayBeMore) return `${reason} It is failure ${streak} or more in a row.`
  return pageAfter === 1 && streak === 1 ? reason : `${reason} It is failure ${streak} in a row.`
}

function decideRecovery(
  standing: StandingOf<'succeeding'>,
  evidence: Evidence,
  { contactId, watchKey }: Watched,
  nowMs: number
): Decision {
  const { reason, isOver, createdMs, doubt } = standing
  if (doubt !== undefined)
    return {
      kind: 'healthy',
      reason,
      doubt: `Whether an outage is over with it is not known (${doubt}), so that no engagement is stopped.`
    }
  if (!isOver) return { kind: 'healthy', reason }
  if (evidence.kind === 'unknown')
    return { kind: 'healthy', reason, doubt: `Whether an engagement is to be stopped is not known: ${evidence.why}` }
  const [first, ...others] = evidence.engagements.filter(
    engagement =>
      isOf(engagement, contactId) &&
      outageIn(engagement.sender, watchKey) !== undefined &&
      engagement.stoppedMs === undefined &&
      engagement.startedMs !== undefined &&
      engagement.startedMs >= nowMs - stopWindowMs &&
      engagement.startedMs < createdMs
  )
  if (first === undefined) return { kind: 'healthy', reason }
  return { kind: 'stop', reason: `${reason} The outage is over.`, engagements: [first, ...others] }
}

function isOf({ engagementArn }: Engagement, contactId: string): boolean {
  const [engagement, contact] = [parseEngagementArn(engagementArn), parseContactArn(contactId)]
  return engagement !== undefined && contact !== undefined && isEngagementOf(engagement, contact)
}
