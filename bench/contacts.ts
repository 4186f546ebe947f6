import { runPage } from './paging.ts'
import { megabytes, milliseconds, printHeading, printRatio, printValue } from './printing.ts'
import type { Release } from './release.ts'
import { measureByTurns } from './samples.ts'
import { type Service, startService } from './service.ts'

const memoryRounds = 5
const twenty = Array.from(
  { length: 20 },
  (_, index) => `arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-${index + 1}`
)
const one = twenty.slice(0, 1)

const latencyMs = 100

/**
 * Prints what twenty contacts cost beside one, where every page's first call is throttled, and so half of all calls.
 *
 * @param peakFile where the measured processes leave their figure
 * @throws Error unless each contact got exactly one engagement, in every run
 */
export async function compareContacts(release: Release, peakFile: string, rounds: number): Promise<void> {
  const services = [
    await startService({ throttled: true }),
    await startService({ throttled: true, latencyMs })
  ] as const
  const [prompt, slow] = services
  // Three times as many: how long a page waits after it was throttled is up to chance.
  const samples = 3 * rounds
  const time = async (service: Service, contacts: readonly string[]) =>
    (await pageAll(service, release, contacts)).wholeMs
  const peak = async (contacts: readonly string[]) => (await pageAll(prompt, release, contacts, peakFile)).peakBytes
  try {
    const medians = await measureByTurns(
      {
        one: () => time(prompt, one),
        twenty: () => time(prompt, twenty),
        oneSlowly: () => time(slow, one),
        twentySlowly: () => time(slow, twenty)
      },
      samples
    )
    const [peaksOfOne, peaksOfTwenty]: [number[], number[]] = [[], []]
    for (let round = 0; round < memoryRounds; round++) {
      peaksOfOne.push(await peak(one))
      peaksOfTwenty.push(await peak(twenty))
    }
    const [peakOfOne, peakOfTwenty] = [Math.max(...peaksOfOne), Math.max(...peaksOfTwenty)]
    printHeading(
      `Twenty contacts, the first call for each throttled: all paged, one engagement each; medians of ${samples}`
    )
    printValue('one contact, a page is taken at once', medians.one, milliseconds)
    printValue('twenty contacts', medians.twenty, milliseconds)
    printRatio('twenty / one', medians.twenty, medians.one, { relation: '<=', value: 1.5 })
    printValue(`one contact, a page that is taken takes ${latencyMs} ms`, medians.oneSlowly, milliseconds)
    printValue('twenty contacts', medians.twentySlowly, milliseconds)
    printRatio('twenty / one', medians.twentySlowly, medians.oneSlowly, { relation: '<=', value: 1.5 })
    printValue(`peak memory of one, the highest of ${memoryRounds}`, peakOfOne, megabytes)
    printValue(`peak memory of twenty, the highest of ${memoryRounds}`, peakOfTwenty, megabytes)
    printRatio('peak memory, twenty / one', peakOfTwenty, peakOfOne, { relation: '<=', value: 1.3 })
  } finally {
    for (const service of services) service.stop()
  }
}

let runs = 0

async function pageAll(service: Service, release: Release, contacts: readonly string[], peakFile?: string) {
  // A token of its own, as AWS answers a known one with the engagement that it has.
  const token = `bench-${++runs}`
  const calls = 2 * contacts.length
  const run = await runPage(service, release, { contacts, token, calls, ...(peakFile !== undefined && { peakFile }) })
  const engaged = run.served.engaged.toSorted()
  if (engaged.join() !== contacts.toSorted().join()) throw new Error(`Engagements were started for ${engaged}.`)
  return run
}
