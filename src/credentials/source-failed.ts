import type { ErrorCode } from '../report/page-error.ts'
import type { RoleFacts } from './role.ts'

/** A source of credentials that is there, but gave none. */
export class SourceFailed extends Error {
  readonly code: ErrorCode
  /** Whether to ask it again is in vain. */
  readonly isFinal: boolean
  /** The role that could not be had, if it was about one. */
  readonly role: RoleFacts | undefined

  /** @param message one or more sentences, without secrets */
  constructor(
    message: string,
    options: {
      readonly isFinal: boolean
      readonly code?: ErrorCode
      readonly role?: RoleFacts
      readonly cause?: unknown
    }
  ) {
    super(message, options)
    this.code = options.code ?? 'no-credentials'
    this.isFinal = options.isFinal
    this.role = options.role
  }
}

/** A source of credentials that is not there at all, so that the next one counts. */
export class SourceMissing extends Error {
  readonly code: ErrorCode

  /** @param message a sentence that says so; empty where nobody expects the source */
  constructor(message: string, code: ErrorCode = 'no-credentials') {
    super(message)
    this.code = code
  }
}

/** What a source threw, and which one it was. */
export class FromSource extends Error {
  /** The source in words, such as a variable. */
  readonly source: string

  constructor(source: string, cause: unknown) {
    super((cause as Error).message, { cause })
    this.source = source
  }
}
