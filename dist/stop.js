import { stopEngagements } from './actions.js';
await stopEngagements();
