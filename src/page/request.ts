import { createHash, randomUUID } from 'node:crypto'
import { defaultTemplates, type Inputs, type Templates } from '../github/inputs.ts'
import type { Workflow } from '../github/workflow.ts'
import { limits, type TextMember } from '../incident-manager/limits.ts'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import { PageError } from '../report/errors.ts'
import { textAt } from '../text/json.ts'
import { cutAtGrapheme, lengthInScalars, shorten, wellFormed } from '../text/unicode.ts'
import type { Page } from './page.ts'
import type { Render } from './template.ts'

/** The request, and what had to be repaired to make it one that AWS takes. */
export interface Composition {
  readonly request: StartEngagementRequest
  /** Sentences for the log, in the order of the members. */
  readonly repairs: readonly Repair[]
  /** The texts as rendered, before they were cut. */
  readonly wholeTexts: Readonly<Partial<Record<TextMember, string>>>
}

/** Something that stood in the way of the page and was put right. */
export interface Repair {
  readonly what: string
  /** Whether the workflow's author wrote what was repaired; `strict` then refuses it. */
  readonly authored: boolean
}

/**
 * The StartEngagement request of a page: templates rendered, every text within the documented limits.
 * What the data brought along is repaired, so that the page goes out.
 *
 * Source of the limits: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 */
export function composeRequest(inputs: Inputs, page: Page, render: Render): Composition {
  const { templates } = inputs
  const repairs: Repair[] = []
  const wholeTexts: Partial<Record<TextMember, string>> = {}

  // Before anything that an author wrote could use up the renderer's budget.
  const defaults = Object.fromEntries(
    Object.entries(defaultTemplates).map(([name, template]) => [name, render(template).text])
  ) as unknown as Templates

  const rendered = (name: keyof Templates): Text => {
    const template = templates[name] || defaultTemplates[name]
    const authored = template !== defaultTemplates[name]
    const { text, problems } = authored ? render(template) : { text: defaults[name], problems: [] }
    for (const problem of problems) {
      repairs.push({ what: `Template "${inputNames[name]}", ${problem}.`, authored })
    }
    // A token that all runs have in common would make every later page a repetition of the first.
    if (name === 'idempotencyToken' && problems.length > 0) {
      return { text: `${text} ${defaults.idempotencyToken || randomUUID()}`, authored }
    }
    if (/[^\s\u0085\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)) return { text, authored }
    if (authored) {
      repairs.push({ what: `Template "${inputNames[name]}" came out empty. Its default text is used.`, authored })
    }
    return { text: authored ? defaults[name] : '', authored: false }
  }

  const textMember = (member: TextMember, name: keyof Templates): string => {
    const { text: whole, authored } = rendered(name)
    // So much is more than any log or summary shows; what is behind it is counted only.
    const text = whole.length > longestText ? cutAtGrapheme(whole, longestText) : whole
    const formed = wellFormed(text).trim()
    if (formed !== text.trim().replace(/\r\n?/g, '\n')) {
      repairs.push({ what: `${member} held control characters or broken ones; they are replaced.`, authored })
    }
    const lined = member.endsWith('Subject') ? oneLine(formed) : formed
    if (lined !== formed) {
      repairs.push({ what: `${member} had line breaks, and a subject is one line; they are sent as spaces.`, authored })
    }
    const clean = lined || `Someone is needed. ${page.url}`.trim()
    wholeTexts[member] = clean
    const length = lengthInScalars(clean) + lengthInScalars(whole.slice(text.length))
    const fitted = member.endsWith('Content')
      ? fitContent(clean, length, limits[member].maximum, page.url)
      : shorten(clean, limits[member].maximum)
    if (fitted !== clean) {
      repairs.push({
        what: `${member} has ${length} characters, ${limits[member].maximum} are allowed; it is cut. The job summary has the whole text, up to 60 KiB.`,
        authored
      })
    }
    return fitted
  }

  const request: StartEngagementRequest = {
    ContactId: inputs.contactId,
    Sender: fitSender(rendered('sender'), repairs),
    Subject: textMember('Subject', 'subject'),
    Content: textMember('Content', 'content'),
    ...(templates.publicSubject && { PublicSubject: textMember('PublicSubject', 'publicSubject') }),
    ...(templates.publicContent && { PublicContent: textMember('PublicContent', 'publicContent') }),
    ...(inputs.incidentId && { IncidentId: inputs.incidentId }),
    IdempotencyToken: fitToken(rendered('idempotencyToken'), repairs)
  }

  return { request, repairs, wholeTexts }
}

