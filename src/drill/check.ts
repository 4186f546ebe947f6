/** One thing that a drill looked at. */
export interface Check {
  /** What should be so, such as `Contact oncall-plan exists`. */
  readonly what: string
  /** `unknown`: it could not be looked at, often for want of a right. */
  readonly ok: boolean | 'unknown'
  /** What was found, as a sentence or several; without addresses, numbers, names of channels and codes. */
  readonly detail: string
  /** What to do, as a sentence; empty where nothing is to be done. */
  readonly nextStep: string
}

/** What a drill comes to. `unknown`: nothing is known to be wrong, but not everything could be looked at. */
export type Readiness = 'ready' | 'not-ready' | 'unknown'

/** What all checks come to. No check at all proves nothing. */
export function readinessOf(checks: readonly Check[]): Readiness {
  if (checks.some(({ ok }) => ok === false)) return 'not-ready'
  return checks.length > 0 && checks.every(({ ok }) => ok === true) ? 'ready' : 'unknown'
}
