import { composeNarrowLines, composeNarrowLog, screenLines } from './display.ts'
import type { Demonstrated, Situation, Telling } from './page.ts'
import { readPageText } from './page-text.ts'
import { linesOfLog } from './run.ts'

/** Tells of a page on one screen: its texts, the log, how it ended, and what a person does next. */
export const oneScreen: Telling = {
  begin(situation) {
    print(composeStory(situation))
  },
  end(demonstrated, situation) {
    const { run } = demonstrated
    const texts = composeTexts(demonstrated)
    const ending = composeEnding(demonstrated)
    // The log gets what the rest leaves of the screen.
    const room = screenLines - [composeStory(situation), texts, ending].flat().length
    print([...texts, ...composeNarrowLog(linesOfLog(`${run.stdout}${run.stderr}`), room), ...ending])
  }
}

/** Prints lines. */
export function print(lines: readonly string[]): void {
  for (const line of lines) console.log(line)
}

function composeStory({ scenario, trouble }: Situation): string[] {
  return composeNarrowLines([scenario.story, trouble?.story].filter(Boolean).join(' '))
}

function composeTexts({ service }: Demonstrated): string[] {
  const page = readPageText(service)
  const log = ['', 'LOG OF THE STEP']
  if (page === undefined || service.engagements.length === 0)
    return ['', 'AWS took no page, so nobody gets a text.', ...log]
  return [
    '',
    `E-MAIL AND VOICE, from "${page.sender}"`,
    ...composeNarrowLines(`${page.subject}\n\n${page.content}`, '  | '),
    '',
    `SMS, ${page.smsSize}`,
    ...composeNarrowLines([page.smsSubject, page.sms].filter(Boolean).join('\n'), '  | '),
    ...log
  ]
}

function composeEnding({ run, stopped, judgement: { surprises, nextStep } }: Demonstrated): string[] {
  const { outcome, 'engagement-arn': engagementArn } = run.outputs
  return [
    '',
    `OUTCOME: ${outcome}, exit code ${run.exitCode ?? run.signal} after ${(run.durationMs / 1000).toFixed(1)} s`,
    ...(engagementArn ? composeNarrowLines(`engagement-arn: ${engagementArn}`, '  ') : []),
    ...(stopped === undefined
      ? []
      : composeNarrowLines(
          `THEN OWNER/start-engagement/stop: ${stopped.outputs.outcome}. AWS engages no further contacts. Nothing is recalled, and nobody is told.`
        )),
    ...surprises.flatMap(surprise => composeNarrowLines(`NOT AS IT SHOULD BE: ${surprise}`)),
    ...(surprises.length > 0 || nextStep === undefined ? [] : composeNarrowLines(`NEXT: ${nextStep}`)),
    'npm run demo -- --all adds step, role, wire, summary; -- --help has more demos.'
  ]
}
