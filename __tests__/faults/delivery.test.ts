// Rows R1 to R12 and R17 of faults.md: the committed dist/ as a process against a network and an AWS that fail.
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { documentedErrors, type Fault } from '../../local/aws/faults.ts'
import { contactArn } from '../../local/demo/scenarios.ts'
import type { ActionOptions, ActionRun } from '../../local/runner/runner.ts'
import { inPool } from '../shared/concurrency.ts'
import { casesOf } from '../shared/extent.ts'
import { closedPort, withAnswers, withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'
import { engagementArn } from '../shared/samples.ts'

const engagement = JSON.stringify({ EngagementArn: engagementArn })

const page = (url: string, inputs: Record<string, string> = {}, options: Partial<ActionOptions> = {}) =>
  runDist({ ...options, with: { 'endpoint-url': url, ...inputs } })

/** What a run leaves behind for the steps that follow. */
function ending({ exitCode, outputs }: ActionRun) {
  return { exitCode, outcome: outputs.outcome, arn: outputs['engagement-arn'], token: outputs['idempotency-token'] }
}

const sent = { exitCode: 0, outcome: 'sent', token: '1658821493' }
const failedAs = (outcome: 'not-sent' | 'unknown') => ({ exitCode: 1, outcome, arn: '', token: '1658821493' })

function http(status: number, body: string | Buffer = '', headers: readonly string[] = []): Buffer {
  const bytes = Buffer.from(body)
  const head = [`HTTP/1.1 ${status} Status`, ...headers, `content-length: ${bytes.length}`, 'connection: close', '', '']
  return Buffer.concat([Buffer.from(head.join('\r\n')), bytes])
}

/** Writes one byte every 100 ms until the other side leaves. */
function drip(socket: Socket, text: string): void {
  let index = 0
  const timer = setInterval(() => {
    if (socket.destroyed || index === text.length) clearInterval(timer)
    else socket.write(text.charAt(index++))
  }, 100)
}

describe('R1', () => {
  test.concurrent.each<[string, (socket: Socket) => void]>([
    ['the server hangs after the request', () => undefined],
    ['headers are dripped a byte at a time', socket => drip(socket, `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(1_000)}`)],
    [
      'the body is dripped a byte at a time',
      socket => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
        drip(socket, engagement.padEnd(1_000))
      }
    ],
    ['interim answers go on and on', socket => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(40))]
  ])('R1 %s: gone within T + 2 s, unknown, at least 3 attempts', async (_, serve) => {
    await withAnswers(serve, async ({ url, bodies, sinceFirstConnectionMs }) => {
      const run = await page(url, { 'timeout-seconds': '4' })
      expect(sinceFirstConnectionMs()).toBeLessThan(6_000)
      expect(ending(run)).toEqual(failedAs('unknown'))
      expect(run.message).toMatch(/\nA page may have been sent\.$/)
      expect(bodies.length).toBeGreaterThanOrEqual(3)
      expect(new Set(bodies).size).toBe(1)
    })
  })

  test.concurrent('R1 the TLS handshake hangs: gone within T + 2 s, not sent, at least 3 attempts', async () => {
    await withAnswers(
      () => undefined,
      async ({ port, connections, sinceFirstConnectionMs }) => {
        const run = await page(`https://127.0.0.1:${port}`, { 'timeout-seconds': '4' })
        expect(sinceFirstConnectionMs()).toBeLessThan(6_000)
        // Without a handshake no request was sent, not even in part.
        expect(ending(run)).toEqual(failedAs('not-sent'))
        expect(connections.length).toBeGreaterThanOrEqual(3)
      }
    )
  })

  test.concurrent.each([
    [1_400, 5],
    [3_000, 10]
  ])('R1 an AWS that always takes %i ms answers within a T of %i s', async (answerMs, timeoutSeconds) => {
    await withAnswers(
      socket => setTimeout(() => socket.end(http(200, engagement)), answerMs),
      async ({ url, bodies }) => {
        const run = await page(url, { 'timeout-seconds': String(timeoutSeconds) })
        expect(ending(run)).toEqual({ ...sent, arn: engagementArn })
        expect(new Set(bodies).size).toBe(1)
      }
    )
  })

  test.concurrent('R1 a single second is the total, too', async () => {
    await withAnswers(
      () => undefined,
      async ({ url, sinceFirstConnectionMs }) => {
        const run = await page(url, { 'timeout-seconds': '1' })
        expect(sinceFirstConnectionMs()).toBeLessThan(3_000)
        expect(ending(run)).toEqual(failedAs('unknown'))
      }
    )
  })
})

