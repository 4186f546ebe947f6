import http from 'node:http'
import net from 'node:net'
import tls from 'node:tls'
import type { Names } from './names.ts'
import { proxyAuthorization } from './proxies.ts'
import { networkWords, TransportError } from './transport-error.ts'

/** Where a request goes, and how. */
export interface Route {
  readonly secure: boolean
  /** Without brackets. */
  readonly hostname: string
  readonly port: number
  readonly proxy: URL | undefined
}

/** How far a connection has come. */
type Stage = 'name' | 'connection' | 'TLS to the proxy' | 'tunnel' | 'TLS'

/**
 * A connection that is ready for the request: the host's, or for plain http the proxy's. Certificates are always verified.
 *
 * @param connectMs what name, connection, tunnel and TLS handshakes may take together
 * @throws TransportError with `sentInFull` false, also when the signal aborts. Nothing is left open then.
 */
export async function openConnection(
  route: Route,
  names: Names,
  connectMs: number,
  signal: AbortSignal
): Promise<net.Socket> {
  const { secure, hostname, proxy } = route
  const first = proxy === undefined ? route : endOf(proxy)
  const ending = new AbortController()
  const abort = () => ending.abort()
  const timer = setTimeout(abort, connectMs)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()

  const sockets: net.Socket[] = []
  let stage: Stage = 'name'
  const reach = async <T extends net.Socket>(next: Stage, socket: T, event: string): Promise<T> => {
    stage = next
    sockets.push(socket)
    await reached(socket, event, ending.signal)
    return socket
  }
  try {
    const addresses = await unlessAborted(names(first.hostname), ending.signal)
    let socket = await reach('connection', connect(first, addresses, connectMs), 'connect')
    if (proxy !== undefined && first.secure) {
      socket = await reach('TLS to the proxy', secured(socket, first.hostname), 'secureConnect')
    }
    if (proxy !== undefined && secure) {
      stage = 'tunnel'
      socket = await unlessAborted(tunnelled(socket, route, proxy), ending.signal)
    }
    return secure ? await reach('TLS', secured(socket, hostname), 'secureConnect') : socket
  } catch (error) {
    for (const socket of sockets.toReversed()) socket.destroy()
    if (ending.signal.aborted) {
      throw late(stage, proxy, signal.aborted ? 'in time' : `within ${(connectMs / 1000).toFixed(1)} s`, signal)
    }
    throw failed(stage, proxy, error as Error, sockets.at(-1))
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}

function endOf(proxy: URL): Omit<Route, 'proxy'> {
  const secure = proxy.protocol === 'https:'
  return {
    secure,
    hostname: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(proxy.port) || (secure ? 443 : 80)
  }
}

function connect(
  { hostname, port }: Omit<Route, 'proxy'>,
  addresses: Awaited<ReturnType<Names>>,
  connectMs: number
): net.Socket {
  return net.connect({
    host: hostname,
    port,
    lookup: (_hostname, _options, found) => found(null, [...addresses]),
    autoSelectFamily: true,
    // Node gives each address but the last so much time, 250 ms by default, and never comes back to it.
    autoSelectFamilyAttemptTimeout: Math.max(250, Math.floor(connectMs / addresses.length))
  })
}

function secured(socket: net.Socket, hostname: string): tls.TLSSocket {
  return tls.connect({
    socket,
    host: hostname,
    // No address is a server name: https://www.rfc-editor.org/rfc/rfc6066#section-3
    ...(net.isIP(hostname) === 0 && { servername: hostname }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true
  })
}

/** A proxy's refusal to open a tunnel. */
class Refusal extends Error {
  readonly status: number

  constructor(status: number) {
    super(`HTTP status ${status}`)
    this.status = status
  }
}

function tunnelled(socket: net.Socket, { hostname, port }: Route, proxy: URL): Promise<net.Socket> {
  const path = `${net.isIPv6(hostname) ? `[${hostname}]` : hostname}:${port}`
  const authorization = proxyAuthorization(proxy)
  return new Promise((resolve, reject) => {
    http
      .request({
        createConnection: () => socket,
        method: 'CONNECT',
        path,
        headers: { host: path, ...(authorization !== undefined && { 'proxy-authorization': authorization }) }
      })
      .on('connect', ({ statusCode = 0 }) => {
        if (statusCode >= 200 && statusCode < 300) resolve(socket)
        else reject(new Refusal(statusCode))
      })
      .on('error', reject)
      .end()
  })
}

function reached(socket: net.Socket, event: string, signal: AbortSignal): Promise<void> {
  const reaching = new Promise<void>((resolve, reject) => {
    // The listeners stay: an error between two steps must not be an uncaught one.
    socket
      .once(event, () => resolve())
      .on('error', reject)
      .on('close', () => reject(new Error('the connection was closed')))
  })
  return unlessAborted(reaching, signal)
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    if (signal.aborted) reject(signal.reason)
    promise.then(resolve, reject)
  })
}

/** What it means that the time was up, or the signal aborted. */
function late(stage: Stage, proxy: URL | undefined, when: string, { reason }: AbortSignal): TransportError {
  const error = (code: string, words: string) => new TransportError(`${words} ${when}`, code, false, reason)
  if (stage === 'TLS') return error('ECONNTIMEDOUT', 'no TLS handshake')
  if (stage === 'name') {
    const words = 'no answer from a name server'
    // As the system calls it when it has waited longer.
    return proxy === undefined
      ? error('EAI_AGAIN', words)
      : error('ERR_PROXY_HOST', `its host name does not resolve: ${words}`)
  }
  return proxy === undefined ? error('ECONNTIMEDOUT', 'none') : error('ERR_PROXY_TIMEDOUT', 'no answer')
}

/** What an error means: without a proxy's words, which may quote its password. */
function failed(
  stage: Stage,
  proxy: URL | undefined,
  cause: NodeJS.ErrnoException,
  last: net.Socket | undefined
): TransportError {
  const { code = cause.name } = cause
  const words = networkWords(cause)
  if (proxy === undefined || stage === 'TLS') return new TransportError(words, code, false, cause)
  switch (stage) {
    case 'name':
      return new TransportError(`its host name does not resolve: ${code}`, 'ERR_PROXY_HOST', false, cause)
    case 'connection':
      return new TransportError(words, 'ERR_PROXY_CONNECTION', false, cause)
    case 'TLS to the proxy':
      return isDistrusted(last)
        ? new TransportError(`its certificate cannot be trusted: ${words}`, 'ERR_PROXY_CERTIFICATE', false, cause)
        : new TransportError(words, 'ERR_PROXY_TLS', false, cause)
    case 'tunnel':
      return cause instanceof Refusal
        ? new TransportError(cause.message, 'ERR_PROXY_TUNNEL', false, cause, cause.status)
        : new TransportError('no answer in HTTP', 'ERR_PROXY_TUNNEL', false, cause)
  }
}

function isDistrusted(socket: net.Socket | undefined): boolean {
  return socket instanceof tls.TLSSocket && Boolean(socket.authorizationError)
}
