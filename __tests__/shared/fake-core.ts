import type { InputReader } from '../../src/github/inputs.ts'
import type { ActionsCore } from '../../src/report/printer.ts'

/** Reads as `@actions/core` does: trimmed, and a missing input is empty. */
export function fakeReader(given: Readonly<Record<string, string>>): InputReader {
  return { getInput: name => given[name]?.trim() ?? '' }
}

/** A core that gives these inputs and keeps what it is told. The run is not debugged; `told.debugs` has what is said all the same. */
export function fakeCore(
  given: Readonly<Record<string, string>> = {},
  writeSummary: () => Promise<unknown> = async () => undefined
) {
  const told = {
    lines: [] as string[],
    outputs: {} as Record<string, string>,
    notices: [] as string[],
    warnings: [] as string[],
    failures: [] as string[],
    debugs: [] as string[],
    summary: ''
  }
  const core: InputReader & ActionsCore = {
    ...fakeReader(given),
    setOutput(name, value) {
      told.outputs[name] = value
    },
    debug: line => void told.debugs.push(line),
    isDebug: () => false,
    info: line => void told.lines.push(line),
    notice: line => void told.notices.push(line),
    warning: line => void told.warnings.push(line),
    setFailed: line => void told.failures.push(line),
    summary: {
      addRaw(text) {
        told.summary += text
        return { write: writeSummary }
      }
    }
  }
  return { core, told }
}
