import { describe, expect, test } from '@jest/globals'
import type { Workflow } from '../src/github/workflow.ts'
import { limits } from '../src/incident-manager/limits.ts'
import {
  composeOutageToken,
  composeSenderKey,
  composeWatchKey,
  isOfOutage,
  outageIn,
  withSenderKey
} from '../src/watch/keys.ts'
import fc from './shared/properties.ts'
import { emptyWorkflow } from './shared/samples.ts'
import { anyText } from './shared/texts.ts'
import { oncall, watchKey } from './shared/watch-worlds.ts'

const github = {
  repository_id: '4711',
  workflow_ref: 'acme/shop/.github/workflows/health.yml@refs/heads/main',
  ref_name: 'main',
  event_name: 'schedule',
  job: 'watch'
}
const workflow: Workflow = { ...emptyWorkflow, github }
const keyOf = (over: Partial<Workflow['github']> = {}, more: Partial<Workflow> = {}, name = '') =>
  composeWatchKey({ ...workflow, github: { ...github, ...over }, ...more }, name)

describe('the key of a watch', () => {
  const key = keyOf()

  test('is twelve hexadecimal digits, the same for every run and attempt', () => {
    expect(key).toMatch(/^[0-9a-f]{12}$/)
    expect(keyOf({ run_id: '1', run_number: '2', run_attempt: '3', sha: 'c0ffee', actor: 'mona' })).toBe(key)
  })

  test('outlives the renaming of the repository', () => {
    expect(
      keyOf({ repository: 'acme/store', workflow_ref: 'acme/store/.github/workflows/health.yml@refs/heads/main' })
    ).toBe(key)
  })

  test.each<[string, string]>([
    ['another repository', keyOf({ repository_id: '4712' })],
    ['another workflow file', keyOf({ workflow_ref: 'acme/shop/.github/workflows/other.yml@refs/heads/main' })],
    ['another branch', keyOf({ ref_name: 'next' })],
    ["a pull request's branch", keyOf({ head_ref: 'fix' })],
    ['another event', keyOf({ event_name: 'workflow_dispatch' })],
    ['another job', keyOf({ job: 'watch-eu' })],
    ['a leg of a matrix', keyOf({}, { matrix: { region: 'eu' }, strategy: { 'job-index': 0 } })],
    ['a name', keyOf({}, {}, 'search')]
  ])('is another one for %s', (_, other) => {
    expect(other).not.toBe(key)
  })

  test('is one for each leg of a matrix', () => {
    const leg = (index: number) => keyOf({}, { matrix: { region: 'eu' }, strategy: { 'job-index': index } })
    expect(leg(0)).not.toBe(leg(1))
  })

  test('does not mix up where one part ends and the next begins', () => {
    expect(keyOf({ ref_name: 'ab', event_name: 'c' })).not.toBe(keyOf({ ref_name: 'a', event_name: 'bc' }))
  })
})

describe('Sender', () => {
  test('keeps the key of the outage, and AWS takes it', () => {
    const { maximum, illegal } = limits.Sender
    fc.assert(
      fc.property(anyText, fc.bigInt({ min: 0n, max: 10n ** 19n }), (text, id) => {
        const outage = String(id)
        const sender = withSenderKey(text.replace(illegal, '-'), composeSenderKey(watchKey, outage))
        expect(sender.length).toBeLessThanOrEqual(maximum)
        expect(sender.search(illegal)).toBe(-1)
        expect(outageIn(sender, watchKey)).toBe(outage)
        expect(isOfOutage(sender, watchKey, outage)).toBe(true)
        expect(isOfOutage(sender, watchKey, `1${outage}`)).toBe(false)
        expect(outageIn(sender, 'ffffffffffff')).toBeUndefined()
      })
    )
  })

  test('is the key alone where there is no other text', () => {
    expect(withSenderKey('', composeSenderKey(watchKey, 'd20261127'))).toBe(`${watchKey}-d20261127`)
  })

  test.each([
    '',
    'octocat via acme/shop',
    `${watchKey}`,
    `${watchKey}-`,
    `${watchKey}-x1`,
    `x${watchKey}-1`,
    `${watchKey}-1 x`
  ])('of no outage: "%s"', sender => {
    expect(outageIn(sender, watchKey)).toBeUndefined()
  })
})

describe('the token of an outage', () => {
  const token = composeOutageToken(watchKey, '100', oncall, 0)

  test('is one that AWS takes', () => {
    expect(token).toMatch(/^watch-[0-9a-f]{64}$/)
    expect(token.search(limits.IdempotencyToken.illegal)).toBe(-1)
  })

  test.each<[string, string]>([
    ['another watch', composeOutageToken('ba9876543210', '100', oncall, 0)],
    ['another outage', composeOutageToken(watchKey, '200', oncall, 0)],
    ['another contact', composeOutageToken(watchKey, '100', `${oncall}2`, 0)],
    ['the page after one that was stopped', composeOutageToken(watchKey, '100', oncall, 1)]
  ])('is another one for %s', (_, other) => {
    expect(other).not.toBe(token)
  })

  test('is the same for all runs of the outage', () => {
    expect(composeOutageToken(watchKey, '100', oncall, 0)).toBe(token)
  })
})
