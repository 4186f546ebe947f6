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
    expect.arrayContaining(['github/inputs.ts', 'stories/paging.ts', 'report/report.ts'])
  )
  // On demand.
  expect(imports.get('actions.ts')).toContain('incident-manager/incident-manager.ts')
})

test.each<[string, RegExp, string[]]>([
  ['the AWS SDK', /^@(?:aws-sdk|smithy)\//, ['incident-manager/sdk.ts']],
  ['Octokit', /^@(?:actions\/github|octokit\/)/, ['github/api.ts']],
  ['@actions/core', /^@actions\/core/, ['actions.ts']],
  [
    'the expressions',
    /^@actions\/expressions/,
    ['page/evaluator.ts', 'page/expression.ts', 'page/metered-data.ts', 'page/names.ts']
  ],
  [
    'the file system',
    /^(?:node:)?fs\b/,
    ['credentials/token-file.ts', 'github/workflow.ts', 'memory/memory.ts', 'network/exit.ts']
  ]
])('%s stops at its file', (_, name, files) => {
  expect(whoImports(name)).toEqual(files)
})

test('only environment.ts and workflow.ts read the environment', () => {
  const named = (value: unknown, name: string) => (value as { value?: string } | null)?.value === name
  const readers = sourceFiles.filter(
    file =>
      // process.env, process['env'], const { env } = process
      nodes(file, 'MemberExpression').some(
        ({ object, property }) =>
          named(object, 'process') &&
          (named(property, 'env') || named((property as { expression?: unknown }).expression, 'env'))
      ) ||
      nodes(file, 'VariableDeclarator').some(
        ({ id, init }) => named(init, 'process') && (id as { type: string }).type !== 'Identifier'
      )
  )
  expect(readers).toEqual(['github/environment.ts', 'github/workflow.ts'])
  expect(whoImports(/^(?:node:)?process$/)).toEqual([])
})

/** What a file must not hold to be wiring alone. */
const logic = [
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassDeclaration', 'ClassExpression'],
  ...[
    'IfStatement',
    'SwitchStatement',
    'ConditionalExpression',
    'BinaryExpression',
    'TryStatement',
    'OptionalChaining'
  ],
  ...['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement', 'VariableDeclaration']
]

describe('an entry', () => {
  const entries = whoImports(/^actions\.ts$/)

  test('of the root is there', () => {
    expect(entries).toContain('index.ts')
  })

  test.each(entries)('%s imports the actions alone, and holds no logic', file => {
    expect(imports.get(file)).toEqual(['actions.ts'])
    expect(logic.filter(kind => nodes(file, kind).length > 0)).toEqual([])
  })

  test('would be seen with logic in it', () => {
    // Of what actions.ts holds, each of these would be logic in an entry.
    expect(logic.filter(kind => nodes('actions.ts', kind).length > 0)).toEqual(
      expect.arrayContaining([
        'FunctionDeclaration',
        'ArrowFunctionExpression',
        'ForOfStatement',
        'VariableDeclaration'
      ])
    )
  })

  test.each(entries)('nobody imports %s', file => {
    expect(whoImports(new RegExp(`^${file.replaceAll('.', '\\.')}$`))).toEqual([])
  })
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

  test('only actions.ts starts stories, and only stories report', () => {
    const isStory = (file: string) => file.startsWith('stories/')
    expect(sourceFiles.filter(isStory)).toContain('stories/page.ts')
    // What two stories have in common is no story, and theirs alone.
    expect(whoImports(/^stories\/(?!paging\.ts$)/)).toEqual(['actions.ts'])
    expect(whoImports(/^stories\/paging\.ts$/)).toEqual(['stories/page.ts', 'stories/watch.ts'])
    const reporting = whoImports(/^report\/report\.ts$/)
    expect(reporting).not.toEqual([])
    expect(reporting.filter(file => !isStory(file))).toEqual([])
  })

  test('only incident-manager.ts imports the file over the SDK', () => {
    expect(whoImports(/^incident-manager\/sdk\.ts$/)).toEqual(['incident-manager/incident-manager.ts'])
  })
})
