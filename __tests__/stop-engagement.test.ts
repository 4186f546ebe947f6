import { expect, test } from '@jest/globals'
import { type StopOutcome, stopEngagement } from '../src/following/stop.ts'
import type { Failed, Stopped } from '../src/incident-manager/port.ts'
import { createFakeClock } from './shared/fake-clock.ts'
import { engagementArn } from './shared/samples.ts'

const failed = (code: Failed['code'], over: Partial<Failed> = {}): Failed => ({
  kind: 'failed',
  code,
  what: `It failed: ${code}.`,
  retryable: false,
  lost: false,
  ...over
})
const stopped: Stopped = { kind: 'stopped' }
const lost = failed('no-answer', { retryable: true, lost: true })
const refusedField = (...fields: string[]) => failed('validation', { fields })

test.each<[string, readonly (Stopped | Failed)[], StopOutcome]>([
  ['AWS took it', [stopped], 'stopped'],
  ['AWS took it at last', [failed('throttled', { retryable: true }), lost, stopped], 'stopped'],
  ['AWS does not know it', [failed('not-found')], 'already-over'],
  ['AWS says that it is over', [failed('validation')], 'already-over'],
  ['AWS complains about the engagement', [refusedField('EngagementId')], 'already-over'],
  ['AWS says that it is over, after an attempt that was lost', [lost, failed('validation')], 'already-over'],
  ['AWS complains about the reason', [refusedField('Reason')], 'not-stopped'],
  ['AWS complains about both', [refusedField('EngagementId', 'Reason')], 'not-stopped'],
  ['AWS refuses', [failed('access-denied')], 'not-stopped'],
  ['AWS refuses, after an attempt that was lost', [lost, failed('access-denied')], 'unknown'],
  ['nothing was sent', [failed('no-connection', { retryable: true })], 'not-stopped'],
  ['no answer came', [lost], 'unknown']
])('%s', async (_, results, outcome) => {
  const clock = createFakeClock()
  let attempts = 0
  const incidentManager = {
    async stop(arn: string, reason: string) {
      expect([arn, reason]).toEqual([engagementArn, 'It is over.'])
      clock.pass(10)
      return results[Math.min(attempts++, results.length - 1)] ?? stopped
    }
  }
  const bounds = {
    timeoutSeconds: 5,
    signal: new AbortController().signal,
    clock,
    onRetry: () => undefined,
    onEnd: () => undefined
  }
  const result = await stopEngagement(incidentManager, engagementArn, 'It is over.', bounds)
  expect(result).toMatchObject({ engagementArn, outcome })
  expect('givenUp' in result).toBe(outcome !== 'stopped')
})
