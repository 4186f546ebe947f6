import { type Json, type JsonObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'

/** Where something happened; empty texts where that is not known. */
export interface Place {
  /** In a word or two: `main`, `PR #12`, `production`. */
  readonly place: string
  /** As said aloud: `on branch main`. */
  readonly spokenPlace: string
}

/** A branch. */
export function branchPlace(branch: string): Place {
  return { place: branch, spokenPlace: `on branch ${branch}` }
}

/** A merge queue's branch without the hash at its end, which nobody wants to hear: `gh-readonly-queue/main/pr-104-929f82...` */
export function queuePlace(ref: string): Place | undefined {
  const [, base, number] =
    /gh-readonly-queue\/([^\n]{1,200})\/pr-([0-9]{1,12})-[0-9a-f]+$/.exec(ref.slice(0, 400)) ?? []
  if (base === undefined || number === undefined) return undefined
  const queue = `merge queue ${line(base)}`
  return { place: `PR #${number}, ${queue}`, spokenPlace: `on pull request ${number} in the ${queue}` }
}

/** What the run is of: a branch, a tag, a pull request or a merge queue. */
export function refPlace(github: JsonObject): Place {
  const name = line(textAt(github, 'ref_name') || textAt(github, 'ref').replace(/^refs\/(?:heads|tags)\//, ''))
  if (name === '') return { place: '', spokenPlace: '' }
  const queued = queuePlace(name)
  if (queued !== undefined) return queued
  const [, number] = /^refs\/pull\/([0-9]{1,12})\//.exec(textAt(github, 'ref')) ?? []
  if (number !== undefined) return requestPlace(number)
  return textAt(github, 'ref_type') === 'tag' ? { place: name, spokenPlace: `on tag ${name}` } : branchPlace(name)
}

/** Where the run was that a `workflow_run` event tells of. A fork's branch may be called main too. */
export function upstreamPlace(run: Json | undefined, github: JsonObject): Partial<Place> {
  const branch = line(textAt(run, 'head_branch'))
  const repository = line(textAt(run, 'head_repository', 'full_name'))
  const isFork = repository !== '' && repository !== line(textAt(github, 'repository'))
  return branch ? branchPlace(isFork ? `${branch} of ${repository}` : branch) : {}
}

/** A pull request by its number. */
export function requestPlace(number: string): Place {
  return { place: `PR #${line(number)}`, spokenPlace: `on pull request ${line(number)}` }
}

/** The environment of a deployment. */
export function environmentPlace(event: JsonObject): Partial<Place> {
  const environment = line(textAt(event, 'deployment', 'environment'))
  return environment ? { place: environment, spokenPlace: `to environment ${environment}` } : {}
}
