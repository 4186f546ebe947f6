import { runUrl } from '../github/run-urls.ts'
import type { Workflow } from '../github/workflow.ts'
import { parseContactArn } from '../incident-manager/arn.ts'
import { textAt } from '../text/json.ts'

/** What advice is filled in with. Holds placeholders, such as `CONTACT_ARN`, for what is not known. */
export interface Situation {
  /** ARN of the contact that was to be paged, as the workflow gives it. */
  readonly contactId: string
  readonly region: string
  readonly account: string
  /** Whether the job that pages has failed itself, so that running it again repeats more than the page. */
  readonly jobFailed: boolean
  /** Address of this run, until the page names a better one; empty if it is not known. */
  readonly runUrl: string
  /** Address of the page that explains every error below a heading of its code; empty if it is not known. */
  readonly helpUrl: string
}

/** What is known before anything was read. */
export const unknownSituation: Situation = {
  contactId: 'CONTACT_ARN',
  region: 'REGION',
  account: 'ACCOUNT',
  jobFailed: false,
  runUrl: '',
  helpUrl: ''
}

/** What the contact's ARN and the run's own contexts tell. */
export function composeSituation(contactId: string, { github, job }: Workflow): Situation {
  const contact = parseContactArn(contactId)
  return {
    ...unknownSituation,
    ...(contact && { contactId, region: contact.region, account: contact.account }),
    jobFailed: !['', 'success'].includes(textAt(job, 'status').toLowerCase()),
    runUrl: textAt(github, 'repository') === '' ? '' : runUrl(github),
    helpUrl: helpUrl(textAt(github, 'server_url'), textAt(github, 'action_repository'), textAt(github, 'action_ref'))
  }
}

// The documents of this very version, where the runner tells which one runs. Another server need not have them.
function helpUrl(server: string, repository: string, ref: string): string {
  return server === 'https://github.com' && repository && ref
    ? `${server}/${repository}/blob/${ref}/docs/troubleshooting.md`
    : ''
}
