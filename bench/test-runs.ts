import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { printHeading, printRatio, printValue, seconds } from './printing.ts'
import { hasCommit, referenceCommit, root } from './release.ts'

/**
 * Prints how long `npm test` takes here and in a clone of the reference commit, whose packages are installed before: once each,
 * one after the other.
 *
 * @param folder where to clone; must not exist
 * @throws Error if the tests fail
 */
export async function compareTests(folder: string): Promise<void> {
  printHeading('Time of npm test')
  const here = await timeTests(root)
  printValue('here', here, seconds)
  if (!hasCommit(referenceCommit)) return
  // A clone, as the archive of a commit lacks the tests.
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', root, folder])
  execFileSync('git', ['-c', 'advice.detachedHead=false', 'checkout', '--quiet', referenceCommit], { cwd: folder })
  await runNpm(folder, 'ci', '--no-audit', '--no-fund')
  const reference = await timeTests(folder)
  printValue('in the reference commit', reference, seconds)
  printRatio('here / in the reference commit', here, reference, { relation: '<=', value: 0.5 })
}

async function timeTests(folder: string): Promise<number> {
  const startedAt = performance.now()
  await runNpm(folder, 'test')
  return performance.now() - startedAt
}

async function runNpm(folder: string, ...args: string[]): Promise<void> {
  // On Windows npm is a script for the shell.
  const child = spawn('npm', args, {
    cwd: folder,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  if (exitCode !== 0) throw new Error(`npm ${args.join(' ')} failed in ${folder}:\n${stdout}${stderr}`)
}
