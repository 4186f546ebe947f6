import type { Shift } from '../incident-manager/port.ts'

/** A time in milliseconds since 1970, and one after it. */
export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/** A span in which the same contacts are on call. */
export interface Turn extends Span {
  /** ARNs. Empty: nobody. */
  readonly contactIds: readonly string[]
}

/** Who is on call and when, in a schedule with all its rotations. */
export interface Rota {
  /** Undefined if nobody is on call now. */
  readonly now: Turn | undefined
  /** Who is on call next, other than those of now. */
  readonly next: Turn | undefined
  /** When nobody is on call, within the window that was asked for. */
  readonly gaps: readonly Span[]
}

// A shift that ends at 23:59 and one that begins at midnight leave nobody out.
const longestSeamMs = 60_000

/** What shifts come to in a window: shifts of several rotations at the same time are all on call. */
export function composeRota(shifts: readonly Shift[], { fromMs, untilMs }: Span): Rota {
  const turns = composeTurns(shifts, fromMs, untilMs)
  const [first] = turns
  const now = first !== undefined && first.contactIds.length > 0 ? first : undefined
  const next = turns.slice(1).find(({ contactIds }) => contactIds.length > 0)
  const gaps = turns
    .filter(turn => turn.contactIds.length === 0 && turn.fromMs < untilMs)
    .map(turn => ({ fromMs: turn.fromMs, untilMs: Math.min(turn.untilMs, untilMs) }))
  return { now, next, gaps }
}

/** Whether somebody is on call at a time. */
export function isCovered(shifts: readonly Shift[], atMs: number): boolean {
  return shifts.some(shift => isAt(shift, atMs))
}

/** The turns from a time on, without seams: two in a row differ. The last ends with the window or with the last shift. */
function composeTurns(shifts: readonly Shift[], fromMs: number, untilMs: number): Turn[] {
  const times = [fromMs, untilMs, ...shifts.flatMap(({ startMs, endMs }) => [startMs, endMs])]
  const borders = [...new Set(times.filter(time => time >= fromMs))].sort((a, b) => a - b)
  const turns: Turn[] = []
  for (const [index, border] of borders.slice(0, -1).entries()) {
    const contactIds = contactsAt(shifts, border)
    const end = borders[index + 1] ?? border
    const last = turns.at(-1)
    const isSeam = contactIds.length === 0 && end - border <= longestSeamMs
    if (last !== undefined && (isSeam || last.contactIds.join() === contactIds.join())) {
      turns[turns.length - 1] = { ...last, untilMs: end }
    } else {
      turns.push({ contactIds, fromMs: border, untilMs: end })
    }
  }
  return turns
}

function contactsAt(shifts: readonly Shift[], atMs: number): string[] {
  return [...new Set(shifts.filter(shift => isAt(shift, atMs)).flatMap(({ contactIds }) => contactIds))].sort()
}

function isAt({ contactIds, startMs, endMs }: Shift, atMs: number): boolean {
  return contactIds.length > 0 && startMs <= atMs && atMs < endMs
}
