import type { Templates } from '../github/inputs.ts'
import type { Workflow } from '../github/workflow.ts'
import { textAt } from '../text/json.ts'
import type { Page } from './page.ts'

/** What the default templates of action.yml render to, without the evaluator of templates. */
export function composeDefaultTexts(page: Page, { github }: Workflow): Templates {
  return {
    subject: page.headline,
    content: page.details,
    publicSubject: page.brief_headline,
    publicContent: page.brief,
    sender: page.sender,
    idempotencyToken: textAt(github, 'run_id')
  }
}
