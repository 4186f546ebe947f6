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
  // What stands outside of `{{ }}`.
  const literal = template
    .split('{{')
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf('}}') + 2)))
    .join(' ')
  const ownNumbers = [textAt(github, 'run_attempt'), textAt(job, 'check_run_id')].filter(Boolean)
  return !literal.split(/[^0-9A-Za-z]+/).some(word => ownNumbers.includes(word))
}

/**
 * What to say where every run has the same ID, and so pages with the same token: under act, whose runs have the ID 1 unless
 * `GITHUB_RUN_ID` is set. Undefined where the token is not made of the run's ID, or the ID is another.
 *
 * Source: https://github.com/nektos/act/blob/master/pkg/runner/run_context.go
 *
 * @param template the template of the token
 */
export function actWarning(template: string, { github }: Workflow): string | undefined {
  if (textAt(github, 'run_id') !== '1' || !/\brun_id\b/i.test(template)) return undefined
  return 'act gives every run the ID 1, so AWS may take this page for an earlier one and page nobody. Give "idempotency-token" a text of its own, or run act with --env GITHUB_RUN_ID=NUMBER.'
}
