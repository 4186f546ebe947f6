import { composeGet, type Transport } from '../network/transport.ts'
import { countValues } from '../text/json.ts'
import { version } from '../version.ts'
import { hideEventFile } from './workflow.ts'

/** Where GitHub's API is, and as whom it is asked. */
export interface ApiAccess {
  /** Such as `https://api.github.com`. */
  readonly apiUrl: string
  readonly token: string
}

// A hundred jobs with fifty steps each have 3 MB and 80,000 values.
const bodyMaximumBytes = 8 * 1024 * 1024
const valuesMaximum = 300_000

/**
 * GitHub's own client over the project's transport: redirects are not followed, packed answers are not unpacked, and an
 * answer is read to 8 MiB and 300,000 values. Loads the client, so only who asks GitHub pays for it.
 *
 * Source: https://github.com/actions/toolkit/tree/main/packages/github
 *
 * @param asText whether `data` is the text of an answer: the client's own reader of JSON takes some five times as long as Node's
 */
export async function connectGitHub({ apiUrl, token }: ApiAccess, transport: Transport, asText = false) {
  hideEventFile()
  const { getOctokit } = await import('@actions/github')
  const fetch = composeFetch(transport, asText)
  return getOctokit(token, { baseUrl: apiUrl, userAgent: `start-engagement/${version}`, request: { fetch } })
}

interface FetchOptions {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** As much of a fetch as Octokit takes. */
function composeFetch(transport: Transport, asText: boolean) {
  return async (address: string, { method, headers, signal }: FetchOptions) => {
    const answer = await transport(
      { ...composeGet(new URL(address), headers), method },
      // One attempt has all the time that there is.
      { signal, connectMs: 2 ** 31 - 1, bodyMaximumBytes }
    )
    if (answer.truncated) throw new TypeError('the answer broke off or is too long')
    if (countValues(answer.body) > valuesMaximum) throw new TypeError('the answer has too many values')
    return {
      status: answer.statusCode,
      url: address,
      // A map has what Octokit asks of headers: get() and the pairs.
      headers: new Map(Object.entries(answer.headers).filter(([name]) => !asText || name !== 'content-type')),
      text: async () => answer.body.toString('utf8')
    }
  }
}
