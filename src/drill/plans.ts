import { parseContactArn } from '../incident-manager/arn.ts'
import type { Contact, Failed, Shift, Stage } from '../incident-manager/port.ts'
import { line } from '../text/lines.ts'
import type { NotAsked } from './inquiry.ts'
import { composeRota, type Rota, type Span } from './rota.ts'
import type { Surveyed } from './survey.ts'

/** A channel that a person's plan names. */
export interface PlannedChannel {
  /** From 1. */
  readonly stage: number
  readonly afterMinutes: number | undefined
  /** `SMS`, `VOICE`, `EMAIL`, what AWS has added since; `a channel` where it is not known. */
  readonly type: string
  /** `unknown`: the person's channels could not be read, or not all of them. */
  readonly state: 'activated' | 'not-activated' | 'deleted' | 'unknown'
}

/** The channels that a person's plan names, in their order. */
export function plannedChannels({ contact, channels }: Surveyed): PlannedChannel[] {
  if (contact.kind !== 'contact') return []
  const starts = startsOf(contact.stages)
  return contact.stages.flatMap(({ targets }, index) =>
    targets.flatMap(target => {
      if (target.kind !== 'channel') return []
      return [{ stage: index + 1, afterMinutes: starts[index], ...plannedChannel(target.channelId, channels) }]
    })
  )
}

function plannedChannel(channelId: string, channels: Surveyed['channels']): Pick<PlannedChannel, 'type' | 'state'> {
  if (channels?.kind !== 'whole-list') return { type: 'a channel', state: 'unknown' }
  const found = channels.items.find(({ channelArn }) => channelArn === channelId)
  if (found === undefined) return { type: 'a channel', state: channels.isCut ? 'unknown' : 'deleted' }
  return { type: line(found.type, 20) || 'a channel', state: found.isActivated ? 'activated' : 'not-activated' }
}

/** When each stage of a plan begins, in minutes after the first; undefined where AWS does not tell. */
export function startsOf(stages: readonly Stage[]): (number | undefined)[] {
  let start: number | undefined = 0
  return stages.map(({ durationMinutes }) => {
    const begins = start
    start = start === undefined || durationMinutes === undefined ? undefined : start + durationMinutes
    return begins
  })
}

// Some shifts an hour.
const shiftsMaximum = 2_000
const tooLong: NotAsked = { kind: 'not-asked', why: 'The list of shifts is too long to be read as a whole.' }

/** Who is on call in a schedule, or why it is not known. A rotation that was deleted has no shifts. */
export function rotaOf({ rotations = [] }: Surveyed, window: Span): Rota | Failed | NotAsked {
  const shifts: Shift[] = []
  for (const rotation of rotations) {
    const listed = rotation.shifts
    if (listed.kind === 'failed' && listed.code === 'not-found') continue
    if (listed.kind !== 'whole-list') return listed
    if (listed.isCut) return tooLong
    shifts.push(...listed.items)
    if (shifts.length > shiftsMaximum) return tooLong
  }
  return composeRota(shifts, window)
}

/** The time zone of a schedule: that of its first rotation which tells one; empty if none does. */
export function zoneOf({ rotations = [] }: Surveyed): string {
  const zones = rotations.map(({ rotation }) => (rotation.kind === 'rotation' ? rotation.timeZone : ''))
  return zones.find(zone => zone !== '') ?? ''
}

/** The alias in a contact's ARN, as one line; the text itself where it is none. */
export function aliasOf(contactId: string): string {
  return line(parseContactArn(contactId)?.alias ?? contactId, 100) || 'a contact without an ARN'
}

/** A contact for people: its display name, and its alias. */
export function nameOf(contactId: string, surveyed: Surveyed | undefined): string {
  const contact = surveyed?.contact
  const displayName = contact?.kind === 'contact' ? line(contact.displayName, 60) : ''
  const alias = aliasOf(contactId)
  return displayName === '' || displayName === alias ? alias : `${displayName} (${alias})`
}

const kinds: Readonly<Record<string, string>> = {
  PERSONAL: 'a person',
  ESCALATION: 'an escalation plan',
  ONCALL_SCHEDULE: 'an on-call schedule'
}

/** What a contact is, in words. */
export function kindOf({ type }: Contact): string {
  return Object.hasOwn(kinds, type) ? (kinds[type] ?? '') : `of the type "${line(type, 40)}"`
}

/** Whether a contact has rotations in place of a plan. A type that AWS has added since is judged by what it has. */
export function isSchedule({ type, rotationIds }: Contact): boolean {
  return type === 'ONCALL_SCHEDULE' || rotationIds.length > 0
}

/** Those who are paged through a contact: the members of a plan, or those who take turns in a schedule. */
export function pagedBy(contact: Contact, { rotations = [] }: Surveyed): string[] {
  const turns = rotations.flatMap(({ rotation, shifts }) => [
    ...(rotation.kind === 'rotation' ? rotation.contactIds : []),
    ...(shifts.kind === 'whole-list' ? shifts.items.flatMap(({ contactIds }) => contactIds) : [])
  ])
  return [...new Set([...membersOf(contact), ...turns])]
}

/** The contacts that a plan's stages name, each once. */
export function membersOf({ stages }: Contact): string[] {
  const targets = stages.flatMap(({ targets }) => targets)
  const ids = targets.flatMap(target =>
    target.kind === 'contact' && target.contactId !== '' ? [target.contactId] : []
  )
  return [...new Set(ids)]
}
