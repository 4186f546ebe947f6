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
