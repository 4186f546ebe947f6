import type { Contact, Failed } from '../incident-manager/port.ts'
import { PageError } from '../report/page-error.ts'
import { nextStep } from '../report/remedies.ts'
import type { Situation } from '../report/situation.ts'
import { sentenceCase } from '../text/words.ts'
import type { Check } from './check.ts'
import type { NotAsked } from './inquiry.ts'
import { aliasOf, kindOf, plannedChannels, rotaOf, startsOf, zoneOf } from './plans.ts'
import type { Span } from './rota.ts'
import { composeStatements } from './statements.ts'
import { type Answer, daysAhead, membersOf, type Root, type Survey, type Surveyed } from './survey.ts'
import { composeDelay, composeTime } from './times.ts'

/**
 * What a survey shows: first what holds for all, then each contact of the inputs with its members, each once. What hangs on
 * something that is not known has no check of its own.
 *
 * @param situationOf what advice about a contact is filled in with
 */
export function composeChecks(survey: Survey, situationOf: (contactId: string) => Situation): Check[] {
  const missing = missingRights(survey)
  const advise: Advise = (failed, contactId) => {
    if (failed.kind === 'not-asked') return 'Raise "timeout-seconds", or check fewer contacts in one step.'
    if (failed.code === 'access-denied' && missing !== '') return missing
    return sentenceCase(nextStep(new PageError(failed.code, 'not-sent', failed.what, failed), situationOf(contactId)))
  }
  const credentials = checkCredentials(survey, advise)
  if (credentials.ok === false) return [credentials]
  const checked = new Set<string>()
  return [
    credentials,
    ...checkRegions(survey, situationOf, advise),
    ...survey.roots.flatMap(root => [
      ...checkTree(root.contactId, undefined, survey, checked, advise),
      ...checkRights(root, advise)
    ])
  ]
}

/** What to do about something that is not known. */
type Advise = (failed: Failed | NotAsked, contactId: string) => string

// What AWS, or the way to its credentials, says of them; also of those of a role that the action assumes itself.
const aboutCredentials = new Set<string>([
  'no-credentials',
  'half-set-credentials',
  'expired-credentials',
  'refused-credentials',
  'no-id-token',
  'no-oidc-provider',
  'wrong-audience',
  'role-refused'
])

// What only an AWS that knows the credentials says.
const afterCredentials = new Set<string>([
  'access-denied',
  'not-found',
  'not-onboarded',
  'validation',
  'data-encryption'
])

const [right, wrong] = [
  (what: string, detail: string): Check => ({ what, ok: true, detail, nextStep: '' }),
  (what: string, detail: string, nextStep: string): Check => ({ what, ok: false, detail, nextStep })
]

function unknown(what: string, failed: Failed | NotAsked, nextStep: string): Check {
  return { what, ok: 'unknown', detail: failed.kind === 'failed' ? failed.what : failed.why, nextStep }
}

function checkCredentials({ roots, contacts }: Survey, advise: Advise): Check {
  const what = 'Credentials'
  const answers = [...contacts].map(([contactId, { contact }]) => ({ contactId, contact }))
  const about = answers.find(({ contact }) => contact.kind === 'failed' && aboutCredentials.has(contact.code))
  if (about?.contact.kind === 'failed') return wrong(what, about.contact.what, advise(about.contact, about.contactId))
  if (answers.some(({ contact }) => contact.kind === 'contact' || isCode(contact, afterCredentials)))
    return right(what, 'AWS takes the credentials of this job.')
  const contactId = roots[0]?.contactId ?? ''
  const first = contacts.get(contactId)?.contact
  if (first === undefined || first.kind === 'contact')
    return unknown(what, { kind: 'not-asked', why: 'AWS was not asked.' }, '')
  return unknown(what, first, advise(first, contactId))
}

