import { line } from '../text/lines.ts'

/** A workflow's name as people use it. GitHub names a workflow that has no name by the path of its file. */
export function workflowName(text: string): string {
  return line(text).replace(/^\.github\/workflows\//, '')
}
