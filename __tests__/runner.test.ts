// Steps that local/runner/ runs as the GitHub runner does, each an action in a folder of its own.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { type ActionOptions, runAction } from '../local/runner/runner.ts'
import { withFolder } from './shared/folders.ts'

const actionYml = `
inputs:
  subject:
    default: '\${{ github.action_repository }}@\${{ github.action_ref }} of \${{ github.actor }}'
  lock:
    default: '\${{ hashFiles(''*.lock'') }}'
  none: { required: true }
runs:
  using: node24
  main: ../dist/main.mjs
`

/** Runs a script as the action in the folder `watch` of a repository. */
const runScript = (script: string, options: Partial<ActionOptions> = {}) =>
  withFolder(async repository => {
    const action = join(repository, 'watch')
    await mkdir(action)
    await mkdir(join(repository, 'dist'))
    await writeFile(join(action, 'action.yml'), actionYml)
    await writeFile(
      join(repository, 'dist', 'main.mjs'),
      `import { appendFileSync, existsSync, rmSync } from 'node:fs'
       const { env } = process
       ${script}`
    )
    return runAction({ action, with: {}, ...options })
  })

const printInputs = `
  const names = ['INPUT_SUBJECT', 'INPUT_LOCK', 'INPUT_NONE', 'GITHUB_ACTION', 'GITHUB_ACTION_REF', 'GITHUB_ACTION_REPOSITORY']
  console.log(JSON.stringify(names.map(name => env[name] ?? null)))`

describe('an action of a folder', () => {
  test('has its own inputs, their defaults, and a main beside its folder', async () => {
    const run = await runScript(printInputs, { github: { actor: 'mona' } })
    expect(JSON.parse(run.stdout)).toEqual([
      'OWNER/start-engagement@v1 of mona',
      '',
      '',
      '__OWNER_start-engagement',
      'v1',
      'OWNER/start-engagement'
    ])
    expect(run).toMatchObject({ conclusion: 'success', exitCode: 0, stderr: '', annotations: [] })
  })

  test('has neither repository nor ref as ./', async () => {
    const run = await runScript(printInputs, { uses: './', with: { none: 'given' } })
    expect(JSON.parse(run.stdout)).toEqual(['@ of octocat', '', 'given', '__self', null, null])
  })

  test('hashes the files of its workspace', async () => {
    const { stdout } = await runScript('console.log(env.INPUT_LOCK)', { files: { 'a.lock': 'x', 'src/b.lock': 'y' } })
    // printf x | sha256sum | xxd -r -p | sha256sum
    expect(stdout).toBe('0a325ca303eb3014c43ae004970f343634db176fa1697bcc8c9efac94626488d\n')
  })

  test.each([
    ['says where its ID tokens are, in a job with id-token: write', 'http://127.0.0.1:9/?a=b', 'token'],
    ['says nothing of ID tokens in another job', null, null]
  ])('%s', async (_, url, requestToken) => {
    const script = `
      const names = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']
      console.log(JSON.stringify(names.map(name => env[name] ?? null)))`
    const run = await runScript(script, url === null ? {} : { idToken: { url, requestToken } })
    expect(JSON.parse(run.stdout)).toEqual([url, requestToken])
  })

  test('is the root action unless named', async () => {
    const run = await runAction({
      with: { 'contact-id': 'arn:aws:ssm-contacts:us-east-1:1:contact/x', 'dry-run': 'true' }
    })
    expect(run.stdout).toContain('Dry run.')
  })

  test('that is not there is an error', async () => {
    await expect(runAction({ action: 'nowhere', with: {} })).rejects.toThrow('action.yml')
  })
})

