import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleRoleArn } from '../local/aws/sample-role.ts'
import { sampleCredentials } from '../local/aws/signature.ts'
import { scenarios } from '../local/demo/scenarios.ts'
import { runAction } from '../local/runner/runner.ts'
import type { Release } from './release.ts'
import type { SentRequest, Served, Service } from './service.ts'

/** How a run departs from the failed deploy that is paged for with keys in the environment and without a look-up. */
export interface Variation {
  /** The failed jobs are looked up at GitHub, as by default. */
  lookUp?: boolean
  /** A file with a web identity's token, for which STS gives the credentials. */
  identityTokenFile?: string
  /** The action takes its role itself, with GitHub's ID token. */
  role?: boolean
  /** The credentials in the environment, in place of the sample ones. */
  keys?: Record<string, string>
  /** The contacts' ARNs, instead of the one. */
  contacts?: readonly string[]
  /** The action's input `idempotency-token`. */
  token?: string
  /** How often StartEngagement is called. Default: once. */
  calls?: number
  /** The action's input of that name. */
  content?: string
  /** The event file's raw content. */
  eventText?: string
  /** A file to which the process writes its peak memory in bytes; what loads for that spoils the time. */
  peakFile?: string
}

/** One process from start to exit, and what it sent. */
export interface Run {
  /** Less the server's own time. */
  ms: number
  /** With the server's own time. */
  wholeMs: number
  /** From the start of the process until its StartEngagement arrived. */
  arrivalMs: number
  served: Served
  /** NaN without a `peakFile`. */
  peakBytes: number
}

const sampleKeys = {
  AWS_ACCESS_KEY_ID: sampleCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: sampleCredentials.secretAccessKey
}

/** Pages through the action of a release. */
export function runPage(service: Service, release: Release, variation: Variation = {}): Promise<Run> {
  const { lookUp = false, identityTokenFile, role = false, keys = sampleKeys, calls = 1 } = variation
  const sts = { AWS_ENDPOINT_URL_STS: service.urls.sts }
  const identity = { ...sts, AWS_WEB_IDENTITY_TOKEN_FILE: identityTokenFile ?? '', AWS_ROLE_ARN: sampleRoleArn }
  const step = { action: release.folder, entry: release.main }
  if (role) return run(service, step, variation, sts, calls + Number(lookUp) + 2)
  if (identityTokenFile !== undefined) return run(service, step, variation, identity, calls + Number(lookUp) + 1)
  return run(service, step, variation, keys, calls + Number(lookUp))
}

/** Sends requests of the action once more, byte by byte, so that the server has the same work with them. */
export function runFloor(service: Service, requests: readonly SentRequest[], variation: Variation = {}): Promise<Run> {
  const env = { FLOOR_REQUESTS: JSON.stringify(requests) }
  return run(service, { entry: sibling('floor.mjs') }, variation, env, requests.length)
}

async function run(
  service: Service,
  step: { action?: string; entry: string },
  { lookUp = false, role = false, contacts, token, content, eventText, peakFile }: Variation,
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
      ...(role && { 'role-to-assume': sampleRoleArn }),
      ...(contacts !== undefined && { 'contact-id': contacts.join('\n') }),
      ...(token !== undefined && { 'idempotency-token': token }),
      ...(content !== undefined && { content })
    },
    ...(role && { idToken: service.urls.idToken }),
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

function sibling(file: string): string {
  return join(fileURLToPath(new URL('.', import.meta.url)), file)
}
