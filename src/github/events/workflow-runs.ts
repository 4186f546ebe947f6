import { at, type Json, type JsonObject, textAt } from '../../text/json.ts'
import { line } from '../../text/lines.ts'
import { sentenceCase, words } from '../../text/words.ts'
import { parseAttempt } from '../attempt.ts'
import { commitOf } from '../commits.ts'
import { speakConclusion } from '../conclusions.ts'
import type { Describers, EventDescription, Told } from '../events.ts'
import { personOf, readActor } from '../people.ts'
import { upstreamPlace } from '../places.ts'
import { watchedRunUrl } from '../run-urls.ts'
import { workflowName } from '../workflow-name.ts'

/** What another run has to do with this one: it is watched, or this one goes on where it ended. */
export const describeWorkflowRuns: Describers = {
  workflow_run: told => (told.failures.of === 'this run' ? describeThisRun(told) : describeWatchedRun(told))
}

function describeWatchedRun(told: Told): Partial<EventDescription> {
  const { event, github, general } = told
  const run = at(event, 'workflow_run')
  const name = upstreamName(event)
  const conclusion = line(textAt(run, 'conclusion'))
  const attempt = parseAttempt(textAt(run, 'run_attempt'))
  return {
    workflow: name || general.workflow,
    ...upstreamPlace(event, github),
    trigger: `${startOf(run, event)}, reported by workflow ${general.workflow}.${titleLine(event, name, 'Title')}`,
    commit: commitOf(at(run, 'head_commit'), textAt(run, 'head_sha')),
    runUrl: watchedRunUrl(run, github) || general.runUrl,
    attempt,
    rerunBy: line(textAt(run, 'triggering_actor', 'login')),
    startedBy: startedUpstreamBy(told) || name || general.workflow,
    conclusion,
    // The others never ran.
    durationSeconds: ['failure', 'timed_out', 'cancelled'].includes(conclusion)
      ? secondsBetween(textAt(run, 'run_started_at'), textAt(run, 'updated_at'))
      : undefined
  }
}

function describeThisRun(told: Told): Partial<EventDescription> {
  const { event, github, general } = told
  const run = at(event, 'workflow_run')
  const conclusion = line(textAt(run, 'conclusion'))
  const action = words(textAt(event, 'action'))
  const name = upstreamName(event)
  const workflow = name ? `workflow ${name}` : 'another workflow'
  const isBefore = action === 'requested' || action === 'in progress'
  const start = conclusion
    ? `Started after ${workflow} ${speakConclusion(conclusion)}`
    : isBefore
      ? `Started when ${workflow} was ${action}`
      : `Started by ${workflow}`
  return {
    ...upstreamPlace(event, github),
    trigger: `${start}.${titleLine(event, name, 'Title of that run')}`,
    commit: commitOf(at(run, 'head_commit'), textAt(run, 'head_sha')),
    startedBy: (general.attempt > 1 ? personOf(general.rerunBy, event) : startedUpstreamBy(told)) || general.workflow
  }
}

/**
 * The workflow's name. That of the run is the run's title where the workflow has a `run-name`, and anyone who opens a pull
 * request may have chosen it.
 */
function upstreamName(event: JsonObject): string {
  const name = textAt(event, 'workflow_run', 'name')
  const path = textAt(event, 'workflow', 'path') || textAt(event, 'workflow_run', 'path').replace(/@.*$/s, '')
  const isTitle = name === textAt(event, 'workflow_run', 'display_title')
  return workflowName(textAt(event, 'workflow', 'name') || (isTitle ? path : name || path))
}

/** A line with the run's title, where it says more than the name of the workflow and the message of the commit do. */
function titleLine(event: JsonObject, name: string, label: string): string {
  const run = at(event, 'workflow_run')
  const title = line(textAt(run, 'display_title') || textAt(run, 'name'))
  const isKnown = ['', name, line(textAt(run, 'head_commit', 'message'))].includes(workflowName(title))
  return isKnown ? '' : `\n${label}: ${title}`
}

// As said aloud, where the name of the event is none that people use.
function startOf(run: Json | undefined, event: JsonObject): string {
  const kind = textAt(run, 'event')
  const actor = line(textAt(run, 'actor', 'login')) || line(textAt(run, 'triggering_actor', 'login'))
  if (kind === 'schedule') return 'Scheduled run'
  const by = `by ${actor || 'an unknown actor'}`
  if (kind === 'workflow_dispatch') return personOf(actor, event) ? `Started manually ${by}` : `Started ${by}`
  return `${sentenceCase(words(kind) || 'run')} ${by}`
}

/** The person who started the attempt that the event tells of; empty if nobody did. */
function startedUpstreamBy({ event, github }: Told): string {
  const run = at(event, 'workflow_run')
  const isFirst = parseAttempt(textAt(run, 'run_attempt')) === 1
  if (isFirst && textAt(run, 'event') === 'schedule') return ''
  const login = line(textAt(run, isFirst ? 'actor' : 'triggering_actor', 'login'))
  return personOf(login || (isFirst ? readActor(event, github) : ''), event)
}

function secondsBetween(start: string, end: string): number | undefined {
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1000)
  return seconds >= 0 ? seconds : undefined
}
