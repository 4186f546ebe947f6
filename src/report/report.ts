import type { Failed, StartEngagementRequest } from '../incident-manager/port.ts'
import type { Page } from '../page/page.ts'
import type { Composition } from '../page/request.ts'
import { lengthInScalars } from '../text/unicode.ts'
import { composeBackupWarning, composeContactLine, failedPages, repetitionNote } from './contact-lines.ts'
import { composeErrorText, composeErrorTextOfSeveral } from './error-text.ts'
import { composeManualPage } from './manual-page.ts'
import {
  type AddressedPage,
  type ContactPage,
  closingSentence,
  type Outcome,
  outcomeOf,
  overallOutcome,
  overallSentence,
  type QuietContact,
  type QuietOutcome,
  wasBackupSent,
  wasContactSent
} from './outcome.ts'
import { composeOutputs, composeWaitOutputs } from './outputs.ts'
import { PageError } from './page-error.ts'
import { type ActionsCore, createPrinter } from './printer.ts'
import { nextStep } from './remedies.ts'
import type { Repair } from './repairs.ts'
import type { Secrets } from './secrets.ts'
import { type Situation, situationOf, unknownSituation } from './situation.ts'
import { composeAddressLine, composeRequestsText, composeSummary, type Ending, smsOf } from './summary.ts'

/** All that leaves the action: log, annotations, outputs and job summary, each through the sanitising door. */
export interface Report {
  /** What advice is filled in with, from the moment it is known. */
  learned(situation: Situation): void
  info(line: string): void
  /** Printed at the end, after those that come first. */
  warning(line: string): void
  /** A warning that comes before all others, and stands above the page's text in the summary. */
  warningOnTop(line: string): void
  /** For the log of a run that is debugged. */
  debug(line: string): void
  /** What to do next about a call that failed, filled in with what is known; begins in lower case. */
  advise(failed: Failed, contactId: string): string
  /** What was put right before the page. */
  repaired(repairs: readonly Repair[]): void
  /** The request that is about to be sent, whom to, and what was repaired in it. */
  composed(page: Page, composition: Composition, addressed: readonly AddressedPage[]): void
  /** What a watch decided, and why; its own outputs, and the contacts that it does not page. */
  decided(decided: Decided): void
  /** Outputs, closing lines and job summary; fails the step unless the ending is good. Only the first ending counts. */
  ended(ending: Ending): Promise<void>
}

/** What a watch decided. */
export interface Decided {
  /** Sentences, a paragraph each. */
  readonly reasons: readonly string[]
  readonly outputs: Readonly<Record<string, string>>
  readonly others: readonly QuietContact[]
  /** What nobody should miss; undefined where there is no such thing. */
  readonly notice?: string | undefined
}

/**
 * A report over `@actions/core`, in which no secret is printed.
 *
 * @param ownOutputs what the action has in place of the outputs about a wait, before it decided
 */
export function createReport(
  core: ActionsCore,
  { scrub }: Pick<Secrets, 'scrub'>,
  ownOutputs?: Readonly<Record<string, string>>
): Report {
  const printer = createPrinter(core, { scrub })
  const { info, debug } = printer
  const [warnings, warningsOnTop]: [string[], string[]] = [[], []]
  let situation = unknownSituation
  let composed: { readonly page: Page; readonly composition: Composition } | undefined
  let addressed: readonly AddressedPage[] = []
  let decided: Decided | undefined
  let ended: Promise<void> | undefined

  const report: Report = {
    info,
    debug,
    // Which of them must come first is known in the end only, and GitHub shows no more than ten.
    warning: line => void warnings.push(line),
    warningOnTop: line => void warningsOnTop.push(line),
    learned(learned) {
      situation = learned
    },
    advise: ({ code, what, permission }, contactId) =>
      nextStep(new PageError(code, 'not-sent', what, { permission }), situationOf(contactId, situation)),
    repaired(repairs) {
      for (const { what } of repairs) report.warning(what)
    },
    composed(page, composition, pages) {
      composed = { page, composition }
      addressed = pages
      report.repaired(composition.repairs)
      for (const line of requestLines(composition.request, pages)) info(line)
    },
    decided(told) {
      decided = told
      for (const reason of told.reasons) info(reason)
    },
    ended(ending) {
      // What ends first counts: a page that was sent stays sent, whatever goes wrong after it.
      ended ??= end(ending)
      return ended
    }
  }

  async function end(ending: Ending): Promise<void> {
    const outcome = outcomeOfEnding(ending)
    const onTop = [...composeWarningsOnTop(ending), ...warningsOnTop]
    for (const line of [...onTop, ...warnings]) printer.warning(line)
    if (decided?.notice !== undefined) printer.notice(decided.notice)
    printer.setOutputs({
      ...composeOutputs(ending, outcome, addressed, decided?.others),
      ...(ownOutputs ?? composeWaitOutputs(ending)),
      ...decided?.outputs
    })
    const told = printer.warnings.slice(onTop.length)
    const summaryFault = await printer.writeSummary(
      composeSummary(
        {
          ending,
          outcome,
          situation,
          ...composed,
          addressed,
          reasons: decided?.reasons ?? [],
          warningsOnTop: onTop,
          warnings: told
        },
        printer.door
      )
    )
    if (summaryFault !== undefined) printer.warning(`The job summary could not be written: ${summaryFault}`)
    if (ending.kind === 'dry-run') {
      if (composed !== undefined) info(`Request:\n${composeRequestsText(addressed)}`)
      info(`Dry run. ${closingSentence['dry-run']}`)
      return
    }
    if (ending.kind === 'quiet') {
      info(`${ending.title}.`)
      return
    }
    const commandsIn = summaryFault === undefined ? 'the job summary' : 'the log above'
    if (ending.kind === 'failed') {
      const { contactIds } = situation
      if (summaryFault !== undefined)
        printCommands((contactIds.length ? contactIds : ['']).map(id => [id, ending.error]))
      printer.fail(composeErrorText(ending.error, situation, commandsIn, printer.logDoor))
      return
    }
    const { pages } = ending
    for (const line of pageLines(pages, situation)) info(line)
    if (summaryFault !== undefined) {
      printCommands(failedPages(pages).map(({ request, result }) => [request.ContactId, result.error]))
    }
    const note = attemptNote(ending)
    if (note !== undefined) info(note)
    const { wait } = ending
    if (outcome !== 'sent') printer.fail(composePagesError(pages, situation, commandsIn, printer.logDoor))
    else if (wait?.isReached === false) printer.fail(wait.composeError(overallSentence(pages), printer.logDoor))
    else info([overallSentence(pages), wait?.sentence].filter(Boolean).join(' '))
  }

  function printCommands(contacts: readonly (readonly [contactId: string, error: PageError])[]): void {
    const url = composed?.page.url || situation.runUrl
    for (const [contactId, error] of contacts) {
      info(`To page manually:\n${composeManualPage(error, situationOf(contactId, situation), url)}`)
    }
  }
  return report
}

