import { describe, expect, test } from '@jest/globals'
import { createInquiry } from '../src/drill/inquiry.ts'
import { aliasesOnCall, composeOutlines } from '../src/drill/outline.ts'
import { survey } from '../src/drill/survey.ts'
import {
  arnOf,
  askedOf,
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

async function look(world: Partial<DrillWorld>, contact = 'oncall-plan', trouble?: Trouble) {
  const { asked } = askedOf({ ...goodWorld, ...world }, trouble)
  const inquiry = createInquiry({ timeoutSeconds: 60, clock: stillClock, signal: new AbortController().signal })
  const found = await survey([{ contactId: arnOf(contact), isBackup: false, incidentManager: asked }], inquiry, nowMs)
  const [outline] = composeOutlines(found)
  const rows = outline?.rows.map(({ stage, after, who, how, essential, wrong }) => [
    stage,
    after,
    who,
    how,
    essential,
    wrong
  ])
  return { outline, rows, onCall: aliasesOnCall(found) }
}

const named = (alias: string, displayName: string) => ({ ...personOf(alias, ['sms', 'voice']), displayName })
const contacts = (more: DrillWorld['contacts']) => ({ contacts: { ...goodWorld.contacts, ...more } })

test('a plan: who is paged, when, by what, and whose acknowledgement stops it', async () => {
  const { outline, rows, onCall } = await look(contacts({ akuam: named('akuam', 'Akua Mansa') }))
  expect(outline).toMatchObject({ name: 'oncall-plan', kind: 'an escalation plan' })
  expect(rows).toEqual([
    ['1', 'at once', 'rota: now Akua Mansa (akuam)', 'SMS at once, VOICE after 5 min', 'yes', ''],
    ['2', 'after 10 min', 'jorges', 'SMS at once', 'yes', '']
  ])
  expect(outline?.rotas).toEqual([
    {
      name: 'rota',
      now: 'Akua Mansa (akuam)',
      until: 'Sat 2026-11-28 20:00 UTC (Sat 21:00 Europe/Berlin)',
      next: 'jorges from Sat 2026-11-28 20:00 UTC (Sat 21:00 Europe/Berlin)',
      gaps: ''
    }
  ])
  expect(onCall).toEqual(['akuam'])
})

test('a person: a row for each channel', async () => {
  const { rows } = await look(contacts({ akuam: named('akuam', 'Akua') }), 'akuam')
  expect(rows).toEqual([
    ['1', 'at once', 'Akua (akuam)', 'SMS', '', ''],
    ['2', 'after 5 min', 'Akua (akuam)', 'VOICE', '', '']
  ])
})

test('a schedule: who is on call', async () => {
  const { rows } = await look({}, 'rota')
  expect(rows).toEqual([['1', 'at once', 'rota: now akuam', 'SMS at once, VOICE after 5 min', '', '']])
})

describe('what is wrong stands in its row', () => {
  const plan = (...members: string[]) => ({ 'oncall-plan': planOf('oncall-plan', members) })
  test.each<[string, Partial<DrillWorld>, readonly string[]]>([
    ['a deleted member', contacts(plan('ghost')), ['ghost', '', 'no', 'deleted']],
    ['a member without an ARN', contacts(plan('')), ['nobody', '', 'no', 'deleted']],
    ['an empty plan', contacts({ 'oncall-plan': planOf('oncall-plan') }), ['nobody', '', '', 'the plan is empty']],
    [
      'an empty stage',
      contacts({ 'oncall-plan': planOf('oncall-plan', []) }),
      ['nobody', '', '', 'the stage is empty']
    ],
    [
      'a person without a plan',
      contacts({ ...plan('jorges'), jorges: personOf('jorges', []) }),
      ['jorges', '', 'no', 'the plan is empty']
    ],
    [
      'a channel that is not activated, and a deleted one',
      { ...contacts(plan('akuam')), channels: { akuam: [channelOf('akuam', 'voice', 'VOICE', false)] } },
      ['akuam', 'VOICE after 5 min', 'no', 'channel 1 was deleted, VOICE is not activated']
    ],
    [
      'nobody on call',
      { ...contacts(plan('rota')), rotations: { week: rotationOf(['akuam'], [shiftOf('akuam', 5, 400)]) } },
      ['rota', '', 'no', 'nobody is on call now']
    ],
    [
      'somebody on call who was deleted',
      { ...contacts(plan('rota')), rotations: { week: rotationOf(['ghost'], [shiftOf('ghost', -5, 400)]) } },
      ['rota: now ghost', '', 'no', 'not found']
    ],
    [
      'a plan in a plan',
      contacts({ ...plan('other'), other: planOf('other', ['jorges']) }),
      ['other', 'a plan of its own', 'no', '']
    ]
  ])('%s', async (_, world, expected) => {
    const { rows } = await look(world)
    expect(rows?.map(row => row.slice(2))).toEqual([expected])
  })

  test.each<[string, string, readonly string[]]>([
    ['a member', 'GetContact', ['jorges', '', 'no', 'not known']],
    ['its channels', 'ListContactChannels', ['jorges', 'a channel at once', 'no', 'a channel is not known']]
  ])('%s that may not be read', async (_, operation, expected) => {
    const { rows } = await look(contacts(plan('jorges')), 'oncall-plan', (asked, of) =>
      asked === operation && of.endsWith('jorges') ? 'access-denied' : undefined
    )
    expect(rows?.map(row => row.slice(2))).toEqual([expected])
  })

  test('shifts that may not be read', async () => {
    const { rows, outline, onCall } = await look({}, 'rota', asked =>
      asked === 'ListRotationShifts' ? 'access-denied' : undefined
    )
    expect(rows?.map(row => row.slice(2))).toEqual([['rota', '', '', 'who is on call is not known']])
    expect(outline?.rotas).toMatchObject([{ now: 'not known', gaps: 'not known' }])
    expect(onCall).toEqual([])
  })

  test('a contact that is not there has no rows', async () => {
    const { outline } = await look({}, 'nobody')
    expect(outline).toMatchObject({ name: 'nobody', kind: '', rows: [], rotas: [] })
  })
})

test('two rotations at once are both on call, in a zone that nobody knows in UTC alone', async () => {
  const rotations = {
    one: rotationOf(['akuam'], [shiftOf('akuam', -5, 400)], 'Mars/Olympus'),
    two: rotationOf(['jorges'], [shiftOf('jorges', -5, 20)], 'Mars/Olympus')
  }
  const rota = contactOf('rota', 'ONCALL_SCHEDULE', { rotationIds: [rotationArnOf('one'), rotationArnOf('two')] })
  const { outline, onCall } = await look({ ...contacts({ rota }), rotations })
  expect(outline?.rotas).toMatchObject([{ now: 'akuam, jorges', until: 'Sat 2026-11-28 12:00 UTC' }])
  expect(onCall).toEqual(['akuam', 'jorges'])
})
