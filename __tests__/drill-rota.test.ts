import { describe, expect, test } from '@jest/globals'
import { composeRota } from '../src/drill/rota.ts'
import type { Shift } from '../src/incident-manager/port.ts'
import { arnOf, dayMs, hourMs, nowMs, shiftOf } from './shared/drill-world.ts'
import fc from './shared/properties.ts'

const window = { fromMs: nowMs, untilMs: nowMs + 7 * dayMs }
const hours = (ms: number) => (ms - nowMs) / hourMs

/** Who is on call, in hours from now. */
function rota(...shifts: readonly Shift[]) {
  const { now, next, gaps } = composeRota(shifts, window)
  const turn = (found: typeof now) =>
    found && [
      found.contactIds.map(id => id.replace(arnOf(''), '')).join('+'),
      hours(found.fromMs),
      hours(found.untilMs)
    ]
  return { now: turn(now), next: turn(next), gaps: gaps.map(gap => [hours(gap.fromMs), hours(gap.untilMs)]) }
}

describe('who is on call', () => {
  test.each<[string, readonly Shift[], ReturnType<typeof rota>]>([
    ['nobody ever', [], { now: undefined, next: undefined, gaps: [[0, 168]] }],
    ['one, longer than the window', [shiftOf('a', -5, 200)], { now: ['a', 0, 200], next: undefined, gaps: [] }],
    [
      'the same twice in a row counts once',
      [shiftOf('a', -5, 10), shiftOf('a', 10, 20), shiftOf('b', 20, 168)],
      { now: ['a', 0, 20], next: ['b', 20, 168], gaps: [] }
    ],
    ['nobody now, then somebody', [shiftOf('a', 3, 168)], { now: undefined, next: ['a', 3, 168], gaps: [[0, 3]] }],
    [
      'two rotations at the same time are both on call',
      [shiftOf('a', -5, 100), shiftOf('b', -1, 50), shiftOf('c', 90, 168)],
      { now: ['a+b', 0, 50], next: ['a', 50, 90], gaps: [] }
    ],
    [
      'one rotation fills the gap of another',
      [shiftOf('a', -5, 10), shiftOf('a', 20, 168), shiftOf('b', 5, 30)],
      { now: ['a', 0, 5], next: ['a+b', 5, 10], gaps: [] }
    ],
    [
      'a gap up to the end of the window',
      [shiftOf('a', -5, 10)],
      { now: ['a', 0, 10], next: undefined, gaps: [[10, 168]] }
    ],
    [
      'a gap that goes on after the window is told up to its end',
      [shiftOf('a', -5, 160), shiftOf('b', 200, 300)],
      { now: ['a', 0, 160], next: ['b', 200, 300], gaps: [[160, 168]] }
    ],
    [
      'a minute between two shifts is no gap',
      [shiftOf('a', -5, 10 - 1 / 60), shiftOf('b', 10, 168)],
      { now: ['a', 0, 10], next: ['b', 10, 168], gaps: [] }
    ],
    [
      'two minutes are',
      [shiftOf('a', -5, 10 - 2 / 60), shiftOf('b', 10, 168)],
      { now: ['a', 0, 10 - 2 / 60], next: ['b', 10, 168], gaps: [[10 - 2 / 60, 10]] }
    ],
    [
      'a shift that ends before it begins',
      [shiftOf('a', 5, -5)],
      { now: undefined, next: undefined, gaps: [[0, 168]] }
    ],
    ['a shift that is over', [shiftOf('a', -5, 0)], { now: undefined, next: undefined, gaps: [[0, 168]] }]
  ])('%s', (_, shifts, expected) => {
    expect(rota(...shifts)).toEqual(expected)
  })
})

test('whoever asks in a gap finds nobody, and outside of gaps somebody', () => {
  const shifts = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -50, max: 200 }), fc.integer({ min: -50, max: 200 }))
  )
  fc.assert(
    fc.property(shifts, fc.integer({ min: 0, max: 167 }), (drawn, hour) => {
      const all = drawn.map(([alias, from, until]) => shiftOf(alias, from, until))
      const atMs = nowMs + hour * hourMs
      const { gaps } = composeRota(all, window)
      const isCovered = all.some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs)
      expect(gaps.some(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs)).toBe(!isCovered)
    })
  )
})
