import { startEngagement } from './actions.ts'

await startEngagement()
