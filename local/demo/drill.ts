import { rottenDirectory, soundDirectory } from '../aws/directories.ts'
import { type IncidentManager, startIncidentManager } from '../aws/incident-manager.ts'
import { sampleEnvironment } from '../aws/signature.ts'
import { type ActionRun, runAction } from '../runner/runner.ts'
import { composeHeading, fold } from './display.ts'
import { showRun } from './run.ts'
import { contactArn } from './scenarios.ts'

/**
 * Runs the committed drill against Incident Manager on loopback, and shows what it asks and what it finds.
 *
 * @param isRotten whether nobody has looked after the contacts for a year
 * @returns whether it ended as it should
 */
export async function demonstrateDrill(isRotten: boolean): Promise<boolean> {
  const directory = isRotten ? rottenDirectory : soundDirectory
  const service = await startIncidentManager({ region: 'us-east-1', directory })
  const inputs = { 'contact-id': contactArn, 'backup-contact-id': contactArn.replace('oncall-plan', 'oncall-backup') }
  try {
    console.log(composeHeading('1. What is checked'))
    console.log(fold(isRotten ? rottenStory : soundStory))
    console.log('\nThe step:\n\n  - uses: OWNER/start-engagement/drill@v1\n    with:')
    for (const [name, value] of Object.entries(inputs)) console.log(`      ${name}: ${value}`)
    console.log('\nFor this demo, endpoint-url leads it to Incident Manager on loopback.')
    const run = await runAction({
      action: 'drill',
      with: { ...inputs, 'endpoint-url': service.url },
      env: sampleEnvironment
    })
    showRequests(service)
    showRun(run, 3)
    return judge(run, service, isRotten ? 'not-ready' : 'ready')
  } finally {
    await service.close()
  }
}

const soundStory =
  'An escalation plan pages a schedule, in which two people take turns, and after ten minutes a person. There is a backup. All is well.'
const rottenStory =
  'The same plan after a year in which nobody looked. Martha has left and was deleted. A stage is empty. Nikki never set up a plan. ' +
  "Jorge's phone was deleted, and he answered an SMS with UNSUBSCRIBE. Akua never confirmed her e-mail address. No acknowledgement stops the plan, " +
  'and nobody is on call right now.'

function showRequests({ exchanges }: IncidentManager): void {
  console.log(composeHeading(`2. What it asks: ${exchanges.length} requests`))
  const operations = Map.groupBy(exchanges, ({ operation }) => operation)
  for (const [operation, asked] of operations) console.log(`  ${String(asked.length).padStart(3)}  ${operation}`)
}

function judge({ outputs, exitCode }: ActionRun, service: IncidentManager, outcome: string): boolean {
  const asItShould =
    outputs.outcome === outcome && exitCode === (outcome === 'ready' ? 0 : 1) && service.engagements.length === 0
  console.log(composeHeading(asItShould ? 'What a person does next' : 'Not as it should be'))
  if (!asItShould) console.log(fold(`The outcome is ${JSON.stringify(outputs.outcome)}, not "${outcome}".`))
  else if (outcome === 'ready') console.log('Nothing, until the next drill. Once, send a real page at noon.')
  else console.log(fold('Does what stands under "Next" for each check that is wrong, and starts the drill again.'))
  return asItShould
}
