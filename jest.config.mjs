/** Tests run as native ES modules, like the action itself; TypeScript is only stripped (tsc checks it). */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }]
  },
  modulePathIgnorePatterns: ['<rootDir>/build/', '<rootDir>/bundling/http-client/'],
  // index.ts only wires the real world up; the tests of dist/ run it as a process of its own.
  // engagements.ts holds types alone.
  collectCoverageFrom: ['src/**/*.ts', '!src/index.ts', '!src/incident-manager/port.ts'],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcov'],
  coverageThreshold: { global: { lines: 95 } },
  // One per core: by default jest leaves a core to itself, which then has little to do.
  maxWorkers: '100%',
  // Of a file's concurrent tests, most wait for a process that waits for a network.
  maxConcurrency: 10,
  testTimeout: 60_000
}
