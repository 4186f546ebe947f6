import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { readAction } from '../local/runner/action-file.ts'

/** What a runner gets. */
export interface Release {
  /** Where its `action.yml` is, whose defaults its steps get. */
  folder: string
  /** The file that the runner starts. */
  main: string
  /** The chunk that every start parses. */
  mainBytes: number
  /** All JavaScript in dist/. */
  scriptBytes: number
  /** All of dist/, licences included. */
  distBytes: number
  /** The gzipped archive that every job downloads. */
  archiveBytes: number
}

/** The commit whose build, size and tests today's are held against. */
export const referenceCommit = '9e1d2a0'

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** Whether this clone has a commit; a shallow one lacks the old ones. */
export function hasCommit(commit: string): boolean {
  return spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root, stdio: 'ignore' }).status === 0
}

/**
 * Unpacks the archive of a commit into a folder, as a runner does. What is not committed does not count.
 *
 * @param build folder of a build to measure instead of the committed dist/; the archive stays the commit's
 */
export async function unpackRelease(folder: string, commit: string, build?: string): Promise<Release> {
  const archive = execFileSync('git', ['archive', '--format=tar', commit], { cwd: root, maxBuffer: 2 ** 30 })
  mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-xf', '-'], { cwd: folder, input: archive })
  const dist = build ? resolve(build) : join(folder, 'dist')
  const main = join(dist, relative(join(folder, 'dist'), (await readAction(folder)).main))
  const bundle = join(dist, 'actions.js')
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: statSync(join(parentPath, name)).size }))
  return {
    folder,
    main,
    // Builds with one action only had it in their entry.
    mainBytes: statSync(existsSync(bundle) ? bundle : main).size,
    scriptBytes: sum(files.filter(({ name }) => name.endsWith('.js'))),
    distBytes: sum(files),
    archiveBytes: gzipSync(archive).length
  }
}

function sum(files: readonly { bytes: number }[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0)
}
