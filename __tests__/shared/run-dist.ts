import { expect } from '@jest/globals'
import { sampleEnvironment } from '../../local/aws/signature.ts'
import { contactArn } from '../../local/demo/scenarios.ts'
import { parseCommands } from '../../local/runner/commands.ts'
import { type ActionOptions, runAction } from '../../local/runner/runner.ts'

/**
 * Runs the committed dist/ as a step that pages the sample contact with the sample keys, and holds its output against the
 * runner's parser: warnings, and one error iff the step failed, which it does by its exit code alone.
 */
export async function runDist(options: Partial<ActionOptions> = {}) {
  const run = await runAction({
    ...options,
    with: { 'contact-id': contactArn, ...options.with },
    env: { ...sampleEnvironment, ...options.env }
  })
  const printed = `${run.stdout}\n${run.stderr}`
  const commands = parseCommands(printed)
  expect(commands.filter(({ name, form }) => form !== '::' || !['notice', 'warning', 'error'].includes(name))).toEqual(
    []
  )
  const messages = (wanted: string) => commands.filter(({ name }) => name === wanted).map(({ message }) => message)
  const errors = messages('error')
  expect(errors).toHaveLength(run.exitCode === 0 ? 0 : 1)
  if (run.conclusion !== 'cancelled') expect(run.conclusion).toBe(run.exitCode === 0 ? 'success' : 'failure')
  return {
    ...run,
    printed,
    notices: messages('notice'),
    warnings: messages('warning'),
    errors,
    message: errors[0] ?? ''
  }
}
