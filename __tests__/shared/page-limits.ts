import { expect } from '@jest/globals'
import { measureSms } from '../../local/demo/sms.ts'
import type { Page } from '../../src/page/page.ts'

/** Expects what every page keeps, whatever it is made from. */
export function expectWithinLimits({ headline, details, brief_headline, brief, url }: Page): void {
  for (const text of [headline, details, brief_headline, brief, url]) {
    expect(text).not.toBe('')
    expect(text).toBe(text.trim())
  }
  expect(headline).not.toContain('\n')
  for (const text of [headline, brief_headline]) expect([...text].length).toBeLessThanOrEqual(70)
  for (const text of [brief_headline, brief]) expect(measureSms(text).alphabet).toBe('GSM-7')
  if (url.length <= 140) {
    expect(brief.length).toBeLessThanOrEqual(140)
    expect([brief_headline, brief, measureSms(`${brief_headline}\n${brief}`).segments]).toEqual([
      brief_headline,
      brief,
      1
    ])
  }
  expect(brief.endsWith(url)).toBe(true)
}

/** Expects of a request that its texts say something, that each SMS is a single one, and that the second ends with a link. */
export function expectReadable(request: Readonly<Record<string, unknown>>, which: string): void {
  for (const member of ['Sender', 'Subject', 'Content', 'PublicSubject', 'PublicContent']) {
    expect([which, member, request[member]]).toEqual([which, member, expect.stringMatching(/\S/)])
  }
  for (const member of ['PublicSubject', 'PublicContent']) {
    expect([which, member, measureSms(String(request[member]))]).toEqual([
      which,
      member,
      expect.objectContaining({ alphabet: 'GSM-7', segments: 1 })
    ])
  }
  // On a workflow_run event this is the link of the upstream run.
  expect([which, request.PublicContent]).toEqual([which, expect.stringMatching(/ https?:\/\/[\w.-]+\/\S+$/)])
}
