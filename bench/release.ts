import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** What a runner gets. */
export interface Release {
  /** The bundle's main chunk, which the runner starts. */
  main: string
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
export function unpackRelease(folder: string, commit: string, build?: string): Release {
  const archive = execFileSync('git', ['archive', '--format=tar', commit], { cwd: root, maxBuffer: 2 ** 30 })
  mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-xf', '-'], { cwd: folder, input: archive })
  const dist = build ? resolve(build) : join(folder, 'dist')
  const main = join(dist, relative('dist', findMain(join(folder, 'action.yml'))))
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: statSync(join(parentPath, name)).size }))
  return {
    main,
    mainBytes: statSync(main).size,
    scriptBytes: sum(files.filter(({ name }) => name.endsWith('.js'))),
    distBytes: sum(files),
    archiveBytes: gzipSync(archive).length
  }
}

function findMain(actionFile: string): string {
  const [, main] = /^ +main: *['"]?([^'"\s]+)/m.exec(readFileSync(actionFile, 'utf8')) ?? []
  if (main === undefined) throw new Error(`${actionFile} has no main.`)
  return main
}

function sum(files: readonly { bytes: number }[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0)
}
