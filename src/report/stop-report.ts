import type { StopOutcome, StopResult } from '../following/stop.ts'
import { engagementId } from '../incident-manager/arn.ts'
import { cutAtGrapheme } from '../text/unicode.ts'
import { adviceBlocks } from './advice.ts'
import { plainAddress } from './manual-page.ts'
import { alertBlock, type Block, composeMarkdown, warningBlocks } from './markdown.ts'
import { PageError } from './page-error.ts'
import { type ActionsCore, createPrinter } from './printer.ts'
import { printableJson } from './printing.ts'
import type { Repair } from './repairs.ts'
import type { Secrets } from './secrets.ts'
import { type Situation, unknownSituation } from './situation.ts'
import { composeManualStop, nextStepOfStop } from './stop-remedies.ts'

/** How a stop ended. */
export type StopEnding =
  | { readonly kind: 'nothing-to-stop' }
  | { readonly kind: 'dry-run' }
  | { readonly kind: 'done'; readonly results: readonly StopResult[] }
  /** It failed before AWS was asked, or in the middle: `unknown` then. */
  | { readonly kind: 'failed'; readonly error: PageError }

/** All that leaves a stop: log, annotations, outputs and job summary, each through the sanitising door. */
export interface StopReport {
  /** What advice is filled in with, from the moment it is known. */
  learned(situation: Situation): void
  info(line: string): void
  warning(line: string): void
  /** For the log of a run that is debugged. */
  debug(line: string): void
  /** What was put right before AWS is asked. */
  repaired(repairs: readonly Repair[]): void
  /** What is about to be stopped, and why. */
  composed(engagementArns: readonly string[], reason: string): void
  /** Outputs, closing lines and job summary; fails the step unless the ending is good. Only the first ending counts. */
  ended(ending: StopEnding): Promise<void>
}

/** Outcomes from the worst to the best. */
const outcomes: readonly StopOutcome[] = ['not-stopped', 'unknown', 'stopped', 'already-over']

const titles: Readonly<Record<StopOutcome, string>> = {
  stopped: 'The engagement was stopped',
  'already-over': 'The engagement was already over',
  'not-stopped': 'The engagement was not stopped',
  unknown: 'The engagement may have been stopped'
}

// The runner cuts a message at 4,096 UTF-16 units, and its end is what a person needs most.
const maximumUnits = 4_000
const failuresTold = 5

/** A report over `@actions/core`, in which no secret is printed. */
export function createStopReport(core: ActionsCore, secrets: Pick<Secrets, 'scrub'>): StopReport {
  const printer = createPrinter(core, secrets)
  const { info, warning, debug } = printer
  let situation = unknownSituation
  let engagementArns: readonly string[] = []
  let reason = ''
  let ended: Promise<void> | undefined

  async function end(ending: StopEnding): Promise<void> {
    const results = resultsOf(ending, engagementArns)
    const errors = errorsOf(ending)
    const outcome = outcomeOf(ending, results)
    printer.setOutputs({
      outcome,
      engagements: printableJson(
        results.map(({ engagementArn, outcome, givenUp }) => ({
          engagement_arn: engagementArn,
          outcome: ending.kind === 'dry-run' ? 'dry-run' : outcome,
          error: ending.kind === 'failed' ? ending.error.code : (givenUp?.reason.code ?? null)
        }))
      )
    })
    for (const { engagementArn, outcome, givenUp } of ending.kind === 'done' ? results : []) {
      if (outcome === 'already-over') {
        const why = `AWS stopped nothing, since ${engagementArn} is over already, or is not there. ${givenUp?.reason.what}`
        warning(why)
      } else info(`${titles[outcome]}: ${engagementArn}`)
    }
    const closing = closingSentence(ending, results)
    const facts = { ending, results, errors, closing, situation, reason, warnings: printer.warnings }
    const summaryFault = await printer.writeSummary(composeMarkdown(composeBlocks(facts), printer.door))
    if (summaryFault !== undefined) warning(`The job summary could not be written: ${summaryFault}`)
    const [error] = errors
    if (error === undefined) info(closing)
    else printer.fail(composeStopError(errors, nextStepOfStop(error, situation), closing, printer.logDoor))
  }

  return {
    info,
    warning,
    debug,
    learned(learned) {
      situation = learned
    },
    repaired(repairs) {
      for (const { what } of repairs) warning(what)
    },
    composed(arns, text) {
      engagementArns = arns
      reason = text
      for (const arn of arns) info(`Engagement: ${arn}`)
      info(`Reason: ${text}`)
    },
    ended(ending) {
      ended ??= end(ending)
      return ended
    }
  }
}

/** A result for each engagement, also where none was asked for. */
function resultsOf(ending: StopEnding, engagementArns: readonly string[]): readonly StopResult[] {
  if (ending.kind === 'done') return ending.results
  const outcome = ending.kind === 'failed' && ending.error.outcome === 'unknown' ? 'unknown' : 'not-stopped'
  return engagementArns.map(engagementArn => ({ engagementArn, outcome }))
}

