import type { Repair } from '../report/repairs.ts'
import type { Policy } from '../watch/standing.ts'
import { type InputReader, parseSeconds } from './inputs.ts'

/** What watch/action.yml has beyond the inputs of the root action. */
export interface WatchInputs {
  readonly policy: Policy
  /** Tells apart two watches that have everything else in common. */
  readonly name: string
}

/** The inputs of a watch, and what had to be put right in them. */
export interface WatchInputsReading {
  readonly inputs: WatchInputs
  readonly repairs: readonly Repair[]
}

/** The inputs that only a watch has, as decided values. Never throws: a wrong number becomes the one that pages soonest. */
export function readWatchInputs(reader: InputReader): WatchInputsReading {
  const repairs: Repair[] = []
  const count = (name: string) => {
    const { value, repair } = parseSeconds(name, reader.getInput(name), 1, 20, 1, '')
    if (repair !== undefined) repairs.push({ what: repair, authored: true })
    return value
  }
  const policy = { pageAfter: count('page-after'), stopAfter: count('stop-after') }
  return { inputs: { policy, name: reader.getInput('name') }, repairs }
}

// What the root action has and a watch decides itself.
const decided: Readonly<Record<string, string>> = {
  'idempotency-token': '{{ github.run_id }}',
  'wait-for': 'nothing',
  'wait-seconds': '600'
}

/** The reader of a watch's inputs as one of the root action's. */
export function asRootReader(reader: InputReader): InputReader {
  return { getInput: name => decided[name] ?? reader.getInput(name) }
}
