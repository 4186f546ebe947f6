import { SSMContactsClient, StartEngagementCommand } from '@aws-sdk/client-ssm-contacts'
import type { AwsKeys } from '../github/inputs.ts'
import { isAllowedEndpoint } from '../network/endpoint.ts'
import { type Answer, createTransport, type OutgoingRequest } from '../network/transport.ts'
import { TransportError } from '../network/transport-error.ts'
import { scrub } from '../report/secrets.ts'
import { firstLine } from '../text/lines.ts'
import { shorten, wellFormed } from '../text/unicode.ts'
import { clockOffsetMs, isThrottling, readAnswer } from './answers.ts'
import type { Engagements, Failed, StartEngagementRequest } from './port.ts'

/** Where Incident Manager is, and how to get there. */
export interface IncidentManagerOptions {
  readonly region: string
  /** URL, or undefined for what the AWS SDK resolves. */
  readonly endpointUrl: string | undefined
  readonly proxyEnvironment: Readonly<Record<string, string>>
  /** Keys to sign with; undefined for what the SDK's standard chain finds. */
  readonly environmentKeys: AwsKeys | undefined
  /** Whether a service on the network hands out the credentials, so that having none may pass. */
  readonly credentialsFromNetwork: boolean
}

/**
 * Incident Manager over the AWS SDK: the SDK resolves credentials and endpoint, writes the request and signs it; sending
 * and reading the answer is ours, because the page depends on deadlines and on telling a lost request from a refused one.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 */
export function createIncidentManager(options: IncidentManagerOptions): Engagements {
  const transport = createTransport(options.proxyEnvironment)
  let attempt: Attempt
  const client = new SSMContactsClient({
    region: options.region,
    // The SDK refuses an endpoint of one's own where the environment asks for FIPS or dual-stack ones.
    ...(options.endpointUrl !== undefined && {
      endpoint: options.endpointUrl,
      useFipsEndpoint: false,
      useDualstackEndpoint: false
    }),
    ...(options.environmentKeys !== undefined && { credentials: options.environmentKeys }),
    // One attempt a command, whatever AWS_MAX_ATTEMPTS says: the attempts are counted in delivery.ts.
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      destroy() {},
      async handle(request: OutgoingRequest, { abortSignal }: { readonly abortSignal?: AbortSignal }) {
        // An attempt that was given up while it waited for credentials must not send when they come.
        abortSignal?.throwIfAborted()
        const checked = checkedEndpoint(request)
        // The SDK lends this handler to STS, too: an answer about credentials says nothing about the page.
        if (request.headers['x-amz-target'] === 'SSMContacts.StartEngagement') attempt.sent = request
        const received = await transport(checked, { signal: attempt.ended, connectMs: attempt.connectMs })
        if (attempt.sent === request) attempt.answer = received
        // The SDK changes the prototype of the bytes it is given; ours are still to be read.
        const body = new Uint8Array(received.body)
        return { response: { statusCode: received.statusCode, headers: believedHeaders(received), body } }
      }
    }
  })

  return {
    async start(request, deadlineMs, signal, connectMs = deadlineMs) {
      const ending = new AbortController()
      const ended = ending.signal
      const end = (why: string) => ending.abort(new AttemptEnded(why))
      const cancel = () => end('the job was cancelled')
      signal.addEventListener('abort', cancel)
      if (signal.aborted) cancel()
      const timer = setTimeout(end, deadlineMs, `none within ${(deadlineMs / 1000).toFixed(1)} s`)

      const current: Attempt = { ended, connectMs }
      attempt = current
      const secrets: string[] = []
      try {
        ended.throwIfAborted()
        try {
          const credentials = await withAbort(client.config.credentials(), ended)
          const damaged = damagedCredential(credentials)
          if (damaged !== undefined) return damaged
          secrets.push(credentials.secretAccessKey, credentials.accessKeyId)
        } catch (error) {
          return withoutCredentials(error, options)
        }
        const sending = client.send(command(request), { abortSignal: ended })
        // Once the transport has the request, it ends on the signal itself and alone knows whether the request went out.
        await withAbort(sending, ended, () => current.sent === undefined)
      } catch (error) {
        // The SDK fails on answers that it cannot read; the answer itself says more than its error.
        if (current.answer === undefined) return failed(error, options)
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', cancel)
      }
      const { sent, answer } = current
      if (answer === undefined) return failed(new Error('the SDK sent nothing'), options)

      // Before anything is cut: half a session token is a secret too.
      secrets.push(sent?.headers['x-amz-security-token'] ?? '')
      const result = readAnswer(answer, request.ContactId, Date.now(), text => scrub(text, secrets))
      if (result.kind === 'engaged') return result
      // The SDK corrects its clock by more than five minutes only, and AWS may be stricter.
      if (result.code === 'clock-skew') client.config.systemClockOffset = clockOffsetMs(answer, Date.now()) ?? 0
      return result
    }
  }
}

/** What an attempt has come to. */
interface Attempt {
  /** Aborts when the attempt's time is up or the job is cancelled. */
  readonly ended: AbortSignal
  /** What each connection may take until a request can be sent. */
  readonly connectMs: number
  /** StartEngagement as it was handed to the transport. */
  sent?: OutgoingRequest
  answer?: Answer
}

// A new command object each time would be the same bytes too; SDK middleware may mark one as used.
function command(request: StartEngagementRequest): StartEngagementCommand {
  return new StartEngagementCommand({ ...request })
}

