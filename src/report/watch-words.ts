import type { Recovered } from '../following/recovery.ts'
import { engagementId } from '../incident-manager/arn.ts'
import { counted, speakDuration } from '../text/spoken.ts'
import type { Decision } from '../watch/decision.ts'
import type { EndedOutage, Policy, Standing } from '../watch/standing.ts'
import { speakTime } from '../watch/words.ts'
import type { QuietOutcome } from './outcome.ts'

/** What a watch that pages nobody says first: `2 of 3, nobody was paged`. */
export function composeQuietTitle(outcome: QuietOutcome, standing: Standing, { pageAfter }: Policy): string {
  switch (outcome) {
    case 'held':
      return standing.kind === 'failing'
        ? `${standing.streak} of ${pageAfter}, nobody was paged`
        : 'The check says nothing, nobody was paged'
    case 'already-paged':
      return 'Paged before, nobody was paged again'
    case 'stopped':
      return 'The outage is over, its page was stopped'
    case 'healthy':
      return 'Healthy, nobody was paged'
  }
}

/** Why something was decided about a contact, with a name in front where there are several. */
export function composeDecisionLine(contactId: string, decision: Decision, isOne: boolean): string {
  const front = isOne ? '' : `${contactId}: `
  const engagement = decision.kind === 'already-paged' ? ` Engagement: ${decision.engagement.engagementArn}` : ''
  const doubt = decision.kind === 'healthy' && decision.doubt !== undefined ? ` ${decision.doubt}` : ''
  return `${front}${decision.reason}${engagement}${doubt}`
}

/** What became of an engagement of an outage that is over: how long that lasted, and who had acknowledged. */
export function composeRecoveryLine({ engagement, stopped, acknowledged }: Recovered): string {
  const { engagementArn, startedMs } = engagement
  const who =
    acknowledged === undefined
      ? 'AWS does not tell who had acknowledged it.'
      : acknowledged === 'nobody'
        ? 'Nobody had acknowledged it.'
        : `It was acknowledged${acknowledged.contactArn && ` by ${acknowledged.contactArn}`} after ${secondsBetween(startedMs ?? acknowledged.ms, acknowledged.ms)}.`
  return `${stopSentence[stopped.outcome]} ${who} Engagement: ${engagementArn}`
}

const stopSentence = {
  stopped: 'The page was stopped.',
  'already-over': 'The page was over already.',
  'not-stopped': 'The page could not be stopped.',
  unknown: 'The page may have been stopped.'
} as const

/** How long an outage lasted: `The check had failed for 1 hour 5 minutes, from 02:10 UTC on.` */
export function composeOutageLine({ fromMs, untilMs, mayBeLonger }: EndedOutage, nowMs: number): string {
  const lasted = secondsBetween(fromMs, untilMs)
  return mayBeLonger
    ? `The check had failed for ${lasted} or longer, from ${speakTime(fromMs, nowMs)} on or before that.`
    : `The check had failed for ${lasted}, from ${speakTime(fromMs, nowMs)} on.`
}

/** A warning about an engagement that could not be stopped; undefined where it was. */
export function composeStopWarning({ engagement, stopped }: Recovered): string | undefined {
  const { givenUp, outcome } = stopped
  if (givenUp === undefined || outcome === 'already-over') return undefined
  const why = givenUp.cancelled ? 'The job was cancelled.' : givenUp.reason.what
  return (
    `Engagement ${engagementId(engagement.engagementArn)} ${outcome === 'unknown' ? 'may go' : 'goes'} on although the outage is over: ${why} ` +
    `Tried ${counted(givenUp.attempts, 'time')}. The next run that succeeds tries again.`
  )
}

function secondsBetween(fromMs: number, untilMs: number): string {
  return speakDuration(Math.max(0, Math.round((untilMs - fromMs) / 1000)))
}
