import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import { findEntry } from '../directory.ts'
import { toSeconds } from '../lists.ts'
import type { Operation } from '../service.ts'
import { requiredArn, validateMembers } from '../validation.ts'

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_GetRotation.html */
export const getRotation: Operation = (parsed, { directory, now }) => {
  const validation = validateMembers<{ RotationId: string }>(parsed, { RotationId: requiredArn })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const result = findEntry(directory.rotations, 'ROTATION', validation.request.RotationId)
  if (result.kind === 'refused') return composeErrorAnswer(result.error)
  const { arn, name, contacts, timeZone } = result.value
  return composeSuccess({
    RotationArn: arn,
    Name: name,
    ContactIds: contacts,
    StartTime: toSeconds(now()),
    TimeZoneId: timeZone,
    Recurrence: { NumberOfOnCalls: 1, RecurrenceMultiplier: 1, DailySettings: [{ HourOfDay: 9, MinuteOfHour: 0 }] }
  })
}
