import { isThrottling } from '../incident-manager/answers.ts'

/** An error that STS answered with, as the SDK throws it. */
export interface StsError extends Error {
  readonly $metadata: { readonly httpStatusCode: number }
}

/** Whether an error is STS's own answer, and not one of the way there. */
export function isStsError(error: unknown): error is StsError {
  return typeof (error as Partial<StsError>).$metadata?.httpStatusCode === 'number'
}

/**
 * Whether STS may answer otherwise when it is asked again.
 *
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors
 */
export function mayPass({ name, message, $metadata }: StsError): boolean {
  const { httpStatusCode } = $metadata
  if (httpStatusCode >= 500 || [408, 429].includes(httpStatusCode)) return true
  if (isThrottling(name) || name.startsWith('IDPCommunicationError')) return true
  // The same name without these words says that the account does not know GitHub at all.
  return name.startsWith('InvalidIdentityToken') && /verification key/i.test(message)
}
