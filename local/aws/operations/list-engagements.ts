import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import { composePart, type ListRequest, toSeconds } from '../lists.ts'
import type { Operation } from '../service.ts'
import { listConstraints, validateMembers } from '../validation.ts'

interface Request extends ListRequest {
  IncidentId?: string
  TimeRangeValue?: { StartTime?: number; EndTime?: number }
}

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListEngagements.html */
export const listEngagements: Operation = (parsed, { book, listPartSize }) => {
  const validation = validateMembers<Request>(parsed, {
    ...listConstraints,
    IncidentId: { required: false, max: 1024 },
    TimeRangeValue: { required: false, type: 'structure' }
  })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const { IncidentId, TimeRangeValue: { StartTime = 0, EndTime = Infinity } = {} } = validation.request
  const items = book.engagements
    .filter(({ startedAt }) => startedAt >= StartTime * 1000 && startedAt <= EndTime * 1000)
    .filter(({ request }) => IncidentId === undefined || request.IncidentId === IncidentId)
    .map(({ engagementArn, contactArn, startedAt, stoppedAt, request }) => ({
      EngagementArn: engagementArn,
      ContactArn: contactArn,
      Sender: request.Sender,
      IncidentId: request.IncidentId,
      StartTime: toSeconds(startedAt),
      StopTime: stoppedAt && toSeconds(stoppedAt)
    }))
  return composeSuccess(composePart('Engagements', items, validation.request, listPartSize))
}
