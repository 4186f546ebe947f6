import { BlockList, isIP, isIPv6 } from 'node:net'
import { shorten } from '../text/unicode.ts'
import { TransportError } from './transport-error.ts'

/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in either case, as far as they are set. Where both cases are, lower case counts. */
export type ProxyEnvironment = Readonly<Record<string, string>>

/**
 * The proxy for a URL, with http or https; undefined where none is named for it or NO_PROXY names the host. A variable with
 * another scheme, such as `socks5://`, does not count.
 *
 * NO_PROXY is a list with commas or white space. `example.com` and `.example.com` cover the host and its subdomains,
 * `example.com:8443` only that port, `*` every host; addresses stand as `10.0.0.1`, `10.0.0.0/8`, `::1` or `[::1]`.
 * `*.example.com` covers nothing. This is what curl (https://curl.se/docs/manpage.html#--noproxy) makes of the list, with
 * the ports of the runner (https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/use-proxy-servers).
 *
 * @throws TransportError `ERR_PROXY_INVALID_CONFIG` if the proxy's address is not a URL
 */
export function proxyFor(url: URL, environment: ProxyEnvironment): URL | undefined {
  const text = proxyUrl(variable(environment, url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'))
  if (!isHttp(text) || noProxyEntries(environment).some(entry => covers(entry, url))) return undefined
  try {
    const proxy = new URL(text)
    proxyAuthorization(proxy)
    return proxy
  } catch (error) {
    // The error quotes the address, password and all.
    throw new TransportError('the proxy variables hold no valid URL', 'ERR_PROXY_INVALID_CONFIG', false, error)
  }
}

/** The header Proxy-Authorization for the user and password in a proxy's address; undefined if there are none. */
export function proxyAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const credentials = [username, password].map(decodeURIComponent).join(':')
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}

/** A proxy's address as a URL with a lower-case scheme: `proxy.example:3128` is meant as `http://proxy.example:3128`. */
export function proxyUrl(text: string): string {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? []
  if (scheme !== undefined) return `${scheme.toLowerCase()}://${rest}`
  return URL.canParse(`http://${text}`) ? `http://${text}` : text
}

/** What will not be used of the proxy variables, as sentences for the log. */
export function proxyWarnings(environment: ProxyEnvironment): string[] {
  const proxies = Object.entries(environment).filter(([name]) => name.toLowerCase() !== 'no_proxy')
  if (proxies.length === 0) return []
  const odd = proxies.filter(([, text]) => !isHttp(proxyUrl(text)))
  const stars = noProxyEntries(environment).filter(entry => entry.startsWith('*.'))
  return [
    ...odd.map(([name]) => `${name} is not used: it does not start with http:// or https://.`),
    ...(stars.length === 0
      ? []
      : [
          `NO_PROXY names "${shorten(stars.join(','), 200)}", which covers no host: like curl and the runner, this action ` +
            'takes "example.com" for a domain and its subdomains.'
        ])
  ]
}

function variable(environment: ProxyEnvironment, name: string): string {
  return (environment[name] || environment[name.toUpperCase()] || '').trim()
}

function isHttp(url: string): boolean {
  return /^https?:\/\//.test(url)
}

function noProxyEntries(environment: ProxyEnvironment): string[] {
  return variable(environment, 'no_proxy')
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
}

function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true
  const host = plainHost(url.hostname)
  const subnet = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(entry)
  if (subnet !== null) return isInSubnet(host, subnet[1] ?? '', Number(subnet[2]))

  const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(isIPv6(entry) ? `[${entry}]` : entry) ?? []
  if (port !== undefined && port !== (url.port || (url.protocol === 'https:' ? '443' : '80'))) return false
  const domain = name.replace(/^\./, '')
  // As a URL: punycode, lower case and the short form of an IPv6 address.
  const covered = URL.canParse(`http://${domain}`) ? plainHost(new URL(`http://${domain}`).hostname) : ''
  return covered !== '' && (host === covered || (isIP(host) === 0 && host.endsWith(`.${covered}`)))
}

function plainHost(hostname: string): string {
  return hostname.replace(/^\[|\]$|\.$/g, '')
}

function isInSubnet(host: string, network: string, bits: number): boolean {
  const family = isIP(network)
  if (family === 0 || family !== isIP(host) || bits > (family === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, bits, `ipv${family as 4 | 6}`)
  return list.check(host, `ipv${family as 4 | 6}`)
}
