import { engagementId } from './arn.ts'
import type { StartEngagementRequest } from './engagements.ts'
import { closingSentence, type Outcome, type PageError } from './errors.ts'
import { smsSegments } from './gsm7.ts'
import type { Inputs } from './inputs.ts'
import type { Composition } from './request.ts'
import { cutAtGrapheme, lengthInScalars, printable, scrub } from './text.ts'

/** What reporting takes of `@actions/core`. */
export interface ActionsCore {
  setOutput(name: string, value: string): void
  info(message: string): void
  warning(message: string): void
  setFailed(message: string): void
  readonly summary: { addRaw(text: string): { write(): Promise<unknown> } }
}

/** How the run of the action ended. */
export type Ending =
  | { readonly kind: 'sent'; readonly engagementArn: string }
  | { readonly kind: 'dry-run' }
  | { readonly kind: 'failed'; readonly error: PageError }

/** All that leaves the action: log, annotations, outputs and job summary, each through the sanitising door. */
export interface Report {
  /** Values that must not be printed, from the moment they are known. */
  hide(secrets: readonly string[]): void
  info(line: string): void
  warning(line: string): void
  /** The request that is about to be sent, and what was repaired in it. */
  composed(inputs: Inputs, composition: Composition): void
  /** Outputs, closing lines and job summary; fails the step unless the ending is good. */
  ended(ending: Ending): Promise<void>
}

const summaryMaximumBytes = 60 * 1024

/** A report over `@actions/core`. */
export function createReport(core: ActionsCore): Report {
  const secrets: string[] = []
  const door = (text: string) => printable(scrub(text, secrets))
  let composed: { readonly inputs: Inputs; readonly composition: Composition } | undefined
  const warnings: string[] = []

  const report: Report = {
    hide(values) {
      secrets.push(...values)
    },
    info(line) {
      core.info(door(line))
    },
    warning(line) {
      warnings.push(line)
      core.warning(door(line))
    },
    composed(inputs, composition) {
      composed = { inputs, composition }
      for (const { what } of composition.repairs) report.warning(what)
      for (const line of requestLines(composition.request)) report.info(line)
    },
    async ended(ending) {
      const outcome = outcomeOf(ending)
      const engagementArn = ending.kind === 'sent' ? ending.engagementArn : ''
      const outputs = {
        outcome,
        'engagement-arn': engagementArn,
        'engagement-id': engagementArn && engagementId(engagementArn),
        'idempotency-token': composed?.composition.request.IdempotencyToken ?? '',
        request: composed === undefined ? '' : JSON.stringify(composed.composition.request)
      }
      for (const [name, value] of Object.entries(outputs)) {
        try {
          core.setOutput(name, value)
        } catch (error) {
          // What became of the page does not depend on it.
          report.warning(`Output "${name}" could not be written: ${(error as Error).message}`)
        }
      }

      const summary = composeSummary(ending, outcome, composed?.composition, warnings)
      try {
        await core.summary.addRaw(cutBytes(summary.map(block => renderBlock(block, door)).join('\n'))).write()
      } catch (error) {
        report.warning(`The job summary could not be written: ${(error as Error).message}`)
      }
      if (ending.kind === 'sent') report.info(`Engagement: ${engagementArn}`)
      if (ending.kind === 'failed') core.setFailed(door(ending.error.message))
      else report.info(ending.kind === 'dry-run' ? `Dry run. ${closingSentence[outcome]}` : closingSentence[outcome])
    }
  }
  return report
}

function outcomeOf(ending: Ending): Outcome {
  return ending.kind === 'failed' ? ending.error.outcome : ending.kind
}

function requestLines(request: StartEngagementRequest): string[] {
  const sms = [request.PublicSubject, request.PublicContent].filter(text => text !== undefined)
  return [
    `Contact: ${request.ContactId}`,
    `Sender: ${request.Sender}`,
    `Subject: ${request.Subject.split('\n')[0]}`,
    `E-mail and voice: ${lengthInScalars(request.Content)} characters.`,
    sms.length === 0
      ? 'SMS: no text of its own.'
      : `SMS: ${lengthInScalars(sms.join('\n'))} characters, ${smsSegments(sms.join('\n'))} SMS.`,
    `Idempotency token: ${request.IdempotencyToken}`
  ]
}

/** A part of the job summary: our own words as Markdown, or outside text that stands inertly in a `<pre>`. */
type Block = { readonly markdown: string } | { readonly text: string }

function composeSummary(
  ending: Ending,
  outcome: Outcome,
  composition: Composition | undefined,
  warnings: readonly string[]
): Block[] {
  const blocks: Block[] = [{ markdown: `## ${summaryTitles[outcome]}` }]
  if (ending.kind === 'failed') blocks.push({ text: ending.error.message })
  if (composition !== undefined) {
    const { request, wholeTexts } = composition
    const arn = ending.kind === 'sent' ? [`Engagement: ${ending.engagementArn}`] : []
    const facts = [
      `Contact: ${request.ContactId}`,
      ...arn,
      `Token: ${request.IdempotencyToken}`,
      `Sender: ${request.Sender}`
    ]
    blocks.push({ text: facts.join('\n') })
    blocks.push({ markdown: '### E-mail and voice' }, { text: `${request.Subject}\n\n${request.Content}` })
    const sms = [request.PublicSubject, request.PublicContent].filter(text => text !== undefined).join('\n')
    if (sms !== '') {
      const size = `${lengthInScalars(sms)} characters, ${smsSegments(sms)} SMS`
      blocks.push({ markdown: `### SMS (${size})` }, { text: sms })
    }
    if (warnings.length > 0) blocks.push({ markdown: '### Warnings' }, { text: warnings.join('\n') })
    for (const member of ['Subject', 'Content', 'PublicSubject', 'PublicContent'] as const) {
      const whole = wholeTexts[member]
      if (whole !== undefined && whole !== request[member]) {
        blocks.push({ markdown: `### ${member} before it was cut` }, { text: whole })
      }
    }
  }
  return blocks
}

const summaryTitles: Readonly<Record<Outcome, string>> = {
  sent: 'The page was sent',
  'not-sent': 'No page was sent',
  unknown: 'A page may have been sent',
  'dry-run': 'Dry run: no page was sent'
}

function renderBlock(block: Block, door: (text: string) => string): string {
  if ('markdown' in block) return `${block.markdown}\n`
  // One block must not push the others out: the summary as a whole has a limit.
  const text = cutAtGrapheme(block.text, 12_000)
  const escaped = door(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return `<pre>${escaped}${text === block.text ? '' : '\n…'}</pre>\n`
}

function cutBytes(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= summaryMaximumBytes) return text
  return `${bytes
    .subarray(0, summaryMaximumBytes)
    .toString('utf8')
    .replace(/(?:\ufffd|&[a-z]*)$/, '')}…</pre>\n`
}