describe('R2', () => {
  const healsAfterMs = 5_000

  test.concurrent.each<[string, Fault]>([
    ['reset', { kind: 'reset' }],
    ['503', { kind: 'answer', statusCode: 503, body: 'Service Unavailable' }]
  ])('R2 5 s of %s, then healthy: sent with one token and identical bodies', async (_, fault) => {
    const startedAt = Date.now()
    const faults = () => (Date.now() - startedAt < healsAfterMs ? fault : undefined)
    await withService({ faults }, async service => {
      const run = await page(service.url, { 'timeout-seconds': '20' })
      expect(ending(run)).toMatchObject(sent)
      expect(service.exchanges.length).toBeGreaterThan(2)
      expect(new Set(service.exchanges.map(({ body }) => body)).size).toBe(1)
      expect(service.engagements).toHaveLength(1)
    })
  })

  test.concurrent('R2 5 s of refusal, then healthy: sent', async () => {
    const port = await closedPort()
    const running = page(`http://127.0.0.1:${port}`, { 'timeout-seconds': '20' })
    await new Promise(resolve => setTimeout(resolve, healsAfterMs))
    await withService({ port }, async service => {
      const run = await running
      expect(ending(run)).toMatchObject(sent)
      expect(run.stdout).toContain('ECONNREFUSED')
      expect(service.engagements).toHaveLength(1)
    })
  })
})

describe('R3', () => {
  test.concurrent.each<[string, (socket: Socket) => void]>([
    ['reset', socket => socket.resetAndDestroy()],
    ['close', socket => socket.end()],
    ['close in the status line', socket => socket.end('HTTP/1.1 20')],
    ['close in the body', socket => socket.end(http(200, engagement).subarray(0, -5))],
    ['an answer in another protocol', socket => socket.end('SSH-2.0-OpenSSH_9.6\r\n')]
  ])('R3 %s after the whole request was read: retried with the same token and body', async (_, fail) => {
    await withAnswers(
      (socket, number) => (number === 1 ? fail(socket) : socket.end(http(200, engagement))),
      async ({ url, bodies }) => {
        const run = await page(url, { 'timeout-seconds': '10' })
        expect(ending(run)).toEqual({ ...sent, arn: engagementArn })
        expect(bodies).toHaveLength(2)
        expect(bodies[1]).toBe(bodies[0])
        expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ IdempotencyToken: '1658821493' })
      }
    )
  })

  test.concurrent('R3 a page that was taken while its answer was lost is one page', async () => {
    await withService({ faults: [{ kind: 'swallow' }, { kind: 'swallow' }] }, async service => {
      const run = await page(service.url)
      expect(ending(run)).toEqual({ ...sent, arn: service.engagements[0]?.engagementArn })
      expect([service.exchanges.length, service.engagements.length]).toEqual([3, 1])
    })
  })

  test.concurrent('R3 lost, then refused: the page may have gone out', async () => {
    await withService({ faults: [{ kind: 'reset' }, documentedErrors.AccessDeniedException] }, async service => {
      const run = await page(service.url)
      expect(ending(run)).toEqual(failedAs('unknown'))
      expect(run.message).toContain('AccessDeniedException')
      expect(run.message).toMatch(/\nA page may have been sent\.$/)
    })
  })
})

