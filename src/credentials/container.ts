import { readJson } from '../incident-manager/aws-words.ts'
import { isAllowedEndpoint } from '../network/endpoint.ts'
import { type Answer, composeGet, type OutgoingRequest } from '../network/transport.ts'
import { textAt } from '../text/json.ts'
import { SourceFailed } from './source-failed.ts'
import type { AwsCredentials, CredentialsSource } from './sources.ts'
import { readTokenFile } from './token-file.ts'

// Amazon ECS, Amazon EKS, and EKS over IPv6: the SDKs ask these without TLS, since they never leave the machine.
const linkLocalHosts = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'])

/**
 * The credentials that the service beside a container hands out.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 *
 * @throws SourceFailed that names the variable, and what the transport throws
 */
export async function askContainer(
  { variable, url: text, token, tokenFile }: Extract<CredentialsSource, { kind: 'container' }>,
  send: (request: OutgoingRequest) => Promise<Answer>
): Promise<AwsCredentials> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !(isAllowedEndpoint(url) || isLinkLocal(url))) {
    throw new SourceFailed(
      `${variable} takes a URL with https, or with http on loopback or at the address of the container's service.`,
      { isFinal: true }
    )
  }
  const authorization =
    tokenFile === '' ? token : await readTokenFile('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', tokenFile)
  const answer = await send(composeGet(url, authorization === '' ? {} : { authorization }))
  const { statusCode } = answer
  if (statusCode !== 200) {
    const passes = statusCode >= 500 || statusCode === 429 || statusCode === 408
    throw new SourceFailed(`The service in ${variable} answered with HTTP status ${statusCode}.`, { isFinal: !passes })
  }
  const body = answer.truncated ? undefined : readJson(answer)
  const accessKeyId = textAt(body, 'AccessKeyId')
  const secretAccessKey = textAt(body, 'SecretAccessKey')
  if (accessKeyId === '' || secretAccessKey === '') {
    throw new SourceFailed(`The service in ${variable} answered without credentials.`, { isFinal: false })
  }
  const expiration = new Date(textAt(body, 'Expiration'))
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: textAt(body, 'Token'),
    ...(!Number.isNaN(expiration.getTime()) && { expiration })
  }
}

/** Whether an address is that of a container's service on this very machine. */
function isLinkLocal({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && linkLocalHosts.has(hostname)
}
