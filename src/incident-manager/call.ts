import { readDamage } from '../credentials/damage.ts'
import { readNoCredentials } from '../credentials/no-credentials.ts'
import { type SharedCredentials, untilAborted } from '../credentials/shared-credentials.ts'
import type { AwsCredentials } from '../credentials/sources.ts'
import { type Answer, createTransport, type OutgoingRequest } from '../network/transport.ts'
import type { Secrets } from '../report/secrets.ts'
import { clockOffsetMs } from './answers.ts'
import { checkedEndpoint } from './checked-endpoint.ts'
import { AttemptEnded, readNoAnswer } from './no-answer.ts'
import type { Attempt, Failed } from './port.ts'

/** Sends what the SDK has written, and resolves to the answer. */
export type Send = (request: OutgoingRequest) => Promise<Answer>

/** What a call needs of the AWS SDK. */
export interface Sdk {
  /**
   * Writes and signs one request of an operation, with the members of its input as AWS names them, and hands it to `send`
   * once.
   */
  request(
    operation: string,
    input: object,
    credentials: AwsCredentials,
    clockOffsetMs: number,
    send: Send
  ): Promise<void>
}

/** How calls get to AWS. */
export interface CallOptions {
  readonly region: string
  /** URL, or undefined for what the AWS SDK resolves. */
  readonly endpointUrl: string | undefined
  readonly proxyEnvironment: Readonly<Record<string, string>>
  readonly secrets: Pick<Secrets, 'scrub'>
  /** Told each time that a request goes to a host which is not AWS's own for the region. */
  onEndpoint(host: string): void
  /** Takes lines for the log of a run that is debugged. */
  debug(line: string): void
}

/** One bounded call of an operation: AWS's answer, or why there is none. Never throws. Calls share a clock. */
export interface Calls {
  call(operation: string, input: object, attempt: Attempt): Promise<Answered | Failed>
  /** Signs from now on by the clock that an answer shows. */
  correctClock(answer: Answer): void
}

/** Any answer of AWS's, also one that refuses. */
export interface Answered {
  readonly kind: 'answered'
  readonly answer: Answer
}

/** Calls over the SDK, which writes and signs the requests, and the project's own transport, which sends them. */
export function createCalls(sdk: Sdk, credentialsFor: SharedCredentials, options: CallOptions): Calls {
  const transport = createTransport(options.proxyEnvironment)
  const host =
    options.endpointUrl === undefined ? `Incident Manager in ${options.region}` : new URL(options.endpointUrl).host
  let offsetMs = 0

  return {
    correctClock(answer) {
      // AWS may be stricter about the time than the five minutes that are usual.
      offsetMs = clockOffsetMs(answer, Date.now()) ?? offsetMs
    },

    async call(operation, input, { deadlineMs, connectMs, signal }) {
      const ending = new AbortController()
      const end = (why: string) => ending.abort(new AttemptEnded(why))
      const cancel = () => end('the job was cancelled')
      signal.addEventListener('abort', cancel)
      if (signal.aborted) cancel()
      const timer = setTimeout(end, deadlineMs, `none within ${(deadlineMs / 1000).toFixed(1)} s`)
      const attempt = { deadlineMs, connectMs, signal: ending.signal }
      try {
        ending.signal.throwIfAborted()
        let credentials: AwsCredentials
        try {
          credentials = await credentialsFor.get(attempt)
        } catch (error) {
          return readNoCredentials(error, options.secrets.scrub)
        }
        return readDamage(credentials) ?? (await exchange(operation, input, credentials, attempt))
      } catch (error) {
        return readNoAnswer(error, host, options.secrets.scrub, options.endpointUrl === undefined ? '' : options.region)
      } finally {
        clearTimeout(timer)
        signal.removeEventListener('abort', cancel)
      }
    }
  }

  /** @throws what kept an answer from coming */
  async function exchange(
    operation: string,
    input: object,
    credentials: AwsCredentials,
    { signal, connectMs }: Attempt
  ): Promise<Answered> {
    let sending: Promise<Answer> | undefined
    const send: Send = request => {
      // An attempt that was given up while it waited must not send any more.
      signal.throwIfAborted()
      const checked = checkedEndpoint(request)
      if (!isRegional(checked.hostname, options.region)) options.onEndpoint(checked.hostname)
      const startedAt = performance.now()
      sending = transport(checked, { signal, connectMs })
      sending.then(
        ({ statusCode, headers }) =>
          options.debug(
            `${operation} at ${checked.hostname}: status ${statusCode} after ${elapsed(startedAt)}, ` +
              `request ID ${headers['x-amzn-requestid'] ?? 'none'}.`
          ),
        error => options.debug(`${operation} at ${checked.hostname}: ${error.message} after ${elapsed(startedAt)}.`)
      )
      return sending
    }
    const written = sdk.request(operation, input, credentials, offsetMs, send)
    // Once the transport has the request, it ends on the signal itself and alone knows whether the request went out.
    await untilAborted(written, signal).catch(error => {
      if (sending === undefined) throw error
    })
    if (sending === undefined) throw new Error('the SDK sent nothing')
    return { kind: 'answered', answer: await sending }
  }
}

// https://docs.aws.amazon.com/general/latest/gr/incident-manager.html
function isRegional(hostname: string, region: string): boolean {
  const regional = `ssm-contacts.${region}.amazonaws.com`
  return hostname === regional || hostname === `${regional}.cn`
}

function elapsed(sinceMs: number): string {
  return `${Math.round(performance.now() - sinceMs)} ms`
}
