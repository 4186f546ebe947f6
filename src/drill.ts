import { drillPager } from './actions.ts'

await drillPager()