/**
 * Holds a composition against `strict`.
 *
 * @throws PageError `strict` when strict is on and something that the author wrote was repaired
 */
export function refuseRepairs({ repairs }: Composition, { strict, target }: Inputs): void {
  const authored = repairs.filter(repair => repair.authored)
  if (!strict || authored.length === 0) return
  const what = [
    'Input "strict" is "true". Without it, the page would go out with these repairs:',
    ...authored.map(({ what }) => `- ${what}`)
  ]
  throw new PageError('strict', 'not-sent', what.join('\n'), { target })
}

/** Why AWS may take this page and yet ring nobody, as a sentence for the log; undefined if nothing speaks for it. */
export function repetitionWarning({ github }: Workflow, request: StartEngagementRequest): string | undefined {
  const attempt = Number(textAt(github, 'run_attempt'))
  if (!(attempt > 1) || request.IdempotencyToken !== textAt(github, 'run_id')) return undefined
  return (
    `This is attempt ${attempt} of the run, and all its attempts share the token ${request.IdempotencyToken}: ` +
    'if an earlier one paged this contact, AWS may ring nobody again. ' +
    'With idempotency-token: "{{ github.run_id }}-{{ github.run_attempt }}" every attempt rings.'
  )
}

const longestText = 1_000_000

interface Text {
  readonly text: string
  readonly authored: boolean
}

const inputNames: Readonly<Record<keyof Templates, string>> = {
  subject: 'subject',
  content: 'content',
  publicSubject: 'public-subject',
  publicContent: 'public-content',
  sender: 'sender',
  idempotencyToken: 'idempotency-token'
}

/** The lines of a text one after the other, at single spaces. */
function oneLine(text: string): string {
  if (!text.includes('\n')) return text
  const lines = text.split('\n').map(line => line.trim())
  return lines.filter(line => line !== '').join(' ')
}

/** The text cut to so many Unicode scalars, with a note of how much is missing and the run's URL as its last lines. */
function fitContent(text: string, length: number, maximum: number, url: string): string {
  if (length <= maximum) return text
  // The number's own length hardly changes with the cut, so the longest note decides the room.
  const note = (missing: number) => `…\n[cut: ${missing} more characters; see the job summary]${url && `\n${url}`}`
  const kept = cutAtGrapheme(text, maximum - lengthInScalars(note(length)))
  return kept + note(length - lengthInScalars(kept))
}

function fitSender({ text, authored }: Text, repairs: Repair[]): string {
  const { maximum, illegal } = limits.Sender
  const clean = wellFormed(text.slice(0, 10_000)).replace(/\s+/g, ' ').trim()
  // dependabot[bot] becomes dependabot-bot, Zoë Zoe.
  const mapped = clean
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(illegal, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-(?=\s|$)/g, '')
    .trim()
  const legal = clean.search(illegal) === -1 ? clean : mapped
  const sender = (legal || 'GitHub Actions').slice(0, maximum)
  if (sender !== clean) {
    repairs.push({
      what: `Sender is "${shorten(clean, 80)}"; AWS takes up to ${maximum} of letters, digits, white space and \\_@#%*+=:?./!-. It is sent as "${shorten(sender, 80)}".`,
      authored
    })
  }
  return sender
}

function fitToken({ text, authored }: Text, repairs: Repair[]): string {
  const { maximum, illegal } = limits.IdempotencyToken
  const whole = text.trim()
  if (whole !== '' && whole.search(illegal) === -1 && whole.length <= maximum) return whole

  // Stable for equal text, and different for texts that would be mapped to the same. Without any text (no run ID) a
  // stable token would make every later page a repetition of this one.
  // UTF-8 has one form for all broken letters.
  const bytes = whole.isWellFormed() ? whole : Buffer.from(whole, 'utf16le')
  const hash = createHash('sha256').update(bytes).digest('hex')
  const mapped = `${whole.replace(illegal, '-')}-${hash.slice(0, 12)}`
  const token = whole === '' ? randomUUID() : mapped.length > maximum ? hash : mapped
  repairs.push({
    what: `IdempotencyToken is "${shorten(whole, 80)}"; AWS takes 1 to ${maximum} of letters, digits and \\/_+=-. It is sent as "${shorten(token, 80)}".`,
    authored
  })
  return token
}
