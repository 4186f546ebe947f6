import { type StopResult, stopEngagement } from '../following/stop.ts'
import { readFailures } from '../github/failures.ts'
import { readStopInputs, type StopInputs } from '../github/stop-inputs.ts'
import { readWorkflow, type Workflow } from '../github/workflow.ts'
import { parseEngagementArn } from '../incident-manager/arn.ts'
import { composeConnection } from '../incident-manager/connection-options.ts'
import { type ConnectFor, connectEarly, connectOnce, regionOf } from '../incident-manager/connections.ts'
import type { ConnectedIncidentManager } from '../incident-manager/incident-manager.ts'
import { proxyWarnings } from '../network/proxies.ts'
import { composePage } from '../page/page.ts'
import { composeReason, isReasonTemplate, type Reason } from '../page/reason.ts'
import { PageError } from '../report/page-error.ts'
import { refuseRepairs } from '../report/repairs.ts'
import { createRetryLog } from '../report/retry-log.ts'
import { createSecrets, type Secrets } from '../report/secrets.ts'
import { composeSituation } from '../report/situation.ts'
import { createStopReport, type StopReport } from '../report/stop-report.ts'
import { textAt } from '../text/json.ts'
import type { World } from './world.ts'

/** Stops engagements, and reports what became of each. Never throws; fails the step unless all are over. */
export async function stop(world: World): Promise<void> {
  const secrets = createSecrets()
  const report = createStopReport(world.core, secrets)
  const unlessUncaught = <T>(work: Promise<T>) => Promise.race([work, world.uncaught])
  let asking = false
  try {
    const { inputs, reason, runId } = await unlessUncaught(prepare(world, report, secrets))
    if (inputs.engagementArns.length === 0) return await report.ended({ kind: 'nothing-to-stop' })
    if (inputs.dryRun) return await report.ended({ kind: 'dry-run' })
    const connectFor = connectOnce(() => connect(world, inputs, runId, report, secrets))
    asking = true
    const results = await unlessUncaught(
      Promise.all(inputs.engagementArns.map(arn => stopOne(arn, reason, world, inputs, connectFor, report)))
    )
    await report.ended({ kind: 'done', results })
  } catch (error) {
    await report.ended({ kind: 'failed', error: asStopError(error, asking) })
  }
}

/** What to stop and why, checked and composed. */
async function prepare(
  world: World,
  report: StopReport,
  secrets: Secrets
): Promise<{ readonly inputs: StopInputs; readonly reason: string; readonly runId: string }> {
  const { core, environment } = world
  secrets.hide(environment.secrets)
  const { workflow } = readWorkflow(noContexts)
  const { inputs, repairs } = readStopInputs(core, environment)
  const [first] = inputs.engagementArns
  report.learned(composeSituation(contactOf(first ?? ''), workflow))
  for (const warning of proxyWarnings(environment.proxyEnvironment)) report.warning(warning)
  report.repaired(repairs)
  const reason = await renderReason(world, inputs, workflow)
  if (first !== undefined) report.composed(inputs.engagementArns, reason.text)
  report.repaired(reason.repairs)
  refuseRepairs([...repairs, ...reason.repairs], inputs.strict, 'the engagement would be stopped')
  return { inputs, reason: reason.text, runId: textAt(workflow.github, 'run_id') }
}

async function renderReason(world: World, { reason }: StopInputs, workflow: Workflow): Promise<Reason> {
  // Without a token nobody is asked: the page tells where the run is, and no more.
  const page = composePage(workflow, await readFailures(workflow, '', world.listJobs, world.signal))
  if (!isReasonTemplate(reason)) return composeReason(reason, workflow, page, text => ({ text, problems: [] }))
  const { createRenderer } = await world.loadTemplates()
  return composeReason(reason, workflow, page, createRenderer({ ...workflow, page }))
}

// A stop says nothing of the job that runs it.
const noContexts = { needs: '', jobStatus: '', jobCheckRunId: '', matrix: '', strategy: '' }

async function stopOne(
  engagementArn: string,
  reason: string,
  { signal, clock }: World,
  { timeoutSeconds }: StopInputs,
  connectFor: ConnectFor,
  report: StopReport
): Promise<StopResult> {
  const retries = createRetryLog(report.info)
  const bounds = { timeoutSeconds, signal, clock, onRetry: retries.failed, onEnd: retries.end }
  return stopEngagement(await connectFor(engagementArn), engagementArn, reason, bounds)
}

/** Incident Manager, with the search for credentials under way. */
function connect(
  { connect, environment, signal }: World,
  inputs: StopInputs,
  runId: string,
  report: StopReport,
  secrets: Secrets
): Promise<ConnectedIncidentManager> {
  const [first = ''] = inputs.engagementArns
  const options = composeConnection({ ...inputs, region: regionOf(first) }, environment, runId, {
    secrets,
    onFallback: report.warning,
    onEndpoint: host => report.info(`Endpoint: ${host}, not AWS's own for the region.`),
    debug: report.debug
  })
  return connectEarly(connect, options, inputs.timeoutSeconds, signal)
}

/** ARN of the contact that an engagement is of; empty for anything else. */
function contactOf(engagementArn: string): string {
  const engagement = parseEngagementArn(engagementArn)
  if (engagement === undefined) return ''
  const { partition, region, account, alias } = engagement
  return `arn:${partition}:ssm-contacts:${region}:${account}:contact/${alias}`
}

function asStopError(error: unknown, asking: boolean): PageError {
  if (error instanceof PageError) return error
  const what = `The action itself failed: ${error instanceof Error ? error.message : String(error)}`
  return new PageError('internal-error', asking ? 'unknown' : 'not-sent', what, { cause: error })
}
