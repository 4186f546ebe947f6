import { cutMessage } from '../runner/annotations.ts'
import { parseCommands } from '../runner/commands.ts'
import type { ActionRun } from '../runner/runner.ts'
import { composeField, composeHeading, composeMessage, fold } from './display.ts'

/** Shows what a step left behind, in three sections of which the first has this number. */
export function showRun(
  { stdout, stderr, outputs, exitCode, signal, summary, durationMs }: ActionRun,
  number: number
): void {
  console.log(composeHeading(`${number}. The step's log`))
  // Behind a bar, so that a runner that runs this demo does not take the step's words for commands of its own.
  for (const line of linesOfLog(`${stdout}${stderr}`)) console.log(composeMessage(line))
  console.log(composeHeading(`${number + 1}. The job summary`))
  for (const line of linesOfSummary(summary)) console.log(`  | ${line}`.trimEnd())
  console.log(composeHeading(`${number + 2}. What the step leaves behind`))
  for (const [name, value] of Object.entries(outputs))
    console.log(composeField(name, isLong(name) ? `${value.length} characters of JSON, as above.` : value || '(empty)'))
  console.log(composeField('exit code', `${exitCode ?? signal}, after ${(durationMs / 1000).toFixed(1)} s`))
}

/** The log as GitHub shows it: annotations with their kind in front, and all their lines. */
export function linesOfLog(log: string): string[] {
  return log
    .trimEnd()
    .split('\n')
    .flatMap(line => {
      const [command] = parseCommands(line)
      if (command === undefined) return [line]
      return `${command.name.charAt(0).toUpperCase()}${command.name.slice(1)}: ${cutMessage(command.message)}`.split(
        '\n'
      )
    })
}

const isLong = (output: string) => output === 'request' || output === 'checks'

/** The summary without what only a browser needs. A row of a table is a line. */
function linesOfSummary(summary: string): string[] {
  const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' }
  return summary
    .trimEnd()
    .replaceAll(/<tr>([\s\S]*?)<\/tr>/g, (_, row: string) =>
      fold(cellsOf(row).join(' | ').trimEnd(), '').replaceAll('\n', '\n    ')
    )
    .replaceAll(/<\/?table>\n?/g, '')
    .replaceAll(/<\/?pre>/g, '')
    .replaceAll(/&(?:lt|gt|amp);/g, entity => entities[entity] ?? entity)
    .split('\n')
}

function cellsOf(row: string): string[] {
  return [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
    cell.replaceAll(/<\/?(?:pre|code)>/g, '').replaceAll('\n', ' ')
  )
}
