// The rules of the GitHub runner that local/runner/ follows, each as a table; runner.test.ts runs steps by them.
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { composeAnnotations } from '../local/runner/annotations.ts'
import { endProcess, isSpared } from '../local/runner/cancellation.ts'
import { isRefused, parseCommands } from '../local/runner/commands.ts'
import { isDue } from '../local/runner/conditions.ts'
import { composeContexts } from '../local/runner/contexts.ts'
import { evaluateText } from '../local/runner/expressions.ts'
import { composeOutputs, parseFileCommands } from '../local/runner/file-commands.ts'
import { hashFiles } from '../local/runner/hash-files.ts'
import { checksOfStep, type Status } from '../local/runner/job-status.ts'
import { takeSummary } from '../local/runner/summary-limit.ts'
import { composeIdentity, composeVariables, nameStepFolder } from '../local/runner/variables.ts'
import { findDueSteps, parseWorkflowFile } from '../local/runner/workflow-file.ts'
import { withFolder } from './shared/folders.ts'

describe('the properties of a command', () => {
  test.each<[string, Record<string, string>]>([
    ['::error file=a.ts,line=2::x', { file: 'a.ts', line: '2' }],
    ['::error file==a.ts::x', { file: 'a.ts' }],
    ['::error file===a=b==::x', { file: 'a=b==' }],
    ['::error =file=a.ts::x', { file: 'a.ts' }],
    ['::error file=::x', {}],
    ['::error file==::x', {}],
    ['::error =a.ts::x', {}],
    ['::error ==::x', {}],
    ['::error file::x', {}],
    ['::error ,,file=a.ts,,line=,col=3::x', { file: 'a.ts', col: '3' }],
    ['::error File=a.ts,FILE=b.ts::x', { file: 'b.ts' }],
    ['::error file=a.ts, line=2::x', { file: 'a.ts', ' line': '2' }],
    ['::error file=a%3D%2C%3A%25::x', { file: 'a%3D,:%' }],
    ['##[error file==a.ts;line=;col=3]x', { file: 'a.ts', col: '3' }],
    ['##[error FILE=a%3B%5D]x', { file: 'a;]' }]
  ])('%s', (line, properties) => {
    expect(parseCommands(line)).toEqual([expect.objectContaining({ name: 'error', message: 'x', properties })])
  })
})

describe('the commands of a log', () => {
  test.each<[string, string, string[]]>([
    ['in any case', '::ERROR::a\n##[Add-Mask]b', ['error a', 'add-mask b']],
    ['after white space of .NET', '\u0085\u3000 ::error::a', ['error a']],
    ['not after a byte order mark', '\ufeff::error::a', []],
    ['at a CR', 'x\r::error::a', ['error a']],
    ['anywhere for the second form alone', 'x ::error::a\nx ##[error]b', ['error b']],
    ['of names that are registered', '::internal-set-repo-path::a\n::nothing::b\n::::c', []],
    [
      'none between a stop token and its end',
      '::stop-commands::T0k\n::error::a\n::t0K::\n::error::b',
      ['stop-commands T0k', 'error b']
    ],
    ['none after a token that never ends', '::stop-commands::a b\n::a b::\n::error::c', ['stop-commands a b']],
    [
      'none where another command comes before the token',
      '::stop-commands::T\n::error::##[T]\n::error::a',
      ['stop-commands T']
    ],
    ['after an empty stop token, which is refused', '::stop-commands::\n::error::a', ['stop-commands ', 'error a']],
    [
      'after a stop token that is a command',
      '::stop-commands::Error\n::warning::a',
      ['stop-commands Error', 'warning a']
    ]
  ])('%s', (_, log, found) => {
    expect(parseCommands(log).map(({ name, message }) => `${name} ${message}`)).toEqual(found)
  })

  test.each<[string, boolean]>([
    ['::stop-commands::', true],
    ['::stop-commands::Warning', true],
    ['::stop-commands::stop-commands', true],
    ['::stop-commands::Pause-Logging', true],
    ['::stop-commands::5f0c', false],
    ['##[stop-commands]', true],
    ['::set-output::a', true],
    ['::set-output name=::a', true],
    ['::set-output NAME=a::', false],
    ['::save-state::a', true],
    ['::set-env name=a::b', true],
    ['::add-path::/bin', true],
    ['::echo:: ON ', false],
    ['::echo::yes', true],
    ['::add-mask::', false],
    ['::error::', false]
  ])('%s is refused: %s', (line, refused) => {
    expect(parseCommands(line).map(isRefused)).toEqual([refused])
  })
})

