import type { Credentials } from '../../local/aws/signature.ts'

const hourSeconds = 3600

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString()
}

/** The XML in which STS issues credentials to a web identity. */
export function composeStsAnswer({ accessKeyId, secretAccessKey, sessionToken = '' }: Credentials): string {
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <SubjectFromWebIdentityToken>repo:acme/shop:ref:refs/heads/main</SubjectFromWebIdentityToken>
    <Audience>sts.amazonaws.com</Audience>
    <AssumedRoleUser>
      <Arn>arn:aws:sts::111122223333:assumed-role/page/actions</Arn>
      <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:actions</AssumedRoleId>
    </AssumedRoleUser>
    <Credentials>
      <SessionToken>${escapeXml(sessionToken)}</SessionToken>
      <SecretAccessKey>${escapeXml(secretAccessKey)}</SecretAccessKey>
      <Expiration>${inSeconds(hourSeconds)}</Expiration>
      <AccessKeyId>${accessKeyId}</AccessKeyId>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
  <ResponseMetadata><RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId></ResponseMetadata>
</AssumeRoleWithWebIdentityResponse>`
}

/** The JSON in which the endpoint of a container issues credentials. */
export function composeContainerAnswer(
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  lifeSeconds = hourSeconds
): string {
  return JSON.stringify({
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: inSeconds(lifeSeconds)
  })
}

/** A shared credentials file that holds these under a profile. */
export function composeCredentialsFile(
  profile: string,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials
): string {
  return [
    `[${profile}]`,
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    ...(sessionToken ? [`aws_session_token = ${sessionToken}`] : []),
    ''
  ].join('\n')
}

/** By name and by number, as both are XML. */
function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&#62;')
}
