import { type Json, type JsonObject, textAt } from '../text/json.ts'
import { link } from '../text/links.ts'
import type { Workflow } from './workflow.ts'

/** The address of the run that an event tells of, always on the server that this run is on. */
export function watchedRunUrl(run: Json | undefined, github: JsonObject): string {
  const told = linkOnServer(textAt(run, 'html_url'), github)
  if (told !== '') return told
  const id = textAt(run, 'id')
  return /^[0-9]{1,20}$/.test(id) ? link(`${repositoryUrl(github)}/actions/runs/${id}`) : ''
}

/** The text if it is an address on the server that this run is on, else empty. */
export function linkOnServer(text: string, github: JsonObject): string {
  return text.startsWith(`${serverUrl(github)}/`) ? link(text) : ''
}

function serverUrl(github: JsonObject): string {
  return textAt(github, 'server_url') || 'https://github.com'
}

function repositoryUrl(github: JsonObject): string {
  return `${serverUrl(github)}/${textAt(github, 'repository')}`
}

/** The address of a run of this repository. */
export function runUrlOf(runId: number, github: JsonObject): string {
  return link(`${repositoryUrl(github)}/actions/runs/${runId}`)
}

/** The address of this attempt of the run. */
export function runUrl(github: JsonObject): string {
  const repository = repositoryUrl(github)
  const runId = textAt(github, 'run_id')
  const attempt = textAt(github, 'run_attempt')
  return link(runId === '' ? repository : `${repository}/actions/runs/${runId}${attempt && `/attempts/${attempt}`}`)
}

/** The address of this very job; empty where its number is not known. */
export function ownJobUrl({ github, job }: Workflow): string {
  const [runId, id] = [textAt(github, 'run_id'), textAt(job, 'check_run_id')]
  return /^[0-9]+$/.test(id) && runId ? link(`${repositoryUrl(github)}/actions/runs/${runId}/job/${id}`) : ''
}
