import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Asked, readCommandLine, usage } from './command-line.ts'
import { fold } from './display.ts'
import { demonstrateDrill } from './drill.ts'
import { everything } from './everything.ts'
import { demonstratePage } from './page.ts'
import { oneScreen } from './screen.ts'
import { demonstrateWatch } from './watch.ts'

/** Shows what is asked for, and whether it ended as it should. */
async function demonstrate(asked: Asked): Promise<boolean> {
  if (asked.kind === 'help') {
    console.log(usage)
    return true
  }
  if (!existsSync(fileURLToPath(new URL('../../dist/index.js', import.meta.url))))
    throw new Error('dist/index.js is not there. "npm run build" makes it.')
  if (asked.kind === 'watch') return demonstrateWatch(asked.all)
  if (asked.kind === 'drill') return demonstrateDrill(asked.isRotten, asked.all)
  return demonstratePage(asked, asked.all ? everything : oneScreen)
}

try {
  process.exitCode = (await demonstrate(await readCommandLine())) ? 0 : 1
} catch (error) {
  console.error(fold(error instanceof Error ? error.message : String(error)))
  console.error(`\n${usage}`)
  process.exitCode = 1
}
