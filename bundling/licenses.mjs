// The licences of every package whose code may be in dist/: what the action depends on, and the bundler, which adds code of
// its own. The bundler's list leaves out what it merges into another module, and most licences ask for their text beside
// every copy.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const bundler = 'node_modules/@vercel/ncc'

/** The content of `dist/LICENSES.txt`: for each licence text, the packages that it covers, each with its version and its kind of licence. */
export function composeLicenses(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const namesOfText = new Map()
  const add = (name, text) => namesOfText.set(text, new Set([...(namesOfText.get(text) ?? []), name]))
  for (const [path, { version, dev, link, license }] of Object.entries(packages)) {
    if (!path.includes('node_modules/') || link || !existsSync(join(root, path))) continue
    if (dev && path !== bundler) continue
    add(`${path.split('node_modules/').at(-1)} ${version} (${license})`, licenseText(root, path))
  }
  // webpack, which is inside the bundler without its licence, writes the code that loads the chunks.
  const { webpack } = JSON.parse(readFileSync(join(root, bundler, 'package.json'), 'utf8')).devDependencies
  add(`webpack ${webpack} (MIT)`, textOfMit(root, 'Copyright JS Foundation and other contributors'))
  return [...namesOfText]
    .map(([text, names]) => `${[...names].sort().join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function licenseText(root, path) {
  const text = fileOf(join(root, path))
  if (text !== undefined) return text
  // A few packages name a licence and forget its text.
  const { license, author } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'))
  const holder = (author?.name ?? author ?? '').replace(/ [(<].*$/, '')
  if (license === 'MIT' && holder !== '') return textOfMit(root, `Copyright (c) ${holder}`)
  const sibling = join(root, 'node_modules/@aws-sdk/client-ssm-contacts')
  if (license === 'Apache-2.0' && path.includes('node_modules/@aws-sdk/')) return fileOf(sibling)
  throw new Error(`${path} has no text of its licence (${license}).`)
}

function fileOf(folder) {
  const file = readdirSync(folder).find(name => /^(licen[cs]e|copying)/i.test(name))
  return file && readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}

/** The text of the MIT licence, which this project has too, with another holder. */
function textOfMit(root, copyright) {
  return fileOf(root).replace(/^Copyright .*$/m, copyright)
}
