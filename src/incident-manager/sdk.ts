import {
  DescribeEngagementCommand,
  type DescribeEngagementCommandInput,
  GetContactCommand,
  type GetContactCommandInput,
  GetRotationCommand,
  type GetRotationCommandInput,
  ListContactChannelsCommand,
  type ListContactChannelsCommandInput,
  ListEngagementsCommand,
  type ListEngagementsCommandInput,
  ListPagesByEngagementCommand,
  type ListPagesByEngagementCommandInput,
  ListRotationShiftsCommand,
  type ListRotationShiftsCommandInput,
  SSMContactsClient,
  StartEngagementCommand,
  type StartEngagementCommandInput,
  StopEngagementCommand,
  type StopEngagementCommandInput
} from '@aws-sdk/client-ssm-contacts'
import { parseKnownFiles } from '@smithy/shared-ini-file-loader'
import type { SdkSources, SendForCredentials } from '../credentials/search.ts'
import { SourceFailed, SourceMissing } from '../credentials/source-failed.ts'
import type { AwsCredentials } from '../credentials/sources.ts'
import { askAwsOwnSts } from '../github/environment.ts'
import { isReachable } from '../network/reachable.ts'
import type { OutgoingRequest } from '../network/transport.ts'
import { version } from '../version.ts'
import type { Sdk, Send } from './call.ts'

/** What the SDK is told of where. */
export interface SdkOptions {
  readonly region: string
  /** URL, or undefined for what the SDK resolves. */
  readonly endpointUrl: string | undefined
  /** Whether no endpoint counts that the environment or the shared configuration names. */
  readonly ignoreConfiguredEndpoints: boolean
  /** The profile of the shared configuration that counts. */
  readonly profile: string
}

// A further operation is a line here; its input and its answer are read in incident-manager.ts.
const commands = {
  DescribeEngagement: (input: DescribeEngagementCommandInput) => new DescribeEngagementCommand(input),
  GetContact: (input: GetContactCommandInput) => new GetContactCommand(input),
  GetRotation: (input: GetRotationCommandInput) => new GetRotationCommand(input),
  ListContactChannels: (input: ListContactChannelsCommandInput) => new ListContactChannelsCommand(input),
  ListEngagements: (input: ListEngagementsCommandInput) => new ListEngagementsCommand(input),
  ListPagesByEngagement: (input: ListPagesByEngagementCommandInput) => new ListPagesByEngagementCommand(input),
  ListRotationShifts: (input: ListRotationShiftsCommandInput) => new ListRotationShiftsCommand(input),
  StartEngagement: (input: StartEngagementCommandInput) => new StartEngagementCommand(input),
  StopEngagement: (input: StopEngagementCommandInput) => new StopEngagementCommand(input)
}

/** The operations of Incident Manager that can be called. */
export type Operation = keyof typeof commands

/**
 * The AWS SDK, as far as it is used: it finds credentials and the endpoint, writes a request and signs it. Sending and
 * reading the answer is ours, because the page depends on deadlines and on telling a lost request from a refused one. Each
 * call has a client of its own, so that calls at the same time share nothing.
 *
 * Source: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/ssm-contacts/
 */
export function createSdk(options: SdkOptions): Sdk {
  let configuring: ReturnType<typeof composeConfig> | undefined
  return {
    async request(operation, input, credentials, systemClockOffset, send) {
      configuring ??= composeConfig(options)
      const client = new SSMContactsClient({
        ...(await configuring),
        credentials,
        systemClockOffset,
        requestHandler: handler(async request => {
          await send(request)
          // The SDK's own reading of answers is not wanted: it takes some for successes that are none, fails on others,
          // and prints what it cannot read.
          return { statusCode: 200, headers: {}, body: Buffer.from('{}'), truncated: false }
        })
      })
      const command = commands[operation as Operation] as (input: object) => StartEngagementCommand
      await client.send(command(input))
    }
  }
}

async function composeConfig({ region, endpointUrl, ignoreConfiguredEndpoints, profile }: SdkOptions) {
  const shared = await readSharedProfile(profile)
  const config = {
    region,
    customUserAgent: `start-engagement/${version}`,
    // One attempt a command, whatever AWS_MAX_ATTEMPTS says: the attempts are counted in attempts.ts.
    maxAttempts: 1,
    retryMode: 'standard',
    // The SDK takes any word in the file but `true` for false, the AWS CLI `True` too.
    ...(shared.use_fips_endpoint !== undefined && { useFipsEndpoint: isOn(shared, 'use_fips_endpoint') }),
    ...(shared.use_dualstack_endpoint !== undefined && { useDualstackEndpoint: isOn(shared, 'use_dualstack_endpoint') })
  }
  // The SDK refuses an endpoint of one's own where the environment asks for FIPS or dual-stack ones.
  const own = { useFipsEndpoint: false, useDualstackEndpoint: false }
  if (endpointUrl !== undefined) return { ...config, ...own, endpoint: endpointUrl }
  if (!ignoreConfiguredEndpoints && !isOn(shared, ignoring)) return config
  const { config: resolved } = new SSMContactsClient(config)
  const endpoint = resolved.endpointProvider({
    Region: region,
    UseFIPS: await resolved.useFipsEndpoint(),
    UseDualStack: await resolved.useDualstackEndpoint()
  })
  return { ...config, ...own, endpoint: endpoint.url.href }
}

