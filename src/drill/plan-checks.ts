import type { Contact } from '../incident-manager/port.ts'
import type { Check } from './check.ts'
import { emptyStages, right, type Subject, wrong } from './finding.ts'
import { aliasOf, membersOf, startsOf } from './plans.ts'
import { composeDelay } from './times.ts'

/** The checks of an escalation plan: its stages, and whether an acknowledgement stops it. */
export function checkPlan({ alias, contact }: Subject): Check[] {
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
      ? wrong(what, `${empty} without anybody.`, `Add a contact to each stage of ${alias}, or remove the stage.`)
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
