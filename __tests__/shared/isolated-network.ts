// Runs as a process of its own, in a network of its own: see isolated.ts. Prints what became of the runs as JSON.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import net from 'node:net'
import { Worker } from 'node:worker_threads'
import { startIncidentManager } from '../../local/aws/incident-manager.ts'
import { sampleCredentials } from '../../local/aws/signature.ts'
import { type ActionOptions, type ActionRun, runAction } from '../../local/runner/runner.ts'
import type { Issued } from './certificates.ts'
import { composeStsAnswer } from './issued-credentials.ts'

/** What is on the network, and what is run there. */
export interface Scenario {
  /** In their order; at 127.0.0.53, 127.0.0.54 and so on. */
  readonly nameServers: readonly ('silent' | 'answering')[]
  /** Addresses by host name. */
  readonly hosts: Readonly<Record<string, { readonly ipv4: string; readonly ipv6?: string }>>
  /** Of all hosts. */
  readonly certificate: Issued
  readonly runs: readonly ActionOptions[]
  /** Cancels each run so many milliseconds after its start; none unless given. */
  readonly cancelAfterMs?: number
}

/** A run, and what the network saw of it. */
export interface IsolatedRun extends ActionRun {
  /** What the proxy was asked to connect to, in this order. */
  readonly connected: readonly string[]
  /** From the arrival of the last page at Incident Manager to the end of the process, in milliseconds; null without one. */
  readonly afterPageMs: number | null
}

/** Where things are on this network: addresses are plentiful, and so are ports. */
export const places = {
  incidentManager: '127.0.0.1',
  /** The same, but a connection takes a second. */
  slowIncidentManager: '127.0.0.2',
  sts: '127.0.0.3',
  github: '127.0.0.4',
  proxy: '127.0.0.5'
} as const

const issuedCredentials = { ...sampleCredentials, accessKeyId: 'ASIAISSUEDEXAMPLE000', sessionToken: 'issued-token' }

if (process.argv[2] !== undefined && import.meta.main) await main(process.argv[2])

async function main(path: string): Promise<void> {
  const { nameServers, hosts, certificate, runs, cancelAfterMs } = JSON.parse(readFileSync(path, 'utf8')) as Scenario
  for (const [index, kind] of nameServers.entries()) await serveNames(`127.0.0.${53 + index}`, kind, hosts)
  const incidentManager = await startIncidentManager({
    ...certificate,
    port: 443,
    credentials: [sampleCredentials, issuedCredentials]
  })
  const plain = await startIncidentManager({ port: 80 })
  await serveHttps(places.sts, certificate, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(composeStsAnswer(issuedCredentials))
  })
  await serveHttps(places.github, certificate, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"total_count":0,"jobs":[]}')
  })
  const connected: string[] = []
  await serveProxy(connected)
  if (Object.values(hosts).some(({ ipv4 }) => ipv4 === places.slowIncidentManager)) await serveSlowly()

  const results: IsolatedRun[] = []
  for (const run of runs) {
    connected.length = 0
    const pages = () => [...incidentManager.exchanges, ...plain.exchanges]
    const before = pages().length
    const cancelled = cancelAfterMs !== undefined && { cancelled: AbortSignal.timeout(cancelAfterMs) }
    const ran = await runAction({ ...run, ...cancelled })
    const endedAt = Date.now()
    const lastAt = pages().length === before ? null : Math.max(...pages().map(({ receivedAt }) => receivedAt))
    results.push({ ...ran, connected: [...connected], afterPageMs: lastAt === null ? null : endedAt - lastAt })
  }
  process.stdout.write(JSON.stringify(results), () => process.exit())
}

/** A name server: https://www.rfc-editor.org/rfc/rfc1035#section-4.1 */
function serveNames(address: string, kind: 'silent' | 'answering', hosts: Scenario['hosts']): Promise<void> {
  const socket = createSocket('udp4')
  if (kind === 'answering') {
    socket.on('message', (query, { port, address: asker }) => socket.send(composeAnswer(query, hosts), port, asker))
  }
  return new Promise(resolve => socket.bind(53, address, resolve))
}

