import { parse } from 'yaml'
import { troubles } from '../../local/demo/troubles.ts'
import { composeErrorText } from '../../src/report/error-text.ts'
import { errorCodes as codes, type ErrorCode, PageError } from '../../src/report/page-error.ts'
import { blocksOf, documents, exampleWorkflows, proseOf, read } from './markdown.ts'
import { situation } from './samples.ts'

/** A command that a reader may copy. */
export interface Command {
  readonly where: string
  readonly text: string
  /** Its words as the shell sees them, without redirections. */
  readonly words: readonly string[]
}

/** Every command that the documents, examples and errors show, whatever its program. */
export function readCommands(): Command[] {
  const shown = [
    ...documents.flatMap(path => blocksOf(path).filter(({ language }) => language === 'sh')),
    ...documents.flatMap(path => commandsInProse(path).map(text => ({ where: path, text }))),
    ...exampleWorkflows.flatMap(path => scriptsOf(path).map(text => ({ where: path, text }))),
    ...exampleWorkflows.flatMap(path => quoted(comments(read(path))).map(text => ({ where: path, text }))),
    ...codes.flatMap(code => quoted(errorText(code)).map(text => ({ where: `error ${code}`, text }))),
    ...Object.entries(troubles).flatMap(([name, { nextStep }]) =>
      quoted(nextStep).map(text => ({ where: `demo --fail ${name}`, text }))
    )
  ]
  return shown.flatMap(({ where, text }) =>
    text
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .filter(line => !/^(?:for .*; do|done)$/.test(line))
      .flatMap(substitutions)
      .map(line => ({ where, text: line, words: wordsOf(line) }))
      .filter(({ words }) => words.length > 0)
  )
}

/** The codes of the catalogue of errors, in its order. */
export function errorCodes(): readonly ErrorCode[] {
  return codes
}

function errorText(code: ErrorCode): string {
  // The longer text: where a page may have gone out, the way to look comes first.
  return composeErrorText(new PageError(code, 'unknown', 'It failed.'), situation, 'the job summary', text => text)
}

// Two words or more, the first of them as programs are called. What a sample of a template gives is not code to run.
const looksLikeOne = /^[a-z][a-z0-9-]* \S/

function commandsInProse(path: string): string[] {
  const prose = proseOf(path).replaceAll(/^(?:-|\d+\.) .*(?: gives | warns |\*\*: ).*$/gm, '')
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)]
  const indented = [...prose.matchAll(/(?<=\n\n) {4}(\S.*)$/gm)]
  return [...inline, ...indented].map(([, text = '']) => text).filter(text => looksLikeOne.test(text))
}

function quoted(text: string): string[] {
  return [...text.matchAll(/"([^"\n]+)"/g)].map(([, inner = '']) => inner).filter(inner => looksLikeOne.test(inner))
}

function comments(text: string): string {
  return [...text.matchAll(/(?:^|\s)# (.*)$/gm)].map(([, comment]) => comment).join('\n')
}

function scriptsOf(path: string): string[] {
  const { jobs } = parse(read(path)) as { jobs: Record<string, { steps?: readonly { run?: string }[] }> }
  return Object.values(jobs).flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? []))
}

/** A line of a script, and the commands within it. */
function substitutions(line: string): string[] {
  const inner = [...line.matchAll(/\$\(([^()]*)\)/g)].map(([, command = '']) => command)
  return [line.replaceAll(/\$\([^()]*\)/g, 'SUBSTITUTED'), ...inner]
}

function wordsOf(line: string): string[] {
  const words = [...line.replace(/ (?:>> .*|\|\| break)$/, '').matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(
    ([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2')
  )
  const first = words.findIndex(word => !/^\w+=/.test(word))
  return first === -1 ? [] : words.slice(first)
}
