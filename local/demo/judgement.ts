import type { IncidentManager } from '../aws/incident-manager.ts'
import type { ActionRun } from '../runner/runner.ts'
import type { Expected } from './troubles.ts'

/** What is not as it should be about a page, a sentence each. */
export function findSurprises(
  { exitCode, outputs }: ActionRun,
  { exchanges, engagements }: IncidentManager,
  expected: Expected
): string[] {
  const surprises: string[] = []
  const hold = (isRight: boolean, surprise: string) => isRight || surprises.push(surprise)
  const [fewest, most] = expected.requests
  // The stop is a step of its own.
  const asked = exchanges.filter(({ operation }) => operation !== 'StopEngagement')
  hold(exitCode === expected.exitCode, `The step ended with ${exitCode}, not ${expected.exitCode}.`)
  hold(
    outputs.outcome === expected.outcome,
    `The outcome is ${JSON.stringify(outputs.outcome ?? '')}, not "${expected.outcome}".`
  )
  hold(asked.length >= fewest && asked.length <= most, `${asked.length} requests came, not ${fewest} to ${most}.`)
  hold(
    exchanges.every(({ signatureValid }) => signatureValid),
    'A request was not signed validly.'
  )
  const starts = exchanges.filter(({ operation }) => operation === 'StartEngagement')
  hold(new Set(starts.map(({ body }) => body)).size <= 1, 'The attempts did not carry the same bytes.')
  const pages = expected.outcome === 'sent' ? 1 : 0
  hold(engagements.length === pages, `${engagements.length} pages went out, not ${pages}.`)
  hold(
    (outputs['engagement-arn'] ?? '') === (engagements[0]?.engagementArn ?? ''),
    'The output engagement-arn is not the ARN of the page that went out.'
  )
  return surprises
}
