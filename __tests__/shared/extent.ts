/** Whether all tests run over all cases. */
export const isFull = process.env.FULL_TESTS === '1'

/**
 * The cases of a long sweep: all of them in `npm run test:full`, in `npm test` those that stand for the rest. A sweep that has a
 * sample needs a table in the process that proves the same for every case.
 */
export function casesOf<T>(all: readonly T[], isInSample: (one: T) => boolean): readonly T[] {
  return isFull ? all : all.filter(isInSample)
}
