/** The lines that a text takes on a terminal that is wide enough. */
export function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n')
}

/** Those of its lines that are wider than so many columns, of which an emoji takes two. */
export function wideLinesOf(text: string, columns: number): string[] {
  return linesOf(text).filter(line => widthOf(line) > columns)
}

function widthOf(line: string): number {
  return [...line].reduce((sum, character) => sum + (/\p{Emoji_Presentation}/u.test(character) ? 2 : 1), 0)
}
