import { engagementId } from '../incident-manager/arn.ts'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import type { Page } from '../page/page.ts'
import type { Composition } from '../page/request.ts'
import { lengthInScalars } from '../text/unicode.ts'
import { composeErrorText } from './error-text.ts'
import { composeManualPage } from './manual-page.ts'
import { closingSentence, type Outcome } from './outcome.ts'
import { type ActionsCore, createPrinter } from './printer.ts'
import { printableJson } from './printing.ts'
import type { Repair } from './repairs.ts'
import type { Secrets } from './secrets.ts'
import { type Situation, unknownSituation } from './situation.ts'
import { composeSummary, type Ending, smsOf } from './summary.ts'

/** All that leaves the action: log, annotations, outputs and job summary, each through the sanitising door. */
export interface Report {
  /** What advice is filled in with, from the moment it is known. */
  learned(situation: Situation): void
  info(line: string): void
  warning(line: string): void
  /** For the log of a run that is debugged. */
  debug(line: string): void
  /** What was put right before the page. */
  repaired(repairs: readonly Repair[]): void
  /** The request that is about to be sent, and what was repaired in it. */
  composed(page: Page, composition: Composition): void
  /** Outputs, closing lines and job summary; fails the step unless the ending is good. Only the first ending counts. */
  ended(ending: Ending): Promise<void>
}

/** A report over `@actions/core`, in which no secret is printed. */
export function createReport(core: ActionsCore, { scrub }: Pick<Secrets, 'scrub'>): Report {
  const printer = createPrinter(core, { scrub })
  const { info, warning, debug } = printer
  let situation = unknownSituation
  let composed: { readonly page: Page; readonly composition: Composition } | undefined
  let ended: Promise<void> | undefined

  const report: Report = {
    info,
    warning,
    debug,
    learned(learned) {
      situation = learned
    },
    repaired(repairs) {
      for (const { what } of repairs) warning(what)
    },
    composed(page, composition) {
      composed = { page, composition }
      report.repaired(composition.repairs)
      for (const line of requestLines(composition.request)) info(line)
    },
    ended(ending) {
      // What ends first counts: a page that was sent stays sent, whatever goes wrong after it.
      ended ??= end(ending)
      return ended
    }
  }

  async function end(ending: Ending): Promise<void> {
    const outcome = outcomeOf(ending)
    const engagementArn = ending.kind === 'sent' ? ending.engagementArn : ''
    printer.setOutputs({
      outcome,
      'engagement-arn': engagementArn,
      'engagement-id': engagementArn && engagementId(engagementArn),
      'idempotency-token': composed?.composition.request.IdempotencyToken ?? '',
      request: composed === undefined ? '' : printableJson(composed.composition.request)
    })
    const { warnings, door } = printer
    const summaryFault = await printer.writeSummary(
      composeSummary({ ending, outcome, situation, ...composed, warnings }, door)
    )
    if (summaryFault !== undefined) warning(`The job summary could not be written: ${summaryFault}`)
    if (ending.kind === 'sent') info(`Engagement: ${engagementArn}`)
    if (ending.kind === 'dry-run' && composed !== undefined) {
      info(`Request:\n${JSON.stringify(composed.composition.request, undefined, 2)}`)
    }
    if (ending.kind !== 'failed') {
      info(ending.kind === 'dry-run' ? `Dry run. ${closingSentence[outcome]}` : closingSentence[outcome])
      return
    }
    const { error } = ending
    if (summaryFault !== undefined) {
      info(`To page manually:\n${composeManualPage(error, situation, composed?.page.url || situation.runUrl)}`)
    }
    const commandIn = summaryFault === undefined ? 'the job summary' : 'the log above'
    printer.fail(composeErrorText(error, situation, commandIn, printer.logDoor))
  }
  return report
}

function outcomeOf(ending: Ending): Outcome {
  return ending.kind === 'failed' ? ending.error.outcome : ending.kind
}

function requestLines(request: StartEngagementRequest): string[] {
  return [
    `Contact: ${request.ContactId}`,
    ...(request.IncidentId === undefined ? [] : [`Incident: ${request.IncidentId}`]),
    `Sender: ${request.Sender}`,
    `Subject: ${request.Subject.split('\n')[0]}`,
    `E-mail and voice: ${lengthInScalars(request.Content)} characters.`,
    `SMS: ${smsOf(request).size}.`,
    `Idempotency token: ${request.IdempotencyToken}`
  ]
}
