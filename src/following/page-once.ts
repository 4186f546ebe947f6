import type { Clock } from '../delivery/attempts.ts'
import type { ConnectFor } from '../incident-manager/connections.ts'
import type { AddressedPage, ContactPage, QuietContact } from '../report/outcome.ts'
import { PageError } from '../report/page-error.ts'
import { readBack } from './read-back.ts'

/** What it takes to page about an outage once. */
export interface PagingOnce {
  /** The pages; in each further round with other tokens. */
  pagesOf(round: number): readonly AddressedPage[]
  send(pages: readonly AddressedPage[], timeoutSeconds: number): Promise<readonly ContactPage[]>
  readonly connectFor: ConnectFor
  readonly timeoutSeconds: number
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Rejects with an uncaught error. */
  readonly uncaught: Promise<never>
  info(line: string): void
  debug(line: string): void
}

/** What became of the pages, and who had been paged by an earlier run after all. */
export interface PagedOnce {
  readonly pages: readonly ContactPage[]
  readonly repeated: readonly QuietContact[]
}

const roundsMaximum = 3
const readBackSeconds = 10

/**
 * Sends the pages, and reads each back: AWS answers a token that it knows with the engagement that it started before. One that goes
 * on is no new page; in place of one that was stopped, and rings no more, the page is sent again with another token. Where all of
 * them were stopped, or the time is over, nobody is rung: that is an error `stopped-before`. Never throws.
 */
export async function pageOnce(paging: PagingOnce): Promise<PagedOnce> {
  const { clock, timeoutSeconds } = paging
  const startedAt = clock.now()
  const asked = { askedAtMs: startedAt, askedMs: Date.now() }
  let due: ReadonlySet<string> | undefined
  let stopped: ContactPage[] = []
  let pages: ContactPage[] = []
  let repeated: QuietContact[] = []
  for (let round = 0; round <= roundsMaximum; round++) {
    const leftSeconds = timeoutSeconds - (clock.now() - startedAt) / 1000
    const addressed = paging.pagesOf(round).filter(({ request }) => due?.has(request.ContactId) ?? true)
    if (addressed.length === 0 || (round > 0 && leftSeconds <= 0)) break
    const sent = await paging.send(addressed, leftSeconds)
    const read = await Promise.all(sent.map(page => readPage(page, asked, paging)))
    pages = [...pages, ...read.flatMap(one => (one.kind === 'new' ? [one.page] : []))]
    repeated = [...repeated, ...read.flatMap(one => (one.kind === 'repeated' ? [one.contact] : []))]
    stopped = read.flatMap(one => (one.kind === 'stopped' ? [one.page] : []))
    due = new Set(stopped.map(({ request }) => request.ContactId))
  }
  return { pages: [...pages, ...stopped], repeated }
}

type Read =
  | { readonly kind: 'new'; readonly page: ContactPage }
  /** Of an earlier run, and it goes on. */
  | { readonly kind: 'repeated'; readonly contact: QuietContact }
  /** Of an earlier run, and it was stopped: a page that failed, unless another one takes its place. */
  | { readonly kind: 'stopped'; readonly page: ContactPage }

async function readPage(
  page: ContactPage,
  asked: { readonly askedAtMs: number; readonly askedMs: number },
  { connectFor, signal, clock, uncaught, info, debug }: PagingOnce
): Promise<Read> {
  if (page.result.kind === 'failed') return { kind: 'new', page }
  const { engagementArn } = page.result
  const { ContactId: contactId, Subject: subject } = page.request
  const bounds = { timeoutSeconds: readBackSeconds, signal, clock, onRetry: () => undefined, onEnd: () => undefined }
  const read = async () => readBack(await connectFor(contactId), { engagementArn, subject, ...asked }, bounds)
  // Whatever goes wrong here, AWS took the page.
  const known = await Promise.race([read(), uncaught]).catch(() => undefined)
  if (known?.failed !== undefined) debug(`The page could not be read back: ${known.failed.what}`)
  if (known?.repetition === undefined) return { kind: 'new', page }
  info(known.repetition)
  if (!known.isStopped) return { kind: 'repeated', contact: { contactId, outcome: 'already-paged', engagementArn } }
  const what = `AWS answered with the engagement of an earlier run, which was stopped: ${engagementArn}. It rings nobody.`
  return {
    kind: 'stopped',
    page: { ...page, result: { kind: 'failed', error: new PageError('stopped-before', 'not-sent', what) } }
  }
}
