import { type Clock, deliver } from './delivery.ts'
import type { Engagements } from './engagements.ts'
import { PageError, type Target } from './errors.ts'
import { readFailures } from './failures.ts'
import type { ListJobs } from './github-jobs.ts'
import type { IncidentManagerOptions } from './incident-manager.ts'
import { type InputReader, readInputs } from './inputs.ts'
import { composePage } from './page.ts'
import { type ActionsCore, createReport, type Report } from './report.ts'
import { composeRequest, repetitionWarning } from './request.ts'
import { createRenderer } from './template.ts'
import { proxyWarning } from './transport.ts'
import { readWorkflow } from './workflow.ts'

/** What the story needs of the world. */
export interface World {
  readonly core: InputReader & ActionsCore
  connect(options: IncidentManagerOptions): Engagements
  readonly listJobs: ListJobs
  readonly clock: Clock
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal
  /** Rejects with what nobody caught, as a PageError. */
  readonly uncaught: Promise<never>
}

/** Pages the contact, and reports what became of it. Never throws; fails the step unless the page was sent. */
export async function run(world: World): Promise<void> {
  const report = createReport(world.core)
  try {
    await Promise.race([page(world, report), world.uncaught])
  } catch (error) {
    await report.ended({ kind: 'failed', error: pageError(error) })
  }
}

async function page({ core, connect, listJobs, clock, signal }: World, report: Report): Promise<void> {
  const inputs = readInputs(core)
  report.hide(inputs.secrets)

  const { workflow, warnings } = readWorkflow(inputs.contexts)
  for (const warning of [...warnings, proxyWarning(inputs.proxyEnvironment)]) if (warning) report.warning(warning)
  const failures = await readFailures(workflow, inputs.githubToken, listJobs, signal)
  if (failures.warning !== undefined) report.warning(failures.warning)
  const page = composePage(workflow, failures)

  const render = createRenderer({
    ...workflow,
    page: { ...page, failed_jobs: page.failed_jobs.map(job => ({ ...job })) }
  })
  const composition = composeRequest(inputs, page, render)
  report.composed(page, composition)
  const repetition = repetitionWarning(workflow, composition.request)
  if (repetition !== undefined) report.warning(repetition)
  if (inputs.dryRun) {
    if (signal.aborted) throw new PageError('cancelled', 'not-sent', 'The job was cancelled during a dry run.')
    return report.ended({ kind: 'dry-run' })
  }

  const { request } = composition
  const target: Target = { contactId: inputs.contactId, region: inputs.region, account: inputs.contact.account }
  const engagementArn = await deliver({
    engagements: connect(inputs),
    request,
    target,
    timeoutSeconds: inputs.timeoutSeconds,
    signal,
    clock,
    onRetry({ what }, attempt, delayMs) {
      report.info(`Attempt ${attempt} failed: ${what} Next attempt in ${(delayMs / 1000).toFixed(1)} s.`)
    }
  })
  return report.ended({ kind: 'sent', engagementArn })
}

function pageError(error: unknown): PageError {
  if (error instanceof PageError) return error
  // Nothing but an attempt can send a page, and deliver() tells of every attempt in a PageError of its own.
  const what = `The action itself failed: ${error instanceof Error ? error.message : String(error)}`
  return new PageError('internal-error', 'not-sent', what, { cause: error })
}
