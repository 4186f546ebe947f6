import { at, textAt } from '../../text/json.ts'
import { line } from '../../text/lines.ts'
import { words } from '../../text/words.ts'
import { commitOf } from '../commits.ts'
import type { Describers, EventDescription, Told } from '../events.ts'
import { forkOf } from '../places.ts'

/** What happens to a pull request. */
export const describePullRequests: Describers = {
  pull_request: describePullRequest,
  pull_request_target: describePullRequest,
  pull_request_review: told => ({
    ...describePullRequest(told),
    trigger: `Review ${words(textAt(told.event, 'action')) || 'event'} by ${told.actor}.`
  }),
  pull_request_review_comment: told => ({
    ...describePullRequest(told),
    trigger: `Review comment ${words(textAt(told.event, 'action')) || 'event'} by ${told.actor}.`
  })
}

function describePullRequest({ event, general, actor }: Told): Partial<EventDescription> {
  const request = at(event, 'pull_request')
  const number = line(textAt(request, 'number') || textAt(event, 'number'))
  const branch = line(textAt(request, 'head', 'ref'), 60)
  const fork = forkOf(at(request, 'head', 'repo'), textAt(request, 'base', 'repo', 'full_name'))
  const head = [branch, fork].filter(Boolean).join(' of ')
  const title = line(textAt(request, 'title'))
  const isMerged = textAt(event, 'action') === 'closed' && at(request, 'merged') === true
  const action = isMerged ? 'merged' : words(textAt(event, 'action')).replace('synchronize', 'updated')
  return {
    ...(number && {
      place: `PR #${number}${branch && ` ${branch}`}`,
      spokenPlace: `on pull request ${number}${head && ` (${head})`}`
    }),
    trigger: `Pull request ${action || 'event'} by ${actor}.`,
    notes: title ? [`Pull request: ${title}`] : [],
    // The run of a merged one is of the branch that it was merged into. That of another one is of a merge that GitHub made
    // for the occasion, or of the base branch: neither commit is the pull request's.
    commit: isMerged ? general.commit : commitOf(undefined, textAt(request, 'head', 'sha'))
  }
}
