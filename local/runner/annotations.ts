import { parseCommands } from './commands.ts'

/** What GitHub shows on the page of the run, and of a file. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice'
  /** Up to {@link maxMessageUnits}. */
  message: string
  /** Such as `file` and `line`, their names in lower case. */
  properties: Record<string, string>
}

/** UTF-16 units of an annotation's message; what is longer is cut there, even within a character, in the log too. */
export const maxMessageUnits = 4_096

/** How many annotations of each level GitHub shows for a step; the log has them all. */
export const maxPerLevel = 10

/**
 * The annotations of a step, in order: those its log asks for, then the errors that the runner adds.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function composeAnnotations(log: string, runnerErrors: readonly string[]): Annotation[] {
  const asked = parseCommands(log).flatMap(({ name, message, properties }) =>
    isLevel(name) ? [{ level: name, message, properties }] : []
  )
  const added = runnerErrors.map(message => ({ level: 'error' as const, message, properties: {} }))
  const counts = { error: 0, warning: 0, notice: 0 }
  return [...asked, ...added]
    .filter(({ level }) => ++counts[level] <= maxPerLevel)
    .map(({ message, ...others }) => ({ ...others, message: cutMessage(message) }))
}

/** An annotation's message as GitHub shows it. */
export function cutMessage(message: string): string {
  return message.slice(0, maxMessageUnits)
}

function isLevel(name: string): name is Annotation['level'] {
  return name === 'error' || name === 'warning' || name === 'notice'
}
