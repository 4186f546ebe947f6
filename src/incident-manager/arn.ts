import { limits } from './limits.ts'

/** A contact, escalation plan or on-call schedule of Incident Manager, or an engagement of one. */
export interface ContactArn {
  readonly partition: string
  readonly region: string
  readonly account: string
  /** The contact's alias, 1 to 255 of `[a-z0-9_.-]`. */
  readonly alias: string
}

/** The parts of `arn:aws:ssm-contacts:REGION:ACCOUNT:contact/ALIAS`, or undefined for anything else. */
export function parseContactArn(text: string): ContactArn | undefined {
  return parseArn(text, limits.ContactId, 'contact', 1)
}

/** The parts of `arn:aws:ssm-contacts:REGION:ACCOUNT:engagement/ALIAS/ID`, or undefined for anything else. */
export function parseEngagementArn(text: string): ContactArn | undefined {
  return parseArn(text, limits.EngagementArn, 'engagement', 2)
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

/** What stands behind `engagement/` in an engagement's ARN: `ALIAS/ID`. */
export function engagementId(engagementArn: string): string {
  return engagementArn.slice(engagementArn.indexOf(':engagement/') + ':engagement/'.length)
}

/** A region's name in lower case, such as `us-gov-west-1`: all that may become part of a host name. */
export function isRegion(text: string): boolean {
  return text.length <= 63 && /^[a-z]{2,}(?:-[a-z]+)+-[0-9]+$/.test(text)
}

function parseArn(
  text: string,
  limit: { readonly maximum: number; readonly pattern: RegExp },
  type: string,
  names: number
): ContactArn | undefined {
  if (text.length > limit.maximum || !limit.pattern.test(text)) return undefined
  const [, partition = '', , region = '', account = '', resource = '', ...rest] = text.split(':')
  const [kind, alias = '', ...ids] = resource.split('/')
  if (kind !== type || rest.length > 0 || ids.length !== names - 1 || ids.includes('')) return undefined
  if (!isRegion(region) || !/^[a-z0-9_.-]{1,255}$/.test(alias)) return undefined
  return { partition, region, account, alias }
}
