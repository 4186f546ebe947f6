import { isObject } from '../text/json.ts'
import type { Block } from './markdown.ts'

// What stands in the sentence in place of the JSON.
const inPlace = 'this (below)'

/** Advice in a job summary: its sentences as prose, then what in it is JSON to copy, such as a statement of a policy. */
export function adviceBlocks(advice: string): Block[] {
  const { sentences, json } = takeJson(advice)
  // Advice begins in lower case; a contact in front of it stays as it is.
  const prose: Block = {
    prose: sentences.replace(/^[a-z]+(?=[ -])/, word => word.charAt(0).toUpperCase() + word.slice(1))
  }
  return json === '' ? [prose] : [prose, { text: json, width: Number.POSITIVE_INFINITY }]
}

/** The JSON objects in a text, set out to be read, and the text without them. */
function takeJson(text: string): { readonly sentences: string; readonly json: string } {
  const found: string[] = []
  let sentences = ''
  for (let at = 0; at < text.length; ) {
    const end = text.startsWith('{"', at) ? endOfObject(text, at) : undefined
    if (end === undefined) {
      sentences += text[at++]
      continue
    }
    found.push(JSON.stringify(JSON.parse(text.slice(at, end)), undefined, 2))
    // Several statements have a comma between them, as in the policy that they belong to.
    const isFurther = sentences.endsWith(`${inPlace},`)
    sentences = isFurther ? sentences.slice(0, -1) : sentences + inPlace
    at = end
  }
  return { sentences, json: found.join(',\n') }
}

/** Where the JSON object ends that begins at a place of the text; undefined if none does. */
function endOfObject(text: string, from: number): number | undefined {
  for (let end = text.indexOf('}', from); end !== -1; end = text.indexOf('}', end + 1)) {
    try {
      if (isObject(JSON.parse(text.slice(from, end + 1)))) return end + 1
    } catch {
      // Not yet whole.
    }
  }
  return undefined
}
