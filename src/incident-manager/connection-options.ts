import type { Environment } from '../github/environment.ts'
import type { IncidentManagerOptions } from './incident-manager.ts'

/** What inputs say of the way to Incident Manager. */
export interface ConnectionInputs {
  readonly region: string
  /** URL, or undefined for what the AWS SDK resolves. */
  readonly endpointUrl: string | undefined
  /** ARN, or empty for the credentials in the environment. */
  readonly roleArn: string
  readonly timeoutSeconds: number
}

/** What becomes known on the way goes here; each endpoint once. */
export type ConnectionListeners = Pick<IncidentManagerOptions, 'secrets' | 'onFallback' | 'onEndpoint' | 'debug'>

/**
 * How Incident Manager is reached, and as whom.
 *
 * @param runId ID of the workflow's run, which names the role's session in CloudTrail
 */
export function composeConnection(
  { region, endpointUrl, roleArn, timeoutSeconds }: ConnectionInputs,
  environment: Environment,
  runId: string,
  listeners: ConnectionListeners
): IncidentManagerOptions {
  const { idTokenRequest, ignoreConfiguredEndpoints, profile, proxyEnvironment, credentialsSources } = environment
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
  const sessionName = `start-engagement-${runId.replace(/[^\w+=,.@-]/g, '-')}`.slice(0, 64)
  return {
    ...listeners,
    region,
    endpointUrl,
    ignoreConfiguredEndpoints,
    profile,
    role: roleArn === '' ? undefined : { roleArn, sessionName, idTokenRequest },
    // The other half is for the credentials of the environment.
    roleMs: (timeoutSeconds * 1000) / 2,
    sources: credentialsSources,
    proxyEnvironment
  }
}
