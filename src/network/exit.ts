import { accessSync, constants } from 'node:fs'

// What a log that nobody reads any more may hold the end of the process.
const flushMs = 1_000
// Starts within a millisecond, where a busy machine takes hundreds to start another Node.js.
const shell = '/bin/sh'

/**
 * Ends the process with `process.exitCode` as soon as its output is written, whatever is still under way.
 *
 * `process.exit()` waits for the threads in which Node looks up names and reads files: with silent name servers for half a
 * minute and more, with a pipe for ever. Where one of them is busy, the process is replaced by one that does nothing but
 * exit: https://nodejs.org/api/process.html#processexecvefile-args-env. Windows has no such call, but an exit code of 1 for
 * a process that is killed; there, a process that succeeded waits for its threads.
 */
export function endProcess(): void {
  const timer = setTimeout(end, flushMs)
  process.stdout.write('', () => {
    clearTimeout(timer)
    end()
  })
}

function end(): never {
  const code = Number(process.exitCode ?? 0)
  if (process.getActiveResourcesInfo().some(isThread)) replaceProcess(code)
  process.exit(code)
}

function isThread(resource: string): boolean {
  return /^(?:GetAddrInfo|GetNameInfo|FS)Req/.test(resource)
}

function replaceProcess(code: number): void {
  try {
    if (process.execve !== undefined && process.platform !== 'win32') {
      const [program, option] = isExecutable(shell) ? [shell, '-c'] : [process.execPath, '--eval']
      const script = program === shell ? `exit ${code}` : `process.exit(${code})`
      // Without an environment, as that must not keep it from ending.
      process.execve(program, [program, option, script], {})
    } else if (code === 1) {
      process.kill(process.pid, 'SIGKILL')
    }
  } catch {
    // Then it ends as late as its threads do.
  }
}

// A program that cannot be started would abort the process, with another exit code.
function isExecutable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}
