// Row R27 of faults.md: what answers in GitHub's place is hostile or broken, on the committed dist/ as a process.
import { readFile, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { composeJob } from '../../local/demo/scenarios.ts'
import { listenOnLoopback } from '../../local/loopback.ts'
import { version } from '../../src/version.ts'
import { withFolder } from '../shared/folders.ts'
import { withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

const token = 'ghs_canaryToken0123456789'
const mebibyte = 1024 * 1024
// An address, as Windows takes no path there.
const dist = new URL('../../dist/index.js', import.meta.url).href

interface Seen {
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Runs a server on loopback as long as it is used. */
async function withServer<T>(listener: RequestListener, use: (url: string, seen: readonly Seen[]) => Promise<T>) {
  const seen: Seen[] = []
  const server = createServer((incoming, response) => {
    seen.push({ url: incoming.url ?? '', headers: incoming.headers })
    response.on('error', () => undefined)
    listener(incoming, response)
  })
  const { port, close } = await listenOnLoopback(server)
  try {
    return await use(`http://127.0.0.1:${port}`, seen)
  } finally {
    await close()
  }
}

/** Pages while GitHub answers so, and measures the most memory that dist/ held, in MB. */
const page = (github: RequestListener) =>
  withFolder(folder =>
    withServer(github, (apiUrl, asked) =>
      withService({}, async ({ url, exchanges }) => {
        const [entry, rss] = [join(folder, 'entry.mjs'), join(folder, 'rss')]
        await writeFile(
          entry,
          // On Linux, what getrusage tells may be that of the process which started this one.
          `import { existsSync, readFileSync, writeFileSync } from 'node:fs'
           const status = '/proc/self/status'
           const most = () => existsSync(status)
             ? /^VmHWM:\\s*(\\d+) kB$/m.exec(readFileSync(status, 'utf8'))[1]
             : process.resourceUsage().maxRSS
           process.on('exit', () => writeFileSync(${JSON.stringify(rss)}, String(most())))
           await import(${JSON.stringify(dist)})`
        )
        const run = await runDist({
          with: { 'endpoint-url': url, 'github-token': token },
          github: { api_url: apiUrl },
          contexts: { job: { status: 'failure' } },
          entry
        })
        return { ...run, asked, exchanges, megabytes: Number(await readFile(rss, 'utf8')) / 1024 }
      })
    )
  )

/** A page went out although GitHub's answer was not taken; the reason was told, and the token to nobody. */
function expectPagedWithout(run: Awaited<ReturnType<typeof page>>, why: string): void {
  expect([run.exitCode, run.outputs.outcome, run.exchanges.length]).toEqual([0, 'sent', 1])
  expect(run.warnings).toEqual([
    `GitHub did not tell which jobs failed (${why}); the page goes out without them. github-token: '' switches the look-up off.`
  ])
  expect(run.printed + run.summary).not.toContain(token)
  expect(run.megabytes).toBeLessThan(300)
}

const json = { 'content-type': 'application/json' }
const jobs = { total_count: 1, jobs: [composeJob(1, 'canary job', 'Deploy', ['Build'], 'failure', 1)] }

describe('R27', () => {
  test('R27 the list that GitHub gives is taken, and is asked for under the name of the action', async () => {
    const run = await page((_, response) => void response.writeHead(200, json).end(JSON.stringify(jobs)))
    expect([run.outputs.outcome, run.warnings]).toEqual(['sent', []])
    expect(run.exchanges[0]?.request?.Content).toContain('canary job')
    const { version: packaged } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(version).toBe(packaged)
    expect(run.asked).toHaveLength(1)
    expect(String(run.asked[0]?.headers['user-agent']).split(' ')).toContain(`start-engagement/${packaged}`)
    expect(run.exchanges[0]?.headers['user-agent']?.split(' ')).toContain(`start-engagement/${packaged}`)
    expect(run.asked[0]?.headers.authorization).toBe(`token ${token}`)
  })

  test.each([301, 302, 303, 307, 308])('R27 a redirect is not followed: %i', async status => {
    await withServer(
      (_, response) => void response.writeHead(200, json).end(JSON.stringify(jobs)),
      async (elsewhere, strayed) => {
        const run = await page((_, response) => void response.writeHead(status, { location: `${elsewhere}/x` }).end())
        expectPagedWithout(run, 'the answer is not one of GitHub')
        expect([run.asked.length, strayed.length]).toEqual([1, 0])
      }
    )
  })

  test.each([
    ['a list', gzipSync(JSON.stringify(jobs))],
    // What is packed in pieces is unpacked as one.
    ['400 MiB of nothing', Buffer.concat(Array<Buffer>(400).fill(gzipSync(Buffer.alloc(mebibyte, ' '))))]
  ])('R27 a packed body is not unpacked: %s', async (_, packed) => {
    const run = await page((_, response) => {
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(packed)
    })
    expectPagedWithout(run, 'the answer is not one of GitHub')
    expect(run.exchanges[0]?.request?.Content).not.toContain('canary job')
    expect(run.asked[0]?.headers['accept-encoding']).toBeUndefined()
  })

  test.each([
    ['empty lists', `{"jobs":[${'[],'.repeat(400_000)}[]]}`],
    ['numbers', `{"jobs":[${'1,'.repeat(300_001)}1]}`]
  ])('R27 more than 300,000 values are refused: %s', async (_, body) => {
    const run = await page((_, response) => void response.writeHead(200, json).end(body))
    expectPagedWithout(run, 'the answer has too many values')
    expect(run.asked).toHaveLength(1)
  })

  test('R27 more than 8 MiB are refused', async () => {
    const body = JSON.stringify({ jobs: jobs.jobs, more: 'x'.repeat(8 * mebibyte) })
    const run = await page((_, response) => void response.writeHead(200, json).end(body))
    expectPagedWithout(run, 'the answer broke off or is too long')
  })

  test('R27 just below 8 MiB is taken', async () => {
    const body = JSON.stringify({ jobs: jobs.jobs, more: 'x'.repeat(8 * mebibyte - 10_000) })
    const run = await page((_, response) => void response.writeHead(200, json).end(body))
    expect([run.outputs.outcome, run.warnings]).toEqual(['sent', []])
    expect(run.exchanges[0]?.request?.Content).toContain('canary job')
  })

  test('R27 a body without end is left after 8 MiB', async () => {
    let written = 0
    const run = await page((_, response) => {
      const chunk = Buffer.alloc(65_536, ' ')
      const pump = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length
      }
      response.writeHead(200, json).on('drain', pump)
      pump()
    })
    expectPagedWithout(run, 'the answer broke off or is too long')
    expect(written).toBeLessThan(64 * mebibyte)
  })

  test('R27 a body that breaks off is refused', async () => {
    const run = await page((_, response) => {
      response.writeHead(200, { ...json, 'content-length': '5000' })
      response.write(JSON.stringify(jobs), () => setImmediate(() => response.destroy()))
    })
    expectPagedWithout(run, 'the answer broke off or is too long')
  })
})
