import { at, isObject, type JsonObject, textAt } from '../../text/json.ts'
import { line } from '../../text/lines.ts'
import { link } from '../../text/links.ts'
import { words } from '../../text/words.ts'
import { commitOf } from '../commits.ts'
import { isFailure, isTrouble } from '../conclusions.ts'
import type { Describers, EventDescription, Told } from '../events.ts'
import { branchPlace, headPlace, noPlace, type Place, requestPlace } from '../places.ts'

/** What others say of a commit: checks and statuses. Their runs are of the default branch, whatever the commit is of. */
export const describeChecks: Describers = {
  check_run: told => describeCheck(told, 'check_run'),
  check_suite: told => describeCheck(told, 'check_suite'),

  status: ({ event, actor }) => {
    const context = line(textAt(event, 'context'))
    const state = line(textAt(event, 'state'))
    const description = line(textAt(event, 'description'), 200)
    const status = ['Status', context].filter(Boolean).join(' ')
    const commit = at(event, 'commit', 'commit')
    return {
      ...((state === 'failure' || state === 'error') && { workflow: status, conclusion: 'failure' }),
      ...branchesPlace(event),
      trigger: `Status ${context && `"${context}" `}set to ${words(state) || 'nothing'} by ${actor}.`,
      notes: description ? [`${status} says: ${description}`] : [],
      detailsUrl: link(textAt(event, 'target_url')),
      commit: commitOf(isObject(commit) ? commit : undefined, textAt(event, 'sha'))
    }
  }
}

function describeCheck({ event, actor, failures }: Told, kind: 'check_run' | 'check_suite'): Partial<EventDescription> {
  const check = at(event, kind)
  const suite = kind === 'check_run' ? at(check, 'check_suite') : check
  const branch = line(textAt(check, 'head_branch') || textAt(suite, 'head_branch'))
  const [pullRequest] = [at(check, 'pull_requests') ?? []].flat()
  const number = textAt(pullRequest, 'number')
  const name = line(textAt(check, 'name') || textAt(check, 'app', 'name'))
  const conclusion = line(textAt(check, 'conclusion'))
  // A check that is asked for again keeps its old conclusion, one that succeeded is not what someone is paged about, and one
  // that was cancelled is not if something in this run failed.
  const isAbout =
    textAt(event, 'action') === 'completed' &&
    (failures.state === 'failed' ? isFailure(conclusion) : isTrouble(conclusion))
  return {
    // Without a branch it is of a fork; where the run is says nothing about it.
    ...(branch ? headPlace(branch, check, event) : number ? requestPlace(number) : noPlace),
    ...(name && isAbout && { workflow: `Check ${name}`, conclusion }),
    trigger: `Check ${name && `"${name}" `}${words(textAt(event, 'action')) || 'event'} by ${actor}.`,
    notes: name && conclusion ? [`Check ${name}: ${words(conclusion)}`] : [],
    detailsUrl: link(textAt(check, 'details_url') || textAt(check, 'html_url')),
    commit: commitOf(at(check, 'head_commit'), textAt(check, 'head_sha'))
  }
}

/** The branches whose last commit a status is of. */
function branchesPlace(event: JsonObject): Place {
  const names = [event.branches ?? []]
    .flat()
    .map(branch => line(textAt(branch, 'name')))
    .filter(Boolean)
  const [first, ...others] = names
  if (first === undefined) return noPlace
  if (others.length === 0) return branchPlace(first)
  const listed = names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ')
  return { place: listed, spokenPlace: `on branches ${listed}` }
}
