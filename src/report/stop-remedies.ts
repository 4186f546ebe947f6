import { parseEngagementArn } from '../incident-manager/arn.ts'
import type { ErrorCode, PageError } from './page-error.ts'
import { nextStep } from './remedies.ts'
import type { Situation } from './situation.ts'

/** What to do next about an engagement that could not be stopped; begins in lower case and follows `Next:`. */
export function nextStepOfStop(error: PageError, situation: Situation): string {
  return nextSteps[error.code]?.(situation) ?? nextStep(error, situation)
}

/** The command that stops an engagement without this action. */
export function composeManualStop(engagementArn: string): string {
  const region = parseEngagementArn(engagementArn)?.region ?? 'REGION'
  return `aws ssm-contacts stop-engagement --region ${region} \\\n  --engagement-id ${engagementArn}`
}

const again = 're-run this job, or stop the engagement manually: to stop it twice does no harm'

// Where the advice about a page would not fit.
const nextSteps: Partial<Record<ErrorCode, (situation: Situation) => string>> = {
  validation: () => 'correct the member that AWS names.',
  refused: () => "read AWS's own words above.",
  throttled: () => `${again}. If it happens often, raise "timeout-seconds".`,
  'aws-failed': ({ region }) => `${again}. Trouble in ${region} shows at https://health.aws.amazon.com/health/status.`,
  'no-answer': () => `${again}.`,
  dns: ({ region }) =>
    `check the region of "engagement-arn", ${region}, for typing errors, "endpoint-url", if you set it, and that the runner can ` +
    'resolve names outside its network.',
  cancelled: () => `if it should still be stopped, ${again}.`,
  'internal-error': () => `${again}. If it fails again, open an issue with this log.`
}
