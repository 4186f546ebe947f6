// Rows R15, R18, R19, R21 and R28 of faults.md: a network that is slow or silent, and proxies for some hosts alone, on the
// committed dist/ as a process. What needs name servers runs in a network of its own.
import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import tls from 'node:tls'
import { describe, expect, test } from '@jest/globals'
import { sampleEnvironment } from '../../local/aws/signature.ts'
import { contactArn } from '../../local/demo/scenarios.ts'
import type { ActionOptions } from '../../local/runner/runner.ts'
import { createAuthority, type Issued, selfSign } from '../shared/certificates.ts'
import { withFolder } from '../shared/folders.ts'
import { isolationFault, runIsolated } from '../shared/isolated.ts'
import { places, type Scenario } from '../shared/isolated-network.ts'
import { tunnelTo, withAnswers, withConnections, withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'
import { engagementArn } from '../shared/samples.ts'

const regionalHost = 'ssm-contacts.us-east-1.amazonaws.com'
const stsHost = 'sts.us-east-1.amazonaws.com'
const githubHost = 'api.github.example'
const proxyHost = 'proxy.example'

const { ca, issue } = createAuthority()
const certificate = issue([regionalHost, stsHost, githubHost, 'localhost', '127.0.0.1'])

const withAuthorityFile = <T>(use: (path: string) => Promise<T>) =>
  withFolder(async folder => {
    const path = join(folder, 'ca.pem')
    await writeFile(path, ca)
    return use(path)
  })

// A network namespace needs Linux, and the right to make one.
const isolated = isolationFault === undefined ? test.concurrent : test.concurrent.skip
const unlessPossible = isolationFault === undefined ? '' : ` (skipped: ${isolationFault})`

const hosts: Scenario['hosts'] = {
  [regionalHost]: { ipv4: places.incidentManager },
  [stsHost]: { ipv4: places.sts },
  [githubHost]: { ipv4: places.github },
  [proxyHost]: { ipv4: places.proxy }
}

/** Runs dist/ in a network of its own, with the sample keys unless it is given others. */
const page = (scenario: Partial<Scenario>, ...runs: readonly Partial<ActionOptions>[]) =>
  withAuthorityFile(file =>
    runIsolated({
      nameServers: ['answering'],
      hosts,
      certificate,
      ...scenario,
      runs: runs.map(run => ({
        ...run,
        with: { 'contact-id': contactArn, 'timeout-seconds': '60', ...run.with },
        env: { NODE_EXTRA_CA_CERTS: file, ...(run.env ?? sampleEnvironment) }
      }))
    })
  )

/** What a run is that paged: green, told in full. */
const sent = {
  exitCode: 0,
  outputs: { outcome: 'sent' },
  stderr: '',
  stdout: expect.stringMatching(/\nThe page was sent\.\n$/)
}

/** What a run is that could not page: red, told in full. */
const notSent = {
  exitCode: 1,
  outputs: { outcome: 'not-sent' },
  stderr: '',
  stdout: expect.stringMatching(/No page was sent\.\n$/)
}

describe('R15', () => {
  test.concurrent.each([
    ['an https proxy', 'https://127.0.0.1'],
    ['an https proxy by its name', 'https://localhost']
  ])('R15 %s is used, and authenticated to', async (_, origin) => {
    await withAuthorityFile(file =>
      withService({ ...certificate, region: 'us-east-1' }, service =>
        withSecureProxy(certificate, service.port, async ({ port, heads }) => {
          const url = origin.replace('//', '//page:secret@')
          const run = await runDist({ env: { HTTPS_PROXY: `${url}:${port}`, NODE_EXTRA_CA_CERTS: file } })
          expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
          expect(heads).toEqual([expect.stringMatching(new RegExp(`^CONNECT ${regionalHost}:443 HTTP/1\\.1\r\n`))])
          expect(heads[0]).toContain(`\r\nproxy-authorization: Basic ${btoa('page:secret')}\r\n`)
          expect(service.exchanges).toHaveLength(1)
        })
      )
    )
  })

  test.concurrent("R15 the certificate of an https proxy that is not trusted is told as the proxy's", async () => {
    await withSecureProxy(selfSign(['127.0.0.1']), 9, async ({ port, heads }) => {
      const run = await runDist({
        with: { 'timeout-seconds': '3' },
        env: { HTTPS_PROXY: `https://page:secret@127.0.0.1:${port}` }
      })
      expect([run.exitCode, run.outputs.outcome, heads]).toEqual([1, 'not-sent', []])
      expect(run.message).toContain(
        'The proxy does not connect to Incident Manager in us-east-1 (its certificate cannot be trusted: ' +
          'self-signed certificate).'
      )
      expect(run.printed).not.toContain('secret')
    })
  })

  test.concurrent("R15 a proxy that speaks no TLS although its address says so is told as the proxy's", async () => {
    await withConnections(
      socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      async ({ port }) => {
        const run = await runDist({
          with: { 'timeout-seconds': '3' },
          env: { HTTPS_PROXY: `https://127.0.0.1:${port}` }
        })
        expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
        expect(run.message).toContain(
          'The proxy does not connect to Incident Manager in us-east-1 (what answers does not speak TLS).'
        )
      }
    )
  })
})

describe('R18', () => {
  isolated.each<[string, Partial<ActionOptions>]>([
    ['within the default', {}],
    ['within 12 s', { with: { 'timeout-seconds': '12' } }],
    ['through a proxy', { env: { HTTPS_PROXY: `${proxyHost}:3128`, ...sampleEnvironment } }]
  ])(`R18 the first name server is silent, and each look-up takes 5 s: sent %s${unlessPossible}`, async (_, run) => {
    expect(await page({ nameServers: ['silent', 'answering'] }, run)).toMatchObject([sent])
  })

  isolated(`R18 the first name server is silent for STS, too: sent${unlessPossible}`, async () => {
    const runs = await withWebIdentity(env => page({ nameServers: ['silent', 'answering'] }, { env }))
    expect(runs).toMatchObject([sent])
  })

  isolated(`R18 an address family without a route beside a slow one: sent${unlessPossible}`, async () => {
    const slow = { ipv4: places.slowIncidentManager, ipv6: 'fd00:0:0:0:0:0:0:1' }
    expect(await page({ hosts: { ...hosts, [regionalHost]: slow } }, {})).toMatchObject([sent])
  })

  test.concurrent.each<[string, number, number]>([
    ['a proxy that takes 4 s for its answer to CONNECT', 4_000, 0],
    ['a TLS handshake that takes 3.6 s behind a proxy', 0, 3_600],
    ['both', 4_000, 3_600]
  ])('R18 %s: sent', async (_, connectMs, handshakeMs) => {
    await withAuthorityFile(file =>
      withService({ ...certificate, region: 'us-east-1' }, service => {
        const slowly = (socket: Socket) =>
          socket.once('data', () => {
            const target = net.connect(service.port, '127.0.0.1').on('error', () => socket.destroy())
            socket.on('close', () => target.destroy()).pipe(target)
            setTimeout(() => socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'), connectMs)
            target.once('data', first =>
              setTimeout(() => {
                socket.write(first)
                target.pipe(socket)
              }, handshakeMs)
            )
          })
        return withConnections(slowly, async ({ port }) => {
          const run = await runDist({
            with: { 'timeout-seconds': '60' },
            env: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NODE_EXTRA_CA_CERTS: file }
          })
          expect([run.message, run.outputs.outcome, service.exchanges.length]).toEqual(['', 'sent', 1])
        })
      })
    )
  })
})

describe('R19', () => {
  const silent = { nameServers: ['silent', 'silent'] } as const
  const plain = `http://${places.incidentManager}`

  isolated(`R19 silent name servers for the page: the end comes within T + 2 s${unlessPossible}`, async () => {
    const [run] = await page(silent, { with: { 'timeout-seconds': '4' } })
    expect(run).toMatchObject(notSent)
    expect(run?.stdout).toContain(
      'The host name of Incident Manager in us-east-1 does not resolve (no answer from a name'
    )
    expect(run?.durationMs).toBeLessThan(6_000)
  })

  isolated(`R19 silent name servers for a proxy: the end comes within T + 2 s${unlessPossible}`, async () => {
    const env = { HTTPS_PROXY: `http://${proxyHost}:3128`, ...sampleEnvironment }
    const [run] = await page(silent, { with: { 'timeout-seconds': '4' }, env })
    expect(run).toMatchObject(notSent)
    expect(run?.stdout).toContain('The proxy does not connect to Incident Manager in us-east-1 (its host name does not')
    expect(run?.durationMs).toBeLessThan(6_000)
  })

  isolated(`R19 silent name servers for STS: the end comes within T + 2 s${unlessPossible}`, async () => {
    const [run] = await withWebIdentity(env =>
      page(silent, { with: { 'timeout-seconds': '4', 'endpoint-url': plain }, env })
    )
    expect(run).toMatchObject(notSent)
    expect(run?.durationMs).toBeLessThan(6_000)
  })

  isolated(`R19 silent name servers for GitHub: the end comes 300 ms after the page${unlessPossible}`, async () => {
    const looksUp = {
      with: { 'endpoint-url': plain, 'github-token': 'ghs_token' },
      github: { api_url: `https://${githubHost}` },
      env: sampleEnvironment
    }
    const runs = await page(silent, looksUp, looksUp, looksUp)
    expect(runs).toMatchObject([sent, sent, sent])
    // Busy threads would hold each of them for seconds, and a busy machine does not hold all three.
    expect(Math.min(...runs.map(run => run.afterPageMs ?? Number.NaN))).toBeLessThan(300)
  })

  isolated(`R19 silent name servers, and the job is cancelled: the end comes within 5 s${unlessPossible}`, async () => {
    const [run] = await page({ ...silent, cancelAfterMs: 1_500 }, {})
    expect(run).toMatchObject(notSent)
    expect(run?.durationMs).toBeLessThan(6_500)
  })

  test.concurrent('R19 a file that never ends: the end comes within T + 2 s', async () => {
    await withFolder(async folder => {
      const pipe = join(folder, 'config')
      execFileSync('mkfifo', [pipe])
      await withService({}, async ({ url }) => {
        const run = await runDist({
          with: { 'endpoint-url': url, 'timeout-seconds': '3' },
          env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: 'page', AWS_CONFIG_FILE: pipe }
        })
        expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
        expect(run.stdout).toMatch(/No page was sent\.\n$/)
        expect(run.durationMs).toBeLessThan(5_000)
      })
    })
  })
})

