import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import type { Operation } from '../service.ts'
import { requiredArn, validateMembers } from '../validation.ts'

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StopEngagement.html */
export const stopEngagement: Operation = (parsed, { book }) => {
  const validation = validateMembers<{ EngagementId: string; Reason?: string }>(parsed, {
    EngagementId: requiredArn,
    Reason: { required: false, max: 255 }
  })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const result = book.stop(validation.request.EngagementId, validation.request.Reason)
  return result.kind === 'refused' ? composeErrorAnswer(result.error) : composeSuccess({})
}
