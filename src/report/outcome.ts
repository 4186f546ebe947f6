/** What became of the page. `unknown`: AWS may have taken it, but no clear answer came. */
export type Outcome = 'sent' | 'not-sent' | 'unknown' | 'dry-run'

/** The sentence that ends the log and every error. */
export const closingSentence: Readonly<Record<Outcome, string>> = {
  sent: 'The page was sent.',
  'not-sent': 'No page was sent.',
  'dry-run': 'No page was sent.',
  unknown: 'A page may have been sent.'
}
