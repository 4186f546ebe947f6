import { checkedEndpoint } from '../incident-manager/checked-endpoint.ts'
import { AttemptEnded } from '../incident-manager/no-answer.ts'
import type { Attempt, Failed } from '../incident-manager/port.ts'
import { createTransport, type Transport } from '../network/transport.ts'
import { TransportError } from '../network/transport-error.ts'
import type { Secrets } from '../report/secrets.ts'
import { CredentialsUnreachable, readNoCredentials } from './no-credentials.ts'
import { secretsIn } from './request-secrets.ts'
import { assumeRole, type Role } from './role.ts'
import { type SdkSources, type SearchOptions, type SendForCredentials, searchCredentials } from './search.ts'
import { type SharedCredentials, shareCredentials, untilAborted } from './shared-credentials.ts'
import { FromSource, SourceMissing } from './source-failed.ts'
import type { AwsCredentials, CredentialsSource } from './sources.ts'

/** Where credentials are looked for, and how. */
export interface CredentialsOptions {
  /** The role that comes before all sources; undefined for none. */
  readonly role: Role | undefined
  /** How long the role is tried where there are other credentials, in milliseconds. */
  readonly roleMs: number
  readonly sources: readonly CredentialsSource[]
  readonly proxyEnvironment: Readonly<Record<string, string>>
  /** Learns what was issued on the way. */
  readonly secrets: Secrets
  /** Told that other credentials are used in place of the role, as a sentence. */
  onFallback(what: string): void
  /** Takes lines for the log of a run that is debugged. */
  debug(line: string): void
}

/** The credentials for all calls of a run, looked for when they are first wanted. */
export function createCredentials(sdk: SdkSources, options: CredentialsOptions): SharedCredentials {
  const { role, sources, secrets, debug } = options
  const createSearch = searches(sdk, options)
  const beganAt = performance.now()
  const roleLeftMs = () => options.roleMs - (performance.now() - beganAt)
  const ownSearch = (attempt: Attempt) => searchCredentials(sources, createSearch(attempt))
  // Without other credentials the role may be tried to the end; once others are in use, it is left alone.
  let others: 'not looked for' | 'missing' | 'used' = 'not looked for'
  let roleReason: Failed | undefined

  return shareCredentials(async attempt => {
    const startedAt = performance.now()
    const isRoleFirst = role !== undefined && others !== 'used'
    const credentials = isRoleFirst ? await roleFirst(role, attempt) : await ownSearch(attempt)
    // The key's ID is not a secret, but it is not for a log either.
    secrets.hide([credentials.secretAccessKey, credentials.sessionToken ?? '', credentials.accessKeyId])
    debug(`Credentials were found after ${Math.round(performance.now() - startedAt)} ms.`)
    return credentials
  })

  /** A broken role must not silence the page: where it cannot be had and there are other credentials, those. */
  async function roleFirst(role: Role, attempt: Attempt): Promise<AwsCredentials> {
    const ending = new AbortController()
    const end = () => ending.abort(new AttemptEnded('the time for the role was up'))
    const timer = others === 'missing' ? undefined : setTimeout(end, Math.max(0, roleLeftMs()))
    const signal = AbortSignal.any([attempt.signal, ending.signal])
    try {
      const { send } = createSearch({ ...attempt, signal })
      return await untilAborted(assumeRole(role, sdk, send, secrets), signal)
    } catch (error) {
      attempt.signal.throwIfAborted()
      const failed = new FromSource('"role-to-assume"', error)
      const reason = readNoCredentials(failed, secrets.scrub)
      if (roleReason === undefined || !reason.cutOff) roleReason = reason
      // Another attempt may bring it, as long as there is time for the others after it.
      if (others === 'missing' || (reason.retryable && !ending.signal.aborted && roleLeftMs() > 0)) throw failed
      return await otherCredentials(attempt, role, failed, roleReason)
    } finally {
      clearTimeout(timer)
    }
  }

  async function otherCredentials(
    attempt: Attempt,
    { roleArn }: Role,
    failed: FromSource,
    { what, cutOff }: Failed
  ): Promise<AwsCredentials> {
    try {
      const found = await ownSearch(attempt)
      others = 'used'
      const why = cutOff ? 'GitHub or STS did not answer in time.' : what
      options.onFallback(`${why} The credentials in the environment are used in place of the role ${roleArn}.`)
      return found
    } catch (error) {
      if (error instanceof SourceMissing) others = 'missing'
      // What stumbles may come back; what does not tells less than the role that was asked for.
      throw readNoCredentials(error, secrets.scrub).retryable ? error : failed
    }
  }
}

/** How one attempt reaches the sources. */
function searches(sdk: SdkSources, { proxyEnvironment, secrets }: CredentialsOptions) {
  const transport = createTransport(proxyEnvironment)
  const direct = createTransport({})
  return ({ signal, connectMs }: Attempt): SearchOptions => {
    const over =
      (send: Transport): SendForCredentials =>
      async request => {
        secrets.hide(secretsIn(request))
        try {
          return await send(request, { signal, connectMs })
        } catch (error) {
          throw error instanceof TransportError ? new CredentialsUnreachable(request.hostname, error) : error
        }
      }
    const toAws = over(transport)
    return { sdk, send: async request => toAws(checkedEndpoint(request)), sendHere: over(direct) }
  }
}
