import { setTimeout as sleep } from 'node:timers/promises'
import * as core from '@actions/core'
import { createIncidentManager } from './incident-manager.ts'
import { run } from './run.ts'

const cancelled = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancelled.abort())

await run({
  core,
  connect: async options => createIncidentManager(options),
  clock: {
    now: () => performance.now(),
    sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    random: Math.random
  },
  signal: cancelled.signal
})

// Output first, then the end: whatever the SDK still waits for (a credential look-up, say) must not hold the job.
process.stdout.write('', () => process.exit())
