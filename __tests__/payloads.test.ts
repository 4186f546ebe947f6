import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { validateRequest } from '../local/aws/validation.ts'
import { composeFailures } from '../src/github/failures.ts'
import { readWorkflow, type Workflow } from '../src/github/workflow.ts'
import { composeDefaultTexts } from '../src/page/default-texts.ts'
import { composePage, type Page } from '../src/page/page.ts'
import { composeRequest } from '../src/page/request.ts'
import { createRenderer } from '../src/page/template.ts'
import { at, type Json, type JsonObject, textAt } from '../src/text/json.ts'
import { expectReadable, expectWithinLimits } from './shared/page-limits.ts'
import fc from './shared/properties.ts'
import { emptyWorkflow, inputs, noContexts } from './shared/samples.ts'
import { anyUnits } from './shared/texts.ts'
import { readWebhookExamples } from './shared/webhook-examples.ts'

const folder = mkdtempSync(join(tmpdir(), 'payloads-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const contexts = { ...noContexts, jobStatus: 'failure', matrix: 'null', strategy: 'null' }

const variables = {
  GITHUB_ACTOR: 'octocat',
  GITHUB_JOB: 'page',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_REPOSITORY: 'acme/shop',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: '1658821493',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
  GITHUB_WORKFLOW: 'Deploy'
}

/** What authors write about any event; every one of them must come out without a problem. */
const authored = [
  '{{ github.event.action || github.event_name }}',
  '{{ github.event.sender.login }} {{ github.event.repository.full_name }}',
  "{{ join(github.event.*.html_url, ' ') }}",
  '{{ github.event.pull_request.title || github.event.issue.title || github.event.head_commit.message }}',
  "{{ contains(toJSON(github.event), 'octocat') && 'yes' || 'no' }}",
  "{{ format('{0}: {1}', github.event_name, toJSON(github.event.action)) }}",
  '{{ fromJSON(toJSON(github.event)).action }}',
  '{{ toJSON(github) }}'
]

function checkPage(page: Page) {
  expectWithinLimits(page)
  expect(page.url).toMatch(/^https?:\/\/[!-~]+$/)
}

const sets = ['api.github.com', 'ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35'].map(
  server => [server, readWebhookExamples(server)] as const
)

test('there are payloads to hold the page against', () => {
  const counts = Object.fromEntries(sets.map(([set, events]) => [set, events.flatMap(event => event.examples).length]))
  expect(counts['api.github.com']).toBeGreaterThan(300)
})

describe.each(sets)('on %s', (_, events) => {
  test.each(events.map(event => [event.name, event.examples] as const))('%s has a whole page', (name, examples) => {
    expect(examples).not.toHaveLength(0)
    const path = join(folder, `${name}.json`)
    for (const example of examples) {
      writeFileSync(path, JSON.stringify(example))
      const environment = { ...variables, GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path }
      const { workflow, warnings } = readWorkflow(contexts, environment)
      expect(warnings).toEqual([])

      const page = composePage(workflow, composeFailures(workflow))
      checkPage(page)
      const render = createRenderer({ ...workflow, page })
      const { request } = composeRequest(inputs, page, composeDefaultTexts(page, workflow), render)
      expect(validateRequest(request)).toMatchObject({ kind: 'valid' })
      expectReadable({ ...request }, name)
      expect(request).toMatchObject({
        Sender: page.sender,
        Subject: page.headline,
        Content: page.details,
        PublicSubject: page.brief_headline,
        PublicContent: page.brief,
        IdempotencyToken: '1658821493'
      })
      for (const template of authored) expect(render(template).problems).toEqual([])
    }
  })
})

test.each(['failure', 'success'])('nothing that succeeded is said to have failed, in a job with status %s', status => {
  const told = sets.flatMap(([, events]) =>
    events.flatMap(({ name, examples }) =>
      examples.flatMap(event => {
        const what = at(event, name)
        if (textAt(what, 'conclusion') !== 'success' && textAt(what, 'state') !== 'success') return []
        const names = [
          textAt(what, 'name'),
          textAt(what, 'app', 'name'),
          name === 'deployment_status' ? 'Deployment' : ''
        ]
        const github = { repository: 'acme/shop', run_id: '1', workflow: 'Nightly', event_name: name, event }
        const workflow = { ...emptyWorkflow, github, job: { status } }
        const { headline, details } = composePage(workflow, composeFailures(workflow))
        const lies = names.filter(Boolean).filter(it => `${headline}\n${details}`.includes(`${it} failed`))
        return [{ headline, lies }]
      })
    )
  )
  expect(told.length).toBeGreaterThan(10)
  expect(told.filter(({ lies }) => lies.length > 0)).toEqual([])
})

/*
 * Any event at all. Names are those that the page looks at, so that chance finds the places where a value of the wrong type
 * could do harm.
 */
describe('an arbitrary event', () => {
  const eventNames = [
    ...['push', 'pull_request', 'pull_request_review', 'schedule', 'workflow_dispatch', 'workflow_run', 'deployment'],
    ...['deployment_status', 'release', 'repository_dispatch', 'merge_group', 'check_run', 'check_suite', 'issues'],
    ...['issue_comment', 'status', 'page_build', 'delete', 'create', 'constructor', '__proto__', 'no_such_event', '']
  ]
  const keys = [
    ...['action', 'actor', 'app', 'author', 'base', 'base_ref', 'check_run', 'check_suite', 'conclusion', 'deployment'],
    ...['deployment_status', 'description', 'environment', 'event', 'event_type', 'forced', 'full_name', 'head'],
    ...[
      'head_branch',
      'head_commit',
      'head_sha',
      'html_url',
      'id',
      'inputs',
      'issue',
      'login',
      'merge_group',
      'message'
    ],
    ...[
      'name',
      'number',
      'pull_request',
      'pusher',
      'ref',
      'release',
      'repo',
      'run_attempt',
      'run_started_at',
      'schedule'
    ],
    ...['sender', 'sha', 'state', 'tag_name', 'title', 'triggering_actor', 'updated_at', 'username', 'workflow'],
    ...['workflow_run', 'branches', 'build', 'client_payload', 'commit', 'context', 'display_title', 'head_repository'],
    ...['path', 'pull_requests', 'ref_type', 'status', 'target_url', '__proto__', 'constructor', 'toString']
  ]
  const words = fc.oneof(
    anyUnits,
    fc.string({ unit: 'binary' }),
    fc.constantFrom(' ', '\n', '\u0085', '🚀', '🇩🇪', '::error::x', '{{ github }}', '-1', '1e9', 'failure', 'a/b'),
    fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat({ max: 3000 })).map(([text, n]) => text.repeat(n)),
    fc.string({ unit: 'binary-ascii' }).map(path => `https://github.com/${path}`)
  )
  const { json } = fc.letrec<{ json: Json }>(tie => ({
    json: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      words,
      fc.constantFrom<Json>(null, true, false),
      fc.double(),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('json'), { maxKeys: 8 })
    )
  }))
  const object = fc.dictionary(fc.constantFrom(...keys), json, { maxKeys: 10 })
  const own = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name.slice('GITHUB_'.length).toLowerCase(), value])
  )
  const workflowOf = (github: JsonObject, over: Partial<Workflow> = {}): Workflow => ({
    ...emptyWorkflow,
    github: { ...own, ...github },
    ...over
  })
  const pageOf = (workflow: Workflow) => composePage(workflow, composeFailures(workflow))

  test('always has a whole page, and a request within every limit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...eventNames), object, json, json, (event_name, event, needs, matrix) => {
        const workflow = workflowOf({ event_name, event }, { needs, matrix })
        const page = pageOf(workflow)
        checkPage(page)
        const render = createRenderer({ ...workflow, page })
        expect(
          validateRequest(composeRequest(inputs, page, composeDefaultTexts(page, workflow), render).request)
        ).toMatchObject({ kind: 'valid' })
      }),
      {
        numRuns: 2000,
        // Once in some ten thousand, chance finds these.
        examples: [
          ['pull_request_review', { number: 'https://github.com/\n\0' }, [], 0],
          ['issues', { issue: { number: 'a\nb' } }, null, null]
        ]
      }
    )
  })

  test('has one too where the variables of the runner are odd', () => {
    const github = fc.dictionary(fc.constantFrom(...Object.keys(own), 'event', 'event_name'), json)
    fc.assert(
      fc.property(github, over => {
        const page = pageOf(workflowOf(over))
        for (const text of [page.headline, page.details, page.brief_headline, page.brief]) expect(text).not.toBe('')
      }),
      { numRuns: 1000 }
    )
  })

  test.each(eventNames)('%j of values nested 100,000 deep has a whole page', event_name => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json
    const event = Object.fromEntries([...keys.map(key => [key, deep]), ['inputs', { deep }]])
    checkPage(pageOf(workflowOf({ event_name, event }, { needs: { deep }, matrix: { deep } })))
  })

  test('whose upstream link has a character that GSM-7 lacks still has a brief that an SMS carries', () => {
    const event = { workflow_run: { html_url: 'https://github.com/acme/shop/actions/runs/`1`', conclusion: 'failure' } }
    checkPage(pageOf(workflowOf({ event_name: 'workflow_run', event })))
  })

  test.each([138, 139, 140, 141, 400])('whose link has %i characters has a brief with the whole link', length => {
    const html_url = `https://github.com/${'a'.repeat(length - 'https://github.com/'.length)}`
    const page = pageOf(
      workflowOf({ event_name: 'workflow_run', event: { workflow_run: { html_url, conclusion: 'failure' } } })
    )
    expect(page.url).toBe(html_url)
    expect(page.brief.endsWith(html_url)).toBe(true)
    // Beyond the limit anyway, it stands there with a word.
    expect(page.brief.length).toBeLessThanOrEqual(length > 140 ? length + 'Failed '.length : 140)
  })
})
