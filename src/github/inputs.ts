import { type ContactArn, isRegion, parseContactArn } from '../incident-manager/arn.ts'
import { limits } from '../incident-manager/limits.ts'
import { isAllowedEndpoint } from '../network/endpoint.ts'
import { proxyUrl } from '../network/proxies.ts'
import { PageError, type Target } from '../report/errors.ts'
import { lengthInScalars } from '../text/unicode.ts'

/** What reading inputs takes of `@actions/core`. */
export interface InputReader {
  getInput(name: string): string
  getBooleanInput(name: string): boolean
}

/** The inputs of action.yml as decided values. */
export interface Inputs {
  readonly contactId: string
  /** What the texts of errors are filled in with. */
  readonly target: Target
  /** Templates, as written. */
  readonly templates: Templates
  /** ARN, or empty for none. */
  readonly incidentId: string
  /** The contact's region: a request to another one would not find it. */
  readonly region: string
  /** URL, or undefined for what the AWS SDK resolves. */
  readonly endpointUrl: string | undefined
  readonly timeoutSeconds: number
  readonly dryRun: boolean
  readonly strict: boolean
  /** Token for the GitHub API, or empty for no look-up. */
  readonly githubToken: string
  /** JSON as the runner or the workflow's author wrote it. */
  readonly contexts: ContextInputs
  /** Proxy variables in the spelling they were found in. */
  readonly proxyEnvironment: Readonly<Record<string, string>>
  /** The keys of the environment, where the SDK would pass over them; undefined to leave the choice to it. */
  readonly environmentKeys: AwsKeys | undefined
  /** Whether a service on the network hands out the AWS credentials, so that having none may pass. */
  readonly credentialsFromNetwork: boolean
}

/** Keys as the AWS SDK takes them. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** The inputs that are templates. An empty public template leaves its member out. */
export interface Templates {
  readonly subject: string
  readonly content: string
  readonly publicSubject: string
  readonly publicContent: string
  readonly sender: string
  readonly idempotencyToken: string
}

/** The inputs that hold contexts which no action can read from its environment. */
export interface ContextInputs {
  readonly needs: string
  readonly jobStatus: string
  readonly jobCheckRunId: string
  readonly matrix: string
  readonly strategy: string
}

/** The defaults of the template inputs in action.yml: what is rendered when a template comes out empty. */
export const defaultTemplates: Templates = {
  subject: '{{ page.headline }}',
  content: '{{ page.details }}',
  publicSubject: '{{ page.brief_headline }}',
  publicContent: '{{ page.brief }}',
  sender: '{{ github.actor }} via {{ github.repository }}',
  idempotencyToken: '{{ github.run_id }}'
}

type Environment = Readonly<Record<string, string | undefined>>

const proxyNames = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy']
const credentialsServiceNames = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']
const endpointNames = ['AWS_ENDPOINT_URL_SSM_CONTACTS', 'AWS_ENDPOINT_URL']

/**
 * The inputs as decided values.
 *
 * @throws PageError `invalid-input` or `half-set-credentials`, which lists every problem at once
 */
