import { at, isObject, type Json, textAt } from '../text/json.ts'
import { readList, timeAt } from './lists.ts'
import type { Channel, Contact, Listed, Rotation, Shift, Stage, Target } from './port.ts'

/**
 * The contact in the answer to GetContact; undefined for any other answer.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_GetContact.html
 */
export function readContact(body: Json | undefined): Contact | undefined {
  const contactArn = textAt(body, 'ContactArn')
  if (contactArn === '') return undefined
  const plan = at(body, 'Plan')
  return {
    kind: 'contact',
    contactArn,
    alias: textAt(body, 'Alias'),
    displayName: textAt(body, 'DisplayName'),
    type: textAt(body, 'Type'),
    stages: arrayAt(plan, 'Stages').map(readStage),
    rotationIds: arrayAt(plan, 'RotationIds').filter(id => typeof id === 'string')
  }
}

/** A part of the answer to ListContactChannels: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListContactChannels.html */
export function readChannels(body: Json | undefined): Listed<Channel> | undefined {
  return readList(body, 'ContactChannels', item => {
    const channelArn = textAt(item, 'ContactChannelArn')
    if (channelArn === '') return undefined
    return { channelArn, type: textAt(item, 'Type'), isActivated: textAt(item, 'ActivationStatus') === 'ACTIVATED' }
  })
}

/** A part of the answer to ListRotationShifts: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListRotationShifts.html */
export function readShifts(body: Json | undefined): Listed<Shift> | undefined {
  return readList(body, 'RotationShifts', item => {
    const startMs = timeAt(item, 'StartTime')
    const endMs = timeAt(item, 'EndTime')
    if (startMs === undefined || endMs === undefined) return undefined
    return { contactIds: arrayAt(item, 'ContactIds').filter(id => typeof id === 'string'), startMs, endMs }
  })
}

/** The rotation in the answer to GetRotation: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_GetRotation.html */
export function readRotation(body: Json | undefined): Rotation | undefined {
  if (textAt(body, 'RotationArn') === '') return undefined
  const contactIds = arrayAt(body, 'ContactIds').filter(id => typeof id === 'string')
  return { kind: 'rotation', contactIds, timeZone: textAt(body, 'TimeZoneId') }
}

function readStage(stage: Json): Stage {
  const minutes = at(stage, 'DurationInMinutes')
  return {
    durationMinutes: typeof minutes === 'number' ? minutes : undefined,
    targets: arrayAt(stage, 'Targets')
      .map(readTarget)
      .filter(target => target !== undefined)
  }
}

function readTarget(target: Json): Target | undefined {
  const channel = at(target, 'ChannelTargetInfo')
  if (isObject(channel)) return { kind: 'channel', channelId: textAt(channel, 'ContactChannelId') }
  const contact = at(target, 'ContactTargetInfo')
  if (!isObject(contact)) return undefined
  return { kind: 'contact', contactId: textAt(contact, 'ContactId'), isEssential: at(contact, 'IsEssential') === true }
}

function arrayAt(value: Json | undefined, member: string): readonly Json[] {
  const found = at(value, member)
  return Array.isArray(found) ? (found as readonly Json[]) : []
}
