import { describe, expect, test } from '@jest/globals'
import { proxyAuthorization, proxyFor, proxyUrl, proxyWarnings } from '../src/network/proxies.ts'
import { TransportError } from '../src/network/transport-error.ts'

const proxy = 'http://proxy.example:3128/'

/** The proxy for a URL, as text. */
function proxyOf(url: string, environment: Record<string, string>): string | undefined {
  return proxyFor(new URL(url), environment)?.href
}

describe('a proxy', () => {
  const aws = 'https://ssm-contacts.us-east-1.amazonaws.com/'
  const loopback = 'http://127.0.0.1:8080/'

  test.each<[string, Record<string, string>, string, string | undefined]>([
    ['HTTPS_PROXY is for https', { HTTPS_PROXY: proxy }, aws, proxy],
    ['https_proxy is for https', { https_proxy: proxy }, aws, proxy],
    ['HTTPS_PROXY is not for http', { HTTPS_PROXY: proxy }, loopback, undefined],
    ['HTTP_PROXY is for http', { HTTP_PROXY: proxy }, loopback, proxy],
    ['http_proxy is for http', { http_proxy: proxy }, loopback, proxy],
    ['HTTP_PROXY is not for https', { HTTP_PROXY: proxy }, aws, undefined],
    ['lower case counts where both are set', { https_proxy: proxy, HTTPS_PROXY: 'http://other.example' }, aws, proxy],
    ['an empty variable is not set', { https_proxy: '', HTTPS_PROXY: proxy }, aws, proxy],
    ['white space around it does not count', { HTTPS_PROXY: ` ${proxy}\n` }, aws, proxy],
    ['host and port alone', { HTTPS_PROXY: 'proxy.example:3128' }, aws, proxy],
    ['user, password, host and port', { HTTPS_PROXY: 'u:p@proxy.example:3128' }, aws, 'http://u:p@proxy.example:3128/'],
    ['an address and port', { HTTPS_PROXY: '10.0.0.1:3128' }, aws, 'http://10.0.0.1:3128/'],
    ['an IPv6 address and port', { HTTPS_PROXY: '[fd00::1]:3128' }, aws, 'http://[fd00::1]:3128/'],
    ['a host alone', { HTTPS_PROXY: 'proxy.example' }, aws, 'http://proxy.example/'],
    ['a proxy with TLS', { HTTPS_PROXY: 'https://proxy.example' }, aws, 'https://proxy.example/'],
    ['a scheme in upper case', { HTTPS_PROXY: 'HTTP://proxy.example:3128' }, aws, proxy],
    ['another scheme is not used', { HTTPS_PROXY: 'socks5://proxy.example:1080' }, aws, undefined],
    ['no variables at all', {}, aws, undefined]
  ])('%s', (_, environment, url, expected) => {
    expect(proxyOf(url, environment)).toBe(expected)
  })

  test.each(['http://proxy.example:port', 'http://u:canary%zz@proxy.example', 'http://u:canary @proxy.example:99999'])(
    '%s is refused, and not quoted',
    text => {
      let refusal: unknown
      try {
        proxyOf(aws, { HTTPS_PROXY: text })
      } catch (error) {
        refusal = error
      }
      expect(refusal).toBeInstanceOf(TransportError)
      expect(refusal).toMatchObject({
        code: 'ERR_PROXY_INVALID_CONFIG',
        sentInFull: false,
        message: 'the proxy variables hold no valid URL'
      })
    }
  )

  test.each<[string, string | undefined]>([
    ['http://proxy.example', undefined],
    ['http://page:secret@proxy.example', `Basic ${btoa('page:secret')}`],
    ['http://page@proxy.example', `Basic ${btoa('page:')}`],
    ['http://:secret@proxy.example', `Basic ${btoa(':secret')}`],
    ['http://page:a%2Fb%3Ac@proxy.example', `Basic ${btoa('page:a/b:c')}`],
    ['http://page:%C3%BC@proxy.example', `Basic ${Buffer.from('page:ü').toString('base64')}`]
  ])('%s is authenticated to with %j', (url, expected) => {
    expect(proxyAuthorization(new URL(url))).toBe(expected)
  })

  test.each([
    ['proxy:3128', 'http://proxy:3128'],
    ['HTTPS://proxy', 'https://proxy'],
    ['socks5://proxy', 'socks5://proxy'],
    ['no host', 'no host']
  ])('%j reads %j', (text, expected) => {
    expect(proxyUrl(text)).toBe(expected)
  })
})