describe('R4', () => {
  test.concurrent.each([400, 403, 404, 501])(
    'R4 %i with a body that broke off before it named an error is retried',
    async status => {
      await withAnswers(
        (socket, number) =>
          socket.end(number === 1 ? http(status, '{"__type":"X"}').subarray(0, -5) : http(200, engagement)),
        async ({ url, bodies }) => {
          expect(ending(await page(url))).toEqual({ ...sent, arn: engagementArn })
          expect(bodies).toHaveLength(2)
        }
      )
    }
  )

  test.concurrent('R4 a 4xx that breaks off to the end says that AWS took nothing', async () => {
    await withAnswers(
      socket => socket.end(http(400, '{"__type":"X"}').subarray(0, -5)),
      async ({ url }) => {
        const run = await page(url, { 'timeout-seconds': '2' })
        expect(ending(run)).toEqual(failedAs('not-sent'))
        expect(run.message).toContain('HTTP status 400, but the answer broke off')
      }
    )
  })

  const retried = [429, 500, 502, 503, 504]
  const bodies: readonly (readonly [string, string | Buffer, readonly string[]])[] = [
    ['HTML', '<html><body><h1>502 Bad Gateway</h1></body></html>', ['content-type: text/html']],
    ['empty', '', []],
    ['null', 'null', []],
    ['[]', '[]', []],
    ['text', 'upstream connect error', ['content-type: text/plain']],
    ['gzip', gzipSync('{"__type":"InternalServerException"}'), ['content-encoding: gzip']],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0]), ['content-encoding: gzip']],
    ['byte order mark', '\ufeff{"__type":"InternalServerException"}', []],
    ['UTF-16', Buffer.from('\ufeff{"__type":"InternalServerException"}', 'utf16le'), []],
    ['an endless nesting', '['.repeat(200_000), []],
    ['fields nested without end', `{"Fields":[{"Name":${'['.repeat(50_000)}${']'.repeat(50_000)}}]}`, []],
    ['{"code":{}}', '{"code":{},"Fields":[null,{"Name":{"toString":1}}]}', []]
  ]
  // Each status meets some of the bodies; answers.test.ts holds all of them against each other.
  const cases = bodies.flatMap(([name, body, headers], index) =>
    casesOf(retried, status => status === retried[index % retried.length]).map(
      status => [status, name, body, headers] as const
    )
  )

  test.concurrent.each(cases)(
    'R4 %i with a body that is %s is retried like a JSON one',
    async (status, _, body, headers) => {
      await withAnswers(
        (socket, number) => socket.end(number === 1 ? http(status, body, headers) : http(200, engagement)),
        async ({ url, bodies }) => {
          const run = await page(url, { 'timeout-seconds': '10' })
          expect([run.outputs.outcome, bodies.length]).toEqual(['sent', 2])
        }
      )
    }
  )
})

test.concurrent('R5 a DNS failure is retried until T, and names host and region', async () => {
  const run = await page('https://ssm-contacts.nowhere.invalid', { 'timeout-seconds': '3' })
  expect(ending(run)).toEqual(failedAs('not-sent'))
  expect(run.durationMs).toBeGreaterThan(2_000)
  expect(run.message).toContain('ssm-contacts.nowhere.invalid')
  expect(run.message).toContain('us-east-1')
  expect(run.message).toMatch(/Tried \d+ times in [23]\.\d s\./)
  expect(run.message).toMatch(/\nNo page was sent\.$/)
})

describe('R6', () => {
  // Each class with its ends, and every status that is treated unlike its class. answers.test.ts has all of them.
  const sample = new Set([
    ...[100, 101, 102, 199, 200, 201, 204, 205, 299, 300, 301, 304, 307, 399, 400, 401, 403, 404, 407, 408, 409],
    ...[413, 428, 429, 430, 499, 500, 501, 502, 503, 504, 505, 506, 599]
  ])
  const statuses = casesOf(
    Array.from({ length: 500 }, (_, index) => index + 100),
    status => sample.has(status)
  )
  const isRetried = (status: number) =>
    status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505)

  /** Which of the answers are followed by another attempt. */
  async function retried(answers: readonly (readonly [status: number, bytes: Buffer | string])[]) {
    const jobs = answers.map(
      ([status, bytes]) =>
        () =>
          withAnswers(
            (socket, number) => socket.end(number === 1 ? bytes : http(200, engagement)),
            async ({ url, bodies }) => {
              const run = await page(url, { 'timeout-seconds': '3' })
              return { status, attempts: bodies.length, outcome: run.outputs.outcome, message: run.message }
            }
          )
    )
    return inPool(jobs)
  }

  test('R6 a status of 100 to 599 is retried iff it is 408, 429 or 5xx except 501 and 505', async () => {
    const results = await retried(
      statuses.map(status => {
        // Only a success has an ARN; interim answers have no body, and 204 has none either.
        if (status < 200) return [status, `HTTP/1.1 ${status} Status\r\n\r\n`]
        return [status, http(status, status < 300 ? engagement : '<html>')]
      })
    )
    for (const { status, attempts, outcome, message } of results) {
      // A 1xx announces an answer. Where none follows, the answer was lost.
      const isRetriedHere = isRetried(status) || status < 200 || status === 204
      const expected = isRetriedHere ? [2, 'sent'] : [1, status < 300 ? 'sent' : 'not-sent']
      if (status === 501 || status === 505) expected[1] = 'unknown'
      expect([status, attempts, outcome]).toEqual([status, ...expected])
      if (outcome !== 'sent') expect(message).toContain(`HTTP status ${status}`)
    }
  }, 180_000)

  test('R6 throttling by name is retried with any status', async () => {
    const body = '{"__type":"com.amazonaws.ssmcontacts#ThrottlingException","Message":"Rate exceeded"}'
    const some = [400, 401, 403, 404, 409, 413, 429, 499, 500, 503]
    const results = await retried(some.map(status => [status, http(status, body)]))
    expect(results.map(({ status, attempts, outcome }) => [status, attempts, outcome])).toEqual(
      some.map(status => [status, 2, 'sent'])
    )
  })
})