function checkRegions(survey: Survey, situationOf: (contactId: string) => Situation, advise: Advise): Check[] {
  const places = new Map<string, Root[]>()
  for (const root of survey.roots) {
    const { account, region } = situationOf(root.contactId)
    const what = `Incident Manager is set up in account ${account} and region ${region}`
    places.set(what, [...(places.get(what) ?? []), root])
  }
  return [...places].map(([what, roots]) => {
    const answers = roots.map(({ contactId }) => ({ contactId, contact: contactIn(survey, contactId) }))
    if (answers.some(({ contact }) => contact.kind === 'contact' || isCode(contact, new Set(['not-found']))))
      return right(what, 'AWS looked for the contact.')
    const [first] = answers
    if (first === undefined || first.contact.kind === 'contact') return right(what, '')
    const { contactId, contact } = first
    if (contact.kind === 'failed' && contact.code === 'not-onboarded')
      return wrong(what, contact.what, advise(contact, contactId))
    return unknown(what, contact, advise(contact, contactId))
  })
}

/** The checks of a contact, and of those it pages. */
function checkTree(
  contactId: string,
  parent: string | undefined,
  survey: Survey,
  checked: Set<string>,
  advise: Advise
): Check[] {
  if (checked.has(contactId)) return []
  checked.add(contactId)
  const surveyed = survey.contacts.get(contactId) ?? { contact: contactIn(survey, contactId) }
  const { contact } = surveyed
  const exists = checkContact(contactId, contact, parent, advise)
  if (contact.kind !== 'contact') return [exists]
  const subject: Subject = { contactId, alias: aliasOf(contactId), contact, surveyed, survey, advise }
  const own = contact.type === 'PERSONAL' ? checkPerson(subject) : checkPlanOrSchedule(subject)
  const members = pagedBy(contact, surveyed)
  return [exists, ...own, ...members.flatMap(member => checkTree(member, contactId, survey, checked, advise))]
}

interface Subject {
  readonly contactId: string
  readonly alias: string
  readonly contact: Contact
  readonly surveyed: Surveyed
  readonly survey: Survey
  readonly advise: Advise
}

function checkContact(contactId: string, contact: Answer<Contact>, parent: string | undefined, advise: Advise): Check {
  const alias = aliasOf(contactId)
  const what = `Contact ${alias} exists`
  if (contact.kind === 'contact') return right(what, `It is ${kindOf(contact)}.`)
  if (contact.kind === 'failed' && contact.code === 'not-found') {
    return parent === undefined
      ? wrong(what, contact.what, advise(contact, contactId))
      : wrong(
          what,
          `AWS knows no contact ${alias}, but ${aliasOf(parent)} pages it: it was probably deleted. It pages nobody.`,
          `Take ${alias} out of ${aliasOf(parent)}, or put somebody in its place.`
        )
  }
  return unknown(what, contact, advise(contact, contactId))
}

function checkPerson({ contactId, alias, contact, surveyed, advise }: Subject): Check[] {
  const plan = `Plan of ${alias} is not empty`
  const planned = plannedChannels(surveyed)
  if (planned.length === 0) {
    return [
      wrong(plan, 'No channel stands in it: nobody is paged.', `Add a channel to the engagement plan of ${alias}.`)
    ]
  }
  const empty = emptyStages(contact)
  const filled =
    empty === ''
      ? right(plan, planned.length === 1 ? 'It pages on one channel.' : `It pages on ${planned.length} channels.`)
      : wrong(plan, `${empty} without a channel.`, `Add a channel there, or remove the stage.`)
  const what = `Channels of ${alias} exist and are activated`
  const { channels } = surveyed
  if (channels !== undefined && channels.kind !== 'list')
    return [filled, unknown(what, channels, advise(channels, contactId))]

  const detail = planned.map(({ stage, afterMinutes, type, state }) => {
    const channel = `${type} ${composeDelay(afterMinutes)} (stage ${stage})`
    return {
      activated: channel,
      'not-activated': `${channel} is not activated`,
      deleted: `stage ${stage} names a channel that was deleted`,
      unknown: `${channel} is not known`
    }[state]
  })
  const said = `${sentenceCase(detail.join('; '))}.`
  const is = (wanted: string) => planned.some(({ state }) => state === wanted)
  if (is('deleted') || is('not-activated')) {
    const steps = [
      is('deleted') ? `take deleted channels out of the engagement plan of ${alias}, or put others there` : '',
      is('not-activated') ? `let ${alias} activate the rest with the code that Incident Manager sends them` : ''
    ]
    return [filled, wrong(what, said, `${sentenceCase(steps.filter(Boolean).join('; '))}.`)]
  }
  if (!is('unknown')) return [filled, right(what, said)]
  const cut = { kind: 'not-asked', why: said } as const
  return [
    filled,
    unknown(what, cut, `Look at the channels of ${alias} in Incident Manager: there are too many to read.`)
  ]
}

