// @actions/core imports its HTTP client at start-up, for getIDToken() alone, and with it all of undici: more time
// than the rest of this action takes to load. The action never calls getIDToken(), so core gets these two instead.
const unused = () => {
  throw new Error('This build of @actions/core has no HTTP client: getIDToken() is not available.')
}

export class HttpClient {
  constructor() {
    unused()
  }
}

export class BearerCredentialHandler {
  constructor() {
    unused()
  }
}
