/*
 * Every command of the AWS CLI that the documents, examples and errors show is run here by the CLI itself, up to the answer of
 * a service on loopback. GitHub's runners have the CLI. Where there is none, or an old one, all this is skipped, and
 * commands.test.ts alone holds every option.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { contactArn } from '../local/demo/scenarios.ts'
import { failureOf, listenTo, runProgram, withCli, withCliInShell } from './shared/aws-cli.ts'
import { readCommands } from './shared/commands.ts'
import { blocksOf } from './shared/markdown.ts'
import { withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'

/** What a reader puts in place of what stands for something of theirs. */
const replacements: Readonly<Record<string, string>> = {
  REGION: 'us-east-1',
  CONTACT_ARN: contactArn,
  $RESPONSE_PLAN: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout',
  $TITLE: 'Deploy failed in acme/shop',
  $GITHUB_RUN_ID: '1658821493'
}

const shown = readCommands()
  .map(({ words }) => words.map(word => replacements[word] ?? word))
  // Without an option it is the name of an operation, not a command to copy.
  .filter(words => words[0] === 'aws' && words.length > 3)
const commands = [...new Map(shown.map(words => [words.join(' '), words]))]

// At once, as tests that run side by side wait for no hook.
const folder = await mkdtemp(join(tmpdir(), 'aws-cli-'))
const share = blocksOf('docs/permissions.md').findLast(({ language }) => language === 'json')
await writeFile(join(folder, 'share.json'), share?.text ?? '')
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the AWS CLI takes', () => {
  withCli.each(commands)('%s', async (_, [program = '', ...words]) => {
    const asked = await listenTo(async url => {
      expect(failureOf(await runProgram(program, [...words, '--endpoint-url', url], { cwd: folder }))).toBe('')
    })
    expect(asked.map(({ operation }) => operation.toLowerCase().replaceAll(/[^a-z]/g, ''))).toEqual([
      String(words[1]).replaceAll('-', '')
    ])
  })

  test('commands that there are', () => expect(commands.length).toBeGreaterThan(8))
})

withCliInShell('the command in the job summary of a page that was not sent pages the contact', async () => {
  const summary = await withService({ credentials: [] }, async ({ url }) => {
    const { exitCode, outputs, summary } = await runDist({ with: { 'endpoint-url': url } })
    expect([exitCode, outputs.outcome]).toEqual([1, 'not-sent'])
    return summary
  })
  const link = 'See https://github.com/acme/shop/actions/runs/1658821493/attempts/1'
  const [, command = ''] = /### To page manually\n\n<pre>([^<]*)<\/pre>/.exec(summary) ?? []
  await withService({}, async service => {
    const ended = await runProgram('sh', ['-c', `${command.replaceAll('&amp;', '&')} --endpoint-url ${service.url}`], {
      cwd: folder
    })
    expect(failureOf(ended)).toBe('')
    expect(service.engagements).toMatchObject([
      {
        contactArn,
        request: {
          Sender: 'YOUR_NAME',
          Subject: 'Paged manually',
          Content: link,
          PublicSubject: 'Paged manually',
          PublicContent: link
        }
      }
    ])
  })
})
