// What a reader must replace: one list, the same in the README and beside the examples, and in a line of each example.
import { describe, expect, test } from '@jest/globals'
import { blocksOf, documents, exampleWorkflows, list, read, sectionOf } from './shared/markdown.ts'

/** The kinds of placeholders in the order of the table: where they stand in a text, and the one that the table shows. */
const kinds: readonly [shown: string, pattern: RegExp][] = [
  ['OWNER', /\bOWNER\b/g],
  ['111122223333', /(?<=:)\d{12}(?=:)/g],
  ['us-east-1', /(?<=arn:aws:ssm-contacts:)[a-z0-9-]+(?=:)/g],
  ['page-on-call', /(?<=:role\/)[\w-]+/g],
  ['oncall-plan', /(?<=:contact\/)[\w.-]+/g],
  ['acme/shop', /\bacme\/[a-z]+/g],
  ['./deploy.sh', /\.\/[a-z-]+\.sh/g],
  ['example.com', /\b[a-z]+\.example\.com\b/g]
]
// Names of the reader's own that are of no other kind: the table does not show them.
const named = [/(?<=:response-plan\/)[\w-]+/g, /(?<=workflows: \[)\w+/g]

/** The placeholders in a text, each once, kind by kind. */
function placeholdersIn(text: string): string[] {
  const found = [...kinds.map(([, pattern]) => pattern), ...named].flatMap(pattern => text.match(pattern) ?? [])
  return [...new Set(found)]
}

const tableIn = (text: string) => /^\| Placeholder \| Yours \|\n(?:\|.*\n)+/m.exec(text)?.[0] ?? ''

test('the list is the same in the README and beside the examples, and has every kind', () => {
  const table = tableIn(sectionOf('README.md', 'The smallest workflow'))
  expect([...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, shown]) => shown)).toEqual(kinds.map(([shown]) => shown))
  expect(tableIn(read('examples/README.md'))).toBe(table)
})

describe.each(exampleWorkflows)('%s', path => {
  const text = read(path)
  const [, line = ''] = /^# Replace: (.*)\.$/m.exec(text) ?? []
  const body = text.slice(text.indexOf('\nname: '))

  test('says which placeholders stand in it, in a short head', () => {
    expect(line.split(', ').sort()).toEqual(placeholdersIn(body).sort())
    expect(text.slice(0, text.indexOf('\nname: ')).split('\n').length).toBeLessThanOrEqual(5)
  })
})

/** All that a reader may copy: examples, the set-up, and what the documents show as code. */
const copied: readonly [where: string, text: string][] = [
  ...list('examples').map((path): [string, string] => [path, read(path)]),
  ...documents
    .flatMap(blocksOf)
    .filter(({ language }) => language === 'yaml' || language === 'json' || language === 'sh')
    .map(({ where, text }): [string, string] => [where, text])
]

test('no other account, owner or address stands in what is copied', () => {
  const known = {
    // The second is the account that shares nothing of its own: docs/permissions.md.
    accounts: ['111122223333', '444455556666'],
    owners: ['OWNER', 'actions', 'aws-actions']
  }
  const odd = copied.flatMap(([where, text]) => {
    const accounts = (text.match(/(?<![\d.])\d{12}(?!\d)/g) ?? []).filter(found => !known.accounts.includes(found))
    const owners = [...text.matchAll(/\buses: ([\w-]+)\//g)]
      .map(([, owner = '']) => owner)
      .filter(owner => !known.owners.includes(owner))
    const addresses = (text.match(/https?:\/\/[\w.-]+/g) ?? []).filter(
      address =>
        !/^https:\/\/(?:[\w.-]+\.)?(?:example\.com|github\.com|githubusercontent\.com|amazonaws\.com)$/.test(address)
    )
    return [...accounts, ...owners, ...addresses].map(found => `${where}: ${found}`)
  })
  expect(odd).toEqual([])
  expect(copied.length).toBeGreaterThan(50)
})
