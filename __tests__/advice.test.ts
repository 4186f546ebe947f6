// Advice in the job summary: sentences, and what in them is JSON to copy in a block of its own.
import { describe, expect, test } from '@jest/globals'
import { adviceBlocks } from '../src/report/advice.ts'
import { denialRemedy } from '../src/report/denials.ts'
import { errorCodes, PageError } from '../src/report/page-error.ts'
import { nextStep } from '../src/report/remedies.ts'
import { situation } from './shared/samples.ts'

const statement = { Effect: 'Allow', Action: 'a:B', Resource: ['x{y}', '"z\\'] }
const json = JSON.stringify(statement)
const pretty = JSON.stringify(statement, undefined, 2)

test.each<[string, string, string | undefined]>([
  ['look at it.', 'Look at it.', undefined],
  ['', '', undefined],
  [`allow it: add ${json} to the policy.`, 'Allow it: add this (below) to the policy.', pretty],
  [`add ${json},${json} to it.`, 'Add this (below) to it.', `${pretty},\n${pretty}`],
  [`with ${json}, then ${json}.`, 'With this (below), then this (below).', `${pretty},\n${pretty}`],
  ['not {"json} at all.', 'Not {"json} at all.', undefined],
  ['not {"json": } either.', 'Not {"json": } either.', undefined],
  ['{{ github.run_id }} and {}.', '{{ github.run_id }} and {}.', undefined]
])('%s', (advice, prose, block) => {
  const [first, second] = adviceBlocks(advice)
  expect(first).toEqual({ prose })
  expect(second).toEqual(block === undefined ? undefined : { text: block, width: Number.POSITIVE_INFINITY })
})

test('what stands in front of it stays there', () => {
  expect(adviceBlocks('look at it.', 'Next: ')).toEqual([{ prose: 'Next: look at it.' }])
})

test('what a job is called stays JSON that IAM takes', () => {
  const [, block] = adviceBlocks(`add ${JSON.stringify({ sub: 'repo:a/b:environment:a\u200db ##[x' })}.`)
  expect(JSON.stringify(block)).not.toMatch(/\u200d|##\[/)
  expect(block !== undefined && 'text' in block && JSON.parse(block.text)).toEqual({
    sub: 'repo:a/b:environment:a\u200db ##[x'
  })
})

describe('the advice of every error', () => {
  const advices = [
    ...errorCodes.map(code => nextStep(new PageError(code, 'not-sent', 'It failed.'), situation)),
    ...['kms:Decrypt', 'permissions boundary', 'session policy', 'endpoint policy', 'service control policy'].map(
      words => denialRemedy(words) ?? ''
    )
  ]
  test.each(advices)('leaves no JSON in a sentence, and what is to copy whole: %s', advice => {
    const [first, second] = adviceBlocks(advice)
    expect(JSON.stringify(first)).not.toMatch(/Effect|Federated/)
    if (second !== undefined && 'text' in second) expect(JSON.parse(second.text)).toMatchObject({ Effect: 'Allow' })
    expect(second !== undefined).toBe(/\{"/.test(advice))
  })

  test('has statements to copy', () => {
    expect(advices.filter(advice => adviceBlocks(advice).length === 2).length).toBeGreaterThan(4)
  })
})