describe('annotations', () => {
  test.each([
    [4_096, 4_096],
    [4_097, 4_096],
    [70_000, 4_096]
  ])('of %i units have %i', (length, kept) => {
    const [annotation] = composeAnnotations(`::error file=a.ts::${'x'.repeat(length)}`, [])
    expect(annotation).toEqual({ level: 'error', message: 'x'.repeat(kept), properties: { file: 'a.ts' } })
  })

  test('are cut within a character, and count what escapes stand for', () => {
    const [annotation] = composeAnnotations(`::warning::${'%0A'.repeat(4_095)}🚀`, [])
    expect(annotation?.message).toBe(`${'\n'.repeat(4_095)}\ud83d`)
  })

  test('are ten of each level, those of the runner behind those of the log', () => {
    const log = [...Array(12).keys()].map(number => `::warning::${number}\n::Notice::${number}\n::debug::${number}`)
    const found = composeAnnotations(log.join('\n'), ['The file is malformed.'])
    expect(found.map(({ level, message }) => `${level} ${message}`)).toEqual([
      ...[...Array(10).keys()].flatMap(number => [`warning ${number}`, `notice ${number}`]),
      'error The file is malformed.'
    ])
  })
})

describe('a file of commands', () => {
  test.each<[string, string, [string, string][]]>([
    ['nothing', '', []],
    [
      'lines, empty ones too',
      '\na=1\n\nb=2',
      [
        ['a', '1'],
        ['b', '2']
      ]
    ],
    ['a value with = and <<', 'a==b<<c\n', [['a', '=b<<c']]],
    ['an empty value', 'a=\n', [['a', '']]],
    [
      'a CR, which is part of the value',
      'a=1\r\nb=2\rc=3\n',
      [
        ['a', '1\r'],
        ['b', '2\rc=3']
      ]
    ],
    [
      'several lines',
      'a<<E\n1\n\n2\r\nE\nb=3',
      [
        ['a', '1\n\n2\r'],
        ['b', '3']
      ]
    ],
    ['no line at all', 'a<<E\nE', [['a', '']]],
    ['a delimiter with a CR', 'a<<E\r\n1\nE\nE\r\n', [['a', '1\nE']]],
    ['a delimiter with << and =', 'a<<b<<c=d\n1\nb<<c=d\n', [['a', '1']]],
    [
      'names in several cases',
      'A=1\na=2\n',
      [
        ['A', '1'],
        ['a', '2']
      ]
    ]
  ])('has %s', (_, text, pairs) => {
    expect(parseFileCommands(text, 'linux')).toEqual({ pairs, fault: undefined })
  })

  test.each<[string, string, [string, string][], RegExp]>([
    ['neither = nor <<', 'a=1\nb\nc=2', [['a', '1']], /"b" is neither/],
    ['white space alone', ' \n', [], /" " is neither/],
    ['an empty name', 'a=1\n=2', [['a', '1']], /"=2" has no name/],
    ['an empty name before a delimiter', '<<E\n1\nE', [], /"<<E" has no name/],
    ['an empty delimiter', 'a<<\n1\n\n', [], /"a<<" has no delimiter/],
    ['no end', 'a<<E\n1\n E\nE2\n', [], /delimiter "E" of "a"/],
    ['an end with a CR', 'a<<E\n1\nE\r\n', [], /delimiter "E" of "a"/]
  ])('with %s is refused from there on', (_, text, pairs, fault) => {
    expect(parseFileCommands(text, 'linux')).toEqual({ pairs, fault: expect.stringMatching(fault) })
  })

  test('on Windows ends lines at CR LF too, and keeps those within a value', () => {
    expect(parseFileCommands('a=1\r\nb<<E\r\n2\r\n3\n4\r\nE\r\n', 'win32')).toEqual({
      pairs: [
        ['a', '1'],
        ['b', '2\r\n3\n4']
      ],
      fault: undefined
    })
  })

  test('gives outputs that are found in any case, the last value of a name', () => {
    expect(
      composeOutputs([
        ['Outcome', 'a'],
        ['other', 'b'],
        ['OUTCOME', 'c']
      ])
    ).toEqual({ outcome: 'c', other: 'b' })
  })
})

describe('a summary', () => {
  test.each([
    ['of 1 MiB', Buffer.alloc(1_048_576, 'x'), 1_048_576, undefined],
    ['of 1 MiB and a byte', Buffer.alloc(1_048_577, 'x'), 0, expect.stringContaining('1048577 bytes')],
    ['above 1 MiB in bytes alone', Buffer.from('é'.repeat(524_289)), 0, expect.stringContaining('1048578 bytes')]
  ])('%s', (_, bytes, length, fault) => {
    const taken = takeSummary(bytes)
    expect([taken.text.length, taken.fault]).toEqual([length, fault])
  })
})

