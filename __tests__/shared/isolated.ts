import { spawn, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withFolder } from './folders.ts'
import type { IsolatedRun, Scenario } from './isolated-network.ts'

// A network of loopback alone, with name servers of its own. nss modules would ask a service of the machine instead.
const setUp = `set -e
ip link set lo up
mount --bind "$1/resolv.conf" /etc/resolv.conf
[ ! -e /etc/nsswitch.conf ] || mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf
shift
exec "$@"`

/** Why tests cannot have a network of their own on this machine; undefined where they can. */
export const isolationFault: string | undefined = (() => {
  if (process.platform !== 'linux') return 'network namespaces are Linux alone'
  const { status, stderr, error } = isolate(spawnSync, 'ip link set lo up && mount -t tmpfs tmpfs /mnt', [])
  return status === 0 ? undefined : `unshare: ${error?.message ?? stderr.toString().trim()}`
})()

/** Runs dist/ in a network of its own, one run after the other. */
export async function runIsolated(scenario: Scenario): Promise<readonly IsolatedRun[]> {
  return withFolder(async folder => {
    const addresses = scenario.nameServers.map((_, index) => `nameserver 127.0.0.${53 + index}\n`)
    await writeFile(join(folder, 'resolv.conf'), addresses.join(''))
    await writeFile(join(folder, 'nsswitch.conf'), 'hosts: files dns\n')
    await writeFile(join(folder, 'scenario.json'), JSON.stringify(scenario))
    const script = fileURLToPath(new URL('isolated-network.ts', import.meta.url))
    const child = isolate(spawn, setUp, [folder, process.execPath, script, join(folder, 'scenario.json')])
    const [printed, status] = await new Promise<[string, number | null]>((resolve, reject) => {
      let text = ''
      child.stdout?.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      child.once('error', reject).once('close', code => resolve([text, code]))
    })
    if (status !== 0) throw new Error(`The isolated network ended with status ${status}`)
    return JSON.parse(printed) as IsolatedRun[]
  })
}

function isolate<T>(
  run: (command: string, args: readonly string[], options: { stdio: ('ignore' | 'pipe' | 'inherit')[] }) => T,
  script: string,
  args: readonly string[]
): T {
  const unshare = ['--map-root-user', '--net', '--mount', 'sh', '-c', script, 'sh', ...args]
  return run('unshare', unshare, { stdio: ['ignore', 'pipe', run === (spawn as unknown) ? 'inherit' : 'pipe'] })
}