describe('a step that exits with 0', () => {
  test.each<[string, string, object]>([
    [
      'succeeds with outputs in any case and a summary',
      "appendFileSync(env.GITHUB_OUTPUT, 'Outcome=sent\\noutcome=unknown\\n'); appendFileSync(env.GITHUB_STEP_SUMMARY, '# x')",
      { conclusion: 'success', outputs: { outcome: 'unknown' }, summary: '# x', annotations: [] }
    ],
    [
      'fails for a malformed GITHUB_OUTPUT, and keeps what stands before',
      "appendFileSync(env.GITHUB_OUTPUT, 'a=1\\nbroken\\nb=2\\n')",
      {
        conclusion: 'failure',
        outputs: { a: '1' },
        annotations: [
          {
            level: 'error',
            message: 'GITHUB_OUTPUT is malformed. The line "broken" is neither name=value nor name<<delimiter.',
            properties: {}
          }
        ]
      }
    ],
    ['fails for an empty name', "appendFileSync(env.GITHUB_OUTPUT, '=1\\n')", { conclusion: 'failure', outputs: {} }],
    ['fails for a malformed GITHUB_STATE', "appendFileSync(env.GITHUB_STATE, 'a<<E\\n')", { conclusion: 'failure' }],
    ['fails for a malformed GITHUB_ENV', "appendFileSync(env.GITHUB_ENV, 'a<<\\n')", { conclusion: 'failure' }],
    [
      'succeeds without its files',
      'for (const name of ["OUTPUT", "STATE", "ENV", "STEP_SUMMARY"]) rmSync(env["GITHUB_" + name])',
      { conclusion: 'success', outputs: {}, summary: '' }
    ],
    [
      'succeeds without its summary where that is too big',
      "appendFileSync(env.GITHUB_STEP_SUMMARY, 'x'.repeat(1024 * 1024 + 1))",
      {
        conclusion: 'success',
        summary: '',
        annotations: [
          {
            level: 'error',
            message: 'The job summary has 1048577 bytes, above 1048576. It is dropped.',
            properties: {}
          }
        ]
      }
    ],
    [
      'has the annotations of both streams, cut',
      "console.error('::warning file=a::' + 'x'.repeat(5_000)); console.log('::ERROR::b')",
      {
        conclusion: 'success',
        annotations: [
          { level: 'error', message: 'b', properties: {} },
          { level: 'warning', message: 'x'.repeat(4_096), properties: { file: 'a' } }
        ]
      }
    ],
    ['fails for a stop token that is refused', "console.log('::stop-commands::error')", { conclusion: 'failure' }]
  ])('%s', async (_, script, expected) => {
    expect(await runScript(script)).toMatchObject({ exitCode: 0, ...expected })
  })
})

test('a step that exits with 1 fails', async () => {
  expect(await runScript('process.exitCode = 1')).toMatchObject({ exitCode: 1, conclusion: 'failure' })
})

// Windows has no signals: what stands in for them there ends a process at once.
const withSignals = process.platform === 'win32' ? describe.skip : describe

withSignals('a cancelled run', () => {
  /** Cancels the run once the script has printed, and writes the file that it waits for. */
  async function cancel(script: string, options: Partial<ActionOptions> = {}) {
    return withFolder(folder => {
      const go = join(folder, 'go')
      const cancellation = new AbortController()
      return runScript(
        `for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log(signal); ${script} })
         const timer = setInterval(() => { if (existsSync(env.GO)) clearInterval(timer) }, 20)
         console.log('ready')`,
        {
          ...options,
          env: { GO: go },
          cancelled: cancellation.signal,
          onStdout: chunk => {
            if (!chunk.includes('ready')) return
            cancellation.abort()
            if (options.if !== undefined) void writeFile(go, '')
          }
        }
      )
    })
  }

  test.each(['always()', '${{ failure() || cancelled() }}'])('lets a step with if: %s run on', async condition => {
    const run = await cancel('', { if: condition, contexts: { job: { status: 'failure' } } })
    expect(run).toMatchObject({ conclusion: 'success', exitCode: 0, stdout: 'ready\n' })
  })

  test('signals a step whose if is false then, and waits for it', async () => {
    const run = await cancel('process.exit(signal === "SIGINT" ? 3 : 4)')
    expect(run).toMatchObject({ conclusion: 'cancelled', exitCode: 3, signal: null, stdout: 'ready\nSIGINT\n' })
  })

  test('is cancelled also where the step then exits with 0', async () => {
    expect(await cancel('process.exit(0)')).toMatchObject({ conclusion: 'cancelled', exitCode: 0 })
  })

  test('kills a step that heeds no signal', async () => {
    const run = await cancel('', { cancelDelays: { toSigtermMs: 1, toSigkillMs: 1 } })
    expect(run).toMatchObject({ conclusion: 'cancelled', exitCode: null, signal: 'SIGKILL' })
  })
})
