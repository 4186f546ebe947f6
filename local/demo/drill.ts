import { rottenDirectory, soundDirectory } from '../aws/directories.ts'
import { type IncidentManager, startIncidentManager } from '../aws/incident-manager.ts'
import { sampleEnvironment } from '../aws/signature.ts'
import { type ActionRun, runAction } from '../runner/runner.ts'
import { composeHeading, composeNarrowLines, composeNarrowLog, fold, screenLines } from './display.ts'
import { linesOfLog, showRun } from './run.ts'
import { contactArn } from './scenarios.ts'
import { print } from './screen.ts'

/**
 * Runs the committed drill against Incident Manager on loopback, and shows what it finds.
 *
 * @param isRotten whether nobody has looked after the contacts for a year
 * @param all whether to show what it asks, the whole log, the summary and the outputs too
 * @returns whether it ended as it should
 */
export async function demonstrateDrill(isRotten: boolean, all: boolean): Promise<boolean> {
  const directory = isRotten ? rottenDirectory : soundDirectory
  const service = await startIncidentManager({ region: 'us-east-1', directory })
  const inputs = { 'contact-id': contactArn, 'backup-contact-id': contactArn.replace('oncall-plan', 'oncall-backup') }
  try {
    const story = isRotten ? rottenStory : soundStory
    if (all) showSituation(story, inputs)
    const run = await runAction({
      action: 'drill',
      with: { ...inputs, 'endpoint-url': service.url },
      env: sampleEnvironment
    })
    const outcome = isRotten ? 'not-ready' : 'ready'
    const asItShould =
      run.outputs.outcome === outcome && run.exitCode === (isRotten ? 1 : 0) && service.engagements.length === 0
    const next = asItShould
      ? nextSteps[outcome]
      : `The outcome is ${JSON.stringify(run.outputs.outcome)}, not "${outcome}".`
    if (all) {
      showRequests(service)
      showRun(run, 3)
      console.log(composeHeading(asItShould ? 'What a person does next' : 'Not as it should be'))
      console.log(fold(next))
    } else {
      showOnOneScreen(story, run, [
        `${asItShould ? 'NEXT' : 'NOT AS IT SHOULD BE'}: ${next}`,
        `npm run demo -- --drill ${isRotten ? '--rotten ' : ''}--all adds the step, the requests and the summary.`
      ])
    }
    return asItShould
  } finally {
    await service.close()
  }
}

const nextSteps = {
  ready: 'Nothing, until the next drill. Once, send a real page at noon.',
  'not-ready': 'Do what stands under "Next" in the job summary for each check that is wrong, and start the drill again.'
}

const soundStory =
  'An escalation plan pages a schedule, in which two people take turns, and after ten minutes a person. There is a backup. All is well.'
const rottenStory =
  'The same plan after a year in which nobody looked. Martha has left and was deleted. A stage is empty. Nikki never set up a plan. ' +
  "Jorge's phone was deleted, and he answered an SMS with UNSUBSCRIBE. Akua never confirmed her e-mail address. No acknowledgement stops the plan, " +
  'and nobody is on call right now.'

function showSituation(story: string, inputs: Readonly<Record<string, string>>): void {
  console.log(composeHeading('1. What is checked'))
  console.log(fold(story))
  console.log('\nThe step:\n\n  - uses: OWNER/start-engagement/drill@v1\n    with:')
  for (const [name, value] of Object.entries(inputs)) console.log(`      ${name}: ${value}`)
  console.log('\nFor this demo, endpoint-url leads it to Incident Manager on loopback.')
}

function showRequests({ exchanges }: IncidentManager): void {
  console.log(composeHeading(`2. What it asks: ${exchanges.length} requests`))
  const operations = Map.groupBy(exchanges, ({ operation }) => operation)
  for (const [operation, asked] of operations) console.log(`  ${String(asked.length).padStart(3)}  ${operation}`)
}

/** The story, and the log without the checks that are right and what the error repeats of those that are wrong. */
function showOnOneScreen(
  story: string,
  { stdout, stderr, outputs, exitCode, signal }: ActionRun,
  last: readonly string[]
): void {
  const lines = linesOfLog(`${stdout}${stderr}`)
  const right = lines.filter(line => line.startsWith('Right: '))
  const log = lines.filter(line => !/^(?:Right: |- Wrong: | {2}Next: )/.test(line))
  const above = [...composeNarrowLines(story), '', `LOG OF THE STEP, without the ${right.length} checks that are right`]
  const below = [
    '',
    `OUTCOME: ${outputs.outcome}, exit code ${exitCode ?? signal}`,
    ...last.flatMap(text => composeNarrowLines(text))
  ]
  print([...above, ...composeNarrowLog(log, screenLines - above.length - below.length), ...below])
}
