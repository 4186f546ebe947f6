// @actions/core imports this at start-up for `platform.getDetails()` alone, which the actions never call.
export async function getExecOutput() {
  throw new Error('This build starts no programs: platform.getDetails() is not available.')
}
