import { type ContactArn, isRegion, parseContactArn } from '../incident-manager/arn.ts'
import { limits } from '../incident-manager/limits.ts'
import { isAllowedEndpoint } from '../network/endpoint.ts'
import { PageError } from '../report/page-error.ts'
import type { Repair } from '../report/repairs.ts'
import { lengthInScalars } from '../text/unicode.ts'
import { aliasWarning, linesOf, parseContactInput, parseContacts } from './contact-input.ts'
import type { Environment } from './environment.ts'
import { quoted } from './quoted.ts'

/** What reading inputs takes of `@actions/core`. */
export interface InputReader {
  getInput(name: string): string
}

/** The inputs of action.yml as decided values. */
export interface Inputs {
  /** ARNs of the contacts, each once. */
  readonly contactIds: readonly [string, ...string[]]
  /** ARN of whom to page if none of the contacts could be paged; empty for nobody. It is none of the contacts. */
  readonly backupContactId: string
  /** Templates, as written. */
  readonly templates: Templates
  /** ARN, or empty for none. */
  readonly incidentId: string
  /** The first contact's region: a request to another one would not find it. */
  readonly region: string
  /** ARN of the role that the action assumes itself, or empty for the credentials in the environment. */
  readonly roleArn: string
  /** URL, or undefined for what the AWS SDK resolves. */
  readonly endpointUrl: string | undefined
  readonly timeoutSeconds: number
  /** What to wait for once AWS took the page. */
  readonly waitFor: WaitFor
  readonly waitSeconds: number
  readonly dryRun: boolean
  readonly strict: boolean
  /** Token for GitHub's API, or empty for no look-up. */
  readonly githubToken: string
}

/** What a step can wait for. */
export type WaitFor = (typeof waitFors)[number]

const waitFors = ['nothing', 'page', 'acknowledgement'] as const

/** The inputs, and what had to be put right in them. */
export interface InputsReading {
  readonly inputs: Inputs
  readonly repairs: readonly Repair[]
}

/** The inputs that are templates: the name of each in action.yml, and the template that it has by default. */
export const templateInputs = {
  subject: { input: 'subject', template: '{{ page.headline }}' },
  content: { input: 'content', template: '{{ page.details }}' },
  publicSubject: { input: 'public-subject', template: '{{ page.brief_headline }}' },
  publicContent: { input: 'public-content', template: '{{ page.brief }}' },
  sender: { input: 'sender', template: '{{ page.sender }}' },
  idempotencyToken: { input: 'idempotency-token', template: '{{ github.run_id }}' }
} as const

/** One of {@link templateInputs}. */
export type TemplateName = keyof typeof templateInputs

/** A text for each template input. An empty public template leaves its member out. */
export type Templates = Readonly<Record<TemplateName, string>>

/** The inputs that hold contexts which no action can read from its environment, as JSON or as the runner wrote them. */
export interface ContextInputs {
  readonly needs: string
  readonly jobStatus: string
  readonly jobCheckRunId: string
  readonly matrix: string
  readonly strategy: string
}

/** The inputs that hold contexts. Never throws. */
export function readContextInputs(reader: InputReader): ContextInputs {
  return {
    needs: reader.getInput('needs'),
    jobStatus: reader.getInput('job-status'),
    jobCheckRunId: reader.getInput('job-check-run-id'),
    matrix: reader.getInput('matrix'),
    strategy: reader.getInput('strategy')
  }
}

/** What is wrong with inputs, and what was put right in them, as they are read. */
export function createReadings() {
  const problems: string[] = []
  const repairs: Repair[] = []
  return {
    problems,
    repairs,
    /** An input that cannot be put right: what its reading throws is a problem. */
    required<T>(read: () => T, fallback: T): T {
      try {
        return read()
      } catch (error) {
        problems.push((error as Error).message)
        return fallback
      }
    },
    repaired<T>({ value, repair }: Parsed<T>): T {
      if (repair !== undefined) repairs.push({ what: repair, authored: true })
      return value
    }
  }
}

/**
 * The inputs as decided values. Only whom to page, whether, and where can stop a page; all else that is wrong is repaired.
 *
 * @throws PageError `invalid-input`, which lists every problem at once
 */
