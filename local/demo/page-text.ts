import type { IncidentManager } from '../aws/incident-manager.ts'
import { measureSms } from './sms.ts'

/** A page as its reader gets it. */
export interface PageText {
  sender: string
  subject: string
  content: string
  smsSubject: string
  sms: string
  /** How long the SMS is, in words. */
  smsSize: string
}

/** The text of the page that was asked for last; undefined where no request arrived. */
export function readPageText({ exchanges }: IncidentManager): PageText | undefined {
  const request = exchanges.findLast(({ operation }) => operation === 'StartEngagement')?.request
  if (!request) return undefined
  const text = (name: string) => String(request[name] ?? '')
  const [smsSubject, sms] = [text('PublicSubject'), text('PublicContent')]
  const { alphabet, segments } = measureSms([smsSubject, sms].filter(Boolean).join('\n'))
  const parts = segments === 1 ? '1 segment' : `${segments} segments`
  return {
    sender: text('Sender'),
    subject: text('Subject'),
    content: text('Content'),
    smsSubject,
    sms,
    smsSize: `subject ${[...smsSubject].length}, text ${[...sms].length} characters (${alphabet}, ${parts} in all)`
  }
}
