import { composeChecks } from '../drill/checks.ts'
import { createInquiry } from '../drill/inquiry.ts'
import { aliasesOnCall, composeOutlines } from '../drill/outline.ts'
import { missingRights } from '../drill/rights.ts'
import { survey } from '../drill/survey.ts'
import { readDrillInputs } from '../github/drill-inputs.ts'
import { readWorkflow } from '../github/workflow.ts'
import { composeConnection } from '../incident-manager/connection-options.ts'
import { connectOnce } from '../incident-manager/connections.ts'
import { proxyWarnings } from '../network/proxies.ts'
import { createDrillReport, type DrillReport, type Findings } from '../report/drill-report.ts'
import { PageError } from '../report/page-error.ts'
import { createSecrets, type Secrets } from '../report/secrets.ts'
import { composeSituation } from '../report/situation.ts'
import { textAt } from '../text/json.ts'
import type { World } from './world.ts'

/** Checks everything short of waking somebody, and reports it. Never throws; fails the step unless all is right. */
export async function drill(world: World): Promise<void> {
  const secrets = createSecrets()
  const report = createDrillReport(world.core, secrets)
  try {
    await report.ended(await Promise.race([look(world, report, secrets), world.uncaught]))
  } catch (error) {
    await report.ended(findingsOf(error))
  }
}

async function look(world: World, report: DrillReport, secrets: Secrets): Promise<Findings> {
  const { core, environment, clock, signal } = world
  secrets.hide(environment.secrets)
  const { workflow } = readWorkflow(noContexts)
  const inputs = readDrillInputs(core, environment)
  for (const warning of [...inputs.warnings, ...proxyWarnings(environment.proxyEnvironment)]) report.warning(warning)

  const { timeoutSeconds } = inputs
  const inquiry = createInquiry({ timeoutSeconds, clock, signal })
  let fallback: string | undefined
  const first = inputs.contacts[0]?.arn.region ?? ''
  const connection = composeConnection({ ...inputs, region: first }, environment, textAt(workflow.github, 'run_id'), {
    secrets,
    onFallback(what) {
      fallback = what
    },
    onEndpoint: host => report.info(`Endpoint: ${host}, not AWS's own for the region.`),
    debug: report.debug
  })
  const connectFor = connectOnce(() => world.connect(connection))
  const given = await Promise.all(
    inputs.contacts.map(async ({ contactId, isBackup }) => ({
      contactId,
      isBackup,
      incidentManager: await connectFor(contactId)
    }))
  )
  const found = await survey(given, inquiry, Date.now())
  const checks = composeChecks(found, {
    situationOf: contactId => composeSituation(contactId, workflow),
    fallback
  })
  return {
    checks,
    missingRights: missingRights(found),
    outlines: composeOutlines(found),
    onCall: aliasesOnCall(found)
  }
}

// A drill says nothing of the job that runs it.
const noContexts = { needs: '', jobStatus: '', jobCheckRunId: '', matrix: '', strategy: '' }

/** What is known where the drill ended before its first question, or in the middle. */
function findingsOf(error: unknown): Findings {
  const isInput = error instanceof PageError
  const nextStep = isInput
    ? 'Correct the above in the workflow file: a page would be refused for the same reason.'
    : 'Run the drill again. If it fails again, open an issue with this log.'
  const check = isInput
    ? { what: 'Inputs', ok: false, detail: error.message, nextStep }
    : {
        what: 'The drill itself',
        ok: 'unknown' as const,
        detail: `It failed: ${error instanceof Error ? error.message : String(error)}`,
        nextStep
      }
  return { checks: [check], missingRights: '', outlines: [], onCall: [] }
}
