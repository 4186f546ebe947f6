import { sentenceCase } from '../text/words.ts'
import type { Check } from './check.ts'
import { emptyStages, right, type Subject, unknown, wrong } from './finding.ts'
import { plannedChannels } from './plans.ts'
import { composeDelay } from './times.ts'

/** The checks of a person: the plan, and the channels in it. */
export function checkPerson({ contactId, alias, contact, surveyed, advise }: Subject): Check[] {
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
      : wrong(
          plan,
          `${empty} without a channel.`,
          `Add a channel to each stage of the engagement plan of ${alias}, or remove the stage.`
        )
  const what = `Channels of ${alias} exist and are activated`
  const { channels } = surveyed
  if (channels !== undefined && channels.kind !== 'whole-list')
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
      is('not-activated') ? `let ${alias} activate what is not, with the code that Incident Manager sends there` : ''
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
