import { describe, expect, test } from '@jest/globals'
import { listAll } from '../src/delivery/list-all.ts'
import type { Failed, Listed } from '../src/incident-manager/port.ts'

const part = (items: readonly string[], nextToken?: string): Listed<string> => ({ kind: 'listed', items, nextToken })
const failed: Failed = { kind: 'failed', code: 'throttled', what: 'Too many.', retryable: true, lost: false }

/** What comes of parts that a service answers in this order, and the tokens with which it was asked. */
async function read(answers: readonly (Listed<string> | Failed)[], partsMaximum = 20) {
  const tokens: (string | undefined)[] = []
  const result = await listAll(async token => answers[tokens.push(token) - 1] ?? failed, partsMaximum)
  return { result, tokens }
}

describe('a list in parts', () => {
  test.each<[string, readonly (Listed<string> | Failed)[], unknown, readonly (string | undefined)[]]>([
    ['is one part', [part(['a'])], { items: ['a'], isCut: false }, [undefined]],
    ['is empty', [part([])], { items: [], isCut: false }, [undefined]],
    ['goes on after an empty part', [part([], 'x'), part(['a'])], { items: ['a'], isCut: false }, [undefined, 'x']],
    [
      'is read in order',
      [part(['a', 'b'], 'x'), part(['c'], 'y'), part(['d'])],
      { items: ['a', 'b', 'c', 'd'], isCut: false },
      [undefined, 'x', 'y']
    ],
    [
      'ends where a token comes again',
      [part(['a'], 'x'), part(['b'], 'x')],
      { items: ['a', 'b'], isCut: true },
      [undefined, 'x']
    ],
    [
      'ends where an earlier token comes again',
      [part(['a'], 'x'), part(['b'], 'y'), part(['c'], 'x')],
      { items: ['a', 'b', 'c'], isCut: true },
      [undefined, 'x', 'y']
    ],
    ['is what its first part failed with', [failed], failed, [undefined]],
    ['is what a later part failed with', [part(['a'], 'x'), failed], failed, [undefined, 'x']]
  ])('%s', async (_, answers, expected, asked) => {
    const { result, tokens } = await read(answers)
    expect(result).toMatchObject(expected as object)
    expect(tokens).toEqual(asked)
  })

  test('ends after so many parts, and says so', async () => {
    const endless = Array.from({ length: 30 }, (_, index) => part([String(index)], `token-${index}`))
    const { result, tokens } = await read(endless, 20)
    expect(tokens).toHaveLength(20)
    expect(result).toEqual({
      kind: 'whole-list',
      items: endless.slice(0, 20).flatMap(({ items }) => items),
      isCut: true
    })
  })
})
