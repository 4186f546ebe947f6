/*
 * The pictures of the README: the e-mail and the SMS of the demo's failed deploy, as dist/ sends it. What AWS and a carrier put
 * around the texts is not documented, and left out.
 *   npm run pictures
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { fold } from '../src/text/lines.ts'
import { startIncidentManager } from './aws/incident-manager.ts'
import { sampleEnvironment } from './aws/signature.ts'
import { scenarios } from './demo/scenarios.ts'
import { startGitHubApi } from './github/github-api.ts'
import { runAction } from './runner/runner.ts'

/** The texts of a page, as its readers get them. */
export interface Texts {
  readonly Subject: string
  readonly Content: string
  readonly PublicSubject: string
  readonly PublicContent: string
}

/** Sends the demo's page through dist/, and resolves to what AWS got. */
export async function sendPage(): Promise<Texts> {
  const { event, github, contexts, jobs, with: inputs } = scenarios.deploy
  const service = await startIncidentManager()
  const api = await startGitHubApi({ jobs })
  try {
    await runAction({
      with: { ...inputs, 'endpoint-url': service.url },
      event,
      github: { ...github, api_url: api.url },
      contexts: { ...contexts, github: { token: 'ghs_onLoopbackAnyTokenWillDo' } },
      env: sampleEnvironment
    })
    const [page] = service.engagements
    if (page === undefined) throw new Error('No page went out.')
    return page.request as unknown as Texts
  } finally {
    await Promise.all([service.close(), api.close()])
  }
}

/** The pictures as SVG, by their names. */
export function composePictures(texts: Texts): Readonly<Record<string, string>> {
  return { 'e-mail.svg': composeEmail(texts), 'sms.svg': composeSms(texts) }
}

const lineHeight = 20

function composeEmail({ Subject, Content }: Texts): string {
  const lines = fold(Content, 80).split('\n')
  const height = 90 + lines.length * lineHeight
  return composeSvg('An e-mail: the subject and the content of a page', 680, height, [
    `<rect class="paper" x="1" y="1" width="678" height="${height - 2}" rx="10"/>`,
    `<text class="bold" x="24" y="38">${escapeXml(Subject)}</text>`,
    '<path class="line" d="M24 56H656"/>',
    ...composeLines(lines, 24, 84)
  ])
}

function composeSms({ PublicSubject, PublicContent }: Texts): string {
  const lines = `${PublicSubject}\n${PublicContent}`.split('\n').flatMap(text => cut(fold(text, 31)))
  const height = 190 + lines.length * lineHeight
  return composeSvg('An SMS on a telephone: the public subject and the public content of a page', 340, height, [
    `<rect class="phone" x="4" y="4" width="332" height="${height - 8}" rx="34"/>`,
    `<rect class="paper" x="18" y="18" width="304" height="${height - 36}" rx="22"/>`,
    '<path class="line" d="M130 34H210"/>',
    `<rect class="bubble" x="32" y="56" width="276" height="${28 + lines.length * lineHeight}" rx="16"/>`,
    ...composeLines(lines, 46, 80)
  ])
}

/** The lines of a text, those that are too wide for the bubble cut: a telephone breaks a long address anywhere. */
function cut(text: string): string[] {
  return text.split('\n').flatMap(line => line.match(/.{1,31}/gu) ?? [''])
}

function composeLines(lines: readonly string[], x: number, y: number): string[] {
  return lines.map((line, index) => `<text x="${x}" y="${y + index * lineHeight}">${escapeXml(line)}</text>`)
}

function composeSvg(title: string, width: number, height: number, shapes: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${title}. What AWS puts around it is left out.</title>
<style>
text{font:14px ui-sans-serif,system-ui,sans-serif;fill:#1f2328}
.bold{font-weight:600;font-size:16px}
.paper{fill:#fff;stroke:#d1d9e0}
.phone{fill:#1f2328}
.bubble{fill:#eff2f5}
.line{stroke:#d1d9e0;stroke-width:2;stroke-linecap:round}
@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.paper{fill:#0d1117;stroke:#3d444d}.phone{fill:#3d444d}.bubble{fill:#262c36}.line{stroke:#3d444d}}
</style>
${shapes.join('\n')}
</svg>
`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = new URL('../docs/pictures/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const [name, svg] of Object.entries(composePictures(await sendPage()))) writeFileSync(new URL(name, folder), svg)
}
