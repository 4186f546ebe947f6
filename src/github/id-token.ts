import { SourceFailed } from '../credentials/source-failed.ts'
import { readJson } from '../incident-manager/aws-words.ts'
import { isAllowedEndpoint } from '../network/endpoint.ts'
import { type Answer, composeGet, type OutgoingRequest } from '../network/transport.ts'
import { isObject, type JsonObject, textAt } from '../text/json.ts'

/** Where a job asks for its ID token, and the token that it asks with. */
export interface IdTokenRequest {
  readonly url: string
  readonly token: string
}

/**
 * GitHub's ID token for this job, a JWT that lives for minutes.
 *
 * Source: https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 *
 * @param request undefined where the job has no permission `id-token: write`
 * @throws SourceFailed `no-id-token`, or `forbidden-endpoint`; and what `send` throws
 */
export async function requestIdToken(
  request: IdTokenRequest | undefined,
  audience: string,
  send: (request: OutgoingRequest) => Promise<Answer>
): Promise<string> {
  const failed = (message: string, isFinal: boolean) => new SourceFailed(message, { isFinal, code: 'no-id-token' })
  if (request === undefined) throw failed('GitHub gives this job no ID token to assume "role-to-assume" with.', true)
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined
  if (url === undefined || !isAllowedEndpoint(url)) {
    throw new SourceFailed('ACTIONS_ID_TOKEN_REQUEST_URL takes a URL with https; http is for loopback only.', {
      isFinal: true,
      code: 'forbidden-endpoint'
    })
  }
  url.searchParams.append('audience', audience)
  const headers = { accept: 'application/json', authorization: `Bearer ${request.token}` }
  const answer = await send(composeGet(url, headers))
  const { statusCode } = answer
  if (statusCode !== 200) {
    const isFinal = statusCode < 500 && statusCode !== 408 && statusCode !== 429
    throw failed(`GitHub gave no ID token: HTTP status ${statusCode} of ${url.hostname}.`, isFinal)
  }
  const token = answer.truncated ? '' : textAt(readJson(answer), 'value')
  if (token === '') throw failed(`GitHub gave no ID token: the answer of ${url.hostname} holds none.`, false)
  return token
}

/** What an ID token says of the run; empty if it cannot be read. It is not verified: AWS does so. */
export function readClaims(token: string): JsonObject {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    return isObject(claims) ? claims : {}
  } catch {
    return {}
  }
}
