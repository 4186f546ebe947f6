import { limits } from './limits.ts'

/** A contact, escalation plan or on-call schedule of Incident Manager, or an engagement of one. */
export interface ContactArn {
  readonly partition: string
  readonly region: string
  readonly account: string
  /** The contact's name within its account and region. */
  readonly alias: string
}

/** The parts of `arn:aws:ssm-contacts:REGION:ACCOUNT:contact/ALIAS`, or undefined for anything else. */
export function parseContactArn(text: string): ContactArn | undefined {
  const { maximum, pattern } = limits.ContactId
  if (text.length > maximum || !pattern.test(text)) return undefined
  return parseArn(text, /^contact\/(.+)$/)
}

/** The parts of `arn:aws:ssm-contacts:REGION:ACCOUNT:engagement/ALIAS/ID`, or undefined for anything else. */
export function parseEngagementArn(text: string): ContactArn | undefined {
  const { maximum, pattern } = limits.EngagementArn
  if (text.length > maximum || !pattern.test(text)) return undefined
  return parseArn(text, /^engagement\/(.+)\/[^/]+$/)
}

/** Whether an engagement is one of this contact: same partition, region, account and alias. */
export function isEngagementOf(engagement: ContactArn, contact: ContactArn): boolean {
  return (
    engagement.partition === contact.partition &&
    engagement.region === contact.region &&
    engagement.account === contact.account &&
    engagement.alias === contact.alias
  )
}

/** What follows `engagement/` in an engagement's ARN: `ALIAS/ID`. */
export function engagementId(engagementArn: string): string {
  return engagementArn.slice(engagementArn.indexOf(':engagement/') + ':engagement/'.length)
}

/** A region's name in lower case, such as `us-gov-west-1`: all that may become part of a host name. */
export function isRegion(text: string): boolean {
  return text.length <= 63 && /^[a-z]{2,}(?:-[a-z]+)+-[0-9]+$/.test(text)
}

function parseArn(text: string, resourcePattern: RegExp): ContactArn | undefined {
  const [, partition = '', , region = '', account = '', ...resource] = text.split(':')
  const alias = resourcePattern.exec(resource.join(':'))?.[1]
  return alias === undefined || !isRegion(region) ? undefined : { partition, region, account, alias }
}
