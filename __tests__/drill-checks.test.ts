import { describe, expect, test } from '@jest/globals'
import { type Check, readinessOf } from '../src/drill/check.ts'
import { composeChecks } from '../src/drill/checks.ts'
import { createInquiry } from '../src/drill/inquiry.ts'
import { missingRights } from '../src/drill/rights.ts'
import { survey } from '../src/drill/survey.ts'
import type { Channel, Contact } from '../src/incident-manager/port.ts'
import {
  arnOf,
  askedOf,
  channelArnOf,
  channelOf,
  contactOf,
  type DrillWorld,
  goodWorld,
  nowMs,
  personOf,
  planOf,
  rotationArnOf,
  rotationOf,
  shiftOf,
  stillClock,
  type Trouble
} from './shared/drill-world.ts'
import { situation } from './shared/samples.ts'

interface Given {
  readonly world?: Partial<DrillWorld>
  readonly trouble?: Trouble
  readonly contact?: string
  readonly fallback?: string
}

/** The checks of a world, and what was asked for them. */
async function drill({ world, trouble, contact = 'oncall-plan', fallback }: Given = {}) {
  const whole: DrillWorld = { ...goodWorld, ...world }
  const { asked, requests } = askedOf(whole, trouble)
  const inquiry = createInquiry({ timeoutSeconds: 60, clock: stillClock, signal: new AbortController().signal })
  const found = await survey([{ contactId: arnOf(contact), isBackup: false, incidentManager: asked }], inquiry, nowMs)
  const checks = composeChecks(found, { situationOf: contactId => ({ ...situation, contactId }), fallback })
  return { checks, requests, found }
}

const contacts = (more: Readonly<Record<string, Contact>>) => ({ contacts: { ...goodWorld.contacts, ...more } })
const channels = (more: Readonly<Record<string, readonly Channel[]>>) => ({
  channels: { ...goodWorld.channels, ...more }
})
const week = (...shifts: Parameters<typeof rotationOf>[1][number][]) => ({
  rotations: { week: rotationOf(['akuam', 'jorges'], shifts) }
})
const deny =
  (operation: string, resource = ''): Trouble =>
  (asked, of) =>
    asked === operation && of.includes(resource) ? 'access-denied' : undefined

test('all is well: every check is right, and nothing is to be done', async () => {
  const { checks, requests, found } = await drill()
  expect(checks.map(({ what, ok, nextStep }) => [what, ok, nextStep])).toEqual(
    [
      'Credentials',
      'Incident Manager is set up in account 111122223333 and region us-east-1',
      'Contact oncall-plan exists',
      'Plan of oncall-plan is not empty',
      'An acknowledgement stops oncall-plan',
      'Contact rota exists',
      'Plan of rota is not empty',
      'Somebody is on call now in rota',
      'Somebody is on call in rota all the next 7 days',
      'Contact akuam exists',
      'Plan of akuam is not empty',
      'Channels of akuam exist and are activated',
      'Contact jorges exists',
      'Plan of jorges is not empty',
      'Channels of jorges exist and are activated',
      'The role may list pages of oncall-plan'
    ].map(what => [what, true, ''])
  )
  expect(readinessOf(checks)).toBe('ready')
  expect(missingRights(found)).toBe('')
  expect(requests.map(request => request.split(' ')[0]).sort()).toEqual(
    [
      ...Array(4).fill('GetContact'),
      ...Array(2).fill('ListContactChannels'),
      ...['GetRotation', 'ListPagesByEngagement', 'ListRotationShifts']
    ].sort()
  )
})

type Case = readonly [name: string, given: Given, what: string, expected: Partial<Check>]

