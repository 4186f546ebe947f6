import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import { composePart, type ListRequest, toSeconds } from '../lists.ts'
import { pagesOf } from '../reactions.ts'
import type { Operation } from '../service.ts'
import { listConstraints, requiredArn, validateMembers } from '../validation.ts'

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListPagesByEngagement.html */
export const listPagesByEngagement: Operation = (parsed, { book, react, listPartSize, now }) => {
  const validation = validateMembers<ListRequest & { EngagementId: string }>(parsed, {
    ...listConstraints,
    EngagementId: requiredArn
  })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const result = book.find(validation.request.EngagementId)
  if (result.kind === 'refused') return composeErrorAnswer(result.error)
  const { engagementArn, contactArn, request } = result.value
  const items = pagesOf(result.value, react(contactArn), now()).map(page => ({
    PageArn: page.pageArn,
    EngagementArn: engagementArn,
    ContactArn: page.contactArn,
    Sender: request.Sender,
    IncidentId: request.IncidentId,
    SentTime: toSeconds(page.sentAt),
    DeliveryTime: page.deliveredAt && toSeconds(page.deliveredAt),
    ReadTime: page.readAt && toSeconds(page.readAt)
  }))
  return composeSuccess(composePart('Pages', items, validation.request, listPartSize))
}
