import { expect, test } from '@jest/globals'
import type { Failed } from '../src/incident-manager/port.ts'
import { createRetryLog } from '../src/report/retry-log.ts'

const failed = (what: string): Failed => ({ kind: 'failed', code: 'throttled', what, retryable: true, lost: false })

/** The lines about attempts that failed so, one after the other, each after its delay. */
function linesOf(...attempts: readonly (readonly [what: string, delayMs: number])[]): string[] {
  const lines: string[] = []
  const log = createRetryLog(line => void lines.push(line))
  attempts.forEach(([what, delayMs], index) => {
    log.failed(failed(what), index + 1, delayMs)
  })
  log.end()
  return lines
}

test('an attempt that failed is told with its reason and with the wait for the next', () => {
  expect(linesOf(['AWS refused: X.', 1_234])).toEqual(['Attempt 1 failed: AWS refused: X. Next attempt in 1.2 s.'])
})

test.each([
  [0, 'at once'],
  [49, 'at once'],
  [50, 'in 0.1 s'],
  [56_990, 'in 57.0 s']
])('a wait of %i ms is told as "%s"', (delayMs, when) => {
  expect(linesOf(['X.', delayMs])).toEqual([`Attempt 1 failed: X. Next attempt ${when}.`])
})

test.each([
  [2, ['The same again once.']],
  [3, ['The same again 2 times.']],
  [100, ['The same again 99 times.']]
])('%i equal failures are told once, and the others counted', (count, counted) => {
  const attempts = Array.from({ length: count }, (_, index) => ['X.', index * 100] as const)
  expect(linesOf(...attempts)).toEqual(['Attempt 1 failed: X. Next attempt at once.', ...counted])
})

test('another failure ends the count, and bears its own number', () => {
  expect(linesOf(['X.', 0], ['X.', 0], ['X.', 0], ['Y.', 0], ['X.', 0], ['X.', 0])).toEqual([
    'Attempt 1 failed: X. Next attempt at once.',
    'The same again 2 times.',
    'Attempt 4 failed: Y. Next attempt at once.',
    'Attempt 5 failed: X. Next attempt at once.',
    'The same again once.'
  ])
})

test('the end is told once, and nothing where nothing was repeated', () => {
  const lines: string[] = []
  const log = createRetryLog(line => void lines.push(line))
  log.end()
  expect(lines).toEqual([])
  log.failed(failed('X.'), 1, 0)
  log.failed(failed('X.'), 2, 0)
  log.end()
  log.end()
  expect(lines).toEqual(['Attempt 1 failed: X. Next attempt at once.', 'The same again once.'])
})
