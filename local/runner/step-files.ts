import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { composeOutputs, parseFileCommands } from './file-commands.ts'
import { takeSummary } from './summary-limit.ts'
import type { StepFolder } from './variables.ts'

/** What a step finds when it starts. */
export interface StepStart {
  /** The event file's content; null leaves the file out. */
  eventText: string | null
  /** The files of the workspace by their paths. */
  files: Readonly<Record<string, string>>
}

/** Makes the files and folders of a step. */
export async function makeStepFiles(step: StepFolder, { eventText, files }: StepStart): Promise<void> {
  for (const path of [step.workspace, step.temp, dirname(step.eventPath), dirname(step.output)])
    await mkdir(path, { recursive: true })
  for (const path of [step.output, step.summary, step.state, step.env, step.path]) await writeFile(path, '')
  if (eventText !== null) await writeFile(step.eventPath, eventText)
  for (const [name, content] of Object.entries(files)) {
    const path = join(step.workspace, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
}

/** What the runner takes from the files of a step that has ended. */
export interface StepFiles {
  /** By their names in lower case. */
  outputs: Record<string, string>
  /** The job summary, Markdown. */
  summary: string
  /** What the runner says of these files, each an error annotation. */
  errors: string[]
  /** Whether one of them is malformed, which fails the step; a summary that is dropped does not. */
  isMalformed: boolean
}

/** Reads the files of a step that has ended. One that the step deleted counts as empty. */
export async function readStepFiles(step: StepFolder): Promise<StepFiles> {
  const read = async (path: string) => parseFileCommands(decode(await readIfThere(path)))
  const [output, state, env] = [await read(step.output), await read(step.state), await read(step.env)]
  const { text: summary, fault } = takeSummary(await readIfThere(step.summary))
  const malformed = Object.entries({ GITHUB_OUTPUT: output, GITHUB_STATE: state, GITHUB_ENV: env }).flatMap(
    ([name, { fault }]) => (fault === undefined ? [] : [`${name} is malformed. ${fault}`])
  )
  return {
    outputs: composeOutputs(output.pairs),
    summary,
    errors: fault === undefined ? malformed : [...malformed, fault],
    isMalformed: malformed.length > 0
  }
}

/** Without the byte order mark, as the runner reads text. */
function decode(bytes: Buffer): string {
  return new TextDecoder().decode(bytes)
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
