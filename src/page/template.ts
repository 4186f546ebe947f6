import type { Json } from '../text/json.ts'
import { shorten } from '../text/unicode.ts'
import { RunnerEvaluator } from './evaluator.ts'
import { ParseError, parseExpression } from './expression.ts'
import { Budget, LazyDictionary, meteredFunctions } from './metered-data.ts'
import { createNameCheck } from './names.ts'

/** The contexts that templates can name: those of the workflow, and `page`. */
export interface TemplateContexts {
  readonly [context: string]: Json
}

/** A template with its values filled in. */
export interface Rendering {
  readonly text: string
  /**
   * What is wrong with the template and what became of it: expressions that fail, names that do not exist. Sentences
   * without the last full stop; the first ten begin with their positions, the others are counted.
   */
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
 * are never scanned again. An expression that does not parse or fails stands as it is written; a name that its context
 * cannot have is empty. Never throws.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function createRenderer(contexts: TemplateContexts): Render {
  const budget = new Budget(workBudget)
  const dictionary = new LazyDictionary(contexts, budget)
  const functions = meteredFunctions(budget)
  const misspellingsOf = createNameCheck(contexts)
  const names = Object.keys(contexts)

  return template => {
    const problems: string[] = []
    let unlisted = 0
    const tell = (offset: number, describe: () => string) => {
      if (problems.length < problemsListed) problems.push(`${position(template, offset)}: ${describe()}`)
      else unlisted++
    }

    const render = ({ start, end, fault }: Span): string => {
      const inside = start + 2
      try {
        if (fault !== undefined) throw new ParseError(fault)
        const { tree, offsetOf } = parseExpression(template.slice(inside, end - 2), names)
        for (const { token, describe } of misspellingsOf(tree)) tell(inside + offsetOf(token), describe)
        const text = new RunnerEvaluator(tree, dictionary, functions, budget).evaluate().coerceString()
        budget.spend(text.length)
        return text
      } catch (error) {
        const offset = error instanceof ParseError && error.offset !== undefined ? inside + error.offset : start
        tell(offset, () => `${shorten(reason(error as Error), 300)}. It stands as it is written`)
        return template.slice(start, end)
      }
    }

    let text = ''
    let rest = 0
    for (const span of expressionSpans(template)) {
      text += template.slice(rest, span.start) + render(span)
      rest = span.end
    }
    if (unlisted > 0) problems.push(`${unlisted} more errors`)
    return { text: text + template.slice(rest), problems }
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

function position(template: string, offset: number): string {
  const lines = template.slice(0, offset).split('\n')
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

/** Why an expression fails; what the event brought along is not quoted in full. */
function reason(error: Error): string {
  if (error instanceof RangeError) return 'the expression is nested too deeply or names too many values'
  if (error.cause instanceof SyntaxError) return 'fromJSON was given text that is not JSON'
  return error.message === 'empty input' ? 'fromJSON was given an empty text' : error.message
}
