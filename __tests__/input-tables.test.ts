/*
 * The tables of inputs and outputs are made of the four action.yml: whole in docs/inputs.md, and of the root action each input's
 * first sentence in the README. UPDATE_DOCUMENTS=1 writes them anew.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { read, sectionOf } from './shared/markdown.ts'

interface Described {
  readonly description: string
  readonly required?: boolean
  readonly default?: string
}

interface Action {
  readonly inputs: Readonly<Record<string, Described>>
  readonly outputs: Readonly<Record<string, Described>>
}

type Table = readonly (readonly string[])[]

/** What the runner fills in, which nobody writes. */
const isFilledIn = ({ description }: Described) => description.startsWith('Filled in by the runner')

const code = (text: string) => `\`${text || "''"}\``

const defaultOf = ({ required, default: text = '' }: Described) => (required ? '(required)' : code(text))

/** The first sentence of a description, which in action.yml ends before a space and a capital letter. */
const firstSentence = (description: string) => /^.*?\.(?= [A-Z`]|$)/s.exec(description.trim())?.[0] ?? ''

const readAction = (path: string) => parse(read(path)) as Action

const inputsOf = (path: string, meaning: (description: string) => string): Table => [
  ['Input', 'Default', 'Meaning'],
  ...Object.entries(readAction(path).inputs)
    .filter(([, input]) => !isFilledIn(input))
    .map(([name, input]) => [code(name), defaultOf(input), meaning(input.description)])
]

const outputsOf = (path: string): Table => [
  ['Output', 'Meaning'],
  ...Object.entries(readAction(path).outputs).map(([name, { description }]) => [code(name), description.trim()])
]

const whole = (description: string) => description.trim()

const tables: readonly [document: string, heading: string, table: Table][] = [
  ['README.md', 'Inputs', inputsOf('action.yml', firstSentence)],
  ['docs/inputs.md', 'Inputs', inputsOf('action.yml', whole)],
  ['docs/inputs.md', 'Outputs', outputsOf('action.yml')],
  ...['watch', 'stop', 'drill'].flatMap((name): [string, string, Table][] => [
    ['docs/inputs.md', `Inputs of ${name}`, inputsOf(`${name}/action.yml`, whole)],
    ['docs/inputs.md', `Outputs of ${name}`, outputsOf(`${name}/action.yml`)]
  ])
]

const composeTable = ([head = [], ...rows]: Table) =>
  [head, head.map(() => '---'), ...rows]
    .map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |\n`)
    .join('')

const tableIn = (section: string) => /(?:^\|.*\|\n)+/m.exec(section)?.[0]

describe.each(tables)('%s, %s', (document, heading, table) => {
  test('is what action.yml says', () => {
    if (process.env.UPDATE_DOCUMENTS) {
      const section = sectionOf(document, heading)
      const updated = section.replace(tableIn(section) ?? '', () => composeTable(table))
      writeFileSync(
        join(import.meta.dirname, '..', document),
        read(document).replace(section, () => updated)
      )
    }
    expect(tableIn(sectionOf(document, heading))).toBe(composeTable(table))
  })
})

test('what the runner fills in is named, and nothing else is left out', () => {
  for (const [path, heading] of [
    ['action.yml', 'Inputs'],
    ['watch/action.yml', 'Inputs of watch']
  ] as const) {
    const filledIn = Object.entries(readAction(path).inputs).flatMap(([name, input]) =>
      isFilledIn(input) ? [name] : []
    )
    const [, named = ''] =
      /^(`.*`) are filled in by the runner; leave them alone\.$/m.exec(sectionOf('docs/inputs.md', heading)) ?? []
    expect([...named.matchAll(/`([^`]+)`/g)].map(([, name]) => name)).toEqual(filledIn)
    expect(filledIn.length).toBeGreaterThan(0)
  }
})

test('every first sentence says something, and ends', () => {
  for (const { description } of Object.values(readAction('action.yml').inputs)) {
    expect(firstSentence(description)).toMatch(/^[A-Z`].{8,}\.$/)
  }
})
