import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { type DefaultContexts, evaluateDefault } from './expressions.ts'
import { parseOutputs } from './file-commands.ts'
import { composeIdentity, composeVariables, nameStepFolder, type StepFolder } from './variables.ts'

/** One step of a workflow that uses the action. */
export interface ActionOptions {
  /** The inputs under `with:`, as the runner hands them over, `${{ }}` already evaluated. */
  with: Record<string, string>
  /** The event's payload, written to the event file as JSON. Default: `{}`. */
  event?: unknown
  /** The event file's raw content, instead of `event`; null leaves the file out. */
  eventText?: string | null
  /** Variables without their `GITHUB_` prefix, such as `{ run_id: '1' }`, over the default identity. */
  github?: Record<string, string>
  /** Everything else in the environment; beyond that the step sees PATH and the runner's variables only. */
  env?: Record<string, string>
  /** What the defaults in action.yml read. `github.token` is empty unless given here, so that nothing calls GitHub unasked. */
  contexts?: Partial<DefaultContexts>
  /** The script to run instead of the one action.yml names. */
  entry?: string
  /** Sends a signal `ms` milliseconds after the start, as a cancelled job does. */
  signalAfterMs?: { signal: NodeJS.Signals; ms: number }
  /** Sees the standard output as it comes, and can send a signal on account of it. */
  onStdout?: (chunk: string, kill: (signal: NodeJS.Signals) => void) => void
  /** Stops reading the standard output at once, as a log that broke off. */
  closeStdout?: boolean
  /** Milliseconds until the process is killed (SIGKILL). Default: 120000. */
  timeoutMs?: number
}

/** What the runner knows of a step when it has ended. */
export interface ActionRun {
  /** null when a signal ended the process. */
  exitCode: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  outputs: Record<string, string>
  /** The job summary, Markdown. */
  summary: string
  /** When the process was started, in milliseconds of `process.hrtime`, which is one clock for all processes of a machine. */
  startedAt: number
  /** From start to exit of the process. */
  durationMs: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Runs the action as the GitHub runner does: inputs and their defaults from action.yml, the runner's variables and files, an
 * otherwise empty environment, an empty working directory, this process's Node.
 */
export async function runAction(options: ActionOptions): Promise<ActionRun> {
  const action = await readActionFile()
  // The real path, as tmpdir() is a symbolic link on macOS and the step sees where it really is.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'start-engagement-')))
  try {
    const step = nameStepFolder(folder)
    await makeStepFolder(step, options)
    const identity = composeIdentity(options.github)
    const env = {
      ...passOn('PATH', 'SystemRoot'),
      ...composeVariables(identity, step),
      ...composeInputs(action, options, identity),
      ...options.env
    }
    const ended = await spawnStep(options.entry ?? join(root, action.runs.main), step.workspace, env, options)
    return {
      ...ended,
      outputs: parseOutputs(await readFile(step.output, 'utf8')),
      summary: await readFile(step.summary, 'utf8')
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The names of the action's inputs, as action.yml has them. */
export async function readInputNames(): Promise<string[]> {
  return Object.keys((await readActionFile()).inputs)
}

async function readActionFile(): Promise<ActionFile> {
  return parse(await readFile(join(root, 'action.yml'), 'utf8')) as ActionFile
}

interface ActionFile {
  inputs: Record<string, { default?: string | number | boolean }>
  runs: { main: string }
}

async function makeStepFolder(step: StepFolder, { event = {}, eventText = JSON.stringify(event) }: ActionOptions) {
  for (const path of [step.workspace, step.temp, dirname(step.eventPath), dirname(step.output)])
    await mkdir(path, { recursive: true })
  for (const path of [step.output, step.summary, step.state, step.env, step.path]) await writeFile(path, '')
  if (eventText !== null) await writeFile(step.eventPath, eventText)
}

function composeInputs(
  action: ActionFile,
  { with: given, event, contexts }: ActionOptions,
  identity: Record<string, string>
): Record<string, string> {
  const defaults: DefaultContexts = {
    github: { ...identity, event: event ?? {}, token: '', ...contexts?.github },
    job: { status: 'success', ...contexts?.job },
    // A job without a matrix has null here, and the strategy of a single leg.
    matrix: contexts?.matrix ?? null,
    strategy: contexts?.strategy ?? { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 },
    runner: { os: 'Linux', arch: 'X64', name: 'GitHub Actions 1', environment: 'github-hosted', ...contexts?.runner }
  }
  const inputs = new Map<string, string>()
  for (const [name, { default: text }] of Object.entries(action.inputs))
    if (text !== undefined) inputs.set(nameInput(name), evaluateDefault(String(text), defaults))
  for (const [name, value] of Object.entries(given)) inputs.set(nameInput(name), value)
  return Object.fromEntries(inputs)
}

/** Only spaces become underscores; hyphens stay, which is why no shell can read these. */
function nameInput(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
}

function passOn(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
}

function spawnStep(
  entry: string,
  cwd: string,
  env: Record<string, string>,
  { onStdout, closeStdout = false, signalAfterMs, timeoutMs = 120_000 }: ActionOptions
): Promise<Omit<ActionRun, 'outputs' | 'summary'>> {
  return new Promise((resolve, reject) => {
    const startedAt = Number(process.hrtime.bigint()) / 1e6
    const child = spawn(process.execPath, [entry], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const timers = [setTimeout(() => child.kill('SIGKILL'), timeoutMs)]
    if (signalAfterMs) timers.push(setTimeout(() => child.kill(signalAfterMs.signal), signalAfterMs.ms))
    let [stdout, stderr, durationMs] = ['', '', 0]
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      onStdout?.(chunk, signal => child.kill(signal))
    })
    if (closeStdout) child.stdout.destroy()
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk
    })
    child.once('exit', () => {
      durationMs = Number(process.hrtime.bigint()) / 1e6 - startedAt
    })
    child.once('error', reject)
    // 'close' rather than 'exit', so that the output is complete.
    child.once('close', (exitCode, signal) => {
      for (const timer of timers) clearTimeout(timer)
      resolve({ exitCode, signal, stdout, stderr, startedAt, durationMs })
    })
  })
}
