import type { Contact, Failed } from '../incident-manager/port.ts'
import { PageError } from '../report/page-error.ts'
import { nextStep } from '../report/remedies.ts'
import type { Situation } from '../report/situation.ts'
import { sentenceCase } from '../text/words.ts'
import type { Check } from './check.ts'
import { type Advise, isFailedWith, right, type Subject, unknown, wrong } from './finding.ts'
import type { NotAsked } from './inquiry.ts'
import { checkPerson } from './person-checks.ts'
import { checkPlan } from './plan-checks.ts'
import { aliasOf, isSchedule, kindOf, pagedBy } from './plans.ts'
import { allow } from './rights.ts'
import { checkSchedule } from './schedule-checks.ts'
import type { Answer, Root, Survey } from './survey.ts'

/** What the checks need beside a survey. */
export interface Facts {
  /** What advice about a contact is filled in with. */
  situationOf(contactId: string): Situation
  /** Why other credentials were taken than those that the workflow asks for, as a sentence; undefined if they were not. */
  readonly fallback: string | undefined
}

/**
 * What a survey shows: first what holds for all, then each contact of the inputs with its members, each once. What hangs on
 * something that is not known has no check of its own.
 */
export function composeChecks(survey: Survey, { situationOf, fallback }: Facts): Check[] {
  const advise: Advise = (failed, contactId) => {
    if (failed.kind === 'not-asked') return 'Raise "timeout-seconds", or check fewer contacts in one step.'
    if (failed.code === 'access-denied' && failed.permission !== undefined) return allow([failed.permission])
    return sentenceCase(nextStep(new PageError(failed.code, 'not-sent', failed.what, failed), situationOf(contactId)))
  }
  const credentials = checkCredentials(survey, fallback, advise)
  const isRefused = survey.roots.every(({ contactId }) => isAboutCredentials(contactIn(survey, contactId)))
  if (isRefused) return [credentials]
  const checked = new Set<string>()
  return [
    credentials,
    ...checkPlaces(survey, situationOf, advise),
    ...survey.roots.flatMap(root => [
      ...checkTree(root.contactId, survey, checked, advise),
      ...checkListing(root, advise)
    ])
  ]
}

// What AWS, or the way to its credentials, says of them; also of those of a role that the action assumes itself.
const aboutCredentials = [
  ...['no-credentials', 'half-set-credentials', 'expired-credentials', 'refused-credentials'],
  ...['no-id-token', 'no-oidc-provider', 'wrong-audience', 'role-refused']
]

// What only an AWS says that has taken the credentials.
const afterCredentials = ['access-denied', 'not-found', 'not-onboarded', 'validation', 'data-encryption']

function isAboutCredentials(answer: Answer<Contact>): answer is Failed {
  return isFailedWith(answer, ...aboutCredentials)
}

function checkCredentials({ contacts, roots }: Survey, fallback: string | undefined, advise: Advise): Check {
  const what = 'Credentials'
  for (const [contactId, { contact }] of contacts) {
    if (isAboutCredentials(contact)) return wrong(what, contact.what, advise(contact, contactId))
  }
  if (fallback !== undefined) return wrong(what, fallback, 'Correct the role, or take "role-to-assume" out.')
  const answers = [...contacts.values()].map(({ contact }) => contact)
  if (answers.some(answer => answer.kind === 'contact' || isFailedWith(answer, ...afterCredentials)))
    return right(what, 'AWS takes the credentials of this job.')
  const [first] = contacts
  const [contactId, { contact }] = first ?? [roots[0]?.contactId ?? '', { contact: notRead }]
  return contact.kind === 'contact' ? right(what, '') : unknown(what, contact, advise(contact, contactId))
}

function checkPlaces(survey: Survey, situationOf: Facts['situationOf'], advise: Advise): Check[] {
  const places = new Map<string, Survey['roots'][number][]>()
  for (const root of survey.roots) {
    const { account, region } = situationOf(root.contactId)
    const what = `Incident Manager is set up in account ${account} and region ${region}`
    places.set(what, [...(places.get(what) ?? []), root])
  }
  return [...places].map(([what, roots]) => {
    const answers = roots.map(({ contactId }) => [contactId, contactIn(survey, contactId)] as const)
    for (const [contactId, answer] of answers) {
      if (isFailedWith(answer, 'not-onboarded')) {
        const { what: words } = answer as Failed
        return wrong(what, words, advise(answer as Failed, contactId))
      }
    }
    if (answers.some(([, answer]) => answer.kind === 'contact' || isFailedWith(answer, 'not-found')))
      return right(what, 'AWS looked for the contact there.')
    const [contactId, answer] = answers[0] ?? ['', notRead]
    return answer.kind === 'contact' ? right(what, '') : unknown(what, answer, advise(answer, contactId))
  })
}

/** The checks of a contact, and of those it pages. */
function checkTree(contactId: string, survey: Survey, checked: Set<string>, advise: Advise): Check[] {
  if (checked.has(contactId)) return []
  checked.add(contactId)
  const surveyed = survey.contacts.get(contactId) ?? { contact: notRead }
  const { contact } = surveyed
  const exists = checkContact(contactId, contact, survey, advise)
  if (contact.kind !== 'contact') return [exists]
  const subject: Subject = { contactId, alias: aliasOf(contactId), contact, surveyed, survey, advise }
  const members = pagedBy(contact, surveyed)
  return [exists, ...checkOwn(subject), ...members.flatMap(id => checkTree(id, survey, checked, advise))]
}

function checkOwn(subject: Subject): Check[] {
  if (subject.contact.type === 'PERSONAL') return checkPerson(subject)
  return isSchedule(subject.contact) ? checkSchedule(subject) : checkPlan(subject)
}

function checkContact(contactId: string, contact: Answer<Contact>, survey: Survey, advise: Advise): Check {
  const alias = aliasOf(contactId)
  const what = `Contact ${alias} exists`
  if (contact.kind === 'contact') return right(what, `It is ${kindOf(contact)}.`)
  if (!isFailedWith(contact, 'not-found')) return unknown(what, contact, advise(contact, contactId))
  const naming = whoPage(contactId, survey).join(' and ')
  if (naming === '') return wrong(what, (contact as Failed).what, advise(contact, contactId))
  return wrong(
    what,
    `AWS knows no contact ${alias}: it was probably deleted, and stays in ${naming}. Nobody is paged there.`,
    `Take ${alias} out of ${naming}, or put somebody in its place.`
  )
}

/** The aliases of those through which a contact is paged. */
function whoPage(contactId: string, { contacts }: Survey): string[] {
  return [...contacts].flatMap(([id, surveyed]) => {
    const { contact } = surveyed
    return contact.kind === 'contact' && pagedBy(contact, surveyed).includes(contactId) ? [aliasOf(id)] : []
  })
}

function checkListing({ contactId, pages }: Root, advise: Advise): Check[] {
  if (pages === undefined) return []
  const what = `The role may list pages of ${aliasOf(contactId)}`
  // AWS looks for the engagement, and at its ID, only for those who may ask.
  if (pages.kind === 'whole-list' || isFailedWith(pages, 'not-found', 'validation'))
    return [right(what, 'AWS let it ask (ListPagesByEngagement).')]
  return [unknown(what, pages, advise(pages, contactId))]
}

const notRead: NotAsked = { kind: 'not-asked', why: 'AWS was not asked.' }

function contactIn({ contacts }: Survey, contactId: string): Answer<Contact> {
  return contacts.get(contactId)?.contact ?? notRead
}
