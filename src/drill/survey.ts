import type { WholeList } from '../delivery/list-all.ts'
import { isEngagementOf, parseContactArn, parseEngagementArn } from '../incident-manager/arn.ts'
import type {
  Channel,
  Contact,
  Engagement,
  Failed,
  IncidentManager,
  Listed,
  Rotation,
  SentPage,
  Shift
} from '../incident-manager/port.ts'
import type { Inquiry, NotAsked } from './inquiry.ts'
import { membersOf } from './plans.ts'
import { isCovered, type Span } from './rota.ts'

/** What was asked for, or why it is not known. */
export type Answer<T> = T | Failed | NotAsked

/** Everything that a drill read. */
export interface Survey {
  /** The contacts of the inputs, in their order. */
  readonly roots: readonly Root[]
  /** Every contact that was read, members too, by the ARN it was asked with. */
  readonly contacts: ReadonlyMap<string, Surveyed>
  /** The days that were looked at in schedules. */
  readonly window: Span
}

/** A contact that the workflow pages. */
export interface Root {
  readonly contactId: string
  readonly isBackup: boolean
  /** What came of asking for the pages of an engagement of this contact; undefined where the contact is not known. */
  readonly pages: Answer<WholeList<SentPage>> | undefined
}

/** A contact, and what hangs on it. */
export interface Surveyed {
  readonly contact: Answer<Contact>
  /** Of a person with a plan. */
  readonly channels?: Answer<WholeList<Channel>>
  /** Of an on-call schedule. */
  readonly rotations?: readonly SurveyedRotation[]
}

/** A rotation of a schedule, with its shifts in the window. */
export interface SurveyedRotation {
  readonly rotation: Answer<Rotation>
  readonly shifts: Answer<WholeList<Shift>>
}

/** What a survey asks. Starting and stopping is not among it. */
export type Asked = Pick<IncidentManager, 'contact' | 'channels' | 'rotation' | 'shifts' | 'pages' | 'list'>

/** A contact of the inputs, and Incident Manager in its region. */
export interface Given {
  readonly contactId: string
  readonly isBackup: boolean
  readonly incidentManager: Asked
}

const dayMs = 24 * 60 * 60 * 1000
/** How far ahead a drill looks into schedules, in days. */
export const daysAhead = 7
// A rotation may give a person several weeks in a row.
const longestShiftMs = 35 * dayMs

/**
 * Reads contacts with all their members, each once, from the outside to the inside; what hangs on a contact that cannot be
 * read is not looked at. Never throws.
 *
 * @param nowMs the time, in milliseconds since 1970
 */
