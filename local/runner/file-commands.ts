/**
 * The outputs in a GITHUB_OUTPUT file: `name=value` lines, and values of several lines between `name<<delimiter` and the delimiter.
 * The last of several values of a name counts.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 *
 * @throws Error for a file that the runner would refuse
 */
export function parseOutputs(file: string): Record<string, string> {
  const outputs = new Map<string, string>()
  const lines = file.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      outputs.set(line.slice(0, equals), line.slice(equals + 1))
    } else if (heredoc > 0) {
      const end = lines.indexOf(line.slice(heredoc + 2), index + 1)
      if (end < 0) throw new Error(`Invalid value. Matching delimiter not found: ${line}`)
      outputs.set(line.slice(0, heredoc), lines.slice(index + 1, end).join('\n'))
      index = end
    } else {
      throw new Error(`Invalid format: ${line}`)
    }
  }
  return Object.fromEntries(outputs)
}
