// @actions/core imports its HTTP client at start-up, for getIDToken() alone, and with it all of undici: more time than the
// rest of this action takes to load. @actions/github makes one for an agent that it would hand to undici. Neither sends
// anything through it here, so both get these two instead.
const unused = () => {
  throw new Error('This build has no HTTP client: getIDToken() is not available.')
}

export class HttpClient {
  constructor(userAgent) {
    // What @actions/core makes has a name, and is about to be used.
    if (userAgent !== undefined) unused()
  }

  getAgent() {}

  getAgentDispatcher() {}
}

export class BearerCredentialHandler {
  constructor() {
    unused()
  }
}
