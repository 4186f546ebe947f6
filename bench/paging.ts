import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleCredentials } from '../local/aws/signature.ts'
import { contactArn, scenarios } from '../local/demo/scenarios.ts'
import { runAction } from '../local/runner/runner.ts'
import type { Release } from './release.ts'
import type { SentRequest, Served, Service } from './service.ts'

/** How a run departs from the failed deploy that is paged for with keys in the environment and without a look-up. */
export interface Variation {
  /** The failed jobs are looked up at GitHub, as by default. */
  lookUp?: boolean
  /** A file with a web identity's token, for which STS gives the credentials. */
  identityTokenFile?: string
  /** The action's input of that name. */
  content?: string
  /** The event file's raw content. */
  eventText?: string
  /** How many contacts are paged in one step; the sample's own alone unless given. */
  contacts?: number
  /** The action's input idempotency-token. */
  token?: string
  /** How many calls Incident Manager gets; one unless given. */
  calls?: number
  /** A file to which the process writes its peak memory in bytes; what loads for that spoils the time. */
  peakFile?: string
}

/** One process from start to exit, and what it sent. */
export interface Run {
  /** Less the server's own time, which is that of all requests one after the other. */
  ms: number
  /** From start to exit, with the server's own time. */
  wholeMs: number
  /** From the start of the process until its StartEngagement arrived. */
  arrivalMs: number
  served: Served
  /** NaN without a `peakFile`. */
  peakBytes: number
}

/** Pages through the action of a release. */
export function runPage(service: Service, release: Release, variation: Variation = {}): Promise<Run> {
  const { lookUp = false, identityTokenFile, calls = 1 } = variation
  const keys = {
    AWS_ACCESS_KEY_ID: sampleCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sampleCredentials.secretAccessKey
  }
  const identity = identityTokenFile !== undefined && {
    AWS_WEB_IDENTITY_TOKEN_FILE: identityTokenFile,
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/page-on-call',
    AWS_ENDPOINT_URL_STS: service.urls.sts
  }
  const step = { action: release.folder, entry: release.main }
  return run(service, step, variation, identity || keys, calls + Number(lookUp) + Number(identity !== false))
}

/** Sends requests of the action once more, byte by byte, so that the server has the same work with them. */
export function runFloor(service: Service, requests: readonly SentRequest[], variation: Variation = {}): Promise<Run> {
  const env = { FLOOR_REQUESTS: JSON.stringify(requests) }
  return run(service, { entry: sibling('floor.mjs') }, variation, env, requests.length)
}

async function run(
  service: Service,
  step: { action?: string; entry: string },
  { lookUp = false, content, eventText, peakFile, contacts, token }: Variation,
  env: Record<string, string>,
  requests: number
): Promise<Run> {
  const { event, github, contexts, with: inputs } = scenarios.deploy
  const { exitCode, startedAt, durationMs, stdout, stderr } = await runAction({
    ...step,
    event,
    github: { ...github, api_url: service.urls.gitHub },
    contexts,
    with: {
      ...inputs,
      'endpoint-url': service.urls.incidentManager,
      'github-token': lookUp ? 'ghs_anyTokenWillDo' : '',
      ...(content !== undefined && { content }),
      ...(contacts !== undefined && { 'contact-id': composeContacts(contacts) }),
      ...(token !== undefined && { 'idempotency-token': token })
    },
    env: {
      ...env,
      ...(peakFile && { NODE_OPTIONS: `--require "${sibling('peak-memory.cjs')}"`, PEAK_MEMORY_FILE: peakFile })
    },
    ...(eventText !== undefined && { eventText })
  })
  if (exitCode !== 0) throw new Error(`${step.entry} failed:\n${stdout}${stderr}`)
  const served = await service.collect(requests)
  return {
    ms: durationMs - served.serverMs,
    wholeMs: durationMs,
    arrivalMs: served.pageArrivedAt - startedAt,
    served,
    peakBytes: peakFile ? Number(readFileSync(peakFile, 'utf8')) : Number.NaN
  }
}

function composeContacts(count: number): string {
  return Array.from({ length: count }, (_, index) => `${contactArn}-${index}`).join('\n')
}

function sibling(file: string): string {
  return join(fileURLToPath(new URL('.', import.meta.url)), file)
}
