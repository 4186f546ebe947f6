import { countNaivePages, simulate, type Watched } from '../watch/simulator.ts'
import { night } from '../watch/worlds.ts'
import { composeHeading, fold } from './display.ts'

const columns = [6, 5, 10, 18] as const

/**
 * Plays a night of a watched check through dist/ as a table, and tells who was woken.
 *
 * @param all whether to show the checks too that bring nothing new
 * @returns whether somebody was woken once
 */
export async function demonstrateWatch(all: boolean): Promise<boolean> {
  const { checks, pageAfter, stopAfter } = night
  console.log(composeHeading('A night of checks, five minutes apart'))
  console.log(fold(`page-after: ${pageAfter}, stop-after: ${stopAfter}. A run that a newer one evicts has no watch.\n`))
  console.log(composeRow(['time', 'run', 'check', 'outcome'], 'what the summary says first'))
  let titleBefore = ''
  const { engagements, watched } = await simulate(checks, {
    with: { 'page-after': String(pageAfter), 'stop-after': String(stopAfter) },
    onWatched: watched => {
      const title = titleOf(watched)
      const isNew = title !== titleBefore
      titleBefore = title
      if (!all && !isNew) return
      if (watched.check.trouble) console.log(`      ${watched.check.trouble}:`)
      console.log(composeWatched(watched, title))
    }
  })
  console.log(composeHeading('Who was woken'))
  for (const { startedAt, stoppedAt, contactArn } of engagements) {
    const end = stoppedAt === undefined ? 'not stopped' : `stopped at ${timeOf(stoppedAt)}`
    console.log(fold(`${contactArn} at ${timeOf(startedAt)}, ${end}.`))
  }
  const count = (pages: number) => `${pages} ${pages === 1 ? 'page' : 'pages'}`
  console.log(`\n${count(engagements.length)}. A step with if: failure() would have sent ${countNaivePages(checks)}.`)
  if (!all) console.log('npm run demo -- --watch --all adds the checks that bring nothing new.')
  return engagements.length === 1 && watched.every(({ exitCode }) => exitCode === 0)
}

function titleOf({ summary }: Watched): string {
  return summary.split('\n')[0]?.replace(/^#+ /, '') ?? ''
}

function composeWatched({ atMs, number, check, outputs, started }: Watched, title: string): string {
  const woken = started.length > 0 ? ' <- woken' : ''
  return composeRow([timeOf(atMs), String(number), check.ends, outputs.outcome ?? ''], `${title}${woken}`)
}

function composeRow(cells: readonly string[], last: string): string {
  const padded = cells.map((cell, index) => cell.padEnd(columns[index] ?? 0)).join('')
  return fold(padded + last)
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}
