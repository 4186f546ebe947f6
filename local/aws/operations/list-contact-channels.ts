import { composeErrorAnswer, composeSuccess } from '../answer.ts'
import { findEntry } from '../directory.ts'
import { composePart, type ListRequest } from '../lists.ts'
import type { Operation } from '../service.ts'
import { listConstraints, requiredArn, validateMembers } from '../validation.ts'

/** https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListContactChannels.html */
export const listContactChannels: Operation = (parsed, { directory, listPartSize }) => {
  const validation = validateMembers<ListRequest & { ContactId: string }>(parsed, {
    ...listConstraints,
    ContactId: requiredArn
  })
  if (validation.kind === 'invalid') return composeErrorAnswer(validation.error)
  const result = findEntry(directory.contacts, 'CONTACT', validation.request.ContactId)
  if (result.kind === 'refused') return composeErrorAnswer(result.error)
  const items = directory.channels
    .filter(({ contactArn }) => contactArn === result.value.arn)
    .map(({ arn, contactArn, name, type, address, isActivated }) => ({
      ContactChannelArn: arn,
      ContactArn: contactArn,
      Name: name,
      Type: type,
      DeliveryAddress: { SimpleAddress: address },
      ActivationStatus: isActivated ? 'ACTIVATED' : 'NOT_ACTIVATED'
    }))
  return composeSuccess(composePart('ContactChannels', items, validation.request, listPartSize))
}
