// Contacts, channels and rotations of the stand-in for Incident Manager, read over the real SDK.
import { describe, expect, test } from '@jest/globals'
import type { IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { sampleEnvironment } from '../local/aws/signature.ts'
import { listAll } from '../src/delivery/list-all.ts'
import { type ConnectedIncidentManager, createIncidentManager } from '../src/incident-manager/incident-manager.ts'
import type { Attempt } from '../src/incident-manager/port.ts'
import { connectionTo } from './shared/connection.ts'
import { arnOf, channelArnOf, rotationArnOf } from './shared/drill-world.ts'
import { withService } from './shared/peers.ts'

const attempt: Attempt = { deadlineMs: 5_000, connectMs: 5_000, signal: new AbortController().signal }
const dayMs = 24 * 60 * 60 * 1000

/** What a question brings that is asked of a service. */
async function ask<T>(
  options: IncidentManagerOptions,
  question: (incidentManager: ConnectedIncidentManager) => Promise<T>
) {
  return withService({ region: 'us-east-1', ...options }, async ({ url, exchanges }) => {
    const incidentManager = createIncidentManager(connectionTo(url, sampleEnvironment))
    const answer = await question(incidentManager)
    return {
      answer,
      operations: exchanges.map(({ operation }) => operation),
      bodies: exchanges.map(({ body }) => body)
    }
  })
}

test('an escalation plan: stages, members, IsEssential', async () => {
  const { answer } = await ask({}, ({ contact }) => contact(arnOf('oncall-plan'), attempt))
  expect(answer).toEqual({
    kind: 'contact',
    contactArn: arnOf('oncall-plan'),
    alias: 'oncall-plan',
    displayName: 'Shop on-call',
    type: 'ESCALATION',
    stages: ['rota', 'jorges'].map(alias => ({
      durationMinutes: 10,
      targets: [{ kind: 'contact', contactId: arnOf(alias), isEssential: true }]
    })),
    rotationIds: []
  })
})

test('a schedule: its rotations', async () => {
  const { answer } = await ask({}, ({ contact }) => contact(arnOf('rota'), attempt))
  expect(answer).toMatchObject({ type: 'ONCALL_SCHEDULE', stages: [], rotationIds: [rotationArnOf('week')] })
})

test('a person: a plan over channels, which say what they are and nothing else', async () => {
  const { answer } = await ask({}, ({ contact }) => contact(arnOf('jorges'), attempt))
  expect(answer).toMatchObject({
    type: 'PERSONAL',
    stages: [{ durationMinutes: 5, targets: [{ kind: 'channel', channelId: channelArnOf('jorges', 'voice') }] }]
  })
  const channels = await ask({ listPartSize: 1 }, ({ channels }) =>
    listAll(token => channels(arnOf('akuam'), token, attempt), 5)
  )
  expect(channels.answer).toEqual({
    kind: 'whole-list',
    items: [
      { channelArn: channelArnOf('akuam', 'sms'), type: 'SMS', isActivated: true },
      { channelArn: channelArnOf('akuam', 'voice'), type: 'VOICE', isActivated: true }
    ],
    isCut: false
  })
  expect(channels.operations).toEqual(['ListContactChannels', 'ListContactChannels'])
})

test('a rotation: who takes turns, and the time zone', async () => {
  const { answer } = await ask({}, ({ rotation }) => rotation(rotationArnOf('week'), attempt))
  expect(answer).toEqual({
    kind: 'rotation',
    contactIds: [arnOf('akuam'), arnOf('jorges')],
    timeZone: 'Europe/Berlin'
  })
})

test('shifts of a window, with times as numbers', async () => {
  const nowMs = Date.now()
  const window = { fromMs: nowMs, untilMs: nowMs + dayMs }
  const { answer, bodies } = await ask({}, ({ shifts }) => shifts(rotationArnOf('week'), window, undefined, attempt))
  expect(answer).toMatchObject({ items: [{ contactIds: [arnOf('akuam')] }], nextToken: undefined })
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ StartTime: expect.any(Number), EndTime: expect.any(Number) })
})

describe('what is not there is not found', () => {
  test.each<[string, (incidentManager: ConnectedIncidentManager) => Promise<unknown>]>([
    ['a contact', ({ contact }) => contact(arnOf('nobody'), attempt)],
    ["a contact's channels", ({ channels }) => channels(arnOf('nobody'), undefined, attempt)],
    ['a rotation', ({ rotation }) => rotation(rotationArnOf('none'), attempt)],
    [
      "a rotation's shifts",
      ({ shifts }) => shifts(rotationArnOf('none'), { fromMs: 0, untilMs: dayMs }, undefined, attempt)
    ]
  ])('%s', async (_, question) => {
    expect((await ask({}, question)).answer).toMatchObject({ kind: 'failed', code: 'not-found', retryable: false })
  })
})

test('an ARN that is none is refused', async () => {
  const { answer } = await ask({}, ({ contact }) => contact('nobody', attempt))
  expect(answer).toMatchObject({ code: 'validation', what: expect.stringContaining('contactId') })
})
