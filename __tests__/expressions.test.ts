import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { text } from 'node:stream/consumers'
import { expect, test } from '@jest/globals'
import { inPool } from './shared/concurrency.ts'
import { type Expression, nodes, regularExpressions, sourceFiles } from './shared/syntax.ts'

const expressions = regularExpressions()

test('regular expressions are literals, so that all of them are tested here', () => {
  expect(expressions.length).toBeGreaterThan(20)
  const built = sourceFiles.flatMap(file =>
    [...nodes(file, 'NewExpression'), ...nodes(file, 'CallExpression')].filter(
      ({ callee }) => (callee as { value?: unknown }).value === 'RegExp'
    )
  )
  expect(built).toEqual([])
})

/*
 * Each expression on its own, used as the code uses it, on texts that make careless ones backtrack: long runs of what it
 * consumes, with and without a beginning it likes and an end that it does not. Time is judged by its growth alone: twice the
 * text may take twice the time, not four times. An exponential one never ends, and the process is stopped.
 */
const probe = `
  import { readFileSync, writeSync } from 'node:fs'
  const expressions = JSON.parse(readFileSync(0, 'utf8'))
  const heads = ['', 'arn:aws:ssm-contacts:', 'arn:aws:ssm-contacts:us-east-1:1:', 'https://', '{1', 'x']
  const tails = ['', '\\u0001', '\\n', 'x']
  const common = [' ', '\\t', '\\n', '\\r\\n', 'a', 'Z', '0', '-', '--', ':', '::', '/', '{', '{1', '&a', '.', '127.', 'us-', '1:',
    '##[', '#', '!', '~', '%4', "'", '\\ufffd', '\\ud83d', '🚀', 'é', 'e\\u0301', '\\u0000', '\\u200b', '\\u2028', '\\u00a0', '- ', ' -', ' \\n',
    '\\r', '\\u0085', 'aA', 'a-', '-a', 'a.', 'a,', 'a:', 'a#', 'A1', '1.', "''", '{{', '{{0', '{0}', '}', ' ::', '//', './', '##', '&',
    '&amp;', '%', '<', '<a', '=', '@', '\\\\', '\\u0301', '\\ud800', 'arn:aws:ssm-contacts:', 'a1:1:', 'http://', 'Mon,', 'Signature ']

  const used = ({ source, flags }, text) => {
    const expression = new RegExp(source, flags)
    if (expression.global) text.replace(expression, '')
    else expression.test(text)
  }
  const time = (expression, text) => {
    const start = process.hrtime.bigint()
    used(expression, text)
    return Number(process.hrtime.bigint() - start) / 1e6
  }
  const best = (expression, text) => Math.min(...[1, 2, 3].map(() => time(expression, text)))

  for (const expression of expressions) {
    writeSync(1, JSON.stringify({ tried: expression }) + '\\n')
    const own = [...new Set(expression.source.replace(/\\\\[a-zA-Z]/g, ''))]
    const pumps = new Set([...common, ...own, ...own.flatMap(one => own.slice(0, 12).map(other => one + other))])
    search: for (const pump of pumps) {
      for (const head of heads) {
        for (const tail of tails) {
          const text = length => head + pump.repeat(Math.ceil(length / pump.length)) + tail
          // 20 KB in no time is 100 KB in no time. What takes long at 20 KB is judged there, to be done soon.
          const first = time(expression, text(20_000))
          if (first < 2) continue
          const whole = first < 20 ? 100_000 : 20_000
          const [one, two] = [best(expression, text(whole / 2)), best(expression, text(whole))]
          if (two < 20 || two / one < 3) continue
          writeSync(1, JSON.stringify({ slow: expression, head, pump, tail, times: [one, two].map(Math.round) }) + '\\n')
          break search
        }
      }
    }
  }
  writeSync(1, JSON.stringify({ done: expressions.length }) + '\\n')
`

interface Verdict {
  readonly slow: readonly Expression[]
  readonly done: number | undefined
  readonly last: Expression | undefined
}

/** Judges expressions in a process of its own. */
async function judge(given: readonly Expression[]): Promise<Verdict> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', probe], {
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 240_000,
    killSignal: 'SIGKILL'
  })
  child.stdin.end(JSON.stringify(given))
  const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')])
  const lines = stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as { slow?: Expression; done?: number; tried?: Expression })
  return {
    slow: lines.flatMap(({ slow }) => (slow === undefined ? [] : [slow])),
    done: lines.at(-1)?.done,
    last: lines.findLast(({ tried }) => tried !== undefined)?.tried
  }
}

test('every regular expression takes time in proportion to its text', async () => {
  // A process per core, each with every so-manieth expression, so that those of one file do not all fall to one.
  const parts = Array.from({ length: availableParallelism() }, (_, part) =>
    expressions.filter((_, index) => index % availableParallelism() === part)
  )
  const verdicts = await inPool(parts.map(part => () => judge(part)))
  verdicts.forEach(({ done, last }, index) => {
    // Where the process was stopped, the last expression it tried is the culprit.
    expect({ done, last: done === undefined && last }).toEqual({ done: parts[index]?.length, last: false })
  })
  const suspects = verdicts.flatMap(verdict => verdict.slow)
  // A busy machine makes any expression slow for a moment: only one that is slow each time, alone, is.
  let slow: readonly Expression[] = suspects
  for (let time = 0; time < 3 && slow.length > 0; time++) slow = (await judge(slow)).slow
  expect(slow.map(({ file, source, flags }) => `${file}: /${source}/${flags}`)).toEqual([])
}, 300_000)

test('a careless expression is found', async () => {
  const careless = { file: 'none', source: ' +\n', flags: 'g' }
  expect((await judge([careless])).slow).toEqual([careless])
}, 300_000)
