import diagnosticsChannel from 'node:diagnostics_channel'
import http from 'node:http'
import https from 'node:https'
import type net from 'node:net'

/** A request to send: what an HTTP message needs, and no more. */
export interface OutgoingRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port?: number | undefined
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

/** An answer, its body read to at most 1 MiB. */
export interface Answer {
  readonly statusCode: number
  /** Header names in lower case; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Whether the body broke off or was longer than 1 MiB. */
  readonly truncated: boolean
}

/** No answer came. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  /** Node's code, such as `ECONNREFUSED`; `ECONNTIMEDOUT`, `ABORT_ERR` and `ERR_PROXY_HOST` are our own. */
  readonly code: string
  /** Whether the whole request had been handed to the network, so that it may have been taken. */
  readonly sentInFull: boolean
  /** The status with which a proxy refused to connect. */
  readonly proxyStatus: number | undefined

  constructor(message: string, code: string, sentInFull: boolean, cause?: unknown, proxyStatus?: number) {
    super(message, { cause })
    this.code = code
    this.sentInFull = sentInFull
    this.proxyStatus = proxyStatus
  }
}

const connectDeadlineMs = 3_000
const bodyMaximumBytes = 1024 * 1024

/** Sends one request on a connection of its own, through the proxy that the variables name for its host, if any. */
export type Transport = (request: OutgoingRequest, signal: AbortSignal) => Promise<Answer>

/**
 * A transport over Node's own clients. TLS certificates are always verified; redirects are not followed.
 *
 * @param proxyEnvironment HTTPS_PROXY, HTTP_PROXY and NO_PROXY in either case: https://nodejs.org/api/http.html#built-in-proxy-support
 */
export function createTransport(proxyEnvironment: Readonly<Record<string, string>>): Transport {
  // The SDK's handler waits for ever on a server that drips bytes, cannot tell whether the request went out in full, and
  // keeps the process alive after a failed connection.
  return (request, signal) =>
    new Promise((resolve, reject) => {
      const aborted = (sentInFull: boolean) =>
        new TransportError((signal.reason as Error).message, 'ABORT_ERR', sentInFull, signal.reason)
      if (signal.aborted) {
        reject(aborted(false))
        return
      }
      // Node's clients take the address of a URL's [::1] without the brackets.
      const hostname = request.hostname.replace(/^\[(.*)\]$/, '$1')
      const secure = request.protocol === 'https:'
      const options = { keepAlive: false, proxyEnv: { ...proxyEnvironment } }
      let agent: http.Agent
      try {
        agent = secure ? new https.Agent(options) : new http.Agent(options)
      } catch (error) {
        // Node's words quote the address, password and all.
        reject(new TransportError('the proxy variables hold no valid URL', 'ERR_PROXY_INVALID_CONFIG', false, error))
        return
      }
      let sentInFull = false
      let informational: number | undefined
      let finish: ((truncated: boolean) => void) | undefined
      const sockets: net.Socket[] = []
      const outgoing = withSockets(sockets, () =>
        (secure ? https : http).request({
          agent,
          hostname,
          ...(request.port !== undefined && { port: request.port }),
          method: request.method,
          path: request.path,
          headers: request.headers,
          ...(secure && { rejectUnauthorized: true })
        })
      )

      const connectTimer = setTimeout(() => {
        fail(new TransportError(`no connection within ${connectDeadlineMs / 1000} s`, 'ECONNTIMEDOUT', sentInFull))
      }, connectDeadlineMs)
      // Node's own signal option waits for a proxy's answer to CONNECT before it ends a request.
      const abort = () => fail(aborted(sentInFull))
      signal.addEventListener('abort', abort, { once: true })
      const settle = () => {
        clearTimeout(connectTimer)
        signal.removeEventListener('abort', abort)
        outgoing.destroy()
        // While a proxy has not answered, the request knows nothing of the connection to it.
        for (const socket of sockets) socket.destroy()
      }
      const fail = (error: Error) => {
        settle()
        reject(error instanceof TransportError ? error : transportError(error, hostname, sentInFull))
      }
      const answer = (statusCode: number, headers: http.IncomingHttpHeaders, body: Buffer, truncated: boolean) => {
        settle()
        resolve({ statusCode, headers: joined(headers), body, truncated })
      }

      outgoing
        .on('socket', socket => {
          if (socket.connecting) socket.once('connect', () => clearTimeout(connectTimer))
          else clearTimeout(connectTimer)
        })
        .on('finish', () => {
          sentInFull = true
        })
        .on('information', ({ statusCode }) => {
          informational = statusCode
        })
        .on('upgrade', response => answer(101, response.headers, Buffer.alloc(0), false))
        .on('error', error => {
          // What follows a final status (a body behind a 304, say) takes nothing from it.
          if (finish !== undefined && !signal.aborted) finish(true)
          // A connection that ends after nothing but a 1xx has answered with that status.
          else if (informational !== undefined && !signal.aborted) answer(informational, {}, Buffer.alloc(0), false)
          else fail(error)
        })
        .on('response', response => {
          const chunks: Buffer[] = []
          let bytes = 0
          const end = (truncated: boolean) =>
            answer(
              response.statusCode ?? 0,
              response.headers,
              Buffer.concat(chunks).subarray(0, bodyMaximumBytes),
              truncated
            )
          finish = end
          response
            .on('data', (chunk: Buffer) => {
              chunks.push(chunk)
              bytes += chunk.length
              if (bytes > bodyMaximumBytes) end(true)
            })
            .on('end', () => end(!response.complete))
            .on('error', error => {
              if (signal.aborted) fail(error)
              else end(true)
            })
        })
        .end(request.body)
    })
}

