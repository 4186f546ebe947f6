// Runs on the host's Node (20 or newer), before anything is installed: plain JavaScript, nothing but Node's own modules.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

function isInstalled() {
  // npm writes this file last, so an installation that broke off has none.
  const installed = join(root, 'node_modules', '.package-lock.json')
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
  return (
    existsSync(installed) &&
    existsSync(node) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  )
}

/** Under `npm run`, the npm that runs and the Node it runs on; else `npm` from the PATH, which on Windows is a script for the shell. */
function runNpm(...args) {
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env
  const options = { cwd: root, encoding: 'utf8' }
  if (npm && /npm-cli\.c?js$/.test(npm)) return spawnSync(node, [npm, ...args], options)
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

if (!isInstalled()) {
  console.log('Installing what package-lock.json lists (npm ci), once; it takes about a minute.')
  const { status, error, stderr } = runNpm('ci', '--no-audit', '--no-fund')
  if (status !== 0) {
    console.error(stderr ?? '')
    console.error(
      `npm ci failed${error ? `: ${error.message}` : ''}. Delete node_modules and run it yourself to see why.`
    )
    process.exit(status || 1)
  }
}
