import { createHash } from 'node:crypto'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import type { PageFailed, PageSent } from '../report/outcome.ts'
import { PageError } from '../report/page-error.ts'

/** What is remembered of a page for the later steps of a job; nothing in clear, each value 64 hexadecimal digits. */
export interface Remembered {
  /** Of contact and token. */
  readonly page: string
  /** Of the texts. */
  readonly texts: string
  /** Of the engagement's ARN; null if it is unknown whether AWS took the page. */
  readonly engagement: string | null
}

/** What becomes of a page that AWS took, in view of what earlier steps of the job have paged. */
export function judgeRepetition(
  engagementArn: string,
  request: StartEngagementRequest,
  earlier: readonly Remembered[]
): PageSent | PageFailed {
  const { page, texts, engagement } = rememberedOf(request, engagementArn)
  const known = earlier.filter(one => one.engagement === engagement)
  const isRepetition = known.some(one => one.texts === texts)
  if (!isRepetition && known.length > 0) {
    const what =
      `AWS answered with the engagement that an earlier step of this job has started with the token ` +
      `"${request.IdempotencyToken}" for other text: ${engagementArn}. It pages nobody about the text of this step.`
    return { kind: 'failed', error: new PageError('repeated', 'not-sent', what) }
  }
  if (!isRepetition && earlier.some(one => one.engagement === null && one.page === page && one.texts !== texts)) {
    const what =
      `AWS answered with the engagement ${engagementArn}. An earlier step of this job asked for a page with the token ` +
      `"${request.IdempotencyToken}" and other text, and got no clear answer, so the engagement may be that of the other text.`
    return { kind: 'failed', error: new PageError('repeated', 'unknown', what) }
  }
  return { kind: 'sent', engagementArn, isRepetition }
}

/**
 * What to remember of a page.
 *
 * @param engagementArn undefined if it is unknown whether AWS took the page
 */
export function rememberedOf(request: StartEngagementRequest, engagementArn: string | undefined): Remembered {
  const { ContactId, IdempotencyToken, Subject, Content, PublicSubject, PublicContent } = request
  return {
    page: digest([ContactId, IdempotencyToken]),
    texts: digest([Subject, Content, PublicSubject ?? null, PublicContent ?? null]),
    engagement: engagementArn === undefined ? null : digest([engagementArn])
  }
}

function digest(values: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex')
}
