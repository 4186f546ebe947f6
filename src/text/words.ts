import { line } from './lines.ts'

/** An identifier of GitHub's, such as `requested_action`, as words. */
export function words(identifier: string): string {
  return line(identifier).replaceAll('_', ' ')
}

/** The text with a capital in front. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
