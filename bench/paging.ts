import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleCredentials } from '../local/aws/signature.ts'
import { scenarios } from '../local/demo/scenarios.ts'
import { runAction } from '../local/runner/runner.ts'
import type { Served, Service } from './service.ts'

/** How a run departs from the failed deploy that is paged for. */
export interface Variation {
  /** The action's input of that name. */
  content?: string
  /** The event file's raw content. */
  eventText?: string
  /** A file to which the process writes its peak memory in bytes; what loads for that spoils the time. */
  peakFile?: string
}

/** One process from start to exit, and the one request it sent. */
export interface Run {
  /** Less the server's own time. */
  ms: number
  served: Served
  /** NaN without a `peakFile`. */
  peakBytes: number
}

/** Pages through the action whose main chunk is given; the failed-job look-up is off. */
export function runPage(service: Service, main: string, variation: Variation = {}): Promise<Run> {
  return run(service, main, variation, {
    AWS_ACCESS_KEY_ID: sampleCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sampleCredentials.secretAccessKey
  })
}

/** Sends a request of the action once more, byte by byte, so that the server has the same work with it. */
export function runFloor(service: Service, { headers, body }: Served, variation: Variation = {}): Promise<Run> {
  const request = JSON.stringify({ url: service.url, headers, body })
  return run(service, sibling('floor.mjs'), variation, { FLOOR_REQUEST: request })
}

async function run(
  service: Service,
  entry: string,
  { content, eventText, peakFile }: Variation,
  env: Record<string, string>
): Promise<Run> {
  const { event, github, contexts, with: inputs } = scenarios.deploy
  const { exitCode, durationMs, stdout, stderr } = await runAction({
    entry,
    event,
    github,
    contexts,
    with: { ...inputs, 'endpoint-url': service.url, 'github-token': '', ...(content !== undefined && { content }) },
    env: {
      ...env,
      ...(peakFile && { NODE_OPTIONS: `--require "${sibling('peak-memory.cjs')}"`, PEAK_MEMORY_FILE: peakFile })
    },
    ...(eventText !== undefined && { eventText })
  })
  if (exitCode !== 0) throw new Error(`${entry} failed:\n${stdout}${stderr}`)
  const served = await service.collectOne()
  return {
    ms: durationMs - served.serverMs,
    served,
    peakBytes: peakFile ? Number(readFileSync(peakFile, 'utf8')) : Number.NaN
  }
}

function sibling(file: string): string {
  return join(fileURLToPath(new URL('.', import.meta.url)), file)
}
