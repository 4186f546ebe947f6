/** Values that must not be printed. */
export interface Secrets {
  /** From now on these are hidden. */
  hide(values: readonly string[]): void
  /** The text with every hidden value in it (as it is, URL-encoded, in JSON, Base64 or hexadecimal) replaced by `***`. */
  scrub(text: string): string
}

// Shorter ones would hide parts of ordinary words.
const shortestSecret = 4

/** An empty set of secrets. */
export function createSecrets(): Secrets {
  let forms: string[] = []
  return {
    hide(values) {
      // An error may quote one line of a secret.
      const lines = values.flatMap(value => [value, ...value.split(/[\r\n]+/)])
      const added = lines.filter(line => line.length >= shortestSecret).flatMap(formsOf)
      // The longest first: one secret may begin with another, whose replacement would leave its end.
      forms = [...new Set([...forms, ...added])].sort((a, b) => b.length - a.length)
    },
    scrub(text) {
      let scrubbed = text
      for (const form of forms) scrubbed = scrubbed.replaceAll(form, '***')
      return scrubbed
    }
  }
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const base64 = bytes.toString('base64')
  const percent = encodeURIComponent(secret.toWellFormed())
  return [
    secret,
    percent,
    percent.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase()),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('/', '\\/'),
    base64,
    base64.replaceAll('=', ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase()
  ]
}
