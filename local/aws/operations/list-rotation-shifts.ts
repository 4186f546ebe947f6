import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import { findEntry } from '../directory.ts'
import { composePart, type ListRequest, toSeconds } from '../lists.ts'
import type { Operation } from '../service.ts'
import { listConstraints, requiredArn, validateMembers } from '../validation.ts'

interface Request extends ListRequest {
  RotationId: string
  StartTime?: number
  EndTime: number
}

const hourMs = 3_600_000

/**
 * Whether a window holds shifts that began before it is not documented; here it does.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListRotationShifts.html
 */
export const listRotationShifts: Operation = (parsed, { directory, listPartSize, now }) => {
  const validation = validateMembers<Request>(parsed, {
    ...listConstraints,
    RotationId: requiredArn,
    StartTime: { required: false, type: 'number' },
    EndTime: { required: true, type: 'number' }
  })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const { RotationId, StartTime = toSeconds(now()), EndTime } = validation.request
  const result = findEntry(directory.rotations, 'ROTATION', RotationId)
  if (result.kind === 'refused') return composeErrorAnswer(result.error)
  const items = result.value.shifts
    .map(({ contact, fromHours, untilHours }) => ({
      ContactIds: [contact],
      StartTime: toSeconds(now() + fromHours * hourMs),
      EndTime: toSeconds(now() + untilHours * hourMs),
      Type: 'REGULAR'
    }))
    .filter(shift => shift.StartTime < EndTime && shift.EndTime > StartTime)
  return composeSuccess(composePart('RotationShifts', items, validation.request, listPartSize))
}
