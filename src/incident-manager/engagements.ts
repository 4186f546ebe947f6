import { at, isObject, type Json, textAt } from '../text/json.ts'
import { parseEngagementArn } from './arn.ts'
import { readList, timeAt } from './lists.ts'
import type { Described, Engagement, Listed, SentPage } from './port.ts'

/**
 * The engagement in the answer to DescribeEngagement; undefined for any other answer.
 *
 * Source: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_DescribeEngagement.html
 */
export function readDescribed(engagementArn: string) {
  return (body: Json | undefined, _: string, serviceNowMs: number | undefined): Described | undefined => {
    const engagement = readEngagementItem(body)
    if (engagement?.engagementArn !== engagementArn) return undefined
    const { startedMs } = engagement
    const ageMs = serviceNowMs === undefined || startedMs === undefined ? undefined : serviceNowMs - startedMs
    return { kind: 'described', ...engagement, subject: textAt(body, 'Subject'), ageMs }
  }
}

/** A part of the answer to ListEngagements: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListEngagements.html */
export function readEngagements(body: Json | undefined): Listed<Engagement> | undefined {
  return readList(body, 'Engagements', readEngagementItem)
}

/** A part of the answer to ListPagesByEngagement: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListPagesByEngagement.html */
export function readPages(body: Json | undefined): Listed<SentPage> | undefined {
  return readList(body, 'Pages', item => {
    const pageArn = textAt(item, 'PageArn')
    if (pageArn === '') return undefined
    return {
      pageArn,
      contactArn: textAt(item, 'ContactArn'),
      sentMs: timeAt(item, 'SentTime'),
      readMs: timeAt(item, 'ReadTime')
    }
  })
}

function readEngagementItem(item: Json | undefined): Engagement | undefined {
  if (!isObject(item)) return undefined
  const engagementArn = at(item, 'EngagementArn')
  if (typeof engagementArn !== 'string' || parseEngagementArn(engagementArn) === undefined) return undefined
  return {
    engagementArn,
    contactArn: textAt(item, 'ContactArn'),
    sender: textAt(item, 'Sender'),
    startedMs: timeAt(item, 'StartTime'),
    stoppedMs: timeAt(item, 'StopTime')
  }
}
