import { watchOutages } from './actions.ts'

await watchOutages()
