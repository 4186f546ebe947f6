import { data, Evaluator } from '@actions/expressions'
import { Binary, type Expr, type FunctionCall, IndexAccess, Literal, Star } from '@actions/expressions/ast'
import { TokenType } from '@actions/expressions/lexer'
import { type Budget, isSame, type MeteredFunctions } from './metered-data.ts'

/**
 * Evaluates as the runner does where the package differs: what a function or an index does not need is not evaluated, and
 * an object equals itself.
 *
 * Source: https://github.com/actions/runner/tree/v2.336.0/src/Sdk/DTExpressions2/Expressions2/Sdk
 */
export class RunnerEvaluator extends Evaluator {
  readonly #functions: MeteredFunctions
  readonly #budget: Budget

  constructor(tree: Expr, contexts: data.Dictionary, functions: MeteredFunctions, budget: Budget) {
    super(tree, contexts)
    this.#functions = functions
    this.#budget = budget
  }

  override visitBinary({ left, operator, right }: Binary): data.ExpressionData {
    const [one, other] = [this.eval(left), this.eval(right)]
    // The package compares objects by identity, and every look into the event makes new ones.
    return super.visitBinary(new Binary(evaluated(one), operator, evaluated(isSame(one, other) ? one : other)))
  }

  override visitIndexAccess({ expr, index }: IndexAccess): data.ExpressionData {
    const value = this.eval(expr)
    if (index instanceof Star) return super.visitIndexAccess(new IndexAccess(evaluated(value), index))
    if (value.primitive) return new data.Null()
    return super.visitIndexAccess(new IndexAccess(evaluated(value), evaluated(this.eval(index))))
  }

  override visitFunctionCall({ functionName, args }: FunctionCall): data.ExpressionData {
    const name = functionName.lexeme.toLowerCase()
    if (name === 'case') return this.#firstCase(args)
    const [first, ...others] = args.map(arg => () => this.eval(arg))
    const value = first?.() ?? new data.Null()
    const rest = this.#needed(name, value, others)
    const [item] = rest
    if (name === 'contains' && item?.primitive === false) {
      return new data.BooleanData(itemsOf(value).some(one => isSame(one, item)))
    }
    return this.#functions.get(name)?.call(value, ...rest) ?? new data.Null()
  }

  #firstCase(args: readonly Expr[]): data.ExpressionData {
    const conditions = args.slice(0, -1).filter((_, index) => index % 2 === 0)
    const met = conditions.findIndex(condition => {
      const value = this.eval(condition)
      if (value.kind !== data.Kind.Boolean) throw new Error('case predicate must evaluate to a boolean value')
      return (value as data.BooleanData).value
    })
    return this.eval((met === -1 ? args.at(-1) : args[2 * met + 1]) as Expr)
  }

  /** The arguments after the first; an empty value stands for one that is not needed. */
  #needed(
    name: string,
    first: data.ExpressionData,
    others: readonly (() => data.ExpressionData)[]
  ): data.ExpressionData[] {
    // Which ones are written is known only once the format has been read.
    if (name === 'format') return others.map(evaluate => new FormatArgument(evaluate, this.#budget))
    const isNeeded =
      name === 'join'
        ? itemsOf(first).length > 1
        : first.primitive || (name === 'contains' && itemsOf(first).length > 0)
    return others.map(evaluate => (isNeeded ? evaluate() : new data.Null()))
  }
}

/** Evaluated once, when it is first written. Pays for each time that it is. */
class FormatArgument extends data.StringData {
  readonly #evaluate: () => data.ExpressionData
  readonly #budget: Budget
  #text: string | undefined

  constructor(evaluate: () => data.ExpressionData, budget: Budget) {
    super('')
    this.#evaluate = evaluate
    this.#budget = budget
  }

  override coerceString(): string {
    this.#text ??= this.#evaluate().coerceString()
    this.#budget.spend(this.#text.length)
    return this.#text
  }
}

function itemsOf(value: data.ExpressionData): data.ExpressionData[] {
  return value.kind === data.Kind.Array ? (value as data.Array).values() : []
}

const nowhere = { line: 0, column: 0 }

/** A value as a part of the tree, for the package to go on with. */
function evaluated(value: data.ExpressionData): Literal {
  return new Literal(value, { type: TokenType.UNKNOWN, lexeme: '', range: { start: nowhere, end: nowhere } })
}