export async function survey(given: readonly Given[], inquiry: Inquiry, nowMs: number): Promise<Survey> {
  const window = { fromMs: nowMs, untilMs: nowMs + daysAhead * dayMs }
  const contacts = new Map<string, Surveyed>()
  const reading = new Map<string, Promise<Contact | undefined>>()

  // Members are not waited for by the one who read the contact: a plan that holds itself would wait for ever.
  const follow: Promise<unknown>[] = []
  const read = (contactId: string, incidentManager: Asked): Promise<Contact | undefined> => {
    const begun = reading.get(contactId)
    if (begun !== undefined) return begun
    const contact = readContact(contactId, incidentManager)
    reading.set(contactId, contact)
    follow.push(contact)
    return contact
  }

  async function readContact(contactId: string, incidentManager: Asked): Promise<Contact | undefined> {
    const contact = await inquiry.ask(attempt => incidentManager.contact(contactId, attempt))
    contacts.set(contactId, { contact })
    if (contact.kind !== 'contact') return undefined
    if (contact.type === 'PERSONAL') follow.push(readChannels(contactId, contact, incidentManager))
    else follow.push(readRotations(contactId, contact, incidentManager))
    for (const member of membersOf(contact)) read(member, incidentManager)
    return contact
  }

  async function readChannels(contactId: string, contact: Contact, incidentManager: Asked): Promise<void> {
    // A person without a plan is not reached whatever the channels are.
    if (contact.stages.every(({ targets }) => targets.length === 0)) return
    const channels = await inquiry.list((token, attempt) => incidentManager.channels(contactId, token, attempt))
    contacts.set(contactId, { contact, channels })
  }

  async function readRotations(contactId: string, contact: Contact, incidentManager: Asked): Promise<void> {
    const rotations = await Promise.all(contact.rotationIds.map(id => readRotation(id, incidentManager)))
    contacts.set(contactId, { contact, rotations })
  }

  async function readRotation(rotationId: string, incidentManager: Asked): Promise<SurveyedRotation> {
    const [rotation, shifts] = await Promise.all([
      inquiry.ask(attempt => incidentManager.rotation(rotationId, attempt)),
      readShifts(rotationId, incidentManager)
    ])
    const turns = shifts.kind === 'whole-list' ? shifts.items.flatMap(({ contactIds }) => contactIds) : []
    const members = rotation.kind === 'rotation' ? rotation.contactIds : []
    for (const member of [...members, ...turns]) read(member, incidentManager)
    return { rotation, shifts }
  }

  async function readShifts(rotationId: string, incidentManager: Asked): Promise<Answer<WholeList<Shift>>> {
    const within = (span: Span) =>
      inquiry.list((token, attempt) => incidentManager.shifts(rotationId, span, token, attempt))
    const shifts = await within(window)
    if (shifts.kind !== 'whole-list' || isCovered(shifts.items, nowMs)) return shifts
    // Whether a window holds a shift that began before it is not documented: nobody is missed for that.
    const earlier = await within({ fromMs: nowMs - longestShiftMs, untilMs: nowMs + 60_000 })
    if (earlier.kind !== 'whole-list') return earlier
    const lasting = earlier.items.filter(({ endMs }) => endMs > nowMs)
    return { ...shifts, items: [...lasting, ...shifts.items], isCut: shifts.isCut || earlier.isCut }
  }

  const latest = rememberLatest(inquiry, nowMs)
  const roots = await Promise.all(
    given.map(async ({ contactId, isBackup, incidentManager }): Promise<Root> => {
      const contact = await read(contactId, incidentManager)
      const pages = contact && (await readPages(contactId, incidentManager, inquiry, latest))
      return { contactId, isBackup, pages }
    })
  )
  // Each adds those that it finds to the end.
  for (let index = 0; index < follow.length; index++) await follow[index]
  return { roots, contacts, window }
}

type Latest = (contactId: string, incidentManager: Asked) => Promise<string | undefined>

/**
 * Asks for the pages of an engagement that does not exist: AWS looks at the right before it looks for the engagement, so that
 * one that is not found proves the right. Should AWS refuse to tell of it at all, a real engagement decides, if there is one.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/intro-structure.html
 */
async function readPages(
  contactId: string,
  incidentManager: Asked,
  inquiry: Inquiry,
  latest: Latest
): Promise<Answer<WholeList<SentPage>>> {
  const ask = (engagementArn: string) =>
    inquiry.list((token, attempt) => incidentManager.pages(engagementArn, token, attempt))
  const pages = await ask(`${contactId.replace(':contact/', ':engagement/')}/00000000-0000-0000-0000-000000000000`)
  if (pages.kind !== 'failed' || pages.code !== 'access-denied') return pages
  const engagementArn = await latest(contactId, incidentManager)
  return engagementArn === undefined ? pages : ask(engagementArn)
}

/** The latest engagement of a contact in the last days, if the role may list them; the list of a region is read once. */
function rememberLatest(inquiry: Inquiry, nowMs: number): Latest {
  const lists = new Map<Asked, Promise<Answer<WholeList<Engagement>>>>()
  return async (contactId, incidentManager) => {
    const list = (
      token: string | undefined,
      attempt: Parameters<Asked['list']>[2]
    ): Promise<Listed<Engagement> | Failed> => incidentManager.list(nowMs - daysAhead * dayMs, token, attempt)
    const listing = lists.get(incidentManager) ?? inquiry.list(list)
    lists.set(incidentManager, listing)
    const engagements = await listing
    const contact = parseContactArn(contactId)
    if (engagements.kind !== 'whole-list' || contact === undefined) return undefined
    const own = engagements.items.filter(({ engagementArn }) => {
      const engagement = parseEngagementArn(engagementArn)
      return engagement !== undefined && isEngagementOf(engagement, contact)
    })
    return own.sort((a, b) => (b.startedMs ?? 0) - (a.startedMs ?? 0))[0]?.engagementArn
  }
}
