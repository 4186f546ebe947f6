import { describe, expect, test } from '@jest/globals'
import { type IncidentManager, startIncidentManager } from '../local/aws/incident-manager.ts'
import { sampleCredentials } from '../local/aws/signature.ts'
import { type GitHubApiOptions, startGitHubApi } from '../local/github/github-api.ts'
import { runDist } from './shared/run-dist.ts'

/** What act says about every run, unless `GITHUB_RUN_ID` is set. */
const actIdentity = { run_id: '1', run_number: '1', run_attempt: '1' }

/** A run on a server that is made of act, as its runner describes it; a server of its own numbers its runs. */
const servers = {
  Gitea: { GITEA_ACTIONS: 'true' },
  Forgejo: { GITEA_ACTIONS: 'true', FORGEJO_ACTIONS: 'true' }
}

/** The job that pages, as Gitea lists it: members without a value are left out. */
const ownJob = {
  id: 91,
  run_id: 43,
  name: 'deploy',
  labels: ['ubuntu-latest'],
  run_attempt: 1,
  status: 'in_progress',
  runner_name: 'GitHub Actions 1',
  started_at: '2026-07-21T14:14:03Z',
  completed_at: '0001-01-01T00:00:00Z',
  steps: [
    { name: 'Roll out', number: 1, status: 'completed', conclusion: 'success' },
    { name: 'Smoke test', number: 2, status: 'completed', conclusion: 'failure' },
    { name: 'Wake the on-call', number: 3, status: 'in_progress' }
  ]
}

async function withIncidentManager<T>(use: (service: IncidentManager) => Promise<T>): Promise<T> {
  const service = await startIncidentManager({ region: 'us-east-1', credentials: [sampleCredentials] })
  try {
    return await use(service)
  } finally {
    await service.close()
  }
}

describe('under act', () => {
  const page = (service: IncidentManager, given: Record<string, string>, github = {}) =>
    runDist({
      with: { 'endpoint-url': service.url, ...given },
      env: { ACT: 'true' },
      github: { ...actIdentity, ...github }
    })

  test('the page of a later run pages nobody, and each is green with a warning that says so', async () => {
    await withIncidentManager(async service => {
      const first = await page(service, { subject: 'The checkout is down' })
      const second = await page(service, { subject: 'The stock is down' })
      expect(service.engagements).toHaveLength(1)
      for (const { outputs, warnings, summary } of [first, second]) {
        expect(outputs).toMatchObject({ outcome: 'sent', 'idempotency-token': '1' })
        expect(warnings).toEqual([expect.stringMatching(/^Under act every run has the ID 1 unless you set another, /)])
        expect(summary).toContain('Under act every run has the ID 1')
      }
    })
  })

  test('both ways out that the warning names page each time, without it', async () => {
    await withIncidentManager(async service => {
      const runs = [
        await page(service, {}, { run_id: '1790000001' }),
        await page(service, {}, { run_id: '1790000002' }),
        await page(service, { 'idempotency-token': 'stock-2026-11-27T03' })
      ]
      expect(service.engagements).toHaveLength(3)
      expect(runs.flatMap(({ warnings }) => warnings)).toEqual([])
    })
  })

  test('a dry run has nothing to be warned of', async () => {
    await withIncidentManager(async service => {
      const { outputs, warnings } = await page(service, { 'dry-run': 'true' })
      expect([outputs.outcome, warnings]).toEqual(['dry-run', []])
    })
  })
})

describe.each(Object.entries(servers))("%s's runner", (name, variables) => {
  const server = `https://${name.toLowerCase()}.acme.example`

  /** A page about a failed job, from a server whose API answers this. */
  async function pageAsking(fault: GitHubApiOptions['fault'], contexts = {}) {
    const api = await startGitHubApi({ jobs: [], fault })
    try {
      return await withIncidentManager(async service => {
        const run = await runDist({
          with: { 'endpoint-url': service.url },
          env: { ACT: 'true', ...variables },
          github: { run_id: '43', run_number: '7', server_url: server, api_url: `${api.url}/api/v1` },
          // It knows no job.check_run_id.
          contexts: { job: { status: 'failure' }, github: { token: 'a-token-of-the-server' }, ...contexts }
        })
        return { ...run, pages: service.engagements, asked: api.requests.map(({ path }) => path) }
      })
    } finally {
      await api.close()
    }
  }

  test('pages by the ID that its server gave the run, and nothing is said of act', async () => {
    const { outputs, warnings, pages } = await pageAsking({ kind: 'body', body: { jobs: [ownJob], total_count: 1 } })
    expect(outputs).toMatchObject({ outcome: 'sent', 'idempotency-token': '43' })
    expect(pages).toHaveLength(1)
    expect(warnings).toEqual([])
    expect(JSON.parse(outputs.request ?? '').Content).toContain('Smoke test')
  })

  test.each<[string, GitHubApiOptions['fault']]>([
    ['has no such list (404)', { kind: 'status', statusCode: 404 }],
    ['wants another token (401)', { kind: 'status', statusCode: 401 }],
    ['refuses (403)', { kind: 'status', statusCode: 403 }],
    ['names the list otherwise', { kind: 'body', body: { workflow_jobs: [ownJob], total_count: 1 } }],
    ['answers with a page for browsers', { kind: 'body', body: '<!DOCTYPE html><title>Not found</title>' }]
  ])('pages with what it knows itself where the server %s', async (_, fault) => {
    const { outputs, warnings, pages, asked, exitCode } = await pageAsking(fault)
    expect(asked).toEqual([
      expect.stringMatching(/^\/api\/v1\/repos\/acme\/shop\/actions\/runs\/43\/attempts\/1\/jobs\?/)
    ])
    expect([exitCode, outputs.outcome, pages.length]).toEqual([0, 'sent', 1])
    expect(warnings).toEqual([expect.stringMatching(/^GitHub did not tell which jobs failed \(/)])
    const { Subject, Content } = JSON.parse(outputs.request ?? '')
    expect(Subject).toBe('Deploy failed: acme/shop (main)')
    expect(Content).toContain(`${server}/acme/shop/actions/runs/43`)
  })

  test('pages where the list of jobs is empty', async () => {
    const { outputs, pages } = await pageAsking({ kind: 'body', body: { jobs: [], total_count: 0 } })
    expect([outputs.outcome, pages.length]).toEqual(['sent', 1])
    expect(JSON.parse(outputs.request ?? '').Subject).toBe('Deploy failed: acme/shop (main)')
  })

  test('tells a role that there is no ID token, in a job whose server gives none', async () => {
    await withIncidentManager(async service => {
      const { outputs, message } = await runDist({
        with: { 'endpoint-url': service.url, 'role-to-assume': 'arn:aws:iam::111122223333:role/page' },
        env: { ACT: 'true', ...variables, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' },
        github: { run_id: '43', server_url: server }
      })
      expect(outputs.outcome).toBe('not-sent')
      expect(message).toContain('id-token: write')
    })
  })
})
