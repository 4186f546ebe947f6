import { printable, printableInLog } from './printing.ts'
import type { Secrets } from './secrets.ts'

/** What printing takes of `@actions/core`. */
export interface ActionsCore {
  debug(message: string): void
  isDebug(): boolean
  setOutput(name: string, value: string): void
  info(message: string): void
  notice(message: string): void
  warning(message: string): void
  setFailed(message: string): void
  readonly summary: { addRaw(text: string): { write(): Promise<unknown> } }
}

/** All ways out of an action: log, annotations, outputs and job summary, each through the sanitising door. */
export interface Printer {
  /** Makes outside text fit for the job summary and annotations. */
  readonly door: (text: string) => string
  /** Makes outside text fit for the log, in which problem matchers read too. */
  readonly logDoor: (text: string) => string
  info(line: string): void
  /** An annotation of something that is as it should be, and that nobody should miss. */
  notice(line: string): void
  warning(line: string): void
  /** For the log of a run that is debugged. */
  debug(line: string): void
  /** All warnings so far, for the summary. */
  readonly warnings: readonly string[]
  /** Scrubbed of secrets. What cannot be written is a warning: what became of the page does not depend on it. */
  setOutputs(outputs: Readonly<Record<string, string>>): void
  /** Writes Markdown that went through the door; why it could not be written, undefined if it was. */
  writeSummary(markdown: string): Promise<string | undefined>
  /** Fails the step with a message that went through the door. */
  fail(message: string): void
}

/** A printer over `@actions/core`, in which no secret is printed. */
export function createPrinter(core: ActionsCore, { scrub }: Pick<Secrets, 'scrub'>): Printer {
  const logDoor = (text: string) => printableInLog(scrub(text))
  const warnings: string[] = []
  const printer: Printer = {
    door: text => printable(scrub(text)),
    logDoor,
    warnings,
    info(line) {
      core.info(logDoor(line))
    },
    notice(line) {
      core.notice(logDoor(line))
    },
    warning(line) {
      warnings.push(line)
      core.warning(logDoor(line))
    },
    debug(line) {
      if (core.isDebug()) core.debug(logDoor(line))
    },
    setOutputs(outputs) {
      for (const [name, value] of Object.entries(outputs)) {
        try {
          core.setOutput(name, scrub(value))
        } catch (error) {
          printer.warning(`Output "${name}" could not be written: ${(error as Error).message}`)
        }
      }
    },
    async writeSummary(markdown) {
      try {
        await core.summary.addRaw(markdown).write()
        return undefined
      } catch (error) {
        return (error as Error).message
      }
    },
    fail(message) {
      core.setFailed(message)
    }
  }
  return printer
}
