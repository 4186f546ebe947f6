import { isObject } from '../text/json.ts'
import type { Block } from './markdown.ts'
import { printableJson } from './printing.ts'

// What stands in the sentence in place of the JSON.
const inPlace = 'this (below)'

/**
 * Advice in a job summary: its sentences as prose, then what in it is JSON to copy, such as a statement of a policy.
 *
 * @param advice our own words, in which no JSON of anybody else stands
 * @param front what stands before them, such as `Next: `
 */
export function adviceBlocks(advice: string, front = ''): Block[] {
  const { sentences, json } = takeJson(advice)
  // Advice begins in lower case.
  const prose = front === '' ? sentences.charAt(0).toUpperCase() + sentences.slice(1) : front + sentences
  return json === '' ? [{ prose }] : [{ prose }, { text: json, width: Number.POSITIVE_INFINITY }]
}

/** The JSON objects in a text, set out to be read, and the text without them. */
function takeJson(text: string): { readonly sentences: string; readonly json: string } {
  const found: string[] = []
  let sentences = ''
  let at = 0
  for (let from = text.indexOf('{"'); from !== -1; from = text.indexOf('{"', at)) {
    const end = endOfObject(text, from)
    const object = end === undefined ? undefined : parseObject(text.slice(from, end))
    // What does not end, or is something else in braces, stays in its sentence, and so does all after it.
    if (end === undefined || object === undefined) break
    // Several statements have a comma between them, as in the policy that they belong to.
    const isFurther = found.length > 0 && text.slice(at, from) === ','
    sentences += isFurther ? '' : text.slice(at, from) + inPlace
    found.push(printableJson(object, 2))
    at = end
  }
  return { sentences: sentences + text.slice(at), json: found.join(',\n') }
}

/** Where the braces are closed that open at a place of the text; undefined if they are not. */
function endOfObject(text: string, from: number): number | undefined {
  let depth = 0
  let isQuoted = false
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (isQuoted && character === '\\') at++
    else if (character === '"') isQuoted = !isQuoted
    // Texts in quotes may hold braces.
    else if (isQuoted) continue
    else if (character === '{') depth++
    else if (character === '}' && --depth === 0) return at + 1
  }
  return undefined
}

function parseObject(text: string): object | undefined {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
