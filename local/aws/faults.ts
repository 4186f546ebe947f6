import type { ServiceError } from './answer.ts'

/** What Incident Manager on loopback is told to do to one request instead of answering it normally. */
export type Fault =
  /** Answers this, whatever was asked. The body is sent as it is, with no content type unless given. */
  | { kind: 'answer'; statusCode: number; headers?: Record<string, string>; body?: string | Buffer }
  /** Answers an error as AWS writes it. */
  | ({ kind: 'error' } & ServiceError)
  /** Takes the request at once, answers `ms` milliseconds later. */
  | { kind: 'delay'; ms: number }
  /** Reads the request and never answers. */
  | { kind: 'hang' }
  /** Reads the whole request, then breaks the connection with a TCP reset. */
  | { kind: 'reset' }
  /** Reads the whole request, then ends the connection in order (FIN). */
  | { kind: 'close' }
  /** Takes the request and sends the answer's head one byte every `intervalMs` milliseconds. */
  | { kind: 'drip-headers'; intervalMs: number }
  /** Takes the request, sends the answer's head at once and its body one byte every `intervalMs` milliseconds. */
  | { kind: 'drip-body'; intervalMs: number }
  /** Takes the request, so that the page goes out, and drops the connection without an answer. */
  | { kind: 'swallow' }

/** Faults one after the other, one per request, or chosen by the request's number (the first is 1) and operation. */
export type FaultPlan =
  | readonly (Fault | undefined)[]
  | ((exchangeNumber: number, operation: string) => Fault | undefined)

/** The fault that a plan holds for a request, undefined for a healthy answer. */
export function chooseFault(plan: FaultPlan | undefined, exchangeNumber: number, operation: string): Fault | undefined {
  return typeof plan === 'function' ? plan(exchangeNumber, operation) : plan?.[exchangeNumber - 1]
}

/**
 * The errors of the StartEngagement reference as faults, with its words and status codes.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 */
export const documentedErrors = {
  AccessDeniedException: error(
    'AccessDeniedException',
    400,
    "You don't have sufficient access to perform this operation."
  ),
  DataEncryptionException: error(
    'DataEncryptionException',
    400,
    'The operation failed to due an encryption key error.'
  ),
  InternalServerException: error(
    'InternalServerException',
    500,
    'Unexpected error occurred while processing the request.'
  ),
  ResourceNotFoundException: error(
    'ResourceNotFoundException',
    400,
    "Request references a resource that doesn't exist."
  ),
  ThrottlingException: error('ThrottlingException', 400, 'The request was denied due to request throttling.'),
  ValidationException: error(
    'ValidationException',
    400,
    'The input fails to satisfy the constraints specified by an AWS service.'
  )
} as const satisfies Record<string, Fault>

function error(name: string, statusCode: number, message: string): Fault & ServiceError {
  return { kind: 'error', name, statusCode, message }
}
