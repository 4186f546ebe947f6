import { setTimeout as sleep } from 'node:timers/promises'
import { format } from 'node:util'
import * as core from '@actions/core'
import { PageError } from './errors.ts'
import { listJobs } from './github-jobs.ts'
import { createIncidentManager } from './incident-manager.ts'
import { run } from './run.ts'
import { printable } from './text.ts'

// What the SDK prints, and what nobody caught, may quote the outside too.
for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
  console[level] = (...values: unknown[]) => process.stderr.write(`${printable(format(...values))}\n`)
}
// What the SDK uses that Node would rather see gone is nothing to read at night.
process.noDeprecation = true

const uncaught = new Promise<never>((_, reject) => {
  process.on('uncaughtException', error => {
    // Nobody knows what was under way.
    reject(new PageError('internal-error', 'unknown', `The action itself failed: ${error}`, { cause: error }))
  })
})

const cancelled = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancelled.abort())

await run({
  core,
  connect: createIncidentManager,
  listJobs,
  clock: {
    now: () => performance.now(),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    random: Math.random
  },
  signal: cancelled.signal,
  uncaught
})

// Output first, then the end: whatever the SDK still waits for (a credential look-up, say) must not hold the job.
process.stdout.write('', () => process.exit())
