/** The text if it is a web address that may stand in a message, else empty. */
export function link(text: string): string {
  return text.length <= 500 && /^https?:\/\/[!-_a-~]+$/.test(text) ? text : ''
}
