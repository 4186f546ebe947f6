import type { Contact } from '../incident-manager/port.ts'
import { aliasOf, isSchedule, kindOf, nameOf, pagedBy, plannedChannels, rotaOf, startsOf, zoneOf } from './plans.ts'
import type { Turn } from './rota.ts'
import type { Survey, Surveyed } from './survey.ts'
import { composeDelay, composeTime } from './times.ts'

/** A contact of the inputs, as somebody reads it who does not know Incident Manager. */
export interface Outline {
  readonly contactId: string
  readonly isBackup: boolean
  readonly name: string
  /** Such as `an escalation plan`; empty where it is not known. */
  readonly kind: string
  readonly rows: readonly OutlineRow[]
  /** Of every schedule in it. */
  readonly rotas: readonly OutlineRota[]
}

/** Somebody whom a stage pages. */
export interface OutlineRow {
  readonly stage: string
  /** Such as `after 5 min`. */
  readonly after: string
  readonly who: string
  /** By what kinds of channel, and when. */
  readonly how: string
  /** Whether an acknowledgement stops the plan: `yes`, `no`, or empty where there is nothing to stop. */
  readonly essential: string
  /** Empty where all is well. */
  readonly wrong: string
}

/** Who is on call in a schedule. */
export interface OutlineRota {
  readonly name: string
  readonly now: string
  readonly until: string
  readonly next: string
  /** Empty where there are none. */
  readonly gaps: string
}

/** Each contact of the inputs, stage by stage. */
export function composeOutlines(survey: Survey): Outline[] {
  return survey.roots.map(({ contactId, isBackup }) => {
    const surveyed = survey.contacts.get(contactId)
    const contact = surveyed?.contact
    const base = { contactId, isBackup, name: nameOf(contactId, surveyed) }
    if (surveyed === undefined || contact?.kind !== 'contact') return { ...base, kind: '', rows: [], rotas: [] }
    const schedules = schedulesIn(contactId, survey)
    return {
      ...base,
      kind: kindOf(contact),
      rows: rowsOf(contactId, contact, surveyed, survey),
      rotas: schedules.map(id => composeRotaOf(id, survey))
    }
  })
}

/** The aliases of those who are on call now, in the schedules of all contacts. */
export function aliasesOnCall(survey: Survey): string[] {
  const schedules = survey.roots.flatMap(({ contactId }) => schedulesIn(contactId, survey))
  return [...new Set(schedules.flatMap(id => onCallIn(id, survey)).map(aliasOf))]
}

function rowsOf(contactId: string, contact: Contact, surveyed: Surveyed, survey: Survey): OutlineRow[] {
  const first = { stage: '1', after: composeDelay(0), essential: '' }
  if (isSchedule(contact)) return [{ ...first, ...describe(contactId, survey) }]
  const empty = { who: 'nobody', how: '' }
  if (contact.stages.length === 0) return [{ ...first, ...empty, wrong: 'the plan is empty' }]
  const starts = startsOf(contact.stages)
  const channels = plannedChannels(surveyed)
  return contact.stages.flatMap(({ targets }, index) => {
    const stage = { stage: String(index + 1), after: composeDelay(starts[index]), essential: '' }
    if (targets.length === 0) return [{ ...stage, ...empty, wrong: 'the stage is empty' }]
    const own = channels
      .filter(channel => channel.stage === index + 1)
      .map(({ type, state }) => ({
        ...stage,
        who: nameOf(contactId, surveyed),
        how: type,
        wrong: stateWords[state]
      }))
    const members = targets.flatMap(target => {
      if (target.kind !== 'contact') return []
      const essential = target.isEssential ? 'yes' : 'no'
      if (target.contactId === '') return [{ ...stage, ...empty, essential, wrong: 'deleted' }]
      return [{ ...stage, essential, ...describe(target.contactId, survey) }]
    })
    return [...own, ...members]
  })
}

const stateWords = {
  activated: '',
  'not-activated': 'not activated',
  deleted: 'the channel was deleted',
  unknown: 'not known'
} as const

