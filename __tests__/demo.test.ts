import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { IncidentManager } from '../local/aws/incident-manager.ts'
import { composeNarrowLines, composeNarrowLog, screenLines } from '../local/demo/display.ts'
import { findSurprises } from '../local/demo/judgement.ts'
import { scenarios } from '../local/demo/scenarios.ts'
import { type Expected, healthy, troubles } from '../local/demo/troubles.ts'
import type { ActionRun } from '../local/runner/runner.ts'
import { linesOf, wideLinesOf } from './shared/terminal.ts'

const root = join(import.meta.dirname, '..')

interface Shown {
  exitCode: number
  stdout: string
  stderr: string
}

function run(file: string, words: readonly string[]): Promise<Shown> {
  return new Promise(resolve => {
    const options = { cwd: root, timeout: 60_000, shell: process.platform === 'win32' && file === 'npm' }
    execFile(file, words, options, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr })
    )
  })
}

const demo = (...words: string[]) => run(process.execPath, ['local/demo/demo.ts', ...words])

describe('a demo on one screen', () => {
  test('is 45 lines of 80 columns, with all that npm prints', async () => {
    // Without predemo, which installs anew where the lock file is newer, and must never do that below a test that runs.
    const { exitCode, stdout, stderr } = await run('npm', ['run', 'demo', '--ignore-scripts'])
    expect([exitCode, stderr]).toEqual([0, ''])
    const printed = linesOf(stdout)
    const banner = printed.slice(
      0,
      printed.findIndex(line => line.startsWith('octocat'))
    )
    expect(banner).toEqual([
      '',
      expect.stringMatching(/^> start-engagement@\S+ demo$/),
      '> node local/demo/demo.ts',
      ''
    ])
    // For predemo, npm prints as many lines.
    expect(banner.length + printed.length).toBeLessThanOrEqual(45)
    expect(wideLinesOf(stdout, 80)).toEqual([])
  })

  test('holds what happened, the texts, the whole log, the outcome, what comes next, and how to see more', async () => {
    const { stdout } = await demo()
    const arn = /engagement-arn: (arn:\S+)\n {2}(\S+)\n/.exec(stdout)?.slice(1).join('') ?? ''
    expect(arn).toMatch(/^arn:aws:ssm-contacts:us-east-1:111122223333:engagement\/oncall-plan\/[0-9a-f-]{36}$/)
    const parts = [
      'octocat pushed to main of acme/shop, ',
      'E-MAIL AND VOICE, from "octocat via acme/shop"\n  | Deploy failed: acme/shop (main, eu-west-1)\n  |\n',
      '  | Run: https://github.com/acme/shop/actions/runs/1658821493/attempts/1\n',
      '\nSMS, subject 37, text 118 characters (GSM-7, 1 segment in all)\n',
      '\nLOG OF THE STEP\n  | Contact: arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan\n  | Sender: ',
      '  | The page was sent.\n',
      '\nOUTCOME: sent, exit code 0 after ',
      '\nNEXT: Answer the page.\n',
      '--all adds step, role, wire, summary; -- --help has more demos.\n'
    ]
    expect(parts.filter(part => !stdout.includes(part))).toEqual([])
    expect(parts.map(part => stdout.indexOf(part))).toEqual(
      parts.map(part => stdout.indexOf(part)).sort((a, b) => a - b)
    )
    expect(stdout).not.toContain('left out')
  })

  // Those that take seconds are held to it where every command of the README runs.
  const variants = [
    ...Object.keys(scenarios).map(name => ['--event', name]),
    ...['role', 'denied', 'not-found', 'once'].map(name => ['--fail', name]),
    ...[['--stop'], ['--drill'], ['--drill', '--rotten'], ['--with', `subject=${'x'.repeat(400)}`]]
  ]
  test.concurrent.each(variants.map(words => [words.join(' ').slice(0, 40), words] as const))(
    '%s',
    async (_, words) => {
      const { exitCode, stdout } = await demo(...words)
      expect(exitCode).toBe(0)
      expect(linesOf(stdout).length).toBeLessThanOrEqual(screenLines)
      expect(wideLinesOf(stdout, 80)).toEqual([])
      expect(stdout).toContain('--all adds ')
    }
  )
})

describe('with --all', () => {
  test('a page is shown from the step to its outputs', async () => {
    const { exitCode, stdout } = await demo('--all')
    expect(exitCode).toBe(0)
    const headings = [...stdout.matchAll(/\n(.+)\n(-+)\n/g)].map(([, heading]) => heading)
    expect(headings).toEqual([
      '1. What happened',
      '2. The page, as its reader gets it',
      '3. The role',
      '4. On the wire: 1 request',
      "5. The step's log",
      '6. The job summary',
      '7. What the step leaves behind',
      'What a person does next'
    ])
    for (const part of [
      '  - uses: OWNER/start-engagement@v1\n    with:\n      role-to-assume: ',
      '  sub                         repo:acme/shop:ref:refs/heads/main\n',
      'authorization: AWS4-HMAC-SHA256\n',
      '  "IdempotencyToken": "1658821493",\n',
      '  | ## The page was sent\n',
      '\n  idempotency-token           1658821493\n'
    ])
      expect(stdout).toContain(part)
  })

  test('a page that is stopped has the log of the step that stops it', async () => {
    const { stdout } = await demo('--stop', '--all')
    expect(stdout).toContain('\nThe end of it: OWNER/start-engagement/stop\n')
    expect(stdout).toContain('\n  reason                      Stopped by Deploy in acme/shop:\n')
  })

  test('a drill is shown with its step, its requests, all its checks and its summary', async () => {
    const [{ stdout: short }, { stdout: long }] = await Promise.all([demo('--drill'), demo('--drill', '--all')])
    for (const part of [
      '1. What is checked\n',
      '2. What it asks: ',
      '  | Right: Contact oncall-plan exists.',
      '| ## Ready'
    ])
      expect([short.includes(part), long.includes(part)]).toEqual([false, true])
  })
})

