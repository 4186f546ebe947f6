import { parseEngagementArn } from '../incident-manager/arn.ts'
import { limits } from '../incident-manager/limits.ts'
import { PageError } from '../report/page-error.ts'
import type { Repair } from '../report/repairs.ts'
import type { Environment } from './environment.ts'
import {
  createReadings,
  type InputReader,
  listed,
  parseDryRun,
  parseRole,
  parseSeconds,
  parseStrict,
  readEndpoint,
  verificationWarning
} from './inputs.ts'
import { quoted } from './quoted.ts'

/** The template of `reason` in stop/action.yml. */
export const reasonTemplate = 'Stopped by {{ github.workflow }} in {{ github.repository }}: {{ page.url }}'

/** The inputs of stop/action.yml as decided values. */
export interface StopInputs {
  /** ARNs, each once, in the order of the input; empty where there is nothing to stop. */
  readonly engagementArns: readonly string[]
  /** A template, as written. */
  readonly reason: string
  /** ARN of the role that the action assumes itself, or empty for the credentials in the environment. */
  readonly roleArn: string
  /** URL, or undefined for what the AWS SDK resolves. */
  readonly endpointUrl: string | undefined
  readonly timeoutSeconds: number
  readonly dryRun: boolean
  readonly strict: boolean
}

/** The inputs, and what had to be put right in them. */
export interface StopInputsReading {
  readonly inputs: StopInputs
  readonly repairs: readonly Repair[]
}

/**
 * The inputs as decided values. Only what to stop, whether, and where can stop the stop; all else that is wrong is repaired.
 *
 * @throws PageError `invalid-input`, which lists every problem at once
 */
export function readStopInputs(reader: InputReader, environment: Environment): StopInputsReading {
  const { problems, repairs, required, repaired } = createReadings()
  const lines = reader
    .getInput('engagement-arn')
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
  for (const line of new Set(lines)) {
    const problem = engagementProblem(line)
    if (problem !== undefined) problems.push(problem)
  }
  const inputs: StopInputs = {
    engagementArns: [...new Set(lines)],
    reason: reader.getInput('reason'),
    roleArn: repaired(parseRole(reader.getInput('role-to-assume'))),
    endpointUrl: required(() => readEndpoint(reader.getInput('endpoint-url'), environment), undefined),
    timeoutSeconds: repaired(parseSeconds('timeout-seconds', reader.getInput('timeout-seconds'), 1, 900, 60)),
    dryRun: required(() => parseDryRun(reader.getInput('dry-run')), false),
    strict: repaired(parseStrict(reader.getInput('strict')))
  }
  if (environment.verificationOff) repairs.push({ what: verificationWarning, authored: true })

  if (problems.length > 0) throw new PageError('invalid-input', 'not-sent', listed(problems))
  return { inputs, repairs }
}

const example =
  'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/27bd86cf-6d50-49d2-a9ab-da39bEXAMPLE'

/** Why a text is not the ARN of an engagement, as sentences; undefined if it is one. */
function engagementProblem(text: string): string | undefined {
  // The pattern of an ARN takes commas and colons, and with them a second ARN.
  if (parseEngagementArn(text) !== undefined && !/,arn:/.test(text)) return undefined
  return `Input "engagement-arn" is "${quoted(text)}". ${brokenRule(text)} Example: ${example}.`
}

function brokenRule(text: string): string {
  if (text.includes('***')) {
    return 'A part of it is masked, as a secret is: a job does not hand on what is masked. Stop it in the job that paged.'
  }
  if (/[\s,]arn:/.test(text)) return 'It takes one ARN per line.'
  if (/^[a-z0-9_.-]+\/[0-9a-f-]+$/.test(text)) {
    return 'It takes the whole ARN, the output "engagement-arn", not "engagement-id".'
  }
  if (/:contact\//.test(text)) {
    return 'That is the ARN of a contact. It takes that of an engagement, the output "engagement-arn" of the step that paged.'
  }
  if (text.length > limits.EngagementArn.maximum) {
    return `It has ${text.length} characters; an ARN has ${limits.EngagementArn.maximum} or fewer.`
  }
  return 'That is not the ARN of an engagement.'
}
