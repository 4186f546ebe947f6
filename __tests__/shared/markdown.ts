import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

const root = join(import.meta.dirname, '..', '..')

/** The text of a file of this repository. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The files below some folders, as paths from the root with slashes, whatever the system. */
export function list(...folders: readonly string[]): string[] {
  return folders
    .flatMap(folder => {
      const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      return found.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
    })
    .map(path => path.slice(root.length + 1).replaceAll(sep, '/'))
    .sort()
}

/** Every document that people read, as a path from the root. */
export const documents: readonly string[] = [
  ...readdirSync(root).filter(name => name.endsWith('.md')),
  ...list('docs', '.github', 'local', 'examples').filter(path => path.endsWith('.md'))
]

/** Every workflow among the examples, as a path from the root. */
export const exampleWorkflows: readonly string[] = list('examples').filter(path => /^examples\/[^/]+\.yml$/.test(path))

/** A code block of a document. */
export interface Block {
  readonly language: string
  readonly text: string
  /** Where its text begins, for who has to mend it. */
  readonly where: string
}

/** The fenced code blocks of a document. */
export function blocksOf(path: string): Block[] {
  const source = read(path)
  return [...source.matchAll(/^( *)```(\w*)\n(.*?)^ *```$/gms)].map(
    ({ 1: indent = '', 2: language = '', 3: text = '', index }) => ({
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      where: `${path}:${source.slice(0, index).split('\n').length + 1}`
    })
  )
}

/** A document without its fenced code blocks. */
export function proseOf(path: string): string {
  return read(path).replaceAll(/^( *)```.*?^ *```$/gms, '')
}

/** What stands in a document between backticks, as its reader sees it: in tables, `|` is written with a backslash. */
export function codeSpansOf(path: string): string[] {
  return [...proseOf(path).matchAll(/(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)/g)].map(([, , text = '']) =>
    text.replaceAll('\\|', '|').trim()
  )
}

/** The part of a document below a heading, up to the next one of the same or a higher level. */
export function sectionOf(path: string, heading: string): string {
  const text = read(path)
  // In code, a line that begins with # is no heading.
  const outside = text.replaceAll(/^( *)```.*?^ *```$/gms, code => code.replaceAll('#', ' '))
  const headings = [...outside.matchAll(/^(#+) (.*)$/gm)]
  const position = headings.findIndex(([, , title]) => title === heading)
  const [line = '', marks = ''] = headings[position] ?? []
  if (line === '') throw new Error(`${path} has no heading "${heading}"`)
  const next = headings.slice(position + 1).find(([, others = '']) => others.length <= marks.length)
  return text.slice((headings[position]?.index ?? 0) + line.length, next?.index)
}
