import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What a promise resolves to, if it does so before a timer of this process has run out. A timer waits while the process does,
 * so that, unlike a clock, it tells a deadline that is kept from a machine that is busy.
 *
 * @throws Error once the timer has run out
 */
export function beforeTimer<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const late = sleep(milliseconds, undefined, { ref: false }).then((): never => {
    throw new Error(`It took longer than a timer of ${milliseconds} ms.`)
  })
  return Promise.race([promise, late])
}
