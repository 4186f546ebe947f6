import { describe, expect, test } from '@jest/globals'
import { closingSentence, type ErrorCode, PageError, type Target } from '../src/report/errors.ts'

const target: Target = {
  contactId: 'arn:aws:ssm-contacts:eu-west-3:111122223333:contact/oncall-plan',
  region: 'eu-west-3',
  account: '111122223333',
  jobFailed: false,
  helpUrl: ''
}

// Each code, and the words that a woken person needs of its next step. The type makes a new code fail to compile here.
const remedies: Readonly<Record<ErrorCode, readonly string[]>> = {
  'invalid-input': ['workflow file counts for new runs only', 're-runs'],
  strict: ['strict: true'],
  'no-credentials': ['aws-actions/configure-aws-credentials', 'id-token: write', 'fork', 'Dependabot', 'AWS_PROFILE'],
  'half-set-credentials': ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  'expired-credentials': ['aws-actions/configure-aws-credentials', 'role-duration-seconds'],
  'refused-credentials': ['aws sts get-caller-identity --region eu-west-3'],
  'access-denied': [
    `{"Effect":"Allow","Action":"ssm-contacts:StartEngagement","Resource":"${target.contactId}"}`,
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

const codes = Object.keys(remedies) as ErrorCode[]

describe.each(codes)('%s', code => {
  test('says what failed, what to do next and whether a page went out', () => {
    const { message } = new PageError(code, 'not-sent', 'It failed.', { target })
    const [what, next = '', closing, ...more] = message.split('\n')
    expect([what, closing, more]).toEqual(['It failed.', 'No page was sent.', []])
    expect(next).toMatch(/^Next: .*\.$/)
    for (const words of remedies[code]) expect(next).toContain(words)
  })

  test('says once, and first, to look whether a page went out where nobody knows', () => {
    const { nextStep } = new PageError(code, 'not-sent', 'It failed.', { target })
    expect(nextStep).not.toContain('look whether')
    // This follows "if it was not" where a page may have gone out: it begins with what to do.
    expect(nextStep).toMatch(/^(?:allow|check|correct|give|if|point|re-run|read|run|set|use) /)
    expect(new PageError(code, 'unknown', 'It failed.', { target }).nextStep).toBe(
      'look whether the contact was paged ("aws ssm-contacts list-engagements --region eu-west-3" shows it); if it was not, ' +
        nextStep
    )
  })

  test('has a placeholder for what is not known yet, and no undefined', () => {
    const { message } = new PageError(code, 'unknown', 'It failed.')
    expect(message).not.toMatch(/undefined|\[object|eu-west-3/)
  })
})

test.each(['not-sent', 'unknown'] as const)('an error whose outcome is %s leads to the command by hand', outcome => {
  const { message } = new PageError('throttled', outcome, 'It failed.')
  expect(message).toContain('. To page by hand: the command is in the job summary.\n')
})

const failedJob = { ...target, jobFailed: true }
const repeating = codes.filter(code =>
  new PageError(code, 'unknown', '', { target }).message.includes('re-run this job')
)

test.each(repeating)('%s sends nobody back to a job that would repeat its deploy', code => {
  const { message } = new PageError(code, 'unknown', 'It failed.', { target: failedJob })
  expect(message).not.toMatch(/re-run|default token/)
  expect(message).toContain('page by hand: to run this job again would repeat its other steps too')
})

test('some errors send people back to the job', () => expect(repeating.length).toBeGreaterThan(3))

test('the access-denied statement is JSON that names the contact', () => {
  const { message } = new PageError('access-denied', 'not-sent', 'No.', { target })
  expect(JSON.parse(/\{.*\}/.exec(message)?.[0] ?? '')).toEqual({
    Effect: 'Allow',
    Action: 'ssm-contacts:StartEngagement',
    Resource: target.contactId
  })
})

test('an error carries code, outcome and cause', () => {
  const cause = new Error('reset')
  const error = new PageError('no-answer', 'unknown', 'No answer.', { target, cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'PageError', code: 'no-answer', outcome: 'unknown', cause })
  expect(error.message).toMatch(/\nA page may have been sent\.$/)
})

test('the closing sentences are the three that the contract fixes', () => {
  expect(closingSentence).toEqual({
    sent: 'The page was sent.',
    'not-sent': 'No page was sent.',
    'dry-run': 'No page was sent.',
    unknown: 'A page may have been sent.'
  })
})
