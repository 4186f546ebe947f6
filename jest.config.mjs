import { availableParallelism } from 'node:os'

/** Tests run as native ES modules, like the action itself; TypeScript is only stripped (tsc checks it). */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }]
  },
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/bundling/http-client/'],
  // The entries hold two lines each; the tests of dist/ run them as processes of their own. The other two hold types alone.
  collectCoverageFrom: [
    'src/**/*.ts',
    ...['index', 'stop', 'watch', 'drill'].map(entry => `!src/${entry}.ts`),
    ...['incident-manager/port', 'stories/world'].map(types => `!src/${types}.ts`)
  ],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: { global: { lines: 95 } },
  // One more than cores: many a test waits for a network or a clock.
  maxWorkers: availableParallelism() + 1,
  // Of a file's concurrent tests, most wait for a process that waits for a network.
  maxConcurrency: 10,
  testTimeout: 60_000
}
