// What Incident Manager on loopback tells of pages: the odd truths of AWS's own sample data.
import { describe, expect, test } from '@jest/globals'
import { pagesOf, type Reaction } from '../local/aws/reactions.ts'
import { contactId, engagementArn, request } from './shared/samples.ts'

const startedAt = Date.UTC(2026, 6, 21, 14, 14, 3)
const people = ['akua', 'bo'].map(name => `arn:aws:ssm-contacts:us-east-1:111122223333:contact/${name}`)

/** The pages so many seconds after the start, their times in seconds after it. */
function pagesAfter(seconds: number, reaction: Reaction = {}, stoppedAfter?: number) {
  const engagement = {
    engagementArn,
    contactArn: contactId,
    startedAt,
    request,
    ...(stoppedAfter !== undefined && { stoppedAt: startedAt + stoppedAfter * 1000 })
  }
  const after = (ms: number | undefined) => (ms === undefined ? undefined : (ms - startedAt) / 1000)
  return pagesOf(engagement, reaction, startedAt + seconds * 1000).map(({ sentAt, deliveredAt, readAt }) =>
    [after(sentAt), after(deliveredAt), after(readAt)].filter(time => time !== undefined)
  )
}

describe('pages', () => {
  test.each<[string, Parameters<typeof pagesAfter>, number[][]]>([
    ['are not there at first', [0.5], []],
    ['come after 0.6 s', [0.6], [[0.6]]],
    ['move their SentTime with each retry', [400], [[360.6]]],
    ['are those of one person after the other', [181, { people }], [[180.6], [180.6]]],
    ['have DeliveryTime and ReadTime together', [60, { acknowledgedMs: 12_000 }], [[0.6, 12, 12]]],
    ['are not read before they are', [11.9, { acknowledgedMs: 12_000 }], [[0.6]]],
    ['are not retried once one is read', [900, { people, acknowledgedMs: 12_000 }], [[0.6, 12, 12]]],
    ['do not come where no channel is activated', [1e6, { firstPageMs: Infinity }], []],
    ['do not come after a stop', [900, {}, 0.3], []],
    ['are not retried after a stop', [900, { people, acknowledgedMs: 300_000 }, 100], [[0.6]]]
  ])('%s', (_, given, expected) => {
    expect(pagesAfter(...given)).toEqual(expected)
  })
})
