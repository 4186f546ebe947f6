/** A command that the runner finds in a step's log and obeys. */
export interface RunnerCommand {
  /** In lower case, such as `error`. */
  name: string
  /** Their names in lower case. */
  properties: Record<string, string>
  message: string
  /** Which of the two forms: `::name props::message` at a line's start, or `##[name props]message` anywhere. */
  form: '::' | '##['
  /** The line it was found in. */
  line: string
}

// What the runner registers, compared without regard to case; `command` and `section` are obeyed by the log viewer alone.
const registered = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' '
  )
)
const displayed = new Set([...registered, 'command', 'section'])

// .NET's Char.IsWhiteSpace, which unlike JavaScript's \s has U+0085 and has not U+FEFF.
const leadingWhiteSpace = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/

/**
 * The commands that the GitHub runner finds in a step's output, in order, so that a test can prove that nothing from outside
 * forges one. Between `::stop-commands::token` and `::token::` there are none.
 *
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function parseCommands(output: string): RunnerCommand[] {
  const commands: RunnerCommand[] = []
  let stopToken: string | undefined
  for (const line of output.split(/\r\n|\r|\n/)) {
    if (stopToken !== undefined) {
      // The first command of the line counts here too: a token behind `::error::` resumes nothing.
      const known = new Set([...registered, stopToken])
      const command = parseColons(line, known) ?? parseBrackets(line, known)
      if (command?.name === stopToken) stopToken = undefined
      continue
    }
    const command = parseColons(line, registered) ?? parseBrackets(line, displayed)
    if (!command) continue
    if (command.name === 'stop-commands' && !isRefused(command)) stopToken = command.message.toLowerCase()
    commands.push(command)
  }
  return commands
}

/**
 * Whether the runner refuses a command and fails the step for it, whatever its exit code.
 *
 * Source: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
export function isRefused({ name, properties, message }: RunnerCommand): boolean {
  switch (name) {
    case 'stop-commands':
      // Whoever writes to the log could guess these.
      return ['', 'pause-logging', ...registered].includes(message.toLowerCase())
    case 'set-output':
    case 'save-state':
      return properties.name === undefined
    case 'set-env':
    case 'add-path':
      // Unless ACTIONS_ALLOW_UNSECURE_COMMANDS is set, which nothing here does.
      return true
    case 'echo':
      return !['on', 'off'].includes(message.trim().toLowerCase())
    default:
      return false
  }
}

function parseColons(line: string, known: ReadonlySet<string>): RunnerCommand | undefined {
  const text = line.replace(leadingWhiteSpace, '')
  if (!text.startsWith('::')) return undefined
  const end = text.indexOf('::', 2)
  if (end < 0) return undefined
  const { name, rest } = splitName(text.slice(2, end))
  if (!known.has(name)) return undefined
  const properties = parseProperties(rest.trim(), ',', value => decodeEscapes(value, ['%0D', '%0A', '%3A', '%2C']))
  return { name, properties, message: decodeEscapes(text.slice(end + 2), ['%0D', '%0A']), form: '::', line }
}

function parseBrackets(line: string, known: ReadonlySet<string>): RunnerCommand | undefined {
  const start = line.indexOf('##[')
  const end = line.indexOf(']', start)
  if (start < 0 || end < 0) return undefined
  const { name, rest } = splitName(line.slice(start + 3, end))
  if (!known.has(name)) return undefined
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
  const end = space < 0 ? info.length : space
  return { name: info.slice(0, end).toLowerCase(), rest: info.slice(end + 1) }
}

function parseProperties(text: string, separator: string, decode: (value: string) => string): Record<string, string> {
  const properties = new Map<string, string>()
  for (const property of text.split(separator)) {
    // Any number of `=` separates, also in front; a property without a name or a value is dropped.
    const [, name, value] = /^=*([^=]+)=+([^=].*)$/s.exec(property) ?? []
    if (name !== undefined && value !== undefined) properties.set(name.toLowerCase(), decode(value))
  }
  return Object.fromEntries(properties)
}

function decodeEscapes(text: string, codes: readonly string[]): string {
  // %25 last, as in the runner, so that %250A stays the four characters %0A.
  return [...codes, '%25'].reduce((decoded, code) => decoded.replaceAll(code, decodeURIComponent(code)), text)
}
