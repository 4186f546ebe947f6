import { parseAttempt } from '../github/attempt.ts'
import type { Workflow } from '../github/workflow.ts'
import { textAt } from '../text/json.ts'
import type { Page } from './page.ts'
import type { Render } from './template.ts'

/** A run and its page. */
export interface RunPage {
  readonly workflow: Workflow
  readonly page: Page
}

/** The number of the run's attempt if it is not the first, else undefined. */
export function laterAttempt({ github }: Workflow): number | undefined {
  const attempt = parseAttempt(textAt(github, 'run_attempt'))
  return attempt > 1 ? attempt : undefined
}

/** The run as its first attempt may have seen it: without all that a token can tell attempts apart by. */
export function asFirstAttempt({ workflow, page }: RunPage): RunPage {
  return {
    workflow: {
      ...workflow,
      github: { ...workflow.github, run_attempt: '1' },
      job: { ...workflow.job, check_run_id: 1 }
    },
    page: { ...page, url: '', details: '' }
  }
}

/**
 * Whether the first attempt of a run had this attempt's token too, so that AWS may take the page and page nobody again. What
 * the runner has filled in before the action saw it counts as the attempt's own where it is the attempt's number or the job's.
 *
 * @param template the template of the token
 * @param render renders templates as in this attempt
 * @param renderAsFirst renders templates as in the first attempt
 */
export function hasTokenOfFirstAttempt(
  template: string,
  { github, job }: Workflow,
  render: Render,
  renderAsFirst: Render
): boolean {
  if (render(template).text !== renderAsFirst(template).text) return false
  const ownNumbers = [textAt(github, 'run_attempt'), textAt(job, 'check_run_id')].filter(Boolean)
  return !literalWords(template).some(word => ownNumbers.includes(word))
}

/**
 * Whether a run has the ID that act gives to every run.
 *
 * Source: https://github.com/nektos/act/blob/master/pkg/runner/run_context.go
 */
export function hasIdOfEveryRun({ github }: Workflow): boolean {
  return textAt(github, 'run_id') === actRunId
}

/** The run as one with another ID would see it. */
export function asOtherRun({ workflow, page }: RunPage): RunPage {
  return {
    workflow: { ...workflow, github: { ...workflow.github, run_id: '2' } },
    page: { ...page, url: '', details: '' }
  }
}

/**
 * Whether a token holds the ID that act gives to every run, so that AWS may take any later page for the first.
 *
 * @param template the template of the token, in which the ID may be filled in already
 * @param token what it came to
 * @param tokenOfOther what it came to in a run with another ID
 */
export function isMadeOfRunId(template: string, token: string, tokenOfOther: string): boolean {
  return token !== tokenOfOther || literalWords(template).includes(actRunId)
}

const actRunId = '1'

/** The words outside of `{{ }}`. */
function literalWords(template: string): string[] {
  const literal = template
    .split('{{')
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf('}}') + 2)))
    .join(' ')
  return literal.split(/[^0-9A-Za-z]+/)
}
