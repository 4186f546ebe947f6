import fc from './properties.ts'

/** Any sequence of UTF-16 units: lone surrogates, controls and non-characters too. */
export const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map(codes => String.fromCharCode(...codes))

/** Text of every kind, well-formed or not. */
export const anyText = fc.oneof(anyUnits, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string())

/** What a reader takes for the characters of a text. */
export function graphemes(text: string): string[] {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)
}
