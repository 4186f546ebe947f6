import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** What a runner gets. */
export interface Release {
  /** The bundle's main chunk, which the runner starts. */
  main: string
  mainBytes: number
  /** All of dist/, licences included. */
  distBytes: number
  /** The gzipped archive that every job downloads. */
  archiveBytes: number
}

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Unpacks the last commit's archive into a folder, as a runner does. What is not committed does not count.
 *
 * @param build folder of a build to measure instead of the committed dist/; the archive stays the last commit's
 */
export function unpackRelease(folder: string, build?: string): Release {
  const archive = execFileSync('git', ['archive', '--format=tar', 'HEAD'], { cwd: root, maxBuffer: 2 ** 30 })
  mkdirSync(folder, { recursive: true })
  execFileSync('tar', ['-xf', '-'], { cwd: folder, input: archive })
  const dist = build ? resolve(build) : join(folder, 'dist')
  const main = join(dist, 'index.js')
  return {
    main,
    mainBytes: statSync(main).size,
    distBytes: readdirSync(dist).reduce((sum, name) => sum + statSync(join(dist, name)).size, 0),
    archiveBytes: gzipSync(archive).length
  }
}
