import { homedir } from 'node:os'
import type { CredentialsSource } from '../credentials/sources.ts'
import { proxyUrl } from '../network/proxies.ts'
import type { IdTokenRequest } from './id-token.ts'

/** What the runner's environment tells of the way to AWS. The workflow's own contexts are read in workflow.ts. */
export interface Environment {
  /** Proxy variables in the spelling they were found in. */
  readonly proxyEnvironment: Readonly<Record<string, string>>
  /** Where the AWS credentials can come from, in the order in which they are asked. */
  readonly credentialsSources: readonly CredentialsSource[]
  /** Where this job asks for an ID token; undefined without the permission `id-token: write`. */
  readonly idTokenRequest: IdTokenRequest | undefined
  /** An endpoint for Incident Manager, and the variable that holds it. */
  readonly endpoint: { readonly name: string; readonly url: string } | undefined
  /** Whether endpoints of the environment and the shared configuration do not count. */
  readonly ignoreConfiguredEndpoints: boolean
  /** The profile of the shared configuration that counts. */
  readonly profile: string
  /** Whether Node.js is told not to verify certificates. */
  readonly verificationOff: boolean
  /**
   * Whether act runs the workflow, without a server that numbers runs. The runners of Gitea and Forgejo are made of act and say so too, but
   * their servers number runs.
   */
  readonly isUnderAct: boolean
  /** Values that must never be printed. */
  readonly secrets: readonly string[]
}

type Variables = Readonly<Record<string, string | undefined>>

const proxyNames = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy']
const endpointNames = ['AWS_ENDPOINT_URL_SSM_CONTACTS', 'AWS_ENDPOINT_URL']

/**
 * Writes variables of AWS in this process's own environment as the AWS SDK understands them, where the AWS CLI is more
 * generous, and leaves the counting of attempts to this action.
 */
export function correctAwsVariables(variables: Record<string, string | undefined> = process.env): void {
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
    const [, below] = /^~[\\/](.*)$/s.exec(variables[name] ?? '') ?? []
    if (below !== undefined) variables[name] = `${homedir()}/${below}`
  }
  // The SDK takes any value but `true` for false, the AWS CLI `True` too.
  for (const name of ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT']) {
    if (variables[name] !== undefined) variables[name] = String(isTrue(variables[name]))
  }
  if (isTrue(variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)) {
    for (const name of Object.keys(variables)) if (/^AWS_ENDPOINT_URL(?:_|$)/.test(name)) delete variables[name]
  }
  variables.AWS_MAX_ATTEMPTS = '1'
  variables.AWS_RETRY_MODE = 'standard'
}

/**
 * Has the AWS SDK ask AWS's own STS in a region, whatever the shared configuration names: the environment comes before it.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function askAwsOwnSts(region: string, variables: Record<string, string | undefined> = process.env): void {
  // The SDK refuses an endpoint of one's own, the configured one too, where FIPS or dual-stack ones are asked for.
  if (isTrue(variables.AWS_USE_FIPS_ENDPOINT) || isTrue(variables.AWS_USE_DUALSTACK_ENDPOINT)) return
  const suffix = region.startsWith('cn-') ? '.cn' : ''
  variables.AWS_ENDPOINT_URL_STS = `https://sts.${region}.amazonaws.com${suffix}`
}

/** The environment as decided values. Never throws. */
export function readEnvironment(variables: Variables = process.env): Environment {
  return {
    proxyEnvironment: readProxyEnvironment(variables),
    credentialsSources: readCredentialsSources(variables),
    idTokenRequest: readIdTokenRequest(variables),
    endpoint: readEndpoint(variables),
    ignoreConfiguredEndpoints: isTrue(variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS),
    profile: variables.AWS_PROFILE || 'default',
    verificationOff: variables.NODE_TLS_REJECT_UNAUTHORIZED === '0',
    isUnderAct: variables.ACT === 'true' && !variables.GITEA_ACTIONS && !variables.FORGEJO_ACTIONS,
    secrets: readSecrets(variables)
  }
}

/**
 * The order of https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html, but for keys
 * beside AWS_PROFILE: an earlier step has put them there for us, and to read them here loads no chain.
 */
function readCredentialsSources(variables: Variables): CredentialsSource[] {
  return [
    ...readKeys(variables),
    ...readHalfSetKeys(variables),
    { kind: 'profile', name: variables.AWS_PROFILE || 'default' },
    ...readWebIdentity(variables),
    ...readContainer(variables),
    ...(isTrue(variables.AWS_EC2_METADATA_DISABLED) ? [] : [{ kind: 'instance' } as const])
  ]
}

function readKeys(variables: Variables): CredentialsSource[] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = variables
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return []
  const keys = {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN })
  }
  return [{ kind: 'keys', keys }]
}

function readWebIdentity(variables: Variables): CredentialsSource[] {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn, AWS_ROLE_SESSION_NAME } = variables
  if (!tokenFile || !roleArn) return []
  return [{ kind: 'web-identity', tokenFile, roleArn, sessionName: AWS_ROLE_SESSION_NAME || 'start-engagement' }]
}

function readContainer(variables: Variables): CredentialsSource[] {
  const {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: full,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: token = '',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile = ''
  } = variables
  // The relative one comes first: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
  if (relative) {
    const url = `http://169.254.170.2${relative}`
    return [{ kind: 'container', variable: 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', url, token, tokenFile }]
  }
  return full
    ? [{ kind: 'container', variable: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', url: full, token, tokenFile }]
    : []
}

function readHalfSetKeys(variables: Variables): CredentialsSource[] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = variables
  if (!AWS_ACCESS_KEY_ID === !AWS_SECRET_ACCESS_KEY) return []
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const [set, empty] = AWS_ACCESS_KEY_ID ? names : names.reverse()
  return [{ kind: 'half-set-keys', what: `${set} is set in the environment, but ${empty} is empty.` }]
}

function readIdTokenRequest(variables: Variables): IdTokenRequest | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = variables
  return url && token ? { url, token } : undefined
}

function readEndpoint(variables: Variables): Environment['endpoint'] {
  if (isTrue(variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)) return undefined
  const name = endpointNames.find(name => variables[name])
  return name === undefined ? undefined : { name, url: variables[name] ?? '' }
}

/** As the AWS CLI takes it, which also takes `True`. */
function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === 'true'
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
