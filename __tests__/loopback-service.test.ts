// The stand-in for Incident Manager, asked by the AWS SDK alone: a page that it takes must be one that AWS would take.
import {
  SSMContactsClient,
  type SSMContactsClientConfig,
  StartEngagementCommand,
  type StartEngagementCommandInput
} from '@aws-sdk/client-ssm-contacts'
import { describe, expect, test } from '@jest/globals'
import type { IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { sampleCredentials } from '../local/aws/signature.ts'
import { withService } from './shared/peers.ts'
import { contactId, request } from './shared/samples.ts'

interface Given {
  readonly service?: IncidentManagerOptions
  readonly client?: SSMContactsClientConfig
  /** What is done to the request once it is signed. */
  readonly tamper?: (request: { body: string; headers: Record<string, string> }) => void
}

/** What the SDK makes of the service's answers to some pages: ARNs, and the names and texts of errors. */
async function start(inputs: readonly Partial<StartEngagementCommandInput>[], { service, client, tamper }: Given = {}) {
  return withService({ region: 'us-east-1', ...service }, async ({ url, exchanges }) => {
    const sdk = new SSMContactsClient({
      region: 'us-east-1',
      credentials: sampleCredentials,
      endpoint: url,
      maxAttempts: 1,
      ...client
    })
    sdk.middlewareStack.add(
      next => args => {
        tamper?.(args.request as { body: string; headers: Record<string, string> })
        return next(args)
      },
      // After the signature.
      { step: 'finalizeRequest', priority: 'low' }
    )
    const results: unknown[] = []
    for (const input of inputs) {
      const command = new StartEngagementCommand({ ...request, ...input })
      results.push(
        await sdk.send(command).then(
          ({ EngagementArn }) => EngagementArn,
          ({ name, message, Fields }) => ({
            name,
            message,
            fields: Fields?.map((field: { Name: string }) => field.Name)
          })
        )
      )
    }
    return { results, valid: exchanges.map(({ signatureValid }) => signatureValid) }
  })
}

const arnOf = (alias: string) =>
  expect.stringMatching(new RegExp(`^arn:aws:ssm-contacts:us-east-1:111122223333:engagement/${alias}/[0-9a-f-]{36}$`))

describe('a page of the SDK', () => {
  test('is taken, and answered with an engagement of its contact', async () => {
    expect(await start([{}])).toEqual({ results: [arnOf('oncall-plan')], valid: [true] })
  })

  test('is taken once for a token, and again for another', async () => {
    const { results } = await start([{ IdempotencyToken: 'a' }, { IdempotencyToken: 'a' }, { IdempotencyToken: 'b' }])
    expect(results[1]).toBe(results[0])
    expect(results[2]).not.toBe(results[0])
  })

  test('for a contact that does not exist is refused', async () => {
    const { results } = await start([{}], { service: { contacts: [`${contactId}-2`] } })
    expect(results).toEqual([expect.objectContaining({ name: 'ResourceNotFoundException' })])
  })
})

describe('a signature is refused', () => {
  test.each<[string, Given, string]>([
    [
      'with another secret',
      { client: { credentials: { ...sampleCredentials, secretAccessKey: 'another' } } },
      'InvalidSignatureException'
    ],
    [
      'of a key that nobody knows',
      { client: { credentials: { ...sampleCredentials, accessKeyId: 'AKIANOBODY' } } },
      'UnrecognizedClientException'
    ],
    [
      'with a session token that does not belong to the key',
      { client: { credentials: { ...sampleCredentials, sessionToken: 'another' } } },
      'UnrecognizedClientException'
    ],
    ['for another region', { client: { region: 'eu-west-1' } }, 'InvalidSignatureException'],
    ['of an hour ago', { client: { systemClockOffset: -3_600_000 } }, 'InvalidSignatureException'],
    ['of an hour from now', { client: { systemClockOffset: 3_600_000 } }, 'InvalidSignatureException'],
    [
      'over another text',
      {
        tamper: request => {
          request.body = request.body.replace('Deploy failed', 'Deploy worked')
        }
      },
      'InvalidSignatureException'
    ],
    [
      'over another operation',
      {
        tamper: ({ headers }) => {
          headers['x-amz-target'] = 'SSMContacts.StopEngagement'
        }
      },
      'InvalidSignatureException'
    ],
    [
      'over an operation that is not there',
      {
        tamper: ({ headers }) => {
          headers['x-amz-target'] = 'SSMContacts.RingEveryone'
        }
      },
      'UnknownOperationException'
    ],
    [
      'that is missing',
      {
        tamper: ({ headers }) => {
          delete headers.authorization
        }
      },
      'MissingAuthenticationTokenException'
    ]
  ])('%s', async (_, given, name) => {
    const { results } = await start([{}], given)
    expect(results).toEqual([expect.objectContaining({ name })])
  })
})

describe('a limit is held', () => {
  const letters = (count: number) => 'a'.repeat(count)
  test.each<[string, Partial<StartEngagementCommandInput>, string]>([
    ['no contact', { ContactId: undefined }, 'ContactId'],
    ['a contact that is not an ARN', { ContactId: 'oncall-plan' }, 'ContactId'],
    ['a contact of 2049 characters', { ContactId: `${contactId}${letters(2049 - contactId.length)}` }, 'ContactId'],
    ['no sender', { Sender: undefined }, 'Sender'],
    ['a sender of 256 characters', { Sender: letters(256) }, 'Sender'],
    ['a sender with brackets', { Sender: 'dependabot[bot]' }, 'Sender'],
    ['an empty subject', { Subject: '' }, 'Subject'],
    ['a subject of 2049 characters', { Subject: letters(2049) }, 'Subject'],
    ['an empty content', { Content: '' }, 'Content'],
    ['a content of 8193 characters', { Content: letters(8193) }, 'Content'],
    ['an empty public subject', { PublicSubject: '' }, 'PublicSubject'],
    ['a public subject of 2049 characters', { PublicSubject: letters(2049) }, 'PublicSubject'],
    ['an empty public content', { PublicContent: '' }, 'PublicContent'],
    ['a public content of 8193 characters', { PublicContent: letters(8193) }, 'PublicContent'],
    ['an incident of 1025 characters', { IncidentId: letters(1025) }, 'IncidentId'],
    ['an incident with a comma', { IncidentId: 'a,b' }, 'IncidentId'],
    ['a token of 2049 characters', { IdempotencyToken: letters(2049) }, 'IdempotencyToken'],
    ['a token with a colon', { IdempotencyToken: 'a:b' }, 'IdempotencyToken']
  ])('%s', async (_, input, field) => {
    const { results } = await start([input])
    expect(results).toEqual([expect.objectContaining({ name: 'ValidationException', fields: [field] })])
  })

  test('and everything up to it is taken', async () => {
    const full = {
      Sender: letters(255),
      Subject: '🚨'.repeat(2048),
      Content: '🚨'.repeat(8192),
      PublicSubject: letters(2048),
      PublicContent: letters(8192),
      IncidentId: letters(1024),
      IdempotencyToken: letters(2048)
    }
    expect((await start([full])).results).toEqual([arnOf('oncall-plan')])
  })
})
