import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import { toSeconds } from '../lists.ts'
import type { Operation } from '../service.ts'
import { requiredArn, validateMembers } from '../validation.ts'

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_DescribeEngagement.html */
export const describeEngagement: Operation = (parsed, { book }) => {
  const validation = validateMembers<{ EngagementId: string }>(parsed, { EngagementId: requiredArn })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const result = book.find(validation.request.EngagementId)
  if (result.kind === 'refused') return composeErrorAnswer(result.error)
  const { engagementArn, contactArn, startedAt, stoppedAt, request } = result.value
  const { Sender, Subject, Content, PublicSubject, PublicContent, IncidentId } = request
  return composeSuccess({
    EngagementArn: engagementArn,
    ContactArn: contactArn,
    Sender,
    Subject,
    Content,
    // Left out of the JSON where they are undefined.
    PublicSubject,
    PublicContent,
    IncidentId,
    StartTime: toSeconds(startedAt),
    StopTime: stoppedAt && toSeconds(stoppedAt)
  })
}
