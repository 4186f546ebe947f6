// What may know what in src/: the house rules of docs/decisions and CONTRIBUTING.md, held by reading the sources.
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { nodes, sourceFiles } from './shared/syntax.ts'

/** What a file of src/ imports, also on demand: files of src/ by their name, packages as they are written. */
function importsOf(file: string): string[] {
  const declared = [...nodes(file, 'ImportDeclaration'), ...nodes(file, 'ExportNamedDeclaration')]
    // What is a type alone is gone when it runs.
    .filter(({ typeOnly }) => typeOnly !== true)
    .map(({ source }) => source)
  const onDemand = nodes(file, 'CallExpression')
    .filter(({ callee }) => (callee as { type: string }).type === 'Import')
    .map(call => (call.arguments as { expression: unknown }[])[0]?.expression)
  return [...declared, ...onDemand].flatMap(source => {
    const path = (source as { value?: string } | null | undefined)?.value
    if (path === undefined) return []
    return [path.startsWith('.') ? join(dirname(file), path).replaceAll('\\', '/') : path]
  })
}

const imports = new Map(sourceFiles.map(file => [file, importsOf(file)]))
const whoImports = (name: RegExp) => sourceFiles.filter(file => imports.get(file)?.some(path => name.test(path)))

test('the sources are read', () => {
  expect(imports.get('stories/page.ts')).toEqual(
    expect.arrayContaining(['delivery/delivery.ts', 'github/inputs.ts', 'report/report.ts'])
  )
  expect(imports.get('index.ts')).toContain('incident-manager/sdk.ts')
})

test.each<[string, RegExp, string[]]>([
  ['the AWS SDK', /^@(?:aws-sdk|smithy)\//, ['incident-manager/sdk.ts']],
  ['Octokit', /^@actions\/github/, ['github/jobs.ts']],
  ['@actions/core', /^@actions\/core/, ['index.ts']],
  ['the expressions', /^@actions\/expressions/, ['page/metered-data.ts', 'page/template.ts']],
  ['the file system', /^node:fs/, ['github/workflow.ts', 'network/exit.ts']]
])('%s stops at its file', (_, name, files) => {
  expect(whoImports(name)).toEqual(files)
})

test('only inputs.ts and workflow.ts read the environment', () => {
  const readers = sourceFiles.filter(file =>
    nodes(file, 'MemberExpression').some(
      ({ object, property }) =>
        (object as { value?: string }).value === 'process' && (property as { value?: string }).value === 'env'
    )
  )
  expect(readers).toEqual(['github/inputs.ts', 'github/workflow.ts'])
})

describe('the data goes one way', () => {
  test.each(sourceFiles)('%s is part of no circle', file => {
    const reached = new Set<string>()
    const follow = (from: string): void => {
      for (const path of imports.get(from) ?? []) {
        if (!imports.has(path) || reached.has(path)) continue
        reached.add(path)
        follow(path)
      }
    }
    follow(file)
    expect([...reached]).not.toContain(file)
  })

  test('nobody but index.ts starts the story, and only the story reports', () => {
    expect(whoImports(/^stories\/page\.ts$/)).toEqual(['index.ts'])
    expect(whoImports(/^report\/report\.ts$/)).toEqual(['stories/page.ts'])
    expect(whoImports(/^incident-manager\/sdk\.ts$/)).toEqual(['index.ts'])
  })
})
