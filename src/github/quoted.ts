/** A value as it stands between quotes in a sentence: one line, however long or broken it is. */
export function quoted(value: string): string {
  const line = value.replace(/\s+/g, ' ')
  return line.length > 200 ? `${line.slice(0, 200).toWellFormed()}…` : line
}