describe('the end of a process', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  const endFake = (diesOf?: NodeJS.Signals) => {
    const sent: NodeJS.Signals[] = []
    const child = Object.assign(new EventEmitter(), {
      kill(signal: NodeJS.Signals) {
        sent.push(signal)
        if (signal === diesOf) setTimeout(() => child.emit('exit'), 1)
        return true
      }
    })
    endProcess(child as unknown as Parameters<typeof endProcess>[0])
    return sent
  }

  test('is SIGINT, SIGTERM 7.5 s later, SIGKILL 2.5 s later', () => {
    const sent = endFake()
    const seen = [0, 7_499, 1, 2_499, 1, 60_000].map(ms => {
      jest.advanceTimersByTime(ms)
      return [...sent]
    })
    expect(seen).toEqual([
      ['SIGINT'],
      ['SIGINT'],
      ['SIGINT', 'SIGTERM'],
      ['SIGINT', 'SIGTERM'],
      ['SIGINT', 'SIGTERM', 'SIGKILL'],
      ['SIGINT', 'SIGTERM', 'SIGKILL']
    ])
  })

  test.each<[NodeJS.Signals, NodeJS.Signals[]]>([
    ['SIGINT', ['SIGINT']],
    ['SIGTERM', ['SIGINT', 'SIGTERM']]
  ])('is over once it is gone of %s', (signal, signals) => {
    const sent = endFake(signal)
    jest.advanceTimersByTime(60_000)
    expect(sent).toEqual(signals)
  })
})

const contexts = composeContexts({
  github: { ref: 'refs/heads/main' },
  steps: { deploy: { outcome: 'failure' } },
  matrix: { region: 'failure()' }
})

describe('a condition', () => {
  const statuses: readonly Status[] = ['success', 'failure', 'cancelled']

  test.each<[string | boolean | undefined, Status[]]>([
    [undefined, ['success']],
    ['', ['success']],
    ['${{ }}', ['success']],
    ['failure()', ['failure']],
    ['${{ failure() }}', ['failure']],
    [' ${{ failure() }}\n', ['failure']],
    ['FAILURE()', ['failure']],
    ['Failure ( )', ['failure']],
    ['failure\t()', ['failure']],
    ['!Cancelled()', ['success', 'failure']],
    ['always()', ['success', 'failure', 'cancelled']],
    ['failure() || cancelled()', ['failure', 'cancelled']],
    ["matrix.region == 'failure()'", ['success']],
    ["'always()'", ['success']],
    ["contains('cancelled()', 'x') || 'it''s failure()'", ['success']],
    ["steps.deploy.outcome == 'failure'", ['success']],
    ["failure() && steps.deploy.outcome == 'failure'", ['failure']],
    ["github.ref == 'refs/heads/other'", []],
    ["'false'", ['success']],
    ["'0'", ['success']],
    ['0', []],
    ['null', []],
    [true, ['success']],
    [false, []]
  ])('%j is true in %j', (condition, expected) => {
    expect(statuses.filter(status => isDue(condition, checksOfStep(status), contexts))).toEqual(expected)
  })

  test.each(['failure(', 'secrets.KEY', 'failure(1)'])('%s is refused', condition => {
    expect(() => isDue(condition, checksOfStep('failure'), contexts)).toThrow()
  })

  test.each([
    [undefined, false],
    ['failure()', false],
    ['!cancelled()', false],
    ['always()', true],
    ['failure() || CANCELLED ( )', true],
    ["always() && job.status == 'cancelled'", true],
    ["always() && steps.deploy.outcome == 'success'", false],
    ['always() && secrets.KEY', false]
  ])('%j spares a step of a cancelled run: %s', (condition, spared) => {
    expect(isSpared(condition, contexts, '/')).toBe(spared)
  })
})

describe('the condition of a job', () => {
  const jobs = (condition: string) =>
    parseWorkflowFile(`
jobs:
  build: { steps: [] }
  test: { needs: build, steps: [] }
  deploy: { needs: [test], steps: [] }
  aside: { steps: [] }
  page:
    needs: deploy
    if: ${condition}
    steps:
      - uses: OWNER/start-engagement@v1
        if: always()
        with: { needs: "\${{ join(needs.*.result) }}" }
`)
  const isPaging = (condition: string, [build, test, deploy]: readonly (Status | 'skipped')[]) => {
    const ended = Object.entries({ build, test, deploy, aside: 'failure' as const })
    const needs = Object.fromEntries(ended.map(([name, result = 'success']) => [name, { result, outputs: {} }]))
    return findDueSteps(jobs(condition), { event: {}, needs }).map(({ with: given }) => given.needs)
  }

  test.each<[string, readonly (Status | 'skipped')[], string[]]>([
    ['failure()', ['failure', 'skipped', 'skipped'], ['skipped']],
    ['failure()', ['success', 'failure', 'success'], ['success']],
    ['failure()', ['success', 'success', 'failure'], ['failure']],
    ['failure()', ['success', 'success', 'success'], []],
    ['failure()', ['success', 'cancelled', 'skipped'], []],
    ['success()', ['failure', 'success', 'success'], []],
    ['success()', ['success', 'success', 'success'], ['success']],
    ["needs.build.result == 'failure' && failure()", ['failure', 'skipped', 'skipped'], []]
  ])('%s after %j, of which it needs the last', (condition, results, paged) => {
    expect(isPaging(condition, results)).toEqual(paged)
  })

  test('is not decided while the end of an ancestor is unknown', () => {
    const needs = { deploy: { result: 'success' as const, outputs: {} } }
    expect(() => findDueSteps(jobs('failure()'), { event: {}, needs })).toThrow('how the job "test" ended')
  })
})

