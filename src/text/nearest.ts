/** The name that takes the fewest letters added, left out or replaced, in any case; the first of equals. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const distances = names.map(other => distance(name.toLowerCase(), other.toLowerCase()))
  return names[distances.indexOf(Math.min(...distances))]
}

// The Levenshtein distance, a row at a time.
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let index = 0; index < one.length; index++) {
    const next = [index + 1]
    for (let column = 0; column < other.length; column++) {
      const replaced = (row[column] ?? 0) + (one[index] === other[column] ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
