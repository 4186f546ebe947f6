import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { screenLines } from '../local/demo/display.ts'
import { findFault } from './shared/command-shapes.ts'
import { type Command, readCommands } from './shared/commands.ts'
import { list, read } from './shared/markdown.ts'
import { linesOf, wideLinesOf } from './shared/terminal.ts'

const root = join(import.meta.dirname, '..')
const commands = readCommands()

describe('every command that is shown', () => {
  test.each(commands.map((command): [string, Command] => [`${command.where}: ${command.text}`, command]))(
    '%s',
    (_, { words }) => {
      expect(findFault(words)).toBeUndefined()
    }
  )

  test('is found, wherever it is shown', () => {
    expect(commands.map(({ where, text }) => `${where.replace(/:\d+$/, '')}: ${text}`)).toEqual(
      expect.arrayContaining([
        'README.md: npm cit',
        'README.md: aws ssm-contacts list-contacts --region us-east-1 --query "Contacts[].ContactArn" --output text',
        'README.md: sh set-up.sh arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan acme/shop',
        "docs/permissions.md: gh api repos/acme/shop --jq '.owner.id, .id'",
        expect.stringMatching(/^SECURITY\.md: {3}gh attestation verify "\$file" /),
        'docs/performance.md: npm run bench',
        'docs/troubleshooting.md: aws ssm-contacts list-engagements --region REGION',
        'examples/manual-page.yml: gh workflow run page.yml -f service=checkout -f message=...',
        'error no-answer: aws ssm-contacts list-engagements --region us-east-1'
      ])
    )
    expect(commands.filter(({ text }) => text.startsWith('aws ssm-incidents start-incident'))).toHaveLength(1)
  })
})

test('npm has what the workflows ask of it', () => {
  const asked = list('.github/workflows').flatMap(path =>
    [...read(path).matchAll(/(?<![\w./-])npm (?:run )?[\w:-]+/g)].map(([command]) => ({ path, command }))
  )
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter(({ command }) => findFault(command.split(' ')) !== undefined)).toEqual([])
})

describe('a wrong command is found', () => {
  test.each([
    ['make install', 'a command nobody has run'],
    ['npm run demmo', 'package.json has no script "demmo"'],
    ['npm publish', 'npm\'s "publish" nobody has run'],
    ['aws sns publish', 'a command nobody has run'],
    ['aws ssm-contacts page-someone --region us-east-1', 'the SDK knows no operation "page-someone"'],
    ['aws ssm-contacts get-contact --contact-id', '--contact-id has no value'],
    ['aws ssm-contacts get-contact --contact-id --region x', '--contact-id has no value'],
    ['aws ssm-contacts get-contact --region us-east-1', 'it needs --contact-id'],
    ['aws ssm-contacts get-contact --contact-arn x', 'it has no option --contact-arn'],
    ['aws ssm-contacts list-contacts us-east-1', 'it takes 0 arguments, not 1'],
    ['aws iam create-open-id-connect-provider --client-id-list a b', 'it needs --url'],
    ['gh api', 'it takes 1 arguments, not 0'],
    ['gh attestation verify dist/index.js --repository a/b', 'it has no option --repository']
  ])('%s', (command, fault) => {
    expect(findFault(command.split(' '))).toBe(fault)
  })
})

describe('the demo runs as it is shown', () => {
  const shown = commands.filter(({ words }) => words.slice(0, 3).join(' ') === 'npm run demo')
  const variants = new Map(shown.map(({ words }) => [words.slice(3).join(' '), words.slice(3)]))

  test('with several options', () => expect(variants.size).toBeGreaterThan(3))

  test.concurrent.each([...variants])('npm run demo %s', async (_, words) => {
    const options = words.filter(word => word !== '--')
    const ended = await new Promise(resolve => {
      execFile(
        process.execPath,
        ['local/demo/demo.ts', ...options],
        { cwd: root, timeout: 60_000 },
        (error, stdout, stderr) =>
          resolve({
            error,
            stderr,
            isOneScreen: linesOf(stdout).length <= screenLines && wideLinesOf(stdout, 80).length === 0
          })
      )
    })
    expect(ended).toEqual({ error: null, stderr: '', isOneScreen: !options.includes('--all') })
  })
})
