import { describe, expect, test } from '@jest/globals'
import { counted, speakCron, speakDuration, spellSha } from '../src/text/spoken.ts'

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [21, '21 seconds'],
  [60, '1 minute'],
  [65, '1 minute 5 seconds'],
  [121, '2 minutes 1 second'],
  [3600, '1 hour'],
  [3661, '1 hour 1 minute'],
  [205_500, '57 hours 5 minutes']
])('speakDuration of %i', (seconds, expected) => {
  expect(speakDuration(seconds)).toBe(expected)
})

test.each([
  [0, '0 jobs'],
  [1, '1 job'],
  [2, '2 jobs']
])('counted %i', (count, expected) => {
  expect(counted(count, 'job')).toBe(expected)
})

test.each([
  ['8f3b2c1d9e7a6054b3c2d1e0f9a8b7c6d5e4f302', '8, F, 3, B, 2, C, 1'],
  ['12345678', '1, 2, 3, 4, 5, 6, 7'],
  ['1e23456', '1, E, 2, 3, 4, 5, 6'],
  ['aaaaaaa', 'A, A, A, A, A, A, A']
])('spellSha of %s', (sha, expected) => {
  expect(spellSha(sha)).toBe(expected)
})

describe('speakCron', () => {
  const zone = 'UTC unless the workflow sets a time zone'

  test.each([
    ['* * * * *', 'every minute'],
    ['*/1 * * * *', 'every minute'],
    ['*/5 * * * *', 'every 5 minutes'],
    ['0 * * * *', 'every hour'],
    ['00 * * * *', 'every hour'],
    ['10 * * * *', 'every hour at minute 10'],
    ['0 */6 * * *', 'every 6 hours'],
    ['7 */2 * * *', 'every 2 hours at minute 7'],
    ['10 2 * * *', `daily at 02:10 ${zone}`],
    ['30 5,17 * * *', `daily at 05:30 and 17:30 ${zone}`],
    ['0 0,8,16 * * *', `daily at 00:00, 08:00 and 16:00 ${zone}`],
    ['0 6 * * 1', `Mondays at 06:00 ${zone}`],
    ['0 6 * * 0', `Sundays at 06:00 ${zone}`],
    ['0 6 * * sat', `Saturdays at 06:00 ${zone}`],
    ['0 6 * * 1-5', `Mondays to Fridays at 06:00 ${zone}`],
    ['0 6 * * MON-FRI', `Mondays to Fridays at 06:00 ${zone}`],
    ['30 5 * * 1,3', `Mondays and Wednesdays at 05:30 ${zone}`],
    ['0 3 1 * *', `on day 1 of the month at 03:00 ${zone}`]
  ])('says %s', (cron, expected) => {
    expect(speakCron(cron)).toBe(expected)
  })

  test.each([
    ['steps that are not equal', '*/7 * * * *'],
    ['a step of nothing', '*/0 * * * *'],
    ['a step of hours that are not equal', '0 */5 * * *'],
    ['minutes beyond the hour', '60 2 * * *'],
    ['hours beyond the day', '0 24 * * *'],
    ['a range of hours', '0 9-17 * * *'],
    ['a step within some hours', '*/15 2 * * *'],
    ['a list of minutes', '0,30 2 * * *'],
    ['more than three times', '0 1,2,3,4 * * *'],
    ['a month', '0 0 1 1 *'],
    ['a day of the month and of the week', '0 0 1 * 1'],
    ['day 0 of the month', '0 0 0 * *'],
    ['a day that no week has', '0 0 * * 8'],
    ['a range of three days', '0 0 * * 1-3-5'],
    ['a mixture of days', '0 0 * * 1,3-5'],
    ['a macro', '@daily'],
    ['six fields', '0 0 2 * * *'],
    ['white space of other kinds', '0 2\t* * *'],
    ['nothing', '']
  ])('leaves %s as it is', (_, cron) => {
    expect(speakCron(cron)).toBe(`cron ${cron}`)
  })
})
