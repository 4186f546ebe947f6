import { describeEngagement } from './operations/describe-engagement.ts'
import { getContact } from './operations/get-contact.ts'
import { getRotation } from './operations/get-rotation.ts'
import { listContactChannels } from './operations/list-contact-channels.ts'
import { listEngagements } from './operations/list-engagements.ts'
import { listPagesByEngagement } from './operations/list-pages-by-engagement.ts'
import { listRotationShifts } from './operations/list-rotation-shifts.ts'
import { startEngagement } from './operations/start-engagement.ts'
import { stopEngagement } from './operations/stop-engagement.ts'
import type { Operation } from './service.ts'

/** The operations that Incident Manager on loopback answers, under their names in `X-Amz-Target`. */
export const operations: Readonly<Record<string, Operation>> = {
  DescribeEngagement: describeEngagement,
  GetContact: getContact,
  GetRotation: getRotation,
  ListContactChannels: listContactChannels,
  ListEngagements: listEngagements,
  ListPagesByEngagement: listPagesByEngagement,
  ListRotationShifts: listRotationShifts,
  StartEngagement: startEngagement,
  StopEngagement: stopEngagement
}
