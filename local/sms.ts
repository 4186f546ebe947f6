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
  const isGsm = [...text].every(character => basic.includes(character) || extended.includes(character))
  const units = isGsm
    ? [...text].reduce((sum, character) => sum + (extended.includes(character) ? 2 : 1), 0)
    : text.length
  const [single, each] = isGsm ? [160, 153] : [70, 67]
  return { alphabet: isGsm ? 'GSM-7' : 'UCS-2', units, segments: units <= single ? 1 : Math.ceil(units / each) }
}
