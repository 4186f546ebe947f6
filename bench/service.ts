import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { IdTokenRequest } from '../local/runner/variables.ts'

/** Where what a page needs listens, on loopback. */
export interface ServiceUrls {
  incidentManager: string
  gitHub: string
  sts: string
  /** The ID token's endpoint, and the token that opens it. */
  idToken: IdTokenRequest
}

/** How the services behave. */
export interface ServiceOptions {
  /** Milliseconds that each takes to answer. */
  latencyMs?: number
  /** Every page's first StartEngagement is throttled, and so half of all calls. */
  throttled?: boolean
}

/** A request as it came over the wire. */
export interface SentRequest {
  url: string
  method: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** What was asked of the services since they were last asked for it. */
export interface Served {
  requests: number
  /** From the arrival of each request's head to the end of its answer, all together. */
  serverMs: number
  /** When the last StartEngagement arrived, on the clock of `monotonicMs`. */
  pageArrivedAt: number
  /** ARNs of the contacts that an engagement was started for, one for each engagement. */
  engaged: string[]
  /** The last StartEngagement. */
  page: SentRequest
  /** The last look-up of failed jobs, if there ever was one. */
  lookUp?: SentRequest
}

/** Incident Manager, GitHub's API, its ID tokens and STS in a process of their own, so that their work does not disturb a measurement. */
export interface Service {
  urls: ServiceUrls
  /**
   * What was asked since the last call.
   *
   * @throws Error unless it was exactly so many requests: an attempt too many would count as slowness
   */
  collect(requests: number): Promise<Served>
  stop(): void
}

/** Starts the services that the demo and the tests use, which verify every signature, and STS. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const child = fork(fileURLToPath(new URL('service-process.ts', import.meta.url)), [JSON.stringify(options)])
  const [urls] = (await once(child, 'message')) as [ServiceUrls]
  return {
    urls,
    async collect(requests) {
      child.send('collect')
      const [served] = (await once(child, 'message')) as [Served]
      if (served.requests !== requests) throw new Error(`${served.requests} requests arrived instead of ${requests}.`)
      return served
    },
    stop: () => child.kill()
  }
}
