import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { ContextInputs } from '../src/github/inputs.ts'
import { readWorkflow } from '../src/github/workflow.ts'
import { composePage } from '../src/page/page.ts'
import { createRenderer } from '../src/page/template.ts'
import { at, isObject, textAt } from '../src/text/json.ts'

const folder = mkdtempSync(join(tmpdir(), 'workflow-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function eventFile(content: string): string {
  const path = join(folder, `${files++}.json`)
  writeFileSync(path, content)
  return path
}

const noContexts: ContextInputs = { needs: '', jobStatus: '', jobCheckRunId: '', matrix: '', strategy: '' }
const read = (environment: Record<string, string>, contexts: Partial<ContextInputs> = {}) =>
  readWorkflow({ ...noContexts, ...contexts }, environment)

describe('the github context', () => {
  // Every property that GitHub documents and passes as a variable, with the sample of its documentation or one like it.
  const variables = {
    GITHUB_ACTION: '__run',
    GITHUB_ACTION_PATH: '/home/runner/work/_actions/a/b/v1',
    GITHUB_ACTION_REF: 'v1',
    GITHUB_ACTION_REPOSITORY: 'acme/start-engagement',
    GITHUB_ACTOR: 'octocat',
    GITHUB_ACTOR_ID: '1234567',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_BASE_REF: 'main',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_HEAD_REF: 'feature',
    GITHUB_JOB: 'deploy',
    GITHUB_REF: 'refs/pull/1/merge',
    GITHUB_REF_NAME: '1/merge',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_REPOSITORY_ID: '123456789',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_REPOSITORY_OWNER_ID: '1234567',
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: '3',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '412',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_TRIGGERING_ACTOR: 'hubot',
    GITHUB_WORKFLOW: 'Deploy',
    GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    GITHUB_WORKFLOW_SHA: 'aaac537e6cbbf934b08745a378932722df287a53',
    GITHUB_WORKSPACE: '/home/runner/work/shop/shop'
  }

  test.each(Object.entries(variables))('has %s under its documented name', (variable, value) => {
    const { github } = read({ [variable]: value }).workflow
    expect(github[variable.slice('GITHUB_'.length).toLowerCase()]).toBe(value)
  })

  test('has the event, the path of its file, and what follows from other variables', () => {
    const path = eventFile('{"ref":"refs/heads/main"}')
    const environment = { ...variables, GITHUB_EVENT_PATH: path, GITHUB_REF_PROTECTED: 'true' }
    const { workflow, warnings } = read(environment)
    expect(workflow.github).toMatchObject({
      event: { ref: 'refs/heads/main' },
      event_path: path,
      ref_protected: true,
      repositoryUrl: 'git://github.com/acme/shop.git'
    })
    expect(warnings).toEqual([])
  })

  test('knows the server of GitHub Enterprise, and github.com where none is named', () => {
    expect(read({ GITHUB_SERVER_URL: 'https://ghes.example' }).workflow.github.server_url).toBe('https://ghes.example')
    expect(read({}).workflow.github.server_url).toBe('https://github.com')
    expect(read({ GITHUB_SERVER_URL: '' }).workflow.github.server_url).toBe('https://github.com')
  })

  test('says that a ref is protected only where the runner says so', () => {
    expect(read({ GITHUB_REF_PROTECTED: 'false' }).workflow.github.ref_protected).toBe(false)
    expect(read({}).workflow.github.ref_protected).toBe(false)
  })
})

test('the runner context has the documented variables', () => {
  const { runner } = read({
    RUNNER_NAME: 'Hosted Agent',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: '/t',
    RUNNER_TOOL_CACHE: '/tc',
    RUNNER_DEBUG: '1',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_TRACKING_ID: 'github_1'
  }).workflow
  expect(runner).toEqual({
    name: 'Hosted Agent',
    os: 'Linux',
    arch: 'X64',
    temp: '/t',
    tool_cache: '/tc',
    debug: '1',
    environment: 'github-hosted'
  })
})

test('no token and no other variable of the environment is in any context, nor in any template that dumps them', () => {
  const canary = 'canary-4f9d'
  const names = [
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'INPUT_GITHUB-TOKEN',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'GITHUB_ENV',
    'GITHUB_OUTPUT',
    'GITHUB_STATE',
    'RUNNER_TOKEN',
    'RUNNER_PERFLOG',
    'HTTPS_PROXY',
    'MY_SECRET'
  ]
  const environment = { GITHUB_RUN_ID: '1', ...Object.fromEntries(names.map(name => [name, canary])) }
  const { workflow, warnings } = read(environment)
  expect(JSON.stringify([workflow, warnings])).not.toContain(canary)

  const render = createRenderer({ ...workflow })
  const dump = Object.keys(workflow).map(context => `{{ toJSON(${context}) }}`)
  const { text, problems } = render(`${dump.join('')}{{ github.env }}{{ github.token }}{{ runner.token }}`)
  expect(problems).toEqual([
    expect.stringContaining('"github.token" is empty here; the token never goes into a page'),
    expect.stringContaining('there is no "runner.token"')
  ])
  expect(text).toContain('"run_id": "1"')
  expect(text).not.toContain(canary)
})

describe('the event', () => {
  const secret = 'quoted-by-the-parser'
  test.each([
    ['the variable is not set', undefined, /^GITHUB_EVENT_PATH is not set\./],
    ['the variable is empty', '', /^GITHUB_EVENT_PATH is not set\./],
    ['the file is absent', join(folder, 'absent.json'), /^The event file cannot be read \(ENOENT\)\./],
    ['the file is a folder', folder, /^The event file cannot be read \(EISDIR\)\./],
    ['the file is empty', eventFile(''), /^The event file is not JSON\./],
    ['the file is not JSON', eventFile(`{"a": ${secret}}`), /^The event file is not JSON\./],
    ['the file breaks off', eventFile(`{"a": "${secret}`), /^The event file is not JSON\./],
    ['the file holds an array', eventFile(`["${secret}"]`), /^The event file holds no JSON object\./],
    ['the file holds null', eventFile('null'), /^The event file holds no JSON object\./],
    ['the file holds text', eventFile(`"${secret}"`), /^The event file holds no JSON object\./]
  ])('is empty, with one warning that does not quote it, if %s', (_, path, expected) => {
    const { workflow, warnings } = readWorkflow(noContexts, { GITHUB_EVENT_PATH: path, GITHUB_RUN_ID: '1' })
    expect(workflow.github).toMatchObject({ event: {}, run_id: '1' })
    expect(workflow.inputs).toEqual({})
    expect(warnings).toEqual([expect.stringMatching(expected)])
    expect(warnings[0]).not.toContain(secret)
    expect(warnings[0]).toMatch(/page goes out without details of the event\.$/)
    expect(composePage(workflow, { of: 'this run', state: 'unknown', jobs: [] }).details).not.toBe('')
  })

  test('may have 25 MB, and its leaves are still named', () => {
    const filler = 'x'.repeat(12_000_000)
    const path = eventFile(JSON.stringify({ before: filler, head_commit: { message: 'fix: typo' }, after: filler }))
    const { workflow, warnings } = read({ GITHUB_EVENT_PATH: path, GITHUB_EVENT_NAME: 'push' })
    expect(warnings).toEqual([])
    expect(at(workflow.github, 'event', 'head_commit', 'message')).toBe('fix: typo')
    expect(createRenderer({ ...workflow })('{{ github.event.head_commit.message }}')).toEqual({
      text: 'fix: typo',
      problems: []
    })
  })

  test.each([
    ['objects', `{"a":[${'{},'.repeat(2e6)}{}]}`],
    ['lists', `{"a":[${'[],'.repeat(2e6)}[]]}`],
    ['lists in lists', `{"a":${'['.repeat(2e6)}${']'.repeat(2e6)}}`]
  ])('that would take a gigabyte once parsed is left out, with a warning: two million %s', (_, event) => {
    const { workflow, warnings } = read({ GITHUB_EVENT_PATH: eventFile(event) })
    expect(workflow.github.event).toEqual({})
    expect(warnings).toEqual([expect.stringMatching(/^The event file has more than 2000000 values\./)])
  })

  test('may begin with a byte order mark', () => {
    const { workflow, warnings } = read({ GITHUB_EVENT_PATH: eventFile('\ufeff{"action":"opened"}') })
    expect([workflow.github.event, warnings]).toEqual([{ action: 'opened' }, []])
  })

  test('may have as many brackets in its texts', () => {
    const path = eventFile(JSON.stringify({ a: '[{\\"'.repeat(2e6), b: 1 }))
    const { workflow, warnings } = read({ GITHUB_EVENT_PATH: path })
    expect([at(workflow.github, 'event', 'b'), warnings]).toEqual([1, []])
  })

  test('may nest a million deep', () => {
    const path = eventFile(`{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}`)
    const { workflow, warnings } = read({ GITHUB_EVENT_PATH: path })
    expect(warnings).toEqual([])
    expect(Array.isArray(at(workflow.github, 'event', 'a'))).toBe(true)
  })

  test('gives the inputs of workflow_dispatch; inputs that are no object are none', () => {
    const inputs = (event: string) => read({ GITHUB_EVENT_PATH: eventFile(event) }).workflow.inputs
    expect(inputs('{"inputs":{"reason":"disk full"}}')).toEqual({ reason: 'disk full' })
    expect(inputs('{"inputs":null}')).toEqual({})
    expect(inputs('{"inputs":["a"]}')).toEqual({})
    expect(inputs('{}')).toEqual({})
  })
})

describe('the contexts that the runner fills in', () => {
  test('are JSON values', () => {
    const { workflow, warnings } = read(
      { GITHUB_EVENT_PATH: eventFile('{}') },
      {
        needs: '{"build":{"result":"failure","outputs":{}}}',
        matrix: '{"os":"ubuntu-latest"}',
        strategy: '{"job-total":4}',
        jobStatus: 'failure',
        jobCheckRunId: '9007199254'
      }
    )
    expect(warnings).toEqual([])
    expect(workflow).toMatchObject({
      needs: { build: { result: 'failure' } },
      matrix: { os: 'ubuntu-latest' },
      strategy: { 'job-total': 4 },
      job: { status: 'failure', check_run_id: 9007199254 }
    })
  })

  test('are empty where the runner has none', () => {
    const { workflow } = read({})
    expect(workflow).toMatchObject({ needs: null, matrix: null, strategy: null, job: {} })
  })

  test('keep an odd check run ID as it is', () => {
    expect(read({}, { jobCheckRunId: 'abc' }).workflow.job).toEqual({ check_run_id: 'abc' })
    expect(read({}, { jobCheckRunId: '1'.repeat(30) }).workflow.job).toEqual({ check_run_id: '1'.repeat(30) })
  })

  test.each(['needs', 'matrix', 'strategy'] as const)('warn where %s is not JSON, and the rest stands', name => {
    const { workflow, warnings } = read(
      { GITHUB_EVENT_PATH: eventFile('{}'), GITHUB_RUN_ID: '1' },
      { jobStatus: 'failure', [name]: 'Object\nmore' }
    )
    expect(workflow[name]).toBeNull()
    expect(workflow.job).toEqual({ status: 'failure' })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`Input "${name}" is "Object", which is not JSON`)
    expect(warnings[0]).toContain(`\${{ toJSON(${name}) }}`)
  })
})

