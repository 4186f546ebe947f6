// Rows R20, R22 and R23 of faults.md: sources of credentials that stumble, that can never work, and that are told apart, on
// the committed dist/ as a process.
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { IncidentManagerOptions } from '../../local/aws/incident-manager.ts'
import { listenOnLoopback } from '../../local/loopback.ts'
import { withFolder } from '../shared/folders.ts'
import { composeContainerAnswer, composeStsAnswer } from '../shared/issued-credentials.ts'
import { closedPort, withListener, withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

const issued = {
  accessKeyId: 'ASIAISSUEDEXAMPLE000',
  secretAccessKey: 'issuedSecretEXAMPLE',
  sessionToken: 'issued&token='
}
const roleArn = 'arn:aws:iam::111122223333:role/page'

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const { port, close } = await listenOnLoopback(createServer(listener))
  try {
    return await use(`http://127.0.0.1:${port}`)
  } finally {
    await close()
  }
}

/** Runs dist/ with no way to credentials but this one, against a service of its own. */
const page = (env: Record<string, string>, timeoutSeconds = 30, service: IncidentManagerOptions = {}) =>
  withService({ credentials: [issued], ...service }, async ({ url, exchanges }) => {
    const run = await runDist({
      with: { 'endpoint-url': url, 'timeout-seconds': String(timeoutSeconds) },
      env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true', ...env }
    })
    return { ...run, exchanges }
  })

/** The service that hands out credentials, and the environment that leads to it; without an answer it is well. */
interface Road {
  answer(response: ServerResponse, path: string): void
  environment(url: string, folder: string): Promise<Record<string, string>>
}

const tokenFile = async (folder: string) => {
  const file = join(folder, 'token')
  await writeFile(file, 'header.payload.signature')
  return file
}

const roads: Readonly<Record<string, Road>> = {
  'a container': {
    answer: response => response.setHeader('content-type', 'application/json').end(composeContainerAnswer(issued)),
    environment: async url => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v1/credentials` })
  },
  'the instance': {
    answer(response, path) {
      if (path === '/latest/api/token') response.end('imds-token')
      else if (path.endsWith('/security-credentials/')) response.end('page')
      else response.end(composeContainerAnswer(issued))
    },
    environment: async url => ({ AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: url })
  },
  STS: {
    answer: response => response.setHeader('content-type', 'text/xml').end(composeStsAnswer(issued)),
    environment: async (url, folder) => ({
      AWS_WEB_IDENTITY_TOKEN_FILE: await tokenFile(folder),
      AWS_ROLE_ARN: roleArn,
      AWS_ENDPOINT_URL_STS: url
    })
  },
  SSO: {
    answer: response =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ roleCredentials: { ...issued, expiration: Date.now() + 3_600_000 } })),
    async environment(url, folder) {
      const startUrl = 'https://acme.awsapps.com/start'
      const cache = join(folder, '.aws', 'sso', 'cache')
      await mkdir(cache, { recursive: true })
      const name = createHash('sha1').update(startUrl).digest('hex')
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
      await writeFile(join(cache, `${name}.json`), JSON.stringify({ accessToken: 'sso-token', expiresAt }))
      await writeFile(
        join(folder, '.aws', 'config'),
        `[profile page]\nsso_start_url = ${startUrl}\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = page\n`
      )
      return { HOME: folder, AWS_PROFILE: 'page', AWS_ENDPOINT_URL_SSO: url }
    }
  }
}

const stsError = (status: number, name: string, message: string) => (response: ServerResponse) =>
  void response
    .writeHead(status, { 'content-type': 'text/xml' })
    .end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`
    )

const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end('<html>busy</html>')

const stumbles: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'answers 500': status(500),
  'answers 503': status(503),
  'answers 429': status(429),
  'breaks the connection': response => void response.socket?.destroy(),
  'answers nothing': () => undefined,
  'drips its answer': response => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{')
    const timer = setInterval(() => response.write(' '), 300)
    response.on('close', () => clearInterval(timer))
  },
  'answers without credentials': response => void response.end('{}')
}

const stsStumbles: Readonly<Record<string, (response: ServerResponse) => void>> = {
  'answers 408': stsError(408, 'RequestTimeout', 'Too slow.'),
  throttles: stsError(400, 'Throttling', 'Rate exceeded'),
  'does not reach GitHub': stsError(400, 'IDPCommunicationError', 'The identity provider could not be reached.'),
  'has no key of GitHub': stsError(
    400,
    'InvalidIdentityToken',
    "Couldn't retrieve verification key from your identity provider"
  )
}