describe('hashFiles', () => {
  const files = ['a.lock', 'b.lock', 'package-lock.json', 'src/index.ts', 'src/.hidden/x.lock', 'src-2/a.lock', 'Z.txt']
  const hashOf = (...names: string[]) => {
    const digests = names.map(name => createHash('sha256').update(`content of ${name}`).digest())
    return names.length === 0 ? '' : createHash('sha256').update(Buffer.concat(digests)).digest('hex')
  }
  const inWorkspace = <T>(use: (workspace: string) => T) =>
    withFolder(async workspace => {
      for (const name of files) {
        await mkdir(dirname(join(workspace, name)), { recursive: true })
        await writeFile(join(workspace, name), `content of ${name}`)
      }
      return use(workspace)
    })

  test.each<[string[], string[]]>([
    [['package-lock.json'], ['package-lock.json']],
    [['./package-lock.json'], ['package-lock.json']],
    [['**/package-lock.json'], ['package-lock.json']],
    [['nothing'], []],
    [['*.lock'], ['a.lock', 'b.lock']],
    [['?.lock', '![!a].lock'], ['a.lock']],
    [['**/*.lock'], ['a.lock', 'b.lock', 'src/.hidden/x.lock', 'src-2/a.lock']],
    [['src'], ['src/.hidden/x.lock', 'src/index.ts']],
    [['src/'], ['src/.hidden/x.lock', 'src/index.ts']],
    [['src', '!src/.hidden'], ['src/index.ts']],
    [['!src', 'src/*.ts'], ['src/index.ts']],
    [
      ['b.lock', 'a.lock'],
      ['b.lock', 'a.lock']
    ],
    [['b.lock\n# a comment\na.lock'], ['b.lock', 'a.lock']],
    [['**'], ['Z.txt', 'a.lock', 'b.lock', 'package-lock.json', 'src/.hidden/x.lock', 'src/index.ts', 'src-2/a.lock']],
    [['../*', '/etc/hosts'], []]
  ])('of %j', async (patterns, expected) => {
    expect(await inWorkspace(workspace => hashFiles(workspace, patterns))).toBe(hashOf(...expected))
  })

  test('takes absolute patterns of the workspace', async () => {
    expect(await inWorkspace(workspace => hashFiles(workspace, [join(workspace, 'src', '*.ts')]))).toBe(
      hashOf('src/index.ts')
    )
  })

  test('stands in expressions, in any case, and finds nothing without a workspace', async () => {
    const text = "key-${{ HashFiles('b.lock', 'a.*') }}"
    expect(await inWorkspace(workspace => evaluateText(text, { contexts, workspace }))).toBe(
      `key-${hashOf('a.lock', 'b.lock')}`
    )
    expect(evaluateText(text, { contexts })).toBe('key-')
    expect(() => evaluateText('${{ hashFiles() }}', { contexts })).toThrow()
    expect(() =>
      evaluateText("${{ hashFiles('--follow-symbolic-links', 'a') }}", { contexts, workspace: '/' })
    ).toThrow('takes no option')
  })
})

describe('what names the action', () => {
  const variablesOf = (...given: Parameters<typeof composeIdentity>) =>
    Object.entries(composeVariables(composeIdentity(...given), nameStepFolder('/step'))).filter(([name]) =>
      /^GITHUB_ACTION(?:_|$)/.test(name)
    )

  test('its repository and ref', () => {
    expect(variablesOf()).toEqual([
      ['GITHUB_ACTION', '__OWNER_start-engagement'],
      ['GITHUB_ACTION_REF', 'v1'],
      ['GITHUB_ACTION_REPOSITORY', 'OWNER/start-engagement']
    ])
  })

  test('neither in a checkout', () => {
    expect(variablesOf({}, './')).toEqual([['GITHUB_ACTION', '__self']])
  })
})

test('a command says where it stood', () => {
  expect(parseCommands('a\n  ::error::b')).toEqual([
    { name: 'error', properties: {}, message: 'b', form: '::', line: '  ::error::b' }
  ])
})
