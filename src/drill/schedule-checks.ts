import type { Check } from './check.ts'
import { isFailedWith, right, type Subject, unknown, wrong } from './finding.ts'
import { aliasOf, rotaOf, zoneOf } from './plans.ts'
import type { Turn } from './rota.ts'
import { daysAhead } from './survey.ts'
import { composeTime } from './times.ts'

// More are a schedule that is simply not filled.
const gapsShown = 20

/** The checks of an on-call schedule: its rotations, who is on call now, and gaps. */
export function checkSchedule(subject: Subject): Check[] {
  const { alias, contact } = subject
  if (contact.rotationIds.length > 0) return [checkRotations(subject), ...checkRota(subject)]
  const what = `Plan of ${alias} is not empty`
  return [wrong(what, 'It has no rotation: nobody is ever on call.', `Add a rotation to the schedule ${alias}.`)]
}

function checkRotations({ contactId, alias, surveyed, advise }: Subject): Check {
  const what = `Plan of ${alias} is not empty`
  const rotations = (surveyed.rotations ?? []).map(({ rotation }) => rotation)
  if (rotations.some(rotation => isFailedWith(rotation, 'not-found')))
    return wrong(what, 'A rotation of it was deleted.', `Take it out of the schedule ${alias}, or add another.`)
  if (rotations.some(rotation => rotation.kind === 'rotation' && rotation.contactIds.length === 0))
    return wrong(what, 'A rotation of it has nobody.', `Add somebody to the rotations of ${alias}.`)
  const members: string[] = []
  for (const rotation of rotations) {
    if (rotation.kind !== 'rotation') return unknown(what, rotation, advise(rotation, contactId))
    members.push(...rotation.contactIds)
  }
  return right(what, `In turn: ${[...new Set(members)].map(aliasOf).join(', ')}.`)
}

function checkRota({ contactId, alias, surveyed, survey, advise }: Subject): Check[] {
  const now = `Somebody is on call now in ${alias}`
  const days = `Somebody is on call in ${alias} all the next ${daysAhead} days`
  const rota = rotaOf(surveyed, survey.window)
  if ('kind' in rota) return [now, days].map(what => unknown(what, rota, advise(rota, contactId)))
  const zone = zoneOf(surveyed)
  const time = (atMs: number) => composeTime(atMs, zone)
  const names = ({ contactIds }: Turn) => contactIds.map(aliasOf).join(', ')
  const next = rota.next === undefined ? 'not known' : `${names(rota.next)} from ${time(rota.next.fromMs)}`
  const gaps = rota.gaps.slice(0, gapsShown).map(gap => `${time(gap.fromMs)} to ${time(gap.untilMs)}`)
  const more = rota.gaps.length - gaps.length
  return [
    rota.now === undefined
      ? wrong(now, `Nobody is. Next: ${next}.`, `Put somebody on call in ${alias} now, by an override of a rotation.`)
      : right(now, `${names(rota.now)} until ${time(rota.now.untilMs)}. Next: ${next}.`),
    gaps.length === 0
      ? right(days, 'There is no gap.')
      : wrong(
          days,
          `Nobody is from ${gaps.join('; from ')}${more > 0 ? `; and ${more} more gaps` : ''}.`,
          `Close the gaps in the rotations of ${alias}, or by overrides.`
        )
  ]
}