export function readInputs(reader: InputReader, environment: Environment): InputsReading {
  const { problems, repairs, required, repaired } = createReadings()
  const reading = parseContacts('contact-id', reader.getInput('contact-id'))
  problems.push(...reading.problems)
  repairs.push(...reading.duplicates.map(what => ({ what, authored: true })))
  const contacts = reading.contacts.map(({ arn }) => arn)
  const [contactId = '', ...furtherContactIds] = reading.contacts.map(({ contactId }) => contactId)
  const backupContactId = repaired(parseBackup(reader.getInput('backup-contact-id'), [contactId, ...furtherContactIds]))
  const inputs: Inputs = {
    contactIds: [contactId, ...furtherContactIds],
    backupContactId,
    templates: readTemplates(reader),
    incidentId: repaired(parseIncidentId(reader.getInput('incident-id'))),
    roleArn: repaired(parseRole(reader.getInput('role-to-assume'))),
    region: repaired(parseRegion(reader.getInput('aws-region'), contacts)),
    endpointUrl: required(() => readEndpoint(reader.getInput('endpoint-url'), environment), undefined),
    timeoutSeconds: repaired(parseSeconds('timeout-seconds', reader.getInput('timeout-seconds'), 1, 900, 60)),
    waitFor: repaired(parseWaitFor(reader.getInput('wait-for'))),
    waitSeconds: repaired(parseSeconds('wait-seconds', reader.getInput('wait-seconds'), 10, 21_600, 600)),
    dryRun: required(() => parseDryRun(reader.getInput('dry-run')), false),
    strict: repaired(parseStrict(reader.getInput('strict'))),
    githubToken: reader.getInput('github-token')
  }
  // AWS decides about a name; strict says nothing about it.
  const names = contacts.map(contact => aliasWarning('contact-id', contact))
  const backup = parseContactArn(backupContactId)
  for (const what of [...names, backup && aliasWarning('backup-contact-id', backup)]) {
    if (what !== undefined) repairs.push({ what, authored: false })
  }
  if (environment.verificationOff) repairs.push({ what: verificationWarning, authored: true })

  if (problems.length > 0) throw new PageError('invalid-input', 'not-sent', listed(problems))
  return { inputs, repairs }
}

function readTemplates(reader: InputReader): Templates {
  const texts = Object.entries(templateInputs).map(([name, { input }]) => [name, reader.getInput(input)])
  return Object.fromEntries(texts) as Templates
}

/** A value, and what was put right for it, as a sentence. */
export interface Parsed<T> {
  readonly value: T
  readonly repair?: string
}

/** What is said where Node.js is told not to verify certificates. */
export const verificationWarning =
  'NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the environment. This action verifies certificates all the same, since others ' +
  'could read the page and the AWS credentials on the way. Remove it; for a private certificate authority set ' +
  'NODE_EXTRA_CA_CERTS instead.'

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanagerincidentmanager.html
const incidentRecord = /^arn:[a-z-]+:ssm-incidents:[a-z0-9-]*:[0-9]+:incident-record\/.+$/

function parseIncidentId(text: string): Parsed<string> {
  const { maximum, illegal } = limits.IncidentId
  if (text === '') return { value: '' }
  if (lengthInScalars(text) <= maximum && text.search(illegal) === -1 && incidentRecord.test(text))
    return { value: text }
  return {
    value: '',
    repair:
      `Input "incident-id" is "${quoted(text)}". It takes the ARN of an incident, up to ${maximum} characters, such as ` +
      'arn:aws:ssm-incidents::111122223333:incident-record/PLAN/ID. The page goes out without the incident.'
  }
}

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
const roleArn = /^arn:aws(?:-[a-z-]+)?:iam::[0-9]{12}:role\/[\w+=,.@/-]+$/

/** The ARN of a role, or empty. */
export function parseRole(text: string): Parsed<string> {
  if (text === '' || (text.length <= 2048 && roleArn.test(text))) return { value: text }
  return {
    value: '',
    repair:
      `Input "role-to-assume" is "${quoted(text)}". It takes the ARN of an IAM role, such as ` +
      'arn:aws:iam::111122223333:role/page-on-call. The credentials in the environment are used in its place.'
  }
}

