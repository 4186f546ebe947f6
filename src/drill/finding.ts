import type { Contact, Failed } from '../incident-manager/port.ts'
import type { Check } from './check.ts'
import type { NotAsked } from './inquiry.ts'
import type { Answer, Survey, Surveyed } from './survey.ts'

/** What to do about something that is not known, as a sentence. */
export type Advise = (failed: Failed | NotAsked, contactId: string) => string

/** A contact that was read, and what its checks need. */
export interface Subject {
  readonly contactId: string
  readonly alias: string
  readonly contact: Contact
  readonly surveyed: Surveyed
  readonly survey: Survey
  readonly advise: Advise
}

/** A check that found all well. */
export function right(what: string, detail: string): Check {
  return { what, ok: true, detail, nextStep: '' }
}

/** A check that found something wrong. */
export function wrong(what: string, detail: string, nextStep: string): Check {
  return { what, ok: false, detail, nextStep }
}

/** A check that could not be made. */
export function unknown(what: string, failed: Failed | NotAsked, nextStep: string): Check {
  return { what, ok: 'unknown', detail: failed.kind === 'failed' ? failed.what : failed.why, nextStep }
}

/** Whether an answer is a failure of one of these codes. */
export function isFailedWith(answer: Answer<{ readonly kind: string }>, ...codes: readonly string[]): boolean {
  return answer.kind === 'failed' && codes.includes((answer as Failed).code)
}

/** Which stages of a plan engage nobody, as the beginning of a sentence: `Stage 2 is`; empty if none. */
export function emptyStages({ stages }: Contact): string {
  const numbers = stages.flatMap(({ targets }, index) => (targets.length === 0 ? [index + 1] : []))
  if (numbers.length === 0) return ''
  return numbers.length === 1 ? `Stage ${numbers[0]} is` : `Stages ${numbers.join(', ')} are`
}
