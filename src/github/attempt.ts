/** The number of a run's attempt, from 1; 1 where nothing that GitHub counts with is told. */
export function parseAttempt(text: string): number {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : 1
}
