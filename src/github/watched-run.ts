import { at, isObject, type JsonObject, textAt } from '../text/json.ts'
import { parseAttempt } from './attempt.ts'
import { isTrouble } from './conclusions.ts'
import type { RunAttempt } from './jobs.ts'
import type { RunAccess } from './runs.ts'
import type { Workflow } from './workflow.ts'

/**
 * The run that this one watches: the one that a `workflow_run` event tells of, if it ended in trouble. After one that
 * succeeded, was skipped or has not ended (a deploy after CI), someone is paged about this run itself.
 */
export function watchedRun({ github }: Workflow): JsonObject | undefined {
  const run = at(github, 'event', 'workflow_run')
  const isTold = textAt(github, 'event_name') === 'workflow_run' && isObject(run)
  return isTold && isTrouble(textAt(run, 'conclusion')) ? run : undefined
}

/** This very run, for requests to GitHub's API; undefined without a token, or where its number is not known. */
export function ownRun({ github }: Workflow, token: string): RunAccess | undefined {
  const runId = Number(textAt(github, 'run_id'))
  const repository = textAt(github, 'repository')
  if (token === '' || !Number.isSafeInteger(runId) || runId <= 0 || !/^[^/\s]+\/[^/\s]+$/.test(repository))
    return undefined
  return { apiUrl: textAt(github, 'api_url') || 'https://api.github.com', token, repository, runId }
}

/** The run whose jobs tell what failed, for a request to GitHub's API; undefined where its number is not known. */
export function runToAskFor(workflow: Workflow, token: string): RunAttempt | undefined {
  const { github } = workflow
  const watched = watchedRun(workflow)
  const runId = Number(watched === undefined ? textAt(github, 'run_id') : textAt(watched, 'id'))
  const attempt = parseAttempt(textAt(watched ?? github, 'run_attempt'))
  const repository = textAt(github, 'repository')
  if (!Number.isSafeInteger(runId) || runId <= 0 || !/^[^/\s]+\/[^/\s]+$/.test(repository)) return undefined
  return { apiUrl: textAt(github, 'api_url') || 'https://api.github.com', token, repository, runId, attempt }
}
