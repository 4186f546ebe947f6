// dist/ as the runners of others start it: act, Gitea and Forgejo.
import { describe, expect, test } from '@jest/globals'
import { composeJob } from '../local/demo/scenarios.ts'
import { withGitHubApi, withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'

const warned = /^act gives every run the ID 1, so AWS may take this page for an earlier one and page nobody\./

describe('under act', () => {
  const act = { env: { ACT: 'true' }, github: { run_id: '1' } }

  test('a page says on top that the next one may page nobody, and why: it does not', async () => {
    await withService({}, async ({ url, engagements }) => {
      const page = (subject: string) => runDist({ ...act, with: { 'endpoint-url': url, subject } })
      const first = await page('The shop is down')
      const second = await page('The checkout is down')
      for (const { exitCode, warnings, summary } of [first, second]) {
        expect([exitCode, warnings[0]]).toEqual([0, expect.stringMatching(warned)])
        expect(summary.indexOf('act gives every run')).toBeLessThan(summary.indexOf('### E-mail'))
      }
      expect(engagements.map(({ request }) => request.Subject)).toEqual(['The shop is down'])
    })
  })

  test.each<[string, { with?: Record<string, string>; github?: Record<string, string> }]>([
    ['a token of its own', { with: { 'idempotency-token': 'drill-7' } }],
    ['an ID that was given to act', { github: { run_id: '20261127' } }]
  ])('nothing is said with %s', async (_, over) => {
    await withService({}, async ({ url }) => {
      const options = { ...act, ...over }
      const { exitCode, warnings } = await runDist({ ...options, with: { ...over.with, 'endpoint-url': url } })
      expect([exitCode, warnings]).toEqual([0, []])
    })
  })

  test('nothing is said on a dry run, which pages nobody', async () => {
    const { exitCode, warnings } = await runDist({ ...act, with: { 'dry-run': 'true' } })
    expect([exitCode, warnings]).toEqual([0, []])
  })
})

describe.each([
  ['Gitea', { GITEA_ACTIONS: 'true' }],
  ['Forgejo', { GITEA_ACTIONS: 'true', FORGEJO_ACTIONS: 'true' }]
])('under %s', (_, marks) => {
  test("the page goes out without GitHub's list of jobs, and says what the job itself knows", async () => {
    await withGitHubApi(
      {
        jobs: [composeJob(1, 'deploy', 'Deploy', ['Roll out'], 'failure')],
        fault: { kind: 'status', statusCode: 404 }
      },
      api =>
        withService({}, async ({ url, engagements }) => {
          const { exitCode, warnings } = await runDist({
            with: { 'endpoint-url': url },
            // Their first run has the ID 1, too, but the next has another.
            github: { run_id: '1', server_url: 'https://git.example.com', api_url: api.url },
            contexts: { job: { status: 'failure' }, github: { token: 'any' } },
            env: { ACT: 'true', ...marks }
          })
          expect(exitCode).toBe(0)
          expect(warnings).toEqual([expect.stringContaining('did not tell which jobs failed (HTTP status 404)')])
          expect(engagements.map(({ request }) => request)).toMatchObject([
            {
              Subject: expect.stringMatching(/ failed: acme\/shop \(main\)$/),
              Content: expect.stringContaining('https://git.example.com/acme/shop/actions/runs/1')
            }
          ])
        })
    )
  })
})
