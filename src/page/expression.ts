import { ExpressionError, Lexer, Parser, wellKnownFunctions } from '@actions/expressions'
import type { Expr } from '@actions/expressions/ast'
import { type Token, TokenType } from '@actions/expressions/lexer'

/** An expression that has been parsed. */
export interface Expression {
  readonly tree: Expr
  /** Where a token of the tree begins in the source, in UTF-16 units. */
  offsetOf(token: Token): number
}

/** A source is not an expression. */
export class ParseError extends Error {
  /** Where in the source, in UTF-16 units; undefined if it is about the whole. */
  readonly offset: number | undefined

  constructor(message: string, offset?: number) {
    super(message)
    this.offset = offset
  }
}

/**
 * The tree of an expression, read as the runner reads it: its white space, its quotes.
 *
 * @param contexts the names of the contexts that there are
 * @throws ParseError with GitHub's words, what to write instead where that is known, and one position
 * @throws RangeError for an expression that is nested too deeply
 */
export function parseExpression(source: string, contexts: readonly string[]): Expression {
  const tokens = readTokens(source)
  if (tokens.length <= 1) throw new ParseError('the expression is empty')
  const offsetOf = (token: Token) => findOffset(source, tokens, token)
  for (const [index, token] of tokens.entries()) {
    // The package looks functions up in a plain object, so `constructor(...)` would find what every object inherits.
    if (tokens[index + 1]?.type === TokenType.LEFT_PAREN && token.lexeme.toLowerCase() in Object.prototype) {
      throw new ParseError(withHint(`Unrecognized function: '${token.lexeme}'`, contexts), offsetOf(token))
    }
    // The package unescapes the first pair of quotes only.
    if (token.type === TokenType.STRING) token.value = token.lexeme.slice(1, -1).replaceAll("''", "'")
  }
  try {
    return { tree: new Parser(tokens, [...contexts], []).parse(), offsetOf }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    const token = tokens.find(({ range }) => range.start === error.pos)
    const message = token?.type === TokenType.EOF ? 'Unexpected end of expression' : error.message
    throw new ParseError(withHint(message, contexts), token && offsetOf(token))
  }
}

function readTokens(source: string): Token[] {
  try {
    return new Lexer(withPlainSpaces(source)).lex().tokens
  } catch (error) {
    const { message } = error as Error
    if (message === 'ErrorExceededMaxLength') throw new ParseError('the expression is longer than 21000 characters')
    // The position is told once, as that of all errors, and without the whole expression after it.
    const [what = message, position] = message.split('. Located at position ', 2)
    throw new ParseError(withHint(what, []), position === undefined ? undefined : Number.parseInt(position, 10) - 1)
  }
}

// What .NET takes for white space, and so the runner; the package knows four characters of it. Quoted text stays.
// https://learn.microsoft.com/en-us/dotnet/api/system.char.iswhitespace
function withPlainSpaces(source: string): string {
  const whiteSpace = /[\t-\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g
  return source
    .split("'")
    .map((part, index) => (index % 2 === 0 ? part.replace(whiteSpace, ' ') : part))
    .join("'")
}

// The package counts lines and columns, and loses count in a text of several lines. Nothing but white space is between
// two tokens.
function findOffset(source: string, tokens: readonly Token[], wanted: Token): number {
  let offset = 0
  for (const token of tokens) {
    offset = source.indexOf(token.lexeme, offset)
    if (token === wanted) break
    offset += token.lexeme.length
  }
  return offset
}

/** What the package says, and what to write instead of what it refuses. */
function withHint(message: string, contexts: readonly string[]): string {
  return message + hint(message, contexts)
}

function hint(message: string, contexts: readonly string[]): string {
  const [, context] = /^Unrecognized named-value: '(.*)'$/s.exec(message) ?? []
  if (context === 'secrets') return '; no secret belongs in a page'
  if (['env', 'vars', 'steps', 'jobs'].includes(context ?? '')) return '; write ${{ }} for it, which GitHub fills in'
  if (context !== undefined) return `; there are ${contexts.join(', ')}`
  const [, name] = /^Unrecognized function: '(.*)'$/s.exec(message) ?? []
  if (name !== undefined) {
    const only = ['success', 'failure', 'cancelled', 'always'].includes(name) ? '; it works in "if:" only' : ''
    return `${only}; there are ${functionNames().join(', ')}`
  }
  return message.startsWith(`Unexpected symbol: '"`) ? '; a text takes single quotes' : ''
}

// As GitHub's documentation spells them.
function functionNames(): string[] {
  return Object.values(wellKnownFunctions).map(({ name }) => name.replace('Json', 'JSON'))
}