describe('R21', () => {
  const all = [`${githubHost}:443`, `${stsHost}:443`, `${regionalHost}:443`]
  const cases: readonly (readonly [noProxy: string, connected: readonly string[]])[] = [
    ['', all],
    ['*', []],
    ['amazonaws.com', all.slice(0, 1)],
    ['AMAZONAWS.COM', all.slice(0, 1)],
    ['.amazonaws.com', all.slice(0, 1)],
    ['github.example, sts.us-east-1.amazonaws.com', all.slice(2)],
    ['.example,us-east-1.amazonaws.com', []],
    [
      'api.github.example:443 , sts.us-east-1.amazonaws.com:8443,ssm-contacts.us-east-1.amazonaws.com:443',
      all.slice(1, 2)
    ],
    ['*.amazonaws.com,*.github.example', all],
    ['github,zonaws.com,localhost', all]
  ]

  isolated(`R21 NO_PROXY means one thing for GitHub, STS and the page${unlessPossible}`, async () => {
    const runs = await withWebIdentity(env =>
      page(
        {},
        ...cases.map(([noProxy], index) => ({
          with: { 'github-token': 'ghs_token' },
          github: { api_url: `https://${githubHost}` },
          env: {
            ...env,
            HTTPS_PROXY: `http://${proxyHost}:3128`,
            [index % 2 === 0 ? 'NO_PROXY' : 'no_proxy']: noProxy
          }
        }))
      )
    )
    expect(runs.map(({ outputs, connected }, index) => [cases[index]?.[0], outputs.outcome, connected])).toEqual(
      cases.map(([noProxy, connected]) => [noProxy, 'sent', connected])
    )
  })

  test.concurrent.each<[noProxy: string, host: string, isUsed: boolean]>([
    ['localhost', 'localhost', false],
    ['LOCALHOST', 'localhost', false],
    ['a.example localhost', 'localhost', false],
    ['a.example ,\tlocalhost ', 'localhost', false],
    ['localhost:PORT', 'localhost', false],
    ['localhost:1', 'localhost', true],
    ['host', 'localhost', true],
    ['127.0.0.1:PORT', '127.0.0.1', false],
    ['127.0.0.0/8', '127.0.0.1', false],
    ['localhost', '127.0.0.1', true],
    ['[::1]', '[::1]', false],
    ['::1', '[::1]', false],
    ['[::1]:PORT', '[::1]', false],
    ['[::1]:1', '[::1]', true]
  ])('R21 NO_PROXY=%j for %s: the proxy is used: %p', async (noProxy, host, isUsed) => {
    await withHttp(proxy =>
      withHttp(async direct => {
        const run = await runDist({
          with: { 'endpoint-url': `http://${host}:${direct.port}`, 'timeout-seconds': '5' },
          env: { HTTP_PROXY: `127.0.0.1:${proxy.port}`, NO_PROXY: noProxy.replace('PORT', String(direct.port)) }
        })
        expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
        expect([proxy.asked, direct.asked]).toEqual(isUsed ? [[`http://${host}:${direct.port}/`], []] : [[], ['/']])
      })
    )
  })
})

