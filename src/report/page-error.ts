import type { RoleFacts } from '../credentials/role.ts'
import type { Permission } from '../incident-manager/permissions.ts'

/** Why a page failed, or may have failed. Each has a remedy in remedies.ts and a section in docs/troubleshooting.md. */
export const errorCodes = [
  'invalid-input',
  'strict',
  'no-credentials',
  'half-set-credentials',
  'expired-credentials',
  'refused-credentials',
  'no-id-token',
  'no-oidc-provider',
  'wrong-audience',
  'role-refused',
  'access-denied',
  'not-found',
  'not-onboarded',
  'validation',
  'refused',
  'data-encryption',
  'throttled',
  'aws-failed',
  'no-answer',
  'unusable-answer',
  'other-contact',
  'repeated',
  'stopped-before',
  'http-status',
  'clock-skew',
  'dns',
  'no-connection',
  'tls',
  'proxy',
  'forbidden-endpoint',
  'cancelled',
  'internal-error'
] as const

/** One of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number]

/** The one error of these actions. What to do about it is composed where it is printed. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly code: ErrorCode
  readonly outcome: 'not-sent' | 'unknown'
  /** The right that what failed needs, where it is known. */
  readonly permission: Permission | undefined
  /** The role that could not be had, where it is about one. */
  readonly role: RoleFacts | undefined

  /** @param message one or more sentences that say what failed, without secrets */
  constructor(
    code: ErrorCode,
    outcome: 'not-sent' | 'unknown',
    message: string,
    options?: {
      readonly cause?: unknown
      readonly permission?: Permission | undefined
      readonly role?: RoleFacts | undefined
    }
  ) {
    super(message, options)
    this.code = code
    this.outcome = outcome
    this.permission = options?.permission
    this.role = options?.role
  }
}

/**
 * Any error as the page's own.
 *
 * @param outcome what became of the page if the error is a fault of the action
 */
export function asPageError(error: unknown, outcome: PageError['outcome']): PageError {
  if (error instanceof PageError) return error
  const what = `The action itself failed: ${error instanceof Error ? error.message : String(error)}`
  return new PageError('internal-error', outcome, what, { cause: error })
}