describe('R7', () => {
  test.concurrent.each<[string, Record<string, unknown>, readonly string[]]>([
    [
      'ValidationException',
      {
        Message: 'Invalid value provided',
        Reason: 'FIELD_VALIDATION_FAILED',
        Fields: [{ Name: 'Sender', Message: 'is not a sender' }]
      },
      ['Invalid value provided', 'FIELD_VALIDATION_FAILED', 'Sender', 'is not a sender', 'dry-run']
    ],
    ['ValidationException', { message: 'Account not found for the request' }, ['Incident Manager is set up']],
    [
      'AccessDeniedException',
      { Message: 'not authorized to perform: ssm-contacts:StartEngagement' },
      [`"Resource":"${contactArn}"`, 'aws:CalledViaFirst']
    ],
    [
      'ResourceNotFoundException',
      { Message: 'Contact not found', ResourceId: contactArn, ResourceType: 'CONTACT' },
      ['Contact not found', 'CONTACT', 'list-contacts --region us-east-1']
    ],
    ['DataEncryptionException', { Message: 'KMS key is disabled' }, ['KMS']],
    [
      'ExpiredTokenException',
      { message: 'The security token included in the request is expired' },
      ['aws-actions/configure-aws-credentials']
    ],
    ['UnrecognizedClientException', { message: 'The security token is invalid.' }, ['aws sts get-caller-identity']],
    ['InvalidSignatureException', { message: 'The signature does not match.' }, ['white space']]
  ])('R7 %s %j: one attempt, not sent, remedy shown', async (name, members, words) => {
    const body = JSON.stringify({ __type: `com.amazonaws.ssmcontacts#${name}`, ...members })
    const headers = ['x-amzn-requestid: 1a2b3c4d-request']
    await withAnswers(
      socket => socket.end(http(400, body, headers)),
      async ({ url, bodies }) => {
        const run = await page(url)
        expect(bodies).toHaveLength(1)
        expect(run.stdout).not.toContain('Next attempt')
        expect(ending(run)).toEqual(failedAs('not-sent'))
        for (const word of [name, ...words, '1a2b3c4d-request']) expect(run.message).toContain(word)
        expect(run.message).toMatch(/\nNext: .*\nNo page was sent\.$/)
      }
    )
  })
})

test.concurrent.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])(
  'R7 a line break at the end of %s: no attempt, not sent, remedy shown, nothing of it printed',
  async name => {
    await withService({}, async ({ url, exchanges }) => {
      const run = await page(url, {}, { env: { [name]: 'canary-credential\n' } })
      expect([ending(run), exchanges]).toEqual([failedAs('not-sent'), []])
      expect(run.stdout).not.toContain('Next attempt')
      expect(run.message).toContain('no HTTP header takes, such as a line break at its end')
      expect(run.message).toContain('white space')
      expect(run.printed + run.summary + JSON.stringify(run.outputs)).not.toContain('canary')
    })
  }
)

