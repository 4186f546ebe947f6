import { readFile } from 'node:fs/promises'
import { SourceFailed } from './source-failed.ts'

/**
 * The token in a file, without the white space around it.
 *
 * @param variable the environment variable that names the file
 * @throws SourceFailed that names the variable
 */
export async function readTokenFile(variable: string, path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    throw new SourceFailed(`The file "${path}" that ${variable} names cannot be read (${code}).`, {
      // Too many open files, say, may pass.
      isFinal: ['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(code),
      cause: error
    })
  }
}
