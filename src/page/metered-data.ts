import { data, wellKnownFunctions } from '@actions/expressions'
import type { Json, JsonObject } from '../text/json.ts'

const charactersPerElement = 32

/** The work that all expressions of a page may do together, counted in characters. */
export class Budget {
  #left: number

  constructor(characters: number) {
    this.#left = characters
  }

  /** @throws Error when nothing is left */
  spend(characters: number): void {
    this.#left -= characters
    if (this.#left < 0) throw new Error('the expression handles too much text')
  }
}

/**
 * JSON as the evaluator's data, converted where an expression looks: an event may have 25 MB, an expression names a few
 * leaves of it. Keys are found in any case, as in workflows, and are own properties only.
 */
export class LazyDictionary extends data.Dictionary {
  readonly source: JsonObject
  readonly #budget: Budget
  #names: Map<string, string> | undefined

  constructor(object: JsonObject, budget: Budget) {
    super()
    this.source = object
    this.#budget = budget
  }

  override get(key: string): data.ExpressionData | undefined {
    this.#names ??= this.#indexNames()
    const name = this.#names.get(key.toLowerCase())
    return name === undefined ? undefined : toData(this.source[name] ?? null, this.#budget)
  }

  override values(): data.ExpressionData[] {
    return this.pairs().map(pair => pair.value)
  }

  override pairs(): ReturnType<data.Dictionary['pairs']> {
    const names = Object.keys(this.source)
    // Before they are made: a million pairs take half a gigabyte.
    this.#budget.spend(charactersPerElement * names.length)
    return names.map(key => ({ key, value: toData(this.source[key] ?? null, this.#budget) }))
  }

  #indexNames(): Map<string, string> {
    const names = new Map<string, string>()
    for (const name of Object.keys(this.source)) {
      this.#budget.spend(charactersPerElement)
      if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name)
    }
    return names
  }
}

class LazyArray extends data.Array {
  readonly source: readonly Json[]
  readonly #budget: Budget

  constructor(items: readonly Json[], budget: Budget) {
    super()
    this.source = items
    this.#budget = budget
  }

  override get(index: number): data.ExpressionData {
    return toData(this.source[index] ?? null, this.#budget)
  }

  override values(): data.ExpressionData[] {
    // Before they are made.
    this.#budget.spend(charactersPerElement * this.source.length)
    return this.source.map(item => toData(item, this.#budget))
  }
}

function toData(value: Json, budget: Budget): data.ExpressionData {
  budget.spend(charactersPerElement + (typeof value === 'string' ? value.length : 0))
  if (value === null) return new data.Null()
  if (typeof value === 'string') {
    // The package compares a text in pieces that it cuts at this letter.
    for (let index = value.indexOf('ı'); index !== -1; index = value.indexOf('ı', index + 1)) budget.spend(8)
    return new data.StringData(value)
  }
  if (typeof value === 'number') return new data.NumberData(value)
  if (typeof value === 'boolean') return new data.BooleanData(value)
  return Array.isArray(value) ? new LazyArray(value, budget) : new LazyDictionary(value as JsonObject, budget)
}

/** Whether two values are one object or one list of the same data; texts and numbers are compared elsewhere. */
export function isSame(one: data.ExpressionData, other: data.ExpressionData): boolean {
  const [source, otherSource] = [one, other].map(value =>
    value instanceof LazyDictionary || value instanceof LazyArray ? value.source : value
  )
  return source === otherSource
}

/** GitHub's functions, by their names in lower case. */
export type MeteredFunctions = Map<string, (typeof wellKnownFunctions)[string]>

/** GitHub's functions, each of which pays for what it is about to read and write before it runs. */
export function meteredFunctions(budget: Budget): MeteredFunctions {
  const size = (value: data.ExpressionData | undefined) => (value?.primitive ? value.coerceString().length : 0)
  const costs: Record<string, (args: readonly data.ExpressionData[]) => number> = {
    contains: ([list, item]) =>
      list?.kind === data.Kind.Array
        ? (list as data.Array).values().length * size(item)
        : (size(list) + size(item)) * 2,
    fromjson: ([text]) => size(text) * 16,
    // The arguments pay for themselves, as they are written.
    format: ([text]) => {
      // The package looks for the next brace from every brace on.
      const braces = (text?.coerceString().match(/[{}]/g) ?? []).length
      return (size(text) * braces) / 100 + size(text) * 4
    },
    join: ([list, separator]) => {
      const items = list?.kind === data.Kind.Array ? (list as data.Array).values() : []
      return items.reduce((sum, item) => sum + size(item) + (separator ? size(separator) : 1), size(list))
    },
    tojson: ([value]) => jsonCost(value, 1, budget)
  }
  return new Map(
    Object.entries(wellKnownFunctions).map(([name, definition]) => [
      name,
      {
        ...definition,
        call: (...args) => {
          budget.spend(costs[name]?.(args) ?? args.reduce((sum, arg) => sum + size(arg), 0) * 2)
          const result = definition.call(...args)
          budget.spend(size(result))
          return result
        }
      }
    ])
  )
}

// The length of the indented JSON, roughly. Reading the parts pays for itself, so that it stops early in endless data.
function jsonCost(value: data.ExpressionData | undefined, depth: number, budget: Budget): number {
  if (value === undefined || value.primitive) return 0
  const parts =
    value.kind === data.Kind.Array
      ? (value as data.Array).values()
      : (value as data.Dictionary).pairs().map(pair => pair.value)
  return parts.reduce((sum, part) => {
    budget.spend(2 * depth)
    return sum + 2 * depth + jsonCost(part, depth + 1, budget)
  }, 0)
}
