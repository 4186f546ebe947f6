import { isTrouble, speakConclusion } from '../github/conclusions.ts'
import type { EventDescription } from '../github/events.ts'
import type { Failures } from '../github/failures.ts'

/** What the page says has happened: that someone asked for it, or how that ended which it is about, in GitHub's word. */
export type State = 'asked' | 'unknown' | 'failed' | Conclusion

type Conclusion = 'timed_out' | 'startup_failure' | 'cancelled' | 'action_required' | 'stale'

/** What is known to have happened. */
export function stateOf({ conclusion, askedBy }: EventDescription, { state }: Failures): State {
  // What GitHub says of a run as a whole outranks what one of its jobs did.
  if (isTrouble(conclusion)) return conclusion === 'failure' ? 'failed' : (conclusion as Conclusion)
  if (state === 'failed' || state === 'cancelled') return state
  return askedBy !== '' && state !== 'unknown' ? 'asked' : 'unknown'
}

/** What happened, as a sentence goes on after the name of what it happened to: `failed`, `needs attention`. */
export function speakState(state: Exclude<State, 'asked'>): string {
  return state === 'unknown' ? 'needs attention' : state === 'failed' ? 'failed' : speakConclusion(state)
}
