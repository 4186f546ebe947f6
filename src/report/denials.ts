/**
 * What to do where AWS's words name the policy that denies, other than the one of the role; undefined if they do not.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 *
 * @param words AWS's own words about the refusal
 * @param action the action that was refused, such as `ssm-contacts:StartEngagement`
 */
export function denialRemedy(words: string, action = 'ssm-contacts:StartEngagement'): string | undefined {
  const found = denials.find(([pattern]) => pattern.test(words))?.[1]
  return found?.replaceAll(startEngagement, action)
}

const startEngagement = 'ssm-contacts:StartEngagement'
const statement = `{"Effect":"Allow","Action":"${startEngagement}","Resource":"*"}`

// From what is named most exactly to what is named least. Written for StartEngagement, which stands for any action.
const denials: readonly (readonly [RegExp, string])[] = [
  [
    /\bkms:[A-Za-z]/,
    'allow the role to use the KMS key of the Incident Manager replication set: add {"Effect":"Allow","Action":' +
      '["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"KEY_ARN"} to the policy of the role that this job uses, and ' +
      'check that the policy of the key allows the account.'
  ],
  [
    /service control policy/i,
    'ask the administrators of your AWS organization: a service control policy (SCP) denies ' +
      'ssm-contacts:StartEngagement in this account, and no policy of the role can allow it.'
  ],
  [
    /resource control policy/i,
    'ask the administrators of your AWS organization: a resource control policy (RCP) denies access to the contact, and ' +
      'no policy of the role can allow it.'
  ],
  [
    /permissions boundary/i,
    `add ${statement} to the permissions boundary of the role that this job uses. A role may do only what its policy and ` +
      'its boundary both allow.'
  ],
  [
    /session policy/i,
    `add ${statement} to the session policy, which is "inline-session-policy" or "managed-session-policies" of ` +
      'aws-actions/configure-aws-credentials. A session may do only what the role and the session policy both allow.'
  ],
  [
    /endpoint policy/i,
    `add ${statement} to the policy of the VPC endpoint that the runner uses, or take the endpoint out of the way.`
  ],
  [
    /explicit deny/i,
    'find the statement with "Effect":"Deny" that covers ssm-contacts:StartEngagement, and narrow it: a Deny beats every ' +
      'Allow. AWS names the kind of policy above.'
  ]
]
