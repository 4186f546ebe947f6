import { describe, expect, test } from '@jest/globals'
import type { Engagement } from '../src/incident-manager/port.ts'
import { type Decision, decide, type Evidence, evidenceFromMs } from '../src/watch/decision.ts'
import { attemptToAskFor, type History, type Run, siblingsOf } from '../src/watch/history.ts'
import { isReadFarEnough, type Policy, readStanding, runsThatCount, type Standing } from '../src/watch/standing.ts'
import { readVerdict, type Verdict } from '../src/watch/verdict.ts'
import fc from './shared/properties.ts'
import { createdAt, engagementOf, historyOf, oncall, runOf, watchKey } from './shared/watch-worlds.ts'

const failed: Verdict = { kind: 'failed', reason: 'Job "check" failed.' }
const succeeded: Verdict = { kind: 'succeeded', reason: 'The check succeeded.' }

interface Situation {
  readonly verdict?: Verdict
  readonly history: History
  readonly policy?: Partial<Policy>
  readonly engagements?: readonly Engagement[]
  readonly evidence?: Evidence
  readonly contactId?: string
}

const nowOf = (history: History) =>
  history.kind === 'known' ? createdAt(history.own.number) + 2 * 60_000 : Date.UTC(2026, 10, 27, 4)

function judge({
  verdict = failed,
  history,
  policy: given = {},
  engagements = [],
  evidence = { kind: 'engagements', engagements, isCut: false },
  contactId = oncall
}: Situation): { standing: Standing; decision: Decision; isAsked: boolean } {
  const policy = { pageAfter: 1, stopAfter: 1, ...given }
  const nowMs = nowOf(history)
  const standing = readStanding(verdict, history, policy, nowMs)
  const decision = decide(standing, policy, evidence, { contactId, watchKey }, nowMs)
  return { standing, decision, isAsked: evidenceFromMs(standing, policy, nowMs) !== undefined }
}

/** What a situation must come to: the decision, and of a failure the streak and the outage. */
interface Expected {
  readonly kind: Decision['kind']
  readonly streak?: number
  readonly outage?: string
  readonly stopped?: number
  readonly reason?: RegExp
}

const three = { pageAfter: 3 }
const recovery = { verdict: succeeded }
const apiDown: History = { kind: 'unknown', why: 'GitHub answered with status 503' }
const refused: Evidence = { kind: 'unknown', why: 'AWS refused ssm-contacts:ListEngagements.' }
const stoppedAt = (run: number) => ({ stoppedMs: createdAt(run) })

/** Run 3 was run again after run 5 had begun, and that ended so. */
const rerunLate = (conclusion: string, before: string): Partial<Run> => ({
  attempt: 2,
  status: 'completed',
  conclusion,
  startedMs: createdAt(5) + 60_000,
  earlier: [{ attempt: 1, status: 'completed', conclusion: before, startedMs: createdAt(3) }]
})
/** Run 3 is being run again. */
const rerunning = (before?: string): Partial<Run> => ({
  attempt: 2,
  status: 'in_progress',
  conclusion: '',
  startedMs: createdAt(4),
  earlier:
    before === undefined ? [] : [{ attempt: 1, status: 'completed', conclusion: before, startedMs: createdAt(3) }]
})

/** Run 3 was run again before run 4 began, and that was cancelled. */
const rerunCancelled = (before?: string): Partial<Run> => ({
  ...rerunning(before),
  status: 'completed',
  conclusion: 'cancelled',
  startedMs: createdAt(3) + 60_000
})

