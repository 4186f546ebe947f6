import { data, Evaluator, Lexer, Parser } from '@actions/expressions'

/** The contexts that an input's default in action.yml may read. */
export interface DefaultContexts {
  github: Record<string, unknown>
  job: Record<string, unknown>
  matrix: Record<string, unknown> | null
  strategy: Record<string, unknown>
  runner: Record<string, unknown>
}

/**
 * The value of an input's default: every `${{ }}` replaced by what GitHub's own evaluator makes of it. What is missing is empty.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs
 *
 * @throws ExpressionError for an expression that does not parse or reads another context, as the runner would refuse the action
 */
export function evaluateDefault(text: string, contexts: DefaultContexts): string {
  const dictionary = new data.Dictionary()
  for (const [name, value] of Object.entries(contexts))
    dictionary.add(name, JSON.parse(JSON.stringify(value), data.reviver))
  return text.replace(/\$\{\{((?:'[^']*'|[^'])*?)\}\}/g, (_source, expression: string) => {
    const { tokens } = new Lexer(expression).lex()
    const tree = new Parser(tokens, Object.keys(contexts), []).parse()
    return new Evaluator(tree, dictionary).evaluate().coerceString()
  })
}
