import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from '@swc/core'

const src = join(import.meta.dirname, '..', '..', 'src')

/** The files in src/, by their paths below it, such as `page/page.ts`. */
export const sourceFiles: readonly string[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path.endsWith('.ts'))
  .sort()

/** Every node of a kind in the syntax tree of a file of src/, as swc writes it. */
export function nodes(file: string, type: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = []
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ((value as { type?: unknown }).type === type) found.push(value as Record<string, unknown>)
    for (const child of Object.values(value)) visit(child)
  }
  visit(parseSync(readFileSync(join(src, file), 'utf8'), { syntax: 'typescript', target: 'es2022' }))
  return found
}

/** A regular expression as its author wrote it. */
export interface Expression {
  readonly file: string
  readonly source: string
  readonly flags: string
}

/** Every regular expression that is written as a literal in src/. */
export function regularExpressions(): Expression[] {
  return sourceFiles.flatMap(file =>
    nodes(file, 'RegExpLiteral').map(({ pattern, flags }) => ({ file, source: String(pattern), flags: String(flags) }))
  )
}
