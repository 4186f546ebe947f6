// Row S8 of faults.md, and an incident that AWS refuses, on the committed dist/ as a process.
import { expect, test } from '@jest/globals'
import type { Fault } from '../../local/aws/faults.ts'
import { withService } from '../shared/peers.ts'
import { matchers } from '../shared/problem-matchers.ts'
import { runDist } from '../shared/run-dist.ts'
import { incidentId } from '../shared/samples.ts'

const places = [
  'main.go:1: x',
  './cmd/main.go:12:5: undefined: x',
  'src/a.ts(3,7): error TS2304: Cannot find it',
  'a.js: line 3, col 7, Error - Missing semicolon (semi)',
  '/home/runner/b.ts:3:7 - Missing semicolon',
  '  File "a.py", line 3, in f'
]

test.concurrent.each(places)('S8 no matcher of an earlier step makes an annotation of %j', async place => {
  const refused: Fault = { kind: 'error', name: 'ValidationException', statusCode: 400, message: `${place} (of AWS)` }
  for (const faults of [[], [refused]]) {
    await withService({ faults }, async ({ url }) => {
      const run = await runDist({
        with: { 'endpoint-url': url, subject: place, sender: place, 'idempotency-token': place, needs: place }
      })
      expect(run.outputs.outcome).toBe(faults.length === 0 ? 'sent' : 'not-sent')
      expect(run.printed).toContain('Subject: ')
      for (const line of run.printed.split('\n')) {
        for (const matcher of Object.values(matchers)) expect(line).not.toMatch(matcher)
      }
    })
  }
})

test.concurrent.each<[string, Record<string, unknown>, string]>([
  ['a field', { Fields: [{ Name: 'IncidentId', Message: 'is not known' }] }, 'ValidationException'],
  ['an incident that is not there', { ResourceId: incidentId, ResourceType: 'INCIDENT' }, 'ResourceNotFoundException']
])('an incident that AWS refuses by %s costs no page', async (_, members, name) => {
  const refused: Fault = { kind: 'error', name, statusCode: 400, message: 'No.', members }
  await withService({ faults: [refused] }, async ({ url, exchanges }) => {
    const run = await runDist({ with: { 'endpoint-url': url, 'incident-id': incidentId } })
    expect([run.outputs.outcome, run.exitCode]).toEqual(['sent', 0])
    expect(exchanges.map(({ request }) => request?.IncidentId)).toEqual([incidentId, undefined])
    expect(new Set(exchanges.map(({ request }) => request?.IdempotencyToken)).size).toBe(1)
    expect(run.warnings).toEqual([expect.stringContaining('The page is sent once more, without "incident-id".')])
  })
})
