import type { Acknowledgement } from '../following/wait.ts'
import { engagementId } from '../incident-manager/arn.ts'
import {
  type AddressedPage,
  type ContactPage,
  type Outcome,
  outcomeOf,
  type QuietContact,
  type QuietOutcome
} from './outcome.ts'
import type { ErrorCode } from './page-error.ts'
import { printableJson } from './printing.ts'
import type { Ending } from './summary.ts'

/**
 * The outputs of a step that pages, by their names in action.yml. The single ones are those of the first contact that was paged,
 * or of the first contact if none was.
 *
 * @param addressed the pages as they are addressed; empty where the action failed before there were any, or pages nobody
 * @param others the contacts that a watch did not page
 */
export function composeOutputs(
  ending: Ending,
  outcome: Outcome | QuietOutcome,
  addressed: readonly AddressedPage[],
  others: readonly QuietContact[] = []
): Readonly<Record<string, string>> {
  const pages = ending.kind === 'paged' ? ending.pages : []
  const sent = pages.find(page => outcomeOf(page) === 'sent')
  const request = (sent ?? addressed[0])?.request
  const engagementArn = engagementArnOf(sent) || (others.find(one => one.engagementArn)?.engagementArn ?? '')
  return {
    outcome,
    'engagement-arn': engagementArn,
    'engagement-id': engagementArn && engagementId(engagementArn),
    'idempotency-token': request?.IdempotencyToken ?? '',
    request: request === undefined ? '' : printableJson(request),
    pages: printableJson([
      ...(ending.kind === 'paged' ? pages.map(elementOf) : unpagedElements(ending, outcome, addressed)),
      ...others.map(quietElement)
    ])
  }
}

/** The outputs about a wait, by their names in action.yml; empty where nothing was waited for. */
export function composeWaitOutputs(ending: Ending): Readonly<Record<string, string>> {
  return {
    acknowledgement: '',
    'acknowledged-by': '',
    'acknowledged-after-seconds': '',
    ...(ending.kind === 'paged' && ending.wait?.outputs)
  }
}

/** An element of the output `pages`. */
interface Element {
  readonly contact: string
  readonly outcome: Outcome | QuietOutcome
  readonly engagement_arn: string
  readonly idempotency_token: string
  readonly error: ErrorCode | null
  /** How far it came, where that was waited for. */
  readonly acknowledgement?: Acknowledgement
}

function elementOf(page: ContactPage): Element {
  const { ContactId, IdempotencyToken } = page.request
  return {
    contact: ContactId,
    outcome: outcomeOf(page),
    engagement_arn: engagementArnOf(page),
    idempotency_token: IdempotencyToken,
    error: page.result.kind === 'failed' ? page.result.error.code : null,
    ...(page.waited && { acknowledgement: page.waited.acknowledgement })
  }
}

function unpagedElements(
  ending: Exclude<Ending, { kind: 'paged' }>,
  outcome: Outcome | QuietOutcome,
  addressed: readonly AddressedPage[]
): Element[] {
  return addressed
    .filter(({ isBackup }) => !isBackup)
    .map(({ request: { ContactId, IdempotencyToken } }) => ({
      contact: ContactId,
      outcome,
      engagement_arn: '',
      idempotency_token: IdempotencyToken,
      error: ending.kind === 'failed' ? ending.error.code : null
    }))
}

function quietElement({ contactId, outcome, engagementArn }: QuietContact): Element {
  return { contact: contactId, outcome, engagement_arn: engagementArn, idempotency_token: '', error: null }
}

function engagementArnOf(page: ContactPage | undefined): string {
  return page?.result.kind === 'sent' ? page.result.engagementArn : ''
}
