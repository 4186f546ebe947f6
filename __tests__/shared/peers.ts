import net, { type AddressInfo, type Socket } from 'node:net'
import {
  type IncidentManager,
  type IncidentManagerOptions,
  startIncidentManager
} from '../../local/aws/incident-manager.ts'
import { type GitHubApi, type GitHubApiOptions, startGitHubApi } from '../../local/github/github-api.ts'

/** Runs Incident Manager on loopback as long as it is used. */
export async function withService<T>(options: IncidentManagerOptions, use: (service: IncidentManager) => Promise<T>) {
  return untilClosed(await startIncidentManager(options), use)
}

/** Runs GitHub's API on loopback as long as it is used. */
export async function withGitHubApi<T>(options: GitHubApiOptions, use: (api: GitHubApi) => Promise<T>) {
  return untilClosed(await startGitHubApi(options), use)
}

/** Closes a peer once it has been used. */
export async function untilClosed<P extends { close(): Promise<void> }, T>(
  peer: P,
  use: (peer: P) => Promise<T>
): Promise<T> {
  try {
    return await use(peer)
  } finally {
    await peer.close()
  }
}

/** A server of raw bytes. */
interface Peer {
  readonly url: string
  readonly port: number
  readonly connections: readonly Socket[]
  /** Milliseconds since the first connection came: what a process took without its start, which a busy machine draws out. */
  sinceFirstConnectionMs(): number
}

/** Runs a server of raw bytes as long as it is used. `serve` is called with each connection. */
export async function withConnections<T>(serve: (socket: Socket) => void, use: (peer: Peer) => Promise<T>): Promise<T> {
  const connections: Socket[] = []
  let firstAt = Number.NaN
  const server = net.createServer(socket => {
    if (connections.push(socket) === 1) firstAt = performance.now()
    socket.on('error', () => socket.destroy())
    serve(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const sinceFirstConnectionMs = () => performance.now() - firstAt
    return await use({ url: `http://127.0.0.1:${port}`, port, connections, sinceFirstConnectionMs })
  } finally {
    server.close()
    for (const socket of connections) socket.destroy()
  }
}

/** Serves as a proxy that tunnels every CONNECT to one port of loopback, whatever host was asked for. */
export const tunnelTo = (port: number) => (socket: Socket) => {
  const target = net.connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'))
  target.on('error', () => socket.destroy())
  socket.on('close', () => target.destroy())
  socket.pipe(target).pipe(socket)
}

/** Serves as a proxy in plain http: hands what was said first, and all that follows, to one port of loopback. */
export const pipeTo = (port: number) => (socket: Socket, head: string) => {
  const target = net.connect(port, '127.0.0.1', () => target.write(head))
  target.on('error', () => socket.destroy())
  socket.on('close', () => target.destroy())
  socket.pipe(target).pipe(socket)
}

interface ListeningPeer extends Peer {
  /** What each connection said first, in the order of arrival. */
  readonly heads: readonly string[]
}

/** Runs a server of raw bytes as long as it is used. `serve` gets what a connection says first: a request's head, at least. */
export async function withListener<T>(
  serve: (socket: Socket, head: string) => void,
  use: (peer: ListeningPeer) => Promise<T>
): Promise<T> {
  const heads: string[] = []
  return withConnections(
    socket =>
      socket.once('data', chunk => {
        const head = chunk.toString('latin1')
        heads.push(head)
        serve(socket, head)
      }),
    peer => use({ ...peer, heads })
  )
}

interface AnsweringPeer extends Peer {
  /** The body of every whole request, in the order of arrival. */
  readonly bodies: readonly string[]
}

/** Runs a server of raw bytes as long as it is used. `serve` is called once a whole request has come, with its number from 1. */
export async function withAnswers<T>(
  serve: (socket: Socket, number: number) => void,
  use: (peer: AnsweringPeer) => Promise<T>
): Promise<T> {
  const bodies: string[] = []
  return withConnections(
    socket => {
      let received = ''
      socket.on('data', chunk => {
        received += chunk.toString('latin1')
        const end = received.indexOf('\r\n\r\n') + 4
        const length = Number(/^content-length: (\d+)\r$/im.exec(received)?.[1] ?? Number.NaN)
        if (end > 3 && received.length === end + length) serve(socket, bodies.push(received.slice(end)))
      })
    },
    peer => use({ ...peer, bodies })
  )
}

/**
 * A port of loopback on which nobody listens. It lies below those that systems hand out, so that no other test is given it in the
 * meantime.
 */
export async function closedPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(12_000 * Math.random())
    const server = net.createServer()
    const isFree = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
