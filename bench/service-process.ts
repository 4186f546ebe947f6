import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { startIncidentManager } from '../local/aws/incident-manager.ts'
import type { Served } from './service.ts'

// Node tells when a request's head has arrived and when its answer is out: the time that is the server's, not the caller's.
const startedAt = new WeakMap<IncomingMessage, number>()
let [requests, serverMs] = [0, 0]

subscribe('http.server.request.start', message => {
  startedAt.set((message as { request: IncomingMessage }).request, performance.now())
})
subscribe('http.server.response.finish', message => {
  requests++
  serverMs += performance.now() - (startedAt.get((message as { request: IncomingMessage }).request) ?? Number.NaN)
})

const { url, exchanges } = await startIncidentManager()
process.on('message', () => {
  const { headers = {}, body = '' } = exchanges.at(-1) ?? {}
  const served: Served = { requests, serverMs, headers, body }
  ;[requests, serverMs] = [0, 0]
  process.send?.(served)
})
process.send?.(url)
