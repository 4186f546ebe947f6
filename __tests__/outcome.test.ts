import { describe, expect, test } from '@jest/globals'
import { type ContactPage, overallOutcome, overallSentence } from '../src/report/outcome.ts'
import { PageError } from '../src/report/page-error.ts'
import { sentPage } from './shared/samples.ts'

type One = 'sent' | 'not-sent' | 'unknown'
const outcomes: readonly One[] = ['sent', 'not-sent', 'unknown']

const pageOf = (outcome: One, isBackup = false): ContactPage => ({
  ...sentPage,
  isBackup,
  ...(outcome !== 'sent' && { result: { kind: 'failed', error: new PageError('throttled', outcome, 'Throttled.') } })
})

function ending(contacts: readonly One[], backup?: One) {
  const pages = [...contacts.map(one => pageOf(one)), ...(backup ? [pageOf(backup, true)] : [])]
  return [overallOutcome(pages), overallSentence(pages)]
}

const sent = ['sent', 'The page was sent.']
const none = ['not-sent', 'No page was sent.']
const unknown = ['unknown', 'A page may have been sent.']
const all = (count: number) => ['sent', `${count} of ${count} pages were sent.`]
const partly = (count: number, of: number) => ['partly-sent', `${count} of ${of} pages were sent.`]

test.each<[One, string[]]>([
  ['sent', sent],
  ['not-sent', none],
  ['unknown', unknown]
])('one contact: %s', (outcome, expected) => {
  expect(ending([outcome])).toEqual(expected)
})

test.each<[One, One, string[]]>([
  ['sent', 'sent', all(2)],
  ['sent', 'not-sent', partly(1, 2)],
  ['sent', 'unknown', partly(1, 2)],
  ['not-sent', 'sent', partly(1, 2)],
  ['not-sent', 'not-sent', none],
  ['not-sent', 'unknown', unknown],
  ['unknown', 'sent', partly(1, 2)],
  ['unknown', 'not-sent', unknown],
  ['unknown', 'unknown', unknown]
])('two contacts: %s, %s', (first, second, expected) => {
  expect(ending([first, second])).toEqual(expected)
})

// In the order of the triples below: the first contact changes slowest.
const ofTriples = [
  ...[all(3), partly(2, 3), partly(2, 3), partly(2, 3), partly(1, 3), partly(1, 3), partly(2, 3), partly(1, 3)],
  ...[partly(1, 3), partly(2, 3), partly(1, 3), partly(1, 3), partly(1, 3), none, unknown, partly(1, 3), unknown],
  ...[unknown, partly(2, 3), partly(1, 3), partly(1, 3), partly(1, 3), unknown, unknown, partly(1, 3), unknown, unknown]
]
const triples = outcomes.flatMap(a => outcomes.flatMap(b => outcomes.map(c => [a, b, c] as const)))

test.each(triples.map((triple, index) => [...triple, ofTriples[index]] as const))(
  'three contacts: %s, %s, %s',
  (a, b, c, expected) => {
    expect(ending([a, b, c])).toEqual(expected)
  }
)

describe('a backup', () => {
  test.each<[readonly One[], One, string[]]>([
    [['not-sent'], 'sent', sent],
    [['not-sent'], 'not-sent', none],
    [['not-sent'], 'unknown', unknown],
    [['unknown'], 'sent', sent],
    [['unknown'], 'not-sent', unknown],
    [['unknown'], 'unknown', unknown],
    [['not-sent', 'unknown'], 'sent', sent],
    [['not-sent', 'not-sent'], 'not-sent', none],
    [['not-sent', 'not-sent'], 'unknown', unknown],
    [['unknown', 'not-sent'], 'not-sent', unknown]
  ])('after %j: %s', (contacts, backup, expected) => {
    expect(ending(contacts, backup)).toEqual(expected)
  })
})

test('every pair and every triple is in a table', () => {
  expect([triples.length, ofTriples.length]).toEqual([27, 27])
})
