import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Credentials } from '../local/aws/signature.ts'
import { listenOnLoopback } from '../local/loopback.ts'

/**
 * Starts an STS on loopback that issues the same keys to every web identity, and resolves to its URL.
 *
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 *
 * @param latencyMs milliseconds before each answer
 */
export async function startSts(credentials: Credentials, latencyMs: number): Promise<string> {
  const server = createServer(async (incoming, response) => {
    incoming.resume()
    if (latencyMs > 0) await sleep(latencyMs)
    response.writeHead(200, { 'content-type': 'text/xml' }).end(composeAnswer(credentials))
  })
  const { port } = await listenOnLoopback(server)
  return `http://127.0.0.1:${port}`
}

function composeAnswer({ accessKeyId, secretAccessKey, sessionToken }: Credentials): string {
  const expiration = new Date(Date.now() + 3_600_000).toISOString()
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleWithWebIdentityResult>
    <Credentials>
      <AccessKeyId>${accessKeyId}</AccessKeyId>
      <SecretAccessKey>${secretAccessKey}</SecretAccessKey>
      <SessionToken>${sessionToken}</SessionToken>
      <Expiration>${expiration}</Expiration>
    </Credentials>
  </AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>`
}
