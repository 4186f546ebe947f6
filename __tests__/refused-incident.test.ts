// An incident that AWS refuses does not cost the page.
import { describe, expect, test } from '@jest/globals'
import { type Delivery, deliver } from '../src/delivery/delivery.ts'
import { readAnswer } from '../src/incident-manager/answers.ts'
import type { Attempt, Engaged, Failed, StartEngagementRequest } from '../src/incident-manager/port.ts'
import { engagementArn, request as sample } from './shared/samples.ts'

const IncidentId = 'arn:aws:ssm-incidents::111122223333:incident-record/plan/27bd86cf'
const request: StartEngagementRequest = { ...sample, IncidentId }
const { IncidentId: _, ...without } = request
const engaged: Engaged = { kind: 'engaged', engagementArn }

/** AWS's refusal, as its answer is read. */
function refusal(name: string, members: object): Failed {
  const body = Buffer.from(JSON.stringify({ __type: name, Message: 'No.', ...members }))
  const answer = { statusCode: 400, headers: {}, body, truncated: false }
  return readAnswer<never>(
    answer,
    Date.now(),
    text => text,
    () => undefined,
    ''
  ) as Failed
}

const refusedIncident = refusal('ValidationException', { Fields: [{ Name: 'incidentId', Message: 'is not an ARN' }] })

/** Delivers against answers in their order; the last one stands for all that follow. */
async function play(answers: readonly (Engaged | Failed)[], over: Partial<Delivery> = {}) {
  const sent: { readonly request: StartEngagementRequest; readonly deadlineMs: number }[] = []
  const repairs: string[] = []
  let now = 0
  const ended = await deliver({
    incidentManager: {
      async start(request: StartEngagementRequest, { deadlineMs }: Attempt) {
        sent.push({ request, deadlineMs })
        now += 1000
        return answers[Math.min(sent.length, answers.length) - 1] as Engaged | Failed
      }
    },
    request,
    timeoutSeconds: 6,
    signal: new AbortController().signal,
    clock: {
      now: () => now,
      sleep: async milliseconds => {
        now += milliseconds
      },
      random: () => 0.5
    },
    onRepair: what => repairs.push(what),
    onRetry: () => undefined,
    onEnd: () => undefined,
    ...over
  })
  return { ended, sent, repairs }
}

describe('a page whose incident AWS refuses', () => {
  test.each<[string, Failed]>([
    ['a field of a ValidationException', refusedIncident],
    ['the type of what is not found', refusal('ResourceNotFoundException', { ResourceType: 'INCIDENT' })],
    ['the ID of what is not found', refusal('ResourceNotFoundException', { ResourceId: IncidentId })]
  ])('by %s is sent once more without it, with the same token', async (_name, refused) => {
    const { ended, sent, repairs } = await play([refused, engaged])
    expect(ended).toEqual(engaged)
    expect(sent.map(({ request }) => request)).toEqual([request, without])
    expect(repairs).toEqual([`${refused.what} The page is sent once more, without "incident-id".`])
  })

  test('has the time that is left', async () => {
    const { sent } = await play([refusedIncident, engaged])
    // 5 of 6 seconds are left, of which a first attempt has a sixth, and a second at the least.
    expect(sent.map(({ deadlineMs }) => deadlineMs)).toEqual([1000, 1000])
  })

  test('fails as AWS says where it is refused all the same', async () => {
    const denied = refusal('AccessDeniedException', {})
    const { ended, sent } = await play([refusedIncident, denied])
    expect(ended).toMatchObject({ kind: 'failed', error: { code: 'access-denied', outcome: 'not-sent' } })
    expect(sent).toHaveLength(2)
  })

  test('may have been sent where an earlier attempt was lost', async () => {
    const lost: Failed = { kind: 'failed', code: 'no-answer', what: 'No answer.', retryable: true, lost: true }
    const { ended } = await play([lost, refusedIncident, refusal('AccessDeniedException', {})])
    expect(ended).toMatchObject({ kind: 'failed', error: { code: 'access-denied', outcome: 'unknown' } })
  })
})

test.each<[string, Failed]>([
  ['another field', refusal('ValidationException', { Fields: [{ Name: 'contactId', Message: 'is not an ARN' }] })],
  ['no field', refusal('ValidationException', {})],
  ['a contact that is not found', refusal('ResourceNotFoundException', { ResourceType: 'CONTACT' })]
])('a refusal because of %s is final', async (_, refused) => {
  const { ended, sent, repairs } = await play([refused, engaged])
  expect(ended.kind).toBe('failed')
  expect(sent).toHaveLength(1)
  expect(repairs).toEqual([])
})

test('a request without an incident is not sent again', async () => {
  const { sent } = await play([refusedIncident, engaged], { request: without })
  expect(sent).toHaveLength(1)
})
