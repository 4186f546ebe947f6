import { stopEngagements } from './actions.ts'

await stopEngagements()
