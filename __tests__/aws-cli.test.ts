/*
 * Every command of the AWS CLI that the documents, examples and errors show is run here by the CLI itself, up to the answer of
 * a service on loopback. GitHub's runners have the CLI. Where there is none, or an old one, all this is skipped, and
 * commands.test.ts alone holds every option.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { sampleEnvironment } from '../local/aws/signature.ts'
import { readBody } from '../local/aws/wire.ts'
import { contactArn } from '../local/demo/scenarios.ts'
import { listenOnLoopback } from '../local/loopback.ts'
import { readCommands } from './shared/commands.ts'
import { blocksOf } from './shared/markdown.ts'
import { withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'

// Versions before the summer of 2024 want a --thumbprint-list that IAM no longer needs.
const { stdout: version } = spawnSync('aws', ['--version'], { encoding: 'utf8' })
const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(version ?? '') ?? []
const withCli = Number(minor) >= (major === '1' ? 34 : 18) ? test.concurrent : test.concurrent.skip

/** What a reader puts in place of what stands for something of theirs. */
const replacements: Readonly<Record<string, string>> = {
  REGION: 'us-east-1',
  CONTACT_ARN: contactArn,
  $RESPONSE_PLAN: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout',
  $TITLE: 'Deploy failed in acme/shop',
  $GITHUB_RUN_ID: '1658821493'
}

const shown = readCommands()
  .map(({ words }) => words.map(word => replacements[word] ?? word))
  .filter(([program]) => program === 'aws')
const commands = [...new Map(shown.map(words => [words.join(' '), words]))]

// At once, as tests that run side by side wait for no hook.
const folder = await mkdtemp(join(tmpdir(), 'aws-cli-'))
const [trust, permission] = policiesOf('README.md')
const share = policiesOf('docs/permissions.md').at(-1)
for (const [name, text = ''] of Object.entries({ trust, permission, share })) {
  await writeFile(join(folder, `${name}.json`), text)
}
afterAll(() => rm(folder, { recursive: true, force: true }))

function policiesOf(path: string): string[] {
  return blocksOf(path).flatMap(({ language, text }) => (language === 'json' ? [text] : []))
}

interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program as a person with the sample keys would, with nothing set up but a region. */
function runProgram(program: string, args: readonly string[]): Promise<Ended> {
  const env = {
    ...process.env,
    ...sampleEnvironment,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_PAGER: ''
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', chunk => {
      stdout += chunk
    })
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    child.once('error', reject)
    child.once('close', exitCode => resolve({ exitCode, stdout, stderr }))
  })
}

/** What a program said as it failed; a notice beside a result is none. */
function failureOf({ exitCode, stdout, stderr }: Ended): string {
  return exitCode === 0 ? '' : `exit code ${exitCode}\n${stdout}${stderr}`
}

/** Runs a service that answers every operation of AWS, and resolves to those that were asked of it, in AWS's words. */
async function listenTo(ask: (url: string) => Promise<void>): Promise<string[]> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const body = (await readBody(request)).toString()
    const target = String(request.headers['x-amz-target'] ?? '')
    // IAM and STS speak forms and XML, Incident Manager JSON: with a target, or with the operation as path.
    const [, action] = /(?:^|&)Action=(\w+)/.exec(body) ?? []
    asked.push(action ?? (target.replace(/^.*\./, '') || String(request.url)))
    response.end(action === undefined ? '{}' : `<${action}Response><${action}Result/></${action}Response>`)
  })
  const { port, close } = await listenOnLoopback(server)
  try {
    await ask(`http://127.0.0.1:${port}`)
    return asked
  } finally {
    await close()
  }
}

describe('the AWS CLI takes', () => {
  withCli.each(commands)('%s', async (_, [program = '', ...words]) => {
    const asked = await listenTo(async url => {
      expect(failureOf(await runProgram(program, [...words, '--endpoint-url', url]))).toBe('')
    })
    expect(asked.map(operation => operation.toLowerCase().replaceAll(/[^a-z]/g, ''))).toEqual([
      String(words[1]).replaceAll('-', '')
    ])
  })

  test('commands that there are', () => expect(commands.length).toBeGreaterThan(8))
})

// A reader copies it into a shell, and that of Windows reads other quotes.
const inShell = process.platform === 'win32' ? test.concurrent.skip : withCli

inShell('the command in the job summary of a page that was not sent pages the contact', async () => {
  const summary = await withService({ credentials: [] }, async ({ url }) => {
    const { exitCode, outputs, summary } = await runDist({ with: { 'endpoint-url': url } })
    expect([exitCode, outputs.outcome]).toEqual([1, 'not-sent'])
    return summary
  })
  const link = 'See https://github.com/acme/shop/actions/runs/1658821493/attempts/1'
  const [, command = ''] = /### To page manually\n\n<pre>([^<]*)<\/pre>/.exec(summary) ?? []
  await withService({}, async service => {
    const ended = await runProgram('sh', ['-c', `${command.replaceAll('&amp;', '&')} --endpoint-url ${service.url}`])
    expect(failureOf(ended)).toBe('')
    expect(service.engagements).toMatchObject([
      {
        contactArn,
        request: {
          Sender: 'YOUR_NAME',
          Subject: 'Paged manually',
          Content: link,
          PublicSubject: 'Paged manually',
          PublicContent: link
        }
      }
    ])
  })
})
