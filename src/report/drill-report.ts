import { type Check, type Readiness, readinessOf } from '../drill/check.ts'
import type { Outline } from '../drill/outline.ts'
import { cutToUnits } from '../text/cuts.ts'
import { composeDrillSummary } from './drill-summary.ts'
import { type ActionsCore, createPrinter, type Printer } from './printer.ts'
import { printableJson } from './printing.ts'
import type { Secrets } from './secrets.ts'

/** What a drill found. */
export interface Findings {
  readonly checks: readonly Check[]
  /** The one advice that allows all for which AWS refused; empty if it refused nothing. */
  readonly missingRights: string
  readonly outlines: readonly Outline[]
  /** Aliases. */
  readonly onCall: readonly string[]
}

/** All that leaves a drill: log, annotations, outputs and job summary, each through the sanitising door. */
export interface DrillReport extends Pick<Printer, 'info' | 'warning' | 'debug'> {
  /** Outputs, lines and job summary; fails the step unless all is right. Only the first findings count. */
  ended(findings: Findings): Promise<void>
}

/** What no drill can prove, and how to prove it; said every time. */
export const unproven =
  'Not proven without a page: the rights to StartEngagement and StopEngagement, the KMS key, and that a phone rings. ' +
  'To prove it, run examples/manual-page.yml at noon.'

// A long plan whose members are all wrong.
const checksMaximum = 300
// The runner cuts a message at 4,096 UTF-16 units.
const maximumUnits = 4_000

/** A report of a drill over `@actions/core`, in which no secret is printed. */
export function createDrillReport(core: ActionsCore, secrets: Pick<Secrets, 'scrub'>): DrillReport {
  const printer = createPrinter(core, secrets)
  let ended: Promise<void> | undefined
  return {
    info: printer.info,
    warning: printer.warning,
    debug: printer.debug,
    ended(findings) {
      ended ??= end(findings, printer)
      return ended
    }
  }
}

async function end(found: Findings, printer: Printer): Promise<void> {
  const findings = { ...found, checks: atMost(found.checks) }
  const { checks, onCall } = findings
  const outcome = readinessOf(checks)
  for (const { what, ok, detail } of checks) printer.info(`${resultWords(ok)}: ${what}. ${detail}`)
  if (onCall.length > 0) printer.info(`On call now: ${onCall.join(', ')}.`)
  printer.info(unproven)
  printer.setOutputs({ outcome, checks: printableJson(checks), 'on-call': printableJson(onCall) })
  const fault = await printer.writeSummary(
    composeDrillSummary({ ...findings, outcome, unproven, warnings: printer.warnings }, printer.door)
  )
  if (fault !== undefined) printer.warning(`The job summary could not be written: ${fault}`)
  if (outcome === 'ready') printer.info(`Ready: all ${checks.length} checks are right. Nobody was paged.`)
  else printer.fail(composeFailure(outcome, findings, printer.logDoor))
}

/** The checks, or the first of them and one that says how many are left out. */
function atMost(checks: readonly Check[]): readonly Check[] {
  const more = checks.length - checksMaximum
  if (more <= 0) return checks
  const results = checks.slice(checksMaximum).map(({ ok }) => ok)
  const ok = results.includes(false) ? false : results.includes('unknown') ? 'unknown' : true
  const nextStep = ok === true ? '' : 'Check fewer contacts in one step.'
  const left: Check = { what: `${more} more checks`, ok, detail: 'They are too many to be told.', nextStep }
  return [...checks.slice(0, checksMaximum), left]
}

/** The result of a check, in words. */
export function resultWords(ok: Check['ok']): string {
  return ok === 'unknown' ? 'Not known' : ok ? 'Right' : 'Wrong'
}

/** The error of the step: what is wrong and what to do about it, that nobody was paged. */
function composeFailure(
  outcome: Exclude<Readiness, 'ready'>,
  { checks, missingRights }: Findings,
  door: (text: string) => string
): string {
  const lines = (wanted: Check['ok']) =>
    checks
      .filter(({ ok }) => ok === wanted)
      // What allows one right is a part of what allows all.
      .map(({ what, detail, nextStep }) => [
        `- ${resultWords(wanted)}: ${what}. ${detail}`,
        ...(nextStep.includes('"Effect":"Allow"') ? [] : [`  Next: ${lowerCase(nextStep)}`])
      ])
  const [wrong, unknown] = [lines(false), lines('unknown')]
  const title =
    outcome === 'not-ready'
      ? `Not ready: ${wrong.length} of ${checks.length} checks found something wrong.`
      : `Not known: ${unknown.length} of ${checks.length} checks could not be made.`
  const next = missingRights === '' ? [] : [`Next: ${lowerCase(missingRights)}`]
  const text = door([title, ...next, ...[...wrong, ...unknown].flat()].join('\n'))
  const end = '\nNobody was paged.'
  const room = maximumUnits - end.length
  return (text.length <= room ? text : cutToUnits(text, room, '…\n[cut: the job summary has the rest]')) + end
}

function lowerCase(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
