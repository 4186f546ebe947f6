import { at, type JsonObject, textAt } from '../../text/json.ts'
import { line } from '../../text/lines.ts'
import { sentenceCase } from '../../text/words.ts'
import { noCommit } from '../commits.ts'
import type { Describers, EventDescription } from '../events.ts'
import { requestPlace } from '../places.ts'

/** What happens to an issue, and comments on pull requests, which are issues to GitHub. */
export const describeIssues: Describers = {
  issue_comment: ({ event, actor }) => ({ ...describeIssue(event), trigger: `Comment by ${actor}.` }),
  issues: ({ event, actor }) => ({
    ...describeIssue(event),
    trigger: `Issue ${line(textAt(event, 'action')) || 'event'} by ${actor}.`
  })
}

function describeIssue(event: JsonObject): Partial<EventDescription> {
  const kind = at(event, 'issue', 'pull_request') === undefined ? 'issue' : 'pull request'
  const number = line(textAt(event, 'issue', 'number'))
  const title = line(textAt(event, 'issue', 'title'))
  const place =
    kind === 'issue' ? { place: `issue #${number}`, spokenPlace: `on issue ${number}` } : requestPlace(number)
  return {
    ...(number && place),
    notes: title ? [`${sentenceCase(kind)}: ${title}`] : [],
    // The run is of the default branch, and its commit is none of the pull request's.
    ...(kind === 'pull request' && { commit: noCommit })
  }
}
