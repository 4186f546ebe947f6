import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readContextInputs, readInputs } from '../src/github/inputs.ts'
import { asRootReader, readWatchInputs } from '../src/github/watch-inputs.ts'
import { createReport } from '../src/report/report.ts'
import { createSecrets } from '../src/report/secrets.ts'
import { fakeCore, fakeReader } from './shared/fake-core.ts'
import { contactId, emptyEnvironment, sentPage } from './shared/samples.ts'
import { runInProcess } from './shared/watch-in-process.ts'

interface Action {
  readonly description: string
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly description: string }>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly runs: { readonly using: string; readonly main: string }
}

const readAction = (path: string) => parse(readFileSync(join(import.meta.dirname, '..', path), 'utf8')) as Action
const [action, root] = [readAction('watch/action.yml'), readAction('action.yml')]
const decided = ['idempotency-token', 'wait-for', 'wait-seconds']
const own = ['name', 'page-after', 'stop-after']
const defaults = Object.fromEntries(
  Object.entries(action.inputs).map(([name, { default: text = '' }]) => [name, text.startsWith('${{') ? '' : text])
)

describe('watch/action.yml', () => {
  test('has the inputs that are read, and defaults with nothing to repair', () => {
    const asked = new Set<string>()
    const getInput = (name: string) => {
      asked.add(name)
      return name === 'contact-id' ? contactId : (defaults[name] ?? '')
    }
    const { repairs } = readInputs(asRootReader({ getInput }), emptyEnvironment)
    expect(readWatchInputs({ getInput })).toEqual({
      inputs: { policy: { pageAfter: 1, stopAfter: 1 }, name: '' },
      repairs: []
    })
    readContextInputs({ getInput })
    expect(repairs).toEqual([])
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort())
  })

  test("has the root's inputs with their defaults, but those that a watch decides itself", () => {
    // The role is added where the root has it.
    const expected = Object.keys(root.inputs).filter(name => !decided.includes(name))
    expect(
      Object.keys(action.inputs)
        .filter(name => !own.includes(name))
        .sort()
    ).toEqual(expected.sort())
    for (const name of expected)
      expect([name, action.inputs[name]?.default]).toEqual([name, root.inputs[name]?.default])
  })

  test('starts the entry on the runtime that is decided, and has a description that the Marketplace takes', () => {
    expect(action.runs).toEqual({ using: 'node24', main: '../dist/watch.js' })
    expect(action.description.length).toBeLessThan(125)
  })

  test.each([
    ['a page', { kind: 'paged', pages: [sentPage] }],
    ['a run in which nobody is to be paged', { kind: 'quiet', outcome: 'held', title: '1 of 3, nobody was paged' }]
  ] as const)('has the outputs that are set: %s', async (_, ending) => {
    const { core, told } = fakeCore()
    await createReport(core, createSecrets(), { streak: '', outage: '' }).ended(ending)
    expect(Object.keys(told.outputs).sort()).toEqual(Object.keys(action.outputs).sort())
  })

  test('has the outputs that are set where an input is wrong', async () => {
    const { outputs, exitCode } = await runInProcess({ with: { 'contact-id': 'nobody' } }, Date.UTC(2026, 10, 27))
    expect(exitCode).toBe(1)
    expect(Object.keys(outputs).sort()).toEqual(Object.keys(action.outputs).sort())
  })
})

describe.each(['page-after', 'stop-after'])('%s', name => {
  const read = (text: string) => readWatchInputs(fakeReader({ ...defaults, [name]: text }))
  const policyOf = (text: string) => read(text).inputs.policy[name === 'page-after' ? 'pageAfter' : 'stopAfter']

  test.each(['1', '3', '20'])('takes %s', text => {
    expect([policyOf(text), read(text).repairs]).toEqual([Number(text), []])
  })

  test.each([
    ['0', 1],
    ['-1', 1],
    ['21', 20],
    ['2.5', 1],
    ['three', 1],
    ['3,', 1],
    ['', 1]
  ])('reads "%s" as %i, with a repair', (text, value) => {
    const { repairs } = read(text)
    expect(policyOf(text)).toBe(value)
    expect(repairs).toEqual([{ what: expect.stringContaining(`"${name}"`), authored: true }])
  })
})
