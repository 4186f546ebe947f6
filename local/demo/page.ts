import { type IncidentManager, startIncidentManager } from '../aws/incident-manager.ts'
import { readBranchTrustPolicy, sampleRoleArn } from '../aws/sample-role.ts'
import { sampleCredentials, sampleEnvironment } from '../aws/signature.ts'
import { type Sts, startSts } from '../aws/sts.ts'
import { startGitHubApi } from '../github/github-api.ts'
import { type IdTokenEndpoint, startIdTokenEndpoint } from '../github/id-token.ts'
import { type ActionRun, runAction } from '../runner/runner.ts'
import type { AskedPage } from './command-line.ts'
import { findSurprises } from './judgement.ts'
import { healthy, type Trouble } from './troubles.ts'

/** What is known before the step runs. */
export interface Situation extends Pick<AskedPage, 'scenario' | 'trouble'> {
  /** The step's own inputs. */
  inputs: Readonly<Record<string, string>>
}

/** All that a page leaves behind. */
export interface Demonstrated {
  run: ActionRun
  service: IncidentManager
  idTokens: IdTokenEndpoint
  sts: Sts
  /** How the step ended that stops the engagement, if there is one. */
  stopped: ActionRun | undefined
  judgement: {
    /** What a person does next; undefined where the user of the demo gave inputs, and anything may come of it. */
    nextStep: string | undefined
    /** What is not as it should be, a sentence each. */
    surprises: readonly string[]
  }
}

/** Shows a page to the user of the demo. */
export interface Telling {
  /** Before the step runs. */
  begin(situation: Situation): void
  /** Once all has ended, with the services still there. */
  end(demonstrated: Demonstrated, situation: Situation): void
}

/**
 * Runs the committed action against services on loopback, and has it told.
 *
 * @returns whether it ended as it should
 */
export async function demonstratePage(asked: AskedPage, telling: Telling): Promise<boolean> {
  const { scenario, trouble, own, wait, nobody, stop } = asked
  const inputs = {
    'role-to-assume': sampleRoleArn,
    ...scenario.with,
    ...trouble?.with,
    ...(wait && waitInputs),
    ...own
  }
  const withRole = inputs['role-to-assume'] !== ''
  const gitHub = await startGitHubApi({ jobs: scenario.jobs })
  const idTokens = await startIdTokenEndpoint({ github: scenario.github })
  const trustPolicy = readBranchTrustPolicy(trouble?.trustedBranch)
  const sts = await startSts({ roles: { [sampleRoleArn]: trustPolicy }, issuers: [idTokens.issuer] })
  const service = await startIncidentManager({
    region: 'us-east-1',
    credentials: withRole ? sts.issued : [sampleCredentials],
    reactions: { people: [personArn], ...(!nobody && { acknowledgedMs: 5_000 }) },
    ...(trouble?.faults && { faults: trouble.faults }),
    ...(trouble?.contacts && { contacts: trouble.contacts })
  })
  try {
    const env = { AWS_ENDPOINT_URL_STS: sts.url, ...(!withRole && sampleEnvironment) }
    const situation: Situation = { scenario, trouble, inputs }
    telling.begin(situation)
    const run = await runAction({
      with: { ...inputs, 'endpoint-url': service.url },
      event: scenario.event,
      github: { ...scenario.github, api_url: gitHub.url },
      contexts: { ...scenario.contexts, github: { token: 'ghs_onLoopbackAnyTokenWillDo' } },
      idToken: idTokens,
      env
    })
    const stopped = stop
      ? await runAction({
          action: 'stop',
          with: {
            'role-to-assume': inputs['role-to-assume'],
            'engagement-arn': run.outputs['engagement-arn'] ?? '',
            'endpoint-url': service.url
          },
          idToken: idTokens,
          env
        })
      : undefined
    const judgement = judge(run, service, stopped, asked)
    telling.end({ run, service, idTokens, sts, stopped, judgement }, situation)
    return judgement.surprises.length === 0
  } finally {
    await Promise.all([service, sts, idTokens, gitHub].map(peer => peer.close()))
  }
}

function judge(
  run: ActionRun,
  service: IncidentManager,
  stopped: ActionRun | undefined,
  { trouble, own, wait, nobody }: AskedPage
): Demonstrated['judgement'] {
  const stopSurprises =
    stopped === undefined || stopped.outputs.outcome === 'stopped' ? [] : ['The engagement was not stopped.']
  if (Object.keys(own).length > 0) {
    const surprises = run.exitCode === 0 ? [] : [`The step ended with ${run.exitCode ?? run.signal}.`]
    return { nextStep: undefined, surprises: [...surprises, ...stopSurprises] }
  }
  const outlook = wait ? (nobody ? unheard : heard) : trouble
  return {
    nextStep: outlook?.nextStep ?? 'Answer the page.',
    surprises: [...findSurprises(run, service, outlook?.expected ?? healthy), ...stopSurprises]
  }
}

const personArn = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/akuam'
const waitInputs = { 'wait-for': 'acknowledgement', 'wait-seconds': '15' }

const assumed =
  "As in AWS's own sample data, the first page goes out after 0.6 s, and an acknowledgement sets ReadTime and no StopTime. When a person acknowledges is made up: here after 5 s."

const heard: Pick<Trouble, 'expected' | 'nextStep'> = {
  expected: { exitCode: 0, outcome: 'sent', requests: [3, 8] },
  nextStep: `Somebody is awake. ${assumed}`
}

const unheard: Pick<Trouble, 'expected' | 'nextStep'> = {
  expected: { exitCode: 1, outcome: 'sent', requests: [4, 12] },
  nextStep:
    'The page is out, and nobody acknowledged it: call somebody, or name a backup with "backup-contact-id". An escalation plan would have gone on to the next person without a runner that waits.'
}
