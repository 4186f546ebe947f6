// The README's smallest workflow, copied and changed as the README says, and nothing else.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { IncidentManager } from '../local/aws/incident-manager.ts'
import { readBranchTrustPolicy } from '../local/aws/sample-role.ts'
import { composeJob } from '../local/demo/scenarios.ts'
import { pushPayload } from '../local/github/payloads.ts'
import { isSpared } from '../local/runner/cancellation.ts'
import type { Status } from '../local/runner/job-status.ts'
import { contextsOf, findDueSteps, parseWorkflowFile, type Situation } from '../local/runner/workflow-file.ts'
import { proseOf, read, sectionOf } from './shared/markdown.ts'
import { type Account, play, startAccount } from './shared/workflow-runs.ts'

const role = 'arn:aws:iam::444455556666:role/shop-pages'
const contact = 'arn:aws:ssm-contacts:eu-west-1:444455556666:contact/shop-on-call'

/** What a reader puts in place of the placeholders that the README lists. */
const replacements: Readonly<Record<string, string>> = {
  OWNER: 'acme',
  '111122223333': '444455556666',
  'us-east-1': 'eu-west-1',
  'page-on-call': 'shop-pages',
  'oncall-plan': 'shop-on-call',
  './deploy.sh': './roll-out.sh'
}

const section = sectionOf('README.md', 'The smallest workflow')
const [, block = ''] = /^```yaml\n(.*?)^```$/ms.exec(section) ?? []
const listed = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, placeholder = '']) => placeholder)
const workflowText = listed.reduce(
  (text, placeholder) => text.replaceAll(placeholder, replacements[placeholder] ?? placeholder),
  block
)
const workflow = parseWorkflowFile(workflowText)

const deployed = (result: Status): Situation => ({
  github: { job: 'page' },
  event: pushPayload,
  needs: { deploy: { result, outputs: {} } },
  jobs: [
    composeJob(48213377503, 'deploy', 'Deploy', ['Set up job', 'Run actions/checkout', 'Run ./roll-out.sh'], 'failure'),
    composeJob(48213377599, 'page', 'Deploy', ['Set up job', 'Page'], null)
  ]
})

/** The trust policy of the documents, its account replaced like the others. */
const trustPolicy: unknown = JSON.parse(
  JSON.stringify(readBranchTrustPolicy()).replaceAll('111122223333', '444455556666')
)

let account: Account
let service: IncidentManager
beforeEach(async () => {
  account = await startAccount({ region: 'eu-west-1', contacts: [contact] }, { [role]: trustPolicy })
  service = account.service
})
afterEach(() => account.close())

describe('the smallest workflow', () => {
  test('holds placeholders of the list, and nothing else of the sample account', () => {
    expect(listed.filter(placeholder => block.includes(placeholder))).toEqual(Object.keys(replacements))
    expect(workflowText).not.toMatch(/111122223333|us-east-1|OWNER|oncall-plan|page-on-call/)
    expect(workflowText).toContain(`role-to-assume: ${role}\n          contact-id: ${contact}\n`)
  })

  test('runs on a push to main', () => {
    expect(workflow).toMatchObject({ name: 'Deploy', on: { push: { branches: ['main'] } } })
  })

  test('pages when the deploy failed, and names the job and the step', async () => {
    const [run, ...others] = await play(workflow, deployed('failure'), account)
    expect(others).toEqual([])
    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: 'sent' } })
    expect(account.sts.issued.map(({ roleArn }) => roleArn)).toEqual([role])
    expect(service.engagements).toHaveLength(1)
    expect(service.engagements[0]).toMatchObject({
      contactArn: contact,
      engagementArn: run?.outputs['engagement-arn'],
      request: {
        Subject: 'Deploy failed: acme/shop (main)',
        Content: expect.stringContaining('\nJob deploy failed at step Run ./roll-out.sh.\n'),
        PublicSubject: 'Deploy failed: acme/shop (main)',
        PublicContent: expect.stringMatching(
          / https:\/\/github\.com\/acme\/shop\/actions\/runs\/1658821493\/job\/48213377503$/
        )
      }
    })
  })

  test.each<Status>(['success', 'cancelled'])('pages nobody after a deploy that ended with %s', result => {
    expect(findDueSteps(workflow, deployed(result))).toEqual([])
  })

  test('with dry-run: true shows the page in the summary and pages nobody', async () => {
    const line = `          contact-id: ${contact}\n`
    const dry = parseWorkflowFile(workflowText.replace(line, `${line}          dry-run: true\n`))
    const [run] = await play(dry, deployed('failure'), account)
    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: 'dry-run' } })
    expect(run?.summary).toContain('Job deploy failed at step Run ./roll-out.sh.')
    expect(service.exchanges).toEqual([])
  })
})

