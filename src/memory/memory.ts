import { closeSync, constants, fstatSync, openSync, readSync, type Stats, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, type Json } from '../text/json.ts'
import type { Remembered } from './repetition.ts'

/** What the steps of one job remember of their pages. Never throws. */
export interface Memory {
  /** What was remembered so far; nothing where that cannot be read. */
  recall(): readonly Remembered[]
  /** Remembers a page, if the folder can be written to. */
  remember(page: Remembered): void
}

const fileName = 'start-engagement-pages'
// Some thousand pages.
const maximumBytes = 1024 * 1024
// A link leads elsewhere, and a pipe would be waited for. Windows has neither flag.
const cautious = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * The memory in a file of its own, readable by its owner alone, one page on each line. A file that is damaged, or that this
 * action cannot have written, is as none.
 *
 * Source of the folder's life: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#runner-context
 *
 * @param folder the runner's folder for the time of one job, RUNNER_TEMP; empty: nothing is remembered
 * @param debug takes lines for the log of a run that is debugged
 */
export function openMemory(folder: string, debug: (line: string) => void): Memory {
  const path = join(folder, fileName)
  const unless = <T>(what: string, fallback: T, work: () => T): T => {
    try {
      if (folder === '') throw new Error('RUNNER_TEMP is not set')
      return work()
    } catch (error) {
      debug(`${what}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}.`)
      return fallback
    }
  }
  return {
    recall: () => unless('The pages of earlier steps cannot be read', [], () => parse(read(path))),
    remember: page =>
      unless('The page cannot be remembered for later steps', undefined, () =>
        // In one piece and after a line break of its own, whatever stands before it.
        append(path, `\n${JSON.stringify(page)}\n`)
      )
  }
}

function read(path: string): string {
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | cautious)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
  try {
    const status = fstatSync(file)
    if (!isOwn(status)) throw new Error('the file is not one of this action')
    const bytes = Buffer.alloc(status.size)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0))
  } finally {
    closeSync(file)
  }
}

function append(path: string, text: string): void {
  const file = openOwn(path) ?? replace(path)
  try {
    writeSync(file, text)
  } finally {
    closeSync(file)
  }
}

const writing = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | cautious

function openOwn(path: string): number | undefined {
  let file: number
  try {
    file = openSync(path, writing, 0o600)
  } catch {
    return undefined
  }
  if (isOwn(fstatSync(file))) return file
  closeSync(file)
  return undefined
}

function replace(path: string): number {
  unlinkSync(path)
  return openSync(path, writing | constants.O_EXCL, 0o600)
}

function isOwn(status: Stats): boolean {
  const isPrivate =
    process.getuid === undefined ||
    (status.uid === process.getuid() && (status.mode & 0o077) === 0 && status.nlink === 1)
  return status.isFile() && isPrivate && status.size <= maximumBytes
}

function parse(text: string): Remembered[] {
  return text.split('\n').flatMap(line => {
    const value = parseLine(line)
    return isRemembered(value) ? [value] : []
  })
}

function parseLine(line: string): Json {
  try {
    return JSON.parse(line) as Json
  } catch {
    return null
  }
}

function isRemembered(value: unknown): value is Remembered {
  if (!isObject(value as Json)) return false
  const { page, texts, engagement } = value as Partial<Remembered>
  return [page, texts, engagement ?? page].every(digest => typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest))
}