describe('NO_PROXY', () => {
  const covers = (list: string, url: string, name = 'NO_PROXY') =>
    proxyOf(url, { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, [name]: list }) === undefined

  test.each<[list: string, url: string, expected: boolean]>([
    ['example.com', 'https://example.com/', true],
    ['example.com', 'http://example.com/', true],
    ['example.com', 'https://api.example.com/', true],
    ['example.com', 'https://a.b.example.com/', true],
    ['example.com', 'https://notexample.com/', false],
    ['example.com', 'https://example.com.evil.example/', false],
    ['example.com', 'https://example.org/', false],
    ['com', 'https://example.com/', true],
    ['.example.com', 'https://example.com/', true],
    ['.example.com', 'https://api.example.com/', true],
    ['.example.com', 'https://notexample.com/', false],
    ['example.com.', 'https://example.com/', true],
    ['example.com', 'https://example.com./', true],
    ['EXAMPLE.com', 'https://api.Example.COM/', true],
    ['bücher.example', 'https://xn--bcher-kva.example/', true],
    ['amazonaws.com', 'https://ssm-contacts.us-east-1.amazonaws.com/', true],
    ['*', 'https://example.com/', true],
    ['localhost,*', 'https://example.com/', true],
    ['*.example.com', 'https://api.example.com/', false],
    ['*example.com', 'https://api.example.com/', false],
    ['api.*', 'https://api.example.com/', false],
    // Lists.
    ['a.example,example.com', 'https://example.com/', true],
    ['a.example, example.com', 'https://example.com/', true],
    ['a.example example.com', 'https://example.com/', true],
    [' ,, \ta.example ,\n example.com , ', 'https://example.com/', true],
    ['a.example, b.example', 'https://example.com/', false],
    [',', 'https://example.com/', false],
    ['.', 'https://example.com/', false],
    // Ports.
    ['example.com:443', 'https://example.com/', true],
    ['example.com:443', 'https://api.example.com/', true],
    ['example.com:80', 'http://example.com/', true],
    ['example.com:80', 'https://example.com/', false],
    ['example.com:8443', 'https://example.com:8443/', true],
    ['example.com:8443', 'https://example.com/', false],
    ['example.com', 'https://example.com:8443/', true],
    ['example.com:', 'https://example.com/', false],
    ['example.com:port', 'https://example.com/', false],
    // Addresses.
    ['127.0.0.1', 'http://127.0.0.1:8080/', true],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080/', true],
    ['127.0.0.1:8081', 'http://127.0.0.1:8080/', false],
    ['127.0.0.1', 'http://localhost:8080/', false],
    ['0.0.1', 'http://127.0.0.1/', false],
    ['10.0.0.0/8', 'https://10.1.2.3/', true],
    ['10.0.0.0/8', 'https://11.1.2.3/', false],
    ['10.0.0.0/33', 'https://10.0.0.0/', false],
    ['::1', 'http://[::1]:8080/', true],
    ['[::1]', 'http://[::1]:8080/', true],
    ['[::1]:8080', 'http://[::1]:8080/', true],
    ['[::1]:8081', 'http://[::1]:8080/', false],
    ['[0:0:0:0:0:0:0:1]', 'http://[::1]/', true],
    ['fd00::/8', 'https://[fd00:ec2::23]/', true],
    ['fd00::/8', 'https://[fe80::1]/', false],
    ['::1', 'http://127.0.0.1/', false]
  ])('%j: %s: %p', (list, url, expected) => {
    for (const name of ['NO_PROXY', 'no_proxy']) expect([name, covers(list, url, name)]).toEqual([name, expected])
  })

  test('a long list costs no time', () => {
    for (const list of ['['.repeat(100_000), ':'.repeat(100_000), '0'.repeat(100_000), `[${']:1'.repeat(30_000)}`]) {
      const startedAt = performance.now()
      expect(covers(list, 'https://example.com/')).toBe(false)
      expect(performance.now() - startedAt).toBeLessThan(500)
    }
  })
})

describe('proxyWarnings', () => {
  test.each<[string, Record<string, string>, string[]]>([
    ['a proxy', { HTTPS_PROXY: proxy, NO_PROXY: 'example.com' }, []],
    ['no proxy at all', {}, []],
    ['exceptions alone', { NO_PROXY: '*.example.com' }, []],
    ['a proxy without scheme', { https_proxy: 'proxy:3128' }, []],
    [
      'a proxy with another scheme',
      { https_proxy: 'socks5://page:canary@proxy' },
      ['https_proxy is not used: it does not start with http:// or https://.']
    ],
    [
      'patterns with a star',
      { HTTPS_PROXY: proxy, NO_PROXY: '*.example.com,localhost *.example.org' },
      [
        'NO_PROXY names "*.example.com,*.example.org", which covers no host: like curl and the runner, this action takes ' +
          '"example.com" for a domain and its subdomains.'
      ]
    ]
  ])('%s', (_, environment, expected) => {
    expect(proxyWarnings(environment)).toEqual(expected)
  })
})
