import { pushPayload } from '../local/github/payloads.ts'

/**
 * The event of a push as an event file of exactly so many bytes of JSON, filled up with commits.
 *
 * @param bytes at least 1000
 */
export function composeEventText(bytes: number): string {
  const [commit] = pushPayload.commits
  const { ref, pusher } = pushPayload
  const compose = (commits: unknown[], fill: string) => JSON.stringify({ ref, pusher, commits, fill })
  const empty = Buffer.byteLength(compose([], ''))
  const perCommit = Buffer.byteLength(JSON.stringify(commit)) + 1
  const commits = Array.from({ length: Math.floor((bytes - empty) / perCommit) }, () => commit)
  return compose(commits, 'x'.repeat(bytes - Buffer.byteLength(compose(commits, ''))))
}

/** Prose of exactly so many characters. */
export function composeProse(characters: number): string {
  const sentence = 'The smoke test of the shop failed in eu-west-1, please have a look. '
  return sentence
    .repeat(Math.ceil(characters / sentence.length))
    .slice(0, characters - 1)
    .padEnd(characters, '.')
}
