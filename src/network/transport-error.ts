/** No answer came. */
export class TransportError extends Error {
  override readonly name = 'TransportError'
  /**
   * Node's code, such as `ECONNREFUSED`. Our own are `ECONNTIMEDOUT` (no connection in time), `ABORT_ERR` (the signal ended
   * the wait for an answer), and what is the proxy's: `ERR_PROXY_INVALID_CONFIG` (no address can be read from the
   * variables), `ERR_PROXY_HOST` (its name), `ERR_PROXY_CONNECTION`, `ERR_PROXY_CERTIFICATE`, `ERR_PROXY_TLS`,
   * `ERR_PROXY_TUNNEL` (its answer to CONNECT) and `ERR_PROXY_TIMEDOUT`.
   */
  readonly code: string
  /** Whether the whole request had been handed to the network, so that it may have been taken. */
  readonly sentInFull: boolean
  /** The status with which a proxy refused to connect. */
  readonly proxyStatus: number | undefined

  constructor(message: string, code: string, sentInFull: boolean, cause?: unknown, proxyStatus?: number) {
    super(message, { cause })
    this.code = code
    this.sentInFull = sentInFull
    this.proxyStatus = proxyStatus
  }
}

interface NodeError extends NodeJS.ErrnoException {
  /** One for each address that was tried. */
  readonly errors?: readonly Error[]
}

/** Node's words for an error of the network, without OpenSSL's source paths and advice on Node's options. */
export function networkWords(error: NodeError): string {
  // A host with several addresses fails with one error for each, and no words of its own.
  const { message } = error.errors?.at(-1) ?? error
  const reason = /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1]
  if (reason === 'wrong version number') return 'what answers does not speak TLS'
  // Nobody can give this Node.js an option.
  return reason ?? message.replace(/; if the root CA is installed locally, .*/, '')
}
