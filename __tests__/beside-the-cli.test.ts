/*
 * The rows of the README's table: one line of the AWS CLI and this action's dist/, side by side, in the same situation at the same
 * service. The CLI tries three times, as version 2 does by default; version 1 is told to.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { Fault } from '../local/aws/faults.ts'
import type { IncidentManager, IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { contactArn, scenarios } from '../local/demo/scenarios.ts'
import { measureSms } from '../local/demo/sms.ts'
import { pushPayload } from '../local/github/payloads.ts'
import { runProgram, withCli, withCliInShell } from './shared/aws-cli.ts'
import { sectionOf } from './shared/markdown.ts'
import { withGitHubApi, withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'

// At once, as tests that run side by side wait for no hook.
const folder = await mkdtemp(join(tmpdir(), 'beside-the-cli-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const options = { cwd: folder, env: { AWS_RETRY_MODE: 'standard', AWS_MAX_ATTEMPTS: '3' } }
const line = (url: string, over: Record<string, string> = {}) =>
  Object.entries({
    'contact-id': contactArn,
    sender: 'Deploy',
    subject: 'Deploy failed',
    content: 'Look at the run',
    ...over,
    'endpoint-url': url
  }).flatMap(([name, value]) => [`--${name}`, value])
const cli = (url: string, over?: Record<string, string>) =>
  runProgram('aws', ['ssm-contacts', 'start-engagement', ...line(url, over)], options)
const action = (url: string, over: Record<string, string> = {}, more: Parameters<typeof runDist>[0] = {}) =>
  runDist({ ...more, with: { 'endpoint-url': url, ...over } })

/** Both in the same situation, each at a service of its own. */
async function both(
  given: IncidentManagerOptions,
  cliRun: (service: IncidentManager) => Promise<void>,
  actionRun: (service: IncidentManager) => Promise<void>
): Promise<void> {
  await withService(given, cliRun)
  await withService(given, actionRun)
}

const many = (count: number, fault: Fault): Fault[] => Array.from({ length: count }, () => fault)
const unavailable: Fault = { kind: 'answer', statusCode: 503, body: '<html>Service Unavailable</html>' }

