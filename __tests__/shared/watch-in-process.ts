import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { composeInputs, readAction } from '../../local/runner/action-file.ts'
import { composeContexts } from '../../local/runner/contexts.ts'
import { composeIdentity, composeVariables, nameStepFolder } from '../../local/runner/variables.ts'
import type { RunStep } from '../../local/watch/simulator.ts'
import { pageEveryone } from '../../src/delivery/everyone.ts'
import { readEnvironment } from '../../src/github/environment.ts'
import { listJobs } from '../../src/github/jobs.ts'
import { createRunsApi } from '../../src/github/runs.ts'
import { createIncidentManager } from '../../src/incident-manager/incident-manager.ts'
import { createTransport } from '../../src/network/transport.ts'
import * as template from '../../src/page/template.ts'
import { watch } from '../../src/stories/watch.ts'
import { fakeCore } from './fake-core.ts'

/**
 * Runs the step of a watch in this process, at a time of its world: no sleep takes time. One step at a time, since the
 * process has one environment and one calendar.
 */
export const runInProcess: RunStep = async (options, nowMs) => {
  jest.useFakeTimers({ now: nowMs, doNotFake: [...notFaked] })
  const step = nameStepFolder(tmpdir())
  const identity = composeIdentity(options.github)
  const contexts = composeContexts({
    ...options.contexts,
    github: { ...identity, ...options.contexts?.github }
  })
  const names = Object.entries(composeInputs(await readAction('watch'), options.with, contexts, step.workspace))
  const given = Object.fromEntries(names.map(([name, value]) => [name.slice('INPUT_'.length).toLowerCase(), value]))
  const eventPath = join(tmpdir(), `start-engagement-event-${process.pid}.json`)
  await writeFile(eventPath, JSON.stringify(options.event ?? {}))
  const variables = { ...composeVariables(identity, { ...step, eventPath, temp: '' }), ...options.env }
  const before = { ...process.env }
  Object.assign(process.env, variables)
  const { core, told } = fakeCore(given)
  try {
    const environment = readEnvironment(variables)
    const transport = createTransport({})
    let now = 0
    await watch({
      core,
      environment,
      connect: async options => createIncidentManager(options),
      listJobs: (run, signal) => listJobs(run, transport, signal),
      connectRuns: async run => createRunsApi(run, transport),
      loadTemplates: async () => template,
      loadDelivery: async () => ({
        pageEveryoneInJob: paging =>
          pageEveryone({ ...paging, memory: { recall: () => [], remember: () => undefined } })
      }),
      loadFollowing: async () => {
        throw new Error('a watch waits for nobody')
      },
      clock: {
        // Whatever asks what time it is takes some.
        now: () => now++,
        sleep: async milliseconds => {
          now += milliseconds
        },
        random: () => 0.5
      },
      signal: new AbortController().signal,
      uncaught: new Promise(() => undefined)
    })
  } finally {
    process.env = before
    jest.useRealTimers()
  }
  return {
    exitCode: told.failures.length === 0 ? 0 : 1,
    outputs: told.outputs,
    summary: told.summary,
    stdout: [...told.lines, ...told.notices, ...told.warnings, ...told.failures].join('\n')
  }
}

const notFaked = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout'
] as const
