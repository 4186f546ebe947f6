// GitHub's own payloads, and a jobs API that fails, on the committed dist/ as a process.
import { describe, expect, test } from '@jest/globals'
import type { IncidentManager } from '../local/aws/incident-manager.ts'
import { validateRequest } from '../local/aws/validation.ts'
import { composeJob } from '../local/demo/scenarios.ts'
import { measureSms } from '../local/demo/sms.ts'
import type { GitHubApiOptions } from '../local/github/github-api.ts'
import type { ActionOptions } from '../local/runner/runner.ts'
import { composeIdentity } from '../local/runner/variables.ts'
import { composeFailures } from '../src/github/failures.ts'
import { composePage } from '../src/page/page.ts'
import { isObject, type Json, type JsonObject } from '../src/text/json.ts'
import { inPool } from './shared/concurrency.ts'
import { casesOf } from './shared/extent.ts'
import { expectReadable } from './shared/page-limits.ts'
import { pipeTo, withGitHubApi, withListener, withService } from './shared/peers.ts'
import { runDist } from './shared/run-dist.ts'
import { emptyWorkflow } from './shared/samples.ts'
import { readWebhookExamples } from './shared/webhook-examples.ts'

const payloads = readWebhookExamples().flatMap(({ name, examples }) =>
  examples.map((event, index) => ({ name, index, event }))
)

// Events that start workflows, and so are what users see; of each, one payload. payloads.test.ts has all of them.
const startsWorkflows = new Set([
  ...['branch_protection_rule', 'check_run', 'check_suite', 'create', 'delete', 'deployment', 'deployment_status'],
  ...['discussion', 'fork', 'gollum', 'issue_comment', 'issues', 'label', 'merge_group', 'milestone', 'page_build'],
  ...['public', 'pull_request', 'pull_request_review', 'pull_request_review_comment', 'push', 'release'],
  ...['repository_dispatch', 'status', 'watch', 'workflow_dispatch', 'workflow_run']
])

const page = (service: IncidentManager, options: Partial<ActionOptions>) =>
  runDist({ ...options, with: { 'endpoint-url': service.url, 'timeout-seconds': '10', ...options.with } })

test('a payload pages, within every limit', async () => {
  expect(payloads.length).toBeGreaterThan(300)
  const cases = casesOf([...payloads.entries()], ([, { name, index }]) => index === 0 && startsWorkflows.has(name))
  expect(cases.length).toBeGreaterThanOrEqual(startsWorkflows.size)
  await withService({}, async service => {
    const jobs = cases.map(([number, { name, index, event }]) => async () => {
      const which = `${name} ${index}`
      // Its own run ID, which is the token: the service takes each token once.
      const run_id = String(1_000_000 + number)
      const { outputs, errors, warnings } = await page(service, { event, github: { event_name: name, run_id } })
      expect([which, outputs.outcome, errors, warnings]).toEqual([which, 'sent', [], []])
      const request = service.exchanges
        .map(exchange => exchange.request as Record<string, string> | undefined)
        .find(request => request?.IdempotencyToken === run_id)
      expect([which, validateRequest(request)]).toEqual([which, expect.objectContaining({ kind: 'valid' })])
      expectReadable(request ?? {}, which)
      expect([which, request?.PublicContent]).toEqual([which, expect.stringMatching(/ https:\/\/github\.com\/\S+$/)])
    })
    await inPool(jobs)
    expect(service.exchanges).toHaveLength(cases.length)
  })
}, 600_000)

/** The paths of all values that are neither objects nor arrays. */
function leaves(value: Json | undefined, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, item]) => leaves(item as Json, [...path, key]))
}

/** The value with another at the end of a path, or without it. */
function replace(value: Json | undefined, [key = '', ...rest]: readonly string[], leaf: null | undefined): Json {
  const entries = Object.entries(isObject(value) || Array.isArray(value) ? value : {}).flatMap(([name, item]) => {
    if (name !== key) return [[name, item] as const]
    if (rest.length > 0) return [[name, replace(item as Json, rest, leaf)] as const]
    return leaf === undefined ? [] : [[name, leaf] as const]
  })
  return Array.isArray(value) ? entries.map(([, item]) => item as Json) : (Object.fromEntries(entries) as JsonObject)
}