describe('a path into JSON', () => {
  const data = JSON.parse('{"a":{"b":" x ","n":7,"z":null,"l":[1],"__proto__":{"own":"yes"}},"constructor":"mine"}')

  test.each([
    ['a text', ['a', 'b'], ' x '],
    ['a number', ['a', 'n'], 7],
    ['null', ['a', 'z'], null],
    ['own properties that look inherited', ['a', '__proto__', 'own'], 'yes'],
    ['nothing beyond a text', ['a', 'b', 'length'], undefined],
    ['nothing in a list', ['a', 'l', '0'], undefined],
    ['nothing that is inherited', ['a', 'toString'], undefined],
    ['nothing of the prototype', ['__proto__'], undefined]
  ])('finds %s', (_, path, expected) => {
    expect(at(data, ...path)).toBe(expected)
  })

  test('gives trimmed text, numbers as text, and nothing for anything else', () => {
    expect(textAt(data, 'a', 'b')).toBe('x')
    expect(textAt(data, 'a', 'n')).toBe('7')
    expect(textAt(data, 'a', 'z')).toBe('')
    expect(textAt(data, 'a')).toBe('')
    expect(textAt(undefined, 'a')).toBe('')
  })

  test.each([
    [{}, true],
    [[], false],
    [null, false],
    ['{}', false],
    [undefined, false]
  ])('isObject(%j) is %s', (value, expected) => {
    expect(isObject(value)).toBe(expected)
  })
})
