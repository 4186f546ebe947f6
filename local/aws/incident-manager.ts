import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { answerWith, listenOnLoopback } from '../loopback.ts'
import { type Answer, amzJson, composeErrorAnswer } from './answer.ts'
import { soundDirectory } from './directories.ts'
import type { Directory } from './directory.ts'
import { type Engagement, EngagementBook } from './engagements.ts'
import { chooseFault, type FaultPlan } from './faults.ts'
import { operations } from './operations.ts'
import type { React, Reaction } from './reactions.ts'
import type { Operation, Service } from './service.ts'
import { type Credentials, findSignatureError, sampleCredentials } from './signature.ts'
import { deliver, flattenHeaders, parseJson, readBody } from './wire.ts'

/** How Incident Manager on loopback is set up. Everything has a default. */
export interface IncidentManagerOptions {
  /** 0, the default, takes any free port. */
  port?: number
  /** PEM; with both, the service speaks HTTPS. */
  key?: string | Buffer
  cert?: string | Buffer
  /** Who may call. Default: the sample credentials of AWS's documentation. */
  credentials?: readonly Credentials[]
  /** The only region whose signatures are taken. Default: any. */
  region?: string
  /** ARNs of the contacts that exist. Default: every `contact/<alias>`. */
  contacts?: readonly string[]
  /** What there is to know of contacts, beside that they can be paged. Default: contacts with whom all is well. */
  directory?: Directory
  /** What becomes of engagements: pages that go out, people who acknowledge. One for all contacts, or by the contact's ARN. */
  reactions?: Reaction | React
  /** Items in one part of a list. Default: 10. */
  listPartSize?: number
  /** What goes wrong, and when. */
  faults?: FaultPlan
  /** Milliseconds that the server's clock is ahead of the true one; negative for a clock that is behind. */
  clockOffsetMs?: number
  /** Quote the canonical request, session token and all, in the answer to a wrong signature, as AWS does. */
  quoteCanonicalRequest?: boolean
}

/** One request and what became of it. */
export interface Exchange {
  /** When the whole request had arrived, milliseconds since 1970 on the true clock. */
  receivedAt: number
  /** The request's headers, names in lower case. */
  headers: Record<string, string>
  /** The operation that was asked for, such as `StartEngagement`; empty for none. */
  operation: string
  body: string
  /** The body as JSON; absent when it is none. */
  request?: Record<string, unknown>
  /** The status of the answer; absent as long as none was begun. */
  statusCode?: number
  signatureValid: boolean
}

/** A running Incident Manager. */
export interface IncidentManager {
  /** What to give as `endpoint-url`. */
  url: string
  port: number
  /** Every request in the order of arrival. */
  exchanges: readonly Exchange[]
  /** Every page that was taken; a repeated token adds none. */
  engagements: readonly Engagement[]
  /** Ends all connections, the hanging ones too. */
  close(): Promise<void>
}

/**
 * Starts Incident Manager on loopback: an HTTP service that speaks the operations in `operations.ts` as AWS does. It verifies
 * signatures, checks every documented limit, remembers engagements and idempotency tokens, and fails as it is told.
 */
export async function startIncidentManager(options: IncidentManagerOptions = {}): Promise<IncidentManager> {
  const serverClock = () => Date.now() + (options.clockOffsetMs ?? 0)
  const book = new EngagementBook(serverClock, options.contacts)
  const exchanges: Exchange[] = []
  const { key, cert } = options
  const secure = key !== undefined && cert !== undefined
  const server = secure ? createSecureServer({ key, cert }) : createServer()
  const loopback = await listenOnLoopback(server, options.port)
  const { reactions = {} } = options
  const world: Service = {
    book,
    directory: options.directory ?? soundDirectory,
    react: typeof reactions === 'function' ? reactions : () => reactions,
    listPartSize: options.listPartSize ?? 10,
    now: serverClock
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(incoming)
    const headers = flattenHeaders(incoming)
    const operation = nameOperation(headers)
    const exchange: Exchange = {
      receivedAt: Date.now(),
      headers,
      operation,
      body: body.toString(),
      signatureValid: false
    }
    const parsed = parseJson(exchange.body)
    if (isObject(parsed)) exchange.request = parsed
    const fault = chooseFault(options.faults, exchanges.push(exchange), operation)

    const signatureError = await findSignatureError(
      { method: incoming.method ?? '', path: incoming.url ?? '', headers, body },
      {
        credentials: options.credentials ?? [sampleCredentials],
        ...(options.region && { region: options.region }),
        now: serverClock(),
        quoteCanonicalRequest: options.quoteCanonicalRequest ?? false
      }
    )
    exchange.signatureValid = signatureError === undefined
    const answerNormally = (): Answer => {
      const answer = findOperation(incoming, operation)
      if (answer === undefined) return composeErrorAnswer(unknownOperation)
      return signatureError ? composeErrorAnswer(signatureError) : answer(parsed, world)
    }
    response.setHeader('date', new Date(serverClock()).toUTCString())
    const statusCode = await deliver(response, fault, answerNormally, loopback)
    if (statusCode !== undefined) exchange.statusCode = statusCode
  }

  answerWith(server, serve)

  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${loopback.port}`,
    port: loopback.port,
    exchanges,
    engagements: book.engagements,
    close: loopback.close
  }
}

const unknownOperation = { name: 'UnknownOperationException', statusCode: 400, message: '' }

/** What stands behind the service's name in `X-Amz-Target`: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
function nameOperation(headers: Readonly<Record<string, string>>): string {
  return /^SSMContacts\.([A-Za-z]+)$/.exec(headers['x-amz-target'] ?? '')?.[1] ?? ''
}

function findOperation({ method, url, headers }: IncomingMessage, name: string): Operation | undefined {
  const isOurs = method === 'POST' && url === '/' && headers['content-type'] === amzJson
  return isOurs && Object.hasOwn(operations, name) ? operations[name] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
