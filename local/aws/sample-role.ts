import { readFileSync } from 'node:fs'

/** The role that the documents and examples page with. */
export const sampleRoleArn = 'arn:aws:iam::111122223333:role/page-on-call'

/**
 * The trust policy that the documents give that role for runs on a branch: what it says is what lets a token in.
 *
 * @param branch instead of `main`
 */
export function readBranchTrustPolicy(branch = 'main'): unknown {
  const document = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8')
  const [, json = ''] = /^### On a branch\r?\n.*?^```json\r?\n(.*?)^```/ms.exec(document) ?? []
  return JSON.parse(json.replaceAll('refs/heads/main', `refs/heads/${branch}`))
}
