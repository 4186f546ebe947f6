import { attemptUntilDeadline, type Bounds } from '../delivery/attempts.ts'
import type { Failed, IncidentManager } from '../incident-manager/port.ts'
import type { Times } from './wait.ts'

/** An engagement that AWS answered this step with, read back. */
export interface ReadBack {
  /** Between which times what AWS tells of its pages can be true. */
  readonly times: Times
  /** Why this is not a page of this step, as sentences; undefined where nothing speaks against it. */
  readonly repetition: string | undefined
  /** Whether it was stopped, so that it rings no more. */
  readonly isStopped: boolean
  /** Why it could not be read back, so that a repetition would not be seen. */
  readonly failed: Failed | undefined
}

/** What was asked for, and when. */
export interface Asked {
  readonly engagementArn: string
  readonly subject: string
  /** When this step first asked, on the clock of the bounds. */
  readonly askedAtMs: number
  /** The same moment in milliseconds since 1970, by the clock of this machine. */
  readonly askedMs: number
}

// Date headers have whole seconds, and nobody asks twice for the same page within half a minute.
const ageSlackMs = 30_000
const awsSlackMs = 2_000
// AWS takes signatures of clocks up to five minutes off.
const clockSlackMs = 5 * 60_000

/**
 * Reads an engagement back, to tell whether it is one that this step started: AWS answers a token that it knows with the engagement
 * that it started before, and rings nobody again. Ages are measured by AWS's own clock where its answer tells it.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_DescribeEngagement.html
 */
export async function readBack(
  incidentManager: Pick<IncidentManager, 'describe'>,
  { engagementArn, subject, askedAtMs, askedMs }: Asked,
  bounds: Bounds
): Promise<ReadBack> {
  const { clock } = bounds
  const sinceAskedMs = () => clock.now() - askedAtMs
  const ownTimes: Times = { startedMs: askedMs, now: () => askedMs + sinceAskedMs(), slackMs: clockSlackMs }

  const described = await attemptUntilDeadline(attempt => incidentManager.describe(engagementArn, attempt), bounds)
  if (described.kind === 'given-up')
    return { times: ownTimes, repetition: undefined, isStopped: false, failed: described.reason }
  const { startedMs, ageMs, subject: found } = described
  const isStopped = described.stoppedMs !== undefined
  const readAt = clock.now()
  // How long before this step it was started.
  const [olderByMs, slackMs] =
    ageMs !== undefined ? [ageMs - sinceAskedMs(), ageSlackMs] : [askedMs - (startedMs ?? askedMs), clockSlackMs]
  const repetition =
    olderByMs > slackMs
      ? `AWS answered with an engagement that was started ${speakAge(olderByMs)} before this step: it knows the token, and rang nobody again.`
      : found !== '' && found !== subject.trim()
        ? 'AWS answered with an engagement that has another subject: it knows the token, and rang nobody again.'
        : undefined
  if (startedMs === undefined) return { times: ownTimes, repetition, isStopped, failed: undefined }
  const times: Times =
    ageMs === undefined
      ? { ...ownTimes, startedMs }
      : { startedMs, now: () => startedMs + ageMs + clock.now() - readAt, slackMs: awsSlackMs }
  return { times, repetition, isStopped, failed: undefined }
}

function speakAge(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  if (minutes < 2) return 'a while'
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}
