import { expect, test } from '@jest/globals'
import { composeDelay, composeTime } from '../src/drill/times.ts'

const atMs = Date.UTC(2026, 11, 31, 23, 5)

test.each([
  ['UTC', 'Thu 2026-12-31 23:05 UTC'],
  ['', 'Thu 2026-12-31 23:05 UTC'],
  ['Asia/Tokyo', 'Thu 2026-12-31 23:05 UTC (Fri 08:05 Asia/Tokyo)'],
  ['America/Los_Angeles', 'Thu 2026-12-31 23:05 UTC (Thu 15:05 America/Los_Angeles)'],
  ['::error::forged', 'Thu 2026-12-31 23:05 UTC']
])('a time in the zone %j', (zone, expected) => {
  expect(composeTime(atMs, zone)).toBe(expected)
})

test('midnight is 00:00', () => {
  expect(composeTime(Date.UTC(2026, 0, 1), 'UTC')).toBe('Thu 2026-01-01 00:00 UTC')
})

test.each([1e300, Number.NaN, Infinity])('a time that is none: %s', atMs => {
  expect(composeTime(atMs, 'UTC')).toBe('at an unknown time')
})

test.each([
  [0, 'at once'],
  [5, 'after 5 min'],
  [undefined, 'at an unknown time']
])('a delay of %s minutes', (minutes, expected) => {
  expect(composeDelay(minutes)).toBe(expected)
})
