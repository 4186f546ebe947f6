// The notes of a release, made in a repository of its own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { read } from './shared/markdown.ts'

const script = join(import.meta.dirname, '..', 'bundling', 'release-notes.mjs')
const folder = mkdtempSync(join(tmpdir(), 'release-notes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const identity = ['-c', 'user.name=Mona', '-c', 'user.email=mona@example.com', '-c', 'commit.gpgsign=false']
function git(...args: string[]): void {
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' })
  expect([args, status, stderr]).toEqual([args, 0, ''])
}
const commit = (subject: string) => git('commit', '--quiet', '--allow-empty', '--message', subject)
const notes = (version: string) =>
  spawnSync(process.execPath, [script, version], { cwd: folder, encoding: 'utf8' }) as {
    status: number
    stdout: string
    stderr: string
  }

test('the notes of a release tell users what changed, then every commit since the release before, without merges', () => {
  writeFileSync(
    join(folder, 'CHANGELOG.md'),
    '# Changelog\n\n## [1.1.0] - 2026-12-01\n\n### Added\n\n- A watch.\n\n## [1.0.0] - 2026-11-01\n\n- All.\n'
  )
  git('init', '--quiet', '--initial-branch', 'main')
  commit('Add the first page')
  expect(notes('1.0.0').stdout).toBe('- All.\n\n### Commits\n\n#### Added\n\n- `Add the first page`\n\n')
  git('tag', 'v1.0.0')
  git('tag', 'v1')
  commit('Fix a page for @octocat [that](https://example.com) `went` out twice, see #7')
  git('switch', '--quiet', '--create', 'side')
  commit('Add a watch')
  git('switch', '--quiet', 'main')
  commit('Hold a bound')
  git('merge', '--quiet', '--no-edit', '--no-ff', 'side')
  git('tag', '--force', 'v1')
  expect(notes('1.1.0').stdout).toBe(
    [
      '### Added\n\n- A watch.\n\n### Commits\n',
      '#### Added\n\n- `Add a watch`\n',
      "#### Fixed\n\n- `Fix a page for @octocat [that](https://example.com) 'went' out twice, see #7`\n",
      '#### Otherwise\n\n- `Hold a bound`\n\n'
    ].join('\n')
  )
  const unknown = notes('1.1')
  expect([unknown.status, unknown.stdout]).toEqual([1, ''])
  expect(unknown.stderr).toContain('CHANGELOG.md has no section for 1.1.')
})

test('the workflow makes the notes with the whole history', () => {
  const [, rest = ''] = read('.github/workflows/release.yml').split('\n  draft:\n')
  const [draft] = rest.split('\n  publish:\n')
  expect(draft).toMatch(/fetch-depth: 0[\s\S]*node bundling\/release-notes\.mjs "\$VERSION" > notes\.md/)
})