const situations: readonly [name: string, situation: Situation, expected: Expected][] = [
  // Failures in a row.
  ['the first failure ever', { history: historyOf('*') }, { kind: 'page', streak: 1, outage: '0' }],
  ['the first failure after a success', { history: historyOf('S*') }, { kind: 'page', streak: 1, outage: '100' }],
  [
    'failure 1 of 3',
    { history: historyOf('S*'), policy: three },
    { kind: 'held', streak: 1, reason: /failure 1 of 3/ }
  ],
  [
    'failure 2 of 3',
    { history: historyOf('SF*'), policy: three },
    { kind: 'held', streak: 2, reason: /failure 2 of 3/ }
  ],
  ['failure 3 of 3', { history: historyOf('SFF*'), policy: three }, { kind: 'page', streak: 3, outage: '100' }],
  [
    'failure 4 of 3 with no page yet: >= and not ==',
    { history: historyOf('SFFF*'), policy: three },
    { kind: 'page', streak: 4, outage: '100' }
  ],
  [
    'a success between starts anew',
    { history: historyOf('SFFS*'), policy: three },
    { kind: 'held', streak: 1, outage: '400' }
  ],
  ['never a success', { history: historyOf('FF*'), policy: three }, { kind: 'page', streak: 3, outage: '0' }],
  [
    'a run that timed out is a failure',
    { history: historyOf('ST*'), policy: { pageAfter: 2 } },
    { kind: 'page', streak: 2 }
  ],
  [
    'a startup failure is a failure',
    { history: historyOf('SU*'), policy: { pageAfter: 2 } },
    { kind: 'page', streak: 2 }
  ],
  ['a cancelled run is passed over', { history: historyOf('SFC*'), policy: three }, { kind: 'held', streak: 2 }],
  [
    'a cancelled run does not break the row',
    { history: historyOf('SFCF*'), policy: three },
    { kind: 'page', streak: 3 }
  ],
  ['a skipped run is passed over', { history: historyOf('SFKF*'), policy: three }, { kind: 'page', streak: 3 }],
  ['a neutral run is passed over', { history: historyOf('SFNF*'), policy: three }, { kind: 'page', streak: 3 }],
  ['a stale run is passed over', { history: historyOf('SFAF*'), policy: three }, { kind: 'page', streak: 3 }],
  [
    'a run that requires action is passed over',
    { history: historyOf('SFRF*'), policy: three },
    { kind: 'page', streak: 3 }
  ],
  [
    'only cancelled runs before',
    { history: historyOf('CC*'), policy: three },
    { kind: 'held', streak: 1, outage: '0' }
  ],
  [
    'a conclusion that nobody knows counts as failed',
    { history: historyOf('SFW*'), policy: three },
    { kind: 'page', streak: 3 }
  ],
  [
    'a completed run without a conclusion counts as failed',
    { history: historyOf('SFE*'), policy: three },
    { kind: 'page', streak: 3 }
  ],
  [
    '20 failures',
    { history: historyOf(`S${'F'.repeat(19)}*`), policy: { pageAfter: 20 } },
    { kind: 'page', streak: 20 }
  ],

  // Traps.
  [
    "trap: one's own run is not counted twice",
    { history: historyOf('S*'), policy: { pageAfter: 2 } },
    { kind: 'held', streak: 1 }
  ],
  [
    "trap: a fork's branch of the same name",
    { history: historyOf('SF*', { 2: { headRepositoryId: '99' } }), policy: { pageAfter: 2 } },
    { kind: 'held', streak: 1, outage: '100' }
  ],
  [
    "trap: a deleted fork's branch of the same name",
    { history: historyOf('SF*', { 2: { headRepositoryId: '' } }), policy: { pageAfter: 2 } },
    { kind: 'held', streak: 1 }
  ],
  [
    "trap: another branch's success does not end the outage",
    { history: historyOf('SFS*', { 3: { branch: 'feature' } }), policy: { pageAfter: 2 } },
    { kind: 'page', streak: 2, outage: '100' }
  ],
  [
    'trap: a run by workflow_dispatch does not heal',
    { history: historyOf('SFS*', { 3: { event: 'workflow_dispatch' } }), policy: { pageAfter: 2 } },
    { kind: 'page', streak: 2 }
  ],
  [
    'trap: a run by workflow_dispatch does not count',
    { history: historyOf('SF*', { 2: { event: 'workflow_dispatch' } }), policy: { pageAfter: 2 } },
    { kind: 'held', streak: 1 }
  ],
  [
    'trap: newer runs are not counted',
    { history: historyOf('S*FF'), policy: { pageAfter: 2 } },
    { kind: 'held', streak: 1, outage: '100' }
  ],
  [
    'trap: the list is in no order',
    {
      history: {
        ...historyOf('SFF*'),
        runs: historyOf('SFF*')
          .runs.toReversed()
          .toSorted(() => -1)
      },
      policy: three
    },
    { kind: 'page', streak: 3, outage: '100' }
  ],
  [
    'trap: a failed look-up is no silence',
    { history: apiDown, policy: three },
    { kind: 'page', streak: 1, outage: 'd20261127' }
  ],
  [
    'trap: never stopped on cancel',
    {
      verdict: readVerdict({ needs: null, areNeedsUnreadable: false, jobStatus: 'cancelled' }),
      history: historyOf('SF*'),
      engagements: [engagementOf('100', 2)]
    },
    { kind: 'held', reason: /cancelled/ }
  ],
  [
    'trap: never stopped on a skipped check',
    {
      verdict: readVerdict({
        needs: { check: { result: 'skipped' } },
        areNeedsUnreadable: false,
        jobStatus: 'success'
      }),
      history: historyOf('SF*'),
      engagements: [engagementOf('100', 2)]
    },
    { kind: 'held', reason: /skipped/ }
  ],
  [
    'trap: a check that hangs is cancelled by its timeout',
    {
      verdict: readVerdict({
        needs: { check: { result: 'cancelled' } },
        areNeedsUnreadable: false,
        jobStatus: 'success'
      }),
      history: historyOf('S*')
    },
    { kind: 'page', streak: 1, reason: /cancelled, as one is that exceeds its timeout-minutes/ }
  ],

  // One page for each outage.
  [
    'paged before',
    { history: historyOf('SF*'), engagements: [engagementOf('100', 2)] },
    { kind: 'already-paged', streak: 2 }
  ],
  [
    'paged before an earlier outage',
    { history: historyOf('SFS*'), engagements: [engagementOf('100', 2)] },
    { kind: 'page', outage: '300', stopped: 0 }
  ],
  [
    'paged before, and stopped',
    { history: historyOf('SF*'), engagements: [engagementOf('100', 2, stoppedAt(3))] },
    { kind: 'page', stopped: 1, reason: /was stopped/ }
  ],
  [
    'paged before, stopped, and paged again',
    { history: historyOf('SFF*'), engagements: [engagementOf('100', 2, stoppedAt(3)), engagementOf('100', 3)] },
    { kind: 'already-paged' }
  ],
  [
    'paged before and stopped twice',
    {
      history: historyOf('SFF*'),
      engagements: [engagementOf('100', 2, stoppedAt(3)), engagementOf('100', 3, stoppedAt(4))]
    },
    { kind: 'page', stopped: 2 }
  ],
  [
    'another contact was paged',
    {
      history: historyOf('SF*'),
      engagements: [
        engagementOf('100', 2, { engagementArn: engagementOf('100', 2).engagementArn.replace('/oncall/', '/backup/') })
      ]
    },
    { kind: 'page', stopped: 0 }
  ],
  [
    'another watch has paged',
    {
      history: historyOf('SF*'),
      engagements: [engagementOf('100', 2, { sender: 'Health check via acme/shop ba9876543210-100' })]
    },
    { kind: 'page' }
  ],
  [
    'an outage whose ID ends alike',
    { history: historyOf('SF*'), engagements: [engagementOf('100', 2, { sender: `x ${watchKey}-1100` })] },
    { kind: 'page' }
  ],
  [
    'a sender in which the key stands in the middle',
    { history: historyOf('SF*'), engagements: [engagementOf('100', 2, { sender: `${watchKey}-100 via acme/shop` })] },
    { kind: 'page' }
  ],
  [
    'AWS refuses to tell',
    { history: historyOf('SF*'), evidence: refused },
    { kind: 'page', stopped: 0, reason: /not known: AWS refused/ }
  ],
  [
    'AWS tells of too many engagements',
    { history: historyOf('SF*'), evidence: { kind: 'engagements', engagements: [], isCut: true } },
    { kind: 'page', reason: /more engagements than were looked at/ }
  ],
  [
    'AWS tells of too many engagements, this one among them',
    {
      history: historyOf('SF*'),
      evidence: { kind: 'engagements', engagements: [engagementOf('100', 2)], isCut: true }
    },
    { kind: 'already-paged' }
  ],
  [
    'a step of the same run has paged',
    { history: historyOf('S*'), engagements: [engagementOf('100', 2)] },
    { kind: 'already-paged', streak: 1 }
  ],
  ['held asks AWS nothing', { history: historyOf('SF*'), policy: three, evidence: refused }, { kind: 'held' }],

  // Re-runs.
  [
    'a re-run hides the failure before it while it runs',
    { history: historyOf('SFI*', { 3: rerunning('failure') }), policy: three },
    { kind: 'page', streak: 3 }
  ],
  [
    'a re-run that runs, of a run that had succeeded',
    { history: historyOf('SFI*', { 3: rerunning('success') }), policy: { pageAfter: 2 } },
    { kind: 'held', streak: 1, outage: '300' }
  ],
  [
    'a re-run that runs, and GitHub does not tell what was before',
    {
      history: historyOf('SFI*', {
        3: { ...rerunning(), earlier: [{ attempt: 1, status: '', conclusion: '', startedMs: undefined }] }
      }),
      policy: three
    },
    { kind: 'page', streak: 3 }
  ],
  [
    'a re-run that was not asked for yet counts as failed',
    { history: historyOf('SFI*', { 3: rerunning() }), policy: three },
    { kind: 'page', streak: 3 }
  ],
  [
    'a re-run that began after this run and turned green',
    { history: historyOf('SFSF*', { 3: rerunLate('success', 'failure') }), policy: { pageAfter: 4 } },
    { kind: 'page', streak: 4, outage: '100' }
  ],
  [
    'a re-run that began after this run and turned red',
    { history: historyOf('SFFF*', { 3: rerunLate('failure', 'success') }), policy: three },
    { kind: 'held', streak: 2, outage: '300' }
  ],
  [
    'a re-run that turned green before this run began',
    { history: historyOf('SFSF*', { 3: { attempt: 2, startedMs: createdAt(4) } }), policy: three },
    { kind: 'held', streak: 2, outage: '300' }
  ],
  [
    'this run is a re-run',
    {
      history: historyOf('SF*F', { 3: { attempt: 2, startedMs: createdAt(4) } }),
      policy: { pageAfter: 2 },
      engagements: [engagementOf('100', 3)]
    },
    { kind: 'already-paged', streak: 2, outage: '100' }
  ],

  [
    'a re-run that was cancelled does not hide the failure before it',
    { history: historyOf('SFC*', { 3: rerunCancelled('failure') }), policy: three },
    { kind: 'page', streak: 3, outage: '100' }
  ],
  [
    'a re-run that was cancelled does not move the key',
    {
      history: historyOf('SSCF*', { 3: rerunCancelled('success') }),
      engagements: [engagementOf('300', 4)]
    },
    { kind: 'already-paged', outage: '300' }
  ],
  [
    'a re-run that was cancelled, of a run that was',
    { history: historyOf('SFC*', { 3: rerunCancelled('cancelled') }), policy: three },
    { kind: 'held', streak: 2 }
  ],
  [
    'a re-run that was cancelled, and GitHub does not tell what was before',
    {
      history: historyOf('SFC*', {
        3: {
          ...rerunCancelled(),
          earlier: [{ attempt: 1, status: '', conclusion: '', startedMs: undefined }]
        }
      }),
      policy: three
    },
    { kind: 'page', streak: 3 }
  ],

  // Races.
  [
    'race: a previous run that still runs counts',
    { history: historyOf('SFI*'), policy: three },
    { kind: 'page', streak: 3, outage: '100' }
  ],
  [
    'race: a previous run that still waits counts',
    { history: historyOf('SFQ*'), policy: three },
    { kind: 'page', streak: 3 }
  ],
  [
    'race: a late older failure after recovery pages again',
    { history: historyOf('S*S'), engagements: [engagementOf('100', 2, stoppedAt(3))] },
    { kind: 'page', stopped: 1 }
  ],
  [
    'race: a re-run that turns green moves the key',
    {
      history: historyOf('SFS*', { 3: { attempt: 2, startedMs: createdAt(3) } }),
      engagements: [engagementOf('100', 3)]
    },
    { kind: 'page', outage: '300' }
  ],
  [
    "race: GitHub's API is down at the first failure",
    { history: apiDown, policy: { pageAfter: 20 } },
    { kind: 'page', outage: 'd20261127' }
  ],
  [
    "race: GitHub's API is down, and the day was paged",
    { history: apiDown, policy: three, engagements: [engagementOf('d20261127', 2)] },
    { kind: 'already-paged', outage: 'd20261127' }
  ],
  [
    "race: GitHub's API is down, and the day before was paged",
    { history: apiDown, policy: three, engagements: [engagementOf('d20261126', 2)] },
    { kind: 'page' }
  ],
  [
    'race: a renamed workflow starts anew',
    { history: historyOf('F*'), policy: three },
    { kind: 'held', streak: 2, outage: '0' }
  ],
  [
    'race: history without a healthy run is cut',
    { history: historyOf('FF*', {}, true), policy: { pageAfter: 10 } },
    { kind: 'page', outage: 'd20261127', reason: /not known \(the outage began before/ }
  ],
  [
    'history is cut, and the row is long enough for certain',
    { history: historyOf('FF*', {}, true), policy: three },
    { kind: 'page', reason: /failure 3 or more in a row/ }
  ],
  [
    'history is cut behind a healthy run',
    { history: historyOf('SF*', {}, true), policy: three },
    { kind: 'held', streak: 2, outage: '100' }
  ],
  [
    'history is cut in an outage whose row has ended',
    { history: historyOf('FSF*', {}, true), policy: { pageAfter: 3, stopAfter: 2 } },
    { kind: 'held', streak: 2, outage: 'd20261127' }
  ],

  // An outage ends after stop-after successes.
  [
    'by turns: one outage with stop-after 3',
    { history: historyOf('SSSFSF*'), policy: { stopAfter: 3 }, engagements: [engagementOf('300', 4)] },
    { kind: 'already-paged', outage: '300', streak: 2 }
  ],
  [
    'by turns: page-after counts failures in a row',
    { history: historyOf('SSSFSFS*'), policy: { pageAfter: 2, stopAfter: 3 } },
    { kind: 'held', streak: 1, outage: '300' }
  ],
  [
    'two successes of three do not end it',
    { history: historyOf('SSSFFSS*'), policy: { stopAfter: 3 }, engagements: [engagementOf('300', 4)] },
    { kind: 'already-paged', outage: '300' }
  ],
  [
    'three successes of three end it',
    { history: historyOf('SSSFFSSS*'), policy: { stopAfter: 3 }, engagements: [engagementOf('300', 4)] },
    { kind: 'page', outage: '800' }
  ],
  [
    'a cancelled run among the successes does not break their row',
    { history: historyOf('SSSFFSCS*'), policy: { stopAfter: 2 } },
    { kind: 'page', outage: '800' }
  ],

  // Recovery.
  ['healthy', { ...recovery, history: historyOf('SS*') }, { kind: 'healthy' }],
  ['the first run ever succeeds', { ...recovery, history: historyOf('*') }, { kind: 'healthy' }],
  ['recovered', { ...recovery, history: historyOf('SF*'), engagements: [engagementOf('100', 2)] }, { kind: 'stop' }],
  [
    'a missed recovery heals with the next success',
    { ...recovery, history: historyOf('SFSS*'), engagements: [engagementOf('100', 2)] },
    { kind: 'stop' }
  ],
  [
    'recovered, and stopped before',
    { ...recovery, history: historyOf('SF*'), engagements: [engagementOf('100', 2, stoppedAt(3))] },
    { kind: 'healthy' }
  ],
  [
    'recovered: a page that was sent on doubt is stopped too',
    { ...recovery, history: historyOf('SF*'), engagements: [engagementOf('d20261127', 2)] },
    { kind: 'stop' }
  ],
  [
    'success 1 of 2',
    { ...recovery, history: historyOf('SF*'), policy: { stopAfter: 2 }, engagements: [engagementOf('100', 2)] },
    { kind: 'healthy', reason: /success 1 of 2/ }
  ],
  [
    'success 2 of 2',
    { ...recovery, history: historyOf('SFS*'), policy: { stopAfter: 2 }, engagements: [engagementOf('100', 2)] },
    { kind: 'stop' }
  ],
  [
    'success 2 of 2 around a cancelled run',
    { ...recovery, history: historyOf('SFSC*'), policy: { stopAfter: 2 }, engagements: [engagementOf('100', 2)] },
    { kind: 'stop' }
  ],
  [
    'doubt breaks the row of successes',
    { ...recovery, history: historyOf('SFSI*'), policy: { stopAfter: 2 }, engagements: [engagementOf('100', 2)] },
    { kind: 'healthy', reason: /success 1 of 2/ }
  ],
  [
    'a delayed older success does not close a newer failure',
    { ...recovery, history: historyOf('SF*F'), engagements: [engagementOf('100', 2)] },
    { kind: 'healthy', reason: /newer run has failed/ }
  ],
  [
    'a newer run that still runs',
    { ...recovery, history: historyOf('SF*I'), engagements: [engagementOf('100', 2)] },
    { kind: 'healthy', reason: /newer run has failed or still runs/ }
  ],
  [
    'a newer run that was run again, which was cancelled and hides how it had ended',
    {
      ...recovery,
      history: historyOf('SF*C', { 4: { attempt: 2 } }),
      engagements: [engagementOf('100', 2)]
    },
    { kind: 'healthy', reason: /newer run has failed/ }
  ],
  [
    'a newer run that was cancelled',
    { ...recovery, history: historyOf('SF*C'), engagements: [engagementOf('100', 2)] },
    { kind: 'stop' }
  ],
  [
    'a newer run that succeeded',
    { ...recovery, history: historyOf('SF*S'), engagements: [engagementOf('100', 2)] },
    { kind: 'stop' }
  ],
  [
    'a newer run of another branch that failed',
    { ...recovery, history: historyOf('SF*F', { 4: { branch: 'feature' } }), engagements: [engagementOf('100', 2)] },
    { kind: 'stop' }
  ],
  [
    'an engagement that began after this run was created',
    { ...recovery, history: historyOf('SF*'), engagements: [engagementOf('100', 3)] },
    { kind: 'healthy' }
  ],
  [
    'an engagement that AWS does not tell the start of',
    { ...recovery, history: historyOf('SF*'), engagements: [engagementOf('100', 2, { startedMs: undefined })] },
    { kind: 'healthy' }
  ],
  [
    'an engagement of more than 7 days ago',
    {
      ...recovery,
      history: historyOf('SF*'),
      engagements: [engagementOf('100', 2, { startedMs: createdAt(3) - 8 * 86_400_000 })]
    },
    { kind: 'healthy' }
  ],
  [
    'an engagement of another contact',
    {
      ...recovery,
      history: historyOf('SF*'),
      contactId: oncall.replace('oncall', 'other'),
      engagements: [engagementOf('100', 2)]
    },
    { kind: 'healthy' }
  ],
  [
    'an engagement that somebody else started',
    {
      ...recovery,
      history: historyOf('SF*'),
      engagements: [engagementOf('100', 2, { sender: 'octocat via acme/shop' })]
    },
    { kind: 'healthy' }
  ],
  [
    'recovered while history is unknown',
    { ...recovery, history: apiDown, engagements: [engagementOf('100', 2)] },
    { kind: 'healthy' }
  ],
  [
    'recovered while AWS refuses to tell',
    { ...recovery, history: historyOf('SF*'), evidence: refused },
    { kind: 'healthy' }
  ],
  [
    'this run has no time of its creation',
    { ...recovery, history: historyOf('SF*', { 3: { createdMs: undefined } }), engagements: [engagementOf('100', 2)] },
    { kind: 'healthy' }
  ]
]

describe('a situation', () => {
  test.each(situations)('%s', (_, situation, expected) => {
    const { standing, decision } = judge(situation)
    expect(decision.kind).toBe(expected.kind)
    expect(decision.reason).toMatch(expected.reason ?? /^[A-Z].*\.$/s)
    if (standing.kind === 'failing') {
      expect(standing.streak).toBe(expected.streak ?? standing.streak)
      expect(standing.outage).toBe(expected.outage ?? standing.outage)
    }
    if (decision.kind === 'page') expect(decision.stopped).toBe(expected.stopped ?? decision.stopped)
  })

  test('has a name of its own', () => {
    expect(situations.length).toBeGreaterThanOrEqual(60)
    expect(new Set(situations.map(([name]) => name)).size).toBe(situations.length)
  })
})

describe('what is asked of AWS', () => {
  test.each<[string, Situation, boolean]>([
    ['held', { history: historyOf('S*'), policy: three }, false],
    ['long enough', { history: historyOf('SFF*'), policy: three }, true],
    ['unknown history', { history: apiDown, policy: three }, true],
    [
      'no signal',
      { verdict: { kind: 'no signal', reason: 'The check was skipped.' }, history: historyOf('S*') },
      false
    ],
    ['healthy', { ...recovery, history: historyOf('S*') }, true],
    ['healthy on doubt', { ...recovery, history: apiDown }, false],
    ['success 1 of 2', { ...recovery, history: historyOf('F*'), policy: { stopAfter: 2 } }, false]
  ])('%s', (_, situation, isAsked) => {
    expect(judge(situation).isAsked).toBe(isAsked)
  })

  test('the window begins a second before the healthy run was created, whenever it ran again', () => {
    const history = historyOf('SF*', { 1: { attempt: 2, startedMs: createdAt(2) } })
    const { standing } = judge({ history })
    expect(evidenceFromMs(standing, { pageAfter: 1, stopAfter: 1 }, nowOf(history))).toBe(createdAt(1) - 1000)
  })

  test.each<[string, History]>([
    ['without a healthy run', historyOf('F*')],
    ['after a healthy run of long ago', historyOf('S*', { 1: { createdMs: createdAt(1) - 60 * 86_400_000 } })],
    ['after a healthy run without a time', historyOf('S*', { 1: { createdMs: undefined } })]
  ])('the window is 30 days at most: %s', (_, history) => {
    const { standing } = judge({ history })
    const fromMs = evidenceFromMs(standing, { pageAfter: 1, stopAfter: 1 }, nowOf(history)) ?? 0
    expect(Math.round((nowOf(history) - fromMs) / 86_400_000)).toBe(30)
    expect(nowOf(history) - fromMs).toBeLessThanOrEqual(30 * 86_400_000 + 1000)
  })
})

describe('what must be read of history', () => {
  const far = (verdict: Verdict, text: string, policy: Partial<Policy> = {}) => {
    const { own, runs } = historyOf(text)
    return isReadFarEnough(verdict, own, runs, { pageAfter: 1, stopAfter: 1, ...policy })
  }
  test.each<[string, boolean]>([
    ['after a failure, back to a success', far(failed, 'SFF*')],
    ['after a success, no further where one ends an outage', far(succeeded, '*')],
    ['after a success, back to a failure', far(succeeded, 'F*', { stopAfter: 3 })],
    ['after a success, back to as many as end an outage', far(succeeded, 'SS*', { stopAfter: 3 })],
    ['without a signal, nothing', far({ kind: 'no signal', reason: '' }, '*')]
  ])('%s', (_, isFar) => {
    expect(isFar).toBe(true)
  })
  test.each<[string, boolean]>([
    ['failures alone do not tell when the outage began', far(failed, 'FF*')],
    ['two successes do not end an outage of three', far(failed, 'SSF*', { stopAfter: 3 })],
    ['two successes are not three', far(succeeded, 'S*', { stopAfter: 3 })]
  ])('%s', (_, isFar) => {
    expect(isFar).toBe(false)
  })

  test.each<[string, Partial<Run>, number | undefined]>([
    ['a first attempt that runs', { status: 'in_progress', conclusion: '' }, undefined],
    ['a second attempt that runs', { attempt: 2, status: 'in_progress', conclusion: '' }, 1],
    ['a third that began later', { attempt: 3, startedMs: createdAt(9) }, 2],
    ['a second that began before', { attempt: 2, startedMs: createdAt(3) }, undefined],
    ['a second without a time', { attempt: 2, startedMs: undefined }, 1],
    ['a second that was cancelled', { attempt: 2, conclusion: 'cancelled', startedMs: createdAt(3) }, 1],
    ['a first that was cancelled', { conclusion: 'cancelled' }, undefined],
    [
      'a third whose second is not told of',
      { attempt: 3, status: 'queued', earlier: [{ attempt: 2, status: '', conclusion: '', startedMs: undefined }] },
      undefined
    ]
  ])('the attempt before %s', (_, over, attempt) => {
    const { own, runs } = historyOf('SFF*', { 3: over })
    expect(attemptToAskFor(runs[2] ?? runOf('S', 3), own)).toBe(attempt)
  })

  test('only the attempts of runs in the outage count', () => {
    const { own, runs } = historyOf('FFSFF*')
    const counting = (verdict: Verdict, stopAfter: number) =>
      runsThatCount(verdict, own, runs, { pageAfter: 1, stopAfter }).map(({ number }) => number)
    expect(counting(failed, 1)).toEqual([5, 4, 3])
    expect(counting(succeeded, 1)).toEqual([])
    expect(counting(succeeded, 2)).toEqual([5])
    expect(counting({ kind: 'no signal', reason: '' }, 2)).toEqual([])
  })
})

describe('the verdict on this run', () => {
  const verdict = (results: readonly string[], jobStatus = 'success', areNeedsUnreadable = false) => {
    const needs =
      results.length === 0 ? null : Object.fromEntries(results.map((result, at) => [`job${at}`, { result }]))
    return readVerdict({ needs, areNeedsUnreadable, jobStatus }).kind
  }
  test.each<[readonly string[], string, Verdict['kind']]>([
    [['success'], 'success', 'succeeded'],
    [['success', 'skipped'], 'success', 'succeeded'],
    [[], 'success', 'succeeded'],
    [['failure'], 'success', 'failed'],
    [['success', 'failure'], 'success', 'failed'],
    [['success'], 'failure', 'failed'],
    [[], 'failure', 'failed'],
    [[], 'Failure', 'failed'],
    [['cancelled'], 'success', 'failed'],
    [['success', 'cancelled'], 'success', 'failed'],
    [['cancelled'], 'cancelled', 'no signal'],
    [['failure'], 'cancelled', 'failed'],
    [[], 'cancelled', 'no signal'],
    [['skipped'], 'success', 'no signal'],
    [['skipped', 'skipped'], 'success', 'no signal'],
    [['skipped'], 'failure', 'failed'],
    [['abandoned'], 'success', 'failed'],
    [[''], 'success', 'failed'],
    [['success'], '', 'failed'],
    [[], 'odd', 'failed']
  ])('needs %j in a job with status "%s": %s', (results, status, kind) => {
    expect(verdict(results, status)).toBe(kind)
  })

  test('needs that cannot be read are no success', () => {
    expect(verdict([], 'success', true)).toBe('failed')
    expect(verdict([], 'cancelled', true)).toBe('no signal')
  })
})

/** Runs one after the other, each deciding by what those before it left. */
function live(text: string, policy: Policy) {
  const engagements: Engagement[] = []
  return [...text].flatMap((letter, index) => {
    if (!'SF'.includes(letter)) return []
    const history = historyOf(`${text.slice(0, index)}*`)
    const { decision } = judge({
      verdict: letter === 'F' ? failed : succeeded,
      history,
      policy,
      engagements: [...engagements]
    })
    const atMs = nowOf(history)
    if (decision.kind === 'page') {
      const { standing } = judge({ history, policy })
      const outage = standing.kind === 'failing' ? standing.outage : ''
      engagements.push(
        engagementOf(outage, index + 1, {
          engagementArn: `${engagementOf('1', 1).engagementArn}-${index}`,
          startedMs: atMs
        })
      )
    }
    if (decision.kind === 'stop') {
      for (const stopped of decision.engagements)
        engagements.splice(engagements.indexOf(stopped), 1, { ...stopped, stoppedMs: atMs })
    }
    return [
      { letter, index, kind: decision.kind, isOpen: engagements.some(({ stoppedMs }) => stoppedMs === undefined) }
    ]
  })
}

const anyPolicy = fc.record({ pageAfter: fc.integer({ min: 1, max: 4 }), stopAfter: fc.integer({ min: 1, max: 3 }) })
const worldOf = (letters: readonly string[]) =>
  fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 24 }).map(all => all.join(''))
