import { describeEngagement } from './operations/describe-engagement.ts'
import { listEngagements } from './operations/list-engagements.ts'
import { listPagesByEngagement } from './operations/list-pages-by-engagement.ts'
import { startEngagement } from './operations/start-engagement.ts'
import { stopEngagement } from './operations/stop-engagement.ts'
import type { Operation } from './service.ts'

/** The operations that Incident Manager on loopback answers, under their names in `X-Amz-Target`. */
export const operations: Readonly<Record<string, Operation>> = {
  DescribeEngagement: describeEngagement,
  ListEngagements: listEngagements,
  ListPagesByEngagement: listPagesByEngagement,
  StartEngagement: startEngagement,
  StopEngagement: stopEngagement
}