const stumbling = Object.keys(roads).flatMap(road => [
  ...Object.entries(stumbles).map(([name, stumble]) => [road, name, stumble] as const),
  ...(road === 'STS' ? Object.entries(stsStumbles).map(([name, stumble]) => [road, name, stumble] as const) : [])
])

describe('R20 a source that stumbles once', () => {
  test.concurrent.each(stumbling)('%s that %s is asked again: sent', async (road, _, stumble) => {
    const { answer, environment } = roads[road] as Road
    let asked = 0
    await withFolder(folder =>
      withServer(
        (incoming, response) => {
          if (++asked === 1) stumble(response)
          else answer(response, incoming.url ?? '')
        },
        async url => {
          const { outputs, printed, exchanges } = await page(await environment(url, folder))
          expect([outputs.outcome, exchanges.map(({ signatureValid }) => signatureValid)]).toEqual(['sent', [true]])
          expect(asked).toBeGreaterThan(1)
          for (const secret of Object.values(issued)) expect(printed).not.toContain(secret)
        }
      )
    )
  })

  test.concurrent.each([
    ['exits with 1', 'process.exit(1)'],
    ['hangs', 'setTimeout(() => undefined, 60_000)'],
    ['prints no JSON', "console.log('not yet')"]
  ])('a credential process that %s is run again: sent', async (_, stumble) => {
    await withFolder(async folder => {
      const answer = JSON.stringify({
        Version: 1,
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken
      })
      const script = join(folder, 'process.mjs')
      await writeFile(
        script,
        `import { existsSync, writeFileSync } from 'node:fs'
const again = existsSync(${JSON.stringify(join(folder, 'asked'))})
writeFileSync(${JSON.stringify(join(folder, 'asked'))}, '')
if (again) console.log(${JSON.stringify(answer)})
else ${stumble}`
      )
      await writeFile(
        join(folder, 'config'),
        `[profile page]\ncredential_process = "${process.execPath}" "${script}"\n`
      )
      const { outputs, exchanges } = await page({ AWS_PROFILE: 'page', AWS_CONFIG_FILE: join(folder, 'config') })
      expect([outputs.outcome, exchanges.length]).toEqual(['sent', 1])
    })
  })

  test.concurrent('what an earlier attempt tells stands in the error, not the time that was up', async () => {
    let asked = 0
    await withServer(
      (_, response) => {
        if (++asked < 3) response.writeHead(500).end()
      },
      async url => {
        const { outputs, message } = await page({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }, 3)
        expect(outputs.outcome).toBe('not-sent')
        expect(message).toMatch(
          /^The service in AWS_CONTAINER_CREDENTIALS_FULL_URI answered with HTTP status 500\. Tried /
        )
      }
    )
  })
})

