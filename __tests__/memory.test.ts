import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openMemory } from '../src/memory/memory.ts'
import { rememberedOf } from '../src/memory/repetition.ts'
import fc from './shared/properties.ts'
import { engagementArn, request } from './shared/samples.ts'

const one = rememberedOf(request, engagementArn)
const another = rememberedOf({ ...request, Subject: 'ROLLBACK FAILED' }, undefined)
const onPosix = process.platform !== 'win32'

let folder = ''
let path = ''
let debugs: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memory-'))
  path = join(folder, 'start-engagement-pages')
  debugs = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (at = folder) => openMemory(at, line => debugs.push(line))

test('a job begins without a memory', () => {
  expect(open().recall()).toEqual([])
  expect(existsSync(path)).toBe(false)
  expect(debugs).toEqual([])
})

test('what a step remembers, the next one recalls, in its order', () => {
  open().remember(one)
  open().remember(another)
  expect(open().recall()).toEqual([one, another])
  expect(debugs).toEqual([])
})

test('the file is readable by its owner alone, and holds nothing in clear', () => {
  open().remember(one)
  if (onPosix) expect(statSync(path).mode & 0o777).toBe(0o600)
  const text = readFileSync(path, 'utf8')
  for (const clear of [request.IdempotencyToken, engagementArn, '111122223333', 'oncall', 'Deploy', 'acme'])
    expect(text).not.toContain(clear)
})

describe('lines that are none of a memory are passed over', () => {
  test.each([
    ['no JSON', 'nonsense'],
    ['half a line', JSON.stringify(one).slice(0, 50)],
    ['null', 'null'],
    ['a list', '[]'],
    ['other members', '{"a":1}'],
    ['a text in clear', JSON.stringify({ ...one, page: 'x' })],
    ['a number', JSON.stringify({ ...one, texts: 7 })],
    ['no texts', JSON.stringify({ ...one, texts: undefined })],
    ['an engagement that is none', JSON.stringify({ ...one, engagement: false })],
    ['bytes', '\u0000\ufffd\u2028'],
    ['deep nesting', '['.repeat(100_000)]
  ])('%s', (_, line) => {
    open().remember(one)
    // No line break at its end: the next page must not become a part of it.
    appendFileSync(path, line)
    open().remember(another)
    expect(open().recall()).toEqual([one, another])
  })

  test('whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        rmSync(path, { force: true })
        writeFileSync(path, text, { mode: 0o600 })
        open().remember(one)
        expect(open().recall()).toEqual([one])
      }),
      { numRuns: 200 }
    )
  })
})

/** What stands in the file's place. */
const hostile: readonly [string, () => void][] = [
  [
    'a file of more than 1 MiB',
    () => {
      open().remember(one)
      truncateSync(path, 1024 * 1024 + 1)
    }
  ],
  ...(onPosix
    ? ([
        [
          'a symbolic link to a memory',
          () => {
            open().remember(one)
            const target = join(folder, 'target')
            writeFileSync(target, readFileSync(path), { mode: 0o600 })
            rmSync(path)
            symlinkSync(target, path)
          }
        ],
        ['a symbolic link to nothing', () => symlinkSync(join(folder, 'nowhere'), path)],
        [
          'a hard link',
          () => {
            open().remember(one)
            linkSync(path, join(folder, 'second'))
          }
        ],
        [
          'a file that others may read',
          () => {
            open().remember(one)
            chmodSync(path, 0o644)
          }
        ],
        [
          'a file that others may write to',
          () => {
            open().remember(one)
            chmodSync(path, 0o620)
          }
        ],
        ['a pipe, for which nobody waits', () => void execFileSync('mkfifo', [path])]
      ] satisfies [string, () => void][])
    : [])
]

describe('what is not a file of this action is as none, and gives way', () => {
  test.each(hostile)('%s', (_, place) => {
    place()
    expect(open().recall()).toEqual([])
    expect(debugs).toEqual([expect.stringMatching(/^The pages of earlier steps cannot be read: /)])
    open().remember(another)
    expect(open().recall()).toEqual([another])
    expect(lstatSync(path).isFile()).toBe(true)
    expect(debugs).toHaveLength(1)
  })

  test.each(hostile.filter(([name]) => name.includes('link')))('%s leads to nothing that is written', (_, place) => {
    place()
    const target = join(folder, 'target')
    const before = existsSync(target) ? readFileSync(target, 'utf8') : undefined
    open().remember(another)
    expect(existsSync(target) ? readFileSync(target, 'utf8') : undefined).toBe(before)
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  })
})

describe('where nothing can be remembered, a line for debugging says so', () => {
  test.each<[string, () => string]>([
    ['no folder', () => ''],
    ['a folder that is not there', () => join(folder, 'nowhere')],
    [
      'a file in place of the folder',
      () => {
        writeFileSync(join(folder, 'file'), '')
        return join(folder, 'file')
      }
    ],
    [
      'a folder in place of the file',
      () => {
        mkdirSync(path)
        return folder
      }
    ]
  ])('%s', (_, place) => {
    const memory = open(place())
    memory.remember(one)
    expect(memory.recall()).toEqual([])
    expect(debugs[0]).toMatch(/^The page cannot be remembered for later steps: .+\.$/)
  })
})
