import { readFileSync } from 'node:fs'

/** The role that the documents and examples page with. */
export const sampleRoleArn = 'arn:aws:iam::111122223333:role/page-on-call'

/**
 * The trust policy that the README tells its readers to give that role: what it says is what lets a token in.
 *
 * @param branch instead of `main`
 */
export function readReadmeTrustPolicy(branch = 'main'): unknown {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  for (const [, json = ''] of readme.matchAll(/^```json\r?\n(.*?)^```/gms)) {
    if (json.includes('sts:AssumeRoleWithWebIdentity'))
      return JSON.parse(json.replaceAll('refs/heads/main', `refs/heads/${branch}`))
  }
  throw new Error('README.md has no trust policy.')
}
