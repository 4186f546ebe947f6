import type { IncidentManager } from '../incident-manager/port.ts'
import type { Memory } from '../memory/memory.ts'
import { judgeRepetition, rememberedOf } from '../memory/repetition.ts'
import { type AddressedPage, type ContactPage, outcomeOf } from '../report/outcome.ts'
import { asPageError } from '../report/page-error.ts'
import type { Bounds } from './attempts.ts'
import { type Delivered, type Delivery, deliver } from './delivery.ts'

/** What it takes to page everyone. */
export interface Paging extends Pick<Bounds, 'timeoutSeconds' | 'signal' | 'clock'> {
  /** The page to each contact, the backup last. */
  readonly pages: readonly AddressedPage[]
  /** Incident Manager in the region of a contact. */
  connectFor(contactId: string): Promise<Pick<IncidentManager, 'start'>>
  /** Who is told how the page to a contact goes. */
  listenerOf(page: AddressedPage): Listener
  readonly memory: Memory
  /** Rejects with an uncaught error. */
  readonly uncaught: Promise<never>
}

/** Is told how the page to one contact goes. */
export type Listener = Pick<Delivery, 'onRepair' | 'onRetry' | 'onEnd'>

// With a backup: what is left must be enough for it whatever the contacts take.
const contactsShare = 2 / 3

/**
 * Pages all contacts side by side, and the backup if none of them was paged. Each page has attempts and an outcome of its own,
 * and waits for no other. Never throws.
 *
 * @returns a page for each contact in their order, and the backup's if it was needed
 */
export async function pageEveryone(paging: Paging): Promise<readonly ContactPage[]> {
  const { clock, timeoutSeconds, signal, uncaught } = paging
  const startedAt = clock.now()
  const contacts = paging.pages.filter(({ isBackup }) => !isBackup)
  const backup = paging.pages.find(({ isBackup }) => isBackup)
  let hasStruck = false
  uncaught.catch(() => {
    hasStruck = true
  })

  const share = backup === undefined ? 1 : contactsShare
  const paged = await Promise.all(contacts.map(page => pageOne(page, timeoutSeconds * share, uncaught, paging)))
  if (backup === undefined || signal.aborted || !isNobodyPaged(paged)) return paged
  const leftSeconds = timeoutSeconds - (clock.now() - startedAt) / 1000
  // An uncaught error that cost the contacts their pages must not cost the backup its own.
  return [...paged, await pageOne(backup, leftSeconds, hasStruck ? never : uncaught, paging)]
}

const never = new Promise<never>(() => undefined)

function isNobodyPaged(pages: readonly ContactPage[]): boolean {
  return pages.every(page => outcomeOf(page) !== 'sent')
}

async function pageOne(
  page: AddressedPage,
  timeoutSeconds: number,
  uncaught: Promise<never>,
  { connectFor, listenerOf, memory, signal, clock }: Paging
): Promise<ContactPage> {
  const { request } = page
  let isBegun = false
  const send = async (): Promise<Delivered> => {
    const incidentManager = await connectFor(request.ContactId)
    isBegun = true
    return deliver({ incidentManager, request, timeoutSeconds, signal, clock, ...listenerOf(page) })
  }
  const delivered = await Promise.race([send(), uncaught]).catch(
    // A fault may strike in the middle of an attempt, if there was one.
    (error: unknown): Delivered => ({ kind: 'failed', error: asPageError(error, isBegun ? 'unknown' : 'not-sent') })
  )
  const result =
    delivered.kind === 'failed' ? delivered : judgeRepetition(delivered.engagementArn, request, memory.recall())
  const remembered = result.kind === 'sent' ? result.engagementArn : undefined
  const contactPage: ContactPage = { ...page, result }
  if (outcomeOf(contactPage) !== 'not-sent') memory.remember(rememberedOf(request, remembered))
  return contactPage
}
