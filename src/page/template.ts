import { Evaluator, ExpressionError, Lexer, Parser } from '@actions/expressions'
import { TokenType } from '@actions/expressions/lexer'
import type { Json } from '../text/json.ts'
import { shorten } from '../text/unicode.ts'
import { Budget, LazyDictionary, meteredFunctions } from './metered-data.ts'

/** The contexts that templates can name: those of the workflow, and `page`. */
export interface TemplateContexts {
  readonly [context: string]: Json
}

/** A template with its values filled in. */
export interface Rendering {
  readonly text: string
  /** Why expressions were left standing as they are written, the first ten with their positions. */
  readonly problems: readonly string[]
}

/** Renders templates; all renderings of one renderer share one budget of work. */
export type Render = (template: string) => Rendering

// Characters (and elements, at some characters each) that all expressions of a page may handle together. A 25 MB text
// may be named once; what grows without end stops in well under a second.
const workBudget = 48_000_000
const problemsListed = 10

/**
 * A renderer of `{{ expression }}` templates, where the expression is GitHub's own expression language. One pass: values
 * are never scanned again. An expression that does not parse or fails stands as it is written. Never throws.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function createRenderer(contexts: TemplateContexts): Render {
  const budget = new Budget(workBudget)
  const dictionary = new LazyDictionary(contexts, budget)
  const functions = meteredFunctions(budget)
  const names = Object.keys(contexts)

  return template => {
    const problems: string[] = []
    let failed = 0
    let text = ''
    let end = 0
    for (const span of expressionSpans(template)) {
      text += template.slice(end, span.start)
      end = span.end
      try {
        if (span.fault !== undefined) throw new Error(span.fault)
        const tokens = new Lexer(template.slice(span.start + 2, span.end - 2)).lex().tokens
        if (tokens.length <= 1) throw new Error('the expression is empty')
        rejectInheritedNames(tokens)
        for (const token of tokens) {
          // The package unescapes the first pair of quotes only.
          if (token.type === TokenType.STRING) token.value = token.lexeme.slice(1, -1).replaceAll("''", "'")
        }
        const value = new Evaluator(new Parser(tokens, names, []).parse(), dictionary, functions).evaluate()
        const rendered = value.coerceString()
        budget.spend(rendered.length)
        text += rendered
      } catch (error) {
        text += template.slice(span.start, span.end)
        failed++
        if (failed <= problemsListed) {
          problems.push(`${position(template, span.start, error)}: ${shorten(reason(error, names), 300)}`)
        }
      }
    }
    if (failed > problemsListed) problems.push(`${failed - problemsListed} more expressions that fail`)
    return { text: text + template.slice(end), problems }
  }
}

interface Span {
  readonly start: number
  readonly end: number
  /** Why it has no end. */
  readonly fault?: string
}

// `}}` inside a quoted string does not end an expression; a quote in it is written twice, which this sees as two strings.
function* expressionSpans(template: string): Generator<Span> {
  let start = template.indexOf('{{')
  while (start !== -1) {
    let quoted = false
    let end = start + 2
    while (end < template.length && (quoted || !template.startsWith('}}', end))) {
      if (template[end] === "'") quoted = !quoted
      end++
    }
    if (end >= template.length) {
      const fault = quoted ? 'a text in single quotes has no end' : '"{{" has no "}}"'
      yield { start, end: template.length, fault }
      return
    }
    yield { start, end: end + 2 }
    start = template.indexOf('{{', end + 2)
  }
}

// The package looks functions up in a plain object, so `constructor(...)` would find what every object inherits.
function rejectInheritedNames(tokens: readonly { readonly lexeme: string }[]): void {
  tokens.forEach((token, index) => {
    if (tokens[index + 1]?.lexeme === '(' && token.lexeme.toLowerCase() in Object.prototype) {
      throw new Error(`Unrecognized function: '${token.lexeme}'`)
    }
  })
}

function position(template: string, start: number, error: unknown): string {
  const lines = template.slice(0, start).split('\n')
  let line = lines.length
  let column = (lines.at(-1)?.length ?? 0) + 1
  if (error instanceof ExpressionError) {
    column = error.pos.line === 0 ? column + 2 + error.pos.column : error.pos.column + 1
    line += error.pos.line
  }
  return `line ${line}, column ${column}`
}

function reason(error: unknown, contexts: readonly string[]): string {
  if (error instanceof RangeError) return 'the expression is nested too deeply or names too many values'
  const { message, cause } = error as Error
  if (message === 'ErrorExceededMaxLength') return 'the expression is longer than 21000 characters'
  return cause instanceof SyntaxError ? 'fromJSON was given text that is not JSON' : message + hint(message, contexts)
}

/** What to write in place of what the package refuses. */
function hint(message: string, contexts: readonly string[]): string {
  const [, context] = /^Unrecognized named-value: '(.*)'$/s.exec(message) ?? []
  if (context === 'secrets') return '; no secret belongs into a page'
  if (['env', 'vars', 'steps', 'jobs'].includes(context ?? '')) return '; write ${{ }} for it, which GitHub fills in'
  if (context !== undefined) return `; there are ${contexts.join(', ')}`
  if (/^Unrecognized function: '(?:success|failure|cancelled|always)'$/.test(message)) return '; it belongs into "if:"'
  return message.startsWith(`Unexpected symbol: '"`) ? '; a text takes single quotes' : ''
}
