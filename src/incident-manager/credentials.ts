import type { OutgoingRequest } from '../network/transport.ts'
import type { TransportError } from '../network/transport-error.ts'
import { isThrottling } from './answers.ts'
import { AttemptEnded, ForbiddenEndpoint, readNoAnswer, wordsOf } from './no-answer.ts'
import type { Attempt, Failed } from './port.ts'

/** Credentials to sign with. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Finds credentials; the attempt bounds every request that is made for them. */
export type FindCredentials = (attempt: Attempt) => Promise<AwsCredentials>

/** A request for credentials got no answer. */
export class CredentialsUnreachable extends Error {
  readonly host: string

  constructor(host: string, cause: TransportError) {
    super(cause.message, { cause })
    this.host = host
  }
}

// AWS refuses what has just expired, and a clock may be some seconds off.
const expiryMarginMs = 30_000

/** Credentials that are found once for all calls. */
export interface SharedCredentials {
  /** Begins to look for them, so that the first call need not wait so long. */
  begin(attempt: Attempt): void
  /**
   * What a call signs with. Calls at the same time wait for one search; one that failed, or that everybody has given up, is
   * begun anew by the next call. Rejects with why there are none, or with the reason of the attempt's signal.
   */
  get(attempt: Attempt): Promise<AwsCredentials>
}

/** Shares what is found between all calls. */
export function shareCredentials(find: FindCredentials): SharedCredentials {
  let found: AwsCredentials | undefined
  let search: Search | undefined
  const join = (attempt: Attempt) => {
    search ??= start(find, attempt)
    return search
  }
  return {
    begin: join,
    async get(attempt) {
      if (found !== undefined && !isExpiring(found)) return found
      const joined = join(attempt)
      joined.waiting++
      try {
        found = await untilAborted(joined.result, attempt.signal)
        return found
      } finally {
        joined.waiting--
        if (joined.waiting === 0) {
          if (search === joined) search = undefined
          joined.ending.abort(attempt.signal.reason)
        }
      }
    }
  }
}

interface Search {
  readonly result: Promise<AwsCredentials>
  readonly ending: AbortController
  waiting: number
}

function start(find: FindCredentials, attempt: Attempt): Search {
  const ending = new AbortController()
  const result = find({ ...attempt, signal: ending.signal })
  // Every caller that waits is told; there may be none left.
  result.catch(() => undefined)
  return { result, ending, waiting: 0 }
}

function isExpiring({ expiration }: AwsCredentials): boolean {
  return expiration !== undefined && expiration.getTime() - Date.now() < expiryMarginMs
}

/** The promise's result, or the signal's reason as soon as it aborts, whatever the promise still waits for. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/**
 * What a request for credentials holds that must not be printed: those that sign it, and the token of a web identity. The
 * service that refuses it may quote them.
 */
export function secretsIn({ headers, body }: Pick<OutgoingRequest, 'headers' | 'body'>): string[] {
  const authorization = headers.authorization ?? ''
  const keyId = /^AWS4-HMAC-SHA256 Credential=([^/]+)/.exec(authorization)?.[1]
  const token = new URLSearchParams(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'))
  return [headers['x-amz-security-token'] ?? '', keyId ?? authorization, token.get('WebIdentityToken') ?? '']
}

/** What it means that credentials cannot be sent, often a secret that was pasted with a line break; undefined if they can. */
export function readDamage({ accessKeyId, secretAccessKey, sessionToken }: AwsCredentials): Failed | undefined {
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

/**
 * What it means that there are no credentials. No request for the page was sent then.
 *
 * @param fromNetwork whether a service on the network hands them out, so that having none may pass
 * @param scrub takes secrets out of an error's words
 */
export function readNoCredentials(error: unknown, fromNetwork: boolean, scrub: (text: string) => string): Failed {
  if (error instanceof ForbiddenEndpoint) return readNoAnswer(error, '', scrub)
  const failed = (what: string, retryable: boolean): Failed => ({
    kind: 'failed',
    code: 'no-credentials',
    what,
    retryable,
    lost: false,
    cause: error
  })
  if (error instanceof AttemptEnded) {
    return { ...failed(`No AWS credentials were found (${wordsOf(error, scrub)}).`, true), cutOff: true }
  }
  if (error instanceof CredentialsUnreachable) {
    // A request for credentials that was sent and lost has paged nobody.
    return { ...readNoAnswer(error.cause, error.host, scrub), lost: false }
  }
  const { name, code, $metadata } = error as NodeJS.ErrnoException & {
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode ?? 0
  // A provider that is not set up stays so, as does a token's file that is not there and a refusal of STS; a network comes back.
  const isFinal =
    (name === 'CredentialsProviderError' && !fromNetwork) ||
    code === 'ENOENT' ||
    code === 'EACCES' ||
    (status >= 400 && status < 500 && status !== 429 && !isThrottling(name))
  const what =
    status > 0
      ? `AWS gave no credentials: ${scrub(name)}: ${wordsOf(error, scrub)}.`
      : `No AWS credentials were found (${wordsOf(error, scrub)}).`
  return failed(what, !isFinal)
}
