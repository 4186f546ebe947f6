import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import type { Operation } from '../service.ts'
import { validateRequest } from '../validation.ts'

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html */
export const startEngagement: Operation = (parsed, { book }) => {
  const validation = validateRequest(parsed)
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const result = book.start(validation.request)
  if (result.kind === 'refused') return composeErrorAnswer(result.error)
  return composeSuccess({ EngagementArn: result.value.engagementArn })
}
