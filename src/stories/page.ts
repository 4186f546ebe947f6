import { sourceWords } from '../credentials/sources.ts'
import { firstTiming } from '../delivery/attempts.ts'
import { type Delivery, deliver } from '../delivery/delivery.ts'
import { readFailures } from '../github/failures.ts'
import { type Inputs, readContextInputs, readInputs } from '../github/inputs.ts'
import { readWorkflow, type Workflow } from '../github/workflow.ts'
import { composeConnection } from '../incident-manager/connection-options.ts'
import type { ConnectedIncidentManager } from '../incident-manager/incident-manager.ts'
import { proxyWarnings } from '../network/proxies.ts'
import { composeDefaultTexts } from '../page/default-texts.ts'
import { composePage, type Page } from '../page/page.ts'
import { composeRequest, isTemplate, repetitionWarning } from '../page/request.ts'
import type { Render } from '../page/template.ts'
import { PageError } from '../report/page-error.ts'
import { refuseRepairs } from '../report/repairs.ts'
import { createReport, type Report } from '../report/report.ts'
import { createRetryLog } from '../report/retry-log.ts'
import { createSecrets, type Secrets } from '../report/secrets.ts'
import { composeSituation } from '../report/situation.ts'
import { textAt } from '../text/json.ts'
import type { World } from './world.ts'

/** Pages the contact, and reports what became of it. Never throws; fails the step unless the page was sent. */
export async function page(world: World): Promise<void> {
  const secrets = createSecrets()
  const report = createReport(world.core, secrets)
  const unlessUncaught = <T>(work: Promise<T>) => Promise.race([work, world.uncaught])
  let delivery: Delivery | undefined
  try {
    delivery = await unlessUncaught(prepare(world, report, secrets))
    if (delivery === undefined) return await report.ended({ kind: 'dry-run' })
    const engagementArn = await unlessUncaught(deliver(delivery))
    await report.ended({ kind: 'sent', engagementArn })
  } catch (error) {
    await report.ended({ kind: 'failed', error: pageError(error, delivery !== undefined) })
  }
}

/** The page, composed and ready to be sent; undefined on a dry run. */
async function prepare(world: World, report: Report, secrets: Secrets): Promise<Delivery | undefined> {
  const { core, environment, listJobs, signal } = world
  secrets.hide([...environment.secrets, core.getInput('github-token')])
  const { workflow, warnings } = readWorkflow(readContextInputs(core))
  report.learned(composeSituation(core.getInput('contact-id'), workflow))
  for (const warning of [...warnings, ...proxyWarnings(environment.proxyEnvironment)]) report.warning(warning)
  const { inputs, repairs } = readInputs(core, environment)
  report.repaired(repairs)

  // Each waits for the network most of its time: side by side they take as long as the slowest.
  const connecting = inputs.dryRun
    ? undefined
    : connect(world, inputs, textAt(workflow.github, 'run_id'), report, secrets)
  connecting?.catch(() => undefined)
  const failures = await readFailures(workflow, inputs.githubToken, listJobs, signal)
  if (failures.warning !== undefined) report.warning(failures.warning)
  const page = composePage(workflow, failures)

  const render = await createRender(world, inputs, workflow, page)
  const composition = composeRequest(inputs, page, composeDefaultTexts(page, workflow), render)
  report.composed(page, composition)
  refuseRepairs([...repairs, ...composition.repairs], inputs.strict)
  const { request } = composition
  const repetition = repetitionWarning(workflow, request)
  if (repetition !== undefined) report.warning(repetition)
  if (connecting === undefined) {
    if (signal.aborted) throw new PageError('cancelled', 'not-sent', 'The job was cancelled during a dry run.')
    return undefined
  }

  const retries = createRetryLog(report.info)
  return {
    incidentManager: await connecting,
    request,
    timeoutSeconds: inputs.timeoutSeconds,
    signal,
    clock: world.clock,
    onRepair: report.warning,
    onRetry: retries.failed,
    onEnd: retries.end
  }
}

/** Incident Manager, with the search for credentials under way. */
async function connect(
  { connect, environment, signal }: World,
  inputs: Inputs,
  runId: string,
  report: Report,
  secrets: Secrets
): Promise<ConnectedIncidentManager> {
  const listeners = { secrets, onFallback: report.warning, debug: report.debug }
  const incidentManager = await connect(composeConnection(inputs, environment, runId, listeners))
  report.debug(`Endpoint: ${inputs.endpointUrl ?? `that of the AWS SDK for ${inputs.region}`}.`)
  const sources = environment.credentialsSources.map(sourceWords)
  report.debug(`Credentials: ${[...(inputs.roleArn === '' ? [] : [inputs.roleArn]), ...sources].join(', else ')}.`)
  incidentManager.findCredentials({ ...firstTiming(inputs.timeoutSeconds), signal })
  return incidentManager
}

async function createRender(world: World, { templates }: Inputs, workflow: Workflow, page: Page): Promise<Render> {
  if (!Object.entries(templates).some(isTemplate)) return text => ({ text, problems: [] })
  const { createRenderer } = await world.loadTemplates()
  return createRenderer({ ...workflow, page })
}

/** The error as the page's own. A fault of the action may have struck in the middle of an attempt, if there was one. */
function pageError(error: unknown, delivering: boolean): PageError {
  if (error instanceof PageError) return error
  const what = `The action itself failed: ${error instanceof Error ? error.message : String(error)}`
  return new PageError('internal-error', delivering ? 'unknown' : 'not-sent', what, { cause: error })
}
