import { runPage, type Variation } from './paging.ts'
import { milliseconds, printHeading, printRatio, printValue } from './printing.ts'
import type { Release } from './release.ts'
import { measureByTurns } from './samples.ts'
import type { Service } from './service.ts'
import { composeEventText, composeProse } from './sizes.ts'

/** Prints what a page takes by the length of its text. */
export async function compareTexts(service: Service, release: Release, rounds: number): Promise<void> {
  // Twice as many: what is looked for is smaller than the noise of one sample.
  const samples = 2 * rounds
  const medians = await compareVariations(
    service,
    release,
    `Time by length of the content, medians of ${samples}`,
    {
      '1 character': { content: '.' },
      '128 characters': { content: composeProse(128) },
      '1024 characters': { content: composeProse(1024) },
      '8192 characters': { content: composeProse(8192) },
      '8192 characters, all of them emoji': { content: '\u{1F4DF}'.repeat(8192) }
    },
    samples
  )
  printRatio('8192 characters / 1 character', medians['8192 characters'], medians['1 character'], {
    relation: '<=',
    value: 1.1
  })
}

/** Prints what a page takes by the size of its event. */
export async function compareEvents(service: Service, release: Release, rounds: number): Promise<void> {
  const medians = await compareVariations(
    service,
    release,
    'Time by size of the event file',
    {
      '1 KB': { eventText: composeEventText(1e3) },
      '10 KB': { eventText: composeEventText(1e4) },
      '100 KB': { eventText: composeEventText(1e5) },
      '1 MB': { eventText: composeEventText(1e6) },
      '25 MB': { eventText: composeEventText(25e6) }
    },
    rounds
  )
  printValue('the largest', medians['25 MB'], milliseconds, { relation: '<=', value: 5e3 })
}

async function compareVariations<Name extends string>(
  service: Service,
  release: Release,
  heading: string,
  variations: Record<Name, Variation>,
  samples: number
): Promise<Record<Name, number>> {
  const entries = Object.entries<Variation>(variations).map(([name, variation]) => {
    return [name, async () => (await runPage(service, release, variation)).ms] as const
  })
  const medians: Record<Name, number> = await measureByTurns(Object.fromEntries(entries), samples)
  printHeading(heading)
  for (const [name] of entries) printValue(name, medians[name as Name], milliseconds)
  return medians
}
