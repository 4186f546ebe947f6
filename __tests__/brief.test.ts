import { describe, expect, test } from '@jest/globals'
import { measureSms } from '../local/demo/sms.ts'
import { composeBrief } from '../src/page/brief.ts'

const words = {
  headlines: [
    'Deploy failed: acme/shop (main, eu-west-1)',
    'Deploy failed: shop (main, eu-west-1)',
    'Deploy failed: shop',
    'Deploy failed'
  ],
  texts: ['Job deploy (eu-west-1) failed at step Push image.', 'Failed at step Push image.', 'Deploy failed.'],
  word: 'Failed'
}

const linkOf = (length: number) => 'https://github.com/'.padEnd(length, 'x')

describe('composeBrief', () => {
  test.each([
    [60, 0, 'Job deploy (eu-west-1) failed at step Push image.'],
    [67, 0, 'Job deploy (eu-west-1) failed at step Push image.'],
    [68, 1, 'Job deploy (eu-west-1) failed at step Push image.'],
    [72, 1, 'Job deploy (eu-west-1) failed at step Push image.'],
    [73, 0, 'Failed at step Push image.'],
    [91, 1, 'Failed at step Push image.'],
    [102, 0, 'Deploy failed.'],
    [103, 1, 'Deploy failed.'],
    [107, 1, 'Deploy failed.'],
    [108, 0, 'Failed'],
    [111, 1, 'Failed'],
    [115, 1, 'Failed'],
    [116, 2, 'Deploy failed.'],
    [133, 2, 'Failed'],
    [134, 2, ''],
    [140, 2, '']
  ])('with a link of %i characters', (length, headline, text) => {
    const url = linkOf(length)
    const brief = composeBrief(words, url)
    expect(brief).toEqual({ brief_headline: words.headlines[headline], brief: [text, url].filter(Boolean).join(' ') })
    expect(measureSms(`${brief.brief_headline}\n${brief.brief}`).segments).toBe(1)
  })

  test('with a link that no SMS holds still says what failed and where', () => {
    const url = linkOf(141)
    expect(composeBrief(words, url)).toEqual({ brief_headline: words.headlines[0], brief: `Failed ${url}` })
  })

  test('counts extension characters twice', () => {
    const url = linkOf(60)
    const headlines = [`[${'a'.repeat(49)}]`, 'short']
    // 53 septets, a line break, 44 of the text, a space and the link are 159; with one more letter 160, with two too many.
    const text = (letters: number) => 'b'.repeat(letters)
    expect(composeBrief({ headlines, texts: [text(45)], word: 'Failed' }, url).brief_headline).toBe(headlines[0])
    expect(composeBrief({ headlines, texts: [text(46)], word: 'Failed' }, url).brief_headline).toBe(headlines[1])
  })

  test('never has a headline of more than 70 characters', () => {
    const headlines = ['x'.repeat(71), 'y'.repeat(70)]
    expect(composeBrief({ headlines, texts: ['It failed.'], word: 'Failed' }, linkOf(40)).brief_headline).toBe(
      headlines[1]
    )
  })

  test('without a link', () => {
    expect(composeBrief(words, '')).toEqual({ brief_headline: words.headlines[0], brief: words.texts[0] })
  })
})
