import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { contactArn } from '../local/demo/scenarios.ts'
import { listenOnLoopback } from '../local/loopback.ts'
import { runAction } from '../local/runner/runner.ts'
import { composeContainerAnswer, composeStsAnswer } from './shared/issued-credentials.ts'
import { withService } from './shared/peers.ts'

// The credential providers are chunks of their own in dist/: each road to credentials is gone once, as a process.
const issued = {
  accessKeyId: 'ASIAISSUEDEXAMPLE000',
  secretAccessKey: 'issuedSecretEXAMPLE',
  sessionToken: 'issued&token='
}

let folder = ''
const closers: (() => Promise<void>)[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'))
})
afterEach(async () => {
  await Promise.all(closers.splice(0).map(close => close()))
  await rm(folder, { recursive: true })
})

async function listen(listener: RequestListener): Promise<string> {
  const { port, close } = await listenOnLoopback(createServer(listener))
  closers.push(close)
  return `http://127.0.0.1:${port}`
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const roads: Readonly<Record<string, () => Promise<Record<string, string>>>> = {
  'web identity, through STS': async () => ({
    AWS_WEB_IDENTITY_TOKEN_FILE: await file('token', 'header.payload.signature'),
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/page',
    AWS_ENDPOINT_URL_STS: await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' }).end(composeStsAnswer(issued))
    })
  }),
  'the shared credentials file': async () => ({
    AWS_PROFILE: 'page',
    AWS_SHARED_CREDENTIALS_FILE: await file(
      'credentials',
      `[page]\naws_access_key_id=${issued.accessKeyId}\naws_secret_access_key=${issued.secretAccessKey}\naws_session_token=${issued.sessionToken}\n`
    )
  }),
  'a credential process': async () => {
    const answer = JSON.stringify({
      Version: 1,
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken
    })
    const script = await file('process.mjs', `console.log(${JSON.stringify(answer)})`)
    return {
      AWS_PROFILE: 'page',
      AWS_CONFIG_FILE: await file('config', `[profile page]\ncredential_process = "${process.execPath}" "${script}"\n`)
    }
  },
  'the container endpoint': async () => ({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: await listen((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(composeContainerAnswer(issued))
    })
  })
}

/** Runs dist/ with no way to credentials but this one, against a service of its own. */
const page = (env: Record<string, string>, serviceOptions: IncidentManagerOptions = {}) =>
  withService(serviceOptions, async ({ url, exchanges }) => {
    const run = await runAction({
      with: { 'contact-id': contactArn, 'endpoint-url': url, 'github-token': '', 'timeout-seconds': '10' },
      env: { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env }
    })
    return { run, exchanges }
  })

test.each(Object.keys(roads))('credentials by %s sign the page', async road => {
  const { run, exchanges } = await page((await roads[road]?.()) ?? {}, { credentials: [issued] })
  expect([run.stderr, run.stdout.split('\n').at(-2)]).toEqual(['', 'The page was sent.'])
  expect(run.outputs.outcome).toBe('sent')
  expect(exchanges.map(({ signatureValid }) => signatureValid)).toEqual([true])
  for (const secret of [issued.secretAccessKey, issued.sessionToken])
    expect(run.stdout + run.stderr).not.toContain(secret)
})

test('none at all: red within the total, and the remedy names the step and the permission', async () => {
  const { run, exchanges } = await page({})
  expect(run.exitCode).toBe(1)
  expect(run.outputs.outcome).toBe('not-sent')
  for (const words of [
    'No AWS credentials',
    'aws-actions/configure-aws-credentials',
    'id-token: write',
    'Dependabot'
  ]) {
    expect(run.stdout).toContain(words)
  }
  expect(exchanges).toHaveLength(0)
})
