// The notes of a release, as Markdown: what CHANGELOG.md tells users, then the subjects of all commits since the release before.
//   node bundling/release-notes.mjs 1.2.3
// It reads the repository of the folder that it runs in.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { argv } from 'node:process'

/** The section of a version in a changelog, without its heading. */
function sectionOf(changelog, version) {
  const section = changelog.split(/^## /m).find(text => text.startsWith(`[${version}]`))
  if (section === undefined) throw new Error(`CHANGELOG.md has no section for ${version}.`)
  return section.slice(section.indexOf('\n') + 1).trim()
}

/** The subjects of the commits since the newest tag such as v1.2.3, the newest first; merges are left out. */
function readSubjects() {
  const git = (...args) => spawnSync('git', args, { encoding: 'utf8' })
  const before = git('describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*.[0-9]*.[0-9]*', 'HEAD')
  const { status, stdout, stderr } = git(
    'log',
    '--no-merges',
    '--format=%s',
    before.status === 0 ? `${before.stdout.trim()}..HEAD` : 'HEAD',
    '--'
  )
  if (status !== 0) throw new Error(`git log failed: ${stderr}`)
  return stdout.split('\n').filter(subject => subject !== '')
}

const titles = { Add: 'Added', Fix: 'Fixed', Remove: 'Removed', Document: 'Documented' }

/** The subjects under headings by their first word; what begins otherwise stands last. */
function composeCommits(subjects) {
  const titleOf = subject => titles[subject.split(' ', 1)[0]] ?? 'Otherwise'
  return [...Object.values(titles), 'Otherwise']
    .map(title => [title, subjects.filter(subject => titleOf(subject) === title)])
    .filter(([, found]) => found.length > 0)
    .map(([title, found]) => `#### ${title}\n\n${found.map(composeItem).join('')}`)
    .join('\n')
}

// Whoever wrote a commit chose its subject. As code it is no markup, links nowhere and calls nobody.
function composeItem(subject) {
  return `- \`${subject.replaceAll('`', "'")}\`\n`
}

const [, , version = ''] = argv
console.log(
  `${sectionOf(readFileSync('CHANGELOG.md', 'utf8'), version)}\n\n### Commits\n\n${composeCommits(readSubjects())}`
)
