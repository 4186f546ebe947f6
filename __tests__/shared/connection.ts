import { readEnvironment } from '../../src/github/environment.ts'
import { composeConnection } from '../../src/incident-manager/connection-options.ts'
import type { IncidentManagerOptions } from '../../src/incident-manager/incident-manager.ts'
import { createSecrets } from '../../src/report/secrets.ts'

/** A connection to a service in us-east-1, with the credentials of some environment, that tells nobody anything. */
export function connectionTo(endpointUrl: string, variables: Record<string, string>): IncidentManagerOptions {
  const inputs = { region: 'us-east-1', endpointUrl, roleArn: '', timeoutSeconds: 60 }
  return composeConnection(inputs, readEnvironment(variables), '17', {
    secrets: createSecrets(),
    onFallback: () => undefined,
    onEndpoint: () => undefined,
    debug: () => undefined
  })
}