function parseBackup(text: string, contactIds: readonly string[]): Parsed<string> {
  if (text === '') return { value: '' }
  const without = 'The page goes out without a backup.'
  if (linesOf(text).length > 1) {
    return {
      value: '',
      repair: `Input "backup-contact-id" has several lines. It takes the ARN of one contact. ${without}`
    }
  }
  if (contactIds.includes(text)) {
    return {
      value: '',
      repair: `Input "backup-contact-id" is "${quoted(text)}", which "contact-id" names already. ${without}`
    }
  }
  try {
    parseContactInput('backup-contact-id', text)
    return { value: text }
  } catch (error) {
    return { value: '', repair: `${(error as Error).message} ${without}` }
  }
}

function parseRegion(text: string, contacts: readonly ContactArn[]): Parsed<string> {
  const value = contacts[0]?.region ?? (isRegion(text) ? text : '')
  if (text === '' || text === value || contacts.some(({ region }) => region === text)) return { value }
  return {
    value,
    repair: `Input "aws-region" is "${quoted(text)}", but the contact in "contact-id" is in ${value || 'another region'}. The contact's region counts: leave "aws-region" out.`
  }
}

/**
 * The endpoint of an input, or of the environment where that is empty.
 *
 * @throws Error that says what is allowed
 */
export function readEndpoint(input: string, { endpoint }: Environment): string | undefined {
  if (input !== '') return parseEndpoint('Input "endpoint-url"', input)
  return endpoint && parseEndpoint(`Environment variable ${endpoint.name}`, endpoint.url)
}

function parseEndpoint(source: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && isAllowedEndpoint(url)) return text
  // A password may stand in it: only what is surely not secret is shown.
  const shown = url === undefined || url.username !== '' || url.password !== '' ? '' : ` is "${quoted(text)}"; it`
  throw new Error(
    `${source}${shown} takes a URL with https and without user and password, such as ` +
      'https://ssm-contacts.us-east-1.amazonaws.com; http is for loopback only.'
  )
}

/**
 * A whole number within its range: beyond it counts its end, and what is not a whole number is the default.
 *
 * @param unit stands after `a whole number`
 */
export function parseSeconds(
  name: string,
  text: string,
  minimum: number,
  maximum: number,
  fallback: number,
  unit = ' of seconds'
): Parsed<number> {
  const isNumber = /^[+-]?[0-9]+(?:\.[0-9]+)?$/.test(text)
  const value = isNumber ? Math.min(Math.max(Number(text), minimum), maximum) : fallback
  if (isNumber && Number.isInteger(value) && Number(text) === value) return { value }
  const used = Number.isInteger(value) ? value : fallback
  return {
    value: used,
    repair: `Input "${name}" is "${quoted(text)}". It takes a whole number${unit} from ${minimum} to ${maximum}; ${used} is used.${emptyHint(text, String(fallback))}`
  }
}

// The forms of https://yaml.org/spec/1.2.2/#10212-boolean that GitHub's toolkit takes.
const booleans = new Map([
  ...['true', 'True', 'TRUE'].map(text => [text, true] as const),
  ...['false', 'False', 'FALSE'].map(text => [text, false] as const)
])

/**
 * The input "dry-run".
 *
 * @throws Error that says what is allowed
 */
export function parseDryRun(text: string): boolean {
  const value = booleans.get(text)
  if (value !== undefined) return value
  throw new Error(`Input "dry-run" is "${quoted(text)}". It takes true or false.${emptyHint(text, 'false')}`)
}

function parseWaitFor(text: string): Parsed<WaitFor> {
  const value = waitFors.find(wait => wait === text)
  if (value !== undefined) return { value }
  return {
    value: 'nothing',
    repair: `Input "wait-for" is "${quoted(text)}". It takes ${waitFors.join(', ')}; nothing is used.${emptyHint(text, "'nothing'")}`
  }
}

/** The input "strict"; false for anything that is neither true nor false. */
export function parseStrict(text: string): Parsed<boolean> {
  const value = booleans.get(text)
  if (value !== undefined) return { value }
  return {
    value: false,
    repair: `Input "strict" is "${quoted(text)}". It takes true or false; false is used.${emptyHint(text, 'false')}`
  }
}

/** How to give an input that comes out empty its default: GitHub does so only where a step leaves the input out. */
function emptyHint(text: string, fallback: string): string {
  return text === ''
    ? ` An expression that may be empty needs a default, such as \${{ vars.NAME || ${fallback} }}.`
    : ''
}

/** Problems as one text, a line each where there are several. */
export function listed(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] ?? '') : problems.map(problem => `- ${problem}`).join('\n')
}
