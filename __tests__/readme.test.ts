// The README's smallest workflow, copied and changed as the README says, and nothing else.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { IncidentManager } from '../local/aws/incident-manager.ts'
import { readReadmeTrustPolicy } from '../local/aws/sample-role.ts'
import { composeJob } from '../local/demo/scenarios.ts'
import { pushPayload } from '../local/github/payloads.ts'
import type { Status } from '../local/runner/job-status.ts'
import { findDueSteps, parseWorkflowFile, type Situation } from '../local/runner/workflow-file.ts'
import { sectionOf } from './shared/markdown.ts'
import { type Account, play, startAccount } from './shared/workflow-runs.ts'

const role = 'arn:aws:iam::444455556666:role/shop-pages'
const contact = 'arn:aws:ssm-contacts:eu-west-1:444455556666:contact/shop-on-call'

/** What the README says to replace, in the order of its sentence, and who publishes the action. */
const replacements: readonly [what: string, shown: string, by: string][] = [
  ['`deploy.sh`', './deploy.sh', './roll-out.sh'],
  ['the role', 'arn:aws:iam::111122223333:role/page-on-call', role],
  ['the contact', 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan', contact]
]

const section = sectionOf('README.md', 'The smallest workflow')
const [, block = ''] = /^```yaml\n(.*?)^```$/ms.exec(section) ?? []
const [, toReplace = ''] = /\bReplace (.*)\.$/m.exec(section) ?? []
const workflowText = replacements.reduce(
  (text, [, shown, by]) => text.replaceAll(shown, by),
  block.replace('OWNER/', 'acme/')
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

/** The README's trust policy, its account replaced like the others. */
const trustPolicy: unknown = JSON.parse(
  JSON.stringify(readReadmeTrustPolicy()).replaceAll('111122223333', '444455556666')
)

let account: Account
let service: IncidentManager
beforeEach(async () => {
  account = await startAccount({ region: 'eu-west-1', contacts: [contact] }, { [role]: trustPolicy })
  service = account.service
})
afterEach(() => account.close())

describe('the smallest workflow', () => {
  test('holds what the README says to replace, and nothing else of the sample account', () => {
    expect(toReplace).toBe(
      replacements
        .map(([what]) => what)
        .join(', ')
        .replace(/, (?=[^,]+$)/, ' and ')
    )
    expect(replacements.filter(([, shown]) => !block.includes(shown))).toEqual([])
    expect(workflowText).not.toMatch(/111122223333|us-east-1|OWNER/)
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

describe('the conditions that the README gives', () => {
  const conditions = [
    ...sectionOf('README.md', 'When it pages, when not, when twice').matchAll(/`if: (\$\{\{.*?\}\})`/g)
  ].map(([, condition = '']) => condition.replaceAll('\\|', '|'))
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
})
