const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const extended = '\f^{}\\[~]|€'

/** How a text travels as SMS. */
export interface SmsSize {
  alphabet: 'GSM-7' | 'UCS-2'
  /** Septets of GSM-7, or UTF-16 code units. */
  units: number
  segments: number
}

/** Counts the segments of an SMS: 160 septets or 70 UTF-16 units in a single one, 153 or 67 in each of several (3GPP TS 23.038). */
export function measureSms(text: string): SmsSize {
  const characters = [...text]
  const isGsm = characters.every(character => basic.includes(character) || extended.includes(character))
  const sizes = characters.map(character => (!isGsm ? character.length : extended.includes(character) ? 2 : 1))
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const [single, each] = isGsm ? [160, 153] : [70, 67]
  // A character that does not fit into the rest of a segment begins the next one.
  const filled = sizes.reduce((sum, size) => sum + ((sum % each) + size > each ? each - (sum % each) : 0) + size, 0)
  return { alphabet: isGsm ? 'GSM-7' : 'UCS-2', units, segments: units <= single ? 1 : Math.ceil(filled / each) }
}
