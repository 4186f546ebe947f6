import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Loopback } from '../loopback.ts'
import { type Answer, composeErrorAnswer, type ServiceError } from './answer.ts'
import type { Fault } from './faults.ts'

/** The whole body of a request. Rejects when the caller goes away before its end. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The headers of a request, names in lower case, repeated ones joined by a comma. */
export function flattenHeaders(incoming: IncomingMessage): Record<string, string> {
  const entries = Object.entries(incoming.headersDistinct)
  return Object.fromEntries(entries.map(([name, values]) => [name, (values ?? []).join(',')]))
}

/** The JSON value of a text, undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Answers a request, or does to it what the fault says.
 *
 * @param answerNormally takes the request, page and all, and returns the healthy answer
 * @param composeError how the service writes an error; by default as Incident Manager does
 * @returns the status that was sent, undefined when none was
 */
export async function deliver(
  response: ServerResponse,
  fault: Fault | undefined,
  answerNormally: () => Answer,
  loopback: Loopback,
  composeError: (error: ServiceError) => Answer = composeErrorAnswer
): Promise<number | undefined> {
  switch (fault?.kind) {
    case undefined:
      return send(response, answerNormally())
    case 'answer':
      return send(response, { statusCode: fault.statusCode, headers: fault.headers ?? {}, body: fault.body ?? '' })
    case 'error':
      return send(response, composeError(fault))
    case 'delay': {
      const answer = answerNormally()
      await sleep(fault.ms)
      return send(response, answer)
    }
    case 'hang':
      return undefined
    case 'reset':
      loopback.reset(response)
      return undefined
    case 'close':
      response.socket?.end()
      return undefined
    case 'swallow':
      answerNormally()
      response.socket?.destroy()
      return undefined
    case 'drip-headers':
    case 'drip-body':
      return dripAnswer(response, answerNormally(), fault)
  }
}

function send(response: ServerResponse, { statusCode, headers, body }: Answer): number {
  response.writeHead(statusCode, headers).end(body)
  return statusCode
}

/** Not awaited to its end: the status counts as sent with the first byte, and the caller may leave at any time. */
function dripAnswer(
  response: ServerResponse,
  { statusCode, headers, body }: Answer,
  fault: { kind: 'drip-headers' | 'drip-body'; intervalMs: number }
): number {
  const bytes = Buffer.from(body)
  const fields = {
    ...headers,
    date: String(response.getHeader('date')),
    'content-length': String(bytes.length),
    connection: 'close'
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = Buffer.from(`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}\r\n`)
  const atOnce = fault.kind === 'drip-headers' ? Buffer.alloc(0) : head
  const slowly = fault.kind === 'drip-headers' ? head : bytes
  const after = fault.kind === 'drip-headers' ? bytes : Buffer.alloc(0)
  void writeSlowly(response, atOnce, slowly, after, fault.intervalMs)
  return statusCode
}

async function writeSlowly(
  response: ServerResponse,
  atOnce: Buffer,
  slowly: Buffer,
  after: Buffer,
  intervalMs: number
): Promise<void> {
  // Past node's own response object, which would send the head in one piece.
  const { socket } = response
  if (!socket) return
  socket.write(atOnce)
  for (const byte of slowly) {
    if (socket.destroyed) return
    socket.write(Uint8Array.of(byte))
    await sleep(intervalMs)
  }
  if (!socket.destroyed) socket.end(after)
}
