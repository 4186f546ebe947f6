import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { devNull } from 'node:os'
import { test } from '@jest/globals'
import { sampleEnvironment } from '../../local/aws/signature.ts'
import { readBody } from '../../local/aws/wire.ts'
import { listenOnLoopback } from '../../local/loopback.ts'

// Versions before the summer of 2024 want a --thumbprint-list that IAM no longer needs.
const { stdout: version } = spawnSync('aws', ['--version'], { encoding: 'utf8' })
const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(version ?? '') ?? []
const hasCli = Number(minor) >= (major === '1' ? 34 : 18)

/** A test that runs the AWS CLI itself. GitHub's runners have it; where there is none, or an old one, the test is skipped. */
export const withCli = hasCli ? test.concurrent : test.concurrent.skip

/** One that also needs a POSIX shell: a reader copies a command into a shell, and that of Windows reads other quotes. */
export const withCliInShell = process.platform === 'win32' ? test.concurrent.skip : withCli

/** What a program left behind. */
export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How a program is run, beside its arguments. */
export interface ProgramOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What it reads from its standard input. */
  readonly input?: string
}

/** Runs a program as a person with the sample keys would, with nothing set up but a region. */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions): Promise<Ended> {
  const env = {
    ...process.env,
    ...sampleEnvironment,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_PAGER: '',
    ...options.env
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd: options.cwd, stdio: 'pipe' })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', chunk => {
      stdout += chunk
    })
    child.stderr.on('data', chunk => {
      stderr += chunk
    })
    child.once('error', reject)
    child.once('close', exitCode => resolve({ exitCode, stdout, stderr }))
    // A program that reads nothing may be gone before it is written to.
    child.stdin.on('error', () => undefined).end(options.input ?? '')
  })
}

/** What a program said as it failed; a notice beside a result is none. */
export function failureOf({ exitCode, stdout, stderr }: Ended): string {
  return exitCode === 0 ? '' : `exit code ${exitCode}\n${stdout}${stderr}`
}

/** An operation that was asked of AWS. */
export interface Asked {
  /** In AWS's words, such as `CreateRole`. */
  readonly operation: string
  /** Its members where it was sent as a form, as to IAM and STS. */
  readonly form: URLSearchParams
}

/**
 * Runs a service that answers every operation of AWS, and resolves to those that were asked of it.
 *
 * @param results XML inside the results of IAM and STS, by operation
 */
export async function listenTo(
  ask: (url: string) => Promise<void>,
  results: Readonly<Record<string, string>> = {}
): Promise<Asked[]> {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const body = (await readBody(request)).toString()
    const target = String(request.headers['x-amz-target'] ?? '')
    // IAM and STS speak forms and XML, Incident Manager JSON: with a target, or with the operation as path.
    const form = new URLSearchParams(body)
    const action = form.get('Action')
    asked.push({ operation: action ?? (target.replace(/^.*\./, '') || String(request.url)), form })
    response.end(
      action === null
        ? '{}'
        : `<${action}Response><${action}Result>${results[action] ?? ''}</${action}Result></${action}Response>`
    )
  })
  const { port, close } = await listenOnLoopback(server)
  try {
    await ask(`http://127.0.0.1:${port}`)
    return asked
  } finally {
    await close()
  }
}
