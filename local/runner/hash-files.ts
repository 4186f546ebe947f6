import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'

/**
 * What `hashFiles` gives in an expression: one SHA-256 over those of all files in the workspace that the patterns match, in
 * hexadecimal, or nothing if there is none. Patterns have `*`, `?`, `[...]` and `**`; one that matches a folder takes all that is in
 * it; one with `!` in front takes back what those before it took. Folders behind symbolic links are not searched.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#hashfiles
 *
 * @throws Error for an option such as `--follow-symbolic-links`, which has no counterpart here
 */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  if (patterns[0]?.startsWith('--')) throw new Error(`hashFiles takes no option here: ${patterns[0]}`)
  const rules = patterns.flatMap(pattern => pattern.split(/\r?\n/)).flatMap(line => parseRule(workspace, line) ?? [])
  const isTaken = (path: string) => rules.findLast(({ matcher }) => matcher.test(path))?.takes ?? false
  const taken = listFiles(workspace).filter(isTaken)
  // In the order of the patterns, which the hash depends on.
  const files = findOutermost(rules).flatMap(root => taken.filter(path => isWithin(path, root)))
  if (files.length === 0) return ''
  const hash = createHash('sha256')
  for (const path of files)
    hash.update(
      createHash('sha256')
        .update(readFileSync(join(workspace, path)))
        .digest()
    )
  return hash.digest('hex')
}

interface Rule {
  takes: boolean
  /** Where it can match at all: the folders in front of its first wildcard, `''` for the workspace. */
  root: string
  matcher: RegExp
}

const wildcards: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' }

function parseRule(workspace: string, line: string): Rule | undefined {
  const [, exclamation = '', written = ''] = /^\s*(!?)\s*(.*?)\s*$/s.exec(line) ?? []
  if (written === '' || written.startsWith('#')) return undefined
  const path = (isAbsolute(written) ? relative(workspace, written) : written)
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+|^\.$/, '')
  const source = path
    .split(/(\*\*\/|\*\*|\*|\?|\[[^\]]+\])/)
    .map(part => wildcards[part] ?? (/^\[.+\]$/.test(part) ? part.replace('[!', '[^') : escapeText(part)))
    .join('')
  const [literal = ''] = /^(?:[^*?[/]+(?:\/|$))*/.exec(path) ?? []
  return {
    takes: exclamation === '',
    root: literal.replace(/\/$/, ''),
    matcher: new RegExp(`^${source}${path === '' || path.endsWith('/') ? '' : '(?:/|$)'}`)
  }
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function findOutermost(rules: readonly Rule[]): string[] {
  const roots = new Set(rules.filter(({ takes }) => takes).map(({ root }) => root))
  return [...roots].filter(root => ![...roots].some(other => other !== root && isWithin(root, other)))
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

/** The files in a folder, depth first, the entries of each folder in the order of their names. */
function listFiles(workspace: string, folder = ''): string[] {
  return readdirSync(join(workspace, folder), { withFileTypes: true })
    .sort((one, other) => Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)))
    .flatMap(entry => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return listFiles(workspace, path)
      return statSync(join(workspace, path)).isFile() ? [path] : []
    })
}
