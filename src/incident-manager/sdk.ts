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
import type { OutgoingRequest } from '../network/transport.ts'
import { version } from '../version.ts'
import type { Sdk, Send } from './call.ts'
import type { AwsCredentials } from './credentials.ts'

/** What the SDK is told of where and as whom. */
export interface SdkOptions {
  readonly region: string
  /** URL, or undefined for what the SDK resolves. */
  readonly endpointUrl: string | undefined
  /** Keys to sign with; undefined for what the SDK's standard chain finds. */
  readonly environmentKeys: AwsCredentials | undefined
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
export function createSdk({ region, endpointUrl, environmentKeys }: SdkOptions): Sdk {
  const config = {
    region,
    // The SDK refuses an endpoint of one's own where the environment asks for FIPS or dual-stack ones.
    ...(endpointUrl !== undefined && { endpoint: endpointUrl, useFipsEndpoint: false, useDualstackEndpoint: false }),
    customUserAgent: `start-engagement/${version}`,
    // One attempt a command, whatever AWS_MAX_ATTEMPTS says: the attempts are counted in attempts.ts.
    maxAttempts: 1,
    retryMode: 'standard'
  }
  return {
    async findCredentials(send) {
      if (environmentKeys !== undefined) return environmentKeys
      const client = new SSMContactsClient({ ...config, requestHandler: handler(send) })
      return client.config.credentials()
    },

    async request(operation, input, credentials, systemClockOffset, send) {
      const client = new SSMContactsClient({
        ...config,
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
