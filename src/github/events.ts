import { isObject, type JsonObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { words } from '../text/words.ts'
import { parseAttempt } from './attempt.ts'
import { type Commit, commitOf } from './commits.ts'
import { describeChecks } from './events/checks.ts'
import { describeDeployments } from './events/deployments.ts'
import { describeDispatches } from './events/dispatches.ts'
import { describeIssues } from './events/issues.ts'
import { describePullRequests } from './events/pull-requests.ts'
import { describePushes } from './events/pushes.ts'
import { describeWorkflowRuns } from './events/workflow-runs.ts'
import type { Failures } from './failures.ts'
import { personOf, readActor } from './people.ts'
import { type Place, refPlace } from './places.ts'
import { runUrl } from './run-urls.ts'
import type { Workflow } from './workflow.ts'
import { workflowName } from './workflow-name.ts'

/** What an event tells about the run that someone is paged for. Texts are one line each; unknown ones are empty. */
export interface EventDescription extends Place {
  /** Name of the workflow, as a headline starts with it: `Deploy`, `Scheduled Health check`. */
  readonly workflow: string
  /** Who or what started the run: `Push by octocat.` A title that the run has stands on a line of its own below it. */
  readonly trigger: string
  /** What else the event tells that a woken person wants to know. What somebody wrote may have several lines. */
  readonly notes: readonly string[]
  readonly commit: Commit
  /** Link to the run that the page is about. */
  readonly runUrl: string
  /** Link to what failed outside of a run, such as a deployment's log; empty where there is none. */
  readonly detailsUrl: string
  readonly attempt: number
  /** Who started this attempt, the first or a later one. */
  readonly rerunBy: string
  /** Who started this attempt of the run: a person, else the workflow. */
  readonly startedBy: string
  /** How that ended which the event itself tells of, in GitHub's word; empty unless the page is about it. */
  readonly conclusion: string
  /** The person who may have started this run to page someone; empty where nobody did. */
  readonly askedBy: string
  /** Seconds that the run took, if the event tells. */
  readonly durationSeconds: number | undefined
}

/** What is known of the run that someone is paged about, and whether that is this one. */
type Known = Pick<Failures, 'of' | 'state'>

/** What a description of one event is made from. */
export interface Told {
  readonly event: JsonObject
  readonly github: JsonObject
  /** What holds for every event. */
  readonly general: EventDescription
  /** Who or what the event is from, as a sentence names it. */
  readonly actor: string
  readonly failures: Known
}

/** What one kind of event tells, each by the name of the event. */
export type Describers = Readonly<Record<string, (told: Told) => Partial<EventDescription>>>

const describers: Describers = {
  ...describePushes,
  ...describePullRequests,
  ...describeIssues,
  ...describeDispatches,
  ...describeWorkflowRuns,
  ...describeDeployments,
  ...describeChecks
}

/**
 * What the event of this run tells. Any event has a description, also one that is unknown, empty or hostile.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
export function describeEvent({ github }: Workflow, failures: Known): EventDescription {
  const event = isObject(github.event) ? github.event : {}
  const name = line(textAt(github, 'event_name'))
  const login = readActor(event, github)
  const actor = login || 'an unknown actor'
  const workflow = workflowName(textAt(github, 'workflow')) || 'Workflow'
  const attempt = parseAttempt(textAt(github, 'run_attempt'))
  const rerunBy = line(textAt(github, 'triggering_actor'))
  const general: EventDescription = {
    workflow,
    ...refPlace(github),
    trigger: name ? `Event "${words(name)}" by ${actor}.` : `Started by ${actor}.`,
    notes: [],
    commit: commitOf(event.head_commit, textAt(github, 'sha')),
    runUrl: runUrl(github),
    detailsUrl: '',
    attempt,
    rerunBy,
    startedBy: personOf(attempt > 1 ? rerunBy : login, event) || workflow,
    conclusion: '',
    askedBy: '',
    durationSeconds: undefined
  }
  const describe = Object.hasOwn(describers, name) ? describers[name] : undefined
  return { ...general, ...describe?.({ event, github, general, actor, failures }) }
}
