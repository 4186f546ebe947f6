import { at, isObject, type Json, textAt } from '../text/json.ts'
import type { Listed } from './port.ts'

/**
 * A part of a list under a member's name. What cannot be read is left out; a list that is absent is empty, since AWS leaves
 * empty ones out. Undefined where the answer is no object or the member no list.
 */
export function readList<Item>(
  body: Json | undefined,
  member: string,
  readItem: (item: Json) => Item | undefined
): Listed<Item> | undefined {
  if (!isObject(body)) return undefined
  const items = at(body, member) ?? []
  if (!Array.isArray(items)) return undefined
  return {
    kind: 'listed',
    items: (items as readonly Json[]).map(readItem).filter(item => item !== undefined),
    nextToken: textAt(body, 'NextToken') || undefined
  }
}

/**
 * The time at a member, in milliseconds since 1970; undefined where there is none. AWS writes seconds since 1970 as a number:
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function timeAt(item: Json | undefined, member: string): number | undefined {
  const seconds = at(item, member)
  return typeof seconds === 'number' ? Math.round(seconds * 1000) : undefined
}
