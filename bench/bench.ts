// npm run bench: what a page costs in time, memory and bytes, beside the least that is possible, beside the AWS CLI, and beside
// an earlier build, the reference.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareBytes } from './bytes.ts'
import { compareContacts } from './contacts.ts'
import { compareMemory } from './memory.ts'
import { hasCommit, referenceCommit, unpackRelease } from './release.ts'
import { startService } from './service.ts'
import { compareTests } from './test-runs.ts'
import { compareArrivals, compareSteps, compareTimes } from './times.ts'
import { compareEvents, compareTexts } from './variations.ts'
import { compareHistories } from './watch.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '21' },
    // A build that is not committed yet, such as `dist`.
    build: { type: 'string' },
    // Takes minutes: the tests run here and in the reference commit.
    tests: { type: 'boolean', default: false }
  }
})
const rounds = Math.max(15, Number.parseInt(values.rounds, 10) || 0)

const folder = mkdtempSync(join(tmpdir(), 'start-engagement-bench-'))
const identityTokenFile = join(folder, 'identity-token')
writeFileSync(identityTokenFile, 'header.payload.signature')
const service = await startService()
try {
  const release = await unpackRelease(join(folder, 'release'), 'HEAD', values.build)
  const reference = hasCommit(referenceCommit)
    ? await unpackRelease(join(folder, 'reference'), referenceCommit)
    : undefined
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`)
  console.log(`Measured: ${values.build ?? 'dist/ of the last commit'}.`)
  if (reference) console.log(`Reference build: dist/ of the commit ${referenceCommit}.`)
  else console.log(`Reference build: its lines are left out, as this clone lacks the commit ${referenceCommit}.`)
  console.log(`Times: medians of ${rounds} by turns, from process start to exit, less the server's own time.`)
  await compareTimes(service, release, reference, rounds)
  await compareArrivals(release, reference, identityTokenFile, rounds)
  await compareSteps(release, join(folder, 'env'), rounds)
  await compareContacts(release, join(folder, 'peak'), rounds)
  await compareMemory(service, release, join(folder, 'peak'))
  compareBytes(release, reference)
  await compareTexts(service, release, rounds)
  await compareEvents(service, release, rounds)
  await compareHistories(release, rounds, join(folder, 'cpu'))
  if (values.tests) await compareTests(join(folder, 'tests'))
} finally {
  service.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
