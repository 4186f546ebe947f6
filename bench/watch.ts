import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contactArn } from '../local/demo/scenarios.ts'
import { startGitHubApi, type WorkflowRun } from '../local/github/github-api.ts'
import { runAction } from '../local/runner/runner.ts'
import { kilobytes, milliseconds, printHeading, printValue } from './printing.ts'
import type { Release } from './release.ts'
import { measureByTurns } from './samples.ts'

const few = 3
const many = 500
const requestsMaximum = 7

/**
 * Prints what a watch takes that reads as much of history as it ever does, beside one that reads little. Both are dry runs, so
 * that nothing but history differs.
 *
 * @param cpuFile where the measured processes leave their figure
 */
export async function compareHistories(release: Release, rounds: number, cpuFile: string): Promise<void> {
  const requests: Record<number, number> = {}
  const watch = async (length: number) => {
    const [run, asked] = await watchOnce(release, length, cpuFile)
    requests[length] = asked
    return run
  }
  const medians = await measureByTurns({ few: () => watch(few), many: () => watch(many) }, rounds)
  const bytes = JSON.stringify(composeRuns(many)).length / many
  printHeading(`CPU time of a watch by the runs of its history, ${kilobytes(bytes)} each`)
  printValue(`${few} runs, ${requests[few]} requests`, medians.few, milliseconds)
  printValue(`${many} runs, ${requests[many]} requests`, medians.many, milliseconds)
  printValue('what the history takes', medians.many - medians.few, milliseconds, { relation: '<=', value: 250 })
}

/** CPU time in milliseconds, and the requests to GitHub. */
async function watchOnce(release: Release, length: number, cpuFile: string): Promise<[number, number]> {
  const gitHub = await startGitHubApi({ jobs: [], runs: composeRuns(length) })
  try {
    const { exitCode, outputs, stdout, stderr } = await runAction({
      action: join(release.folder, 'watch'),
      entry: join(dirname(release.main), 'watch.js'),
      with: {
        'contact-id': contactArn,
        needs: JSON.stringify({ check: { result: 'failure', outputs: {} } }),
        'dry-run': 'true'
      },
      github: { api_url: gitHub.url, run_id: String(length), run_number: String(length), event_name: 'schedule' },
      contexts: { github: { token: 'ghs_anyTokenWillDo' }, job: { status: 'success' } },
      env: {
        CPU_TIME_FILE: cpuFile,
        NODE_OPTIONS: `--require "${fileURLToPath(new URL('cpu-time.cjs', import.meta.url))}"`
      }
    })
    const asked = gitHub.requests.filter(({ path }) => !path.includes('/jobs')).length
    if (exitCode !== 0 || outputs.streak !== String(length) || asked > requestsMaximum)
      throw new Error(`A watch over ${length} runs failed after ${asked} requests:\n${stdout}${stderr}`)
    return [Number(readFileSync(cpuFile, 'utf8')), asked]
  } finally {
    await gitHub.close()
  }
}

/** Failed runs, of which the last one goes on: as many members and bytes as GitHub tells of a run. */
function composeRuns(length: number): WorkflowRun[] {
  const startMs = Date.now() - length * 300_000
  return Array.from({ length }, (_, index) => {
    const time = new Date(startMs + index * 300_000).toISOString()
    const isOwn = index === length - 1
    return {
      id: index + 1,
      run_number: index + 1,
      run_attempt: 1,
      workflow_id: 5,
      event: 'schedule',
      head_branch: 'main',
      head_repository: { id: 1, full_name: 'acme/shop', ...composeMembers(60) },
      status: isOwn ? 'in_progress' : 'completed',
      conclusion: isOwn ? null : 'failure',
      created_at: time,
      run_started_at: time,
      html_url: `https://github.com/acme/shop/actions/runs/${index + 1}`,
      ...composeMembers(160)
    }
  })
}

function composeMembers(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `member_${index}_url`,
      `https://api.github.com/repos/acme/shop/x/${index}{/id}`
    ])
  )
}
