import { kilobytes, printHeading, printValue } from './printing.ts'
import type { Release } from './release.ts'

/** Prints what a runner downloads and loads. */
export function compareBytes(release: Release, reference: Release | undefined): void {
  printHeading('Bytes')
  printValue('main chunk of dist/', release.mainBytes, kilobytes)
  printValue('JavaScript in dist/', release.scriptBytes, kilobytes, { relation: '<=', value: 480e3 })
  if (reference) printValue('JavaScript in dist/, reference build', reference.scriptBytes, kilobytes)
  printValue('all of dist/, licences included', release.distBytes, kilobytes)
  printValue('archive of the last commit, gzip: what a runner downloads', release.archiveBytes, kilobytes, {
    relation: '<=',
    value: 170e3
  })
  if (reference) printValue('archive of the reference commit, gzip', reference.archiveBytes, kilobytes)
}
