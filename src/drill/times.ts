/**
 * A time for people: `Fri 2026-11-27 16:00 UTC`, with the time in a zone after it where the zone is known and another one:
 * `(Fri 17:00 Europe/Berlin)`.
 *
 * @param atMs milliseconds since 1970
 * @param zone such as `Europe/Berlin`; one that nobody knows counts as none
 */
export function composeTime(atMs: number, zone: string): string {
  const utc = parts(atMs, 'UTC')
  const local = utc && zone !== 'UTC' ? parts(atMs, zone) : undefined
  if (utc === undefined) return 'at an unknown time'
  const text = `${utc.weekday} ${utc.year}-${utc.month}-${utc.day} ${utc.hour}:${utc.minute} UTC`
  return local === undefined ? text : `${text} (${local.weekday} ${local.hour}:${local.minute} ${zone})`
}

/** A number of minutes for people: `at once`, `after 5 min`, `at an unknown time`. */
export function composeDelay(minutes: number | undefined): string {
  if (minutes === undefined) return 'at an unknown time'
  return minutes === 0 ? 'at once' : `after ${minutes} min`
}

const fields = ['weekday', 'year', 'month', 'day', 'hour', 'minute'] as const

function parts(atMs: number, timeZone: string): Record<(typeof fields)[number], string> | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit'
    })
    const found = new Map(format.formatToParts(atMs).map(({ type, value }) => [type as string, value]))
    return Object.fromEntries(fields.map(field => [field, found.get(field) ?? ''])) as ReturnType<typeof parts>
  } catch {
    // No such zone, or no such time.
    return undefined
  }
}
