import { Lexer } from '@actions/expressions'
import type { Contexts } from './contexts.ts'
import { evaluate } from './expressions.ts'
import type { Checks } from './job-status.ts'

const statusFunctions = ['success', 'failure', 'cancelled', 'always']

/**
 * Whether GitHub runs a job or step: what its `if` says, with `success()` in front unless it calls a status function itself.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
 *
 * @param condition as YAML gives it, with `${{ }}` around it or without; nothing is `success()`
 * @throws ExpressionError for a condition that does not parse
 */
export function isDue(
  condition: string | boolean | undefined,
  checks: Checks,
  contexts: Contexts,
  workspace?: string
): boolean {
  const written = String(condition ?? '').replace(/^\s*\$\{\{(.*)\}\}\s*$/s, '$1')
  const expression = written.trim() === '' ? 'success()' : written
  const scope = {
    contexts,
    workspace,
    functions: {
      success: () => checks.success,
      failure: () => checks.failure,
      cancelled: () => checks.cancelled,
      always: () => true
    }
  }
  // Negated, so that GitHub's evaluator decides what counts as true.
  const negated = callsStatus(expression) ? `!(${expression})` : `!(success() && (${expression}))`
  return evaluate(negated, scope).coerceString() === 'false'
}

/** In the tokens, as a name in quotes calls nothing, and white space and case do not matter. */
function callsStatus(expression: string): boolean {
  return new Lexer(expression)
    .lex()
    .tokens.some(
      ({ lexeme }, index, tokens) => statusFunctions.includes(lexeme.toLowerCase()) && tokens[index + 1]?.lexeme === '('
    )
}
