import type { Clock } from '../../src/delivery/attempts.ts'

/** A clock that only sleeps move, and whoever lets time pass. */
export interface FakeClock extends Clock {
  pass(milliseconds: number): void
}

/** A clock that begins somewhere, not at 0. */
export function createFakeClock(random: () => number = () => 0.5): FakeClock {
  let now = 1_000_000
  return {
    now: () => now,
    async sleep(milliseconds, signal) {
      if (!signal.aborted) now += milliseconds
    },
    random,
    pass(milliseconds) {
      now += milliseconds
    }
  }
}
