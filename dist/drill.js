import { drillPager } from './actions.js';
await drillPager();
