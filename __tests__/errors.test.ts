import { describe, expect, test } from '@jest/globals'
import { closingSentence } from '../src/report/outcome.ts'
import { type ErrorCode, errorCodes, PageError } from '../src/report/page-error.ts'
import { nextStep } from '../src/report/remedies.ts'
import { type Situation, unknownSituation } from '../src/report/situation.ts'

const situation: Situation = {
  ...unknownSituation,
  contactId: 'arn:aws:ssm-contacts:eu-west-3:111122223333:contact/oncall-plan',
  region: 'eu-west-3',
  account: '111122223333'
}

// Each code, and the words that a woken person needs of its next step. The type makes a new code fail to compile here.
const remedies: Readonly<Record<ErrorCode, readonly string[]>> = {
  'invalid-input': ['workflow file counts for new runs only', 're-runs'],
  strict: ['strict: true'],
  'no-credentials': ['aws-actions/configure-aws-credentials', 'id-token: write', 'fork', 'Dependabot', 'AWS_PROFILE'],
  'no-id-token': ['"permissions:"', '"  id-token: write"', 'Dependabot'],
  'no-oidc-provider': ['aws iam create-open-id-connect-provider', '--client-id-list sts.amazonaws.com'],
  'wrong-audience': ['aws iam add-client-id-to-open-id-connect-provider', '--client-id sts.amazonaws.com'],
  'role-refused': ['sts:AssumeRoleWithWebIdentity', 'token.actions.githubusercontent.com:sub', 'trust policy'],
  'half-set-credentials': ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  'expired-credentials': ['aws-actions/configure-aws-credentials', 'role-duration-seconds'],
  'refused-credentials': ['aws sts get-caller-identity --region eu-west-3'],
  'access-denied': [
    `{"Effect":"Allow","Action":"ssm-contacts:StartEngagement","Resource":"${situation.contactId}"}`,
    'aws:CalledViaFirst'
  ],
  'not-found': ['aws ssm-contacts list-contacts --region eu-west-3'],
  'not-onboarded': ['account 111122223333', 'region eu-west-3'],
  validation: ['dry-run: true'],
  refused: ['dry-run: true'],
  'data-encryption': ['KMS', 'kms:Decrypt'],
  throttled: ['timeout-seconds'],
  'aws-failed': ['default token', 'eu-west-3'],
  'no-answer': ['re-run this job alone', 'default token'],
  'unusable-answer': ['endpoint-url', 'proxy'],
  'other-contact': ['idempotency-token: ${{ github.run_id }}-second'],
  repeated: ['idempotency-token: ${{ github.run_id }}-second'],
  'stopped-before': ['ssm-contacts:ListEngagements', 'page manually'],
  'http-status': ['endpoint-url', 'proxy'],
  'clock-skew': ['NTP'],
  dns: ['region of "contact-id", eu-west-3, for typing errors'],
  'no-connection': ['HTTPS_PROXY', 'NO_PROXY', 'VPC endpoint'],
  tls: ['NODE_EXTRA_CA_CERTS', 'endpoint-url', 'proxy'],
  proxy: ['HTTPS_PROXY', 'NO_PROXY'],
  'forbidden-endpoint': ['https', 'loopback'],
  cancelled: ['re-run this job alone'],
  'internal-error': ['re-run this job alone', 'issue']
}

const errorOf = (code: ErrorCode, outcome: 'not-sent' | 'unknown' = 'not-sent') =>
  new PageError(code, outcome, 'It failed.')

test('the list of codes is that of the type, each once', () => {
  expect(errorCodes.toSorted()).toEqual(Object.keys(remedies).sort())
})

describe.each(errorCodes)('%s', code => {
  test('says what to do next', () => {
    const next = nextStep(errorOf(code), situation)
    expect(next).toMatch(/^[^\n]*\.$/)
    for (const words of remedies[code]) expect(next).toContain(words)
  })

  test('says once, and first, to look whether a page went out where nobody knows', () => {
    const next = nextStep(errorOf(code), situation)
    expect(next).not.toContain('look whether')
    // This follows "if it was not" where a page may have gone out: it begins with what to do.
    expect(next).toMatch(/^(?:allow|check|correct|give|if|point|re-run|read|run|set|use) /)
    expect(nextStep(errorOf(code, 'unknown'), situation)).toBe(
      'look whether the contact was paged ("aws ssm-contacts list-engagements --region eu-west-3" shows it); if it was not, ' +
        next
    )
  })

  test('has a placeholder for what is not known yet, and no undefined', () => {
    const next = nextStep(errorOf(code, 'unknown'), unknownSituation)
    expect(next).not.toMatch(/undefined|\[object|eu-west-3/)
    expect(next).toContain('--region REGION')
  })
})

const failedJob = { ...situation, jobFailed: true }
const repeating = errorCodes.filter(code => nextStep(errorOf(code, 'unknown'), situation).includes('re-run this job'))

test.each(repeating)('%s sends nobody back to a job that would repeat its deploy', code => {
  const next = nextStep(errorOf(code, 'unknown'), failedJob)
  expect(next).not.toMatch(/re-run|default token/)
  expect(next).toContain('page manually: to run this job again would repeat its other steps too')
})

test('some errors send people back to the job', () => expect(repeating.length).toBeGreaterThan(3))

test('the access-denied statement is JSON that names the contact', () => {
  const next = nextStep(errorOf('access-denied'), situation)
  expect(JSON.parse(/\{.*\}/.exec(next)?.[0] ?? '')).toEqual({
    Effect: 'Allow',
    Action: 'ssm-contacts:StartEngagement',
    Resource: situation.contactId
  })
})

test("AWS's words about another policy change what to do", () => {
  const words = 'AWS refused: AccessDeniedException: ... with an explicit deny in a service control policy.'
  const next = nextStep(new PageError('access-denied', 'not-sent', words), situation)
  expect(next).toMatch(/^ask the administrators of your AWS organization: a service control policy/)
})

test('an error carries code, outcome, cause and its own words alone', () => {
  const cause = new Error('reset')
  const error = new PageError('no-answer', 'unknown', 'No answer.', { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'PageError', code: 'no-answer', outcome: 'unknown', cause })
  expect(error.message).toBe('No answer.')
})

test('the closing sentences of a single contact are the three that the contract fixes', () => {
  expect(closingSentence).toEqual({
    sent: 'The page was sent.',
    'not-sent': 'No page was sent.',
    'dry-run': 'No page was sent.',
    unknown: 'A page may have been sent.'
  })
})