function outcomeOfEnding(ending: Ending): Outcome | QuietOutcome {
  if (ending.kind === 'paged') return overallOutcome(ending.pages)
  if (ending.kind === 'quiet') return ending.outcome
  return ending.kind === 'failed' ? ending.error.outcome : ending.kind
}

/** What became of the pages, for the log. Of one that failed, the error tells. */
function pageLines(pages: readonly ContactPage[], situation: Situation): string[] {
  if (pages.length > 1) return pages.map(page => composeContactLine(page, situation))
  return pages.flatMap(({ result }) =>
    result.kind === 'sent'
      ? [`Engagement: ${result.engagementArn}`, ...(result.isRepetition ? [repetitionNote] : [])]
      : []
  )
}

function composePagesError(
  pages: readonly ContactPage[],
  situation: Situation,
  commandsIn: string,
  door: (text: string) => string
): string {
  const [only, ...further] = failedPages(pages)
  return only !== undefined && further.length === 0 && pages.length === 1
    ? composeErrorText(only.result.error, situation, commandsIn, door)
    : composeErrorTextOfSeveral(pages, situation, commandsIn, door)
}

/** The warnings that only the ending knows of, the most important first. */
function composeWarningsOnTop(ending: Ending): string[] {
  if (ending.kind !== 'paged') return []
  const note = attemptNote(ending)
  return [
    ...(ending.wait?.warning ? [ending.wait.warning] : []),
    ...(wasBackupSent(ending.pages) && !wasContactSent(ending.pages) ? [composeBackupWarning(ending.pages)] : []),
    ...(note === undefined
      ? []
      : [`${note} With idempotency-token: "{{ github.run_id }}-{{ github.run_attempt }}" every attempt pages.`])
  ]
}

/** Why a page that AWS took may have paged nobody, as a sentence; undefined if there is no reason. */
function attemptNote({ pages, attemptWithToken }: Extract<Ending, { kind: 'paged' }>): string | undefined {
  const sent = pages.find(page => outcomeOf(page) === 'sent')
  if (attemptWithToken === undefined || sent === undefined) return undefined
  return (
    `This is attempt ${attemptWithToken} of the run, and all its attempts share the token ${sent.request.IdempotencyToken}: ` +
    'if an earlier one paged, AWS may have paged nobody now.'
  )
}

function requestLines(request: StartEngagementRequest, pages: readonly AddressedPage[]): string[] {
  const isOne = pages.length === 1
  return [
    ...(isOne ? [`Contact: ${request.ContactId}`] : pages.map(composeAddressLine)),
    ...(request.IncidentId === undefined ? [] : [`Incident: ${request.IncidentId}`]),
    `Sender: ${request.Sender}`,
    `Subject: ${request.Subject.split('\n')[0]}`,
    `E-mail and voice: ${lengthInScalars(request.Content)} characters.`,
    `SMS: ${smsOf(request).size}.`,
    ...(isOne ? [`Idempotency token: ${request.IdempotencyToken}`] : [])
  ]
}
