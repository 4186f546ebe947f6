import { isAllowedEndpoint } from '../network/endpoint.ts'
import type { OutgoingRequest } from '../network/transport.ts'
import { ForbiddenEndpoint } from './no-answer.ts'

/**
 * The request, if it may go where it is meant to. Also an endpoint from a shared configuration file must not take one off TLS.
 *
 * @throws ForbiddenEndpoint
 */
export function checkedEndpoint(request: OutgoingRequest): OutgoingRequest {
  const { protocol, hostname } = request
  if (isAllowedEndpoint(new URL(`${protocol}//${hostname}`))) return request
  throw new ForbiddenEndpoint(`The endpoint ${protocol}//${hostname} is neither https nor on loopback.`)
}