/** Does something, and collects the connections that are begun meanwhile. */
function withSockets<T>(sockets: net.Socket[], use: () => T): T {
  const collect = (message: unknown) => {
    const { socket } = message as { readonly socket: net.Socket }
    sockets.push(socket)
    // Node adds one and the same listener again for each piece of a proxy's answer, and each adds itself again: a proxy
    // that drips would fill the memory within two dozen bytes.
    const on = socket.on.bind(socket)
    socket.on = ((name: string, listener: () => void) =>
      name === 'readable' && socket.listeners(name).includes(listener) ? socket : on(name, listener)) as typeof on
  }
  diagnosticsChannel.subscribe('net.client.socket', collect)
  try {
    return use()
  } finally {
    diagnosticsChannel.unsubscribe('net.client.socket', collect)
  }
}

interface NodeError extends NodeJS.ErrnoException {
  /** The host whose address was looked up. */
  readonly hostname?: string
  /** A proxy's answer to CONNECT. */
  readonly statusCode?: number
  /** One for each address that was tried. */
  readonly errors?: readonly Error[]
}

/** Node's error in few words: without OpenSSL's source paths, and without a proxy's words, which may quote its password. */
function transportError(error: NodeError, hostname: string, sentInFull: boolean): TransportError {
  const { code = error.name, statusCode } = error
  // A host with several addresses fails with one error for each, and no words of its own.
  const { message } = error.errors?.at(-1) ?? error
  if (code === 'ERR_PROXY_TUNNEL') {
    return Number.isInteger(statusCode)
      ? new TransportError(`HTTP status ${statusCode}`, code, sentInFull, error, statusCode)
      : new TransportError('no answer in HTTP', code, sentInFull, error)
  }
  // Where there is a proxy, it is the proxy's address that Node looks up.
  if (error.hostname !== undefined && error.hostname !== hostname) {
    return new TransportError(`its host name does not resolve: ${code}`, 'ERR_PROXY_HOST', sentInFull, error)
  }
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1]
  const words = reason === 'wrong version number' ? 'what answers does not speak TLS' : (reason ?? message)
  return new TransportError(words, code, sentInFull, error)
}

function joined(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}

/**
 * Why a proxy variable will not be used, as a sentence for the log; undefined if all is well.
 *
 * @param nodeVersion such as `24.5.0`, the first version whose agents know proxies
 */
export function proxyWarning(
  proxyEnvironment: Readonly<Record<string, string>>,
  nodeVersion = process.versions.node
): string | undefined {
  const proxies = Object.entries(proxyEnvironment).filter(([name]) => name.toLowerCase() !== 'no_proxy')
  const names = proxies.map(([name]) => name).join(', ')
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  if (names !== '' && (major < 24 || (major === 24 && minor < 5))) {
    return `${names} is set, but Node.js ${nodeVersion} of this runner cannot use proxies; 24.5 or newer can. Update the runner.`
  }
  const odd = proxies.find(([, url]) => !/^https?:\/\//i.test(url))
  return odd && `${odd[0]} is not used: it does not start with http:// or https://.`
}
