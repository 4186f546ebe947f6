import { type Clock, type Delivery, deliver } from '../delivery/delivery.ts'
import { readFailures } from '../github/failures.ts'
import { type InputReader, readInputs, readSecrets } from '../github/inputs.ts'
import type { ListJobs } from '../github/jobs.ts'
import { readWorkflow } from '../github/workflow.ts'
import type { Engagements } from '../incident-manager/port.ts'
import type { IncidentManagerOptions } from '../incident-manager/sdk.ts'
import { proxyWarnings } from '../network/proxies.ts'
import { composePage } from '../page/page.ts'
import { composeRequest, refuseRepairs, repetitionWarning } from '../page/request.ts'
import { createRenderer } from '../page/template.ts'
import { PageError } from '../report/errors.ts'
import { type ActionsCore, createReport, type Report } from '../report/report.ts'

/** What the story needs of the world. */
export interface World {
  readonly core: InputReader & ActionsCore
  connect(options: IncidentManagerOptions): Promise<Engagements>
  readonly listJobs: ListJobs
  readonly clock: Clock
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal
  /** Rejects with what nobody caught. */
  readonly uncaught: Promise<never>
}

/** Pages the contact, and reports what became of it. Never throws; fails the step unless the page was sent. */
export async function run(world: World): Promise<void> {
  const report = createReport(world.core)
  const unlessUncaught = <T>(work: Promise<T>) => Promise.race([work, world.uncaught])
  let delivery: Delivery | undefined
  try {
    delivery = await unlessUncaught(prepare(world, report))
    if (delivery === undefined) return await report.ended({ kind: 'dry-run' })
    const engagementArn = await unlessUncaught(deliver(delivery))
    await report.ended({ kind: 'sent', engagementArn })
  } catch (error) {
    await report.ended({ kind: 'failed', error: pageError(error, delivery) })
  }
}

/** The page, composed and ready to be sent; undefined on a dry run. */
async function prepare(
  { core, connect, listJobs, clock, signal }: World,
  report: Report
): Promise<Delivery | undefined> {
  report.hide(readSecrets(core))
  const inputs = readInputs(core)

  const { workflow, warnings } = readWorkflow(inputs.contexts)
  for (const warning of [...warnings, ...proxyWarnings(inputs.proxyEnvironment)]) report.warning(warning)
  const failures = await readFailures(workflow, inputs.githubToken, listJobs, signal)
  if (failures.warning !== undefined) report.warning(failures.warning)
  const page = composePage(workflow, failures)

  const render = createRenderer({ ...workflow, page })
  const composition = composeRequest(inputs, page, render)
  report.composed(page, composition)
  refuseRepairs(composition, inputs)
  const { request } = composition
  const repetition = repetitionWarning(workflow, request)
  if (repetition !== undefined) report.warning(repetition)
  if (inputs.dryRun) {
    if (signal.aborted) throw new PageError('cancelled', 'not-sent', 'The job was cancelled during a dry run.')
    return undefined
  }

  return {
    engagements: await connect(inputs),
    request,
    target: inputs.target,
    timeoutSeconds: inputs.timeoutSeconds,
    signal,
    clock,
    onRetry({ what }, attempt, delayMs) {
      const when = delayMs < 50 ? 'at once' : `in ${(delayMs / 1000).toFixed(1)} s`
      report.info(`Attempt ${attempt} failed: ${what} Next attempt ${when}.`)
    }
  }
}

/** The error as the page's own. A fault of the action may have struck in the middle of an attempt, if there was one. */
function pageError(error: unknown, delivery: Delivery | undefined): PageError {
  if (error instanceof PageError) return error
  const what = `The action itself failed: ${error instanceof Error ? error.message : String(error)}`
  return new PageError('internal-error', delivery === undefined ? 'not-sent' : 'unknown', what, {
    target: delivery?.target,
    cause: error
  })
}
