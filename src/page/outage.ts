import { septets } from './gsm7.ts'
import type { Page } from './page.ts'

/** What a watch knows of an outage, in words. */
export interface OutageWords {
  /** A sentence for the e-mail: `3 failures in a row since 02:10 UTC (runs 411, 412, 413).` Empty for none. */
  readonly streak: string
  /** The same for an SMS, in GSM-7; empty for none. */
  readonly brief: string
  /** Runs that failed before this one, the earliest first. */
  readonly links: readonly { readonly number: number; readonly url: string }[]
}

const linksShown = 5
const briefMaximum = 140
const smsMaximum = 160

/** The page with what a watch knows of the outage: how long it has lasted after the first line, the runs before at the end. */
export function withOutage(page: Page, { streak, brief, links }: OutageWords): Page {
  const [first = '', ...others] = page.details.split('\n')
  const shown = links.length > linksShown ? [...links.slice(0, 1), ...links.slice(1 - linksShown)] : links
  const lines = shown.map(({ number, url }) => `Run ${number}: ${url}`)
  return {
    ...page,
    details: [first, ...(streak ? [streak] : []), ...others, ...lines].join('\n'),
    brief: withSentence(page, brief)
  }
}

/** The text of the SMS with a sentence in front of its link, if the SMS stays one. */
function withSentence({ brief, brief_headline, url }: Page, sentence: string): string {
  if (sentence === '') return brief
  const words = brief.endsWith(url) ? brief.slice(0, brief.length - url.length).trim() : brief
  const candidates = [words, ''].map(before => [before, sentence, url].filter(Boolean).join(' '))
  const fits = (text: string) =>
    text.length <= briefMaximum && (septets(`${brief_headline}\n${text}`) ?? Infinity) <= smsMaximum
  return candidates.find(fits) ?? brief
}
