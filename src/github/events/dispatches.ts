import { isObject, type Json, type JsonObject, textAt } from '../../text/json.ts'
import { block, line } from '../../text/lines.ts'
import { cutAtGrapheme, lengthInScalars } from '../../text/unicode.ts'
import type { Describers, EventDescription, Told } from '../events.ts'
import { personOf } from '../people.ts'

/** Runs that somebody, something or the clock asked for. */
export const describeDispatches: Describers = {
  schedule: ({ event, general }) => {
    const cron = line(textAt(event, 'schedule'))
    return {
      workflow: `Scheduled ${general.workflow}`,
      trigger: cron ? `Scheduled run, cron ${cron}.` : 'Scheduled run.',
      // The actor of a schedule is who changed its cron line last.
      startedBy: (general.attempt > 1 && personOf(general.rerunBy, event)) || general.workflow
    }
  },

  workflow_dispatch: told => ({ ...describeManualStart(told), notes: composeNotes('', told.event.inputs) }),

  repository_dispatch: ({ event, actor }) => {
    const type = line(textAt(event, 'action')) || line(textAt(event, 'event_type'))
    return {
      trigger: `Repository dispatch${type && ` "${type}"`} by ${actor}.`,
      notes: composeNotes('Payload ', event.client_payload)
    }
  }
}

function describeManualStart({ event, general, actor }: Told): Partial<EventDescription> {
  const asking = general.attempt > 1 && general.rerunBy ? general.rerunBy : actor
  return {
    trigger: personOf(actor, event) ? `Started manually by ${actor}.` : `Started by ${actor}.`,
    askedBy: personOf(asking, event)
  }
}

const notesMaximum = 25
// Leaves room for what the page says itself in a text of 8192.
const notesScalars = 6_000
const depthMaximum = 4

/** The plain values of an object, each after its name; one of several lines begins below it. */
function composeNotes(prefix: string, values: Json | undefined): string[] {
  const plain = isObject(values) ? plainValues(values) : []
  let room = notesScalars
  const notes = plain.slice(0, notesMaximum).map(([name, value]) => {
    const whole = block(value)
    const kept = cutAtGrapheme(whole, room)
    room -= lengthInScalars(kept)
    const missing = lengthInScalars(whole) - lengthInScalars(kept)
    const text = missing > 0 ? `${kept}… [cut: ${missing} more characters]` : kept
    return `${prefix}${line(name, 60)}:${text.includes('\n') ? '\n' : ' '}${text}`
  })
  const more = plain.length - notesMaximum
  return more > 0 ? [...notes, `and ${more} more values`] : notes
}

function plainValues(values: JsonObject, path = '', depth = 1): [name: string, value: string][] {
  return Object.entries(values).flatMap(([key, value]): [string, string][] => {
    const name = path ? `${path}.${key}` : key
    if (isObject(value)) return depth < depthMaximum ? plainValues(value, name, depth + 1) : []
    const items = [value].flat().filter(item => item !== null && typeof item !== 'object')
    const text = items.map(String).join(', ').trim()
    return text === '' ? [] : [[name, text]]
  })
}
