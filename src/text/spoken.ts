/** A number of seconds as said aloud: `21 seconds`, `1 minute 5 seconds`, `2 hours 1 minute`. */
export function speakDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const parts: readonly (readonly [number, string])[] =
    hours > 0
      ? [
          [hours, 'hour'],
          [minutes % 60, 'minute']
        ]
      : [
          [minutes, 'minute'],
          [seconds % 60, 'second']
        ]
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => counted(count, unit))
  return said.join(' ') || counted(0, 'second')
}

/** A count and what is counted: `1 more job`, `2 more jobs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/**
 * The first seven digits of a commit's hash, spelled: `8, F, 3, B, 2, C, 1`. Without the commas a voice reads `1234567` as a
 * number, and an `a` as the article.
 */
export function spellSha(sha: string): string {
  return [...sha.slice(0, 7).toUpperCase()].join(', ')
}

/**
 * A schedule as said aloud where that is simple: `every 5 minutes`, `daily at 02:10`, `Mondays to Fridays at 06:00`, else the
 * cron line as it is. A time of day is in UTC unless the workflow sets a time zone, which the event does not tell.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onschedule
 */
export function speakCron(cron: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = cron.split(' ')
  const otherwise = `cron ${cron}`
  if (more.length > 0 || month !== '*') return otherwise
  const isDaily = day === '*' && weekday === '*'
  const repeated = isDaily ? repetition(minute, hour) : ''
  if (repeated) return repeated
  const times = timesOf(minute, hour)
  const days = isDaily ? 'daily' : day === '*' ? weekdays(weekday) : weekday === '*' ? monthDay(day) : ''
  return times && days ? `${days} at ${times} UTC unless the workflow sets a time zone` : otherwise
}

/** `every 5 minutes`; empty where the steps between two runs are not all equal. */
function repetition(minute: string, hour: string): string {
  const minutes = step(minute, 60)
  if (hour === '*' && minutes !== undefined) return minutes === 1 ? 'every minute' : `every ${minutes} minutes`
  const hours = step(hour, 24)
  if (hours === undefined || number(minute, 59) === undefined) return ''
  const past = minute === '0' || minute === '00' ? '' : ` at minute ${Number(minute)}`
  return `${hours === 1 ? 'every hour' : `every ${hours} hours`}${past}`
}

/** The step of `*` or `*\/n`, if it divides the whole. */
function step(field: string, whole: number): number | undefined {
  if (field === '*') return 1
  const every = field.startsWith('*/') ? number(field.slice(2), whole - 1) : undefined
  return every !== undefined && every > 0 && whole % every === 0 ? every : undefined
}

function number(field: string, maximum: number): number | undefined {
  return /^[0-9]{1,2}$/.test(field) && Number(field) <= maximum ? Number(field) : undefined
}

/** `06:00`, `06:00 and 18:00`; empty for more than three. */
function timesOf(minute: string, hour: string): string {
  const hours = hour.split(',')
  const isSimple = number(minute, 59) !== undefined && hours.length <= 3
  if (!isSimple || hours.some(hour => number(hour, 23) === undefined)) return ''
  return enumeration(hours.map(hour => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`))
}

const dayNames = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']

/** `Mondays`, `Mondays and Thursdays`, `Mondays to Fridays`; empty for anything else. */
function weekdays(field: string): string {
  const ends = field.split('-').map(dayName)
  if (ends.length === 2) return ends.every(Boolean) ? ends.join(' to ') : ''
  const days = field.split(',').map(dayName)
  return days.every(Boolean) ? enumeration(days) : ''
}

function dayName(field: string): string {
  const short = dayNames.find(name => name.slice(0, 3).toUpperCase() === field.toUpperCase())
  return short ?? dayNames[number(field, 6) ?? dayNames.length] ?? ''
}

function monthDay(field: string): string {
  const day = number(field, 31)
  return day === undefined || day === 0 ? '' : `on day ${day} of the month`
}

function enumeration(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}
