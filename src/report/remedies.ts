import type { RoleFacts } from '../credentials/role.ts'
import { type Permission, permissionFor } from '../incident-manager/permissions.ts'
import { denialRemedy } from './denials.ts'
import type { ErrorCode, PageError } from './page-error.ts'
import type { Situation } from './situation.ts'

/** What to do next about an error, filled in with what is known; begins in lower case and follows `Next:`. */
export function nextStep(error: PageError, situation: Situation): string {
  const { code, outcome, message, role } = error
  const permission = error.permission ?? permissionFor('StartEngagement', situation.contactId)
  const step = nextSteps[code](situation, message, permission, role ?? unknownRole)
  return (outcome === 'unknown' ? lookFirst(situation) : '') + step
}

const unknownRole: RoleFacts = { roleArn: 'ROLE_ARN', audience: 'sts.amazonaws.com', sub: '' }
const githubIssuer = 'token.actions.githubusercontent.com'

function accountOf(roleArn: string): string {
  return roleArn.split(':')[4] ?? 'ACCOUNT'
}

function providerOf(roleArn: string): string {
  const partition = roleArn.split(':')[1] ?? 'aws'
  return `arn:${partition}:iam::${accountOf(roleArn)}:oidc-provider/${githubIssuer}`
}

// Paging again without looking may wake someone twice.
function lookFirst({ region }: Situation): string {
  return `look whether the contact was paged ("aws ssm-contacts list-engagements --region ${region}" shows it); if it was not, `
}

// What a tired person presses would run the failed deploy again.
function rerun({ jobFailed }: Situation): string {
  return jobFailed
    ? 'page manually: to run this job again would repeat its other steps too'
    : 're-run this job alone (not "Re-run failed jobs", which repeats what failed before it)'
}

function rerunGuarded(situation: Situation): string {
  return rerun(situation) + (situation.jobFailed ? '' : '; the default token guards against a second page')
}

// A line for the workflow file as it is, so it must be YAML that the runner takes.
const ownToken = 'give this step a token of its own, such as "idempotency-token: ${{ github.run_id }}-second".'