/** Who is paged through a contact, by what, and what is wrong with it. */
function describe(contactId: string, survey: Survey): Pick<OutlineRow, 'who' | 'how' | 'wrong'> {
  const surveyed = survey.contacts.get(contactId)
  const contact = surveyed?.contact
  const who = nameOf(contactId, surveyed)
  if (surveyed === undefined || contact?.kind !== 'contact') {
    const isDeleted = contact?.kind === 'failed' && contact.code === 'not-found'
    return { who, how: '', wrong: isDeleted ? 'deleted' : 'not known' }
  }
  if (contact.type === 'PERSONAL') return { who, ...describePerson(surveyed) }
  if (!isSchedule(contact)) return { who, how: 'a plan of its own', wrong: '' }
  const rota = rotaOf(surveyed, survey.window)
  if ('kind' in rota) return { who, how: '', wrong: 'who is on call is not known' }
  if (rota.now === undefined) return { who, how: '', wrong: 'nobody is on call now' }
  const people = rota.now.contactIds.map(id => {
    const person = survey.contacts.get(id)
    const isRead = person?.contact.kind === 'contact'
    return { name: nameOf(id, person), ...(isRead ? describePerson(person) : { how: '', wrong: 'not found' }) }
  })
  return {
    who: `${who}: now ${people.map(({ name }) => name).join(', ')}`,
    how: people
      .map(({ how }) => how)
      .filter(Boolean)
      .join('; '),
    wrong: people
      .map(({ wrong }) => wrong)
      .filter(Boolean)
      .join('; ')
  }
}

function describePerson(surveyed: Surveyed): Pick<OutlineRow, 'how' | 'wrong'> {
  const channels = plannedChannels(surveyed)
  if (channels.length === 0) return { how: '', wrong: 'the plan is empty' }
  return {
    how: channels
      .filter(({ state }) => state !== 'deleted')
      .map(({ type, afterMinutes }) => `${type} ${composeDelay(afterMinutes)}`)
      .join(', '),
    wrong: channels
      .filter(({ state }) => state !== 'activated')
      .map(({ type, state, stage }) =>
        state === 'deleted' ? `channel ${stage} was deleted` : `${type} is ${stateWords[state]}`
      )
      .join(', ')
  }
}

/** The schedules that page somebody through a contact, each once. */
function schedulesIn(contactId: string, { contacts }: Survey): string[] {
  const seen = new Set<string>()
  const visit = (id: string): string[] => {
    if (seen.has(id)) return []
    seen.add(id)
    const surveyed = contacts.get(id)
    const contact = surveyed?.contact
    if (surveyed === undefined || contact?.kind !== 'contact') return []
    return [...(isSchedule(contact) ? [id] : []), ...pagedBy(contact, surveyed).flatMap(visit)]
  }
  return visit(contactId)
}

function onCallIn(scheduleId: string, { contacts, window }: Survey): readonly string[] {
  const surveyed = contacts.get(scheduleId)
  const rota = surveyed && rotaOf(surveyed, window)
  return rota === undefined || 'kind' in rota ? [] : (rota.now?.contactIds ?? [])
}

function composeRotaOf(scheduleId: string, { contacts, window }: Survey): OutlineRota {
  const surveyed = contacts.get(scheduleId)
  const name = nameOf(scheduleId, surveyed)
  const rota = surveyed && rotaOf(surveyed, window)
  if (surveyed === undefined || rota === undefined || 'kind' in rota)
    return { name, now: 'not known', until: '', next: 'not known', gaps: 'not known' }
  const zone = zoneOf(surveyed)
  const names = ({ contactIds }: Turn) => contactIds.map(id => nameOf(id, contacts.get(id))).join(', ')
  return {
    name,
    now: rota.now === undefined ? 'nobody' : names(rota.now),
    until: rota.now === undefined ? '' : composeTime(rota.now.untilMs, zone),
    next: rota.next === undefined ? 'not known' : `${names(rota.next)} from ${composeTime(rota.next.fromMs, zone)}`,
    gaps: rota.gaps
      .slice(0, gapsShown)
      .map(({ fromMs, untilMs }) => `${composeTime(fromMs, zone)} to ${composeTime(untilMs, zone)}`)
      .join('; ')
  }
}

const gapsShown = 10
