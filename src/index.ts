import { setTimeout as sleep } from 'node:timers/promises'
import { format } from 'node:util'
import * as core from '@actions/core'
import { listJobs } from './github/jobs.ts'
import { endProcess } from './network/exit.ts'
import { printable } from './report/printing.ts'
import { run } from './stories/page.ts'

// What the SDK prints, and what nobody caught, may quote the outside too.
for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
  console[level] = (...values: unknown[]) => process.stderr.write(`${printable(format(...values))}\n`)
}
// What the SDK uses that Node would rather see gone is nothing to read at night.
process.noDeprecation = true

// Whoever reads the log may go away; the page must not go with them, and nobody is left to be told.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const uncaught = new Promise<never>((_, reject) => {
  process.on('uncaughtException', reject)
})

const cancelled = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancelled.abort())

await run({
  core,
  // Most of the action is the AWS SDK, which a dry run and a mistake in an input need not wait for.
  connect: async options => (await import('./incident-manager/sdk.ts')).createIncidentManager(options),
  listJobs,
  clock: {
    now: () => performance.now(),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    random: Math.random
  },
  signal: cancelled.signal,
  uncaught
})

// Whatever the SDK still waits for (a credential look-up, say) must not hold the job.
endProcess()