function composeAnswer(query: Buffer, hosts: Scenario['hosts']): Buffer {
  const labels: string[] = []
  let end = 12
  for (let length = query[end] ?? 0; length > 0; length = query[end] ?? 0) {
    labels.push(query.toString('latin1', end + 1, end + 1 + length))
    end += 1 + length
  }
  const type = query.readUInt16BE(end + 1)
  const host = hosts[labels.join('.').toLowerCase()]
  const address = type === 1 ? host?.ipv4 : type === 28 ? host?.ipv6 : undefined
  const bytes = address === undefined ? undefined : bytesOf(address)
  // The question again, and one record: the name by its place, the type, class IN, a minute to live, the address.
  const record = bytes && Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length]), bytes])
  const head = Buffer.from([
    ...query.subarray(0, 2),
    0x81,
    host === undefined ? 0x83 : 0x80,
    0,
    1,
    0,
    record ? 1 : 0,
    0,
    0,
    0,
    0
  ])
  return Buffer.concat([head, query.subarray(12, end + 5), ...(record ? [record] : [])])
}

/** Of an IPv6 address in eight groups. */
function bytesOf(address: string): Buffer {
  if (net.isIPv4(address)) return Buffer.from(address.split('.').map(Number))
  return Buffer.from(
    address
      .split(':')
      .map(group => group.padStart(4, '0'))
      .join(''),
    'hex'
  )
}

function serveHttps(address: string, certificate: Issued, listener: RequestListener): Promise<void> {
  return new Promise(resolve => createServer(certificate, listener).listen(443, address, resolve))
}

/** A proxy that tunnels to whatever it is asked for. */
function serveProxy(connected: string[]): Promise<void> {
  const server = net.createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', head => {
      const [, host = '', port = ''] = /^CONNECT ([^:]+):(\d+) /.exec(head.toString('latin1')) ?? []
      connected.push(`${host}:${port}`)
      const target = net.connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        socket.pipe(target).pipe(socket)
      })
      target.on('error', () => socket.destroy())
      socket.on('close', () => target.destroy())
    })
  })
  return new Promise(resolve => server.listen(3128, places.proxy, resolve))
}

/**
 * Incident Manager where a connection takes a second: Linux drops the first packet of it while others are waiting to be
 * accepted, and these are accepted only when somebody has waited for longer than Node gives an address by default.
 */
async function serveSlowly(): Promise<void> {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { workerData: [gate, slow, fast], parentPort } = require('node:worker_threads')
     const net = require('node:net')
     const server = net.createServer(socket => {
       const target = net.connect(443, fast)
       for (const end of [socket, target]) end.on('error', () => undefined)
       socket.pipe(target).pipe(socket)
     })
     server.listen({ port: 443, host: slow, backlog: 1 }, () => {
       parentPort.postMessage('listening')
       setImmediate(() => Atomics.wait(gate, 0, 0))
     })`,
    { eval: true, workerData: [gate, places.slowIncidentManager, places.incidentManager] }
  )
  await new Promise(resolve => worker.once('message', resolve))
  while (await connects(places.slowIncidentManager)) {
    // Another place in the queue is taken.
  }

  const since = new Map<string, number>()
  setInterval(() => {
    const waiting = connecting(places.slowIncidentManager)
    for (const local of since.keys()) if (!waiting.includes(local)) since.delete(local)
    for (const local of waiting) if (!since.has(local)) since.set(local, Date.now())
    if (![...since.values()].some(from => Date.now() - from > 320)) return
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
  }, 20)
}

/** Whether a connection comes about, which is left open then. */
function connects(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect(443, address, () => resolve(true)).on('error', () => undefined)
    setTimeout(() => {
      if (!socket.connecting) return
      socket.destroy()
      resolve(false)
    }, 200)
  })
}

/** The local ends of the connections that are being opened to an address: https://docs.kernel.org/networking/proc_net_tcp.html */
function connecting(address: string): string[] {
  const remote = `${address
    .split('.')
    .map(Number)
    .reverse()
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('')}:01BB`.toUpperCase()
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map(row => row.trim().split(/\s+/))
  return rows.flatMap(([, local = '', other, state]) => (other === remote && state === '02' ? [local] : []))
}