function checkPlanOrSchedule(subject: Subject): Check[] {
  const { contact } = subject
  // A type that AWS has added since is judged by what stands in its plan.
  const isSchedule = contact.type === 'ONCALL_SCHEDULE' || contact.rotationIds.length > 0
  return isSchedule ? checkSchedule(subject) : checkPlan(subject)
}

function checkPlan({ alias, contact }: Subject): Check[] {
  const what = `Plan of ${alias} is not empty`
  const targets = contact.stages.flatMap(({ targets }) => targets)
  if (targets.length === 0)
    return [wrong(what, 'Nobody stands in it: nobody is paged.', `Add a contact to a stage of ${alias}.`)]
  const empty = emptyStages(contact)
  const nameless = targets.some(target => target.kind === 'contact' && target.contactId === '')
  const members = membersOf(contact).length
  const counted = `${contact.stages.length === 1 ? 'One stage' : `${contact.stages.length} stages`}, ${members === 1 ? 'one member' : `${members} members`}.`
  const filled = nameless
    ? wrong(
        what,
        'A member of it was deleted: its place pages nobody.',
        `Take it out of ${alias}, or put somebody there.`
      )
    : empty !== ''
      ? wrong(what, `${empty} without anybody.`, 'Add a contact there, or remove the stage.')
      : right(what, counted)
  return [filled, checkEssential(alias, contact)]
}

/** An acknowledgement stops a plan only where `IsEssential` is set for who gives it. */
function checkEssential(alias: string, { stages }: Contact): Check {
  const what = `An acknowledgement stops ${alias}`
  const starts = startsOf(stages)
  const members = stages.map(({ targets }) => targets.flatMap(target => (target.kind === 'contact' ? [target] : [])))
  if (members.slice(1).every(stage => stage.length === 0))
    return right(what, 'There is one stage: after it, nobody further is paged.')
  const named = (isEssential: boolean) => [
    ...new Set(
      members
        .flat()
        .filter(member => member.isEssential === isEssential)
        .map(({ contactId }) => aliasOf(contactId))
    )
  ]
  const [essential, others] = [named(true), named(false)]
  const beforeLast = members.slice(0, -1).flat()
  if (beforeLast.some(({ isEssential }) => isEssential)) {
    const rest = others.length === 0 ? '' : ` One by ${others.join(', ')} does not: IsEssential is not set.`
    return right(what, `One by ${essential.join(', ')} does (IsEssential).${rest}`)
  }
  const last = composeDelay(starts.at(-1))
  return wrong(
    what,
    `Nobody before the last stage, ${last}, has IsEssential: all stages are paged, whoever acknowledges.`,
    `Set IsEssential for the members of ${alias} whose acknowledgement is enough.`
  )
}

function checkSchedule({ contactId, alias, contact, surveyed, survey, advise }: Subject): Check[] {
  const plan = `Plan of ${alias} is not empty`
  if (contact.rotationIds.length === 0)
    return [wrong(plan, 'It has no rotation: nobody is ever on call.', `Add a rotation to the schedule ${alias}.`)]
  return [
    checkRotations(plan, { contactId, alias, contact, surveyed, survey, advise }),
    ...checkRota(surveyed, alias, contactId, survey, advise)
  ]
}

function checkRotations(what: string, { contactId, alias, surveyed, advise }: Subject): Check {
  const rotations = (surveyed.rotations ?? []).map(({ rotation }) => rotation)
  if (rotations.some(rotation => isCode(rotation, new Set(['not-found']))))
    return wrong(what, 'A rotation of it was deleted.', `Take it out of the schedule ${alias}, or add another.`)
  if (rotations.some(rotation => rotation.kind === 'rotation' && rotation.contactIds.length === 0))
    return wrong(what, 'A rotation of it has nobody.', `Add somebody to the rotations of ${alias}.`)
  const failed = rotations.find(rotation => rotation.kind !== 'rotation')
  if (failed !== undefined && failed.kind !== 'rotation') return unknown(what, failed, advise(failed, contactId))
  const members = rotations.flatMap(rotation => (rotation.kind === 'rotation' ? rotation.contactIds : []))
  return right(what, `They take turns: ${[...new Set(members)].map(aliasOf).join(', ')}.`)
}

