// Row S12 of faults.md: credentials that were issued on the way, on the committed dist/ as a process; and the lines of a run
// that is debugged.

import { writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../local/aws/faults.ts'
import { sampleCredentials, sampleEnvironment } from '../../local/aws/signature.ts'
import { contactArn } from '../../local/demo/scenarios.ts'
import { listenOnLoopback } from '../../local/loopback.ts'
import { parseCommands } from '../../local/runner/commands.ts'
import { runAction } from '../../local/runner/runner.ts'
import { withFolder } from '../shared/folders.ts'
import { composeContainerAnswer, composeCredentialsFile, composeStsAnswer } from '../shared/issued-credentials.ts'
import { withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

// In letters that may stand in an ARN, too.
const issued = {
  accessKeyId: 'ASIACANARYKEY0000000',
  secretAccessKey: 'canarySecretKey0123456789abcdefghijklmno',
  sessionToken: 'canarySessionToken0123456789abcdefghijkl'
}
const secrets = Object.values(issued)
const said = secrets.join('-')

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const { port, close } = await listenOnLoopback(createServer(listener))
  try {
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    await close()
  }
}

type Road = <T>(folder: string, use: (env: Record<string, string>) => Promise<T>) => Promise<T>

const roads: Readonly<Record<string, Road>> = {
  STS: async (folder, use) => {
    const file = join(folder, 'token')
    await writeFile(file, 'header.payload.signature')
    return withServer(
      (_, response) => void response.setHeader('content-type', 'text/xml').end(composeStsAnswer(issued)),
      url =>
        use({
          AWS_WEB_IDENTITY_TOKEN_FILE: file,
          AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/page',
          AWS_ENDPOINT_URL_STS: url
        })
    )
  },
  'a container': (_, use) =>
    withServer(
      (_, response) => void response.setHeader('content-type', 'application/json').end(composeContainerAnswer(issued)),
      url => use({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url })
    ),
  'a profile': async (folder, use) => {
    const file = join(folder, 'credentials')
    await writeFile(file, composeCredentialsFile('page', issued))
    return use({ AWS_PROFILE: 'page', AWS_SHARED_CREDENTIALS_FILE: file })
  }
}

const answer = (statusCode: number, headers: Record<string, string>, body: object): Fault => ({
  kind: 'answer',
  statusCode,
  headers,
  body: JSON.stringify(body)
})

const engagementOf = (alias: string) => `arn:aws:ssm-contacts:us-east-1:111122223333:engagement/${alias}/${said}`
const answers: Readonly<Record<string, readonly [fault: Fault, outcome: string]>> = {
  'a message that is cut': [
    answer(400, {}, { __type: 'ValidationException', Message: `${'x'.repeat(575)} ${said}` }),
    'not-sent'
  ],
  'a request ID that is cut': [
    answer(400, { 'x-amzn-requestid': `${'x'.repeat(80)}-${said}` }, { __type: 'ValidationException' }),
    'not-sent'
  ],
  "an error's name": [answer(400, {}, { __type: issued.secretAccessKey }), 'not-sent'],
  'the ARN of a resource': [
    answer(400, {}, { __type: 'ResourceNotFoundException', ResourceId: `arn:aws:x:${said}` }),
    'not-sent'
  ],
  'the ARN of another engagement': [answer(200, {}, { EngagementArn: engagementOf('other-plan') }), 'not-sent'],
  'the ARN of the engagement': [answer(200, {}, { EngagementArn: engagementOf('oncall-plan') }), 'sent']
}

describe('S12', () => {
  const cases = Object.keys(roads).flatMap(road => Object.keys(answers).map(where => [road, where] as const))
  test.concurrent.each(cases)('S12 credentials by %s, quoted in %s, are in no output', async (road, where) => {
    const [fault, outcome] = answers[where] ?? []
    await withFolder(folder =>
      (roads[road] as Road)(folder, env =>
        withService({ credentials: [issued], faults: () => fault }, async ({ url, exchanges }) => {
          const run = await runDist({
            with: { 'endpoint-url': url, content: `Quotes ${said}` },
            env: { HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...noKeys, ...env }
          })
          expect([run.outputs.outcome, exchanges.length]).toEqual([outcome, 1])
          const shown = [run.printed, run.summary, ...Object.values(run.outputs)].join('\n')
          for (const secret of secrets) {
            expect(shown).not.toContain(secret.slice(0, 10))
            expect(shown).not.toContain(secret.slice(-10))
          }
          if (outcome === 'sent') {
            expect(run.outputs['engagement-arn']).toBe(engagementOf('oncall-plan').replace(said, '***-***-***'))
            expect(run.outputs['engagement-id']).toBe('oncall-plan/***-***-***')
          }
          expect(JSON.parse(run.outputs.request ?? '')).toMatchObject({ Content: expect.stringMatching(/^Quotes \*/) })
        })
      )
    )
  })
})

const noKeys = Object.fromEntries(Object.keys(sampleEnvironment).map(name => [name, '']))

describe('a run that is debugged', () => {
  /** What a run says for debugging. */
  const debugged = (env: Record<string, string>) =>
    withService({}, async ({ url }) => {
      const run = await runAction({
        with: { 'contact-id': contactArn, 'endpoint-url': url },
        env: { ...sampleEnvironment, ...env }
      })
      expect(run.outputs.outcome).toBe('sent')
      const lines = parseCommands(run.stdout).flatMap(({ name, message }) => (name === 'debug' ? [message] : []))
      return { lines, url, printed: run.stdout + run.stderr }
    })

  test('tells of endpoint, credentials and calls, without secrets', async () => {
    const { lines, url, printed } = await debugged({ RUNNER_DEBUG: '1' })
    expect(lines.toSorted()).toEqual([
      expect.stringMatching(/^Credentials were found after \d+ ms\.$/),
      'Credentials: AWS_ACCESS_KEY_ID in the environment, else the default profile, else the instance.',
      `Endpoint: ${url}.`,
      expect.stringMatching(/^StartEngagement at 127\.0\.0\.1: status 200 after \d+ ms, request ID [0-9a-f-]{36}\.$/)
    ])
    for (const secret of Object.values(sampleCredentials)) expect(printed).not.toContain(secret)
  })

  test.each([{}, { RUNNER_DEBUG: '' }, { RUNNER_DEBUG: '0' }])('alone does: %j', async env => {
    const { lines, printed } = await debugged(env)
    expect(lines).toEqual([])
    expect(printed).not.toContain('Credentials were found')
  })
})
