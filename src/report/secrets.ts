/** The text with every secret in it (as it is, URL-encoded, in JSON, Base64 or hexadecimal) replaced by `***`. */
export function scrub(text: string, secrets: readonly string[]): string {
  let scrubbed = text
  for (const secret of secrets) {
    if (secret.length < 4) continue
    const bytes = Buffer.from(secret)
    const hex = bytes.toString('hex')
    const base64 = bytes.toString('base64')
    const unpadded = [base64.replaceAll('=', ''), bytes.toString('base64url')]
    const percent = encodeURIComponent(secret)
    const lowerPercent = percent.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())
    const inJson = [JSON.stringify(secret).slice(1, -1), secret.replaceAll('/', '\\/')]
    const forms = [secret, percent, lowerPercent, ...inJson, base64, ...unpadded, hex, hex.toUpperCase()]
    for (const form of forms) scrubbed = scrubbed.replaceAll(form, '***')
  }
  return scrubbed
}
