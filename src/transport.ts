import http from 'node:http'
import https from 'node:https'

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
  /** Node's code, such as `ECONNREFUSED`; `ETIMEDOUT` and `ECONNTIMEDOUT` for our own deadlines. */
  readonly code: string
  /** Whether the whole request had been handed to the network, so that it may have been taken. */
  readonly sentInFull: boolean

  constructor(message: string, code: string, sentInFull: boolean, cause?: unknown) {
    super(message, { cause })
    this.code = code
    this.sentInFull = sentInFull
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
      const secure = request.protocol === 'https:'
      const options = { keepAlive: false, proxyEnv: { ...proxyEnvironment } }
      let sentInFull = false
      let informational: number | undefined
      const outgoing = (secure ? https : http).request({
        agent: secure ? new https.Agent(options) : new http.Agent(options),
        hostname: request.hostname,
        ...(request.port !== undefined && { port: request.port }),
        method: request.method,
        path: request.path,
        headers: request.headers,
        signal,
        ...(secure && { rejectUnauthorized: true })
      })

      const connectTimer = setTimeout(() => {
        fail(new TransportError(`no connection within ${connectDeadlineMs / 1000} s`, 'ECONNTIMEDOUT', false))
      }, connectDeadlineMs)
      const settle = () => {
        clearTimeout(connectTimer)
        outgoing.destroy()
      }
      const fail = (error: Error) => {
        settle()
        const { code = error.name } = error as NodeJS.ErrnoException
        reject(error instanceof TransportError ? error : new TransportError(error.message, code, sentInFull, error))
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
          // A connection that ends after nothing but a 1xx has answered with that status.
          if (informational !== undefined && !signal.aborted) answer(informational, {}, Buffer.alloc(0), false)
          else fail(error)
        })
        .on('response', response => {
          const chunks: Buffer[] = []
          let bytes = 0
          const finish = (truncated: boolean) =>
            answer(
              response.statusCode ?? 0,
              response.headers,
              Buffer.concat(chunks).subarray(0, bodyMaximumBytes),
              truncated
            )
          response
            .on('data', (chunk: Buffer) => {
              chunks.push(chunk)
              bytes += chunk.length
              if (bytes > bodyMaximumBytes) finish(true)
            })
            .on('end', () => finish(!response.complete))
            .on('error', error => {
              if (signal.aborted) fail(error)
              else finish(true)
            })
        })
        .end(request.body)
    })
}

function joined(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}
