// The commands of gh and curl that are shown: gh knows their options, and curl runs. GitHub's runners have both programs.
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { expect, test } from '@jest/globals'
import { listenOnLoopback } from '../local/loopback.ts'
import { readCommands } from './shared/commands.ts'

const shown = readCommands()
const commandsOf = (program: string): [text: string, words: readonly string[]][] => [
  ...new Map(shown.flatMap(({ text, words }) => (words[0] === program ? [[text.trim(), words]] : [])))
]

/** A program's version as a number of major and minor, such as 2.060; not a number where there is none. */
function versionOf(program: string): number {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  const [, major, minor] = /(\d+)\.(\d+)/.exec(stdout ?? '') ?? []
  return Number(major) + Number(minor) / 1_000
}

// Older ones do not know --retry-all-errors.
const withCurl = versionOf('curl') >= 7.071 ? test : test.skip

for (const [text, words] of commandsOf('gh')) {
  // Older ones do not know attestations.
  const withGh = versionOf('gh') >= (words[1] === 'attestation' ? 2.06 : 2) ? test : test.skip

  withGh(`gh knows the options of ${text}`, () => {
    const end = words.findIndex((word, index) => index > 0 && /^-|[/$.]/.test(word))
    const { status, stdout } = spawnSync('gh', [...words.slice(1, end), '--help'], { encoding: 'utf8' })
    expect(status).toBe(0)
    const known = stdout.match(/(?<=\s)--?[a-z][a-z-]*/g)
    for (const option of words.filter(word => word.startsWith('-'))) expect(known).toContain(option)
  })
}

withCurl.each(commandsOf('curl'))('%s tells a service that answers from one that does not', async (_, words) => {
  let statusCode = 200
  const loopback = await listenOnLoopback(createServer((_, response) => response.writeHead(statusCode).end()))
  const ask = () =>
    new Promise<number | null>(resolve => {
      // Between its attempts curl waits for seconds, which shows nothing.
      const options = [...words.slice(1, -1), '--retry', '0', `http://127.0.0.1:${loopback.port}/health`]
      spawn('curl', options, { stdio: 'ignore' }).once('close', resolve)
    })
  try {
    expect(await ask()).toBe(0)
    statusCode = 503
    expect(await ask()).toBe(22)
  } finally {
    await loopback.close()
  }
})

test('there are commands of both', () => {
  expect([commandsOf('gh').length, commandsOf('curl').length]).toEqual([4, 1])
})
