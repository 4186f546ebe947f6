/** What a file of commands holds: GITHUB_OUTPUT, GITHUB_STATE or GITHUB_ENV. */
export interface FileCommands {
  /** Names and values as they are written, in order. What stands before a fault counts. */
  pairs: [name: string, value: string][]
  /** Why the runner refuses the rest and fails the step. */
  fault: string | undefined
}

/**
 * Reads `name=value` lines, and values of several lines between `name<<delimiter` and the delimiter. Lines end at LF, on Windows at
 * CR LF too: elsewhere a CR is part of the value.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function parseFileCommands(text: string, platform: NodeJS.Platform = process.platform): FileCommands {
  const pairs: FileCommands['pairs'] = []
  const lines = text.split('\n')
  const withoutCr = (line = '') => (platform === 'win32' ? line.replace(/\r$/, '') : line)
  for (let index = 0; index < lines.length; index++) {
    const line = withoutCr(lines[index])
    if (line === '') continue
    const [, name = '', separator, rest = ''] = /^(.*?)(=|<<)(.*)$/s.exec(line) ?? []
    if (separator === undefined)
      return { pairs, fault: `The line "${line}" is neither name=value nor name<<delimiter.` }
    if (name === '') return { pairs, fault: `The line "${line}" has no name.` }
    if (separator === '=') {
      pairs.push([name, rest])
      continue
    }
    if (rest === '') return { pairs, fault: `The line "${line}" has no delimiter.` }
    const end = lines.findIndex((line, at) => at > index && withoutCr(line) === rest)
    if (end < 0) return { pairs, fault: `No line is the delimiter "${rest}" of "${name}".` }
    pairs.push([name, withoutCr(lines.slice(index + 1, end).join('\n'))])
    index = end
  }
  return { pairs, fault: undefined }
}

/** The outputs by their names in lower case, as GitHub finds them in any case. The last value of a name counts. */
export function composeOutputs(pairs: FileCommands['pairs']): Record<string, string> {
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]))
}
