import http from 'node:http'
import type net from 'node:net'
import { openConnection, type Route } from './connection.ts'
import { createNames } from './names.ts'
import { type ProxyEnvironment, proxyAuthorization, proxyFor } from './proxies.ts'
import { networkWords, TransportError } from './transport-error.ts'

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

/** A request for what stands at a URL. */
export function composeGet(url: URL, headers: Readonly<Record<string, string>>): OutgoingRequest {
  const { protocol, hostname, port, pathname, search } = url
  const path = pathname + search
  return { protocol, hostname, ...(port && { port: Number(port) }), method: 'GET', path, headers, body: '' }
}

/** An answer, its body read up to the limit. */
export interface Answer {
  readonly statusCode: number
  /** Header names in lower case; repeated ones joined by a comma. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Whether the body broke off or was longer than the limit. */
  readonly truncated: boolean
}

/** The limits of one request. */
export interface SendOptions {
  /** Ends the request at once. */
  readonly signal: AbortSignal
  /** What name, connection, tunnel and TLS handshakes may take together, in milliseconds. */
  readonly connectMs: number
  /** How much of the body is read. Default: 1 MiB. */
  readonly bodyMaximumBytes?: number
}

/**
 * Sends one request on a connection of its own, through the proxy that the variables name for its host, if any. Any number
 * of requests at once.
 *
 * @throws TransportError if no answer came
 */
export type Transport = (request: OutgoingRequest, options: SendOptions) => Promise<Answer>

/** A transport over Node's own clients. TLS certificates are always verified; redirects are not followed. */
export function createTransport(proxyEnvironment: ProxyEnvironment): Transport {
  const names = createNames()
  // The SDK's handler waits for ever on a server that drips bytes, cannot tell whether the request went out in full, and
  // keeps the process alive after a failed connection.
  return async (request, options) => {
    const url = new URL(`${request.protocol}//${request.hostname}`)
    if (request.port !== undefined) url.port = String(request.port)
    const secure = url.protocol === 'https:'
    const route: Route = {
      secure,
      // Node's clients take the address of a URL's [::1] without the brackets.
      hostname: request.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: request.port ?? (secure ? 443 : 80),
      proxy: proxyFor(url, proxyEnvironment)
    }
    const outgoing = { ...request, headers: { host: url.host, ...request.headers } }
    const socket = await openConnection(route, names, options.connectMs, options.signal)
    const { proxy } = route
    try {
      return await exchange(
        socket,
        secure || proxy === undefined ? outgoing : throughProxy(outgoing, url, proxy),
        options
      )
    } finally {
      socket.destroy()
    }
  }
}

/** A request in plain http as a proxy takes it: with the whole URL. */
function throughProxy(request: OutgoingRequest, { origin }: URL, proxy: URL): OutgoingRequest {
  const authorization = proxyAuthorization(proxy)
  return {
    ...request,
    path: origin + request.path,
    headers: { ...request.headers, ...(authorization !== undefined && { 'proxy-authorization': authorization }) }
  }
}

function exchange(
  socket: net.Socket,
  { method, path, headers, body }: OutgoingRequest,
  { signal, bodyMaximumBytes = 1024 * 1024 }: SendOptions
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let sentInFull = false
    let finish: ((truncated: boolean) => void) | undefined
    const outgoing = http.request({ createConnection: () => socket, method, path, headers })
    const settle = () => {
      signal.removeEventListener('abort', abort)
      outgoing.destroy()
    }
    const fail = (error: NodeJS.ErrnoException) => {
      settle()
      reject(
        error instanceof TransportError
          ? error
          : new TransportError(networkWords(error), error.code ?? error.name, sentInFull, error)
      )
    }

    const abort = () =>
      fail(new TransportError((signal.reason as Error).message, 'ABORT_ERR', sentInFull, signal.reason))
    signal.addEventListener('abort', abort, { once: true })
    // Nobody asked for one, so it says nothing of the request. Node swallows the other interim answers.
    const changeOfProtocol = () => fail(new Error('the server changed to another protocol'))
    outgoing
      .on('finish', () => {
        sentInFull = true
      })
      .on('upgrade', changeOfProtocol)
      .on('error', error => {
        // What follows a final status (a body behind a 304, say) takes nothing from it.
        if (finish !== undefined && !signal.aborted) finish(true)
        else fail(error)
      })
      .on('response', response => {
        const { statusCode = 0 } = response
        if (statusCode < 200) return changeOfProtocol()
        const chunks: Buffer[] = []
        let bytes = 0
        const end = (truncated: boolean) => {
          settle()
          const read = Buffer.concat(chunks).subarray(0, bodyMaximumBytes)
          resolve({ statusCode, headers: joined(response.headers), body: read, truncated })
        }
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
    if (signal.aborted) abort()
    else outgoing.end(body)
  })
}

function joined(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}