export function readInputs(reader: InputReader, environment: Environment = process.env): Inputs {
  const problems: string[] = []
  const attempt = <T>(read: () => T, fallback: T): T => {
    try {
      return read()
    } catch (error) {
      problems.push((error as Error).message)
      return fallback
    }
  }

  const contactId = reader.getInput('contact-id')
  const contact = attempt(() => parseContact(contactId), undefined)
  const inputs: Omit<Inputs, 'target'> = {
    contactId,
    templates: {
      subject: reader.getInput('subject'),
      content: reader.getInput('content'),
      publicSubject: reader.getInput('public-subject'),
      publicContent: reader.getInput('public-content'),
      sender: reader.getInput('sender'),
      idempotencyToken: reader.getInput('idempotency-token')
    },
    incidentId: attempt(() => parseIncidentId(reader.getInput('incident-id')), ''),
    region: attempt(() => parseRegion(reader.getInput('aws-region'), contact), ''),
    endpointUrl: attempt(() => readEndpoint(reader.getInput('endpoint-url'), environment), undefined),
    timeoutSeconds: attempt(() => parseTimeoutSeconds(reader.getInput('timeout-seconds')), 60),
    dryRun: attempt(() => readBoolean(reader, 'dry-run'), false),
    strict: attempt(() => readBoolean(reader, 'strict'), false),
    githubToken: reader.getInput('github-token'),
    contexts: {
      needs: reader.getInput('needs'),
      jobStatus: reader.getInput('job-status'),
      jobCheckRunId: reader.getInput('job-check-run-id'),
      matrix: reader.getInput('matrix'),
      strategy: reader.getInput('strategy')
    },
    proxyEnvironment: readProxyEnvironment(environment),
    environmentKeys: readEnvironmentKeys(environment),
    credentialsFromNetwork: credentialsServiceNames.some(name => environment[name])
  }
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    problems.push(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the environment: anyone on the way could take the page and the AWS ' +
        'credentials. Remove it; for a private certificate authority set NODE_EXTRA_CA_CERTS instead.'
    )
  }

  const target = contact && {
    contactId,
    region: contact.region,
    account: contact.account,
    jobFailed: !['', 'success'].includes(inputs.contexts.jobStatus.toLowerCase()),
    helpUrl: helpUrl(environment)
  }
  const half = halfSet(environment)
  if (half !== undefined && !inputs.dryRun) {
    if (problems.length === 0) throw new PageError('half-set-credentials', 'not-sent', half, { target })
    problems.push(half)
  }
  if (problems.length > 0 || target === undefined) {
    throw new PageError('invalid-input', 'not-sent', listed(problems), { target })
  }
  return { ...inputs, target }
}

function parseContact(text: string): ContactArn {
  const contact = parseContactArn(text)
  if (contact !== undefined) return contact
  const example = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'
  const list = '"aws ssm-contacts list-contacts --region REGION" shows the ARNs there are.'
  if (text === '') {
    throw new Error(
      `Input "contact-id" is empty. It takes the ARN of whom to page, such as ${example}. ${list} ` +
        'A variable or secret that is empty does not exist in this repository or environment.'
    )
  }
  throw new Error(
    `Input "contact-id" is "${quoted(text)}".${contactHint(text)} It takes the ARN of a contact, escalation plan or on-call ` +
      `schedule, up to ${limits.ContactId.maximum} characters, such as ${example}: partition aws, aws-cn or aws-us-gov, ` +
      `region in lower case, account in digits, alias of 1 to 255 of a-z, 0-9, "_", "." and "-". ${list}`
  )
}

/** What is wrong with what is no ARN of a contact, where that can be told. */
function contactHint(text: string): string {
  if (/\s|,/.test(text)) return ' It takes one ARN: page each contact in a step of its own.'
  if (text.includes('***')) return ' A part of it is masked, as a secret is.'
  if (!text.startsWith('arn:')) return ' That is no ARN.'
  const [, , service = '', , , resource = ''] = text.split(':')
  if (service !== 'ssm-contacts') return ` Its service is "${quoted(service)}", not "ssm-contacts".`
  const [kind = ''] = resource.split('/')
  return kind === 'contact' ? '' : ` It is the ARN of "${quoted(kind)}", not of a contact.`
}

function parseIncidentId(text: string): string {
  const { maximum, illegal } = limits.IncidentId
  if (lengthInScalars(text) <= maximum && text.search(illegal) === -1) return text
  throw new Error(
    `Input "incident-id" is "${quoted(text)}". It takes an incident's ARN, up to ${maximum} characters of letters, digits, ` +
      'white space and \\_@#%*+=:?./!-, or nothing.'
  )
}

function parseRegion(text: string, contact: ContactArn | undefined): string {
  if (text !== '' && !isRegion(text)) {
    throw new Error(
      `Input "aws-region" is "${quoted(text)}". It takes a region in lower case, such as us-east-1, or nothing.`
    )
  }
  if (text !== '' && contact !== undefined && text !== contact.region) {
    throw new Error(
      `Input "aws-region" is "${text}", but the contact in "contact-id" is in ${contact.region}. Leave "aws-region" out.`
    )
  }
  return text || (contact?.region ?? '')
}

