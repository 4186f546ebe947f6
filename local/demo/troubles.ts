import { documentedErrors, type FaultPlan } from '../aws/faults.ts'

/** Something that goes wrong in a demo, and what the action must make of it. */
export interface Trouble {
  /** What goes wrong, for a person who looks at the demo. */
  story: string
  faults?: FaultPlan
  /** The contacts that exist, when the one of the scenario must not. */
  contacts?: readonly string[]
  /** The branch that the role's trust policy names, when it must not be the one that the README names. */
  trustedBranch?: string
  /** Inputs of the step beside the scenario's. */
  with?: Record<string, string>
  expected: Expected
  /** What a person would do next. */
  nextStep: string
}

/** How a run of the action must end. */
export interface Expected {
  exitCode: 0 | 1
  outcome: 'sent' | 'not-sent' | 'unknown'
  /** The fewest and the most requests that are right. */
  requests: readonly [fewest: number, most: number]
}

/** The names that `--fail` takes. */
export type TroubleName = 'role' | 'throttle' | 'denied' | 'not-found' | 'hang' | 'once'

/** How a page goes out when nothing fails. */
export const healthy: Expected = { exitCode: 0, outcome: 'sent', requests: [1, 1] }

/** What `--fail` can show. */
export const troubles: Record<TroubleName, Trouble> = {
  role: {
    story: "The role's trust policy still names the branch master, and the run is on main: its sub is not allowed.",
    trustedBranch: 'master',
    expected: { exitCode: 1, outcome: 'not-sent', requests: [0, 0] },
    nextStep:
      'Nobody was paged. Page manually now, with the command in the job summary, then add the sub that the error shows to the trust policy of the role.'
  },
  throttle: {
    story: 'AWS throttles every call. The step may try for 5 seconds.',
    faults: () => documentedErrors.ThrottlingException,
    with: { 'timeout-seconds': '5' },
    expected: { exitCode: 1, outcome: 'not-sent', requests: [2, 100] },
    nextStep:
      'Nobody was paged. Page manually now, with the command in the job summary. If it happens again, raise timeout-seconds (up to 900) or start fewer pages at once.'
  },
  denied: {
    story: 'The role of the job may not start engagements.',
    faults: () => ({
      ...documentedErrors.AccessDeniedException,
      message:
        'User: arn:aws:sts::111122223333:assumed-role/deploy/GitHubActions is not authorized to perform: ssm-contacts:StartEngagement on resource: arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan because no identity-based policy allows the ssm-contacts:StartEngagement action'
    }),
    expected: { exitCode: 1, outcome: 'not-sent', requests: [1, 1] },
    nextStep:
      'Nobody was paged. Page manually now, with the command in the job summary, then allow ssm-contacts:StartEngagement on the contact in the policy of the role that the job assumes.'
  },
  'not-found': {
    story: 'The contact does not exist: somebody renamed the escalation plan.',
    contacts: ['arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan-2026'],
    expected: { exitCode: 1, outcome: 'not-sent', requests: [1, 1] },
    nextStep:
      'Nobody was paged. Page manually now, look up the name that exists with "aws ssm-contacts list-contacts", and put its ARN into contact-id.'
  },
  hang: {
    story: 'AWS takes every request and never answers. The step may try for 5 seconds.',
    faults: () => ({ kind: 'hang' }),
    with: { 'timeout-seconds': '5' },
    expected: { exitCode: 1, outcome: 'unknown', requests: [1, 100] },
    nextStep:
      'Somebody may have been paged. Look whether an engagement exists (Incident Manager console, or "aws ssm-contacts list-engagements"). If there is none, page manually: to run this job again would deploy again.'
  },
  once: {
    story: 'AWS answers the first call with an internal error, then recovers.',
    faults: [documentedErrors.InternalServerException],
    expected: { exitCode: 0, outcome: 'sent', requests: [2, 2] },
    nextStep: 'Nothing. The second attempt carried the same token and the same bytes, and one page went out.'
  }
}
