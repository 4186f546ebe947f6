import { AttemptEnded, ForbiddenEndpoint, readNoAnswer, wordsOf } from '../incident-manager/no-answer.ts'
import type { Failed } from '../incident-manager/port.ts'
import type { TransportError } from '../network/transport-error.ts'
import { FromSource, SourceFailed, SourceMissing } from './source-failed.ts'
import { isStsError, mayPass } from './sts-errors.ts'

/** A request for credentials got no answer. */
export class CredentialsUnreachable extends Error {
  readonly host: string

  constructor(host: string, cause: TransportError) {
    super(cause.message, { cause })
    this.host = host
  }
}

/**
 * What it means that there are no credentials. No request for the page was sent then.
 *
 * @param scrub takes secrets out of an error's words
 */
export function readNoCredentials(thrown: unknown, scrub: (text: string) => string): Failed {
  const [error, source] = thrown instanceof FromSource ? [thrown.cause, thrown.source] : [thrown, 'the environment']
  if (error instanceof ForbiddenEndpoint) return readNoAnswer(error, '', scrub)
  const failed = (what: string, retryable: boolean, code: Failed['code'] = 'no-credentials'): Failed => ({
    kind: 'failed',
    code,
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
    return { ...readNoAnswer(error.cause, `${error.host} (${source})`, scrub), lost: false }
  }
  if (error instanceof SourceMissing) {
    return failed(`No AWS credentials were found. ${scrub(error.message)}`.trim(), false, error.code)
  }
  if (error instanceof SourceFailed) {
    return { ...failed(scrub(error.message), !error.isFinal, error.code), ...(error.role && { role: error.role }) }
  }
  if (isStsError(error)) {
    return failed(`AWS gave no credentials: ${scrub(error.name)}: ${wordsOf(error, scrub)}.`, mayPass(error))
  }
  const what = `No AWS credentials came from ${scrub(source)} (${wordsOf(error, scrub)}).`
  return failed(what, !isFinalHere(error as Error))
}

// A profile that is not set up stays so, as does a session that has ended. A process or a service that failed may do better.
const lasting =
  /SSO session|sso login|could not be found|did not contain|multi-factor|cycle|Unsupported|configured with/i

function isFinalHere({ name, message }: Error): boolean {
  return name === 'CredentialsProviderError' && lasting.test(message)
}
