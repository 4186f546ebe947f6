import { watchOutages } from './actions.js';
await watchOutages();
