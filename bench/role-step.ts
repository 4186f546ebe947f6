import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { sampleRoleArn } from '../local/aws/sample-role.ts'
import { monotonicMs } from './samples.ts'
import type { ServiceUrls } from './service.ts'

const script = fileURLToPath(new URL('role-step.mjs', import.meta.url))

/** What the first of two steps leaves behind. */
export interface RoleStep {
  /** From start to exit of the process. */
  ms: number
  /** The keys, as the next step finds them in its environment. */
  env: Record<string, string>
}

/**
 * Runs the step that another action would be: a process that gets the role's keys, and no more.
 *
 * @param envFile where it leaves them, as a runner's GITHUB_ENV
 * @param asksWhoItIs whether it also asks STS for its identity, as `aws-actions/configure-aws-credentials` does
 * @throws Error if it fails
 */
export async function runRoleStep(urls: ServiceUrls, envFile: string, asksWhoItIs: boolean): Promise<RoleStep> {
  writeFileSync(envFile, '')
  const env = {
    PATH: process.env.PATH,
    GITHUB_ENV: envFile,
    ACTIONS_ID_TOKEN_REQUEST_URL: urls.idToken.url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: urls.idToken.requestToken,
    AWS_ENDPOINT_URL_STS: urls.sts,
    ROLE_ARN: sampleRoleArn,
    ...(asksWhoItIs && { ROLE_STEP_IDENTITY: 'yes' })
  }
  const startedAt = monotonicMs()
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const [exitCode] = await once(child, 'exit')
  const ms = monotonicMs() - startedAt
  if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}.`)
  return { ms, env: parseEnv(readFileSync(envFile, 'utf8')) as Record<string, string> }
}
