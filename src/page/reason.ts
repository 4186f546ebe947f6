import { reasonTemplate } from '../github/stop-inputs.ts'
import type { Workflow } from '../github/workflow.ts'
import { limits } from '../incident-manager/limits.ts'
import type { Repair } from '../report/repairs.ts'
import { textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { lengthInScalars, shorten, wellFormed } from '../text/unicode.ts'
import type { Page } from './page.ts'
import type { Render } from './template.ts'

/** Why engagements are stopped, and what had to be repaired for AWS to take it. */
export interface Reason {
  readonly text: string
  readonly repairs: readonly Repair[]
}

/**
 * The reason of a stop: its template rendered, one line within the documented limit.
 *
 * @param render renders a template that the workflow's author wrote
 */
export function composeReason(template: string, workflow: Workflow, page: Page, render: Render): Reason {
  const usual = composeUsualReason(workflow, page)
  if (template === '' || template === reasonTemplate) return { text: usual, repairs: [] }
  const { text, problems } = render(template)
  const repairs = problems.map(problem => ({ what: `Template "reason": ${problem}.`, authored: true }))
  const { maximum } = limits.Reason
  const clean = wellFormed(text.slice(0, 100_000)).replace(/\s+/g, ' ').trim()
  if (!/[^\s\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(clean)) {
    repairs.push({ what: 'Template "reason" came out empty. Its default text is used.', authored: true })
    return { text: usual, repairs }
  }
  if (lengthInScalars(clean) > maximum) {
    repairs.push({
      what: `Reason has ${lengthInScalars(clean)} characters, and the limit is ${maximum}, so it was cut.`,
      authored: true
    })
  }
  return { text: shorten(clean, maximum), repairs }
}

/** Whether a reason is a template of the author's that an evaluator must render. */
export function isReasonTemplate(template: string): boolean {
  return template.includes('{{') && template !== reasonTemplate
}

// What the default template renders to, without the evaluator; the link stays whole where a name is long.
function composeUsualReason({ github }: Workflow, { url }: Page): string {
  const where = `Stopped by ${line(textAt(github, 'workflow'))} in ${line(textAt(github, 'repository'))}`
  const { maximum } = limits.Reason
  return shorten(`${shorten(where, Math.max(20, maximum - lengthInScalars(url) - 2))}: ${url}`.trim(), maximum)
}
