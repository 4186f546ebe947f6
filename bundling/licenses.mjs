// The licences of every package that the action depends on, each text once. The bundler's own list leaves out what it
// merges into another module, and most licences ask for their text beside every copy.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The content of `dist/LICENSES.txt`: for each licence text, the packages that it covers, by their names in `package-lock.json`. */
export function composeLicenses(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const namesOfText = new Map()
  for (const [path, { dev, link }] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1)
    if (!path.includes('node_modules/') || dev || link || !existsSync(join(root, path))) continue
    const text = licenseText(join(root, path))
    namesOfText.set(text, new Set([...(namesOfText.get(text) ?? []), name]))
  }
  return [...namesOfText]
    .map(([text, names]) => `${[...names].sort().join('\n')}\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function licenseText(folder) {
  const file = readdirSync(folder).find(name => /^(licen[cs]e|copying)/i.test(name))
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()
  const { license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return `${license}, copyright ${author?.name ?? author}`
}