const right: readonly Case[] = [
  ['credentials', {}, 'Credentials', { detail: 'AWS takes the credentials of this job.' }],
  ['a plan', {}, 'Contact oncall-plan exists', { detail: 'It is an escalation plan.' }],
  ['a schedule', {}, 'Contact rota exists', { detail: 'It is an on-call schedule.' }],
  ['a person', {}, 'Contact jorges exists', { detail: 'It is a person.' }],
  [
    'a type that nobody knows yet',
    { world: contacts({ 'oncall-plan': { ...planOf('oncall-plan', ['jorges']), type: 'TEAM' } }) },
    'Contact oncall-plan exists',
    { detail: 'It is of the type "TEAM".' }
  ],
  ['stages', {}, 'Plan of oncall-plan is not empty', { detail: '2 stages, 2 members.' }],
  ['turns', {}, 'Plan of rota is not empty', { detail: 'In turn: akuam, jorges.' }],
  [
    'who is on call, until when, and who is next',
    {},
    'Somebody is on call now in rota',
    {
      detail:
        'akuam until Sat 2026-11-28 20:00 UTC (Sat 21:00 Europe/Berlin). ' +
        'Next: jorges from Sat 2026-11-28 20:00 UTC (Sat 21:00 Europe/Berlin).'
    }
  ],
  [
    'channels, by their kind',
    {},
    'Channels of akuam exist and are activated',
    { detail: 'SMS at once (stage 1); VOICE after 5 min (stage 2).' }
  ],
  [
    'who may stop the plan, and who not',
    { world: contacts({ 'oncall-plan': planOf('oncall-plan', ['rota!', 'akuam'], ['jorges']) }) },
    'An acknowledgement stops oncall-plan',
    { detail: 'One by rota does (IsEssential). One by akuam, jorges does not: IsEssential is not set.' }
  ],
  [
    'a plan of one stage, which need not be stopped',
    { world: contacts({ 'oncall-plan': planOf('oncall-plan', ['jorges', 'akuam']) }) },
    'An acknowledgement stops oncall-plan',
    { detail: 'There is one stage: after it, nobody further is paged.' }
  ],
  [
    'a shift that began before the window and stands in no list of it',
    { world: { rotations: { week: rotationOf(['akuam'], [shiftOf('akuam', -200, 400)]) }, onlyBeginning: true } },
    'Somebody is on call now in rota',
    { detail: expect.stringMatching(/^akuam until Mon 2026-12-14 /) as unknown as string }
  ]
]

