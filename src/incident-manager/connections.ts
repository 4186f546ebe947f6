import { sourceWords } from '../credentials/sources.ts'
import { firstTiming } from '../delivery/timing.ts'
import { parseContactArn, parseEngagementArn } from './arn.ts'
import type { ConnectedIncidentManager, IncidentManagerOptions } from './incident-manager.ts'
import type { IncidentManager } from './port.ts'

/** Incident Manager in the region of a contact or an engagement. */
export type ConnectFor = (arn: string) => Promise<IncidentManager>

/** Incident Manager, with the search for credentials under way, so that the first call need not wait for it. */
export async function connectEarly(
  connect: (options: IncidentManagerOptions) => Promise<ConnectedIncidentManager>,
  options: IncidentManagerOptions,
  timeoutSeconds: number,
  signal: AbortSignal
): Promise<ConnectedIncidentManager> {
  const { region, endpointUrl, role, sources, debug } = options
  const incidentManager = await connect(options)
  debug(`Endpoint: ${endpointUrl ?? `that of the AWS SDK for ${region}`}.`)
  debug(`Credentials: ${[...(role === undefined ? [] : [role.roleArn]), ...sources.map(sourceWords)].join(', else ')}.`)
  incidentManager.findCredentials({ ...firstTiming(timeoutSeconds), signal })
  return incidentManager
}

/** Connects once, as soon as anybody asks, with one set of credentials for all regions. */
export function connectOnce(connectTo: () => Promise<ConnectedIncidentManager>): ConnectFor {
  const regions = new Map<string, IncidentManager>()
  let connecting: Promise<ConnectedIncidentManager> | undefined
  return async arn => {
    connecting ??= connectTo()
    const connected = await connecting
    const region = regionOf(arn)
    const incidentManager = regions.get(region) ?? connected.inRegion(region)
    regions.set(region, incidentManager)
    return incidentManager
  }
}

/** The region of a contact or an engagement; empty for anything else. */
export function regionOf(arn: string): string {
  return (parseContactArn(arn) ?? parseEngagementArn(arn))?.region ?? ''
}
