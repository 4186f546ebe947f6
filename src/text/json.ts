/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** An object of JSON. */
export type JsonObject = { readonly [key: string]: Json }

/** Whether a value of JSON is an object, not null and not an array. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own property at the end of a path of names, or undefined where the path leaves the data. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let current = value
  for (const name of path) {
    current = isObject(current) && Object.hasOwn(current, name) ? current[name] : undefined
  }
  return current
}

/** The text at the end of a path, trimmed; empty if there is none. Numbers count as text. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = at(value, ...path)
  return typeof found === 'string' ? found.trim() : typeof found === 'number' ? String(found) : ''
}

/** How many values a text of JSON holds, roughly: each opening bracket or brace, and each comma. */
export function countValues(json: Uint8Array): number {
  let count = 0
  let quoted = false
  for (let index = 0; index < json.length; index++) {
    const byte = json[index]
    if (byte === 0x22) quoted = !quoted
    else if (byte === 0x5c) index++
    else if (!quoted && (byte === 0x5b || byte === 0x7b || byte === 0x2c)) count++
  }
  return count
}
