import { PageError } from '../../src/report/page-error.ts'

/** The error with which something is refused; any other error is thrown on. */
export function refusalOf(attempt: () => unknown): PageError {
  try {
    attempt()
  } catch (error) {
    if (error instanceof PageError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
