// Rows R15, R16 and S7 of faults.md: proxies, certificates and hostile addresses, on the committed dist/ as a process.
import { writeFile } from 'node:fs/promises'
import net, { type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { contactArn } from '../../local/demo/scenarios.ts'
import { createAuthority, type Issued, selfSign } from '../shared/certificates.ts'
import { withFolder } from '../shared/folders.ts'
import { closedPort, tunnelTo, withConnections, withListener, withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

/** What a run of 3 s says of itself when none of its attempts succeeded. */
const triedUntilTheEnd = / Tried \d+ times in [23]\.\d s\.\n/
const regionalHost = 'ssm-contacts.us-east-1.amazonaws.com'
const proxyPassword = 'canary-pa55/word'
const proxyUser = `page:${encodeURIComponent(proxyPassword)}@`

/** Runs dist/, and expects the proxy's password in nothing that it leaves behind. */
async function page(inputs: Record<string, string>, env: Record<string, string> = {}) {
  const run = await runDist({ with: { 'timeout-seconds': '3', ...inputs }, env })
  const everything = `${run.printed}\n${run.summary}\n${Object.values(run.outputs).join('\n')}`
  for (const form of [proxyPassword, encodeURIComponent(proxyPassword), btoa(`page:${proxyPassword}`)]) {
    expect(everything).not.toContain(form)
  }
  return run
}

/** Certificates as a company, a stranger and a forgetful administrator have them; made for these tests, kept nowhere. */
const certificates = (() => {
  const { ca, issue } = createAuthority()
  return {
    ca,
    server: issue(['localhost', '127.0.0.1', regionalHost]),
    wrongHost: issue(['elsewhere.example']),
    expired: issue(['localhost', '127.0.0.1'], -1),
    selfSigned: selfSign(['localhost', '127.0.0.1'])
  }
})()

const withAuthorityFile = <T>(use: (path: string) => Promise<T>) =>
  withFolder(async folder => {
    const path = join(folder, 'ca.pem')
    await writeFile(path, certificates.ca)
    return use(path)
  })

describe('R15', () => {
  test.concurrent.each(['HTTPS_PROXY', 'https_proxy'])(
    'R15 the proxy of %s is used for the regional host, and authenticated to',
    async name => {
      await withAuthorityFile(ca =>
        withService({ ...certificates.server, region: 'us-east-1' }, service =>
          withListener(tunnelTo(service.port), async ({ port, heads }) => {
            const run = await page(
              {},
              { [name]: `http://${proxyUser}127.0.0.1:${port}`, NODE_EXTRA_CA_CERTS: ca, NO_PROXY: 'github.com' }
            )
            expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
            expect(heads).toHaveLength(1)
            expect(heads[0]).toMatch(new RegExp(`^CONNECT ${regionalHost.replaceAll('.', '\\.')}:443 HTTP/1\\.1\r\n`))
            expect(heads[0]?.toLowerCase()).toContain(
              `proxy-authorization: basic ${btoa(`page:${proxyPassword}`)}`.toLowerCase()
            )
            expect(service.exchanges[0]).toMatchObject({ signatureValid: true, headers: { host: regionalHost } })
            expect(service.exchanges[0]?.headers).not.toHaveProperty('proxy-authorization')
          })
        )
      )
    }
  )

  test.concurrent('R15 the proxy of HTTP_PROXY is used for plain http on loopback', async () => {
    await withService({}, service =>
      withListener(
        (socket, head) => {
          const target = net.connect(service.port, '127.0.0.1', () => target.write(head.replace(/^POST \S+/, 'POST /')))
          target.on('error', () => socket.destroy())
          target.pipe(socket)
        },
        async ({ port, heads }) => {
          const run = await page({ 'endpoint-url': service.url }, { HTTP_PROXY: `http://127.0.0.1:${port}` })
          expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
          expect(heads[0]).toContain(`POST ${service.url}/ HTTP/1.1\r\n`)
        }
      )
    )
  })

  test.concurrent.each([
    ['127.0.0.1', 'http://127.0.0.1'],
    ['*', 'http://127.0.0.1'],
    ['.example,localhost,127.0.0.1', 'http://127.0.0.1']
  ])('R15 NO_PROXY=%s leaves the proxy out', async noProxy => {
    await withService({}, service =>
      withListener(
        socket => socket.destroy(),
        async ({ port, heads }) => {
          const proxy = `http://127.0.0.1:${port}`
          const run = await page(
            { 'endpoint-url': service.url },
            { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, NO_PROXY: noProxy }
          )
          expect([run.outputs.outcome, heads]).toEqual(['sent', []])
        }
      )
    )
  })

  test.concurrent('R15 a proxy that is down is retried, and the error names the variables', async () => {
    const run = await page({}, { HTTPS_PROXY: `http://${proxyUser}127.0.0.1:${await closedPort()}` })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
    expect(run.message).toContain('ECONNREFUSED')
    expect(run.message).toContain('HTTPS_PROXY')
    expect(run.message).toMatch(triedUntilTheEnd)
  })

  test.concurrent.each([
    ['407', 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'],
    ['407 with a command', 'HTTP/1.1 407 ##[add-mask]forged\r\ncontent-length: 0\r\n\r\n'],
    ['407 with our own words', `HTTP/1.1 407 Basic ${btoa(`page:${proxyPassword}`)} ${proxyPassword}\r\n\r\n`]
  ])('R15 a proxy that answers %s fails at once, with a remedy', async (_, answer) => {
    await withListener(
      socket => socket.end(answer),
      async ({ port, heads }) => {
        const run = await page({}, { HTTPS_PROXY: `http://${proxyUser}127.0.0.1:${port}` })
        expect([run.exitCode, run.outputs.outcome, heads.length]).toEqual([1, 'not-sent', 1])
        expect(run.message).toMatch(/proxy/i)
        expect(run.message).toContain('check HTTPS_PROXY')
        expect(run.stdout).not.toContain('Next attempt')
      }
    )
  })

  test.concurrent.each([
    ['403', `HTTP/1.1 403 ##[add-mask]${proxyPassword}\r\n\r\n`],
    ['503', `HTTP/1.1 503 ${proxyPassword}\r\n\r\n`],
    ['the end of the connection', '']
  ])('R15 a proxy that answers %s to the end of T is a proxy problem', async (_, answer) => {
    await withListener(
      socket => socket.end(answer),
      async ({ port, heads }) => {
        const run = await page({}, { HTTPS_PROXY: `http://${proxyUser}127.0.0.1:${port}` })
        expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
        expect(heads.length).toBeGreaterThan(1)
        expect(run.message).toContain('The proxy does not connect to Incident Manager in us-east-1 (')
        expect(run.message).toContain('check HTTPS_PROXY')
        expect(run.message).toMatch(triedUntilTheEnd)
      }
    )
  })

  test.concurrent.each<[string, (socket: Socket) => void]>([
    ['502', socket => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')],
    ['503', socket => socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')],
    ['an end', socket => socket.destroy()],
    ['a reset', socket => socket.resetAndDestroy()]
  ])('R15 a proxy that stumbles over the CONNECT twice (%s): sent', async (_, stumble) => {
    await withAuthorityFile(ca =>
      withService({ ...certificates.server, region: 'us-east-1' }, service => {
        let connections = 0
        const serve = (socket: Socket) => (++connections < 3 ? stumble(socket) : tunnelTo(service.port)(socket))
        return withListener(serve, async ({ port }) => {
          const run = await page(
            { 'timeout-seconds': '20' },
            { HTTPS_PROXY: `http://${proxyUser}127.0.0.1:${port}`, NODE_EXTRA_CA_CERTS: ca }
          )
          expect([run.message, run.outputs.outcome, connections]).toEqual(['', 'sent', 3])
        })
      })
    )
  })

  test.concurrent('R15 a proxy whose name does not resolve is told apart from an AWS that does not', async () => {
    const run = await page({}, { HTTPS_PROXY: `http://${proxyUser}proxy.invalid:3128` })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
    expect(run.message).toMatch(/^The proxy does not connect to Incident Manager in us-east-1 \(its host name does not/)
    expect(run.message).toContain('check HTTPS_PROXY')
  })

  test.concurrent('R15 a proxy that never answers the CONNECT: not sent, within T', async () => {
    await withListener(
      () => undefined,
      async ({ port, heads }) => {
        const run = await page({}, { HTTPS_PROXY: `http://${proxyUser}127.0.0.1:${port}` })
        expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
        expect(heads.length).toBeGreaterThan(1)
        expect(heads.join('')).not.toContain('SSMContacts')
        expect(run.message).toMatch(triedUntilTheEnd)
      }
    )
  })

  test.concurrent.each([
    ['no port', `http://${proxyUser}127.0.0.1:port`],
    ['a broken escape', `http://page:${proxyPassword}%zz@127.0.0.1:9`],
    ['a space', `http://page:${proxyPassword} @127.0.0.1:99999`]
  ])('R15 a proxy variable with %s fails at once, and quotes no password', async (_, proxy) => {
    const run = await page({}, { HTTPS_PROXY: proxy })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
    expect(run.message).toContain('HTTPS_PROXY')
    expect(run.stdout).not.toContain('Next attempt')
  })
})

describe('R16', () => {
  test.concurrent('R16 a private CA works through NODE_EXTRA_CA_CERTS', async () => {
    await withAuthorityFile(ca =>
      withService(certificates.server, async ({ url, exchanges }) => {
        const run = await page({ 'endpoint-url': url }, { NODE_EXTRA_CA_CERTS: ca })
        expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
        expect(exchanges).toHaveLength(1)
      })
    )
  })

  test.concurrent.each<[string, Issued, 'trusted' | 'unknown']>([
    ['a private CA that the runner does not know', certificates.server, 'unknown'],
    ['a self-signed certificate', certificates.selfSigned, 'trusted'],
    ['a certificate of another host', certificates.wrongHost, 'trusted'],
    ['an expired certificate', certificates.expired, 'trusted']
  ])('R16 %s is refused before anything is sent', async (_, issued, authority) => {
    await withAuthorityFile(ca =>
      withService(issued, async ({ url, exchanges }) => {
        const run = await page({ 'endpoint-url': url }, authority === 'trusted' ? { NODE_EXTRA_CA_CERTS: ca } : {})
        expect([run.exitCode, run.outputs.outcome, exchanges]).toEqual([1, 'not-sent', []])
        expect(run.message).toContain('certificate')
        expect(run.message).toContain('NODE_EXTRA_CA_CERTS')
        expect(run.message).toMatch(triedUntilTheEnd)
        expect(run.message).toMatch(/\nNo page was sent\.$/)
      })
    )
  })

  test.concurrent('R16 one bad certificate behind a balancer is passed over', async () => {
    await withAuthorityFile(ca =>
      withService(certificates.wrongHost, bad =>
        withService(certificates.server, good => {
          const ports = [bad.port]
          const balance = (socket: Socket) => {
            const target = net.connect(ports.shift() ?? good.port, '127.0.0.1')
            target.on('error', () => socket.destroy())
            socket.on('close', () => target.destroy())
            socket.pipe(target).pipe(socket)
          }
          return withConnections(balance, async ({ port }) => {
            const run = await page(
              { 'endpoint-url': `https://localhost:${port}`, 'timeout-seconds': '10' },
              { NODE_EXTRA_CA_CERTS: ca }
            )
            expect([run.message, run.outputs.outcome, bad.exchanges]).toEqual(['', 'sent', []])
            expect(good.exchanges).toHaveLength(1)
          })
        })
      )
    )
  })

  test.concurrent('R16 plain HTTP where TLS is due is a TLS problem, without source paths', async () => {
    await withConnections(
      socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      async ({ port, connections }) => {
        const run = await page({ 'endpoint-url': `https://127.0.0.1:${port}` })
        expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
        expect(run.message).toContain(`No TLS connection to 127.0.0.1:${port} (what answers does not speak TLS).`)
        expect(run.message).toContain('check "endpoint-url"')
        expect(connections.length).toBeGreaterThan(1)
      }
    )
  })

  test.concurrent('R16 a self-signed certificate behind a proxy is refused, too', async () => {
    await withService(certificates.selfSigned, service =>
      withListener(tunnelTo(service.port), async ({ port }) => {
        const run = await page({}, { HTTPS_PROXY: `http://127.0.0.1:${port}` })
        expect([run.exitCode, run.outputs.outcome, service.exchanges]).toEqual([1, 'not-sent', []])
        expect(run.message).toContain('NODE_EXTRA_CA_CERTS')
      })
    )
  })

  test.concurrent('R16 NODE_TLS_REJECT_UNAUTHORIZED=0 is warned of, and certificates are verified all the same', async () => {
    await withService({ ...certificates.selfSigned }, async ({ port, exchanges }) => {
      const run = await page(
        { 'endpoint-url': `https://127.0.0.1:${port}`, 'timeout-seconds': '1' },
        { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
      )
      expect([run.exitCode, run.outputs.outcome, exchanges]).toEqual([1, 'not-sent', []])
      expect(run.message).toContain('cannot be trusted')
      expect(run.warnings).toEqual([expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED=0 .* NODE_EXTRA_CA_CERTS /)])
    })
  })
})

describe('S7', () => {
  /** Runs dist/ where every way out leads to one trap, and expects that nothing took it. */
  async function refused(inputs: Record<string, string>, env: Record<string, string>, named: string) {
    await withListener(
      () => undefined,
      async ({ port, heads }) => {
        const fill = (values: Record<string, string>) =>
          Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.replaceAll('PORT', `${port}`)]))
        const proxy = `http://127.0.0.1:${port}`
        const run = await page(fill(inputs), { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, ...fill(env) })
        expect([run.exitCode, run.outputs.outcome, heads]).toEqual([1, 'not-sent', []])
        expect(run.message).toContain(named)
        expect(run.message).not.toContain('canary')
        expect(run.stdout + run.stderr + run.summary).not.toContain('canary')
        expect(run.stdout).not.toContain('Next attempt')
      }
    )
  }

  const endpoints: readonly [string, string][] = [
    ['plain http beyond loopback', 'http://ssm-contacts.us-east-1.amazonaws.com'],
    ['plain http to a private address', 'http://10.0.0.1'],
    ['plain http to every address', 'http://0.0.0.0:PORT'],
    ['a host that starts like loopback', 'http://127.0.0.1.evil.example'],
    ['a host that starts like localhost', 'http://localhost.evil.example'],
    ['userinfo that looks like loopback', 'http://127.0.0.1:PORT@evil.example'],
    ['user and password', 'https://user:canary@127.0.0.1:PORT'],
    ['a password alone', 'https://:canary@127.0.0.1:PORT'],
    ['a user alone', 'http://canary@127.0.0.1:PORT'],
    ['another protocol', 'ftp://127.0.0.1:PORT'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['no URL', '127.0.0.1:PORT'],
    ['a line break', 'http://127.0.0.1:PORT\n::error::forged\nhttp://evil.example']
  ]

  test.concurrent.each(endpoints)('S7 endpoint-url with %s is refused before any request', async (_, url) => {
    await refused({ 'endpoint-url': url }, {}, 'Input "endpoint-url"')
  })

  test.concurrent.each(
    endpoints.flatMap(([name, url]) =>
      ['AWS_ENDPOINT_URL_SSM_CONTACTS', 'AWS_ENDPOINT_URL'].map(variable => [variable, name, url] as const)
    )
  )('S7 %s with %s is refused before any request', async (variable, _, url) => {
    await refused({}, { [variable]: url }, variable)
  })

  test.concurrent('S7 an endpoint from a shared configuration file is refused before any request', async () => {
    await withFolder(async folder => {
      const file = join(folder, 'config')
      await writeFile(file, '[default]\nendpoint_url = http://ssm-contacts.evil.example\n')
      await refused({}, { AWS_CONFIG_FILE: file }, 'endpoint')
    })
  })

  test.concurrent.each([
    ['x@evil.example:443/#'],
    ['us-east-1.evil.example/'],
    ['us-east-1\n::set-output name=outcome::sent'],
    ['US-EAST-1'],
    ['us-east-1#'],
    ['us east 1'],
    ['../us-east-1'],
    ['eu-west-1']
  ])('S7 aws-region %j is not used: the page is signed for the region of the contact', async region => {
    await withService({ region: 'us-east-1' }, async ({ url, exchanges }) => {
      const run = await page({ 'endpoint-url': url, 'aws-region': region })
      expect([run.message, run.outputs.outcome, exchanges.length]).toEqual(['', 'sent', 1])
      expect(exchanges[0]?.headers.authorization).toContain('/us-east-1/ssm-contacts/aws4_request')
      expect(run.warnings).toEqual([expect.stringMatching(/^Input "aws-region" is /)])
    })
  })

  test.concurrent('S7 aws-region leads no request elsewhere', async () => {
    const heads: string[] = []
    await withConnections(
      socket =>
        void socket.once('data', head => socket.end(`HTTP/1.1 403 ${heads.push(head.toString('latin1'))}\r\n\r\n`)),
      async ({ port }) => {
        const proxy = `http://127.0.0.1:${port}`
        const run = await page({ 'aws-region': 'x@evil.example:443/#', 'timeout-seconds': '1' }, { HTTPS_PROXY: proxy })
        expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
        expect(heads.length).toBeGreaterThan(0)
        for (const head of heads) expect(head).toMatch(/^CONNECT ssm-contacts\.us-east-1\.amazonaws\.com:443 /)
      }
    )
  })

  test.concurrent.each([['x@evil.example:443/#'], ['us-east-1.evil.example'], ['us-east-1\n::error::forged'], ['']])(
    'S7 a contact-id in region %j is refused before any request',
    async region => {
      await refused({ 'contact-id': contactArn.replace('us-east-1', region) }, {}, 'nput "contact-id"')
    }
  )

  test.concurrent('S7 hostile regions in the environment are not even read', async () => {
    await withService({ region: 'us-east-1' }, async ({ url, exchanges }) => {
      const hostile = 'x@evil.example:443/#\n::error::forged'
      const run = await page({ 'endpoint-url': url }, { AWS_REGION: hostile, AWS_DEFAULT_REGION: hostile })
      expect([run.outputs.outcome, exchanges.length, run.stderr]).toEqual(['sent', 1, ''])
    })
  })

  test.concurrent.each(['http://127.0.0.1', 'http://localhost', 'http://127.1'])(
    'S7 plain http to loopback as %s is called there',
    async origin => {
      await withService({}, async ({ port, exchanges }) => {
        const run = await page({ 'endpoint-url': `${origin}:${port}` })
        expect([run.message, run.outputs.outcome, exchanges.length]).toEqual(['', 'sent', 1])
      })
    }
  )
})
