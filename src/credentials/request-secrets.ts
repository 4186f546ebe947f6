import type { OutgoingRequest } from '../network/transport.ts'

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