test('a night of checks is shown with those that bring nothing new, or without them', async () => {
  const [short, long] = await Promise.all([demo('--watch'), demo('--watch', '--all')])
  const checksOf = ({ stdout }: Shown) => linesOf(stdout).filter(line => /^\d\d:\d\d \d/.test(line))
  const [few, all] = [checksOf(short), checksOf(long)]
  expect(few.length).toBeLessThan(all.length)
  expect(few).toEqual(all.filter((check, index) => check.slice(39) !== all[index - 1]?.slice(39)))
  expect(short.stdout).toContain('--all adds ')
})

test('--help names every event, every failure and every option', async () => {
  const { exitCode, stdout } = await demo('--help')
  expect(exitCode).toBe(0)
  const words = [...Object.keys(scenarios), ...Object.keys(troubles)]
  const options = [
    '--event',
    '--fail',
    '--wait',
    '--nobody',
    '--stop',
    '--with',
    '--watch',
    '--drill',
    '--rotten',
    '--all'
  ]
  expect([...words, ...options].filter(word => !stdout.includes(word))).toEqual([])
  expect(wideLinesOf(stdout, 80)).toEqual([])
})

describe('a demo that does not end as it should is red', () => {
  test.each([[[]], [['--all']]])('whatever it shows: %j', async more => {
    const { exitCode, stdout } = await demo('--with', 'contact-id=oncall', ...more)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/not as it should be/i)
    expect(stdout).toContain('The step ended with 1.')
  })

  test.each([
    [['--event', 'deploi'], '--event is "deploi"; it takes deploy, '],
    [['--fail', 'toString'], '--fail is "toString"; it takes role, '],
    [['--with', 'subject'], '--with is "subject"; it takes NAME=VALUE'],
    [['--with', 'subjekt=x'], '--with names the input "subjekt"; there are '],
    [['--al'], "Unknown option '--al'"]
  ])('for a wrong command line: %j', async (words, fault) => {
    const { exitCode, stdout, stderr } = await demo(...words)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr.replaceAll('\n', ' ')).toContain(fault)
    expect(stderr).toContain('npm run demo')
  })
})

describe('what is not as it should be about a page', () => {
  const arn = 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/1'
  const start = { operation: 'StartEngagement', signatureValid: true, body: '{}' }
  const find = (over: { run?: object; service?: object; expected?: Expected }) =>
    findSurprises(
      { exitCode: 0, outputs: { outcome: 'sent', 'engagement-arn': arn }, ...over.run } as unknown as ActionRun,
      { exchanges: [start], engagements: [{ engagementArn: arn }], ...over.service } as unknown as IncidentManager,
      over.expected ?? healthy
    )

  test('is nothing, if all is', () => expect(find({})).toEqual([]))

  test.each<[string, Parameters<typeof find>[0], string]>([
    ['the exit code', { run: { exitCode: 1 } }, 'The step ended with 1, not 0.'],
    [
      'the outcome',
      { run: { outputs: { outcome: 'unknown', 'engagement-arn': arn } } },
      'The outcome is "unknown", not "sent".'
    ],
    ['too many requests', { service: { exchanges: [start, start] } }, '2 requests came, not 1 to 1.'],
    ['too few requests', { service: { exchanges: [] } }, '0 requests came, not 1 to 1.'],
    [
      'a signature',
      { service: { exchanges: [{ ...start, signatureValid: false }] } },
      'A request was not signed validly.'
    ],
    [
      'the bytes of attempts',
      { service: { exchanges: [start, { ...start, body: '{"a":1}' }] }, expected: { ...healthy, requests: [2, 2] } },
      'The attempts did not carry the same bytes.'
    ],
    [
      'two pages',
      { service: { engagements: [{ engagementArn: arn }, { engagementArn: `${arn}2` }] } },
      '2 pages went out, not 1.'
    ],
    [
      'the ARN',
      { service: { engagements: [{ engagementArn: `${arn}2` }] } },
      'The output engagement-arn is not the ARN of the page that went out.'
    ]
  ])('is told: %s', (_, over, surprise) => {
    expect(find(over)).toEqual([surprise])
  })
})

describe('narrow lines', () => {
  test('are folded at spaces, and cut where a word is too wide', () => {
    const words = Array.from({ length: 30 }, () => 'word').join(' ')
    expect(composeNarrowLines(words).map(line => line.length)).toEqual([79, 69])
    expect(composeNarrowLines(`Engagement: ${'x'.repeat(100)}`, '  | ')).toEqual([
      `  | Engagement: ${'x'.repeat(64)}`,
      `  | ${'x'.repeat(36)}`
    ])
  })

  test('of a log leave out entries after the first, and say how many', () => {
    const log = ['first', ...Array.from({ length: 9 }, (_, index) => `entry ${index + 2}`)]
    expect(composeNarrowLog(log, 10)).toHaveLength(10)
    expect(composeNarrowLog(log, 9)).toEqual([
      '  | first',
      '  | … 2 lines left out …',
      ...log.slice(3).map(entry => `  | ${entry}`)
    ])
    expect(composeNarrowLog(log, 4).slice(1)).toEqual(['  | … 7 lines left out …', '  | entry 9', '  | entry 10'])
  })
})