describe('R8', () => {
  const throttling = (members = {}) => JSON.stringify({ __type: 'ThrottlingException', Message: '', ...members })

  /** Milliseconds between the first two requests, the seconds that the log said it would wait, and how the run ended. */
  async function gap(answer: () => Buffer, timeoutSeconds: number) {
    const arrivals: number[] = []
    return withAnswers(
      (socket, number) => {
        arrivals.push(Date.now())
        socket.end(number === 1 ? answer() : http(200, engagement))
      },
      async ({ url }) => {
        const run = await page(url, { 'timeout-seconds': String(timeoutSeconds) })
        const [, announced] = /Next attempt (?:at once|in (\d+\.\d) s)\./.exec(run.stdout) ?? []
        return { run, gapMs: (arrivals[1] ?? Number.NaN) - (arrivals[0] ?? Number.NaN), waits: Number(announced ?? 0) }
      }
    )
  }

  test.concurrent.each<[string, () => Buffer]>([
    ['seconds', () => http(429, '', ['retry-after: 2'])],
    ['a date', () => http(503, '', [`retry-after: ${new Date(Date.now() + 3_000).toUTCString()}`])],
    ['RetryAfterSeconds', () => http(400, throttling({ RetryAfterSeconds: 2 }))]
  ])('R8 Retry-After as %s is honoured', async (_, answer) => {
    const { run, gapMs, waits } = await gap(answer, 20)
    expect(ending(run)).toMatchObject(sent)
    expect(gapMs).toBeGreaterThanOrEqual(1_950)
    expect(waits).toBeLessThanOrEqual(3)
  })

  test.concurrent.each<[string, () => Buffer]>([
    ['seconds', () => http(429, '', ['retry-after: 86400'])],
    ['a date', () => http(503, '', ['retry-after: Fri, 31 Dec 2100 23:59:59 GMT'])],
    ['RetryAfterSeconds', () => http(400, throttling({ RetryAfterSeconds: 1e300 }))]
  ])('R8 a huge Retry-After as %s is cut so that a last attempt fits into T', async (_, answer) => {
    const { run, gapMs, waits } = await gap(answer, 3)
    expect(ending(run)).toMatchObject(sent)
    expect(gapMs).toBeGreaterThan(1_500)
    expect(waits).toBeLessThan(3)
  })

  test.concurrent('R8 after a huge Retry-After a slow last answer still counts', async () => {
    await withAnswers(
      (socket, number) => {
        if (number === 1) socket.end(http(429, '', ['retry-after: 120']))
        else setTimeout(() => socket.end(http(200, engagement)), 700)
      },
      async ({ url, bodies }) => {
        const run = await page(url, { 'timeout-seconds': '6' })
        expect(ending(run)).toEqual({ ...sent, arn: engagementArn })
        expect(bodies).toHaveLength(2)
      }
    )
  })

  test.concurrent('R8 a date is read by the clock of the service that wrote it', async () => {
    const hour = 3_600_000
    const date = (milliseconds: number) => new Date(Date.now() + milliseconds).toUTCString()
    const { run, gapMs, waits } = await gap(
      () => http(503, '', [`date: ${date(hour)}`, `retry-after: ${date(hour + 2_000)}`]),
      20
    )
    expect(ending(run)).toMatchObject(sent)
    expect(gapMs).toBeGreaterThanOrEqual(1_950)
    expect(waits).toBeLessThanOrEqual(3)
  })

  test.concurrent.each<[string, () => Buffer]>([
    ['negative', () => http(429, '', ['retry-after: -5'])],
    ['NaN', () => http(429, '', ['retry-after: NaN'])],
    ['empty', () => http(429, '', ['retry-after:'])],
    ['too many digits', () => http(429, '', [`retry-after: ${'9'.repeat(400)}`])],
    ['a date in the past', () => http(429, '', ['retry-after: Thu, 01 Jan 1970 00:00:00 GMT'])],
    ['negative RetryAfterSeconds', () => http(400, throttling({ RetryAfterSeconds: -1e9 }))],
    ['RetryAfterSeconds null', () => http(400, throttling({ RetryAfterSeconds: null }))]
  ])('R8 a Retry-After that is %s is ignored', async (_, answer) => {
    const { run, waits } = await gap(answer, 10)
    expect(ending(run)).toMatchObject(sent)
    // The first back-off is 0.4 s at the most.
    expect(waits).toBeLessThanOrEqual(0.4)
  })
})

