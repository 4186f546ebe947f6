import { randomUUID } from 'node:crypto'
import { type Inputs, type TemplateName, type Templates, templateInputs } from '../github/inputs.ts'
import { limits, type TextMember } from '../incident-manager/limits.ts'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import type { Repair } from '../report/repairs.ts'
import { cutAtGrapheme, lengthInScalars, shorten, wellFormed } from '../text/unicode.ts'
import type { Page } from './page.ts'
import type { Render } from './template.ts'
import { lawfulToken } from './token.ts'

/** The request to the first contact, and what had to be repaired to make it one that AWS takes. */
export interface Composition {
  readonly request: StartEngagementRequest
  /** Sentences for the log, in the order of the members. */
  readonly repairs: readonly Repair[]
  /** The texts as rendered, before they were cut. */
  readonly wholeTexts: Readonly<Partial<Record<TextMember, string>>>
}

/**
 * The StartEngagement request of a page: templates rendered, every text within the documented limits.
 * What the data brought along is repaired, so that the page goes out.
 *
 * Source of the limits: https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 *
 * @param defaults what the default templates render to
 * @param render renders the templates that the workflow's author wrote
 */
export function composeRequest(inputs: Inputs, page: Page, defaults: Templates, render: Render): Composition {
  const { templates } = inputs
  const repairs: Repair[] = []
  const wholeTexts: Partial<Record<TextMember, string>> = {}

  const rendered = (name: TemplateName): Text => {
    const template = templates[name] || templateInputs[name].template
    const authored = template !== templateInputs[name].template
    const { text, problems } = authored ? render(template) : { text: defaults[name], problems: [] }
    for (const problem of problems) {
      repairs.push({ what: `Template "${templateInputs[name].input}": ${problem}.`, authored })
    }
    // A token that all runs have in common would make every later page a repetition of the first.
    if (name === 'idempotencyToken' && problems.length > 0) {
      return { text: `${text} ${defaults.idempotencyToken || randomUUID()}`, authored }
    }
    if (/[^\s\u0085\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text)) return { text, authored }
    if (authored) {
      repairs.push({
        what: `Template "${templateInputs[name].input}" came out empty. Its default text is used.`,
        authored
      })
    }
    return { text: authored ? defaults[name] : '', authored: false }
  }

  const textMember = (member: TextMember, name: TemplateName): string => {
    const { text: whole, authored } = rendered(name)
    // No log or summary shows more than this; what follows is only counted.
    const text = whole.length > longestText ? cutAtGrapheme(whole, longestText) : whole
    const formed = wellFormed(text).trim()
    if (formed !== text.trim().replace(/\r\n?/g, '\n')) {
      repairs.push({ what: `${member} held control characters or broken characters, which were replaced.`, authored })
    }
    const lined = member.endsWith('Subject') ? oneLine(formed) : formed
    if (lined !== formed) {
      repairs.push({
        what: `${member} had line breaks, but a subject is one line. They were replaced by spaces.`,
        authored
      })
    }
    const clean = lined || `A workflow needs attention. ${page.url}`.trim()
    wholeTexts[member] = clean
    const length = lengthInScalars(clean) + lengthInScalars(whole.slice(text.length))
    const fitted = member.endsWith('Content')
      ? fitContent(clean, length, limits[member].maximum, page.url)
      : shorten(clean, limits[member].maximum)
    if (fitted !== clean) {
      repairs.push({
        what: `${member} has ${length} characters, and the limit is ${limits[member].maximum}, so it was cut. The job summary has the whole text, up to 60 KiB.`,
        authored
      })
    }
    return fitted
  }

  const request: StartEngagementRequest = {
    ContactId: inputs.contactIds[0],
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

/** Whether the text of an input is a template of the author's that an evaluator must render. */
export function isTemplate([name, text]: readonly [string, string]): boolean {
  return text.includes('{{') && text !== templateInputs[name as TemplateName].template
}

const longestText = 1_000_000

interface Text {
  readonly text: string
  readonly authored: boolean
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
  const asked = wellFormed(text.slice(0, 10_000)).trim()
  const clean = asked.replace(/[^\S ]+/g, ' ')
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
  if (sender !== asked) {
    repairs.push({
      what: `Sender is "${shorten(asked, 80)}"; AWS takes up to ${maximum} of letters, digits, spaces and \\_@#%*+=:?./!-. It is sent as "${shorten(sender, 80)}".`,
      authored
    })
  }
  return sender
}

function fitToken({ text, authored }: Text, repairs: Repair[]): string {
  const whole = text.trim()
  const token = lawfulToken(whole)
  if (token !== whole) {
    const { maximum } = limits.IdempotencyToken
    repairs.push({
      what: `IdempotencyToken is "${shorten(whole, 80)}"; AWS takes 1 to ${maximum} of letters, digits and \\/_+=-. It is sent as "${shorten(token, 80)}".`,
      authored
    })
  }
  return token
}
