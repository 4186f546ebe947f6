import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { documentedErrors, type Fault } from '../local/aws/faults.ts'
import { type IncidentManager, startIncidentManager } from '../local/aws/incident-manager.ts'
import { type Credentials, sampleCredentials } from '../local/aws/signature.ts'
import { scenarios } from '../local/demo/scenarios.ts'
import { startGitHubApi } from '../local/github/github-api.ts'
import { startIdTokenEndpoint } from '../local/github/id-token.ts'
import { monotonicMs } from './samples.ts'
import type { Served, ServiceOptions, ServiceUrls } from './service.ts'
import { startSts } from './sts.ts'

const { latencyMs = 0, throttled = false } = JSON.parse(process.argv[2] ?? '{}') as ServiceOptions
const delay: Fault | undefined = latencyMs > 0 ? { kind: 'delay', ms: latencyMs } : undefined

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
const pagesSeen = new Set<unknown>()
const incidentManager: IncidentManager = await startIncidentManager({
  credentials: [sampleCredentials, issued],
  faults: number => (throttled && isFirstCall(number) ? documentedErrors.ThrottlingException : delay)
})
const gitHub = await startGitHubApi({ jobs: scenarios.deploy.jobs, latencyMs })
const idToken = await startIdTokenEndpoint({ faults: () => delay })
const urls: ServiceUrls = {
  incidentManager: incidentManager.url,
  gitHub: gitHub.url,
  sts: await startSts(issued, latencyMs),
  idToken: { url: idToken.url, requestToken: idToken.requestToken }
}
let engagementsCollected = 0

/** Whether a page is asked for that has not been asked for before. */
function isFirstCall(exchangeNumber: number): boolean {
  const token = incidentManager.exchanges[exchangeNumber - 1]?.request?.IdempotencyToken
  return pagesSeen.size < pagesSeen.add(token).size
}

process.on('message', () => {
  const { headers = {}, body = '' } = incidentManager.exchanges.at(-1) ?? {}
  const lookUp = gitHub.requests.at(-1)
  const served: Served = {
    requests,
    serverMs,
    pageArrivedAt,
    engaged: incidentManager.engagements.slice(engagementsCollected).map(({ contactArn }) => contactArn),
    page: { url: urls.incidentManager, method: 'POST', headers, body },
    ...(lookUp && { lookUp: { ...lookUp, url: `${urls.gitHub}${lookUp.path}`, body: '' } })
  }
  ;[requests, serverMs, pageArrivedAt] = [0, 0, Number.NaN]
  engagementsCollected = incidentManager.engagements.length
  process.send?.(served)
})
process.send?.(urls)
