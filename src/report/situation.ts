import { linesOf } from '../github/contact-input.ts'
import { runUrl } from '../github/run-urls.ts'
import type { Workflow } from '../github/workflow.ts'
import { parseContactArn } from '../incident-manager/arn.ts'
import { textAt } from '../text/json.ts'

/** What advice is filled in with. Holds placeholders, such as `CONTACT_ARN`, for what is not known. */
export interface Situation {
  /** ARNs of all contacts that were to be paged, as far as the workflow gives any. */
  readonly contactIds: readonly string[]
  /** ARN of the contact that the advice is about, at first the first one. */
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
  contactIds: [],
  contactId: 'CONTACT_ARN',
  region: 'REGION',
  account: 'ACCOUNT',
  jobFailed: false,
  runUrl: '',
  helpUrl: ''
}

/**
 * What the contacts' ARNs and the run's own contexts tell.
 *
 * @param contacts the ARNs as the workflow gives them, one on each line; what is not one is left out
 */
export function composeSituation(contacts: string, { github, job }: Workflow): Situation {
  const lines = linesOf(contacts).map(({ contactId }) => contactId)
  const contactIds = [...new Set(lines.filter(contactId => parseContactArn(contactId) !== undefined))]
  return {
    ...situationOf(contactIds[0] ?? '', { ...unknownSituation, contactIds }),
    jobFailed: !['', 'success'].includes(textAt(job, 'status').toLowerCase()),
    runUrl: textAt(github, 'repository') === '' ? '' : runUrl(github),
    helpUrl: helpUrl(textAt(github, 'server_url'), textAt(github, 'action_repository'), textAt(github, 'action_ref'))
  }
}

/** The situation with the advice about one of the contacts, if the text is the ARN of one. */
export function situationOf(contactId: string, situation: Situation): Situation {
  const contact = parseContactArn(contactId)
  return contact === undefined
    ? situation
    : { ...situation, contactId, region: contact.region, account: contact.account }
}

// The documents of this very version, where the runner tells which one runs. Another server need not have them.
function helpUrl(server: string, repository: string, ref: string): string {
  return server === 'https://github.com' && repository && ref
    ? `${server}/${repository}/blob/${ref}/docs/troubleshooting.md`
    : ''
}
