import { startEngagement } from './actions.js';
await startEngagement();
