import type { LookupAddress } from 'node:dns'
import { describe, expect, jest, test } from '@jest/globals'
import { createNames } from '../src/network/names.ts'

const [first, second]: [LookupAddress[], LookupAddress[]] = [
  [{ address: '192.0.2.1', family: 4 }],
  [{ address: '192.0.2.2', family: 4 }]
]

/** Names over look-ups that end when the test says so. */
function controlled() {
  const asked: { hostname: string; found(addresses: LookupAddress[]): void; failed(error: Error): void }[] = []
  const names = createNames(hostname => new Promise((found, failed) => asked.push({ hostname, found, failed })))
  return { names, asked }
}

describe('a look-up', () => {
  test('is one for all who ask while it lasts', async () => {
    const { names, asked } = controlled()
    const answers = [names('a.example'), names('a.example'), names('b.example')]
    expect(asked.map(({ hostname }) => hostname)).toEqual(['a.example', 'b.example'])
    asked[0]?.found(first)
    asked[1]?.found(second)
    expect(await Promise.all(answers)).toEqual([first, first, second])
  })

  test('is begun anew once it has ended, well or badly', async () => {
    const { names, asked } = controlled()
    const failing = names('a.example')
    asked[0]?.failed(new Error('ENOTFOUND'))
    await expect(failing).rejects.toThrow('ENOTFOUND')
    const working = names('a.example')
    asked[1]?.found(first)
    expect(await working).toEqual(first)
    const next = names('a.example')
    asked[2]?.found(second)
    expect(await next).toEqual(second)
  })

  test('that fails is made up for by what was known', async () => {
    const { names, asked } = controlled()
    const known = names('a.example')
    asked[0]?.found(first)
    await known
    const next = names('a.example')
    asked[1]?.failed(new Error('EAI_AGAIN'))
    expect(await next).toEqual(first)
  })

  test('that is silent is made up for by what was known, and kept', async () => {
    const { names, asked } = controlled()
    const known = names('a.example')
    asked[0]?.found(first)
    await known
    expect(await names('a.example')).toEqual(first)
    expect(await names('a.example')).toEqual(first)
    expect(asked).toHaveLength(2)
    const next = names('a.example')
    asked[1]?.found(second)
    expect(await next).toEqual(second)
  })

  test.each([
    ['127.0.0.1', 4],
    ['::1', 6]
  ])('is not needed for %s', async (address, family) => {
    const lookUp = jest.fn<() => Promise<LookupAddress[]>>()
    expect(await createNames(lookUp)(address)).toEqual([{ address, family }])
    expect(lookUp).not.toHaveBeenCalled()
  })
})
