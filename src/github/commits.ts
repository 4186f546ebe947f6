import { type Json, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'

/** The commit a run is about. Unknown texts are empty. */
export interface Commit {
  readonly sha: string
  readonly message: string
  readonly author: string
}

/** No commit: none is told, or the run's own one is not what the page is about. */
export const noCommit: Commit = { sha: '', message: '', author: '' }

/** A commit as payloads of events describe it, or by its hash alone. */
export function commitOf(commit: Json | undefined, sha: string): Commit {
  return {
    sha: [textAt(commit, 'id'), sha].find(text => /^[0-9a-f]{7,64}$/i.test(text)) ?? '',
    message: line(textAt(commit, 'message'), 120),
    author: line(textAt(commit, 'author', 'name') || textAt(commit, 'author', 'username'), 60)
  }
}
