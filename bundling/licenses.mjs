// The licences of every package that the action depends on, each text once. The bundler's own list leaves out what it
// merges into another module, and most licences ask for their text beside every copy.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The content of `dist/LICENSES.txt`: for each licence text, the packages that it covers, by their names in `package-lock.json`. */
export function composeLicenses(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const shipped = Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link && existsSync(join(root, path)))
    .map(([path]) => ({ folder: join(root, path), name: path.split('node_modules/').at(-1) }))
  const namesOfText = new Map()
  for (const { folder, name } of shipped) {
    const text = licenseFile(folder) ?? standardText(folder, root, shipped)
    namesOfText.set(text, new Set([...(namesOfText.get(text) ?? []), name]))
  }
  return [...namesOfText]
    .map(([text, names]) => `${[...names].sort().join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function licenseFile(folder) {
  const file = readdirSync(folder).find(name => /^(licen[cs]e|copying)/i.test(name))
  return file && readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
}

/** The text of the licence that a package names without bringing it along. */
function standardText(folder, root, shipped) {
  const { license, author } = readPackage(folder)
  const notice = `Copyright (c) ${author?.name ?? author}`
  if (license === 'MIT') return licenseFile(root).replace(/^Copyright .*$/m, notice)
  const texts = shipped.filter(other => readPackage(other.folder).license === license).map(it => licenseFile(it.folder))
  // The whole text: some packages have a short notice only.
  const [longest] = texts.filter(text => text !== undefined).sort((one, other) => other.length - one.length)
  if (longest === undefined) throw new Error(`${folder} comes without the text of its licence, ${license}.`)
  return `${notice}\n\n${longest}`
}

function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}
