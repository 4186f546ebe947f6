import { randomUUID } from 'node:crypto'
import type { Answer, ServiceError } from './answer.ts'
import type { Fault } from './faults.ts'
import type { Credentials } from './signature.ts'

/** Credentials that STS on loopback issued. */
export interface IssuedCredentials extends Required<Credentials> {
  /** Milliseconds since 1970. */
  expiresAt: number
  roleArn: string
  sessionName: string
  /** The claims `sub` and `aud` of the token they were issued for. */
  subject: string
  audience: string
}

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

/**
 * A successful answer to AssumeRoleWithWebIdentity.
 *
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function composeIssuedAnswer(issued: IssuedCredentials): Answer {
  const [, partition, account, role] = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(issued.roleArn) ?? []
  return composeXmlAnswer(
    200,
    `<AssumeRoleWithWebIdentityResponse xmlns="${namespace}">
  <AssumeRoleWithWebIdentityResult>
    <Audience>${escapeXml(issued.audience)}</Audience>
    <AssumedRoleUser>
      <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:${escapeXml(issued.sessionName)}</AssumedRoleId>
      <Arn>arn:${partition}:sts::${account}:assumed-role/${role}/${escapeXml(issued.sessionName)}</Arn>
    </AssumedRoleUser>
    <Provider>arn:${partition}:iam::${account}:oidc-provider/token.actions.githubusercontent.com</Provider>
    <Credentials>
      <AccessKeyId>${escapeXml(issued.accessKeyId)}</AccessKeyId>
      <SecretAccessKey>${escapeXml(issued.secretAccessKey)}</SecretAccessKey>
      <SessionToken>${escapeXml(issued.sessionToken)}</SessionToken>
      <Expiration>${new Date(issued.expiresAt).toISOString().replace(/\.\d{3}/, '')}</Expiration>
    </Credentials>
    <SubjectFromWebIdentityToken>${escapeXml(issued.subject)}</SubjectFromWebIdentityToken>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata>
    <RequestId>${randomUUID()}</RequestId>
  </ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>
`
  )
}

/**
 * An error in the form of AWS's query protocol.
 *
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization
 */
export function composeStsErrorAnswer({ name, statusCode, message }: ServiceError): Answer {
  return composeXmlAnswer(
    statusCode,
    `<ErrorResponse xmlns="${namespace}">
  <Error>
    <Type>${statusCode < 500 ? 'Sender' : 'Receiver'}</Type>
    <Code>${escapeXml(name)}</Code>
    <Message>${escapeXml(message)}</Message>
  </Error>
  <RequestId>${randomUUID()}</RequestId>
</ErrorResponse>
`
  )
}

/** A 200 without the credentials that should be in it, which the SDK takes for a success. */
export const emptyAnswer: Fault = {
  kind: 'answer',
  ...composeXmlAnswer(
    200,
    `<AssumeRoleWithWebIdentityResponse xmlns="${namespace}">
  <AssumeRoleWithWebIdentityResult/>
</AssumeRoleWithWebIdentityResponse>
`
  )
}

/** What STS refuses, and what goes wrong behind it, in its own words. */
export const stsErrors = {
  accessDenied: error('AccessDenied', 403, 'Not authorized to perform sts:AssumeRoleWithWebIdentity'),
  noProvider: error(
    'InvalidIdentityToken',
    400,
    'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com'
  ),
  noVerificationKey: error(
    'InvalidIdentityToken',
    400,
    "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"
  ),
  wrongAudience: error('InvalidIdentityToken', 400, 'Incorrect token audience'),
  notAToken: error(
    'InvalidIdentityToken',
    400,
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'
  ),
  expiredToken: error('ExpiredTokenException', 400, 'Token expired'),
  idpCommunicationError: error(
    'IDPCommunicationError',
    400,
    'Error communicating with https://token.actions.githubusercontent.com/.well-known/openid-configuration'
  ),
  throttling: error('Throttling', 400, 'Rate exceeded'),
  regionDisabled: error(
    'RegionDisabledException',
    403,
    'STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.'
  ),
  internalFailure: error('InternalFailure', 500, 'The request processing has failed because of an unknown error.'),
  serviceUnavailable: error(
    'ServiceUnavailable',
    503,
    'The request has failed due to a temporary failure of the server.'
  )
} as const satisfies Record<string, Fault>

function error(name: string, statusCode: number, message: string): Fault & { kind: 'error' } & ServiceError {
  return { kind: 'error', name, statusCode, message }
}

function composeXmlAnswer(statusCode: number, body: string): Answer & { body: string } {
  return { statusCode, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() }, body }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
