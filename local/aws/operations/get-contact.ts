import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import { type DirectoryStage, findEntry } from '../directory.ts'
import type { Operation } from '../service.ts'
import { requiredArn, validateMembers } from '../validation.ts'

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_GetContact.html */
export const getContact: Operation = (parsed, { directory }) => {
  const validation = validateMembers<{ ContactId: string }>(parsed, { ContactId: requiredArn })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const result = findEntry(directory.contacts, 'CONTACT', validation.request.ContactId)
  if (result.kind === 'refused') return composeErrorAnswer(result.error)
  const { arn, displayName, type, stages, rotations } = result.value
  return composeSuccess({
    ContactArn: arn,
    Alias: arn.replace(/^.*:contact\//, ''),
    DisplayName: displayName,
    Type: type,
    Plan: type === 'ONCALL_SCHEDULE' ? { RotationIds: rotations ?? [] } : { Stages: (stages ?? []).map(composeStage) }
  })
}

function composeStage({ minutes, channels = [], members = [] }: DirectoryStage): object {
  return {
    DurationInMinutes: minutes,
    Targets: [
      ...channels.map(arn => ({ ChannelTargetInfo: { ContactChannelId: arn, RetryIntervalInMinutes: 1 } })),
      ...members.map(({ arn, isEssential }) => ({
        ContactTargetInfo: { ContactId: arn, IsEssential: isEssential }
      }))
    ]
  }
}
