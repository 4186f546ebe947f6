import { parseContactArn } from './arn.ts'
import type { ConnectedIncidentManager } from './incident-manager.ts'

/** Incident Manager in the region of a contact. */
export type ConnectFor = (contactId: string) => Promise<ConnectedIncidentManager>

/** Connects once for all contacts of a region. */
export function connectOncePerRegion(connectTo: (region: string) => Promise<ConnectedIncidentManager>): ConnectFor {
  const connections = new Map<string, Promise<ConnectedIncidentManager>>()
  return contactId => {
    const region = regionOf(contactId)
    const connection = connections.get(region) ?? connectTo(region)
    connections.set(region, connection)
    return connection
  }
}

/** The region of a contact; empty for anything else. */
export function regionOf(contactId: string): string {
  return parseContactArn(contactId)?.region ?? ''
}
