// What a log that nobody reads any more may hold the end of the process.
const flushMs = 1_000

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
    // This very program is there for sure, and its environment must not keep it from ending.
    if (process.execve !== undefined && process.platform !== 'win32') {
      process.execve(process.execPath, [process.execPath, '--eval', `process.exit(${code})`], {})
    } else if (code === 1) {
      process.kill(process.pid, 'SIGKILL')
    }
  } catch {
    // Then it ends as late as its threads do.
  }
}
