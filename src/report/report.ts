import { engagementId } from '../incident-manager/arn.ts'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import type { Page } from '../page/page.ts'
import type { Composition } from '../page/request.ts'
import { lengthInScalars } from '../text/unicode.ts'
import { closingSentence, type Outcome } from './errors.ts'
import { printable, printableJson } from './printing.ts'
import { scrub } from './secrets.ts'
import { composeSummary, type Ending, smsOf } from './summary.ts'

/** What reporting takes of `@actions/core`. */
export interface ActionsCore {
  setOutput(name: string, value: string): void
  info(message: string): void
  warning(message: string): void
  setFailed(message: string): void
  readonly summary: { addRaw(text: string): { write(): Promise<unknown> } }
}

/** All that leaves the action: log, annotations, outputs and job summary, each through the sanitising door. */
export interface Report {
  /** Values that must not be printed, from the moment they are known. */
  hide(secrets: readonly string[]): void
  info(line: string): void
  warning(line: string): void
  /** The request that is about to be sent, and what was repaired in it. */
  composed(page: Page, composition: Composition): void
  /** Outputs, closing lines and job summary; fails the step unless the ending is good. Only the first ending counts. */
  ended(ending: Ending): Promise<void>
}

/** A report over `@actions/core`. */
export function createReport(core: ActionsCore): Report {
  const secrets: string[] = []
  const door = (text: string) => printable(scrub(text, secrets))
  let composed: { readonly page: Page; readonly composition: Composition } | undefined
  const warnings: string[] = []
  let ended: Promise<void> | undefined

  const report: Report = {
    hide(values) {
      // An error may quote one line of a secret.
      secrets.push(...values, ...values.flatMap(value => value.split(/[\r\n]+/)))
    },
    info(line) {
      core.info(door(line))
    },
    warning(line) {
      warnings.push(line)
      core.warning(door(line))
    },
    composed(page, composition) {
      composed = { page, composition }
      for (const { what } of composition.repairs) report.warning(what)
      for (const line of requestLines(composition.request)) report.info(line)
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
    const outputs = {
      outcome,
      'engagement-arn': engagementArn,
      'engagement-id': engagementArn && engagementId(engagementArn),
      'idempotency-token': composed?.composition.request.IdempotencyToken ?? '',
      request: composed === undefined ? '' : scrub(printableJson(composed.composition.request), secrets)
    }
    for (const [name, value] of Object.entries(outputs)) {
      try {
        core.setOutput(name, value)
      } catch (error) {
        // What became of the page does not depend on it.
        report.warning(`Output "${name}" could not be written: ${(error as Error).message}`)
      }
    }

    try {
      await core.summary.addRaw(composeSummary({ ending, outcome, ...composed, warnings }, door)).write()
    } catch (error) {
      report.warning(`The job summary could not be written: ${(error as Error).message}`)
    }
    if (ending.kind === 'sent') report.info(`Engagement: ${engagementArn}`)
    if (ending.kind === 'failed') core.setFailed(door(ending.error.message))
    else report.info(ending.kind === 'dry-run' ? `Dry run. ${closingSentence[outcome]}` : closingSentence[outcome])
  }
  return report
}

function outcomeOf(ending: Ending): Outcome {
  return ending.kind === 'failed' ? ending.error.outcome : ending.kind
}

function requestLines(request: StartEngagementRequest): string[] {
  return [
    `Contact: ${request.ContactId}`,
    `Sender: ${request.Sender}`,
    `Subject: ${request.Subject.split('\n')[0]}`,
    `E-mail and voice: ${lengthInScalars(request.Content)} characters.`,
    `SMS: ${smsOf(request).size}.`,
    `Idempotency token: ${request.IdempotencyToken}`
  ]
}
