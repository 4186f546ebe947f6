import { runPage } from './paging.ts'
import { megabytes, milliseconds, printHeading, printRatio, printValue } from './printing.ts'
import type { Release } from './release.ts'
import { measureByTurns } from './samples.ts'
import { type Service, startService } from './service.ts'

const contacts = 20
const memoryRounds = 5

/**
 * Prints what twenty contacts take beside one, where Incident Manager throttles the first call for each contact, so half of
 * all calls, and takes so many milliseconds to answer. Times are whole: the calls for several contacts are answered side by
 * side.
 *
 * @param peakFile where the measured processes leave their figure
 */
export async function compareContacts(
  release: Release,
  rounds: number,
  peakFile: string,
  latencyMs: number
): Promise<void> {
  const service = await startService({ latencyMs, isThrottling: true })
  // Another token in each round, as the service remembers those it knows.
  let round = 0
  const page = (count: number, peak?: string) =>
    runPage(service, release, {
      contacts: count,
      token: `bench-${round++}`,
      calls: 2 * count,
      ...(peak !== undefined && { peakFile: peak })
    })
  try {
    const medians = await measureByTurns(
      {
        one: async () => (await paged(service, 1, () => page(1))).wholeMs,
        many: async () => (await paged(service, contacts, () => page(contacts))).wholeMs
      },
      rounds
    )
    const peaks: [number[], number[]] = [[], []]
    for (let count = 0; count < memoryRounds; count++) {
      peaks[0].push((await paged(service, 1, () => page(1, peakFile))).peakBytes)
      peaks[1].push((await paged(service, contacts, () => page(contacts, peakFile))).peakBytes)
    }
    printHeading(`${contacts} contacts beside one, half of the calls throttled, ${latencyMs} ms at Incident Manager`)
    printValue('one contact', medians.one, milliseconds)
    printValue(`${contacts} contacts`, medians.many, milliseconds)
    printRatio(`${contacts} contacts / one`, medians.many, medians.one, { relation: '<=', value: 1.5 })
    printValue(`one contact, peak memory, the highest of ${memoryRounds}`, Math.max(...peaks[0]), megabytes)
    printValue(`${contacts} contacts, peak memory`, Math.max(...peaks[1]), megabytes)
    printRatio(`${contacts} contacts / one, peak memory`, Math.max(...peaks[1]), Math.max(...peaks[0]), {
      relation: '<=',
      value: 1.3
    })
  } finally {
    service.stop()
  }
}

/** @throws Error unless exactly one engagement was started for each contact */
async function paged<T>(service: Service, count: number, run: () => Promise<T>): Promise<T> {
  const before = await service.countEngagements()
  const result = await run()
  const started = (await service.countEngagements()) - before
  if (started !== count) throw new Error(`${started} engagements were started instead of ${count}.`)
  return result
}
