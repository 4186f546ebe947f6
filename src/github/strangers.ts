import { defang } from '../text/defang.ts'
import { at, isObject, type Json, textAt } from '../text/json.ts'
import type { EventDescription } from './events.ts'
import type { FailedJob, Failures } from './failures.ts'
import type { Workflow } from './workflow.ts'

/** What a page repeats of others' words. */
export interface Words {
  readonly event: EventDescription
  readonly jobs: readonly FailedJob[]
  /** The values of a matrix leg; empty where there is none. */
  readonly leg: string
}

/** The words as they may stand in the e-mail and be read aloud, and as they may stand in an SMS. */
export interface ScreenedWords {
  readonly email: Words
  readonly sms: Words
}

/**
 * The words without harm from a stranger. Of a run or a pull request whose head is in another repository, anyone may have
 * chosen branch, title, commit and author, and the names of jobs and steps: in the e-mail their addresses lead nowhere, and
 * the SMS has none of them, but the number of the pull request. Of an issue, that goes for the title.
 *
 * @param of the run whose jobs the page names
 */
export function screenWords({ event, jobs, leg }: Words, workflow: Workflow, of: Failures['of']): ScreenedWords {
  const name = textAt(workflow.github, 'event_name')
  const isIssue = name === 'issues' || name === 'issue_comment'
  const isStrange = hasForeignHead(workflow)
  // Other runs than these have their workflow file from the default branch.
  const isTheirRun =
    isStrange && (name.startsWith('pull_request') || (name === 'workflow_run' && of === 'the watched run'))
  const isTheirName = isTheirRun || (isStrange && name === 'check_run')

  const texts = isStrange || isIssue ? defangTexts(event) : event
  const title = isTheirName ? defang(event.workflow) : event.workflow
  const email = {
    event: { ...texts, workflow: title, startedBy: isTheirName ? defang(event.startedBy) : event.startedBy },
    jobs: isTheirRun ? jobs.map(defangJob) : jobs,
    leg: isTheirRun ? defang(leg) : leg
  }
  if (!isStrange) return { email, sms: email }
  const [request] = /^PR #[0-9]+/.exec(event.place) ?? []
  return {
    email,
    sms: {
      event: {
        ...email.event,
        workflow: name === 'check_run' && title.startsWith('Check ') ? 'Check' : title,
        place: request ?? (event.place && !name.startsWith('pull_request') ? 'a fork' : '')
      },
      jobs: isTheirRun ? [] : jobs,
      leg: isTheirRun ? '' : leg
    }
  }
}

/**
 * Whether the head of the event is in another repository than the run, or in one that is gone: GitHub then tells null. So it
 * counts for a pull request whose head the event does not tell, and for a status of a commit that is on no branch.
 *
 * Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export function hasForeignHead({ github }: Workflow): boolean {
  const event = isObject(github.event) ? github.event : {}
  const name = textAt(github, 'event_name')
  const base = textAt(event, 'repository', 'full_name') || textAt(github, 'repository')
  const isAnother = (head: Json | undefined) => textAt(head, 'full_name').toLowerCase() !== base.toLowerCase()
  // pull_request_target, pull_request_review and pull_request_review_comment too.
  if (name.startsWith('pull_request')) return isAnother(at(event, 'pull_request', 'head', 'repo'))
  const upstream = at(event, 'workflow_run', 'head_repository')
  if (name === 'workflow_run') return upstream !== undefined && isAnother(upstream)
  if (name === 'check_run')
    return isOfForeignCommit(event.check_run, at(event, 'check_run', 'check_suite', 'head_branch'))
  // A commit of a fork is on no branch of this repository, and GitHub lists none.
  if (name === 'status') return [event.branches ?? []].flat().length === 0
  return name === 'check_suite' && isOfForeignCommit(event.check_suite, at(event, 'check_suite', 'head_branch'))
}

// GitHub names no branch of a check whose commit is in a fork.
function isOfForeignCommit(check: Json | undefined, branch: Json | undefined): boolean {
  const [request] = [at(check, 'pull_requests') ?? []].flat()
  const [head, base] = ['head', 'base'].map(end => textAt(request, end, 'repo', 'id'))
  return branch === null || head !== base
}

function defangTexts(event: EventDescription): EventDescription {
  return {
    ...event,
    place: defang(event.place),
    spokenPlace: defang(event.spokenPlace),
    trigger: defang(event.trigger),
    notes: event.notes.map(defang),
    commit: { ...event.commit, message: defang(event.commit.message), author: defang(event.commit.author) }
  }
}

function defangJob(job: FailedJob): FailedJob {
  return { ...job, name: defang(job.name), failed_step: defang(job.failed_step) }
}
