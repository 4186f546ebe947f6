import { textAt } from '../text/json.ts'
import type { Job } from './jobs.ts'
import { baseName, jobsOfLeg } from './matrix.ts'
import type { Workflow } from './workflow.ts'

/**
 * This very job in GitHub's list; undefined where it is not there yet or cannot be told from others. GitHub Enterprise
 * Server gives a job no number to find itself by: there it is the one that goes on on this runner, else the one that goes
 * on with this leg's values in its name.
 */
export function findOwnJob<T extends Job>(jobs: readonly T[], workflow: Workflow): T | undefined {
  const id = textAt(workflow.job, 'check_run_id')
  if (id !== '') return jobs.find(job => String(job.id) === id)
  const running = jobs.filter(({ conclusion }) => conclusion === null)
  const runner = textAt(workflow.runner, 'name')
  const onRunner = running.filter(job => runner !== '' && job.status === 'in_progress' && job.runner_name === runner)
  return only(onRunner) ?? only(jobsOfLeg(onRunner.length > 1 ? onRunner : running, workflow))
}

/** Whether a job had ended when this one began. Another leg of the same matrix is not what this one began after. */
export function endedBefore(own: Job, job: Job): boolean {
  const isLeg = own.name !== baseName(own.name) && baseName(job.name) === baseName(own.name)
  if (job.conclusion === null || isLeg) return false
  const [end, start] = [Date.parse(job.completed_at ?? ''), Date.parse(own.started_at ?? '')]
  // Without times, the one that has ended came first.
  return Number.isNaN(end) || Number.isNaN(start) || end <= start
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined
}