function checkRota(surveyed: Surveyed, alias: string, contactId: string, { window }: Survey, advise: Advise): Check[] {
  const now = `Somebody is on call now in ${alias}`
  const days = `Somebody is on call in ${alias} all the next ${daysAhead} days`
  const rota = rotaOf(surveyed, window)
  if ('kind' in rota) {
    return [now, days].map(what => unknown(what, rota, advise(rota, contactId)))
  }
  const zone = zoneOf(surveyed)
  const time = (atMs: number) => composeTime(atMs, zone)
  const next = rota.next && `${rota.next.contactIds.map(aliasOf).join(', ')} from ${time(rota.next.fromMs)}`
  const onCall =
    rota.now === undefined
      ? wrong(
          now,
          `Nobody is. Next: ${next ?? 'nobody'}.`,
          `Put somebody on call in ${alias} now: add an override to a rotation.`
        )
      : right(
          now,
          `${rota.now.contactIds.map(aliasOf).join(', ')} until ${time(rota.now.untilMs)}. Next: ${next ?? `nobody known within ${daysAhead} days`}.`
        )
  const gaps = rota.gaps.map(gap => `${time(gap.fromMs)} to ${time(gap.untilMs)}`)
  const shown = gaps.slice(0, 20).join('; ') + (gaps.length > 20 ? `; and ${gaps.length - 20} more` : '')
  return [
    onCall,
    gaps.length === 0
      ? right(days, 'There is no gap.')
      : wrong(days, `Nobody is on call: ${shown}.`, `Close the gaps in the rotations of ${alias}, or by overrides.`)
  ]
}

function checkRights({ contactId, pages }: Root, advise: Advise): Check[] {
  if (pages === undefined) return []
  const what = `This role may list pages of ${aliasOf(contactId)}`
  // AWS looks for the engagement, or at its ID, only for those who may ask.
  if (pages.kind === 'list' || isCode(pages, new Set(['not-found', 'validation'])))
    return [right(what, 'AWS let it ask (ListPagesByEngagement).')]
  return [unknown(what, pages, advise(pages, contactId))]
}

/** Those who are paged through a contact: members of a plan, or who takes turns in a schedule. */
function pagedBy(contact: Contact, { rotations = [] }: Surveyed): string[] {
  const turns = rotations.flatMap(({ rotation, shifts }) => [
    ...(rotation.kind === 'rotation' ? rotation.contactIds : []),
    ...(shifts.kind === 'list' ? shifts.items.flatMap(({ contactIds }) => contactIds) : [])
  ])
  return [...new Set([...membersOf(contact), ...turns])]
}

function emptyStages({ stages }: Contact): string {
  const numbers = stages.flatMap(({ targets }, index) => (targets.length === 0 ? [index + 1] : []))
  if (numbers.length === 0) return ''
  return numbers.length === 1 ? `Stage ${numbers[0]} is` : `Stages ${numbers.join(', ')} are`
}

function contactIn({ contacts }: Survey, contactId: string): Answer<Contact> {
  return contacts.get(contactId)?.contact ?? { kind: 'not-asked', why: 'AWS was not asked.' }
}

function isCode(answer: Answer<{ readonly kind: string }>, codes: ReadonlySet<string>): boolean {
  return answer.kind === 'failed' && codes.has((answer as Failed).code)
}

/** The advice that allows all that was refused; empty if nothing was. */
function missingRights({ roots, contacts }: Survey): string {
  const answers: Answer<{ readonly kind: string }>[] = [
    ...[...contacts.values()].flatMap(({ contact, channels, rotations = [] }) => [
      contact,
      ...(channels === undefined ? [] : [channels]),
      ...rotations.flatMap(({ rotation, shifts }) => [rotation, shifts])
    ]),
    ...roots.flatMap(({ pages }) => (pages === undefined ? [] : [pages]))
  ]
  const permissions = answers.flatMap(answer => {
    if (!isCode(answer, new Set(['access-denied']))) return []
    const { permission } = answer as Failed
    return permission === undefined ? [] : [permission]
  })
  if (permissions.length === 0) return ''
  return `Allow it: add ${composeStatements(permissions)} to the statements in the policy of the role that this job uses.`
}
