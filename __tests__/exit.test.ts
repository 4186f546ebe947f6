import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { withFolder } from './shared/folders.ts'

const exit = join(import.meta.dirname, '..', 'src', 'network', 'exit.ts')

/** Runs a script that ends with `endProcess`, as a process of its own; its output is read only if that is asked for. */
async function run(script: string, isRead = true) {
  const source = `const { endProcess } = await import(${JSON.stringify(exit)})\n${script}\nendProcess()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 20_000
  })
  let output = ''
  if (isRead) {
    child.stdout.setEncoding('utf8').on('data', chunk => {
      output += chunk
    })
  }
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once('error', reject).once(isRead ? 'close' : 'exit', (code, signal) => resolve([code, signal]))
  })
  child.stdout.destroy()
  return { code, signal, output }
}

// A pipe that nobody writes to blocks a thread for ever.
const blocked = (pipe: string) => `
  const { readFile } = await import('node:fs/promises')
  readFile(${JSON.stringify(pipe)}).catch(() => undefined)`

describe('the end of the process', () => {
  test.each([0, 1, 7])('has exit code %i, and all output is written', async code => {
    const { output, ...ended } = await run(`process.exitCode = ${code}; process.stdout.write('x'.repeat(1_000_000))`)
    expect(ended).toEqual({ code, signal: null })
    expect(output).toHaveLength(1_000_000)
  })

  // Windows has no such pipes.
  const posix = process.platform === 'win32' ? test.skip : test
  posix.each([undefined, 0, 1, 7])('has exit code %p beside a blocked thread, too', async code => {
    await withFolder(async folder => {
      const pipe = join(folder, 'pipe')
      execFileSync('mkfifo', [pipe])
      const { output, ...ended } = await run(
        `${blocked(pipe)}\nprocess.exitCode = ${code}; process.stdout.write('x'.repeat(1_000_000))`
      )
      expect(ended).toEqual({ code: code ?? 0, signal: null })
      expect(output).toHaveLength(1_000_000)
    })
  })

  test('does not wait for a reader that does not read', async () => {
    const ended = await run(`process.exitCode = 1; process.stdout.write('x'.repeat(1_000_000))`, false)
    expect(ended).toEqual({ code: 1, signal: null, output: '' })
  })
})
