import type { Listener } from '../delivery/everyone.ts'
import { type Inputs, readContextInputs } from '../github/inputs.ts'
import { readWorkflow, type Workflow } from '../github/workflow.ts'
import { composeConnection } from '../incident-manager/connection-options.ts'
import { type ConnectFor, connectEarly, connectOnce } from '../incident-manager/connections.ts'
import { proxyWarnings } from '../network/proxies.ts'
import { isTemplate } from '../page/request.ts'
import type { RunPage } from '../page/reruns.ts'
import type { Render } from '../page/template.ts'
import { nameOf } from '../report/contact-lines.ts'
import type { AddressedPage } from '../report/outcome.ts'
import type { Report } from '../report/report.ts'
import { createRetryLog } from '../report/retry-log.ts'
import type { Secrets } from '../report/secrets.ts'
import { composeSituation } from '../report/situation.ts'
import { textAt } from '../text/json.ts'
import type { World } from './world.ts'

/** What GitHub tells of the run, with the secrets hidden and what is odd about it told. */
export function beginPaging({ core, environment }: World, report: Report, secrets: Secrets): Workflow {
  secrets.hide([...environment.secrets, core.getInput('github-token')])
  const { workflow, warnings } = readWorkflow(readContextInputs(core))
  report.learned(composeSituation(core.getInput('contact-id'), workflow))
  for (const warning of [...warnings, ...proxyWarnings(environment.proxyEnvironment)]) report.warning(warning)
  return workflow
}

/** Incident Manager for each contact, reached once anybody asks. */
export function connectForPaging(
  { connect, environment, signal }: World,
  inputs: Inputs,
  { github }: Workflow,
  report: Report,
  secrets: Secrets
): ConnectFor {
  const options = composeConnection(inputs, environment, textAt(github, 'run_id'), {
    secrets,
    onFallback: report.warningOnTop,
    onEndpoint: report.reached,
    debug: report.debug
  })
  return connectOnce(() => connectEarly(connect, options, inputs.timeoutSeconds, signal))
}

/** What renders the templates of a page; the evaluator is loaded only where there is one to render. */
export async function createRender(world: World, { templates }: Inputs, { workflow, page }: RunPage): Promise<Render> {
  if (!Object.entries(templates).some(isTemplate)) return text => ({ text, problems: [] })
  const { createRenderer } = await world.loadTemplates()
  return createRenderer({ ...workflow, page })
}

/** Tells how the page to a contact goes, in lines that name the contact where there are several. */
export function listenerFor(report: Report, pages: readonly AddressedPage[]): (addressed: AddressedPage) => Listener {
  return addressed => {
    const front = pages.length === 1 ? '' : `${nameOf(addressed)}: `
    const retries = createRetryLog(line => report.info(front + line))
    return { onRepair: what => report.warning(front + what), onRetry: retries.failed, onEnd: retries.end }
  }
}
