// The operations that stop, follow and check engagements, by the real SDK against services on loopback.
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { documentedErrors } from '../local/aws/faults.ts'
import { type IncidentManagerOptions, startIncidentManager } from '../local/aws/incident-manager.ts'
import { sampleCredentials } from '../local/aws/signature.ts'
import { type ConnectedIncidentManager, createIncidentManager } from '../src/incident-manager/incident-manager.ts'
import type { Attempt } from '../src/incident-manager/port.ts'
import { createSecrets } from '../src/report/secrets.ts'
import { contactId, engagementArn, request } from './shared/samples.ts'

const attempt: Attempt = { deadlineMs: 5_000, connectMs: 5_000, signal: new AbortController().signal }
const rotationId = 'arn:aws:ssm-contacts:us-east-1:111122223333:rotation/weekly'
const window = { fromMs: 1_700_000_000_000, untilMs: 1_700_604_800_000 }

type Call = (manager: ConnectedIncidentManager, nextToken?: string) => Promise<unknown>

type OperationName =
  | 'StopEngagement'
  | 'DescribeEngagement'
  | 'ListPagesByEngagement'
  | 'ListEngagements'
  | 'GetContact'
  | 'ListContactChannels'
  | 'ListRotationShifts'

// Each operation as the stories call it: the members of its input, and the resource that its right is about.
const operations: Record<OperationName, { call: Call; input: object; resource: string }> = {
  StopEngagement: {
    call: manager => manager.stop(engagementArn, 'It is over.', attempt),
    input: { EngagementId: engagementArn, Reason: 'It is over.' },
    resource: 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/*'
  },
  DescribeEngagement: {
    call: manager => manager.describe(engagementArn, attempt),
    input: { EngagementId: engagementArn },
    resource: 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/*'
  },
  ListPagesByEngagement: {
    call: (manager, nextToken) => manager.pages(engagementArn, nextToken, attempt),
    input: { EngagementId: engagementArn },
    resource: 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/*'
  },
  ListEngagements: {
    call: (manager, nextToken) => manager.list(window.fromMs, nextToken, attempt),
    input: { TimeRangeValue: { StartTime: 1_700_000_000 } },
    resource: '*'
  },
  GetContact: {
    call: manager => manager.contact(contactId, attempt),
    input: { ContactId: contactId },
    resource: contactId
  },
  ListContactChannels: {
    call: (manager, nextToken) => manager.channels(contactId, nextToken, attempt),
    input: { ContactId: contactId },
    resource: contactId
  },
  ListRotationShifts: {
    call: (manager, nextToken) => manager.shifts(rotationId, window, nextToken, attempt),
    input: { RotationId: rotationId, StartTime: 1_700_000_000, EndTime: 1_700_604_800 },
    resource: rotationId
  }
}

const operationNames = Object.keys(operations) as OperationName[]
const listNames: OperationName[] = [
  'ListPagesByEngagement',
  'ListEngagements',
  'ListContactChannels',
  'ListRotationShifts'
]

/** What the SDK and its like print, which may quote outside text. */
const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map(level =>
  jest.spyOn(console, level).mockImplementation(() => undefined)
)
afterEach(() => {
  for (const spy of printed) expect(spy).not.toHaveBeenCalled()
})

async function withManager<T>(
  options: IncidentManagerOptions,
  use: (manager: ConnectedIncidentManager, service: Awaited<ReturnType<typeof startIncidentManager>>) => Promise<T>
): Promise<T> {
  const service = await startIncidentManager(options)
  try {
    const manager = createIncidentManager({
      region: 'us-east-1',
      endpointUrl: service.url,
      proxyEnvironment: {},
      environmentKeys: sampleCredentials,
      credentialsFromNetwork: false,
      secrets: createSecrets(),
      debug: () => undefined
    })
    return await use(manager, service)
  } finally {
    await service.close()
  }
}

/** What an operation makes of an answer with status 200: JSON, or text as it is. */
function answered(name: OperationName, body: unknown): Promise<unknown> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const faults = [{ kind: 'answer', statusCode: 200, body: text } as const]
  return withManager({ faults }, manager => operations[name].call(manager))
}

describe.each(operationNames)('%s', name => {
  const { call, input, resource } = operations[name]

  test('is sent with its members, signed', async () => {
    const exchanges = await withManager({}, async (manager, service) => {
      await call(manager)
      return service.exchanges
    })
    expect(exchanges).toEqual([expect.objectContaining({ operation: name, signatureValid: true, request: input })])
  })

  test('names its right when it is refused', async () => {
    const faults = [documentedErrors.AccessDeniedException]
    expect(await withManager({ faults }, manager => call(manager))).toMatchObject({
      kind: 'failed',
      code: 'access-denied',
      retryable: false,
      permission: { action: `ssm-contacts:${name}`, resource }
    })
  })

  test.each([
    ['InternalServerException', 'aws-failed', true],
    ['ThrottlingException', 'throttled', true],
    ['ValidationException', 'validation', false],
    ['ResourceNotFoundException', 'not-found', false],
    ['DataEncryptionException', 'data-encryption', false]
  ] as const)('%s is %s', async (error, code, retryable) => {
    const faults = [documentedErrors[error]]
    expect(await withManager({ faults }, manager => call(manager))).toMatchObject({ kind: 'failed', code, retryable })
  })

  test.each(['null', '[]', '7', '"text"', '<html>', '{"Pages":'])('an answer %s is never a made-up one', async body => {
    const result = await answered(name, body)
    // Of a stop, the status is all there is.
    if (name === 'StopEngagement') expect(result).toEqual({ kind: 'stopped' })
    else expect(result).toMatchObject({ kind: 'failed', code: 'unusable-answer', retryable: true })
  })
})

describe('an answer {}', () => {
  test.each<[OperationName, object]>([
    ['StopEngagement', { kind: 'stopped' }],
    ['DescribeEngagement', { kind: 'failed', code: 'unusable-answer' }],
    ['GetContact', { kind: 'failed', code: 'unusable-answer' }],
    ...listNames.map(name => [name, { kind: 'listed', items: [], nextToken: undefined }] as [OperationName, object])
  ])('to %s', async (name, expected) => {
    expect(await answered(name, {})).toMatchObject(expected)
  })

  test('to StopEngagement may be empty altogether', async () => {
    expect(await answered('StopEngagement', '')).toEqual({ kind: 'stopped' })
  })
})

describe.each([
  ['ListPagesByEngagement', 'Pages'],
  ['ListEngagements', 'Engagements'],
  ['ListContactChannels', 'ContactChannels'],
  ['ListRotationShifts', 'RotationShifts']
] as const)('%s', (name, member) => {
  test('asks for the next part by its token', async () => {
    const exchanges = await withManager({}, async (manager, service) => {
      await operations[name].call(manager, 'a-token')
      return service.exchanges
    })
    expect(exchanges[0]?.request).toEqual({ ...operations[name].input, NextToken: 'a-token' })
  })

  test('leaves out what is no item', async () => {
    const body = { [member]: [null, 7, 'text', [], {}, { PageArn: 7.5e300, StartTime: '1' }], NextToken: '' }
    const result = (await answered(name, body)) as { items: unknown[]; nextToken: unknown }
    expect(result).toMatchObject({ kind: 'listed', nextToken: undefined })
    // A page is told by its ARN alone, whatever that is.
    expect(result.items.length).toBeLessThanOrEqual(name === 'ListPagesByEngagement' ? 1 : 0)
  })

  test.each(['text', 7, {}, true])('with %j for a list is unusable', async value => {
    expect(await answered(name, { [member]: value })).toMatchObject({ kind: 'failed', code: 'unusable-answer' })
  })

  test('with null for a list is empty', async () => {
    expect(await answered(name, { [member]: null })).toMatchObject({ kind: 'listed', items: [] })
  })
})

describe('pages', () => {
  const page = (members: object) => answered('ListPagesByEngagement', { Pages: [{ PageArn: 'arn:page', ...members }] })

  test('tell whose they are, and when they were sent and acknowledged, to the millisecond', async () => {
    const members = { ContactArn: contactId, SentTime: 1_700_000_000.25, ReadTime: 1_700_000_012 }
    expect(await page(members)).toMatchObject({
      items: [{ pageArn: 'arn:page', contactArn: contactId, sentMs: 1_700_000_000_250, readMs: 1_700_000_012_000 }]
    })
  })

  test.each([
    ['absent', {}],
    ['ISO text', { SentTime: '2026-07-21T14:14:03Z', ReadTime: '2026-07-21T14:14:03Z' }],
    ['a number as text', { SentTime: '1700000000', ReadTime: '1700000000' }],
    ['an object', { SentTime: {}, ReadTime: [] }],
    ['null', { SentTime: null, ReadTime: null }]
  ])('have no times where these are %s', async (_, members) => {
    expect(await page(members)).toMatchObject({ items: [{ contactArn: '', sentMs: undefined, readMs: undefined }] })
  })

  test('never bring along what a receipt says', async () => {
    const members = { ReceiptInfo: '271828', Receipts: [{ ReceiptInfo: '271828' }], AcceptCode: '271828' }
    expect(JSON.stringify(await page(members))).not.toContain('271828')
  })
})

describe('an engagement that is read back', () => {
  const members = {
    EngagementArn: engagementArn,
    ContactArn: contactId,
    Sender: 'octocat',
    Subject: 'Deploy failed',
    Content: 'A long story',
    StartTime: 1_700_000_000.5
  }

  test('has its times and its subject', async () => {
    expect(await answered('DescribeEngagement', members)).toEqual({
      kind: 'described',
      engagementArn,
      contactArn: contactId,
      sender: 'octocat',
      subject: 'Deploy failed',
      startedMs: 1_700_000_000_500,
      stoppedMs: undefined,
      ageMs: expect.any(Number)
    })
  })

  test("has an age by AWS's clock, and none without a time of its start", async () => {
    const age = async (startedMs: number | undefined, clockOffsetMs = 0) => {
      const body = JSON.stringify({ ...members, StartTime: startedMs && startedMs / 1000 })
      const faults = [{ kind: 'answer', statusCode: 200, body } as const]
      const call = operations.DescribeEngagement.call
      return ((await withManager({ faults, clockOffsetMs }, manager => call(manager))) as { ageMs?: number }).ageMs
    }
    expect(await age(undefined)).toBeUndefined()
    // Date headers have whole seconds.
    expect(Math.abs(Number(await age(Date.now() - 600_000)) - 600_000)).toBeLessThan(60_000)
    expect(Math.abs(Number(await age(Date.now(), 200_000)) - 200_000)).toBeLessThan(60_000)
  })

  test.each([
    ['is another one', { ...members, EngagementArn: `${engagementArn}-2` }],
    ['has no ARN', { ...members, EngagementArn: undefined }],
    ['has something else for an ARN', { ...members, EngagementArn: [engagementArn] }]
  ])('is not believed if it %s', async (_, body) => {
    expect(await answered('DescribeEngagement', body)).toMatchObject({ kind: 'failed', code: 'unusable-answer' })
  })
})

test('a window that is asked for in whole seconds holds the one that was meant', async () => {
  const requests = await withManager({}, async (manager, service) => {
    await manager.list(1_700_000_000_999, undefined, attempt)
    const fraction = { fromMs: 1_700_000_000_999, untilMs: 1_700_000_001_001 }
    await manager.shifts(rotationId, fraction, undefined, attempt)
    return service.exchanges.map(exchange => exchange.request)
  })
  expect(requests).toEqual([
    { TimeRangeValue: { StartTime: 1_700_000_000 } },
    { RotationId: rotationId, StartTime: 1_700_000_000, EndTime: 1_700_000_002 }
  ])
})

describe('engagements in a list', () => {
  test('have their times, and no StopTime is none', async () => {
    const item = { EngagementArn: engagementArn, ContactArn: contactId, Sender: 'x', StartTime: 1_700_000_000 }
    const body = { Engagements: [item, { ...item, EngagementArn: 'arn:other' }], NextToken: 'more' }
    expect(await answered('ListEngagements', body)).toEqual({
      kind: 'listed',
      items: [
        { engagementArn, contactArn: contactId, sender: 'x', startedMs: 1_700_000_000_000, stoppedMs: undefined }
      ],
      nextToken: 'more'
    })
  })
})

describe('a contact', () => {
  const contact = (plan: unknown, type: unknown) =>
    answered('GetContact', { ContactArn: contactId, Alias: 'oncall-plan', Type: type, Plan: plan })

  test('has its plan: stages with channels and members', async () => {
    const plan = {
      Stages: [
        {
          DurationInMinutes: 5,
          Targets: [
            { ChannelTargetInfo: { ContactChannelId: 'arn:channel', RetryIntervalInMinutes: 2 } },
            { ContactTargetInfo: { ContactId: 'arn:member', IsEssential: true } },
            { ContactTargetInfo: { IsEssential: false } }
          ]
        }
      ],
      RotationIds: [rotationId]
    }
    expect(await contact(plan, 'ESCALATION')).toEqual({
      kind: 'contact',
      contactArn: contactId,
      alias: 'oncall-plan',
      displayName: '',
      type: 'ESCALATION',
      stages: [
        {
          durationMinutes: 5,
          targets: [
            { kind: 'channel', channelId: 'arn:channel' },
            { kind: 'contact', contactId: 'arn:member', isEssential: true },
            { kind: 'contact', contactId: '', isEssential: false }
          ]
        }
      ],
      rotationIds: [rotationId]
    })
  })

  test.each([undefined, null, 7, 'text', [], {}, { Stages: 'x', RotationIds: {} }])(
    'with %j for a plan has an empty one',
    async plan => {
      expect(await contact(plan, 'ESCALATION')).toMatchObject({ kind: 'contact', stages: [], rotationIds: [] })
    }
  )

  test('with a plan of odd parts keeps those that can be read', async () => {
    const plan = {
      Stages: [null, { Targets: [null, {}, 7, { ChannelTargetInfo: 'x' }] }],
      RotationIds: [null, 7, 'id']
    }
    expect(await contact(plan, 'ESCALATION')).toMatchObject({
      stages: [
        { durationMinutes: undefined, targets: [] },
        { durationMinutes: undefined, targets: [] }
      ],
      rotationIds: ['id']
    })
  })

  test.each([
    ['SOMETHING_NEW', 'SOMETHING_NEW'],
    [undefined, ''],
    [{}, '']
  ])('of the type %j is one all the same', async (type, expected) => {
    expect(await contact({}, type)).toMatchObject({ kind: 'contact', type: expected })
  })
})

describe('channels', () => {
  const channels = (...items: unknown[]) => answered('ListContactChannels', { ContactChannels: items })

  test('are active only if AWS says so, and may be of a new type', async () => {
    expect(
      await channels(
        { ContactChannelArn: 'a', Type: 'SMS', ActivationStatus: 'ACTIVATED' },
        { ContactChannelArn: 'b', Type: 'PIGEON', ActivationStatus: 'NOT_ACTIVATED' },
        { ContactChannelArn: 'c', ActivationStatus: 'SOMETHING_NEW' },
        { ContactChannelArn: 'd', ActivationStatus: true }
      )
    ).toMatchObject({
      items: [
        { channelArn: 'a', type: 'SMS', isActivated: true },
        { channelArn: 'b', type: 'PIGEON', isActivated: false },
        { channelArn: 'c', type: '', isActivated: false },
        { channelArn: 'd', type: '', isActivated: false }
      ]
    })
  })

  test('never bring along where they lead', async () => {
    const result = await channels({
      ContactChannelArn: 'a',
      Name: 'Private phone of Akua',
      DeliveryAddress: { SimpleAddress: '+12065550100' }
    })
    expect(JSON.stringify(result)).not.toMatch(/Akua|2065550100/)
  })
})

test('shifts have times as numbers, or they are none', async () => {
  const shift = { ContactIds: ['a', 7, null], StartTime: 1_700_000_000, EndTime: 1_700_000_600, Type: 'REGULAR' }
  const body = { RotationShifts: [shift, { ...shift, EndTime: '2026-07-21T14:14:03Z' }, { ...shift, ContactIds: 'a' }] }
  const times = { startMs: 1_700_000_000_000, endMs: 1_700_000_600_000 }
  expect(await answered('ListRotationShifts', body)).toMatchObject({
    items: [
      { contactIds: ['a'], ...times },
      { contactIds: [], ...times }
    ]
  })
})

describe('an engagement on loopback', () => {
  test('is started, followed, stopped and found again by the same manager', async () => {
    await withManager({ reactions: { firstPageMs: 0, acknowledgedMs: 0 } }, async (manager, service) => {
      const engaged = await manager.start(request, attempt)
      const arn = service.engagements[0]?.engagementArn ?? ''
      expect(engaged).toEqual({ kind: 'engaged', engagementArn: arn })
      expect(await manager.describe(arn, attempt)).toMatchObject({ kind: 'described', subject: request.Subject })
      expect(await manager.pages(arn, undefined, attempt)).toMatchObject({
        items: [{ contactArn: contactId, sentMs: expect.any(Number), readMs: expect.any(Number) }]
      })
      expect(await manager.list(Date.now() - 60_000, undefined, attempt)).toMatchObject({
        items: [{ engagementArn: arn, stoppedMs: undefined }]
      })
      expect(await manager.stop(arn, 'Recovered.', attempt)).toEqual({ kind: 'stopped' })
      expect(await manager.describe(arn, attempt)).toMatchObject({ stoppedMs: expect.any(Number) })
      expect(await manager.stop(arn, 'Recovered.', attempt)).toMatchObject({ kind: 'failed', code: 'validation' })
    })
  })
  test('is listed in parts', async () => {
    const people = ['a', 'b', 'c'].map(name => `arn:aws:ssm-contacts:us-east-1:111122223333:contact/${name}`)
    const reactions = { firstPageMs: 0, nextPageMs: 0, people }
    await withManager({ reactions, listPartSize: 2 }, async (manager, service) => {
      await manager.start(request, attempt)
      const arn = service.engagements[0]?.engagementArn ?? ''
      const first = await manager.pages(arn, undefined, attempt)
      expect(first).toMatchObject({ items: [{ contactArn: people[0] }, { contactArn: people[1] }] })
      const { nextToken } = first as { nextToken?: string }
      expect(await manager.pages(arn, nextToken, attempt)).toMatchObject({
        items: [{ contactArn: people[2] }],
        nextToken: undefined
      })
    })
  })

  test('that does not exist is not found', async () => {
    const { StopEngagement, DescribeEngagement, ListPagesByEngagement } = operations
    for (const { call } of [StopEngagement, DescribeEngagement, ListPagesByEngagement]) {
      expect(await withManager({}, manager => call(manager))).toMatchObject({ code: 'not-found' })
    }
  })
})
