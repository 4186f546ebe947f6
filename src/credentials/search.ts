import type { Answer, OutgoingRequest } from '../network/transport.ts'
import { askContainer } from './container.ts'
import { FromSource, SourceMissing } from './source-failed.ts'
import { type AwsCredentials, type CredentialsSource, sourceWords } from './sources.ts'
import { readTokenFile } from './token-file.ts'

/** Sends a request for credentials. */
export type SendForCredentials = (request: OutgoingRequest) => Promise<Answer>

/** The sources that the AWS SDK reads. Each throws `SourceMissing` where it is not there at all. */
export interface SdkSources {
  /** A profile of the shared files; requests to STS go through `send`, as far as the SDK lets them. */
  profile(name: string, send: SendForCredentials): Promise<AwsCredentials>
  /** A role for the token of a web identity. */
  webIdentity(identity: WebIdentity, send: SendForCredentials): Promise<AwsCredentials>
  /** The role of the EC2 instance. Its service is on the machine itself, so that no request goes through a transport. */
  instance(): Promise<AwsCredentials>
}

/** What a role is assumed with. */
export interface WebIdentity {
  readonly token: string
  readonly roleArn: string
  readonly sessionName: string
}

/** How the sources are reached. */
export interface SearchOptions {
  readonly sdk: SdkSources
  /** Through the proxies, if any. */
  readonly send: SendForCredentials
  /** To a service on this very machine, past any proxy. */
  readonly sendHere: SendForCredentials
}

/**
 * The credentials of the first source that is there, in the order of the list.
 *
 * @throws SourceMissing that names each source where none is there, else what the source that is there throws, as FromSource
 */
export async function searchCredentials(
  sources: readonly CredentialsSource[],
  options: SearchOptions
): Promise<AwsCredentials> {
  const missing: SourceMissing[] = []
  for (const source of sources) {
    try {
      return await ask(source, options)
    } catch (error) {
      if (!(error instanceof SourceMissing)) throw new FromSource(sourceWords(source), error)
      missing.push(error)
    }
  }
  const words = missing.map(({ message }) => message).filter(Boolean)
  throw new SourceMissing(words.join(' '), missing.find(({ code }) => code !== 'no-credentials')?.code)
}

async function ask(source: CredentialsSource, { sdk, send, sendHere }: SearchOptions): Promise<AwsCredentials> {
  switch (source.kind) {
    case 'keys':
      return source.keys
    case 'half-set-keys':
      throw new SourceMissing(source.what, 'half-set-credentials')
    case 'profile':
      return sdk.profile(source.name, send)
    case 'web-identity': {
      const token = await readTokenFile('AWS_WEB_IDENTITY_TOKEN_FILE', source.tokenFile)
      return sdk.webIdentity({ ...source, token }, send)
    }
    case 'container':
      return askContainer(source, sendHere)
    case 'instance':
      return sdk.instance()
  }
}
