import { at, isObject, type Json, type JsonObject, textAt } from './json.ts'
import { line, link } from './text.ts'
import type { Workflow } from './workflow.ts'

/** What an event tells about the run that someone is paged for. Texts are one line each; unknown ones are empty. */
export interface EventDescription {
  /** Name of the workflow, as a headline starts with it: `Deploy`, `Scheduled Health check`. */
  readonly workflow: string
  /** Where, in a word or two: `main`, `PR #12`, `production`. */
  readonly place: string
  /** Where, as said aloud: `on branch main`. */
  readonly spokenPlace: string
  /** Who or what started the run: `Push by octocat.` */
  readonly trigger: string
  /** What else the event tells that a woken person wants to know. */
  readonly notes: readonly string[]
  readonly commit: Commit
  /** Link to the run that the page is about. */
  readonly runUrl: string
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
 */
export function describeEvent({ github }: Workflow): EventDescription {
  const event = isObject(github.event) ? github.event : {}
  const name = line(textAt(github, 'event_name'))
  const actor = line(textAt(github, 'actor')) || line(textAt(event, 'sender', 'login')) || 'an unknown actor'
  const general: EventDescription = {
    workflow: line(textAt(github, 'workflow')) || 'Workflow',
    ...refPlace(github),
    trigger: name ? `${sentenceCase(name.replaceAll('_', ' '))} by ${actor}.` : `Started by ${actor}.`,
    notes: [],
    commit: headCommit(event, github),
    runUrl: runUrl(github),
    attempt: wholeNumber(textAt(github, 'run_attempt')) ?? 1,
    rerunBy: line(textAt(github, 'triggering_actor')),
    conclusion: '',
    askedBy: '',
    durationSeconds: undefined
  }
  const describe = Object.hasOwn(describers, name) ? describers[name] : undefined
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
  pull_request_review: describePullRequest,
  pull_request_review_comment: describePullRequest,

  schedule: (event, general) => {
    const cron = line(textAt(event, 'schedule'))
    return {
      workflow: `Scheduled ${general.workflow}`,
      trigger: cron ? `Scheduled run, cron ${cron}.` : 'Scheduled run.'
    }
  },

  workflow_dispatch: (event, _, actor) => ({
    trigger: `Started by hand by ${actor}.`,
    askedBy: actor,
    notes: inputNotes(at(event, 'inputs'))
  }),

  workflow_run: (event, general, _, github) => {
    const run = at(event, 'workflow_run')
    const branch = line(textAt(run, 'head_branch'))
    const rerunBy = line(textAt(run, 'triggering_actor', 'login'))
    const runActor = rerunBy || line(textAt(run, 'actor', 'login'))
    const started = line(textAt(run, 'event')).replaceAll('_', ' ')
    return {
      workflow: line(textAt(run, 'name')) || line(textAt(event, 'workflow', 'name')) || general.workflow,
      ...(branch && branchPlace(branch)),
      trigger: `${sentenceCase(started || 'run')} by ${runActor || 'an unknown actor'}, reported by workflow ${general.workflow}.`,
      commit: commitOf(at(run, 'head_commit'), textAt(run, 'head_sha')),
      runUrl: watchedRunUrl(run, github) || general.runUrl,
      attempt: wholeNumber(textAt(run, 'run_attempt')) ?? 1,
      rerunBy,
      conclusion: line(textAt(run, 'conclusion')),
      durationSeconds: secondsBetween(textAt(run, 'run_started_at'), textAt(run, 'updated_at'))
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
      trigger: `Deployment status ${state || 'changed'}, by ${actor}.`,
      notes: description ? [`Deployment says: ${description}`] : []
    }
  },

  release: (event, _, actor) => {
    const tag = line(textAt(event, 'release', 'tag_name'))
    const action = line(textAt(event, 'action'))
    return {
      ...(tag && { place: tag, spokenPlace: `on release ${tag}` }),
      trigger: `Release ${action || 'event'} by ${line(textAt(event, 'release', 'author', 'login')) || actor}.`
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
  return {
    ...(number && { place: `PR #${number}${branch && ` ${branch}`}`, spokenPlace: `on pull request ${number}${from}` }),
    trigger: `Pull request ${line(textAt(event, 'action')).replaceAll('_', ' ') || 'event'} by ${actor}.`,
    notes: title ? [`Pull request: ${title}`] : [],
    commit: commitOf(undefined, textAt(request, 'head', 'sha') || general.commit.sha)
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
  const name = line(textAt(check, 'name') || textAt(check, 'app', 'name'))
  const conclusion = line(textAt(check, 'conclusion'))
  return {
    ...(branch && branchPlace(branch)),
    // A check that is asked for again keeps its old conclusion.
    ...(name && textAt(event, 'action') === 'completed' && { workflow: `Check ${name}`, conclusion }),
    trigger: `Check ${name && `"${name}" `}${line(textAt(event, 'action')) || 'event'} by ${actor}.`,
    notes: name && conclusion ? [`Check ${name}: ${conclusion.replaceAll('_', ' ')}`] : [],
    commit: commitOf(at(check, 'head_commit'), textAt(check, 'head_sha') || general.commit.sha)
  }
}

function environmentPlace(event: JsonObject): Partial<EventDescription> {
  const environment = line(textAt(event, 'deployment', 'environment'))
  return environment ? { place: environment, spokenPlace: `to environment ${environment}` } : {}
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

function branchPlace(branch: string): Pick<EventDescription, 'place' | 'spokenPlace'> {
  return { place: branch, spokenPlace: `on branch ${branch}` }
}

// A merge queue's branch ends in a hash that nobody wants to hear: gh-readonly-queue/main/pr-104-929f82...
function queuePlace(ref: string): Pick<EventDescription, 'place' | 'spokenPlace'> | undefined {
  const [, base, number] =
    /gh-readonly-queue\/([^\n]{1,200})\/pr-([0-9]{1,12})-[0-9a-f]+$/.exec(ref.slice(0, 400)) ?? []
  if (base === undefined || number === undefined) return undefined
  const queue = `merge queue ${line(base)}`
  return { place: `PR #${number}, ${queue}`, spokenPlace: `on pull request ${number} in the ${queue}` }
}

function refPlace(github: JsonObject): Pick<EventDescription, 'place' | 'spokenPlace'> {
  const name = line(textAt(github, 'ref_name') || textAt(github, 'ref').replace(/^refs\/(?:heads|tags)\//, ''))
  if (name === '') return { place: '', spokenPlace: '' }
  const queued = queuePlace(name)
  if (queued !== undefined) return queued
  return textAt(github, 'ref_type') === 'tag' ? { place: name, spokenPlace: `on tag ${name}` } : branchPlace(name)
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

/** The address of the run that an event tells of, always on the server that this run is on. */
function watchedRunUrl(run: Json | undefined, github: JsonObject): string {
  const told = link(textAt(run, 'html_url'))
  if (told.startsWith(`${serverUrl(github)}/`)) return told
  const id = textAt(run, 'id')
  return /^[0-9]{1,20}$/.test(id) ? link(`${repositoryUrl(github)}/actions/runs/${id}`) : ''
}

function serverUrl(github: JsonObject): string {
  return textAt(github, 'server_url') || 'https://github.com'
}

function repositoryUrl(github: JsonObject): string {
  return `${serverUrl(github)}/${textAt(github, 'repository')}`
}

function runUrl(github: JsonObject): string {
  const repository = repositoryUrl(github)
  const runId = textAt(github, 'run_id')
  const attempt = textAt(github, 'run_attempt')
  return link(runId === '' ? repository : `${repository}/actions/runs/${runId}${attempt && `/attempts/${attempt}`}`)
}

function wholeNumber(text: string): number | undefined {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined
}

function secondsBetween(start: string, end: string): number | undefined {
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1000)
  return seconds >= 0 ? seconds : undefined
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
