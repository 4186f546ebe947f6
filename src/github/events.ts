import { at, isObject, type Json, type JsonObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { link } from '../text/links.ts'
import { speakCron } from '../text/spoken.ts'
import { type Failures, isFailure } from './failures.ts'
import {
  branchPlace,
  environmentPlace,
  type Place,
  queuePlace,
  refPlace,
  requestPlace,
  upstreamPlace
} from './places.ts'
import { runUrl, watchedRunUrl } from './run-urls.ts'
import type { Workflow } from './workflow.ts'

/** What an event tells about the run that someone is paged for. Texts are one line each; unknown ones are empty. */
export interface EventDescription extends Place {
  /** Name of the workflow, as a headline starts with it: `Deploy`, `Scheduled Health check`. */
  readonly workflow: string
  /** Who or what started the run: `Push by octocat.` */
  readonly trigger: string
  /** What else the event tells that a woken person wants to know. */
  readonly notes: readonly string[]
  readonly commit: Commit
  /** Link to the run that the page is about. */
  readonly runUrl: string
  /** Link to what failed outside of a run, such as a deployment's log; empty where there is none. */
  readonly detailsUrl: string
  readonly attempt: number
  /** Who started this attempt, the first or a later one. */
  readonly rerunBy: string
  /** How the run ended that the event itself tells of; empty where the event tells of none. */
  readonly conclusion: string
  /** Who asked for this page by hand; empty where nobody did. */
  readonly askedBy: string
  /** Seconds that the run took, if the event tells. */
  readonly durationSeconds: number | undefined
}

/** The commit a run is about. */
export interface Commit {
  readonly sha: string
  readonly message: string
  readonly author: string
}

/**
 * What the event of this run tells. Any event has a description, also one that is unknown, empty or hostile.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 *
 * @param of the run that someone is paged about, where a `workflow_run` event tells of another one
 */
export function describeEvent({ github }: Workflow, of: Failures['of']): EventDescription {
  const event = isObject(github.event) ? github.event : {}
  const name = line(textAt(github, 'event_name'))
  const actor = line(textAt(github, 'actor')) || line(textAt(event, 'sender', 'login')) || 'an unknown actor'
  const general: EventDescription = {
    workflow: workflowName(textAt(github, 'workflow')) || 'Workflow',
    ...refPlace(github),
    trigger: name ? `Event "${words(name)}" by ${actor}.` : `Started by ${actor}.`,
    notes: [],
    commit: headCommit(event, github),
    runUrl: runUrl(github),
    detailsUrl: '',
    attempt: wholeNumber(textAt(github, 'run_attempt')) ?? 1,
    rerunBy: line(textAt(github, 'triggering_actor')),
    conclusion: '',
    askedBy: '',
    durationSeconds: undefined
  }
  const kind = name === 'workflow_run' && of === 'this run' ? 'after_workflow_run' : name
  const describe = Object.hasOwn(describers, kind) ? describers[kind] : undefined
  return { ...general, ...describe?.(event, general, actor, github) }
}

type Describer = (
  event: JsonObject,
  general: EventDescription,
  actor: string,
  github: JsonObject
) => Partial<EventDescription>

const describers: Readonly<Record<string, Describer>> = {
  push: (event, _, actor) => {
    const pusher = line(textAt(event, 'pusher', 'name')) || actor
    return { trigger: `${at(event, 'forced') === true ? 'Forced push' : 'Push'} by ${pusher}.` }
  },

  pull_request: describePullRequest,
  pull_request_target: describePullRequest,
  pull_request_review: (event, general, actor) => ({
    ...describePullRequest(event, general, actor),
    trigger: `Review ${words(textAt(event, 'action')) || 'event'} by ${actor}.`
  }),
  pull_request_review_comment: (event, general, actor) => ({
    ...describePullRequest(event, general, actor),
    trigger: `Review comment ${words(textAt(event, 'action')) || 'event'} by ${actor}.`
  }),

  schedule: (event, general) => {
    const cron = line(textAt(event, 'schedule'))
    return {
      workflow: `Scheduled ${general.workflow}`,
      trigger: cron ? `Scheduled run, ${speakCron(cron)}.` : 'Scheduled run.'
    }
  },

  workflow_dispatch: (event, general, actor) => ({
    trigger: `Started by hand by ${actor}.`,
    askedBy: (general.attempt > 1 && general.rerunBy) || actor,
    notes: inputNotes(at(event, 'inputs'))
  }),

  workflow_run: (event, general, _, github) => {
    const run = at(event, 'workflow_run')
    const conclusion = line(textAt(run, 'conclusion'))
    const rerunBy = line(textAt(run, 'triggering_actor', 'login'))
    const runActor = rerunBy || line(textAt(run, 'actor', 'login')) || 'an unknown actor'
    return {
      workflow: upstreamName(event) || general.workflow,
      ...upstreamPlace(run, github),
      trigger: `${startedBy(textAt(run, 'event'), runActor)}, reported by workflow ${general.workflow}.`,
      commit: commitOf(at(run, 'head_commit'), textAt(run, 'head_sha')),
      runUrl: watchedRunUrl(run, github) || general.runUrl,
      attempt: wholeNumber(textAt(run, 'run_attempt')) ?? 1,
      rerunBy,
      conclusion,
      // One that goes on has taken no time yet.
      durationSeconds: conclusion ? secondsBetween(textAt(run, 'run_started_at'), textAt(run, 'updated_at')) : undefined
    }
  },

  // Of our own: a workflow_run event behind a run that succeeded, where this run failed.
  after_workflow_run: (event, general, _, github) => {
    const run = at(event, 'workflow_run')
    return {
      ...upstreamPlace(run, github),
      trigger: `Started after workflow ${upstreamName(event) || 'another one'} succeeded.`,
      commit: commitOf(at(run, 'head_commit'), textAt(run, 'head_sha') || general.commit.sha)
    }
  },

  deployment: (event, _, actor) => ({ ...environmentPlace(event), trigger: `Deployment by ${actor}.` }),

  deployment_status: (event, _, actor) => {
    const description = line(textAt(event, 'deployment_status', 'description'), 200)
    const state = line(textAt(event, 'deployment_status', 'state'))
    const failed = state === 'failure' || state === 'error'
    return {
      // It is the deployment that failed, not the workflow that was told of it.
      ...(failed && { workflow: 'Deployment', conclusion: 'failure' }),
      ...environmentPlace(event),
      detailsUrl: link(
        textAt(event, 'deployment_status', 'log_url') || textAt(event, 'deployment_status', 'target_url')
      ),
      trigger: `Deployment status ${words(state) || 'changed'}, by ${actor}.`,
      notes: description ? [`Deployment says: ${description}`] : []
    }
  },

  release: (event, _, actor) => {
    const tag = line(textAt(event, 'release', 'tag_name'))
    const action = line(textAt(event, 'action'))
    return {
      ...(tag && { place: tag, spokenPlace: `on release ${tag}` }),
      trigger: `Release ${action || 'event'} by ${actor}.`
    }
  },

  repository_dispatch: (event, _, actor) => {
    const type = line(textAt(event, 'action')) || line(textAt(event, 'event_type'))
    return { trigger: `Repository dispatch${type && ` "${type}"`} by ${actor}.` }
  },

  merge_group: (event, _, actor) => {
    const group = at(event, 'merge_group')
    const base = line(textAt(group, 'base_ref').replace(/^refs\/heads\//, ''))
    const [queued, queue] = [queuePlace(textAt(group, 'head_ref')), `merge queue ${base}`]
    return {
      ...(queued ?? (base && { place: queue, spokenPlace: `in the ${queue}` })),
      trigger: `Merge queue, by ${actor}.`,
      commit: commitOf(at(group, 'head_commit'), textAt(group, 'head_sha'))
    }
  },

  check_run: (event, general, actor) => describeCheck(event, 'check_run', general, actor),
  check_suite: (event, general, actor) => describeCheck(event, 'check_suite', general, actor),

  issue_comment: (event, _, actor) => {
    const kind = at(event, 'issue', 'pull_request') === undefined ? 'issue' : 'pull request'
    return { ...issuePlace(event, kind), trigger: `Comment by ${actor}.` }
  },
  issues: (event, _, actor) => ({
    ...issuePlace(event, 'issue'),
    trigger: `Issue ${line(textAt(event, 'action')) || 'event'} by ${actor}.`
  })
}

function describePullRequest(event: JsonObject, general: EventDescription, actor: string): Partial<EventDescription> {
  const request = at(event, 'pull_request')
  const number = line(textAt(request, 'number') || textAt(event, 'number'))
  const branch = line(textAt(request, 'head', 'ref'), 60)
  const fork = line(textAt(request, 'head', 'repo', 'full_name'))
  const isFork = fork !== '' && fork !== textAt(request, 'base', 'repo', 'full_name')
  const from = branch && ` (${branch}${isFork ? ` of ${fork}` : ''})`
  const title = line(textAt(request, 'title'))
  const isMerged = textAt(event, 'action') === 'closed' && at(request, 'merged') === true
  const action = isMerged ? 'merged' : words(textAt(event, 'action')).replace('synchronize', 'updated')
  return {
    ...(number && { place: `PR #${number}${branch && ` ${branch}`}`, spokenPlace: `on pull request ${number}${from}` }),
    trigger: `Pull request ${action || 'event'} by ${actor}.`,
    notes: title ? [`Pull request: ${title}`] : [],
    // The run of a merged one is of the branch that it was merged into.
    commit: isMerged ? general.commit : commitOf(undefined, textAt(request, 'head', 'sha') || general.commit.sha)
  }
}

function describeCheck(
  event: JsonObject,
  kind: 'check_run' | 'check_suite',
  general: EventDescription,
  actor: string
): Partial<EventDescription> {
  const check = at(event, kind)
  const branch = line(textAt(check, 'head_branch') || textAt(check, 'check_suite', 'head_branch'))
  const [pullRequest] = [at(check, 'pull_requests') ?? []].flat()
  const number = textAt(pullRequest, 'number')
  // Without a branch it is of a fork; where the runner is says nothing about it.
  const place = number ? requestPlace(number) : { place: '', spokenPlace: '' }
  const name = line(textAt(check, 'name') || textAt(check, 'app', 'name'))
  const conclusion = line(textAt(check, 'conclusion'))
  return {
    ...(branch ? branchPlace(branch) : place),
    // A check that is asked for again keeps its old conclusion, and one that succeeded is not what someone is paged about.
    ...(name &&
      textAt(event, 'action') === 'completed' &&
      isFailure(conclusion) && { workflow: `Check ${name}`, conclusion }),
    trigger: `Check ${name && `"${name}" `}${words(textAt(event, 'action')) || 'event'} by ${actor}.`,
    notes: name && conclusion ? [`Check ${name}: ${words(conclusion)}`] : [],
    detailsUrl: link(textAt(check, 'details_url') || textAt(check, 'html_url')),
    commit: commitOf(at(check, 'head_commit'), textAt(check, 'head_sha') || general.commit.sha)
  }
}

function issuePlace(event: JsonObject, kind: 'issue' | 'pull request'): Partial<EventDescription> {
  const number = line(textAt(event, 'issue', 'number'))
  const title = line(textAt(event, 'issue', 'title'))
  const notes = title ? [`${sentenceCase(kind)}: ${title}`] : []
  if (number === '') return { notes }
  return { place: `${kind === 'issue' ? 'issue' : 'PR'} #${number}`, spokenPlace: `on ${kind} ${number}`, notes }
}

function inputNotes(inputs: Json | undefined): string[] {
  if (!isObject(inputs)) return []
  const entries = Object.entries(inputs).flatMap(([name, value]) => {
    const text = line(typeof value === 'object' ? '' : String(value), 300)
    return text === '' || text === 'null' ? [] : [`${line(name, 60)}: ${text}`]
  })
  return entries.slice(0, 25)
}

function upstreamName(event: JsonObject): string {
  return workflowName(textAt(event, 'workflow_run', 'name')) || workflowName(textAt(event, 'workflow', 'name'))
}

// What started a run, as said aloud, where the name of the event is none that people use.
function startedBy(event: string, actor: string): string {
  if (event === 'schedule') return 'Scheduled run'
  if (event === 'workflow_dispatch') return `Started by hand by ${actor}`
  return `${sentenceCase(words(event) || 'run')} by ${actor}`
}

// GitHub names a workflow that has no name by the path of its file.
function workflowName(text: string): string {
  return line(text).replace(/^\.github\/workflows\//, '')
}

function headCommit(event: JsonObject, github: JsonObject): Commit {
  return commitOf(at(event, 'head_commit'), textAt(github, 'sha'))
}

function commitOf(commit: Json | undefined, sha: string): Commit {
  return {
    sha: [textAt(commit, 'id'), sha].find(text => /^[0-9a-f]{7,64}$/i.test(text)) ?? '',
    message: line(textAt(commit, 'message'), 120),
    author: line(textAt(commit, 'author', 'name') || textAt(commit, 'author', 'username'), 60)
  }
}

function wholeNumber(text: string): number | undefined {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
}

function secondsBetween(start: string, end: string): number | undefined {
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1000)
  return seconds >= 0 ? seconds : undefined
}

// GitHub's identifiers, such as requested_action.
function words(text: string): string {
  return line(text).replaceAll('_', ' ')
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
