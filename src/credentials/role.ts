import { type IdTokenRequest, readClaims, requestIdToken } from '../github/id-token.ts'
import { wordsOf } from '../incident-manager/no-answer.ts'
import type { ErrorCode } from '../report/page-error.ts'
import type { Secrets } from '../report/secrets.ts'
import { textAt } from '../text/json.ts'
import type { SdkSources, SendForCredentials } from './search.ts'
import { SourceFailed } from './source-failed.ts'
import type { AwsCredentials } from './sources.ts'
import { isStsError, mayPass, type StsError } from './sts-errors.ts'

/** The role that the action assumes itself. */
export interface Role {
  readonly roleArn: string
  readonly sessionName: string
  /** Undefined where the job has no permission `id-token: write`. */
  readonly idTokenRequest: IdTokenRequest | undefined
}

/** What advice about a role is filled in with. */
export interface RoleFacts {
  readonly roleArn: string
  /** Whom GitHub's token is for. */
  readonly audience: string
  /** What GitHub's token says of the run; empty if there was none. */
  readonly sub: string
}

/**
 * Credentials of the role, for a fresh ID token.
 *
 * @throws SourceFailed, FromSource's causes of the way to GitHub or STS as they are
 */
export async function assumeRole(
  { roleArn, sessionName, idTokenRequest }: Role,
  sdk: Pick<SdkSources, 'webIdentity'>,
  send: SendForCredentials,
  { hide, scrub }: Secrets
): Promise<AwsCredentials> {
  const audience = roleArn.startsWith('arn:aws-cn:') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com'
  let facts: RoleFacts = { roleArn, audience, sub: '' }
  try {
    hide([idTokenRequest?.token ?? ''])
    const token = await requestIdToken(idTokenRequest, audience, send)
    // STS may repeat a part of it.
    hide([token, ...token.split('.')])
    facts = { ...facts, sub: textAt(readClaims(token), 'sub') }
    return await sdk.webIdentity({ token, roleArn, sessionName }, send)
  } catch (error) {
    if (error instanceof SourceFailed) {
      const { message, isFinal, code, cause } = error
      throw new SourceFailed(message, { isFinal, code, cause, role: facts })
    }
    if (!isStsError(error)) throw error
    const isFinal = !mayPass(error)
    const said = facts.sub === '' ? '' : ` This run's sub is "${facts.sub}".`
    const what = `AWS does not give the role ${roleArn}: ${scrub(error.name)}: ${wordsOf(error, scrub)}.${said}`
    throw new SourceFailed(what, {
      isFinal,
      code: isFinal ? refusal(error) : 'no-credentials',
      cause: error,
      role: facts
    })
  }
}

function refusal({ name, message }: StsError): ErrorCode {
  if (name.startsWith('InvalidIdentityToken')) {
    if (/No OpenIDConnect provider/i.test(message)) return 'no-oidc-provider'
    if (/audience/i.test(message)) return 'wrong-audience'
  }
  return 'role-refused'
}
