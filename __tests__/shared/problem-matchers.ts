/** What popular set-up actions take for a place in a source file: each takes the whole line, and makes an annotation of it. */
export const matchers: Readonly<Record<string, RegExp>> = {
  'setup-go': /(?:\.{0,2}[/\\].+\.go):(?:\d+:\d+:)? .*/,
  'setup-go, older': /^\s*(.+\.go):(?:(\d+):(?:(\d+):)?)? (.*)/,
  tsc: /^(?:\s+\d+>)?[^\s].*\(\d+(?:,\d+){0,3}\)\s*:\s+(?:error|warning|info)\s+\w{1,2}\d+\s*:\s*.*$/,
  'eslint-stylish': /^\s+\d+:\d+\s+(?:error|warning|info)\s+.*\s\s+.*$/,
  'eslint-compact': /^.+:\sline\s\d+,\scol\s\d+,\s(?:Error|Warning|Info)\s-\s.+\s\(.+\)$/,
  'tslint-prose': /\S+:\d+:\d+\s-\s.+$/,
  'setup-python': /^\s*File\s".*",\sline\s\d+,\sin\s.*$/
}