const wrong: readonly Case[] = [
  [
    'no credentials',
    { trouble: () => 'no-credentials' },
    'Credentials',
    {
      detail: 'AWS refused: no-credentials of GetContact.',
      nextStep: expect.stringContaining('id-token: write') as never
    }
  ],
  ['expired credentials', { trouble: () => 'expired-credentials' }, 'Credentials', {}],
  ['refused credentials', { trouble: () => 'refused-credentials' }, 'Credentials', {}],
  [
    'credentials other than those asked for',
    { fallback: 'The role page-on-call could not be assumed.' },
    'Credentials',
    { detail: 'The role page-on-call could not be assumed.' }
  ],
  [
    'an account without Incident Manager',
    { trouble: () => 'not-onboarded' },
    'Incident Manager is set up in account 111122223333 and region us-east-1',
    { nextStep: expect.stringContaining('no new customers') as never }
  ],
  [
    'a contact that does not exist',
    { contact: 'nobody' },
    'Contact nobody exists',
    { nextStep: expect.stringContaining('list-contacts --region us-east-1') as never }
  ],
  [
    'a member that was deleted',
    { world: contacts({ 'oncall-plan': planOf('oncall-plan', ['ghost!'], ['jorges']) }) },
    'Contact ghost exists',
    {
      detail: 'AWS knows no contact ghost: it was probably deleted, and stays in oncall-plan. Nobody is paged there.',
      nextStep: 'Take ghost out of oncall-plan, or put somebody in its place.'
    }
  ],
  [
    'somebody in a rotation who was deleted',
    { world: { rotations: { week: rotationOf(['ghost'], [shiftOf('akuam', -1, 400)]) } } },
    'Contact ghost exists',
    { nextStep: 'Take ghost out of rota, or put somebody in its place.' }
  ],
  [
    'a member of several who was deleted',
    {
      world: {
        ...contacts({ 'oncall-plan': planOf('oncall-plan', ['rota!'], ['ghost!']) }),
        rotations: { week: rotationOf(['ghost'], [shiftOf('akuam', -1, 400)]) }
      }
    },
    'Contact ghost exists',
    { nextStep: 'Take ghost out of oncall-plan and rota, or put somebody in its place.' }
  ],
  [
    'somebody on call who was deleted and takes no turns any more',
    { world: { rotations: { week: rotationOf(['akuam'], [shiftOf('ghost', -1, 400)]) } } },
    'Contact ghost exists',
    {}
  ],
  [
    'an empty plan',
    { world: contacts({ 'oncall-plan': planOf('oncall-plan') }) },
    'Plan of oncall-plan is not empty',
    { detail: 'Nobody stands in it: nobody is paged.' }
  ],
  [
    'an empty stage of a plan',
    { world: contacts({ 'oncall-plan': planOf('oncall-plan', ['jorges!'], []) }) },
    'Plan of oncall-plan is not empty',
    {
      detail: 'Stage 2 is without anybody.',
      nextStep: 'Add a contact to each stage of oncall-plan, or remove the stage.'
    }
  ],
  [
    'a member without an ARN',
    { world: contacts({ 'oncall-plan': planOf('oncall-plan', ['jorges!', ''], ['akuam']) }) },
    'Plan of oncall-plan is not empty',
    { detail: 'A member of it was deleted: its place pages nobody.' }
  ],
  [
    'a person without a plan',
    { world: contacts({ jorges: personOf('jorges', []) }) },
    'Plan of jorges is not empty',
    { detail: 'No channel stands in it: nobody is paged.' }
  ],
  [
    'a schedule without rotations',
    { world: contacts({ rota: contactOf('rota', 'ONCALL_SCHEDULE') }) },
    'Plan of rota is not empty',
    { detail: 'It has no rotation: nobody is ever on call.' }
  ],
  [
    'a rotation that was deleted',
    { world: contacts({ rota: contactOf('rota', 'ONCALL_SCHEDULE', { rotationIds: [rotationArnOf('gone')] }) }) },
    'Plan of rota is not empty',
    { detail: 'A rotation of it was deleted.' }
  ],
  [
    'a rotation without anybody',
    { world: { rotations: { week: rotationOf([], [shiftOf('akuam', -1, 400)]) } } },
    'Plan of rota is not empty',
    { detail: 'A rotation of it has nobody.' }
  ],
  [
    'a channel that was deleted',
    { world: channels({ akuam: [channelOf('akuam', 'sms')] }) },
    'Channels of akuam exist and are activated',
    {
      detail: 'SMS at once (stage 1); stage 2 names a channel that was deleted.',
      nextStep: 'Take deleted channels out of the engagement plan of akuam, or put others there.'
    }
  ],
  [
    'a channel that is not activated',
    { world: channels({ jorges: [channelOf('jorges', 'sms', 'SMS', false)] }) },
    'Channels of jorges exist and are activated',
    {
      detail: 'SMS at once (stage 1) is not activated.',
      nextStep: 'Let jorges activate what is not, with the code that Incident Manager sends there.'
    }
  ],
  [
    'a plan that no acknowledgement stops',
    { world: contacts({ 'oncall-plan': planOf('oncall-plan', ['rota'], ['jorges!']) }) },
    'An acknowledgement stops oncall-plan',
    {
      detail: 'Nobody before the last stage, after 10 min, has IsEssential: all stages are paged, whoever acknowledges.'
    }
  ],
  [
    'nobody on call now',
    { world: week(shiftOf('akuam', 2, 400)) },
    'Somebody is on call now in rota',
    { detail: 'Nobody is. Next: akuam from Fri 2026-11-27 18:00 UTC (Fri 19:00 Europe/Berlin).' }
  ],
  [
    'gaps in the days to come, with the zone of the schedule',
    { world: week(shiftOf('akuam', -1, 10), shiftOf('jorges', 12, 400)) },
    'Somebody is on call in rota all the next 7 days',
    {
      detail:
        'Nobody is from Sat 2026-11-28 02:00 UTC (Sat 03:00 Europe/Berlin) to Sat 2026-11-28 04:00 UTC (Sat 05:00 Europe/Berlin).'
    }
  ],
  [
    'a shift of nobody',
    { world: week(shiftOf('akuam', -1, 10), shiftOf('', 10, 12), shiftOf('jorges', 12, 400)) },
    'Somebody is on call in rota all the next 7 days',
    { detail: expect.stringContaining('02:00 UTC') as never }
  ]
]

