import type { ConnectedIncidentManager } from '../../src/incident-manager/incident-manager.ts'

const unasked = () => {
  throw new Error('No test expected this operation.')
}

/** Incident Manager of which nothing may be asked; a test puts in what it expects. */
export const unaskedIncidentManager: ConnectedIncidentManager = {
  findCredentials: unasked,
  inRegion: unasked,
  start: unasked,
  stop: unasked,
  describe: unasked,
  pages: unasked,
  list: unasked,
  contact: unasked,
  channels: unasked,
  shifts: unasked,
  rotation: unasked
}
