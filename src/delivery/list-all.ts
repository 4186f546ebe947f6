import type { Failed, Listed } from '../incident-manager/port.ts'

/** A list over all its parts, as far as it was read. */
export interface WholeList<Item> {
  readonly kind: 'whole-list'
  readonly items: readonly Item[]
  /** Whether the list may go on after what was read: it has more parts than were asked for, or a token came again. */
  readonly isCut: boolean
}

/**
 * All items of a list that AWS hands out in parts. Ends after so many parts, and where a token comes again: the SDK's own
 * paginators would go on for ever.
 *
 * @param readPart asks for the part that a token stands for, undefined for the first; one attempt or many, with bounds of its own
 * @returns what the first part that failed became, otherwise
 */
export async function listAll<Item, Failure extends { readonly kind: string } = Failed>(
  readPart: (nextToken: string | undefined) => Promise<Listed<Item> | Failure>,
  partsMaximum: number
): Promise<WholeList<Item> | Failure> {
  const items: Item[] = []
  const tokens = new Set<string>()
  let nextToken: string | undefined
  for (let part = 1; part <= partsMaximum; part++) {
    const result = await readPart(nextToken)
    if (!isListed(result)) return result
    items.push(...result.items)
    nextToken = result.nextToken
    if (nextToken === undefined) return { kind: 'whole-list', items, isCut: false }
    if (tokens.has(nextToken)) break
    tokens.add(nextToken)
  }
  return { kind: 'whole-list', items, isCut: true }
}

function isListed<Item>(result: Listed<Item> | { readonly kind: string }): result is Listed<Item> {
  return result.kind === 'listed'
}
