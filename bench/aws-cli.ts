import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { delimiter, join } from 'node:path'
import { sampleCredentials } from '../local/aws/signature.ts'

/** The AWS CLI on this machine. */
export interface AwsCli {
  /** Such as `aws-cli/2.31.0`. */
  version: string
  /** Sends the page that a StartEngagement request describes; resolves to the milliseconds from start to exit. */
  startEngagement(endpointUrl: string, request: Record<string, unknown>): Promise<number>
}

/** Finds the CLI on the PATH; undefined when there is none. */
export function findAwsCli(): AwsCli | undefined {
  const path = findProgram()
  const { stdout, status } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (status !== 0) return undefined
  return {
    version: stdout.split(' ')[0] ?? '',
    startEngagement: (endpointUrl, request) => startEngagement(path, endpointUrl, request)
  }
}

/** A shim of the version manager pyenv costs a tenth of a second that is not the CLI's; the program behind it counts. */
function findProgram(): string {
  const shim = (process.env.PATH ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'aws'))
    .some(file => readText(file)?.includes('pyenv" exec'))
  const real = shim ? spawnSync('pyenv', ['which', 'aws'], { encoding: 'utf8' }).stdout?.trim() : ''
  return real || 'aws'
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return undefined
  }
}

function startEngagement(path: string, endpointUrl: string, request: Record<string, unknown>): Promise<number> {
  const members = Object.entries(request).flatMap(([name, value]) => [
    `--${name.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase()}`,
    String(value)
  ])
  const args = ['ssm-contacts', 'start-engagement', '--endpoint-url', endpointUrl, ...members]
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    AWS_ACCESS_KEY_ID: sampleCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: sampleCredentials.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_PAGER: ''
  }
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const child = spawn(path, args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', reject)
    child.once('exit', code => {
      if (code === 0) resolve(performance.now() - startedAt)
      else reject(new Error(`aws ssm-contacts start-engagement ended with ${code}`))
    })
  })
}
