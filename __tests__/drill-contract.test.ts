import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readDrillInputs } from '../src/github/drill-inputs.ts'
import { createDrillReport } from '../src/report/drill-report.ts'
import { createSecrets } from '../src/report/secrets.ts'
import { fakeCore } from './shared/fake-core.ts'
import { sectionOf } from './shared/markdown.ts'
import { contactId, emptyEnvironment } from './shared/samples.ts'

const root = join(import.meta.dirname, '..')

interface Described {
  readonly description: string
  readonly required?: boolean
  readonly default?: string
}

const action = parse(readFileSync(join(root, 'drill/action.yml'), 'utf8')) as {
  readonly description: string
  readonly inputs: Readonly<Record<string, Described>>
  readonly outputs: Readonly<Record<string, Described>>
  readonly runs: object
}

describe('drill/action.yml', () => {
  test('and the reading of inputs know the same inputs and defaults, with nothing to warn of', () => {
    const asked = new Set<string>()
    const getInput = (name: string) => {
      asked.add(name)
      return name === 'contact-id' ? contactId : (action.inputs[name]?.default ?? '')
    }
    const { timeoutSeconds, warnings } = readDrillInputs({ getInput }, emptyEnvironment)
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort())
    expect([timeoutSeconds, warnings]).toEqual([60, []])
  })

  test('requires the contact alone', () => {
    const required = Object.keys(action.inputs).filter(name => action.inputs[name]?.required)
    expect(required).toEqual(['contact-id'])
  })

  test('and the report know the same outputs', async () => {
    const { core, told } = fakeCore()
    await createDrillReport(core, createSecrets()).ended({ checks: [], missingRights: '', outlines: [], onCall: [] })
    expect(Object.keys(told.outputs).sort()).toEqual(Object.keys(action.outputs).sort())
  })

  test('runs the entry beside that of the root, on the runtime that is decided', () => {
    expect(action.runs).toEqual({ using: 'node24', main: '../dist/drill.js' })
    expect(readFileSync(join(root, 'bundling/build.mjs'), 'utf8')).toContain("'drill.js'")
  })

  test('comes with descriptions', () => {
    expect(action.description.length).toBeLessThan(125)
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)])
      expect(description).toMatch(/Example: `/)
  })
})

test('the policy in the document allows what a drill asks, and nothing that pages', () => {
  const [, json = ''] = /```json\n([\s\S]*?)```/.exec(sectionOf('docs/permissions.md', 'The role of a drill')) ?? []
  const { Statement } = JSON.parse(json) as { Statement: { Action: string | string[] }[] }
  const actions = Statement.flatMap(({ Action }) => Action)
  expect(actions.sort()).toEqual(
    ['GetContact', 'GetRotation', 'ListContactChannels', 'ListPagesByEngagement', 'ListRotationShifts'].map(
      name => `ssm-contacts:${name}`
    )
  )
})
