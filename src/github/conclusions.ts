import { words } from '../text/words.ts'

/** Whether a conclusion of GitHub's is one of failure. */
export function isFailure(conclusion: string): boolean {
  return ['failure', 'timed_out', 'startup_failure'].includes(conclusion)
}

/** Whether a conclusion of GitHub's is one that someone may be paged about. Empty, which is no conclusion yet, is not. */
export function isTrouble(conclusion: string): boolean {
  return isFailure(conclusion) || ['cancelled', 'action_required', 'stale'].includes(conclusion)
}

/**
 * What became of something, as a sentence goes on after its name: `failed`, `timed out`, `was skipped`.
 *
 * Source of the words: https://docs.github.com/en/rest/checks/runs
 */
export function speakConclusion(conclusion: string): string {
  return Object.hasOwn(verbs, conclusion) ? (verbs[conclusion] ?? '') : `ended as "${words(conclusion)}"`
}

const verbs: Readonly<Record<string, string>> = {
  success: 'succeeded',
  failure: 'failed',
  timed_out: 'timed out',
  startup_failure: 'had a startup failure',
  cancelled: 'was cancelled',
  action_required: 'requires action',
  stale: 'went stale',
  neutral: 'ended neutral',
  skipped: 'was skipped'
}
