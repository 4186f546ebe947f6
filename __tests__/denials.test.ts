// What AWS's words about a refusal lead to, where it is not the policy of the role that denies.
import { expect, test } from '@jest/globals'
import { denialRemedy } from '../src/report/denials.ts'
import { PageError } from '../src/report/page-error.ts'
import { nextStep } from '../src/report/remedies.ts'
import { unknownSituation } from '../src/report/situation.ts'

const refused =
  'AWS refused: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/pager/run is not authorized to perform:'
const action = `${refused} ssm-contacts:StartEngagement on resource: arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall`

test.each([
  [`${action} with an explicit deny in a service control policy.`, 'a service control policy (SCP) denies'],
  [
    `${action} because no service control policy allows the ssm-contacts:StartEngagement action.`,
    'a service control policy (SCP) denies'
  ],
  [`${action} with an explicit deny in a resource control policy.`, 'a resource control policy (RCP) denies'],
  [
    `${action} because no permissions boundary allows the ssm-contacts:StartEngagement action.`,
    'to the permissions boundary of the role'
  ],
  [`${action} with an explicit deny in a permissions boundary.`, 'to the permissions boundary of the role'],
  [`${action} because no session policy allows the ssm-contacts:StartEngagement action.`, 'to the session policy'],
  [
    `${action} because no VPC endpoint policy allows the ssm-contacts:StartEngagement action.`,
    'to the policy of the VPC endpoint'
  ],
  [`${action} with an explicit deny in an identity-based policy.`, 'a Deny beats every Allow'],
  [`${action} with an explicit deny.`, 'a Deny beats every Allow'],
  [
    `${refused} kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:111122223333:key/1 because no identity-based policy allows it.`,
    'the KMS key of the Incident Manager replication set'
  ]
])('%s', (words, remedy) => {
  const step = nextStep(new PageError('access-denied', 'not-sent', words), unknownSituation)
  expect(step).toContain(remedy)
  expect(step).not.toContain('to the statements in the policy of the role that this job uses')
})

test('a refusal by the policy of the role asks for the statement', () => {
  const words = `${action} because no identity-based policy allows the ssm-contacts:StartEngagement action.`
  expect(denialRemedy(words)).toBeUndefined()
  expect(nextStep(new PageError('access-denied', 'not-sent', words), unknownSituation)).toContain(
    '{"Effect":"Allow","Action":"ssm-contacts:StartEngagement","Resource":"CONTACT_ARN"}'
  )
})
