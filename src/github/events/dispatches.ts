import { isObject, type Json, textAt } from '../../text/json.ts'
import { block, line } from '../../text/lines.ts'
import { speakCron } from '../../text/spoken.ts'
import { cutAtGrapheme, lengthInScalars } from '../../text/unicode.ts'
import type { Describers, EventDescription, Told } from '../events.ts'
import { personOf } from '../people.ts'

/** Runs that somebody, something or the clock asked for. */
export const describeDispatches: Describers = {
  schedule: ({ event, general }) => {
    const cron = line(textAt(event, 'schedule'))
    return {
      workflow: `Scheduled ${general.workflow}`,
      trigger: cron ? `Scheduled run, ${speakCron(cron)}.` : 'Scheduled run.',
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
// More than a page has room for, whatever becomes of its white space.
const valueUnits = 100_000
const depthMaximum = 4
const itemsMaximum = 100

/** The plain values of an object, each after its name; one of several lines begins below it. */
function composeNotes(prefix: string, values: Json | undefined): string[] {
  const notes: string[] = []
  let room = notesScalars
  let more = 0
  for (const [name, value] of plainValues(values)) {
    if (notes.length === notesMaximum) {
      more++
      continue
    }
    const whole = block(value.slice(0, valueUnits))
    const kept = cutAtGrapheme(whole, room)
    room -= lengthInScalars(kept)
    const missing = lengthInScalars(whole) - lengthInScalars(kept) + lengthInScalars(value.slice(valueUnits))
    const text = missing > 0 ? `${kept}… [cut: ${missing} more characters]` : kept
    notes.push(`${prefix}${line(name, 60)}:${text.includes('\n') ? '\n' : ' '}${text}`)
  }
  return more > 0 ? [...notes, `and ${more} more values`] : notes
}

/** The texts, numbers and booleans in an object, and in objects in it, each with its path; a list of them is one. */
function* plainValues(value: Json | undefined, path = '', depth = 0): Generator<[name: string, value: string]> {
  if (isObject(value)) {
    if (depth === depthMaximum) return
    for (const [key, item] of Object.entries(value)) yield* plainValues(item, path ? `${path}.${key}` : key, depth + 1)
  } else if (path !== '') {
    const items = [value ?? null].flat().slice(0, itemsMaximum)
    const text = items
      .filter(item => item !== null && typeof item !== 'object')
      .join(', ')
      .trim()
    if (text !== '') yield [path, text]
  }
}
