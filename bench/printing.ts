/** Writes a value with its unit. */
export type Unit = (value: number) => string

export const seconds: Unit = milliseconds => `${(milliseconds / 1000).toFixed(0)} s`
export const milliseconds: Unit = value => `${value.toFixed(value < 10 ? 1 : 0)} ms`
export const times: Unit = value => `${value.toFixed(2)} x`
export const kilobytes: Unit = bytes => `${(bytes / 1000).toFixed(0)} kB`
export const megabytes: Unit = bytes => `${(bytes / 1e6).toFixed(0)} MB`

/** What is to be reached. */
export interface Target {
  relation: '<=' | '>='
  value: number
}

/** Prints the heading of a group of lines. */
export function printHeading(text: string): void {
  console.log(`\n${text}`)
}

/** Prints a measured value, and whether it meets its target if it has one. */
export function printValue(name: string, value: number, unit: Unit, target?: Target): void {
  const line = `  ${name.padEnd(58)}${unit(value).padStart(9)}`
  if (!target) {
    console.log(line)
    return
  }
  const met = target.relation === '<=' ? value <= target.value : value >= target.value
  console.log(`${line}   target ${target.relation} ${unit(target.value)}: ${met ? 'met' : 'NOT met'}`)
}

/** Prints how many times as large one measured value is as another. */
export function printRatio(name: string, value: number, base: number, target?: Target): void {
  printValue(name, value / base, times, target)
}
