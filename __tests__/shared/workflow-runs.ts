import { expect } from '@jest/globals'
import {
  type IncidentManager,
  type IncidentManagerOptions,
  startIncidentManager
} from '../../local/aws/incident-manager.ts'
import { readBranchTrustPolicy, sampleRoleArn } from '../../local/aws/sample-role.ts'
import { type Sts, startSts } from '../../local/aws/sts.ts'
import { startGitHubApi } from '../../local/github/github-api.ts'
import {
  createIssuer,
  type IdTokenEndpoint,
  readClaims,
  type SigningIssuer,
  startIdTokenEndpoint
} from '../../local/github/id-token.ts'
import { type ActionRun, runAction } from '../../local/runner/runner.ts'
import { contextsOf, findDueSteps, type Situation, type WorkflowFile } from '../../local/runner/workflow-file.ts'

/** An account of AWS in which a role pages. */
export interface Account {
  readonly service: IncidentManager
  readonly sts: Sts
  /** Whom the account trusts to say who asks for the role. */
  readonly issuer: SigningIssuer
  close(): Promise<void>
}

/**
 * Starts STS, and Incident Manager, which takes what STS issues and nothing else.
 *
 * @param roles ARNs with trust policies; by default the role of the documents, as the README sets it up
 */
export async function startAccount(
  incidentManager: IncidentManagerOptions,
  roles: Readonly<Record<string, unknown>> = { [sampleRoleArn]: readBranchTrustPolicy() }
): Promise<Account> {
  const issuer = await createIssuer()
  const sts = await startSts({ roles, issuers: [issuer] })
  const service = await startIncidentManager({ ...incidentManager, credentials: sts.issued })
  return { service, sts, issuer, close: async () => void (await Promise.all([service.close(), sts.close()])) }
}

/** How each action ends where all is well, by its folder. */
const outcomes: Readonly<Record<string, string>> = { '': 'sent', drill: 'ready', stop: 'stopped' }
// What a watch comes to depends on more than whether all is well.
const isWatch = (action: string) => action === 'watch'

/**
 * Runs every step of a workflow that uses an action of this repository in a situation through dist/, as a runner does. None may fail, need a repair, or
 * ask for anything that its job does not allow it.
 *
 * @param warnings those that each step gives, as lines of its log
 * @param called the workflows that jobs may call, by what stands in `uses`
 */
export async function play(
  workflow: WorkflowFile,
  situation: Situation,
  { service, sts, issuer }: Account,
  warnings: readonly unknown[] = [],
  called: Readonly<Record<string, WorkflowFile>> = {}
): Promise<ActionRun[]> {
  const runs: ActionRun[] = []
  for (const step of findDueSteps(workflow, situation, called)) {
    const { action, environment, mayRequestIdToken, earlierRole } = step
    const gitHub = await startGitHubApi({
      jobs: situation.jobs ?? [],
      runs: situation.runs ?? [],
      ...(!step.mayListJobs && { fault: { kind: 'status', statusCode: 403 } })
    })
    const idTokens = await startIdTokenEndpoint({
      issuer,
      ...(situation.github && { github: situation.github }),
      ...(environment && { environment })
    })
    try {
      const { github, job, matrix, strategy } = contextsOf(situation)
      const run = await runAction({
        action,
        with: { ...step.with, 'endpoint-url': service.url },
        event: situation.event,
        github: { ...situation.github, api_url: gitHub.url },
        contexts: { github: { token: String(github.token) }, job, matrix, strategy },
        ...(mayRequestIdToken && { idToken: idTokens }),
        env: {
          AWS_ENDPOINT_URL_STS: sts.url,
          ...(earlierRole && mayRequestIdToken && (await assumeEarlier(earlierRole, idTokens, sts)))
        }
      })
      expect({ stdout: run.stdout.match(/^::(?:warning|error).*/gm), stderr: run.stderr }).toEqual({
        stdout: warnings.length === 0 ? null : warnings,
        stderr: ''
      })
      const outcome = step.with['dry-run'] === 'true' ? 'dry-run' : outcomes[action]
      expect([run.exitCode, run.outputs.outcome]).toEqual([0, isWatch(action) ? expect.any(String) : outcome])
      runs.push(run)
    } finally {
      await Promise.all([gitHub.close(), idTokens.close()])
    }
  }
  return runs
}

/** What a step that assumes a role leaves in the environment of those after it. */
async function assumeEarlier(
  { roleArn, region }: { readonly roleArn: string; readonly region: string },
  { url, requestToken }: IdTokenEndpoint,
  sts: Sts
): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${requestToken}` }
  const answer = await fetch(`${url}&audience=sts.amazonaws.com`, { headers })
  const { value } = (await answer.json()) as { value: string }
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'GitHubActions',
    WebIdentityToken: value
  })
  const { status } = await fetch(sts.url, { method: 'POST', body })
  expect([status, readClaims(value).sub]).toEqual([200, expect.any(String)])
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = sts.issued.at(-1) ?? {}
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region
  }
}