const notAllowed: readonly Case[] = [
  [
    'to read the contact',
    { trouble: deny('GetContact') },
    'Contact oncall-plan exists',
    statement('GetContact', arnOf('oncall-plan'))
  ],
  [
    'to read the contact, so that nothing shows whether the account is set up',
    { trouble: deny('GetContact') },
    'Incident Manager is set up in account 111122223333 and region us-east-1',
    statement('GetContact', arnOf('oncall-plan'))
  ],
  [
    'to read a member',
    {
      trouble: (operation, of) =>
        operation === 'GetContact' && !of.includes('oncall-plan') ? 'access-denied' : undefined
    },
    'Contact rota exists',
    statement('GetContact', arnOf('rota'))
  ],
  [
    'to list channels',
    { trouble: deny('ListContactChannels', 'akuam') },
    'Channels of akuam exist and are activated',
    statement('ListContactChannels', arnOf('akuam'))
  ],
  [
    'to read a rotation',
    { trouble: deny('GetRotation') },
    'Plan of rota is not empty',
    statement('GetRotation', rotationArnOf('week'))
  ],
  [
    'to list shifts, for now',
    { trouble: deny('ListRotationShifts') },
    'Somebody is on call now in rota',
    statement('ListRotationShifts', rotationArnOf('week'))
  ],
  [
    'to list shifts, for the days to come',
    { trouble: deny('ListRotationShifts') },
    'Somebody is on call in rota all the next 7 days',
    statement('ListRotationShifts', rotationArnOf('week'))
  ],
  [
    'to list pages',
    { trouble: deny('ListPagesByEngagement') },
    'The role may list pages of oncall-plan',
    statement('ListPagesByEngagement', arnOf('oncall-plan').replace(':contact/', ':engagement/').concat('/*'))
  ]
]

function statement(operation: string, resource: string | readonly string[]): Partial<Check> {
  const allowed = JSON.stringify({ Effect: 'Allow', Action: `ssm-contacts:${operation}`, Resource: resource })
  return { nextStep: `Allow it: add ${allowed} to the statements in the policy of the role that this job uses.` }
}

describe.each([
  ['is right', right, true, 'ready'],
  ['is wrong', wrong, false, 'not-ready'],
  ['is not known where the role is not allowed', notAllowed, 'unknown', 'unknown']
] as const)('a check %s', (_, cases, ok, readiness) => {
  test.each(cases)('%s', async (_, given, what, expected) => {
    const { checks } = await drill(given)
    expect(checks.filter(check => check.what === what)).toEqual([expect.objectContaining({ ok, ...expected })])
    expect(readinessOf(checks)).toBe(readiness)
    // Everything that is not right says what to do.
    for (const check of checks) expect(check.nextStep === '').toBe(check.ok === true)
  })
})

test('without credentials there is nothing further to say', async () => {
  const { checks } = await drill({ trouble: () => 'no-credentials' })
  expect(checks.map(({ what }) => what)).toEqual(['Credentials'])
})

