import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { DefaultContexts } from './contexts.ts'
import { evaluateText } from './expressions.ts'

/** An action of this repository. */
export interface Action {
  inputs: Record<string, { default?: string | number | boolean }>
  /** The script it runs, absolute. */
  main: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Reads the `action.yml` of a folder.
 *
 * @param folder such as `watch`, from the root of the repository, or absolute; the root itself unless given
 */
export async function readAction(folder = ''): Promise<Action> {
  const path = resolve(root, folder)
  const { inputs = {}, runs } = parse(await readFile(join(path, 'action.yml'), 'utf8')) as ActionFile
  return { inputs, main: join(path, runs.main) }
}

interface ActionFile {
  inputs?: Action['inputs']
  runs: { main: string }
}

/** The `INPUT_*` variables of a step: what is given under `with:`, and the defaults of the rest. */
export function composeInputs(
  { inputs }: Action,
  given: Readonly<Record<string, string>>,
  { github, job, matrix, strategy, runner }: DefaultContexts,
  workspace: string
): Record<string, string> {
  const scope = { contexts: { github, job, matrix, strategy, runner }, workspace }
  const values = Object.entries(inputs).map(([name, { default: text = '' }]) => [
    name,
    given[name] ?? evaluateText(String(text), scope)
  ])
  const all = { ...Object.fromEntries(values), ...given } as Record<string, string>
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [nameInput(name), value]))
}

/** Only spaces become underscores; hyphens stay, which is why no shell can read these. */
function nameInput(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
}
