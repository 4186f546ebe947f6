/** The members with which a list is asked for in parts. */
export interface ListRequest {
  NextToken?: string
  MaxResults?: number
}

/**
 * One part of a list, under the member's name. NextToken is absent from the last part; an empty list is absent, too: AWS leaves
 * empty members out, although the model calls some of them required.
 */
export function composePart(
  member: string,
  items: readonly object[],
  { NextToken, MaxResults }: ListRequest,
  partSize: number
): object {
  const from = NextToken === undefined ? 0 : Number(NextToken.replace(/^part-/, ''))
  const until = from + Math.min(partSize, MaxResults || partSize)
  const part = items.slice(from, until)
  return {
    ...(part.length > 0 && { [member]: part }),
    ...(until < items.length && { NextToken: `part-${until}` })
  }
}

/** A time as AWS JSON writes it: seconds since 1970, with milliseconds behind the point. */
export function toSeconds(milliseconds: number): number {
  return milliseconds / 1000
}
