import { describe, expect, test } from '@jest/globals'
import { composeErrorText } from '../src/report/error-text.ts'
import { errorCodes, PageError } from '../src/report/page-error.ts'
import { nextStep } from '../src/report/remedies.ts'
import { unknownSituation } from '../src/report/situation.ts'
import { situation } from './shared/samples.ts'

const asItIs = (text: string) => text
const maximumUnits = 4_000

function textOf(what: string, door = asItIs, commandIn = 'the job summary'): string {
  return composeErrorText(new PageError('access-denied', 'not-sent', what), situation, commandIn, door)
}

describe.each(errorCodes)('%s', code => {
  test.each([
    ['not-sent', 'No page was sent.'],
    ['unknown', 'A page may have been sent.']
  ] as const)('says what failed, what to do next and whether a page went out: %s', (outcome, closing) => {
    const error = new PageError(code, outcome, 'It failed.')
    expect(composeErrorText(error, situation, 'the job summary', asItIs)).toBe(
      `It failed.\nNext: ${nextStep(error, situation)} To page manually: the command is in the job summary.\n${closing}`
    )
  })

  test('leaves room for what failed, and nothing open', () => {
    const text = composeErrorText(
      new PageError(code, 'unknown', 'It failed.'),
      unknownSituation,
      'the log above',
      asItIs
    )
    expect(text.length).toBeLessThan(maximumUnits / 2)
    expect(text).not.toMatch(/undefined|\[object/)
  })
})

test('where the command to page manually stands is told', () => {
  expect(textOf('It failed.', asItIs, 'the log above')).toContain(
    'To page manually: the command is in the log above.\n'
  )
})

test('both parts pass the door', () => {
  const error = new PageError('strict', 'not-sent', 'It failed.')
  const shown = composeErrorText(error, situation, 'the job summary', text => text.toUpperCase())
  expect(shown).toBe(composeErrorText(error, situation, 'the job summary', asItIs).toUpperCase())
})

describe('a text that is too long', () => {
  const end = textOf('').slice(1)

  test('is as it is up to 4,000 UTF-16 units', () => {
    const what = 'x'.repeat(maximumUnits - end.length - 1)
    expect(textOf(what)).toBe(`${what}\n${end}`)
    expect(textOf(what)).toHaveLength(maximumUnits)
  })

  test.each([
    ['one unit too many', 'x'.repeat(maximumUnits - end.length)],
    ['ASCII', 'x'.repeat(100_000)],
    ['two units a character', '🚨'.repeat(100_000)],
    ['two units a character, from an odd place', `x${'🚨'.repeat(100_000)}`],
    ['characters of many parts', '👩‍👩‍👧‍👦'.repeat(20_000)],
    ['marks without end', `e${'\u0301'.repeat(100_000)}`],
    ['broken surrogates', '\ud83d'.repeat(100_000)],
    ['many lines', 'line\n'.repeat(20_000)]
  ])('keeps its last lines whole and says that it was cut: %s', (_, what) => {
    const text = textOf(what)
    expect(text.length).toBeLessThanOrEqual(maximumUnits)
    expect(text.endsWith(`…\n[cut]\n${end}`)).toBe(true)
    expect(text.isWellFormed()).toBe(true)
    // No character is cut in two, and nothing stands there that was not said.
    expect(what.toWellFormed().startsWith(text.slice(0, text.indexOf('…\n[cut]')))).toBe(true)
  })

  test('fills what room there is', () => {
    expect(textOf('x'.repeat(100_000)).length).toBe(maximumUnits)
    expect(textOf('🚨'.repeat(100_000)).length).toBeGreaterThan(maximumUnits - 10)
  })

  test('is measured behind the door, which may lengthen it', () => {
    const text = textOf('x'.repeat(3_000), part => part.replaceAll('x', '\\u{78}'))
    expect(text.length).toBeLessThanOrEqual(maximumUnits)
    expect(text).toContain('\nNo page was sent.')
  })
})
