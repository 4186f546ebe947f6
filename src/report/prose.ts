/*
 * Sentences for a job summary that wrap as any text does. Most have outside text in them, such as AWS's words or an input, and so
 * not every text may be prose (docs/decisions/0023). Of one that may, each word that is not plain stands as code: of other text
 * GitHub makes links to commits, issues and addresses, and pictures.
 */

// Nothing that is markup in Markdown or HTML, or a mention, but what begins a line: that is seen to below. The letters are those of
// Latin scripts: to make ready for those of all scripts takes milliseconds at every page.
const harmless = /^[A-Za-zÀ-ɏ0-9\s.,;:!?()"'’“”‘…–—/_=+%${}-]*$/
// Letters with the marks of a sentence around them.
const plainWord = /^[("“‘]*[A-Za-zÀ-ɏ’'-]+[.,;:!?)"”…]*$/
const plainNumber = /^\(?\d{1,6}(?:\.\d{1,3})?[.,;:!?)%]*$/
const plainTime = /^\(?(?:\d{4}-\d\d-\d\d|\d\d:\d\d(?::\d\d)?)[.,;!?)]*$/
const plainMark = /^[("“‘–—…-]+$/
// Git's short form of a commit has seven characters. With a digit in it, it is no plain word anyway.
const commit = /(?<![A-Za-z])[a-f]{7,}(?![A-Za-z])/i
// What ends a sentence or a part of it belongs to the sentence.
const ending = '.,;:!?)'

/** Whether a text can be prose: it has nothing in it that is markup in Markdown or HTML, and no line that would be a command in a log. */
export function canBeProse(text: string): boolean {
  return harmless.test(text) && !text.split(/[\r\n\u2028\u2029]/).some(line => line.trimStart().startsWith('::'))
}

/**
 * A text as paragraphs of Markdown. An empty line ends a paragraph, any other line break stays one. What stands in quotes is to be
 * copied: it becomes code as a whole.
 *
 * @param text one that {@link canBeProse}
 */
export function composeProse(text: string): string {
  const lines = text.split('\n').map(line => line.trim())
  return lines
    .join('\n')
    .split(/\n{2,}/)
    .map(paragraph => paragraph.split('\n').filter(Boolean).map(composeLine).join('\\\n'))
    .filter(Boolean)
    .join('\n\n')
}

/** A text of one line as {@link composeProse} makes it, for a place where nothing begins a line, such as the cell of a table. */
export function composeInline(line: string): string {
  const parts = line.split(/("[^"]*")/)
  const composed = parts.map((part, index) => (index % 2 === 1 ? composeQuoted(part) : composeWords(part))).join('')
  // Code that stands beside code is one piece.
  return composed.replaceAll('``', '')
}

function composeLine(line: string): string {
  const composed = composeInline(line)
  // A number, a dash or the like would begin a list, a heading or a rule.
  return /^[A-Za-zÀ-ɏ`("“‘’']/.test(composed) ? composed : composed.replace(/^[^\s`]+/, code).replaceAll('``', '')
}

function composeQuoted(quoted: string): string {
  const inner = quoted.slice(1, -1).trim()
  return inner === '' ? quoted : code(inner)
}

function composeWords(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\S+/g, composeWord)
}

function composeWord(word: string): string {
  if (isPlain(word)) return word
  let end = word.length
  while (end > 0 && ending.includes(word.charAt(end - 1))) end--
  const core = word.slice(0, end)
  return core === '' || isPlain(core) ? word : code(core) + word.slice(end)
}

function isPlain(word: string): boolean {
  if (plainWord.test(word)) return !commit.test(word)
  return plainNumber.test(word) || plainTime.test(word) || plainMark.test(word)
}

function code(text: string): string {
  return `\`${text}\``
}

/** Prose as {@link composeProse} makes it, cut between two words to so many bytes. */
export function cutProse(prose: string, maximumBytes: number): string {
  if (Buffer.byteLength(prose) <= maximumBytes) return prose
  const room = Math.max(0, maximumBytes - Buffer.byteLength(' …'))
  const head = Buffer.from(prose).subarray(0, room).toString('utf8')
  // Back to the end of a word, then to before the code that would stay open.
  const word = head.slice(0, Math.max(0, head.lastIndexOf(' ')))
  const outside = word.split('`').length % 2 === 0 ? word.slice(0, word.lastIndexOf('`')) : word
  return `${outside.trimEnd()} …`
}
