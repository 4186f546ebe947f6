import { parseArgs } from 'node:util'
import { readAction } from '../runner/action-file.ts'
import { fold } from './display.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { type Trouble, troubles } from './troubles.ts'

/** What the demo takes, for a terminal of 80 columns. */
export const usage = `
npm run demo                        pages about a failed deploy
npm run demo -- --event NAME        another event:
${list(scenarios)}
npm run demo -- --fail NAME         a failure:
${list(troubles)}
npm run demo -- --wait              waits for a person who acknowledges
npm run demo -- --wait --nobody     waits, and nobody does
npm run demo -- --stop              stops the engagement in the end
npm run demo -- --with NAME=VALUE   an input of the step, as often as you like
npm run demo -- --watch             plays a night of a watched check
npm run demo -- --drill [--rotten]  checks a pager, or one with every rot

--all with any of them shows all of it: the step, the role, the wire, the whole
log, the job summary and the outputs.`.trim()

function list(table: object): string {
  const indent = ' '.repeat(36)
  return fold(Object.keys(table).join(', '), indent)
}

/** What the user of the demo asks for. */
export type Asked =
  | { kind: 'help' }
  | { kind: 'watch'; all: boolean }
  | { kind: 'drill'; all: boolean; isRotten: boolean }
  | ({ kind: 'page'; all: boolean } & AskedPage)

/** A page to show. */
export interface AskedPage {
  scenario: Scenario
  trouble: Trouble | undefined
  /** Inputs that the user of the demo gives; with any, the step's own result is what counts. */
  own: Readonly<Record<string, string>>
  /** Whether the step waits for a person, and whether there is nobody. */
  wait: boolean
  nobody: boolean
  /** Whether a second step stops the engagement. */
  stop: boolean
}

/** Reads the command line; throws with what is wrong with it. */
export async function readCommandLine(): Promise<Asked> {
  const { values } = parseArgs({
    options: {
      event: { type: 'string', default: 'deploy' },
      fail: { type: 'string' },
      wait: { type: 'boolean', default: false },
      nobody: { type: 'boolean', default: false },
      stop: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      with: { type: 'string', multiple: true, default: [] },
      drill: { type: 'boolean', default: false },
      rotten: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false }
    }
  })
  const { all, wait, nobody, stop } = values
  if (values.help) return { kind: 'help' }
  if (values.watch) return { kind: 'watch', all }
  const scenario = choose('event', scenarios, values.event)
  const trouble = values.fail === undefined ? undefined : choose<Trouble>('fail', troubles, values.fail)
  if (values.drill) return { kind: 'drill', all, isRotten: values.rotten }
  return { kind: 'page', all, scenario, trouble, own: await readInputs(values.with), wait, nobody, stop }
}

function choose<T>(option: string, table: Record<string, T>, name: string): T {
  const chosen = Object.hasOwn(table, name) ? table[name] : undefined
  if (chosen) return chosen
  throw new Error(`--${option} is ${JSON.stringify(name)}; it takes ${Object.keys(table).join(', ')}.`)
}

/** The inputs given as NAME=VALUE. */
async function readInputs(pairs: readonly string[]): Promise<Record<string, string>> {
  const known = Object.keys((await readAction()).inputs)
  return Object.fromEntries(
    pairs.map(pair => {
      const [, name, value] = /^([a-z-]+)=(.*)$/s.exec(pair) ?? []
      if (name === undefined || value === undefined)
        throw new Error(`--with is ${JSON.stringify(pair)}; it takes NAME=VALUE, such as "subject=Help".`)
      if (!known.includes(name)) throw new Error(`--with names the input "${name}"; there are ${known.join(', ')}.`)
      return [name, value]
    })
  )
}