test.each(['dns', 'throttled', 'no-answer', 'tls', 'clock-skew', 'http-status'] as const)(
  'what keeps AWS from answering (%s) proves nothing, and each check says what to do',
  async code => {
    const { checks } = await drill({ trouble: () => code })
    expect(checks.map(({ ok }) => ok)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(readinessOf(checks)).toBe('unknown')
  }
)

test('all rights that are missing stand in one advice, those that go together in one statement', async () => {
  const trouble: Trouble = operation =>
    ['ListContactChannels', 'GetRotation', 'ListRotationShifts'].includes(operation) ? 'access-denied' : undefined
  const { checks, found } = await drill({ trouble })
  const statements = [
    {
      Effect: 'Allow',
      Action: ['ssm-contacts:GetRotation', 'ssm-contacts:ListRotationShifts'],
      Resource: rotationArnOf('week')
    },
    { Effect: 'Allow', Action: 'ssm-contacts:ListContactChannels', Resource: arnOf('jorges') }
  ]
  const advice = missingRights(found)
  expect(checks.filter(({ ok }) => ok === false)).toEqual([])
  for (const statement of statements) expect(advice).toContain(JSON.stringify(statement))
})

describe('the right to list pages', () => {
  const engagement = (alias: string, id: string, startedMs: number) => ({
    engagementArn: `${arnOf(alias).replace(':contact/', ':engagement/')}/${id}`,
    contactArn: arnOf(alias),
    sender: '',
    startedMs,
    stoppedMs: undefined
  })

  test('is asked for an engagement that nobody started', async () => {
    const { requests } = await drill()
    expect(requests).toContain(
      `ListPagesByEngagement ${arnOf('oncall-plan').replace(':contact/', ':engagement/')}/00000000-0000-0000-0000-000000000000`
    )
    expect(requests.filter(request => request.startsWith('ListEngagements'))).toEqual([])
  })

  test('is proven by the latest real engagement where AWS tells nothing of another', async () => {
    const engagements = [
      engagement('oncall-plan', 'older', nowMs - 3),
      engagement('oncall-plan', 'latest', nowMs - 2),
      engagement('other', 'newer', nowMs - 1)
    ]
    const { checks, requests } = await drill({
      world: { engagements },
      trouble: deny('ListPagesByEngagement', '00000000-0000')
    })
    expect(checks.at(-1)).toMatchObject({ what: 'The role may list pages of oncall-plan', ok: true })
    expect(requests.filter(request => request.startsWith('ListPages')).at(-1)).toMatch(/\/oncall-plan\/latest$/)
  })

  test('is unknown where neither is allowed', async () => {
    const { checks } = await drill({
      trouble: operation => (/^List(?:Pages|Engagements)/.test(operation) ? 'access-denied' : undefined)
    })
    expect(checks.at(-1)).toMatchObject({
      ok: 'unknown',
      nextStep: expect.stringContaining('engagement/oncall-plan/*')
    })
  })
})

test('channels of which not all could be read are not called deleted', async () => {
  const many = Array.from({ length: 3 }, (_, index) => channelOf('jorges', `other-${index}`))
  const { asked } = askedOf({ ...goodWorld, channels: { jorges: many } })
  let part = 0
  const endless = {
    ...asked,
    channels: async () => ({ kind: 'listed' as const, items: many, nextToken: `token-${++part}` })
  }
  const inquiry = createInquiry({ timeoutSeconds: 60, clock: stillClock, signal: new AbortController().signal })
  const found = await survey(
    [{ contactId: arnOf('jorges'), isBackup: false, incidentManager: endless }],
    inquiry,
    nowMs
  )
  const checks = composeChecks(found, { situationOf: () => situation, fallback: undefined })
  expect(checks.find(({ what }) => what.startsWith('Channels'))).toMatchObject({ ok: 'unknown' })
  expect(part).toBe(10)
})

test('no check holds what leads to a person', async () => {
  const { checks } = await drill({ world: channels({ akuam: [] }) })
  expect(JSON.stringify(checks)).not.toContain(channelArnOf('akuam', 'sms'))
})