// In this process: thousands of them.
describe('without one of its leaves', () => {
  test.each(['push', 'pull_request', 'workflow_run', 'deployment_status', 'issue_comment'])(
    '%s has a whole page',
    event_name => {
      const { event } = payloads.find(({ name }) => name === event_name) ?? {}
      const paths = leaves(event)
      expect(paths.length).toBeGreaterThan(100)
      for (const path of paths) {
        for (const leaf of [null, undefined]) {
          const workflow = {
            ...emptyWorkflow,
            github: { ...composeIdentity({ event_name }), event: replace(event, path, leaf) },
            job: { status: 'failure' }
          }
          const { headline, details, brief_headline, brief, url } = composePage(workflow, composeFailures(workflow))
          const wrong = [headline, details, brief_headline, brief, url].some(
            // Three dots are where an SMS was cut.
            text => text === '' || /\b(?:undefined|null|NaN)\b|\[object|\(\)| {2}| ,|(?<!\.)\.\.(?!\.)/.test(text)
          )
          const long = [...headline].length > 70 || [...brief_headline].length > 70 || [...brief].length > 140
          const odd = measureSms(brief).alphabet !== 'GSM-7' || !brief.endsWith(url)
          if (wrong || long || odd) {
            expect([path.join('.'), leaf, headline, details, brief_headline, brief]).toBe('a whole page')
          }
        }
      }
    }
  )
})

describe('the jobs API', () => {
  const jobs = [
    composeJob(48213377502, 'build', 'Deploy', ['Check out', 'Build'], 'success'),
    composeJob(48213377503, 'deploy (eu-west-1)', 'Deploy', ['Check out', 'Push image'], 'failure')
  ]

  const ask = (options: Partial<GitHubApiOptions>, path = '', over: Partial<ActionOptions> = {}) =>
    withGitHubApi({ jobs, ...options }, api =>
      withService({}, async service => {
        const run = await page(service, {
          ...over,
          github: { api_url: `${api.url}${path}` },
          contexts: { github: { token: 'ghs_token' }, job: { status: 'failure' } }
        })
        return { ...run, asked: api.requests, request: service.exchanges.at(-1)?.request as Record<string, string> }
      })
    )

  test.each(['', '/api/v3'])('is asked where GITHUB_API_URL says, below "%s"', async path => {
    const { errors, warnings, outputs, asked, request } = await ask({}, path)
    expect([errors, warnings, outputs.outcome]).toEqual([[], [], 'sent'])
    expect(asked.map(({ path }) => path.replace(/\?.*/, ''))).toEqual([
      `${path}/repos/acme/shop/actions/runs/1658821493/attempts/1/jobs`
    ])
    expect(request.Content).toContain('Job deploy (eu-west-1) failed at step Push image.')
    expect(request.PublicContent).toMatch(
      / https:\/\/github\.com\/acme\/shop\/actions\/runs\/1658821493\/job\/48213377503$/
    )
  })

  test('that hangs is given up after 5 s, and the page goes out', async () => {
    const { errors, warnings, outputs, request } = await ask({ fault: { kind: 'hang' } })
    expect([errors, outputs.outcome]).toEqual([[], 'sent'])
    expect(warnings).toEqual([expect.stringContaining('no answer within 5 s')])
    expect(request.Content).toMatch(/^Deploy failed in acme\/shop on branch main\./)
  }, 20_000)

  test('is asked through the proxy of the runner', async () => {
    await withGitHubApi({ jobs }, api =>
      withService({}, service =>
        // In plain http a proxy is asked for the whole address, and no tunnel.
        withListener(pipeTo(api.port), async ({ url, heads }) => {
          const run = await page(service, {
            github: { api_url: 'http://api.github.test' },
            contexts: { github: { token: 'ghs_token' }, job: { status: 'failure' } },
            env: { HTTP_PROXY: url, NO_PROXY: '127.0.0.1' }
          })
          expect([run.errors, run.warnings, run.outputs.outcome]).toEqual([[], [], 'sent'])
          expect(heads).toEqual([expect.stringMatching(/^GET http:\/\/api\.github\.test\/repos\//)])
          expect(service.engagements[0]?.request.Content).toContain('Job deploy (eu-west-1) failed at step Push image.')
        })
      )
    )
  })

  test('is asked although the event file is not JSON, and nothing of the file is printed', async () => {
    const run = await ask({}, '', { eventText: 'CANARY, which is not JSON' })
    expect(run.asked).toHaveLength(1)
    expect(run.warnings).toEqual(['The event file is not JSON. The page goes out without details of the event.'])
    expect(run.request.Content).toContain('Job deploy (eu-west-1) failed at step Push image.')
    expect(run.printed).not.toContain('CANARY')
  })

  test.each([
    [403, /HTTP status 403.*actions: read/],
    [404, /HTTP status 404.*actions: read/],
    [500, /HTTP status 500/]
  ])('that answers %i costs detail, not the page', async (statusCode, why) => {
    const { errors, warnings, outputs, request } = await ask({ fault: { kind: 'status', statusCode } })
    expect([errors, outputs.outcome]).toEqual([[], 'sent'])
    expect(warnings).toEqual([expect.stringMatching(why)])
    expect(request.Content).toMatch(/^Deploy failed in acme\/shop on branch main\./)
  })
})
