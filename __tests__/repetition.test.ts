import { describe, expect, test } from '@jest/globals'
import type { StartEngagementRequest } from '../src/incident-manager/port.ts'
import { judgeRepetition, type Remembered, rememberedOf } from '../src/memory/repetition.ts'
import { engagementArn, request } from './shared/samples.ts'

const rollback: StartEngagementRequest = { ...request, Subject: 'ROLLBACK FAILED' }
const other = engagementArn.replace(/[^/]*$/, 'another')

/** What becomes of the page once others were remembered. */
function judge(earlier: readonly Remembered[], now = request) {
  const result = judgeRepetition(engagementArn, now, earlier)
  if (result.kind === 'sent') return result.isRepetition ? 'the same page' : 'sent'
  return `${result.error.code}: ${result.error.outcome}`
}

describe('a page that AWS took', () => {
  const [sent, unknown] = [engagementArn, undefined]
  test.each<[string, [StartEngagementRequest, string | undefined][], string]>([
    ['is sent where nothing is remembered', [], 'sent'],
    ['is sent where another engagement is remembered', [[rollback, other]], 'sent'],
    ['is the same page where its engagement has its text', [[request, sent]], 'the same page'],
    ['is repeated where its engagement has other text', [[rollback, sent]], 'repeated: not-sent'],
    ['is sent where its own text ended unknown', [[request, unknown]], 'sent'],
    ['may be another where other text ended unknown', [[rollback, unknown]], 'repeated: unknown'],
    [
      'may be another where its own text ended unknown and other text too',
      [
        [rollback, unknown],
        [request, unknown]
      ],
      'repeated: unknown'
    ],
    [
      'is the same page where it was sent, whatever ended unknown besides',
      [
        [rollback, unknown],
        [request, sent]
      ],
      'the same page'
    ],
    [
      'is sent where other text ended unknown with another token',
      [[{ ...rollback, IdempotencyToken: 'another' }, unknown]],
      'sent'
    ],
    [
      'is sent where other text to another contact ended unknown with its token',
      [[{ ...rollback, ContactId: `${request.ContactId}-2` }, unknown]],
      'sent'
    ]
  ])('%s', (_, earlier, expected) => {
    expect(judge(earlier.map(one => rememberedOf(...one)))).toBe(expected)
  })

  const { PublicContent: _, ...withoutPublicContent } = request
  test.each<[string, StartEngagementRequest, string]>([
    ['Subject', { ...request, Subject: 'x' }, 'repeated: not-sent'],
    ['Content', { ...request, Content: 'x' }, 'repeated: not-sent'],
    ['PublicSubject', { ...request, PublicSubject: 'x' }, 'repeated: not-sent'],
    ['PublicContent', { ...request, PublicContent: 'x' }, 'repeated: not-sent'],
    ['a PublicContent that is left out', withoutPublicContent, 'repeated: not-sent'],
    ['Sender, which is no text', { ...request, Sender: 'x' }, 'the same page'],
    ['IncidentId, which is no text', { ...request, IncidentId: 'x' }, 'the same page']
  ])('is compared by its texts: %s', (_, earlier, expected) => {
    expect(judge([rememberedOf(earlier, engagementArn)])).toBe(expected)
  })

  test('is told with token and engagement where it is repeated', () => {
    const result = judgeRepetition(engagementArn, request, [rememberedOf(rollback, engagementArn)])
    if (result.kind !== 'failed') throw new Error('It was sent.')
    for (const words of [engagementArn, '"1658821493"', 'earlier step of this job', 'pages nobody'])
      expect(result.error.message).toContain(words)
    expect(result.error.message).not.toContain('ROLLBACK')
  })
})

test('nothing is remembered in clear', () => {
  for (const one of [rememberedOf(request, engagementArn), rememberedOf(request, undefined)]) {
    expect(Object.values(one).filter(value => value !== null && !/^[0-9a-f]{64}$/.test(value))).toEqual([])
  }
  expect(rememberedOf(request, undefined).engagement).toBeNull()
})