describe('beside one line of the AWS CLI', () => {
  withCli('Lost pages', async () => {
    await both(
      { faults: many(4, unavailable) },
      async ({ url, engagements, exchanges }) => {
        const { exitCode } = await cli(url)
        expect([exitCode, exchanges.length, engagements.length]).toEqual([expect.any(Number), 3, 0])
        expect(exitCode).not.toBe(0)
      },
      async ({ url, engagements, exchanges }) => {
        const { exitCode, outputs } = await action(url)
        expect([exitCode, outputs.outcome, exchanges.length, engagements.length]).toEqual([0, 'sent', 5, 1])
      }
    )
  })

  withCli('Retries', async () => {
    // AWS takes the page, and its answer is lost, each time.
    await both(
      { faults: many(3, { kind: 'swallow' }) },
      async ({ url, engagements }) => {
        expect((await cli(url)).exitCode).not.toBe(0)
        expect((await cli(url)).exitCode).toBe(0)
        expect(engagements).toHaveLength(2)
      },
      async ({ url, engagements }) => {
        const first = await action(url)
        expect([first.exitCode, first.outputs.outcome]).toEqual([0, 'sent'])
        const second = await action(url, {}, { github: { run_attempt: '2' } })
        expect([second.exitCode, second.outputs['engagement-arn']]).toEqual([0, first.outputs['engagement-arn']])
        expect(second.warnings[0]).toMatch(/^This is attempt 2 of the run, .* AWS may have paged nobody now\./)
        expect(engagements).toHaveLength(1)
      }
    )
  })

  withCliInShell('Shell injection', async () => {
    const message = 'Fix "$(touch injected)" the price list'
    const event = { ...pushPayload, head_commit: { ...pushPayload.head_commit, message } }
    await both(
      {},
      async ({ url, engagements }) => {
        // As the runner puts the message in the place of ${{ }} before the shell reads the line.
        const script = `aws ssm-contacts start-engagement --contact-id ${contactArn} --sender Deploy --subject "${message}" --content Look --endpoint-url ${url}`
        expect((await runProgram('sh', ['-e', '-c', script], options)).exitCode).toBe(0)
        expect(existsSync(join(folder, 'injected'))).toBe(true)
        expect(engagements.map(({ request }) => request.Subject)).toEqual(['Fix  the price list'])
        await rm(join(folder, 'injected'))
        // Through `env:` nothing is run, but the CLI takes such a text for the name of a file.
        await writeFile(join(folder, 'secret.txt'), 'a secret of the runner')
        expect((await cli(url, { subject: message, content: 'file://secret.txt' })).exitCode).toBe(0)
        expect(existsSync(join(folder, 'injected'))).toBe(false)
        expect(engagements[1]?.request).toMatchObject({ Subject: message, Content: 'a secret of the runner' })
      },
      async ({ url, engagements }) => {
        await action(url, { subject: '{{ github.event.head_commit.message }}' }, { event })
        const asFile = { subject: message, content: 'file://secret.txt', 'idempotency-token': 'second' }
        await action(url, asFile, { event, files: { 'secret.txt': 'a secret of the runner' } })
        expect(engagements.map(({ request }) => request.Subject)).toEqual([message, message])
        expect(engagements[1]?.request.Content).toBe('file://secret.txt')
        expect(existsSync(join(folder, 'injected'))).toBe(false)
      }
    )
  })

  withCli('Outcome', async () => {
    const emptyAnswer: Fault = { kind: 'answer', statusCode: 200, body: '{}' }
    await both(
      { faults: () => emptyAnswer },
      async ({ url, engagements }) => {
        const { exitCode, stdout } = await cli(url)
        expect([exitCode, stdout, engagements]).toEqual([0, '', []])
      },
      async ({ url }) => {
        const { exitCode, outputs, message } = await action(url, { 'timeout-seconds': '2' })
        expect([exitCode, outputs.outcome]).toEqual([1, 'unknown'])
        expect(message).toMatch(/\nA page may have been sent\.$/)
      }
    )
    // One that was paged and one that was not: the CLI ends alike, and says nothing of it.
    const lost = many(3, { kind: 'swallow' })
    const ends = async (faults: Fault[]) =>
      withService({ faults }, async ({ url, engagements }) => ({ ...(await cli(url)), paged: engagements.length }))
    const [paged, notPaged] = [await ends(lost), await ends(many(3, unavailable))]
    expect([paged.paged, notPaged.paged]).toEqual([1, 0])
    expect(paged.exitCode).not.toBe(0)
    expect(notPaged.exitCode).not.toBe(0)
    for (const { stdout, stderr } of [paged, notPaged]) expect(`${stdout}${stderr}`).not.toMatch(/\bpage|\bengaged\b/i)
  })

  withCli('Texts', async () => {
    const texts = { sender: 'dependabot[bot]', subject: 'x'.repeat(2049) }
    await both(
      {},
      async ({ url, engagements }) => {
        for (const [name, value] of Object.entries(texts)) {
          const { exitCode, stderr } = await cli(url, { [name]: value })
          expect([exitCode, stderr]).toEqual([expect.any(Number), expect.stringContaining('ValidationException')])
        }
        expect(engagements).toEqual([])
      },
      async ({ url, engagements }) => {
        const { exitCode, warnings } = await action(url, texts)
        expect([exitCode, warnings.length]).toEqual([0, 2])
        const [{ request } = { request: undefined }] = engagements
        expect(request).toMatchObject({ Sender: 'dependabot-bot', Subject: expect.stringMatching(/^x{2047}…$/) })
      }
    )
  })

  withCli('SMS', async () => {
    const { event, github, contexts, jobs } = scenarios.deploy
    await both(
      {},
      async ({ url, engagements }) => {
        expect((await cli(url)).exitCode).toBe(0)
        expect(Object.keys(engagements[0]?.request ?? {})).not.toContain('PublicContent')
      },
      async ({ url, engagements }) => {
        await withGitHubApi({ jobs }, async api => {
          const given = { event, contexts: { ...contexts, github: { token: 'any' } } }
          await action(url, {}, { ...given, github: { ...github, api_url: api.url } })
        })
        const { PublicSubject, PublicContent } = engagements[0]?.request ?? {}
        expect(String(PublicContent)).toMatch(/Smoke test.*https:\/\/github\.com\/acme\/shop\/actions\/runs\/\S+$/)
        expect(measureSms(`${PublicSubject}\n${PublicContent}`)).toMatchObject({ alphabet: 'GSM-7', segments: 1 })
      }
    )
  })

  withCli('Repetitions', async () => {
    await both(
      {},
      async ({ url, engagements }) => {
        const token = { 'idempotency-token': '1658821493' }
        expect((await cli(url, token)).exitCode).toBe(0)
        expect((await cli(url, { ...token, subject: 'The database is down, too' })).exitCode).toBe(0)
        expect(engagements.map(({ request }) => request.Subject)).toEqual(['Deploy failed'])
      },
      async ({ url, engagements }) => {
        // Two steps of one job have one folder for what is remembered.
        const env = { RUNNER_TEMP: folder }
        expect((await action(url, { subject: 'Deploy failed' }, { env })).exitCode).toBe(0)
        const second = await action(url, { subject: 'The database is down, too' }, { env })
        expect([second.exitCode, second.outputs.outcome]).toEqual([1, 'not-sent'])
        expect(JSON.parse(second.outputs.pages ?? '')[0].error).toBe('repeated')
        expect(engagements).toHaveLength(1)
      }
    )
  })
})

test('each row of the README is a test here', async () => {
  const rows = sectionOf('README.md', 'Why not one line of the AWS CLI').match(/^\| [A-Z][^|]*(?= \|)/gm) ?? []
  const source = await import('node:fs').then(({ readFileSync }) => readFileSync(import.meta.filename, 'utf8'))
  const tests = [...source.matchAll(/^ {2}withCli(?:InShell)?\('([^']+)'/gm)].map(([, name]) => name)
  expect(rows.map(row => row.slice(2))).toEqual(tests)
  expect(tests).toHaveLength(7)
})
