// @actions/github imports undici at start-up for its fetch: half a megabyte. The client of GitHub's API is given a fetch of
// its own (src/github/api.ts), so this one is never called.
export function fetch() {
  throw new Error('This build of @actions/github has no fetch of its own.')
}

/** Only its type is named in the packages' declarations. */
export class ProxyAgent {}