// Each begins with what to do, so that it can follow "if it was not".
const nextSteps = {
  'invalid-input': () =>
    'correct the above. A changed workflow file counts for new runs only, a changed variable or secret for re-runs too.',
  strict: () => 'correct the above in the workflow file, or remove "strict: true" to have it repaired with a warning.',
  'no-credentials': () =>
    'set "role-to-assume" to a role that may page and give this job "permissions: id-token: write", or run ' +
    'aws-actions/configure-aws-credentials in an earlier step of it. Runs of forks and of Dependabot get neither secrets nor ' +
    'id-token; page from a workflow_run workflow for those. On a runner of your own, check AWS_PROFILE and ' +
    'AWS_WEB_IDENTITY_TOKEN_FILE, if they are set.',
  'half-set-credentials': () =>
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY both, or neither. A secret that is empty here usually does not exist ' +
    'in this repository or environment, or is withheld from forks and Dependabot.',
  'expired-credentials': () =>
    'set "role-to-assume", which takes credentials of its own for each page, or run aws-actions/configure-aws-credentials ' +
    'right before this step, with a longer role-duration-seconds.',
  'refused-credentials': ({ region }) =>
    'check that the keys are complete, active and of the right partition, that the secret has no stray white space, and ' +
    `that "endpoint-url", if you set it, is in ${region}. ` +
    `"aws sts get-caller-identity --region ${region}" with the same credentials tells whether AWS knows them.`,
  'no-id-token': () =>
    'give the job that pages these lines: "permissions:", below it "  id-token: write" and "  actions: read". A reusable ' +
    'workflow has no more than its caller gives. Runs of forks and of Dependabot get no ID token: page from a workflow_run ' +
    'workflow for those.',
  'no-oidc-provider': (_, __, ___, { roleArn, audience }) =>
    `run in account ${accountOf(roleArn)}, once: "aws iam create-open-id-connect-provider ` +
    `--url https://${githubIssuer} --client-id-list ${audience}".`,
  'wrong-audience': (_, __, ___, { roleArn, audience }) =>
    `run in account ${accountOf(roleArn)}: "aws iam add-client-id-to-open-id-connect-provider ` +
    `--open-id-connect-provider-arn ${providerOf(roleArn)} --client-id ${audience}".`,
  'role-refused': (_, __, ___, { roleArn, audience, sub }) =>
    `check that the role exists in account ${accountOf(roleArn)}, and that its trust policy lets this run in, with ` +
    `${JSON.stringify({
      Effect: 'Allow',
      Principal: { Federated: providerOf(roleArn) },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${githubIssuer}:aud`]: audience, [`${githubIssuer}:sub`]: sub || 'SUB' } }
    })}.`,
  'access-denied': (_, words, { action, resource }) =>
    denialRemedy(words, action) ??
    `allow it: add {"Effect":"Allow","Action":"${action}","Resource":"${resource}"} ` +
      'to the statements in the policy of the role that this job uses. ' +
      "A statement with the condition aws:CalledViaFirst (as in AWS's sample policy) refuses direct calls like this one. " +
      'A contact of another account must be shared with this one, its engagements too.',
  'not-found': ({ region }) =>
    'check "contact-id" for typing errors; ' +
    `"aws ssm-contacts list-contacts --region ${region}" shows which contacts there are.`,
  'not-onboarded': ({ account, region }) =>
    `check that Incident Manager is set up in account ${account} and region ${region}, and that the job's role is in the ` +
    'account you mean. The service takes no new customers since 2025-11-07.',
  validation: () => 'correct the member that AWS names; "dry-run: true" shows the whole request without paging anyone.',
  refused: () => 'read AWS\'s own words above; "dry-run: true" shows the whole request without paging anyone.',
  'data-encryption': () =>
    "check that the KMS key of the Incident Manager replication set is enabled and that the job's role may use it " +
    '(kms:Decrypt, kms:GenerateDataKey*).',
  throttled: situation =>
    `${rerun(situation)}. If it happens often, raise "timeout-seconds" or page from fewer jobs at once.`,
  'aws-failed': situation =>
    `${rerunGuarded(situation)}. Trouble in ${situation.region} shows at https://health.aws.amazon.com/health/status.`,
  'no-answer': situation => `${rerunGuarded(situation)}.`,
  'unusable-answer': () => 'check "endpoint-url" and any proxy: what answered does not look like Incident Manager.',
  'other-contact': () => `${ownToken} AWS took this page for another one with the same token.`,
  repeated: () => `${ownToken} AWS pages once per token, and an earlier step has used this one.`,
  'stopped-before': () =>
    'allow the role "ssm-contacts:ListEngagements" on "*", so that the watch sees which pages were stopped; until then page manually.',
  'http-status': () =>
    'check "endpoint-url", any proxy and any firewall: what answered does not look like Incident Manager.',
  'clock-skew': () => "set the runner's clock (NTP); AWS accepts signatures up to 5 minutes off.",
  dns: ({ region }) =>
    `check the region of "contact-id", ${region}, for typing errors (not every region has Incident Manager), "endpoint-url", ` +
    'if you set it, and that the runner can resolve names outside its network.',
  'no-connection': () =>
    "check the runner's network: firewall, proxy (HTTPS_PROXY, NO_PROXY), VPC endpoint and its security group; outbound HTTPS must be open.",
  tls: () =>
    'point NODE_EXTRA_CA_CERTS to the certificate of your private certificate authority on the runner, if a proxy or private ' +
    'endpoint uses one. Otherwise check "endpoint-url" and any proxy: something on the way pretends to be AWS.',
  proxy: () => 'check HTTPS_PROXY or HTTP_PROXY (address, user, password) and NO_PROXY on the runner.',
  'forbidden-endpoint': () => 'use an https endpoint without user and password in it; http is for loopback only.',
  cancelled: situation => `if someone should still be paged, ${rerun(situation)}.`,
  'internal-error': situation => `${rerun(situation)}. If it fails again, open an issue with this log.`
} satisfies Record<ErrorCode, (situation: Situation, words: string, permission: Permission, role: RoleFacts) => string>