describe('R20 what can never work is final at once, and named', () => {
  const failing: Readonly<Record<string, readonly [env: Record<string, string>, words: RegExp]>> = {
    'an address that is no URL': [
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'notaurl' },
      /^AWS_CONTAINER_CREDENTIALS_FULL_URI takes a URL with https/
    ],
    'an address elsewhere without TLS': [
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://credentials.example/v1' },
      /^AWS_CONTAINER_CREDENTIALS_FULL_URI takes a URL with https/
    ],
    'a token file that is not there': [
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/no/such/token', AWS_ROLE_ARN: roleArn },
      /^The file "\/no\/such\/token" that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be read \(ENOENT\)\./
    ],
    'a profile that is not there': [
      { AWS_PROFILE: 'pager', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
      /^No AWS credentials were found\. The profile "pager" \(AWS_PROFILE\) is not in the shared AWS files/
    ],
    'half-set keys': [
      { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' },
      /^No AWS credentials were found\. AWS_ACCESS_KEY_ID is set in the environment, but AWS_SECRET_ACCESS_KEY is empty\./
    ]
  }

  test.concurrent.each(Object.keys(failing))('%s', async name => {
    const [env, words] = failing[name] as (typeof failing)[string]
    const { outputs, message, exchanges } = await page(env, 60)
    expect([outputs.outcome, exchanges]).toEqual(['not-sent', []])
    expect(message).toMatch(words)
    expect(message).not.toContain('Tried ')
  })

  test.concurrent.each([
    ['STS that refuses', stsError(403, 'AccessDenied', 'Not authorized'), /^AWS gave no credentials: AccessDenied: /],
    [
      'STS of an account that does not know GitHub',
      stsError(400, 'InvalidIdentityToken', 'No OpenIDConnect provider found in your account'),
      /^AWS gave no credentials: InvalidIdentityTokenException: No OpenIDConnect provider /
    ]
  ])('%s', async (_, refuse, words) => {
    let asked = 0
    await withFolder(folder =>
      withServer(
        (_, response) => {
          asked++
          refuse(response)
        },
        async url => {
          const env = {
            AWS_WEB_IDENTITY_TOKEN_FILE: await tokenFile(folder),
            AWS_ROLE_ARN: roleArn,
            AWS_ENDPOINT_URL_STS: url
          }
          const { outputs, message } = await page(env, 60)
          expect([outputs.outcome, asked]).toEqual(['not-sent', 1])
          expect(message).toMatch(words)
        }
      )
    )
  })

  test.concurrent.each([
    ['no instance', () => undefined, 'This machine is no EC2 instance.'],
    ['the service of another cloud', status(404), 'This machine is no EC2 instance with a role.']
  ])('%s', async (name, answer, words) => {
    await withServer(
      (_, response) => answer(response),
      async url => {
        const endpoint = name === 'no instance' ? `http://127.0.0.1:${await closedPort()}` : url
        const env = { AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint }
        const { outputs, message } = await page(env, 60)
        expect(outputs.outcome).toBe('not-sent')
        expect(message).toContain(`No AWS credentials were found. ${words}\nNext: `)
      }
    )
  })
})

/** What a proxy is asked to connect to, by a page that has no endpoint of its own. */
const connectedHosts = (env: Record<string, string>) =>
  withListener(
    socket => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'),
    async ({ url, heads }) => {
      const run = await runDist({ with: { 'timeout-seconds': '1' }, env: { HTTPS_PROXY: url, ...env } })
      return { ...run, hosts: new Set(heads.map(head => /^CONNECT (\S+)/.exec(head)?.[1])) }
    }
  )

describe('R22 as the AWS CLI does', () => {
  const regional = 'ssm-contacts.us-east-1.amazonaws.com:443'
  const elsewhere = 'https://elsewhere.example'

  test.concurrent.each<[string, Record<string, string>, string]>([
    ['counts', {}, 'elsewhere.example:443'],
    ['counts', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }, 'elsewhere.example:443'],
    ['does not count', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, regional]
  ])('an endpoint in the environment %s: %j', async (_, env, host) => {
    const { hosts } = await connectedHosts({ AWS_ENDPOINT_URL: elsewhere, ...env })
    expect([...hosts]).toEqual([host])
  })

  test.concurrent.each<[string, string, Record<string, string>, string]>([
    ['counts', '', {}, 'elsewhere.example:443'],
    ['does not count', 'ignore_configured_endpoint_urls = True\n', {}, regional],
    ['does not count', '', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, regional]
  ])('an endpoint in the shared configuration %s: %j %j', async (_, line, env, host) => {
    await withFolder(async folder => {
      await mkdir(join(folder, '.aws'))
      await writeFile(join(folder, '.aws', 'pager'), `[default]\nendpoint_url = ${elsewhere}\n${line}`)
      // The file is named from the home of the user, too.
      const { hosts } = await connectedHosts({ HOME: folder, AWS_CONFIG_FILE: '~/.aws/pager', ...env })
      expect([...hosts]).toEqual([host])
    })
  })

  test.concurrent.each<[string, string, Record<string, string>, string]>([
    ['counts', '', {}, 'elsewhere.example:443'],
    ['does not count', 'ignore_configured_endpoint_urls = true\n', {}, 'sts.us-east-1.amazonaws.com:443'],
    ['does not count', '', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, 'sts.us-east-1.amazonaws.com:443']
  ])('an endpoint of STS in the shared configuration %s: %j %j', async (_, line, env, host) => {
    await withFolder(async folder => {
      const file = join(folder, 'config')
      await writeFile(file, `[default]\nservices = own\n${line}[services own]\nsts =\n  endpoint_url = ${elsewhere}\n`)
      const { hosts } = await connectedHosts({
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        AWS_CONFIG_FILE: file,
        AWS_WEB_IDENTITY_TOKEN_FILE: await tokenFile(folder),
        AWS_ROLE_ARN: roleArn,
        ...env
      })
      expect([...hosts]).toEqual([host])
    })
  })

  test.concurrent.each([
    ['AWS_USE_FIPS_ENDPOINT', 'true', 'ssm-contacts-fips.us-east-1.amazonaws.com:443'],
    ['AWS_USE_FIPS_ENDPOINT', 'True', 'ssm-contacts-fips.us-east-1.amazonaws.com:443'],
    ['AWS_USE_FIPS_ENDPOINT', 'yes', regional],
    ['AWS_USE_DUALSTACK_ENDPOINT', 'true', 'ssm-contacts.us-east-1.api.aws:443']
  ])('%s=%s asks for its host', async (name, value, host) => {
    const { hosts } = await connectedHosts({ [name]: value })
    expect([...hosts]).toEqual([host])
  })

  test.concurrent('a word in the shared configuration that the SDK does not know keeps no page', async () => {
    await withFolder(async folder => {
      await mkdir(join(folder, '.aws'))
      await writeFile(join(folder, '.aws', 'config'), '[default]\nuse_fips_endpoint = True\n')
      const { hosts } = await connectedHosts({ HOME: folder })
      expect([...hosts]).toEqual(['ssm-contacts-fips.us-east-1.amazonaws.com:443'])
    })
  })

  test.concurrent.each([
    ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint'],
    ['AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint']
  ])('a host that does not exist is told by %s', async (variable, member) => {
    const run = await runDist({ with: { 'timeout-seconds': '2' }, env: { [variable]: 'true' } })
    expect(run.outputs.outcome).toBe('not-sent')
    expect(run.message).toContain(`${variable}, or ${member} in the shared configuration, asks for this host.`)
  })

  test.concurrent('Pod Identity over IPv6 is asked at its address', async () => {
    const url = 'http://[fd00:ec2::23]/v1/credentials'
    const { message } = await page({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url }, 1)
    // No machine of the tests has that network: what is refused is the connection, not the address.
    expect(message).toMatch(/^(?:No connection to|Nothing was sent|No AWS credentials were found \(none within)/)
  })
})

describe('R23 the network to STS is told as what it is', () => {
  const sts = 'sts.us-east-1.amazonaws.com (AWS_WEB_IDENTITY_TOKEN_FILE)'
  const toSts = (env: Record<string, string>) =>
    withFolder(async folder =>
      page(
        { AWS_WEB_IDENTITY_TOKEN_FILE: await tokenFile(folder), AWS_ROLE_ARN: roleArn, NO_PROXY: '127.0.0.1', ...env },
        2
      )
    )

  test.concurrent('a proxy that wants a password, for good', async () => {
    const { heads, message } = await withListener(
      socket => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
      async ({ url, heads }) => ({ heads, ...(await toSts({ HTTPS_PROXY: url })) })
    )
    expect(heads).toHaveLength(1)
    expect(message).toContain(`The proxy does not connect to ${sts} (HTTP status 407).`)
  })

  test.concurrent('a proxy that is not there', async () => {
    const { message } = await toSts({ HTTPS_PROXY: `http://127.0.0.1:${await closedPort()}` })
    expect(message).toContain(`The proxy does not connect to ${sts} (connect ECONNREFUSED`)
  })

  test.concurrent('a connection that is refused, and its service', async () => {
    const port = await closedPort()
    const { message } = await toSts({ AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}` })
    expect(message).toContain('No connection to 127.0.0.1 (AWS_WEB_IDENTITY_TOKEN_FILE) (connect ECONNREFUSED')
  })

  test.concurrent('what does not speak TLS', async () => {
    const { message } = await withListener(
      socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      ({ port }) => toSts({ AWS_ENDPOINT_URL_STS: `https://127.0.0.1:${port}` })
    )
    expect(message).toContain('No TLS connection to 127.0.0.1 (AWS_WEB_IDENTITY_TOKEN_FILE) ')
  })

  test.concurrent('a name that does not resolve', async () => {
    const { message } = await toSts({ AWS_ENDPOINT_URL_STS: 'https://sts.invalid' })
    expect(message).toMatch(/The host name of sts\.invalid \(AWS_WEB_IDENTITY_TOKEN_FILE\) does not resolve/)
  })

  test.concurrent('an address that no token may go to, for good', async () => {
    const { message } = await toSts({ AWS_ENDPOINT_URL_STS: 'http://sts.example' })
    expect(message).toContain('The endpoint http://sts.example is neither https nor on loopback.')
  })
})
