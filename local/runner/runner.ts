import { spawn } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeInputs, readAction } from './action-file.ts'
import { type Annotation, composeAnnotations } from './annotations.ts'
import { type CancelDelays, cancelDelays, endProcess, isSpared } from './cancellation.ts'
import { isRefused, parseCommands } from './commands.ts'
import { type Contexts, composeContexts } from './contexts.ts'
import { makeStepFiles, readStepFiles } from './step-files.ts'
import { composeIdentity, composeVariables, type IdTokenRequest, nameStepFolder, type Uses } from './variables.ts'

/** One step of a workflow that uses the action. */
export interface ActionOptions {
  /** The folder of the action, such as `watch`: from the root of the repository, or absolute. Default: the root. */
  action?: string
  /** How the step names the action. Default: `OWNER/start-engagement@v1`; a workflow of the action's own repository has `./`. */
  uses?: Uses
  /** The inputs under `with:`, as the runner hands them over, `${{ }}` already evaluated. */
  with: Record<string, string>
  /** The step's `if`, which decides what a cancelled run does to it; the step itself runs in any case. Default: `success()`. */
  if?: string
  /** The event's payload, written to the event file as JSON. Default: `{}`. */
  event?: unknown
  /** The event file's raw content, instead of `event`; null leaves the file out. */
  eventText?: string | null
  /** Variables without their `GITHUB_` prefix, such as `{ run_id: '1' }`, over the default identity. */
  github?: Record<string, string>
  /** Everything else in the environment; beyond that the step sees PATH and the runner's variables only. */
  env?: Record<string, string>
  /** Where the job's ID tokens are issued, as in a job with `id-token: write`. Default: nowhere. */
  idToken?: IdTokenRequest
  /** What the defaults in action.yml and `if` read. `github.token` is empty unless given, so that nothing calls GitHub unasked. */
  contexts?: Partial<Contexts>
  /** The files of the workspace by their paths, as a checkout leaves them. Default: none. */
  files?: Record<string, string>
  /** The script to run instead of the one action.yml names. */
  entry?: string
  /** Cancels the run once it is aborted: signals the step, unless its `if` is true in a cancelled run too. */
  cancelled?: AbortSignal
  /** Instead of the runner's own waits between its signals. */
  cancelDelays?: CancelDelays
  /** Sees the standard output as it comes, and can send a signal on account of it. */
  onStdout?: (chunk: string, kill: (signal: NodeJS.Signals) => void) => void
  /** Stops reading the standard output at once, as a log that broke off. */
  closeStdout?: boolean
  /** Milliseconds until the process is killed (SIGKILL). Default: 120000. */
  timeoutMs?: number
}

/** What the runner knows of a step when it has ended. */
export interface ActionRun {
  /** What the runner makes of it all: a step that exits with 0 fails for a malformed file or a command that is refused. */
  conclusion: 'success' | 'failure' | 'cancelled'
  /** null when a signal ended the process. */
  exitCode: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
  /** By their names in lower case. */
  outputs: Record<string, string>
  /** The job summary, Markdown. */
  summary: string
  annotations: Annotation[]
  /** When the process was started, in milliseconds of `process.hrtime`, which is one clock for all processes of a machine. */
  startedAt: number
  /** From start to exit of the process. */
  durationMs: number
}

/**
 * Runs an action as the GitHub runner does: inputs and their defaults from action.yml, the runner's variables and files, an
 * otherwise empty environment, a working directory that is empty but for the files given, this process's Node.
 */
export async function runAction(options: ActionOptions): Promise<ActionRun> {
  const action = await readAction(options.action)
  // The real path, as tmpdir() is a symbolic link on macOS and the step sees where it really is.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'start-engagement-')))
  try {
    const step = nameStepFolder(folder)
    const { event = {}, eventText = JSON.stringify(event), files = {} } = options
    await makeStepFiles(step, { eventText, files })
    const identity = composeIdentity(options.github, options.uses)
    const { github, ...given } = options.contexts ?? {}
    const contexts = composeContexts({ ...given, github: { ...identity, event, ...github } })
    const env = {
      ...passOn('PATH', 'SystemRoot'),
      ...composeVariables(identity, step, options.idToken),
      ...composeInputs(action, options.with, contexts, step.workspace),
      ...options.env
    }
    const ended = await spawnStep(options.entry ?? action.main, step.workspace, env, {
      ...options,
      isSpared: () => isSpared(options.if, contexts, step.workspace)
    })
    const { outputs, summary, errors, isMalformed } = await readStepFiles(step)
    const { wasCancelled, ...rest } = ended
    const log = `${rest.stdout}\n${rest.stderr}`
    const fails = rest.exitCode !== 0 || isMalformed || parseCommands(log).some(isRefused)
    return {
      ...rest,
      conclusion: wasCancelled ? 'cancelled' : fails ? 'failure' : 'success',
      outputs,
      summary,
      annotations: composeAnnotations(log, errors)
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function passOn(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
}

type Ended = Pick<ActionRun, 'exitCode' | 'signal' | 'stdout' | 'stderr' | 'startedAt' | 'durationMs'> & {
  wasCancelled: boolean
}

type Watched = Pick<ActionOptions, 'onStdout' | 'closeStdout' | 'cancelled' | 'cancelDelays' | 'timeoutMs'> & {
  isSpared: () => boolean
}

function spawnStep(entry: string, cwd: string, env: Record<string, string>, watched: Watched): Promise<Ended> {
  const { onStdout, closeStdout = false, cancelled, timeoutMs = 120_000 } = watched
  return new Promise((resolve, reject) => {
    const startedAt = Number(process.hrtime.bigint()) / 1e6
    const child = spawn(process.execPath, [entry], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    let [stdout, stderr, durationMs, wasCancelled] = ['', '', 0, false]
    const cancel = () => {
      if (watched.isSpared()) return
      wasCancelled = true
      endProcess(child, watched.cancelDelays ?? cancelDelays)
    }
    cancelled?.addEventListener('abort', cancel, { once: true })
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
      cancelled?.removeEventListener('abort', cancel)
    })
    child.once('error', reject)
    // 'close' rather than 'exit', so that the output is complete.
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer)
      resolve({ exitCode, signal, stdout, stderr, startedAt, durationMs, wasCancelled })
    })
  })
}
