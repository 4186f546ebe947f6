/**
 * Outside text so that none of its lines can be taken for one that the page writes itself, such as `Run: https://...`.
 * What looks like one, and every line after the first, is quoted as in e-mail, with `> ` in front.
 */
export function quoteOutside(text: string): string {
  const [first = '', ...others] = text.split('\n')
  return [isLikeOurs(first) ? `> ${first}` : first, ...others.map(line => `> ${line}`)].join('\n')
}

/** A name so that it cannot turn a word in front of it into a label: `: https://...` after `Job`. */
export function withoutColon(name: string): string {
  return name.replace(/^[\s:\u02d0\u0589\u2236\ua789\ufe13\ufe55\uff1a]+/, '')
}

const colons = /[:\u02d0\u0589\u2236\ua789]/
const labels = new Set(['run', 'job', 'details', 'matrixleg'])

function isLikeOurs(line: string): boolean {
  // Letters of other widths, accents, spaces and what stands in front make no difference to a reader in a hurry.
  const [label = ''] = line.normalize('NFKD').split(colons)
  const letters = label.replace(/\P{L}/gu, '').toLowerCase()
  return labels.has(letters) || /^commit[a-f]*$/.test(letters)
}