// Also an endpoint from a shared configuration file must not take the page off TLS.
function checkedEndpoint(request: OutgoingRequest): OutgoingRequest {
  const { protocol, hostname } = request
  if (isAllowedEndpoint(new URL(`${protocol}//${hostname}`))) return request
  throw new ForbiddenEndpoint(`The endpoint ${protocol}//${hostname} is neither https nor on loopback.`)
}

// The SDK moves its clock by any date, and by one that no clock can have to where it cannot sign any more.
function believedHeaders(answer: Answer): Record<string, string> {
  const { date, ...others } = answer.headers
  const isBelieved = date !== undefined && clockOffsetMs(answer, Date.now()) !== undefined
  return isBelieved ? { ...others, date } : others
}

class ForbiddenEndpoint extends Error {}

/** The attempt's time was up, or the job was cancelled. */
class AttemptEnded extends Error {}

function withAbort<T>(promise: Promise<T>, signal: AbortSignal, applies = () => true): Promise<T> {
  return new Promise((resolve, reject) => {
    // Whatever the SDK still waits for when the deadline comes is left behind; process exit ends it.
    const abort = () => {
      if (applies()) reject(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject)
  })
}

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** What it means that credentials cannot be sent, often a secret that was pasted with a line break; undefined if they can. */
function damagedCredential({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Failed | undefined {
  const credentials = {
    'access key ID': accessKeyId,
    'secret access key': secretAccessKey,
    'session token': sessionToken
  }
  // What Node's clients refuse to put into a header. The secret key goes into none, but is no better with a line break.
  const damaged = Object.entries(credentials).find(([, value]) => /[^\t\x20-\x7e\x80-\xff]/.test(value ?? ''))
  return (
    damaged && {
      kind: 'failed',
      code: 'refused-credentials',
      what: `The AWS ${damaged[0]} holds a character that no HTTP header takes, such as a line break at its end.`,
      retryable: false,
      lost: false
    }
  )
}

/** What it means that the credential chain gave nothing. No request was sent then. */
function withoutCredentials(error: unknown, { credentialsFromNetwork }: IncidentManagerOptions): Failed {
  if (error instanceof ForbiddenEndpoint) {
    return {
      kind: 'failed',
      code: 'forbidden-endpoint',
      what: error.message,
      retryable: false,
      lost: false,
      cause: error
    }
  }
  const { name, code, $metadata } = error as NodeJS.ErrnoException & {
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode ?? 0
  // A provider that is not set up stays so, as does a token's file that is not there and a refusal of STS; a network comes back.
  const isFinal =
    (name === 'CredentialsProviderError' && !credentialsFromNetwork) ||
    code === 'ENOENT' ||
    code === 'EACCES' ||
    (status >= 400 && status < 500 && status !== 429 && !isThrottling(name))
  return {
    kind: 'failed',
    code: 'no-credentials',
    what:
      status > 0
        ? `AWS gave no credentials: ${name}: ${wordsOf(error)}.`
        : `No AWS credentials were found (${wordsOf(error)}).`,
    retryable: !isFinal,
    lost: false,
    cause: error
  }
}

/** What an attempt without an answer means. */
function failed(error: unknown, { region, endpointUrl }: IncidentManagerOptions): Failed {
  const host = endpointUrl === undefined ? `Incident Manager in ${region}` : new URL(endpointUrl).host
  const because = wordsOf(error)
  const retry = (code: Failed['code'], what: string, lost = false): Failed => ({
    kind: 'failed',
    code,
    what,
    retryable: true,
    lost,
    cause: error
  })
  const final = (code: Failed['code'], what: string): Failed => ({ ...retry(code, what), retryable: false })

  if (error instanceof ForbiddenEndpoint) return final('forbidden-endpoint', error.message)
  if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_URL') {
    return final('forbidden-endpoint', 'The endpoint in the shared AWS configuration is no URL.')
  }
  if (error instanceof AttemptEnded) return retry('no-connection', `Nothing was sent to ${host} in time.`)
  if (error instanceof TransportError) {
    const { code, sentInFull, proxyStatus } = error
    if (sentInFull) return retry('no-answer', `The request was sent to ${host}, but no answer came (${because}).`, true)
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      return retry(
        'dns',
        `The host name of ${host}${endpointUrl === undefined ? '' : ` (region ${region})`} does not resolve (${because}).`
      )
    }
    if (code.startsWith('ERR_PROXY')) {
      // A proxy stumbles as AWS does, but neither its address nor its password corrects itself.
      const result = code === 'ERR_PROXY_INVALID_CONFIG' || proxyStatus === 407 ? final : retry
      return result('proxy', `The proxy does not connect to ${host} (${because}).`)
    }
    if (isTlsError(code)) return retry('tls', `No TLS connection to ${host} (${because}).`)
    // One bad server behind a balancer is enough for this; nothing is sent to it.
    if (isCertificateError(code)) return retry('tls', `The certificate of ${host} cannot be trusted: ${because}.`)
    return retry('no-connection', `No connection to ${host} (${because}).`)
  }
  return retry('internal-error', `The AWS SDK failed before it sent anything: ${because}.`)
}

function wordsOf(error: unknown): string {
  return shorten(firstLine(wellFormed((error as Error).message ?? String(error))), 300)
}

function isTlsError(code: string): boolean {
  return code === 'EPROTO' || code.startsWith('ERR_SSL_')
}

function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_/.test(code)
}
