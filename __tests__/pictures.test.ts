// The pictures in docs/pictures/ show the page that dist/ sends. `npm run pictures` makes them anew.
import { expect, test } from '@jest/globals'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { composePictures, sendPage } from '../local/pictures.ts'
import { read } from './shared/markdown.ts'

const texts = await sendPage()

test('the pictures are those of the page that dist/ sends now', () => {
  for (const [name, svg] of Object.entries(composePictures(texts))) expect(read(`docs/pictures/${name}`)).toBe(svg)
})

test.each([
  ['e-mail.svg', `${texts.Subject}\n${texts.Content}`],
  ['sms.svg', `${texts.PublicSubject}\n${texts.PublicContent}`]
])('%s shows every character of the texts, and nothing else', (name, expected) => {
  const words: string[] = []
  const visit = (nodes: readonly DefaultTreeAdapterTypes.ChildNode[], isText: boolean): void => {
    for (const node of nodes) {
      if ('value' in node && isText) words.push(node.value)
      if ('childNodes' in node) visit(node.childNodes, 'tagName' in node && node.tagName === 'text')
    }
  }
  visit(parseFragment(read(`docs/pictures/${name}`)).childNodes, false)
  const shown = (text: string) => text.replaceAll(/\s/g, '')
  expect(shown(words.join(''))).toBe(shown(expected))
})

test('the README shows them', () => {
  for (const name of ['e-mail.svg', 'sms.svg', 'job-summary.png'])
    expect(read('README.md')).toContain(`docs/pictures/${name}`)
})
