import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What Incident Manager did since it was last asked. */
export interface Served {
  requests: number
  /** From the arrival of each request's head to the end of its answer, all together. */
  serverMs: number
  /** The last request, as it came over the wire. */
  headers: Record<string, string>
  body: string
}

/** Incident Manager on loopback in a process of its own, so that its work does not disturb a measurement. */
export interface Service {
  url: string
  /**
   * What the service did since it was last asked.
   *
   * @throws Error unless it was exactly one request: an attempt too many would count as slowness
   */
  collectOne(): Promise<Served>
  stop(): void
}

/** Starts the service that the demo and the tests use: it verifies every signature. */
export async function startService(): Promise<Service> {
  const child = fork(fileURLToPath(new URL('service-process.ts', import.meta.url)))
  const [url] = (await once(child, 'message')) as [string]
  return {
    url,
    async collectOne() {
      child.send('collect')
      const [served] = (await once(child, 'message')) as [Served]
      if (served.requests !== 1) throw new Error(`${served.requests} requests arrived instead of one.`)
      return served
    },
    stop: () => child.kill()
  }
}
