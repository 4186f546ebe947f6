import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { hashFiles } from './hash-files.ts'

/** What an expression can read and call. */
export interface Scope {
  /** The contexts by their names; any other is refused. */
  readonly contexts: object
  /** The folder in which `hashFiles` looks; without one it finds no file. */
  readonly workspace?: string | undefined
  /** Functions without arguments beyond those that are always there, by their names in lower case. */
  readonly functions?: Readonly<Record<string, () => boolean>>
}

/**
 * The value of a text with expressions: every `${{ }}` replaced by what GitHub's own evaluator makes of it. What is missing is empty.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
 *
 * @throws ExpressionError for an expression that does not parse or reads another context, as the runner would refuse the action
 */
export function evaluateText(text: string, scope: Scope): string {
  return text.replace(/\$\{\{((?:'[^']*'|[^'])*?)\}\}/g, (_source, expression: string) =>
    evaluate(expression, scope).coerceString()
  )
}

/** The value of one expression, without its `${{ }}`. */
export function evaluate(expression: string, { contexts, workspace, functions = {} }: Scope): data.ExpressionData {
  const callables = [
    {
      name: 'hashfiles',
      minArgs: 1,
      maxArgs: 255,
      call: (...patterns: data.ExpressionData[]) =>
        new data.StringData(
          workspace === undefined
            ? ''
            : hashFiles(
                workspace,
                patterns.map(pattern => pattern.coerceString())
              )
        )
    },
    ...Object.entries(functions).map(([name, call]) => ({
      name,
      minArgs: 0,
      maxArgs: 0,
      call: () => new data.BooleanData(call())
    }))
  ]
  const dictionary = new data.Dictionary()
  for (const [name, value] of Object.entries(contexts))
    dictionary.add(name, JSON.parse(JSON.stringify(value), data.reviver))
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), callables).parse()
  return new Evaluator(tree, dictionary, new Map(callables.map(callable => [callable.name, callable]))).evaluate()
}
