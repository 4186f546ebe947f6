/** Something whose time is taken; resolves to milliseconds. */
export type Measurement = () => Promise<number>

/** Milliseconds on a clock that all processes of this machine share and that nobody sets. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/**
 * Takes each measurement once per round and so by turns, as a machine's speed drifts; each round begins with another one.
 *
 * @returns the median of each, in milliseconds
 */
export async function measureByTurns<Name extends string>(
  measurements: Record<Name, Measurement>,
  rounds: number
): Promise<Record<Name, number>> {
  const entries = Object.entries<Measurement>(measurements)
  const samples = entries.map((): number[] => [])
  // The first round warms caches and does not count.
  for (let round = 0; round <= rounds; round++)
    for (let turn = 0; turn < entries.length; turn++) {
      const index = (round + turn) % entries.length
      const ms = await entries[index]?.[1]()
      if (ms !== undefined && round > 0) samples[index]?.push(ms)
    }
  return Object.fromEntries(entries.map(([name], index) => [name, median(samples[index] ?? [])])) as Record<
    Name,
    number
  >
}

/** The middle of some numbers, of an even count the mean of the two in the middle. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}
