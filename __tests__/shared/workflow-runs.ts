import { expect } from '@jest/globals'
import type { IncidentManager } from '../../local/aws/incident-manager.ts'
import { sampleCredentials } from '../../local/aws/signature.ts'
import { startGitHubApi } from '../../local/github/github-api.ts'
import { type ActionRun, runAction } from '../../local/runner/runner.ts'
import { contextsOf, findDueSteps, type Situation, type WorkflowFile } from '../../local/runner/workflow-file.ts'

/** How each action ends where all is well, by its folder. */
const outcomes: Readonly<Record<string, string>> = { '': 'sent', stop: 'stopped' }
// What a watch comes to depends on more than whether all is well.
const isWatch = (action: string) => action === 'watch'

/**
 * Runs every step of a workflow that uses an action of this repository in a situation through dist/, as a runner does. None may fail, need a repair, or
 * ask for anything that its job does not allow it.
 *
 * @param warnings those that each step gives, as lines of its log
 */
export async function play(
  workflow: WorkflowFile,
  situation: Situation,
  service: IncidentManager,
  warnings: readonly unknown[] = []
): Promise<ActionRun[]> {
  const runs: ActionRun[] = []
  for (const { action, with: given, credentialsRegion, mayListJobs } of findDueSteps(workflow, situation)) {
    const gitHub = await startGitHubApi({
      jobs: situation.jobs ?? [],
      runs: situation.runs ?? [],
      ...(!mayListJobs && { fault: { kind: 'status', statusCode: 403 } })
    })
    try {
      const { github, job, matrix, strategy } = contextsOf(situation)
      const run = await runAction({
        action,
        with: { ...given, 'endpoint-url': service.url },
        event: situation.event,
        github: { ...situation.github, api_url: gitHub.url },
        contexts: { github: { token: String(github.token) }, job, matrix, strategy },
        env:
          credentialsRegion === undefined
            ? {}
            : {
                AWS_ACCESS_KEY_ID: sampleCredentials.accessKeyId,
                AWS_SECRET_ACCESS_KEY: sampleCredentials.secretAccessKey,
                AWS_REGION: credentialsRegion
              }
      })
      expect({ stdout: run.stdout.match(/^::(?:warning|error).*/gm), stderr: run.stderr }).toEqual({
        stdout: warnings.length === 0 ? null : warnings,
        stderr: ''
      })
      const outcome = given['dry-run'] === 'true' ? 'dry-run' : outcomes[action]
      expect([run.exitCode, run.outputs.outcome]).toEqual([0, isWatch(action) ? expect.any(String) : outcome])
      runs.push(run)
    } finally {
      await gitHub.close()
    }
  }
  return runs
}