type SharedProfile = Readonly<Record<string, string | undefined>>

const ignoring = 'ignore_configured_endpoint_urls'

function isOn(profile: SharedProfile, member: string): boolean {
  return profile[member]?.toLowerCase() === 'true'
}

/** A profile of the shared configuration files; empty if it is not there, or no file can be read. */
async function readSharedProfile(name: string): Promise<SharedProfile> {
  try {
    return (await parseKnownFiles({}))[name] ?? {}
  } catch {
    return {}
  }
}

const instanceConnectMs = 700
// The attempt's own deadline is the hard one.
const instanceTimeoutMs = 10_000

/** The sources of credentials that the AWS SDK reads. STS is asked in the region. */
export function createSdkSources({ region, ignoreConfiguredEndpoints, profile }: SdkOptions): SdkSources {
  const config = async (send: SendForCredentials) => {
    const shared = await readSharedProfile(profile)
    const isConfigured = shared.endpoint_url !== undefined || shared.services !== undefined
    const isOfAnotherKind = isOn(shared, 'use_fips_endpoint') || isOn(shared, 'use_dualstack_endpoint')
    // No ID token goes to an endpoint that is to be ignored.
    if (isConfigured && !isOfAnotherKind && (ignoreConfiguredEndpoints || isOn(shared, ignoring))) askAwsOwnSts(region)
    return { region, requestHandler: handler(send) }
  }
  return {
    async profile(name, send) {
      const { fromIni } = await import('@aws-sdk/credential-provider-ini')
      try {
        const clientConfig = await config(send)
        return await fromIni({ profile: name, clientConfig, parentClientConfig: clientConfig })()
      } catch (error) {
        const { message } = error as Error
        if (message !== `Profile ${name} could not be found or parsed in shared credentials file.`) throw error
        throw new SourceMissing(
          name === 'default'
            ? ''
            : `The profile "${name}" (AWS_PROFILE) is not in the shared AWS files, or holds no credentials.`
        )
      }
    },

    async webIdentity({ token, roleArn, sessionName }, send) {
      const { fromWebToken } = await import('@aws-sdk/credential-provider-web-identity')
      const credentials = await fromWebToken({
        webIdentityToken: token,
        roleArn,
        roleSessionName: sessionName,
        clientConfig: await config(send)
      })()
      if (credentials.sessionToken && credentials.expiration) return credentials as AwsCredentials
      throw new SourceFailed('STS answered without all of the credentials.', { isFinal: false })
    },

    async instance() {
      const { fromInstanceMetadata, getInstanceMetadataEndpoint } = await import('@smithy/credential-provider-imds')
      const { hostname, port } = await getInstanceMetadataEndpoint()
      if (!(await isReachable(hostname.replace(/^\[|\]$/g, ''), Number(port) || 80, instanceConnectMs))) {
        throw new SourceMissing('This machine is no EC2 instance.')
      }
      try {
        return await fromInstanceMetadata({ timeout: instanceTimeoutMs, maxRetries: 0 })()
      } catch (error) {
        const { statusCode = 0, message } = error as Error & { readonly statusCode?: number }
        // Other clouds have a service at the same address, which knows nothing of roles.
        if (statusCode >= 400 && statusCode < 500 && ![401, 408, 429].includes(statusCode)) {
          throw new SourceMissing('This machine is no EC2 instance with a role.')
        }
        const why = statusCode > 0 ? `HTTP status ${statusCode}` : message
        throw new SourceFailed(`The metadata service of the instance gave no credentials (${why}).`, {
          isFinal: false,
          cause: error
        })
      }
    }
  }
}

/** A handler of requests for an SDK client; it is lent to the client of STS, too. */
function handler(send: Send) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy() {},
    async handle(request: OutgoingRequest) {
      const { statusCode, headers, body } = await send(request)
      // The SDK changes the prototype of the bytes that it is given.
      return { response: { statusCode, headers: { ...headers }, body: new Uint8Array(body) } }
    }
  }
}
