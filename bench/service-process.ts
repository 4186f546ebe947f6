import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { documentedErrors, type Fault } from '../local/aws/faults.ts'
import { type IncidentManager, startIncidentManager } from '../local/aws/incident-manager.ts'
import { type Credentials, sampleCredentials } from '../local/aws/signature.ts'
import { scenarios } from '../local/demo/scenarios.ts'
import { startGitHubApi } from '../local/github/github-api.ts'
import { monotonicMs } from './samples.ts'
import type { Served, ServiceUrls } from './service.ts'
import { startSts } from './sts.ts'

const latencyMs = Number(process.argv[2])
const isThrottling = process.argv[3] === 'throttling'

// Node tells when a request's head has arrived and when its answer is out: the time that is the server's, not the caller's.
const startedAt = new WeakMap<IncomingMessage, number>()
let [requests, serverMs, pageArrivedAt] = [0, 0, Number.NaN]

subscribe('http.server.request.start', message => {
  const { request } = message as { request: IncomingMessage }
  startedAt.set(request, performance.now())
  if (request.headers['x-amz-target'] === 'SSMContacts.StartEngagement') pageArrivedAt = monotonicMs()
})
subscribe('http.server.response.finish', message => {
  requests++
  serverMs += performance.now() - (startedAt.get((message as { request: IncomingMessage }).request) ?? Number.NaN)
})

const issued: Credentials = {
  accessKeyId: 'ASIAISSUEDEXAMPLE000',
  secretAccessKey: 'issuedSecretEXAMPLE',
  sessionToken: 'issuedTokenEXAMPLE'
}
const tokens = new Set<unknown>()
const incidentManager: IncidentManager = await startIncidentManager({
  credentials: [sampleCredentials, issued],
  faults(number): Fault | undefined {
    const token = isThrottling && incidentManager.exchanges[number - 1]?.request?.IdempotencyToken
    const isFirst = token !== false && !tokens.has(token)
    tokens.add(token)
    if (isFirst) return documentedErrors.ThrottlingException
    return latencyMs > 0 ? { kind: 'delay', ms: latencyMs } : undefined
  }
})
const gitHub = await startGitHubApi({ jobs: scenarios.deploy.jobs, latencyMs })
const urls: ServiceUrls = {
  incidentManager: incidentManager.url,
  gitHub: gitHub.url,
  sts: await startSts(issued, latencyMs)
}

process.on('message', message => {
  if (message === 'count') return void process.send?.(incidentManager.engagements.length)

  const { headers = {}, body = '' } = incidentManager.exchanges.at(-1) ?? {}
  const lookUp = gitHub.requests.at(-1)
  const served: Served = {
    requests,
    serverMs,
    pageArrivedAt,
    page: { url: urls.incidentManager, method: 'POST', headers, body },
    ...(lookUp && { lookUp: { ...lookUp, url: `${urls.gitHub}${lookUp.path}`, body: '' } })
  }
  ;[requests, serverMs, pageArrivedAt] = [0, 0, Number.NaN]
  process.send?.(served)
})
process.send?.(urls)
