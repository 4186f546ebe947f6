import type { InputReader } from '../../src/github/inputs.ts'
import type { ActionsCore } from '../../src/report/report.ts'

/** Reads as `@actions/core` does: trimmed, a missing input is empty, booleans in the spellings of YAML 1.2. */
export function fakeReader(given: Readonly<Record<string, string>>): InputReader {
  const getInput = (name: string) => given[name]?.trim() ?? ''
  return {
    getInput,
    getBooleanInput(name) {
      if (['true', 'True', 'TRUE'].includes(getInput(name))) return true
      if (['false', 'False', 'FALSE'].includes(getInput(name))) return false
      throw new TypeError(
        `Input does not meet YAML 1.2 "Core Schema" specification: ${name}\nSupport boolean input list`
      )
    }
  }
}

/** A core that gives these inputs and keeps what it is told. */
export function fakeCore(
  given: Readonly<Record<string, string>> = {},
  writeSummary: () => Promise<unknown> = async () => undefined
) {
  const told = {
    lines: [] as string[],
    outputs: {} as Record<string, string>,
    warnings: [] as string[],
    failures: [] as string[],
    summary: ''
  }
  const core: InputReader & ActionsCore = {
    ...fakeReader(given),
    setOutput(name, value) {
      told.outputs[name] = value
    },
    info: line => void told.lines.push(line),
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
