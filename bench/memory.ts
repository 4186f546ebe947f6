import { runFloor, runPage } from './paging.ts'
import { megabytes, printHeading, printRatio, printValue } from './printing.ts'
import type { Release } from './release.ts'
import type { Service } from './service.ts'
import { composeEventText } from './sizes.ts'

const rounds = 5

/**
 * Prints the most memory that a page holds, with its look-up and without, and with the largest event.
 *
 * @param peakFile where the measured processes leave their figure
 */
export async function compareMemory(service: Service, release: Release, peakFile: string): Promise<void> {
  const [floor, page, lookUp, largest]: [number[], number[], number[], number[]] = [[], [], [], []]
  const eventText = composeEventText(25e6)
  for (let round = 0; round < rounds; round++) {
    const { served, peakBytes } = await runPage(service, release, { peakFile })
    page.push(peakBytes)
    floor.push((await runFloor(service, [served.page], { peakFile })).peakBytes)
    lookUp.push((await runPage(service, release, { peakFile, lookUp: true })).peakBytes)
    largest.push((await runPage(service, release, { peakFile, eventText })).peakBytes)
  }
  printHeading(`Peak memory, the highest of ${rounds}`)
  printValue('the floor', Math.max(...floor), megabytes)
  printValue('the page without its look-up', Math.max(...page), megabytes)
  printValue('the page with its look-up', Math.max(...lookUp), megabytes, { relation: '<=', value: 110e6 })
  printValue('the page, event file of 25 MB', Math.max(...largest), megabytes, { relation: '<=', value: 700e6 })
  printRatio('with look-up / without', Math.max(...lookUp), Math.max(...page), { relation: '<=', value: 1.03 })
}