function readEndpoint(input: string, environment: Environment): string | undefined {
  if (input !== '') return parseEndpoint('Input "endpoint-url"', input)
  if (environment.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return undefined
  const name = endpointNames.find(name => environment[name])
  return name === undefined ? undefined : parseEndpoint(`Environment variable ${name}`, environment[name] ?? '')
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

function parseTimeoutSeconds(text: string): number {
  if (/^[1-9][0-9]{0,2}$/.test(text) && Number(text) <= 900) return Number(text)
  throw new Error(
    `Input "timeout-seconds" is "${quoted(text)}". It takes a whole number of seconds from 1 to 900.${emptyHint(text, '60')}`
  )
}

function readBoolean(reader: InputReader, name: string): boolean {
  try {
    return reader.getBooleanInput(name)
  } catch {
    const text = reader.getInput(name)
    throw new Error(`Input "${name}" is "${quoted(text)}". It takes true or false.${emptyHint(text, 'false')}`)
  }
}

/** How to give an input that comes out empty its default: GitHub does so only where a step leaves the input out. */
function emptyHint(text: string, fallback: string): string {
  return text === ''
    ? ` An expression that may be empty needs a default, such as \${{ vars.NAME || ${fallback} }}.`
    : ''
}

// With a profile set as well, the SDK looks for nothing but the profile. An earlier step has put the keys there for us.
function readEnvironmentKeys(environment: Environment): AwsKeys | undefined {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment
  if (!AWS_PROFILE || !AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN })
  }
}

function readProxyEnvironment(environment: Environment): Record<string, string> {
  const found = proxyNames.flatMap(name => {
    const text = environment[name]?.trim()
    return text ? [[name, isNoProxy(name) ? text : proxyUrl(text)] as const] : []
  })
  return Object.fromEntries(found)
}

function isNoProxy(name: string): boolean {
  return name.toLowerCase() === 'no_proxy'
}

/** What may stand in an input, or in the words of AWS, GitHub or a proxy, and must never be printed. */
export function readSecrets(reader: InputReader, environment: Environment = process.env): string[] {
  const passwords = proxyNames.flatMap(name => proxyPasswords(name, environment[name] ?? ''))
  return [
    environment.AWS_SECRET_ACCESS_KEY,
    environment.AWS_SESSION_TOKEN,
    environment.AWS_ACCESS_KEY_ID,
    environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
    environment.ACTIONS_RUNTIME_TOKEN,
    environment.AWS_CONTAINER_AUTHORIZATION_TOKEN,
    reader.getInput('github-token'),
    ...passwords
  ].filter((secret): secret is string => Boolean(secret))
}

function proxyPasswords(name: string, url: string): string[] {
  const normal = proxyUrl(url)
  if (isNoProxy(name) || !URL.canParse(normal)) return []
  const { username, password } = new URL(normal)
  const plainName = percentDecoded(username)
  const plain = percentDecoded(password)
  return [password, plain, btoa(`${plainName}:${plain}`)]
}

// As a proxy gets it; what is no escape stands as it is.
function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function halfSet(environment: Environment): string | undefined {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = environment
  if (AWS_PROFILE || !AWS_ACCESS_KEY_ID === !AWS_SECRET_ACCESS_KEY) return undefined
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const [set, empty] = AWS_ACCESS_KEY_ID ? names : names.reverse()
  return `${set} is set in the environment, but ${empty} is empty.`
}

// The documents of this very version, where the runner tells which one runs. Another server need not have them.
function helpUrl(environment: Environment): string {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = environment
  return server === 'https://github.com' && repository && ref
    ? `${server}/${repository}/blob/${ref}/docs/troubleshooting.md`
    : ''
}

// One line, however long or broken the value is.
function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}

function listed(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] ?? '') : problems.map(problem => `- ${problem}`).join('\n')
}
