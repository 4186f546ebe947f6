import { septets } from './gsm7.ts'

const headlineMaximum = 70
const briefMaximum = 140
const smsMaximum = 160

/** The two texts of an SMS, both in GSM-7. */
export interface Brief {
  /** What failed and where, 70 characters or fewer. */
  readonly brief_headline: string
  /** What failed exactly, and the link; 140 characters or fewer whenever the link allows. */
  readonly brief: string
}

/** What an SMS may say, all of it in GSM-7. */
export interface BriefWords {
  /** Headlines from the fullest to the shortest. The first two name the place in full. */
  readonly headlines: readonly string[]
  /** What happened, without the place, from the fullest to the shortest: `Job test failed at step Run tests.` */
  readonly texts: readonly string[]
  /** What happened in a word, for where there is room for no more: `Failed`. */
  readonly word: string
}

/**
 * The subject and the text of an SMS. With a line break between them they fit into one SMS (160 septets) whenever the
 * link has 140 characters or fewer. A telephone may show both, so the text does not repeat where it happened. It may show
 * one of them only, so the text alone says what failed, and where to look.
 *
 * The link is never cut; the words give way to it. First the headline loses the owner of the repository, which the link
 * names too, then the text its job or its step, down to a word, and at last the headline its place.
 */
export function composeBrief({ headlines, texts, word }: BriefWords, url: string): Brief {
  const fitting = headlines.filter(headline => headline.length <= headlineMaximum)
  const placed = headlines.slice(0, 2).filter(headline => fitting.includes(headline))
  const pairs = [
    ...combinations(placed, [...texts, word]),
    ...combinations([...fitting, word], [...texts, word, ''])
  ].map(([brief_headline, text]) => ({ brief_headline, brief: [text, url].filter(Boolean).join(' ') }))
  // Where the link is too long for one SMS, it must not be the only text.
  const otherwise = { brief_headline: fitting[0] ?? word, brief: `${word} ${url}` }
  return pairs.find(fitsOneSms) ?? otherwise
}

function fitsOneSms({ brief_headline, brief }: Brief): boolean {
  return brief.length <= briefMaximum && (septets(`${brief_headline}\n${brief}`) ?? Infinity) <= smsMaximum
}

/** Every headline with every text, the best text first. */
function combinations(headlines: readonly string[], texts: readonly string[]): [string, string][] {
  return texts.flatMap(text => headlines.map((headline): [string, string] => [headline, text]))
}
