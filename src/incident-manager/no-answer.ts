import { TransportError } from '../network/transport-error.ts'
import { firstLine } from '../text/lines.ts'
import { shorten, wellFormed } from '../text/unicode.ts'
import type { Failed } from './port.ts'

/** The attempt's time was up, or the job was cancelled. */
export class AttemptEnded extends Error {}

/** An endpoint that a request must not go to. */
export class ForbiddenEndpoint extends Error {}

/**
 * What it means that no answer came.
 *
 * @param host whom the request was for, as people know it: `Incident Manager in us-east-1`
 * @param scrub takes secrets out of an error's words
 * @param region named beside a host that does not resolve; empty where the host says it already
 */
export function readNoAnswer(error: unknown, host: string, scrub: (text: string) => string, region = ''): Failed {
  const because = wordsOf(error, scrub)
  const retry = (code: Failed['code'], what: string): Failed => ({
    kind: 'failed',
    code,
    what,
    retryable: true,
    lost: false,
    cause: error
  })
  const final = (code: Failed['code'], what: string): Failed => ({ ...retry(code, what), retryable: false })

  if (error instanceof ForbiddenEndpoint) return final('forbidden-endpoint', error.message)
  if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_URL') {
    return final('forbidden-endpoint', 'The endpoint in the shared AWS configuration is not a URL.')
  }
  if (error instanceof AttemptEnded) {
    return { ...retry('no-connection', `Nothing was sent to ${host} in time.`), cutOff: true }
  }
  if (!(error instanceof TransportError)) {
    return retry('internal-error', `The AWS SDK failed before it sent anything: ${because}.`)
  }
  const { code, sentInFull, proxyStatus } = error
  if (sentInFull) {
    return { ...retry('no-answer', `The request was sent to ${host}, but no answer came (${because}).`), lost: true }
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const what = `The host name of ${host}${region && ` (region ${region})`} does not resolve (${because}).`
    return retry('dns', `${what}${variantHint(because)}`)
  }
  if (code.startsWith('ERR_PROXY')) {
    // A proxy stumbles as AWS does, but neither its address nor its password corrects itself.
    const result = code === 'ERR_PROXY_INVALID_CONFIG' || proxyStatus === 407 ? final : retry
    return result('proxy', `The proxy does not connect to ${host} (${because}).`)
  }
  if (isTlsError(code)) return retry('tls', `No TLS connection to ${host} (${because}).`)
  // One bad server behind a balancer is enough for this; nothing is sent to it.
  if (isCertificateError(code)) return retry('tls', `The certificate of ${host} cannot be trusted: ${because}.`)
  return { ...retry('no-connection', `No connection to ${host} (${because}).`), cutOff: code === 'ABORT_ERR' }
}

/** Who asked for a host of another kind than the usual: it exists for few services and regions. */
function variantHint(words: string): string {
  const [variable, member] = /-fips\./.test(words)
    ? ['AWS_USE_FIPS_ENDPOINT', 'use_fips_endpoint']
    : /\.api\.aws\b/.test(words)
      ? ['AWS_USE_DUALSTACK_ENDPOINT', 'use_dualstack_endpoint']
      : []
  return variable === undefined ? '' : ` ${variable}, or ${member} in the shared configuration, asks for this host.`
}

/** An error's words, as one line of at most 300 characters. Scrubbed before they are cut: half a secret is one, too. */
export function wordsOf(error: unknown, scrub: (text: string) => string): string {
  return shorten(firstLine(scrub(wellFormed((error as Error).message ?? String(error)))), 300)
}

function isTlsError(code: string): boolean {
  return code === 'EPROTO' || code.startsWith('ERR_SSL_')
}

function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_TLS_/.test(code)
}