function outcomeOf(ending: StopEnding, results: readonly StopResult[]): string {
  if (ending.kind === 'nothing-to-stop') return ''
  if (ending.kind === 'dry-run') return 'dry-run'
  if (ending.kind === 'failed') return ending.error.outcome === 'unknown' ? 'unknown' : 'not-stopped'
  return outcomes.find(outcome => results.some(result => result.outcome === outcome)) ?? ''
}

/** Why the step fails, the worst first. */
function errorsOf(ending: StopEnding): readonly PageError[] {
  if (ending.kind === 'failed') return [ending.error]
  if (ending.kind !== 'done') return []
  const several = ending.results.length > 1
  return (['not-stopped', 'unknown'] as const).flatMap(worst =>
    ending.results
      .filter(({ outcome }) => outcome === worst)
      .map(({ engagementArn, givenUp }) => {
        const reason = givenUp?.reason
        const what = givenUp?.cancelled ? 'The job was cancelled while stopping it.' : (reason?.what ?? '')
        const tried = givenUp === undefined || givenUp.attempts === 1 ? '' : ` Tried ${givenUp.attempts} times.`
        const front = several ? `${engagementId(engagementArn)}: ` : ''
        // What is told of a page that may have gone out is not told of a stop.
        return new PageError(
          givenUp?.cancelled ? 'cancelled' : (reason?.code ?? 'internal-error'),
          'not-sent',
          front + what + tried,
          {
            cause: reason,
            permission: reason?.permission
          }
        )
      })
  )
}

/** The sentence that ends the log and every error. */
function closingSentence(ending: StopEnding, results: readonly StopResult[]): string {
  if (ending.kind === 'nothing-to-stop') return 'There was nothing to stop: "engagement-arn" is empty.'
  if (ending.kind === 'dry-run') return 'Dry run. Nothing was stopped.'
  if (ending.kind === 'done' && results.length > 1) {
    const count = results.filter(({ outcome }) => outcome === 'stopped').length
    return `${count} of ${results.length} engagements were stopped.`
  }
  const outcome = outcomeOf(ending, results) as StopOutcome
  return `${titles[outcome]}.`
}

function composeStopError(
  errors: readonly PageError[],
  next: string,
  closing: string,
  door: (text: string) => string
): string {
  const end = door(`Next: ${next}\n${closing}`)
  const room = maximumUnits - end.length - 1
  const what = door(told(errors))
  const cut = '…\n[cut]'
  const kept = what.length <= room ? what : cutAtGrapheme(what.slice(0, room - cut.length), room) + cut
  return `${kept.toWellFormed()}\n${end}`
}

function told(errors: readonly PageError[]): string {
  const more = errors.length - failuresTold
  const lines = errors.slice(0, failuresTold).map(({ message }) => message)
  return [...lines, ...(more > 0 ? [`${more} more could not be stopped.`] : [])].join('\n')
}

interface Facts {
  readonly ending: StopEnding
  readonly results: readonly StopResult[]
  readonly errors: readonly PageError[]
  readonly closing: string
  readonly situation: Situation
  readonly reason: string
  readonly warnings: readonly string[]
}

function composeBlocks({ ending, results, errors, closing, situation, reason, warnings }: Facts): Block[] {
  const [error] = errors
  return [
    { markdown: `## ${closing.replace(/\.$/, '').replace(/: "engagement-arn" is empty/, '')}` },
    ...stopAlerts(ending, results),
    ...(error === undefined ? [] : failureBlocks(errors, error, results, situation)),
    ...(results.length === 0
      ? []
      : [
          {
            prose: [
              ...results.map(({ engagementArn, outcome }) =>
                ending.kind === 'done' ? `${engagementArn}: ${outcome}` : engagementArn
              ),
              ...(reason === '' ? [] : [`Reason: ${reason}`])
            ].join('\n')
          }
        ]),
    ...warningBlocks(warnings)
  ]
}

function stopAlerts(ending: StopEnding, results: readonly StopResult[]): Block[] {
  if (ending.kind === 'dry-run') return [alertBlock('NOTE', 'This is what would be stopped.')]
  switch (outcomeOf(ending, results)) {
    case 'not-stopped':
      return [
        alertBlock('CAUTION', 'The plan may go on and wake others. The command to stop it manually stands below.')
      ]
    case 'unknown':
      return [alertBlock('CAUTION', 'The plan may go on and wake others. To stop it once more does no harm.')]
    case 'already-over':
      return [alertBlock('WARNING', 'AWS stopped nothing.')]
    default:
      return []
  }
}

function failureBlocks(
  errors: readonly PageError[],
  error: PageError,
  results: readonly StopResult[],
  situation: Situation
): Block[] {
  const { code } = error
  const { helpUrl } = situation
  const open = results.filter(({ outcome }) => outcome === 'not-stopped' || outcome === 'unknown')
  return [
    { markdown: `### What failed: ${code}` },
    { prose: told(errors) },
    ...(helpUrl === '' ? [] : [{ markdown: `[What ${code} means](${plainAddress(helpUrl)}#${code})` }]),
    { markdown: '### Next' },
    ...adviceBlocks(nextStepOfStop(error, situation)),
    ...(open.length === 0
      ? []
      : [
          { markdown: '### To stop manually' },
          {
            text: open.map(({ engagementArn }) => composeManualStop(engagementArn)).join('\n'),
            width: Number.POSITIVE_INFINITY
          }
        ])
  ]
}
