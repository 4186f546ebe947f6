import type { Engagement } from '../../src/incident-manager/port.ts'
import type { History, Run } from '../../src/watch/history.ts'
import { composeSenderKey } from '../../src/watch/keys.ts'

/** When the first run of every world was created. The others follow five minutes apart. */
const firstRunMs = Date.UTC(2026, 10, 27, 2, 0, 0)
const betweenRunsMs = 5 * 60_000

export const watchKey = '0123456789ab'
export const oncall = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall'

/** When the run with a number was created. */
export const createdAt = (number: number) => firstRunMs + (number - 1) * betweenRunsMs

/** The letters with which a world is written, and what GitHub tells of such a run. */
const letters: Readonly<Record<string, Pick<Run, 'status' | 'conclusion'>>> = {
  S: { status: 'completed', conclusion: 'success' },
  F: { status: 'completed', conclusion: 'failure' },
  T: { status: 'completed', conclusion: 'timed_out' },
  U: { status: 'completed', conclusion: 'startup_failure' },
  C: { status: 'completed', conclusion: 'cancelled' },
  K: { status: 'completed', conclusion: 'skipped' },
  N: { status: 'completed', conclusion: 'neutral' },
  A: { status: 'completed', conclusion: 'stale' },
  R: { status: 'completed', conclusion: 'action_required' },
  W: { status: 'completed', conclusion: 'word_of_tomorrow' },
  E: { status: 'completed', conclusion: '' },
  I: { status: 'in_progress', conclusion: '' },
  Q: { status: 'queued', conclusion: '' }
}

/** A run by its letter. Its ID is a hundred times its number. */
export function runOf(letter: string, number: number, over: Partial<Run> = {}): Run {
  const { status, conclusion } = letters[letter] ?? { status: '', conclusion: '' }
  return {
    id: number * 100,
    number,
    attempt: 1,
    status,
    conclusion,
    event: 'schedule',
    branch: 'main',
    headRepositoryId: '17',
    createdMs: createdAt(number),
    startedMs: createdAt(number) + 3000,
    earlier: [],
    ...over
  }
}

/**
 * The history of the run that is written `*`, from runs that are written one after the other: `SFF*S`. Numbers count from 1.
 *
 * @param change what GitHub tells otherwise of runs, by their numbers
 */
export function historyOf(
  text: string,
  change: Readonly<Record<number, Partial<Run>>> = {},
  isCut = false
): Extract<History, { readonly kind: 'known' }> {
  const runs = [...text].map((letter, index) =>
    runOf(letter === '*' ? 'I' : letter, index + 1, change[index + 1] ?? {})
  )
  const own = runs[text.indexOf('*')]
  if (own === undefined) throw new Error(`No run of ${text} is written *`)
  return { kind: 'known', own, runs, isCut }
}

/** An engagement of an outage, started while a run ran. */
export function engagementOf(outage: string, duringRun: number, over: Partial<Engagement> = {}): Engagement {
  return {
    engagementArn: `arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall/${outage}-${duringRun}`,
    contactArn: oncall,
    sender: `Health check via acme/shop ${composeSenderKey(watchKey, outage)}`,
    startedMs: createdAt(duringRun) + 60_000,
    stoppedMs: undefined,
    ...over
  }
}
