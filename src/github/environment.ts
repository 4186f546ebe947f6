import { proxyUrl } from '../network/proxies.ts'

/** What the runner's environment tells of the way to AWS. The workflow's own contexts are read in workflow.ts. */
export interface Environment {
  /** Proxy variables in the spelling they were found in. */
  readonly proxyEnvironment: Readonly<Record<string, string>>
  /** The keys in the environment; undefined to leave the search for credentials to the SDK. */
  readonly keys: AwsKeys | undefined
  /** A sentence about keys of which one half is missing; undefined if all is well. */
  readonly halfSetKeys: string | undefined
  /** Whether a service on the network hands out the AWS credentials, so that having none may pass. */
  readonly credentialsFromNetwork: boolean
  /** Where the SDK will look for credentials first, in words for the log. */
  readonly credentialsSource: string
  /** An endpoint for Incident Manager, and the variable that holds it. */
  readonly endpoint: { readonly name: string; readonly url: string } | undefined
  /** Whether Node.js is told not to verify certificates. */
  readonly verificationOff: boolean
  /** Values that must never be printed. */
  readonly secrets: readonly string[]
}

/** Keys as the AWS SDK takes them. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

type Variables = Readonly<Record<string, string | undefined>>

const proxyNames = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy']
const credentialsServiceNames = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']
const endpointNames = ['AWS_ENDPOINT_URL_SSM_CONTACTS', 'AWS_ENDPOINT_URL']

/** The environment as decided values. Never throws. */
export function readEnvironment(variables: Variables = process.env): Environment {
  return {
    proxyEnvironment: readProxyEnvironment(variables),
    keys: readKeys(variables),
    halfSetKeys: readHalfSetKeys(variables),
    credentialsFromNetwork: credentialsServiceNames.some(name => variables[name]),
    credentialsSource: readCredentialsSource(variables),
    endpoint: readEndpoint(variables),
    verificationOff: variables.NODE_TLS_REJECT_UNAUTHORIZED === '0',
    secrets: readSecrets(variables)
  }
}

// The SDK's chain begins with them too, but not where a profile is set as well. An earlier step has put the keys there for
// us, and to read them here saves the chain.
function readKeys(variables: Variables): AwsKeys | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = variables
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN })
  }
}

function readHalfSetKeys(variables: Variables): string | undefined {
  const { AWS_PROFILE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = variables
  if (AWS_PROFILE || !AWS_ACCESS_KEY_ID === !AWS_SECRET_ACCESS_KEY) return undefined
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const [set, empty] = AWS_ACCESS_KEY_ID ? names : names.reverse()
  return `${set} is set in the environment, but ${empty} is empty.`
}

/** The order of https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html */
function readCredentialsSource(variables: Variables): string {
  if (variables.AWS_ACCESS_KEY_ID && variables.AWS_SECRET_ACCESS_KEY) return 'AWS_ACCESS_KEY_ID in the environment'
  if (variables.AWS_PROFILE) return 'the profile in AWS_PROFILE'
  const [found] = ['AWS_WEB_IDENTITY_TOKEN_FILE', ...credentialsServiceNames].filter(name => variables[name])
  return found ?? 'the default profile, then the instance'
}

function readEndpoint(variables: Variables): Environment['endpoint'] {
  if (variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() === 'true') return undefined
  const name = endpointNames.find(name => variables[name])
  return name === undefined ? undefined : { name, url: variables[name] ?? '' }
}

function readProxyEnvironment(variables: Variables): Record<string, string> {
  const found = proxyNames.flatMap(name => {
    const text = variables[name]?.trim()
    return text ? [[name, isNoProxy(name) ? text : proxyUrl(text)] as const] : []
  })
  return Object.fromEntries(found)
}

function isNoProxy(name: string): boolean {
  return name.toLowerCase() === 'no_proxy'
}

function readSecrets(variables: Variables): string[] {
  const passwords = proxyNames.flatMap(name => proxyPasswords(name, variables[name] ?? ''))
  return [
    variables.AWS_SECRET_ACCESS_KEY,
    variables.AWS_SESSION_TOKEN,
    variables.AWS_ACCESS_KEY_ID,
    variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
    variables.ACTIONS_RUNTIME_TOKEN,
    variables.AWS_CONTAINER_AUTHORIZATION_TOKEN,
    ...passwords
  ].filter((secret): secret is string => Boolean(secret))
}

function proxyPasswords(name: string, url: string): string[] {
  const normal = proxyUrl(url)
  if (isNoProxy(name) || !URL.canParse(normal)) return []
  const { username, password } = new URL(normal)
  if (password === '') return []
  const plainName = percentDecoded(username)
  const plain = percentDecoded(password)
  return [password, plain, btoa(`${plainName}:${plain}`)]
}

// As a proxy gets it; what is no escape stays as it is.
function percentDecoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
}
