/*
 * The experiments on a real account, here against the loopback service: that shows that they run and come to a verdict. What the
 * verdict is on a real account, nobody knows. And docs/roadmap.md names each.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { IncidentManagerOptions } from '../local/aws/incident-manager.ts'
import { contactArn } from '../local/demo/scenarios.ts'
import { failureOf, runProgram, withCliInShell } from './shared/aws-cli.ts'
import { isFull } from './shared/extent.ts'
import { read, sectionOf } from './shared/markdown.ts'
import { withService } from './shared/peers.ts'

const script = join(import.meta.dirname, '..', 'local', 'real-account.sh')
const source = read('local/real-account.sh')
const experiments = [...source.matchAll(/^ {2}([a-z-]+)\) #/gm)].map(([, name = '']) => name)
const sample = ['token-other-text', 'stop-twice', 'rights-first']
const cwd = mkdtempSync(join(tmpdir(), 'real-account-'))
const another = contactArn.replace('oncall-plan', 'platform')
const person = contactArn.replace('oncall-plan', 'akuam')

const experiment = (args: readonly string[], url = 'http://127.0.0.1:9', input = 'yes\n') =>
  runProgram('bash', [script, ...args], { cwd, env: { AWS_ENDPOINT_URL: url, WAIT_SECONDS: '3' }, input })

/** What each experiment says of the loopback service, and how often it pages there. */
const verdicts: Readonly<
  Record<string, { says: RegExp; pages: number; args?: readonly string[]; options?: IncidentManagerOptions }>
> = {
  'token-memory': { says: /^Token experiment-[\d-]+: that engagement began at /m, pages: 1 },
  'token-other-text': { says: /^The same engagement: AWS pages nobody for the second text\.$/m, pages: 1 },
  'token-other-contact': { says: /^The same engagement: |^Not the same: /m, pages: 1, args: [another] },
  length: { says: /^Taken: AWS counts Unicode characters\.$/m, pages: 1 },
  'sms-without-public': { says: /^Look at the SMS: /m, pages: 1 },
  'plan-pages': { says: /^On that of the plan: its pages are those of its members\.$/m, pages: 1 },
  'acknowledged-channels': {
    says: /^No further page: an acknowledgement ends them\.$/m,
    pages: 1,
    options: { reactions: { people: [person], firstPageMs: 100, acknowledgedMs: 300 } }
  },
  'stop-twice': { says: /AWS took the stop\.\nThe second stop:\n[\s\S]*ValidationException/, pages: 1 },
  'stop-acknowledged': {
    says: /Acknowledge the page now\.\n(?:AWS took the stop\.|[\s\S]*Exception)/,
    pages: 1,
    options: { reactions: { people: [person], firstPageMs: 100, acknowledgedMs: 300 } }
  },
  'stop-at-once': { says: /^(?:No page went out\.|A page went out all the same\.)$/m, pages: 1 },
  'rights-first': { says: /^(?:Refused for want of a right|Looked up: you may list pages\.)/m, pages: 0 }
}

describe('every experiment', () => {
  test('is in docs/roadmap.md, in local/real-account.md and here', () => {
    const inTable = [...sectionOf('docs/roadmap.md', 'What AWS does, nobody tells').matchAll(/\| `([a-z-]+)` \|$/gm)]
    expect(inTable.map(([, name]) => name)).toEqual(experiments)
    expect(Object.keys(verdicts)).toEqual(experiments)
    expect(read('local/real-account.md')).toContain('local/real-account.sh')
    expect(experiments.length).toBeGreaterThan(8)
  })

  // Each takes seconds of CPU: the AWS CLI starts for every call.
  const played = Object.entries(verdicts).filter(([name]) => isFull || sample.includes(name))
  withCliInShell.each(played)(
    '%s runs and comes to a verdict',
    async (name, { says, pages, args = [], options = {} }) => {
      await withService({ region: 'us-east-1', ...options }, async ({ url, engagements }) => {
        const ended = await experiment([name, contactArn, ...args], url)
        expect(failureOf(ended)).toBe('')
        expect(ended.stdout).toMatch(says)
        expect(engagements.length).toBeGreaterThanOrEqual(pages)
      })
    }
  )
})

// Windows has no bash of its own.
const inShell = process.platform === 'win32' ? test.concurrent.skip : test.concurrent

inShell.each(experiments.filter(name => name !== 'rights-first'))(
  '%s pages nobody unless the answer is yes',
  async name => {
    // Where it is asked nothing listens: to ask AWS would fail in another way.
    const ended = await experiment([name, contactArn, another], undefined, 'no\n')
    expect([ended.exitCode, ended.stderr]).toEqual([1, ''])
    expect(ended.stdout).toContain(`This pages ${contactArn}`)
    expect(ended.stdout).toMatch(/Nobody was paged\.\n$/)
  }
)

inShell.each([
  [],
  ['stop-twice'],
  ['stop-twice', 'oncall'],
  ['oops', contactArn],
  ['length', `${contactArn}"; true "`]
])('with %j it says how it is used', async (...args) => {
  const ended = await experiment(args.filter(arg => typeof arg === 'string'))
  expect(ended.exitCode).toBe(2)
  expect(ended.stderr).toContain('bash local/real-account.sh EXPERIMENT CONTACT_ARN')
})