const anyHistory = fc
  .tuple(worldOf(['S', 'S', 'F', 'F', 'F', 'C', 'K', 'I', 'T', 'W']), fc.nat(23))
  .map(([text, at]) => `${text.slice(0, at)}*${text.slice(at)}`)
const anyEngagements = fc.array(
  fc
    .tuple(fc.constantFrom('0', '100', '200', '300', '500', 'd20261127'), fc.integer({ min: 1, max: 20 }), fc.boolean())
    .map(([outage, run, isStopped]) => engagementOf(outage, run, isStopped ? stoppedAt(run + 1) : {})),
  { maxLength: 6 }
)

describe('in any world', () => {
  test('an outage of page-after failures is paged once, and no other', () => {
    fc.assert(
      fc.property(worldOf(['S', 'S', 'F', 'F', 'C', 'K']), anyPolicy, (text, policy) => {
        let [inARow, isPaged, calm] = [0, false, 0]
        for (const { letter, kind } of live(text, policy)) {
          if (letter === 'F') {
            calm = 0
            inARow++
            const isDue = inARow >= policy.pageAfter
            expect(kind).toBe(!isDue ? 'held' : isPaged ? 'already-paged' : 'page')
            isPaged ||= isDue
          } else {
            inARow = 0
            calm++
            if (calm >= policy.stopAfter) {
              expect(kind).toBe(isPaged ? 'stop' : 'healthy')
              isPaged = false
            } else expect(kind).toBe('healthy')
          }
        }
      }),
      { numRuns: 500 }
    )
  })

  test('nothing is paged in a healthy stretch, and nothing is open at its end', () => {
    fc.assert(
      fc.property(worldOf(['S', 'F', 'C']), anyPolicy, (text, policy) => {
        const stretch = live(`${text}${'S'.repeat(policy.stopAfter)}CSSKS`, policy).filter(
          ({ index }) => index >= text.length
        )
        expect(stretch.map(({ kind }) => kind).filter(kind => kind !== 'healthy' && kind !== 'stop')).toEqual([])
        expect(stretch.at(-1)?.isOpen).toBe(false)
      }),
      { numRuns: 200 }
    )
  })

  test('doubt never silences', () => {
    const anyDoubt = fc.record({
      unknown: fc.array(fc.nat(23), { maxLength: 6 }),
      isHistoryUnknown: fc.boolean(),
      isEvidenceUnknown: fc.boolean()
    })
    fc.assert(
      fc.property(anyHistory, anyPolicy, anyEngagements, anyDoubt, (text, policy, engagements, doubt) => {
        const clear = judge({ history: historyOf(text), policy, engagements })
        const letters = [...text].map((letter, at) => (letter !== '*' && doubt.unknown.includes(at) ? 'W' : letter))
        const history = doubt.isHistoryUnknown ? apiDown : historyOf(letters.join(''))
        const evidence: Evidence = doubt.isEvidenceUnknown
          ? refused
          : { kind: 'engagements', engagements, isCut: false }
        const doubtful = judge({ history, policy, evidence }).decision
        if (clear.decision.kind === 'page' || clear.decision.kind === 'already-paged')
          expect(['page', 'already-paged']).toContain(doubtful.kind)
        // Whoever is told that somebody was paged already can see by what.
        if (doubtful.kind === 'already-paged') expect(doubtful.engagement.stoppedMs).toBeUndefined()
        if (doubt.isEvidenceUnknown) expect(doubtful.kind).not.toBe('already-paged')
      }),
      { numRuns: 1000 }
    )
  })

  test('doubt never stops', () => {
    fc.assert(
      fc.property(anyHistory, anyPolicy, anyEngagements, fc.nat(23), (text, policy, engagements, doubtAt) => {
        const letters = [...text].map((letter, at) => (letter !== '*' && at === doubtAt ? 'I' : letter)).join('')
        const clear = judge({ ...recovery, history: historyOf(text), policy, engagements }).decision
        const doubtful = judge({ ...recovery, history: historyOf(letters), policy, engagements }).decision
        if (clear.kind === 'healthy') expect(doubtful.kind).toBe('healthy')
        expect(judge({ ...recovery, history: apiDown, policy, engagements }).decision.kind).toBe('healthy')
        expect(judge({ ...recovery, history: historyOf(text), policy, evidence: refused }).decision.kind).toBe(
          'healthy'
        )
      }),
      { numRuns: 500 }
    )
  })

  test('only what is open, of this watch, and older than this run is stopped', () => {
    fc.assert(
      fc.property(anyHistory, anyPolicy, anyEngagements, (text, policy, engagements) => {
        const history = historyOf(text)
        const { decision } = judge({ ...recovery, history, policy, engagements })
        if (decision.kind !== 'stop') return
        for (const { stoppedMs, startedMs } of decision.engagements) {
          expect(stoppedMs).toBeUndefined()
          expect(startedMs).toBeLessThan(history.own.createdMs ?? 0)
        }
        expect(
          siblingsOf(history.own, history.runs).some(
            ({ number, conclusion }) => number > history.own.number && conclusion === 'failure'
          )
        ).toBe(false)
      }),
      { numRuns: 500 }
    )
  })
})
