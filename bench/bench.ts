// npm run bench: what a page costs in time, memory and bytes, beside the least that is possible and beside the AWS CLI.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findAwsCli } from './aws-cli.ts'
import { runFloor, runPage, type Variation } from './paging.ts'
import { kilobytes, megabytes, milliseconds, printHeading, printValue, times } from './printing.ts'
import { type Release, unpackRelease } from './release.ts'
import { measureByTurns, median } from './samples.ts'
import { type Service, startService } from './service.ts'
import { composeEventText, composeProse } from './sizes.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '21' },
    // A build that is not committed yet, such as `dist`.
    build: { type: 'string' }
  }
})
const rounds = Math.max(15, Number.parseInt(values.rounds, 10) || 0)

const folder = mkdtempSync(join(tmpdir(), 'start-engagement-bench-'))
const service = await startService()
try {
  const release = unpackRelease(join(folder, 'release'), values.build)
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`)
  console.log(`Measured: ${values.build ?? 'dist/ of the last commit'}.`)
  console.log(`Times: medians of ${rounds} by turns, from process start to exit, less the server's own time.`)
  await comparePaging(service, release)
  await compareMemory(service, release, join(folder, 'peak'))
  compareBytes(release)
  await compareTexts(service, release)
  await compareEvents(service, release)
} finally {
  service.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

async function comparePaging(service: Service, { main }: Release): Promise<void> {
  const cli = findAwsCli()
  const serverTimes: number[] = []
  let { served } = await runPage(service, main)
  const medians = await measureByTurns(
    {
      async action() {
        const run = await runPage(service, main)
        // The floor's next request: a signature is good for five minutes.
        served = run.served
        serverTimes.push(served.serverMs)
        return run.ms
      },
      floor: async () => (await runFloor(service, served)).ms,
      async cli() {
        if (!cli) return Number.NaN
        const ms = await cli.startEngagement(service.url, JSON.parse(served.body))
        return ms - (await service.collectOne()).serverMs
      }
    },
    rounds
  )
  printHeading('Time of one page')
  printValue('the floor: one HTTP POST, Node alone', medians.floor, milliseconds)
  printValue('the action', medians.action, milliseconds)
  printValue("the server's own time, left out of each", median(serverTimes), milliseconds)
  printValue('the action / the floor', medians.action / medians.floor, times, { relation: '<=', value: 1.8 })
  if (cli) {
    printValue(`the AWS CLI (${cli.version})`, medians.cli, milliseconds)
    printValue('the AWS CLI / the action', medians.cli / medians.action, times, { relation: '>=', value: 3.5 })
  } else console.log('  the AWS CLI: left out, as there is no working "aws" on the PATH')
}

async function compareMemory(service: Service, { main }: Release, peakFile: string): Promise<void> {
  const [floor, action, largest]: [number[], number[], number[]] = [[], [], []]
  const eventText = composeEventText(25e6)
  for (let round = 0; round < 5; round++) {
    const { served, peakBytes } = await runPage(service, main, { peakFile })
    action.push(peakBytes)
    floor.push((await runFloor(service, served, { peakFile })).peakBytes)
    largest.push((await runPage(service, main, { peakFile, eventText })).peakBytes)
  }
  printHeading('Peak memory, the highest of 5')
  printValue('the floor', Math.max(...floor), megabytes)
  printValue('the action', Math.max(...action), megabytes, { relation: '<=', value: 110e6 })
  printValue('the action, event file of 25 MB', Math.max(...largest), megabytes, { relation: '<=', value: 700e6 })
}

function compareBytes({ mainBytes, distBytes, archiveBytes }: Release): void {
  printHeading('Bytes')
  printValue('main chunk of dist/', mainBytes, kilobytes, { relation: '<=', value: 1.3e6 })
  printValue('all of dist/, licences included', distBytes, kilobytes)
  printValue('archive of the last commit, gzip: what a runner downloads', archiveBytes, kilobytes)
}

async function compareTexts(service: Service, release: Release): Promise<void> {
  // Twice as many: what is looked for is smaller than the noise of one sample.
  const samples = 2 * rounds
  const heading = `Time by length of the content, medians of ${samples}`
  const medians = await compareVariations(
    service,
    release,
    heading,
    {
      '1 character': { content: '.' },
      '128 characters': { content: composeProse(128) },
      '1024 characters': { content: composeProse(1024) },
      '8192 characters': { content: composeProse(8192) },
      '8192 characters, all of them emoji': { content: '\u{1F4DF}'.repeat(8192) }
    },
    samples
  )
  const growth = medians['8192 characters'] / medians['1 character']
  printValue('8192 characters / 1 character', growth, times, { relation: '<=', value: 1.1 })
}

async function compareEvents(service: Service, release: Release): Promise<void> {
  const medians = await compareVariations(service, release, 'Time by size of the event file', {
    '1 KB': { eventText: composeEventText(1e3) },
    '10 KB': { eventText: composeEventText(1e4) },
    '100 KB': { eventText: composeEventText(1e5) },
    '1 MB': { eventText: composeEventText(1e6) },
    '25 MB': { eventText: composeEventText(25e6) }
  })
  printValue('the largest', medians['25 MB'], milliseconds, { relation: '<=', value: 5e3 })
}

async function compareVariations<Name extends string>(
  service: Service,
  { main }: Release,
  heading: string,
  variations: Record<Name, Variation>,
  samples = rounds
): Promise<Record<Name, number>> {
  const entries = Object.entries<Variation>(variations).map(([name, variation]) => {
    return [name, async () => (await runPage(service, main, variation)).ms] as const
  })
  const medians: Record<Name, number> = await measureByTurns(Object.fromEntries(entries), samples)
  printHeading(heading)
  for (const [name] of entries) printValue(name, medians[name as Name], milliseconds)
  return medians
}
