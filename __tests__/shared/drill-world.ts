import type { Clock } from '../../src/delivery/attempts.ts'
import type { Asked } from '../../src/drill/survey.ts'
import { permissionFor } from '../../src/incident-manager/permissions.ts'
import type {
  Channel,
  Contact,
  Engagement,
  Failed,
  Listed,
  Rotation,
  Shift,
  Target
} from '../../src/incident-manager/port.ts'
import type { ErrorCode } from '../../src/report/page-error.ts'

const place = 'arn:aws:ssm-contacts:us-east-1:111122223333'

/** A clock that stands still. */
export const stillClock: Clock = { now: () => 0, sleep: async () => undefined, random: () => 0.5 }

/** The ARN of a contact. */
export const arnOf = (alias: string): string => `${place}:contact/${alias}`
/** The ARN of a channel of a person. */
export const channelArnOf = (alias: string, name: string): string => `${place}:contact-channel/${alias}/${name}`
/** The ARN of a rotation. */
export const rotationArnOf = (name: string): string => `${place}:rotation/${name}`

/** When the tests look: a Friday, 16:00 UTC. */
export const nowMs = Date.UTC(2026, 10, 27, 16)
export const hourMs = 60 * 60 * 1000
export const dayMs = 24 * hourMs

/** A world of contacts, as Incident Manager tells of it. */
export interface DrillWorld {
  readonly contacts: Readonly<Record<string, Contact>>
  readonly channels: Readonly<Record<string, readonly Channel[]>>
  readonly rotations: Readonly<Record<string, Rotation & { readonly shifts: readonly Shift[] }>>
  readonly engagements?: readonly Engagement[]
  /** Whether a window holds only those shifts that begin in it, as AWS may do it. */
  readonly onlyBeginning?: boolean
}

/** A contact without anything. */
export const contactOf = (alias: string, type: string, more: Partial<Contact> = {}): Contact => ({
  kind: 'contact',
  contactArn: arnOf(alias),
  alias,
  displayName: '',
  type,
  stages: [],
  rotationIds: [],
  ...more
})

/** A person with a plan over these channels, one stage each, five minutes apart. */
export const personOf = (alias: string, names: readonly string[] = ['sms']): Contact =>
  contactOf(alias, 'PERSONAL', {
    stages: names.map(name => ({
      durationMinutes: 5,
      targets: [{ kind: 'channel', channelId: channelArnOf(alias, name) }]
    }))
  })

/** An escalation plan of stages, ten minutes each; `!` after an alias is IsEssential. */
export const planOf = (alias: string, ...stages: readonly (readonly string[])[]): Contact =>
  contactOf(alias, 'ESCALATION', {
    stages: stages.map(members => ({
      durationMinutes: 10,
      targets: members.map(
        (member): Target => ({
          kind: 'contact',
          contactId: member === '' ? '' : arnOf(member.replace('!', '')),
          isEssential: member.endsWith('!')
        })
      )
    }))
  })

/** A channel of a person. */
export const channelOf = (alias: string, name: string, type = 'SMS', isActivated = true): Channel => ({
  channelArn: channelArnOf(alias, name),
  type,
  isActivated
})

/** A shift, in hours from now. */
export const shiftOf = (alias: string, fromHours: number, untilHours: number): Shift => ({
  contactIds: alias === '' ? [] : [arnOf(alias)],
  startMs: nowMs + fromHours * hourMs,
  endMs: nowMs + untilHours * hourMs
})

/** A rotation in Berlin. */
export const rotationOf = (members: readonly string[], shifts: readonly Shift[], timeZone = 'Europe/Berlin') => ({
  kind: 'rotation' as const,
  contactIds: members.map(arnOf),
  timeZone,
  shifts
})

/** A world in which all is well: a plan that pages a schedule, then a person. */
export const goodWorld: DrillWorld = {
  contacts: {
    'oncall-plan': planOf('oncall-plan', ['rota!'], ['jorges!']),
    rota: contactOf('rota', 'ONCALL_SCHEDULE', { rotationIds: [rotationArnOf('week')] }),
    akuam: personOf('akuam', ['sms', 'voice']),
    jorges: personOf('jorges')
  },
  channels: {
    akuam: [channelOf('akuam', 'sms'), channelOf('akuam', 'voice', 'VOICE')],
    jorges: [channelOf('jorges', 'sms')]
  },
  rotations: { week: rotationOf(['akuam', 'jorges'], [shiftOf('akuam', -20, 28), shiftOf('jorges', 28, 400)]) }
}

/** That an operation failed on a resource. */
export const failedOf = (code: ErrorCode, operation: string, resource: string): Failed => ({
  kind: 'failed',
  code,
  what: `AWS refused: ${code} of ${operation}.`,
  retryable: false,
  lost: false,
  permission: permissionFor(operation, resource)
})

/** What goes wrong: the code for an operation and a resource, undefined where all is well. */
export type Trouble = (operation: string, resource: string) => ErrorCode | undefined

/** Incident Manager over a world, and every operation that was asked of it with its resource. */
export function askedOf(world: DrillWorld, trouble: Trouble = () => undefined) {
  const requests: string[] = []
  let running = 0
  let mostAtOnce = 0
  const answer = async <T>(operation: string, resource: string, found: () => T | undefined): Promise<T | Failed> => {
    requests.push(`${operation} ${resource}`)
    mostAtOnce = Math.max(mostAtOnce, ++running)
    await new Promise(resolve => setImmediate(resolve))
    running--
    const code = trouble(operation, resource)
    if (code !== undefined) return failedOf(code, operation, resource)
    return found() ?? failedOf('not-found', operation, resource)
  }
  const listed = <Item>(items: readonly Item[] | undefined): Listed<Item> | undefined =>
    items && { kind: 'listed', items, nextToken: undefined }
  const own = <T>(table: Readonly<Record<string, T>>, arn: string): T | undefined => table[arn.split('/').at(-1) ?? '']

  const asked: Asked = {
    contact: id => answer('GetContact', id, () => own(world.contacts, id)),
    channels: id => answer('ListContactChannels', id, () => listed(own(world.channels, id))),
    rotation: id =>
      answer('GetRotation', id, () => {
        const found = own(world.rotations, id)
        return found && { kind: found.kind, contactIds: found.contactIds, timeZone: found.timeZone }
      }),
    shifts: (id, { fromMs, untilMs }) =>
      answer('ListRotationShifts', id, () =>
        listed(
          own(world.rotations, id)?.shifts.filter(
            ({ startMs, endMs }) => startMs < untilMs && (world.onlyBeginning ? startMs >= fromMs : endMs > fromMs)
          )
        )
      ),
    pages: id =>
      answer('ListPagesByEngagement', id, () =>
        world.engagements?.some(({ engagementArn }) => engagementArn === id) ? listed([]) : undefined
      ),
    list: () => answer('ListEngagements', '*', () => listed(world.engagements ?? []))
  }
  return { asked, requests, atOnce: () => mostAtOnce }
}
