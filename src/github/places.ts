import { at, type Json, type JsonObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'

/** Where something happened; empty texts where that is not known. */
export interface Place {
  /** In a word or two: `main`, `PR #12`, `production`. */
  readonly place: string
  /** As said aloud: `on branch main`. */
  readonly spokenPlace: string
}

/** A place that is not known. */
export const noPlace: Place = { place: '', spokenPlace: '' }

/** A branch; a merge queue's as what it is of. */
export function branchPlace(branch: string): Place {
  return queuePlace(branch) ?? { place: branch, spokenPlace: `on branch ${branch}` }
}

/** A tag. */
export function tagPlace(tag: string): Place {
  return { place: tag, spokenPlace: `on tag ${tag}` }
}

/** A release by its tag. */
export function releasePlace(tag: string): Place {
  return { place: tag, spokenPlace: `on release ${tag}` }
}

/** A merge queue's branch, without the hash at its end: `gh-readonly-queue/main/pr-104-929f82...` */
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
  if (name === '') return noPlace
  const [, number] = /^refs\/pull\/([0-9]{1,12})\//.exec(textAt(github, 'ref')) ?? []
  if (number !== undefined) return requestPlace(number)
  return textAt(github, 'ref_type') === 'tag' ? tagPlace(name) : branchPlace(name)
}

// The events whose runs may be of a tag. All others run on a branch, most of them on the default one.
const eventsOfTags = ['', 'push', 'create', 'workflow_dispatch', 'deployment', 'deployment_status']

/** Where the run was that a `workflow_run` event tells of. A fork's branch may be called main too. */
export function upstreamPlace(event: JsonObject, github: JsonObject): Place {
  const run = at(event, 'workflow_run')
  const branch = line(textAt(run, 'head_branch'))
  const fork = forkOf(at(run, 'head_repository'), textAt(github, 'repository'))
  if (branch === '') return fork ? { place: fork, spokenPlace: `for a commit of ${fork}` } : noPlace
  if (fork) return { place: `${branch} of ${fork}`, spokenPlace: `on branch ${branch} of ${fork}` }
  const kind = textAt(run, 'event')
  if (kind === 'release') return releasePlace(branch)
  return eventsOfTags.includes(kind) ? headPlace(branch, run, event) : branchPlace(branch)
}

/** A branch or a tag, whichever the payload shows it to be: `head_branch` has the name of either. */
export function headPlace(name: string, of: Json | undefined, event: JsonObject): Place {
  const isBranch =
    name === textAt(event, 'repository', 'default_branch') ||
    [at(of, 'pull_requests') ?? []].flat().some(request => name === textAt(request, 'head', 'ref'))
  if (isBranch) return branchPlace(name)
  return queuePlace(name) ?? { place: name, spokenPlace: `on ${name}` }
}

/** The repository of a head that is not in this one: `mona/shop`, or `a deleted fork`, of which GitHub tells null. */
export function forkOf(head: Json | undefined, repository: string): string {
  if (head === null) return 'a deleted fork'
  const name = line(textAt(head, 'full_name'))
  return name.toLowerCase() === repository.toLowerCase() ? '' : name
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
