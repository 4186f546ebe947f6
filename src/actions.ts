// Every action of this repository, wired to the real world. What is not the root's loads on demand.
import { setTimeout as sleep } from 'node:timers/promises'
import { format } from 'node:util'
import * as core from '@actions/core'
import { correctAwsVariables, readEnvironment } from './github/environment.ts'
import { listJobs } from './github/jobs.ts'
import { endProcess } from './network/exit.ts'
import { createTransport } from './network/transport.ts'
import { printable } from './report/printing.ts'
import { page } from './stories/page.ts'
import type { World } from './stories/world.ts'

/** Pages, as the action at the root of the repository does. */
export const startEngagement = () => perform(page)

/** Checks everything short of waking somebody, as the action in `drill/` does. */
export const drillPager = async () => perform((await import('./stories/drill.ts')).drill)

/** Stops engagements, as the action in `stop/` does. */
export const stopEngagements = async () => perform((await import('./stories/stop.ts')).stop)

/** Pages about an outage once, and stops that when it is over, as the action in `watch/` does. */
export const watchOutages = async () => perform((await import('./stories/watch.ts')).watch)

/** Runs a story in this process, and ends the process with it. */
async function perform(story: (world: World) => Promise<void>): Promise<void> {
  guardOutput()
  const uncaught = new Promise<never>((_, reject) => {
    process.on('uncaughtException', reject)
  })
  const cancelled = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancelled.abort())

  const environment = readEnvironment()
  correctAwsVariables()
  await story({
    core,
    environment,
    // Most of the action is the AWS SDK, which a dry run and a mistake in an input need not wait for.
    connect: async options => (await import('./incident-manager/incident-manager.ts')).createIncidentManager(options),
    listJobs: (run, signal) => listJobs(run, createTransport(environment.proxyEnvironment), signal),
    connectRuns: async run =>
      (await import('./github/runs.ts')).createRunsApi(run, createTransport(environment.proxyEnvironment)),
    loadTemplates: () => import('./page/template.ts'),
    loadDelivery: () => import('./delivery/job.ts'),
    loadFollowing: () => import('./following/job.ts'),
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
}

function guardOutput(): void {
  // What the SDK prints, and an uncaught error, may quote outside text too.
  for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    console[level] = (...values: unknown[]) => process.stderr.write(`${printable(format(...values))}\n`)
  }
  // Deprecations in the SDK are nothing to read at night.
  process.noDeprecation = true
  // The reader of the log may go away; the page must not go with it, and there is nobody left to tell.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}