describe('R9', () => {
  test.concurrent.each<[string, string | Buffer]>([
    ['empty', ''],
    ['{}', '{}'],
    ['null', 'null'],
    ['HTML', '<html>Welcome to the hotel Wi-Fi</html>'],
    ['an ARN of the wrong type', '{"EngagementArn":["x"]}'],
    ['no ARN', '{"EngagementArn":"27bd86cf"}'],
    ['the ARN of the contact', JSON.stringify({ EngagementArn: contactArn })],
    ['an ARN that goes on', JSON.stringify({ EngagementArn: `${engagementArn}\n::set-output name=x::y` })]
  ])('R9 200 with %s is never a success', async (_, body) => {
    await withAnswers(
      socket => socket.end(http(200, body)),
      async ({ url, bodies }) => {
        const run = await page(url, { 'timeout-seconds': '2' })
        expect(ending(run)).toEqual(failedAs('unknown'))
        expect(bodies.length).toBeGreaterThan(1)
      }
    )
  })

  test.concurrent.each([
    ['alias', engagementArn.replace('oncall-plan', 'other-plan')],
    ['account', engagementArn.replace('111122223333', '444455556666')],
    ['region', engagementArn.replace('us-east-1', 'eu-west-1')]
  ])('R9 200 with the ARN of another contact (%s) is not sent, and names the remedy', async (_, arn) => {
    await withAnswers(
      socket => socket.end(http(200, JSON.stringify({ EngagementArn: arn }))),
      async ({ url, bodies }) => {
        const run = await page(url)
        expect(bodies).toHaveLength(1)
        expect(ending(run)).toEqual(failedAs('not-sent'))
        expect(run.message).toContain(arn)
        expect(run.message).toContain('idempotency-token')
      }
    )
  })

  test.concurrent('R9 of a body of 20 MB no more than 1 MiB is read', async () => {
    const total = 20_000_000
    const chunk = Buffer.alloc(65_536, ' ')
    const taken: number[] = []
    await withAnswers(
      (socket, number) => {
        const pump = (sentBytes: number) => {
          taken[number - 1] = sentBytes
          if (!socket.destroyed && sentBytes < total) {
            socket.write(chunk, error => {
              if (!error) pump(sentBytes + chunk.length)
            })
          }
        }
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${engagement.length + total}\r\n\r\n${engagement}`)
        pump(0)
      },
      async ({ url }) => {
        const run = await page(url, { 'timeout-seconds': '2' })
        expect(ending(run)).toEqual(failedAs('unknown'))
        expect(taken.length).toBeGreaterThan(1)
        // What the kernel's buffers took is counted, too.
        expect(Math.max(...taken)).toBeLessThan(15_000_000)
      }
    )
  })
})

describe('R10', () => {
  const minutes = 60_000
  test.concurrent.each([
    ['an hour behind', 60 * minutes, 2],
    ['an hour ahead', -60 * minutes, 2],
    ['4 minutes behind', 4 * minutes, 1],
    ['4 minutes ahead', -4 * minutes, 1]
  ])('R10 a clock %s: sent', async (_, clockOffsetMs, attempts) => {
    await withService({ clockOffsetMs }, async service => {
      const run = await page(service.url)
      expect(ending(run)).toMatchObject(sent)
      expect(service.exchanges).toHaveLength(attempts)
    })
  })

  test.concurrent('R10 a service whose clock nobody can follow: a clear message', async () => {
    const body = '{"__type":"InvalidSignatureException","message":"Signature expired: 1 is now earlier than 2"}'
    await withAnswers(
      socket => socket.end(http(400, body)),
      async ({ url }) => {
        const run = await page(url, { 'timeout-seconds': '2' })
        expect(ending(run)).toEqual(failedAs('not-sent'))
        expect(run.message).toContain("set the runner's clock")
      }
    )
  })
})

// Windows has no signals: what stands in for them there ends a process at once.
const withSignals = process.platform === 'win32' ? test.concurrent.skip : test.concurrent

describe('R11', () => {
  type Kill = (signal: NodeJS.Signals) => void

  /** Runs dist/ and measures from `cancel`'s first call to the end. */
  async function cancelled(url: string, whenToKill: (chunk: string, kill: Kill) => void) {
    let killedAt = Number.NaN
    const run = await page(
      url,
      {},
      {
        onStdout: (chunk, kill) =>
          whenToKill(chunk, signal => {
            killedAt = Number.isNaN(killedAt) ? performance.now() : killedAt
            kill(signal)
          })
      }
    )
    return { run, tookMs: performance.now() - killedAt }
  }

  function expectCancelled(run: Awaited<ReturnType<typeof page>>, outcome: 'not-sent' | 'unknown') {
    expect(ending(run)).toEqual(failedAs(outcome))
    expect(run.signal).toBeNull()
    expect(run.message).toContain('cancelled')
    expect(run.message).toContain('1658821493')
    expect(run.summary).toContain('1658821493')
    expect(run.message).toMatch(outcome === 'unknown' ? /\nA page may have been sent\.$/ : /\nNo page was sent\.$/)
  }

  withSignals.each<[string, readonly NodeJS.Signals[]]>([
    ['SIGINT', ['SIGINT']],
    ['SIGTERM', ['SIGTERM']],
    ['SIGINT, then SIGTERM', ['SIGINT', 'SIGTERM']]
  ])('R11 %s during a request: outcome and token are told within 5 s', async (_, signals) => {
    let kill: Kill | undefined
    await withAnswers(
      async () => {
        while (kill === undefined) await new Promise(resolve => setImmediate(resolve))
        for (const signal of signals) kill(signal)
      },
      async ({ url, bodies }) => {
        const { run, tookMs } = await cancelled(url, (_, given) => {
          kill = given
        })
        expectCancelled(run, 'unknown')
        expect(tookMs).toBeLessThan(5_000)
        expect(bodies).toHaveLength(1)
      }
    )
  })

  withSignals.each(['SIGINT', 'SIGTERM'] as const)(
    'R11 %s during a back-off: outcome and token are told within 5 s',
    async signal => {
      await withAnswers(
        socket => socket.end(http(429, '', ['retry-after: 30'])),
        async ({ url, bodies }) => {
          const { run, tookMs } = await cancelled(url, (chunk, kill) => {
            if (chunk.includes('Next attempt')) kill(signal)
          })
          expectCancelled(run, 'not-sent')
          expect(tookMs).toBeLessThan(5_000)
          expect(bodies).toHaveLength(1)
        }
      )
    }
  )
})

describe('R12', () => {
  test.each<[string, Buffer | string, number]>([
    ['an engagement', http(200, engagement), 0],
    ['an engagement on a connection that stays open', `HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n`, 0],
    ['a refusal', http(400, '{"__type":"AccessDeniedException"}'), 1]
  ])(
    'R12 the process is gone sooner after %s than it took to get there, its output flushed',
    async (_, answer, exitCode) => {
      const shares: number[] = []
      for (let count = 0; count < 5; count++) {
        let answeredAt = Number.NaN
        await withAnswers(
          socket => {
            if (typeof answer === 'string') socket.write(answer + engagement.padEnd(999))
            else socket.write(answer)
            answeredAt = performance.now()
          },
          async ({ url }) => {
            const run = await page(url)
            shares.push((performance.now() - answeredAt) / run.durationMs)
            expect(run.exitCode).toBe(exitCode)
            expect(run.stdout).toMatch(exitCode === 0 ? /\nThe page was sent\.\n$/ : /No page was sent\.\n$/)
            expect(run.outputs.request).toContain('1658821493')
            expect(run.summary).toContain('1658821493')
          }
        )
      }
      // What holds a process up, such as an idle socket, does so for seconds; a start takes a part of one on any machine.
      expect(shares.sort((a, b) => a - b)[2]).toBeLessThan(0.5)
    }
  )

  test('R12 a refused connection leaves nothing behind that holds the process', async () => {
    const startedAt = performance.now()
    let [firstWordsAt, lastWordsAt] = [Number.NaN, Number.NaN]
    const onStdout = () => {
      lastWordsAt = performance.now()
      if (Number.isNaN(firstWordsAt)) firstWordsAt = lastWordsAt
    }
    const run = await page(`http://127.0.0.1:${await closedPort()}`, { 'timeout-seconds': '1' }, { onStdout })
    expect(ending(run)).toEqual(failedAs('not-sent'))
    expect(startedAt + run.durationMs - lastWordsAt).toBeLessThan(firstWordsAt - startedAt)
  })
})

// 256 is the largest matrix that GitHub allows; so many processes take their time.
test.each(casesOf([40, 256], legs => legs === 40))(
  'R17 %i legs of a matrix at once, half of the calls throttled: all green, one engagement',
  async legs => {
    const faults = (number: number) => (number % 2 === 1 ? documentedErrors.ThrottlingException : undefined)
    await withService({ faults }, async service => {
      const runs = await Promise.all(Array.from({ length: legs }, () => page(service.url)))
      expect(runs.map(({ outputs }) => outputs.outcome)).toEqual(Array.from({ length: legs }, () => 'sent'))
      expect(new Set(runs.map(({ outputs }) => outputs['engagement-arn'])).size).toBe(1)
      expect(service.engagements).toHaveLength(1)
      expect(service.exchanges.length).toBeGreaterThan(1.5 * legs)
    })
  },
  300_000
)
