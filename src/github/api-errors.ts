import { line } from '../text/lines.ts'

/** Why GitHub's API did not tell what was asked, in words that end a sentence: `HTTP status 503`, `connect ECONNREFUSED`. */
export function speakApiError(error: unknown): string {
  const { message, cause } = error as { message?: unknown; cause?: unknown }
  // Octokit gives errors of the network a status too, but with their cause.
  if (cause instanceof Error) return line(String(innermost(cause).message ?? '')) || 'no connection'
  const status = statusOf(error)
  if (status !== undefined) return `HTTP status ${status}`
  return error instanceof TypeError ? 'the answer is not one of GitHub' : line(String(message ?? error))
}

/** What to do about a reason that {@link speakApiError} gave, as a sentence; empty where there is nothing to do. */
export function apiRemedy(why: string): string {
  return Object.hasOwn(remedies, why) ? (remedies[why] ?? '') : ''
}

const needsPermission = 'Give the job "permissions: actions: read".'
const remedies: Readonly<Record<string, string>> = {
  'HTTP status 401': 'Check "github-token".',
  'HTTP status 403': needsPermission,
  'HTTP status 404': needsPermission
}

/** The status that GitHub's API refused a request with; undefined where no such answer came. */
export function statusOf(error: unknown): number | undefined {
  const { status, cause } = error as { status?: unknown; cause?: unknown }
  return typeof status === 'number' && status >= 300 && !(cause instanceof Error) ? status : undefined
}

// The cause says more than `fetch failed`.
function innermost(error: Error): Error {
  return error.cause ? innermost(error.cause as Error) : error
}