describe('R28', () => {
  const taken = JSON.stringify({ EngagementArn: engagementArn })
  const answer = (status: number, headers: readonly string[], body: string) =>
    [`HTTP/1.1 ${status} Status`, ...headers, `content-length: ${body.length}`, 'connection: close', '', body].join(
      '\r\n'
    )

  /** Runs dist/ against a server whose first answer is given, and counts what it is asked. */
  const pageAfter = (first: (socket: Socket) => void, inputs: Record<string, string> = {}) =>
    withAnswers(
      (socket, number) => (number === 1 ? first(socket) : socket.end(answer(200, [], taken))),
      async ({ url, bodies }) => {
        const run = await runDist({ with: { 'endpoint-url': url, 'timeout-seconds': '5', ...inputs } })
        return { run, bodies }
      }
    )

  test.concurrent.each([
    ['100 Continue', (socket: Socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n')],
    ['102 Processing', (socket: Socket) => socket.end('HTTP/1.1 102 Processing\r\n\r\n')],
    ['103 Early Hints', (socket: Socket) => socket.end('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')],
    [
      '100 Continue, then a reset',
      (socket: Socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n', () => socket.resetAndDestroy())
    ],
    ['101 Switching Protocols', (socket: Socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n')]
  ])('R28 %s and then nothing is a lost connection: tried again with the same token', async (_, first) => {
    const { run, bodies } = await pageAfter(first)
    expect([run.message, run.outputs.outcome, bodies.length, new Set(bodies).size]).toEqual(['', 'sent', 2, 1])
  })

  test.concurrent('R28 nothing but 1xx to the end: unknown', async () => {
    await withAnswers(
      socket => socket.end('HTTP/1.1 100 Continue\r\n\r\n'),
      async ({ url, bodies }) => {
        const run = await runDist({ with: { 'endpoint-url': url, 'timeout-seconds': '2' } })
        expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unknown'])
        expect(bodies.length).toBeGreaterThan(2)
        expect(run.message).toMatch(/\nA page may have been sent\.$/)
      }
    )
  })

  test.concurrent.each([
    ['the last date there is', 'Sat, 13 Sep 275760 00:00:00 GMT'],
    ['after 2099', 'Sat, 13 Sep 9999 00:00:00 GMT'],
    ['the epoch', 'Thu, 01 Jan 1970 00:00:00 GMT']
  ])('R28 a Date that no clock can have moves no clock: %s', async (_, date) => {
    await withService({}, async service => {
      let connections = 0
      const serve = (socket: Socket) => {
        if (++connections === 1) {
          socket.once('data', () => socket.end(answer(503, [`date: ${date}`], '<html>')))
          return
        }
        const target = net.connect(service.port, '127.0.0.1').on('error', () => socket.destroy())
        socket
          .on('close', () => target.destroy())
          .pipe(target)
          .pipe(socket)
      }
      await withConnections(serve, async ({ url }) => {
        const run = await runDist({ with: { 'endpoint-url': url, 'timeout-seconds': '5' } })
        expect([run.message, run.outputs.outcome, connections]).toEqual(['', 'sent', 2])
        const signedAt = String(service.exchanges[0]?.headers['x-amz-date'])
        expect(signedAt.slice(0, 4)).toBe(String(new Date().getUTCFullYear()))
      })
    })
  })

  test.concurrent.each(
    [501, 505].flatMap(status =>
      ['ThrottlingException', 'InternalServerException', 'RequestTimeout', 'RequestTimeTooSkewed'].map(
        name => [status, name] as const
      )
    )
  )('R28 %i is never tried again, also when it is called %s', async (status, name) => {
    const { run, bodies } = await pageAfter(socket =>
      socket.end(answer(status, [`x-amzn-errortype: ${name}`], '{"message":"No"}'))
    )
    expect([run.exitCode, bodies.length]).toEqual([1, 1])
    expect(run.message).toContain(name)
  })
})

/** Runs dist/ in an environment where a role is assumed with a token in a file. */
const withWebIdentity = <T>(use: (env: Record<string, string>) => Promise<T>) =>
  withFolder(async folder => {
    const token = join(folder, 'token')
    await writeFile(token, 'header.payload.signature')
    return use({
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/page',
      AWS_REGION: 'us-east-1'
    })
  })

/** Runs a proxy that speaks TLS, and tunnels every CONNECT to one port of loopback, as long as it is used. */
async function withSecureProxy<T>(
  { cert, key }: Issued,
  target: number,
  use: (proxy: { readonly port: number; readonly heads: readonly string[] }) => Promise<T>
): Promise<T> {
  const heads: string[] = []
  const server = tls.createServer({ cert, key }, socket => {
    socket.on('error', () => socket.destroy())
    socket.once('data', head => {
      heads.push(head.toString('latin1'))
      tunnelTo(target)(socket)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    return await use({ port: (server.address() as AddressInfo).port, heads })
  } finally {
    server.close()
  }
}

/** Runs an HTTP server on all addresses of this machine that takes every page, as long as it is used. */
async function withHttp<T>(
  use: (server: { readonly port: number; readonly asked: readonly string[] }) => Promise<T>
): Promise<T> {
  const asked: string[] = []
  const server = createServer((incoming, response) => {
    asked.push(incoming.url ?? '')
    incoming.resume()
    response.end(JSON.stringify({ EngagementArn: engagementArn }))
  })
  await new Promise<void>(resolve => server.listen(0, '::', resolve))
  try {
    return await use({ port: (server.address() as AddressInfo).port, asked })
  } finally {
    server.close()
    server.closeAllConnections()
  }
}
