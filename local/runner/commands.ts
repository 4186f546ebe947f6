/** A command that the runner finds in a step's log and obeys. */
export interface RunnerCommand {
  /** Such as `error`, as it was written. */
  name: string
  properties: Record<string, string>
  message: string
  /** Which of the two forms: `::name props::message` at a line's start, or `##[name props]message` anywhere. */
  form: '::' | '##['
  /** The line it was found in. */
  line: string
}

// What the runner registers, compared without regard to case; `command` and `section` are obeyed by the log viewer alone.
const registered = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group internal-set-repo-path notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' '
  )
)
const displayed = new Set([...registered, 'command', 'section'])

// .NET's Char.IsWhiteSpace, which unlike JavaScript's \s has U+0085 and has not U+FEFF.
const leadingWhiteSpace = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/

/**
 * The commands that the GitHub runner finds in a step's output, in order. A port of its parser, so that a test can prove that
 * nothing from outside forges one. Between `::stop-commands::token` and `::token::` there are none.
 *
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function parseCommands(output: string): RunnerCommand[] {
  const commands: RunnerCommand[] = []
  let stopToken: string | undefined
  for (const line of output.split(/\r\n|\r|\n/)) {
    const known = stopToken === undefined ? registered : new Set([stopToken])
    const command = parseColons(line, known) ?? parseBrackets(line, stopToken === undefined ? displayed : known)
    if (!command) continue
    if (stopToken !== undefined) {
      stopToken = undefined
      continue
    }
    if (command.name.toLowerCase() === 'stop-commands') stopToken = command.message.toLowerCase()
    commands.push(command)
  }
  return commands
}

function parseColons(line: string, known: ReadonlySet<string>): RunnerCommand | undefined {
  const text = line.replace(leadingWhiteSpace, '')
  if (!text.startsWith('::')) return undefined
  const end = text.indexOf('::', 2)
  if (end < 0) return undefined
  const { name, rest } = splitName(text.slice(2, end))
  if (!known.has(name.toLowerCase())) return undefined
  const properties = parseProperties(rest.trim(), ',', value => decodeEscapes(value, ['%0D', '%0A', '%3A', '%2C']))
  return { name, properties, message: decodeEscapes(text.slice(end + 2), ['%0D', '%0A']), form: '::', line }
}

function parseBrackets(line: string, known: ReadonlySet<string>): RunnerCommand | undefined {
  const start = line.indexOf('##[')
  const end = line.indexOf(']', start)
  if (start < 0 || end < 0) return undefined
  const { name, rest } = splitName(line.slice(start + 3, end))
  if (!known.has(name.toLowerCase())) return undefined
  const decode = (value: string) => decodeEscapes(value, ['%3B', '%0D', '%0A', '%5D'])
  return {
    name,
    properties: parseProperties(rest, ';', decode),
    message: decode(line.slice(end + 1)),
    form: '##[',
    line
  }
}

function splitName(info: string): { name: string; rest: string } {
  const space = info.indexOf(' ')
  return space < 0 ? { name: info, rest: '' } : { name: info.slice(0, space), rest: info.slice(space + 1) }
}

function parseProperties(text: string, separator: string, decode: (value: string) => string): Record<string, string> {
  const properties = new Map<string, string>()
  for (const property of text.split(separator)) {
    const equals = property.indexOf('=')
    if (equals >= 0) properties.set(property.slice(0, equals), decode(property.slice(equals + 1)))
  }
  return Object.fromEntries(properties)
}

function decodeEscapes(text: string, codes: readonly string[]): string {
  // %25 last, as in the runner, so that %250A stays the four characters %0A.
  return [...codes, '%25'].reduce((decoded, code) => decoded.replaceAll(code, decodeURIComponent(code)), text)
}