test('the rows of the README are rows of docs/when-it-pages.md', () => {
  const rows =
    sectionOf('README.md', 'When it pages')
      .match(/^\| .*$/gm)
      ?.slice(2) ?? []
  expect(rows).toHaveLength(5)
  const all = read('docs/when-it-pages.md').split('\n')
  expect(rows.filter(row => !all.includes(row))).toEqual([])
})

describe('the conditions that docs/when-it-pages.md gives', () => {
  const conditions = [...sectionOf('docs/when-it-pages.md', 'Nobody was paged').matchAll(/`if: (\$\{\{.*?\}\})`/g)].map(
    ([, condition = '']) => condition.replaceAll('\\|', '|')
  )
  const isDue = (condition: string, situation: Situation) =>
    findDueSteps(parseWorkflowFile(workflowText.replace('${{ failure() }}', condition)), situation).length > 0

  test('are there', () => {
    expect(conditions).toEqual([
      '${{ failure() || cancelled() }}',
      "${{ failure() || contains(needs.*.result, 'cancelled') }}"
    ])
  })

  test('fire when the deploy failed, and not when it succeeded', () => {
    for (const condition of conditions) {
      expect([deployed('failure'), deployed('success')].map(it => isDue(condition, it))).toEqual([true, false])
    }
  })

  test('fire where failure() alone does not', () => {
    const [ofRun = '', ofJob = ''] = conditions
    const runCancelled = { ...deployed('cancelled'), runCancelled: true }
    expect([ofRun, '${{ failure() }}'].map(condition => isDue(condition, runCancelled))).toEqual([true, false])
    expect([ofJob, '${{ failure() }}'].map(condition => isDue(condition, deployed('cancelled')))).toEqual([true, false])
  })

  test('that look at results also fire when somebody cancels the run during that job', () => {
    expect(isDue(conditions[1] ?? '', { ...deployed('cancelled'), runCancelled: true })).toBe(true)
  })

  test('are signalled, or not, as it says', () => {
    const rows = sectionOf('docs/when-it-pages.md', 'When the job is cancelled').matchAll(
      /^\| (`if: .*?) \| (.*) \|$/gm
    )
    const told = [...rows].flatMap(([, cell = '', happens = '']) =>
      [...cell.replaceAll('\\|', '|').matchAll(/`(?:if: )?(.*?)`/g)].map(([, condition]) => [
        condition,
        happens.includes('no signal')
      ])
    )
    expect(told.map(([condition]) => condition)).toEqual([
      '${{ failure() }}',
      '${{ always() }}',
      'failure() || cancelled()'
    ])
    const contexts = contextsOf(deployed('failure'))
    expect(told.map(([condition]) => [condition, isSpared(String(condition), contexts, '')])).toEqual(told)
  })
})

describe('the README as a whole', () => {
  const text = read('README.md')
  const headings = [...proseOf('README.md').matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading)

  test('is short', () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_000)
  })

  test('has a table of contents with each of its parts, in their order', () => {
    const [contents = ''] = text.split('\n## ')
    const linked = [...contents.matchAll(/\[[^\]]+\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor)
    expect(linked).toEqual(headings.map(heading => heading.toLowerCase().replaceAll(' ', '-')))
  })

  test('has badges of workflows that there are, and publish what they show', () => {
    const badges = [...text.matchAll(/^\[!\[[^\]]+\]\(([^)]+)\)\]\(([^)]+)\)$/gm)]
    const workflows = badges.flatMap(([, picture = '', link = '']) => {
      const [, name] =
        /^(https:\/\/github\.com\/OWNER\/start-engagement\/actions\/workflows\/([\w-]+\.yml))\/badge\.svg\?branch=main$/
          .exec(picture)
          ?.slice(1) ?? []
      return name === undefined ? [] : [{ name, link }]
    })
    expect(workflows.map(({ name }) => name)).toEqual(['ci.yml', 'codeql.yml'])
    for (const { name, link } of workflows) {
      expect(link).toMatch(new RegExp(`/actions/workflows/${name}$`))
      expect(parse(read(`.github/workflows/${name}`))).toMatchObject({ on: { push: { branches: ['main'] } } })
    }
    const others = badges.map(([, picture = '']) => picture).filter(picture => !picture.includes('/actions/workflows/'))
    expect(others).toEqual(['https://api.scorecard.dev/projects/github.com/OWNER/start-engagement/badge'])
    expect(read('.github/workflows/scorecard.yml')).toContain(
      'publish_results: ${{ !github.event.repository.private }}'
    )
  })
})

test('docs/README.md leads to every document', () => {
  const linked = [...read('docs/README.md').matchAll(/\]\(([\w-]+\.md)/g)].map(([, name]) => name)
  const there = readdirSync(join(import.meta.dirname, '..', 'docs')).filter(name => name.endsWith('.md'))
  expect([...new Set(linked), 'README.md'].sort()).toEqual(there.sort())
})
