import dns from 'node:dns'
import net, { type AddressInfo, type Socket } from 'node:net'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { createTransport, type OutgoingRequest } from '../src/network/transport.ts'
import { TransportError } from '../src/network/transport-error.ts'
import { closedPort } from './shared/peers.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Peer {
  readonly port: number
  /** Every connection's bytes so far. */
  readonly received: string[]
  /** Settles when the client has closed its last connection. */
  closed(): Promise<void>
}

/** A server of bytes; `onRequest` is called once per connection, when a whole request with the sample's body has come. */
async function listen(onRequest: (socket: Socket) => void, onConnection?: (socket: Socket) => void): Promise<Peer> {
  const received: string[] = []
  let closed: Promise<unknown> = Promise.resolve()
  const server = net.createServer(socket => {
    const index = received.push('') - 1
    closed = new Promise(resolve => socket.once('close', resolve))
    socket.on('error', () => socket.destroy())
    socket.on('data', chunk => {
      const before = received[index] ?? ''
      received[index] = before + chunk.toString('latin1')
      if (!before.endsWith('{"a":1}') && received[index].endsWith('{"a":1}')) onRequest(socket)
    })
    closers.push(() => socket.destroy())
    onConnection?.(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const { port } = server.address() as AddressInfo
  return { port, received, closed: async () => void (await closed) }
}

function request(port: number, over: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    protocol: 'http:',
    hostname: '127.0.0.1',
    port,
    method: 'POST',
    path: '/',
    headers: { host: `127.0.0.1:${port}`, 'content-type': 'application/x-amz-json-1.1', 'content-length': '7' },
    body: '{"a":1}',
    ...over
  }
}

const send = createTransport({})
const until = (signal: AbortSignal) => ({ signal, connectMs: 60_000 })
const patient = until(new AbortController().signal)

async function failure(sending: Promise<unknown>): Promise<TransportError> {
  const error = await sending.then(
    () => undefined,
    (error: unknown) => error
  )
  expect(error).toBeInstanceOf(TransportError)
  return error as TransportError
}

/** A listener whose packets Linux drops, as it accepts none of the connections that wait already; `open` makes it accept. */
async function fullListener() {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(
    `const { workerData: gate, parentPort } = require('node:worker_threads')
     const answer = 'HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\n{}'
     const server = require('node:net').createServer(socket => socket.on('error', () => {}).once('data', () => socket.end(answer)))
     server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       setImmediate(() => Atomics.wait(gate, 0, 0))
     })`,
    { eval: true, workerData: gate }
  )
  closers.push(() => void worker.terminate())
  const port = await new Promise<number>(resolve => worker.once('message', resolve))
  const waiting = Array.from({ length: 4 }, () => net.connect(port, '127.0.0.1').on('error', () => undefined))
  closers.push(() => waiting.forEach(socket => void socket.destroy()))
  // Two find room to wait in.
  await Promise.all(waiting.slice(0, 2).map(socket => new Promise(resolve => socket.once('connect', resolve))))
  const open = () => {
    Atomics.store(gate, 0, 1)
    Atomics.notify(gate, 0)
  }
  return { port, open }
}

type Found = (error: null, addresses: object[]) => void

/** Puts something else in the place of the system's look-up of names. */
function mockLookup(lookUp: (found: Found) => void) {
  const lookup = jest.spyOn(dns, 'lookup') as unknown as jest.Mock<(...args: unknown[]) => void>
  return lookup.mockImplementation((_host, _options, callback) => lookUp(callback as Found))
}

const answering = (text: string | Buffer) => listen(socket => socket.end(text))
const mebibyte = 1024 * 1024

describe('a request', () => {
  test('goes out once, as it was signed, on a connection of its own', async () => {
    const peer = await answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    await send(request(peer.port), patient)
    await send(request(peer.port), patient)
    expect(peer.received).toHaveLength(2)
    expect(peer.received[1]).toBe(peer.received[0])
    const [head = '', body] = peer.received[0]?.split('\r\n\r\n') ?? []
    expect(head.split('\r\n')).toEqual([
      'POST / HTTP/1.1',
      `host: 127.0.0.1:${peer.port}`,
      'content-type: application/x-amz-json-1.1',
      'content-length: 7',
      'Connection: close'
    ])
    expect(body).toBe('{"a":1}')
  })

  test('is closed by us as soon as the answer is whole', async () => {
    const peer = await listen(socket => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'))
    await send(request(peer.port), patient)
    await peer.closed()
  })

  test('reaches ::1', async () => {
    const server = net.createServer(socket => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'))
    await new Promise<void>(resolve => server.listen(0, '::1', resolve))
    closers.push(() => server.close())
    const { port } = server.address() as AddressInfo
    // The SDK hands over the host of a URL with its brackets.
    const answer = await send(request(port, { hostname: '[::1]', headers: { host: `[::1]:${port}` } }), patient)
    expect(answer.statusCode).toBe(200)
  })
})

describe('an answer', () => {
  test.each([
    ['of a known length', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'],
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n'],
    ['up to the end of the connection', 'HTTP/1.1 200 OK\r\n\r\nhello'],
    ['after an interim answer', 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello']
  ])('%s is whole', async (_, text) => {
    const { port } = await answering(text)
    const { statusCode, body, truncated } = await send(request(port), patient)
    expect([statusCode, body.toString(), truncated]).toEqual([200, 'hello', false])
  })

  test.each([
    ['shorter than announced', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello'],
    ['without its last chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n']
  ])('%s is marked', async (_, text) => {
    const { port } = await answering(text)
    const { statusCode, body, truncated } = await send(request(port), patient)
    expect([statusCode, body.toString(), truncated]).toEqual([200, 'hello', true])
  })

  test('that is reset in its middle is marked', async () => {
    const { port } = await listen(socket =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello', () => setImmediate(() => socket.destroy()))
    )
    expect(await send(request(port), patient)).toMatchObject({ statusCode: 200, truncated: true })
  })

  test.each([
    ['1 MiB less one byte', mebibyte - 1, false],
    ['1 MiB', mebibyte, false],
    ['1 MiB and a byte', mebibyte + 1, true],
    ['3 MiB', 3 * mebibyte, true]
  ])('of %s is kept up to 1 MiB', async (_, bytes, expected) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${bytes}\r\n\r\n`
    const { port } = await answering(Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 97)]))
    const { body, truncated } = await send(request(port), patient)
    expect([body.length, truncated]).toEqual([Math.min(bytes, mebibyte), expected])
  })

  test('without end is left after 1 MiB', async () => {
    let written = 0
    const peer = await listen(socket => {
      const chunk = Buffer.alloc(65_536, 97)
      const pump = () => {
        while (!socket.destroyed && socket.write(chunk)) written += chunk.length
      }
      socket.on('drain', pump).write('HTTP/1.1 200 OK\r\n\r\n')
      pump()
    })
    const { body, truncated } = await send(request(peer.port), patient)
    await peer.closed()
    expect([body.length, truncated]).toEqual([mebibyte, true])
    expect(written).toBeLessThan(64 * mebibyte)
  })

  test('is read up to the limit that is asked for', async () => {
    const { port } = await answering('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello')
    const limited = (bodyMaximumBytes: number) => send(request(port), { ...patient, bodyMaximumBytes })
    expect(await limited(4)).toMatchObject({ body: Buffer.from('hell'), truncated: true })
    expect(await limited(5)).toMatchObject({ body: Buffer.from('hello'), truncated: false })
  })

  test('whose body is not due keeps its status', async () => {
    const { port } = await answering('HTTP/1.1 304 Not Modified\r\ncontent-length: 6\r\n\r\n<html>')
    expect(await send(request(port), patient)).toMatchObject({ statusCode: 304 })
  })

  test.each([301, 302, 307, 308])('of status %i is not followed', async status => {
    const elsewhere = await answering('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    const { port } = await answering(
      `HTTP/1.1 ${status} Moved\r\nlocation: http://127.0.0.1:${elsewhere.port}/\r\ncontent-length: 0\r\n\r\n`
    )
    expect((await send(request(port), patient)).statusCode).toBe(status)
    expect(elsewhere.received).toEqual([])
  })

  test('has its header names in lower case and repeated ones joined', async () => {
    const { port } = await answering(
      'HTTP/1.1 400 Bad\r\nX-Amzn-ErrorType: A\r\nx-amzn-errortype: B\r\nSet-Cookie: c\r\nSet-Cookie: d\r\nContent-Length: 0\r\n\r\n'
    )
    expect((await send(request(port), patient)).headers).toMatchObject({
      'x-amzn-errortype': 'A, B',
      'set-cookie': 'c, d'
    })
  })
})

describe('without an answer', () => {
  test('a refused connection was not sent', async () => {
    expect(await failure(send(request(await closedPort()), patient))).toMatchObject({
      code: 'ECONNREFUSED',
      sentInFull: false
    })
  })

  test('a host that refuses at each of its addresses says so', async () => {
    const lookup = mockLookup(callback =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 }
      ])
    )
    try {
      const port = await closedPort()
      const error = await failure(send(request(port, { hostname: 'two.example' }), patient))
      expect(error).toMatchObject({ sentInFull: false, message: expect.stringMatching(/^connect E[A-Z]+ /) })
    } finally {
      lookup.mockRestore()
    }
  })

  test('a proxy that drips its answer costs neither memory nor time', async () => {
    let dripped: Socket | undefined
    const proxy = net.createServer(socket => {
      dripped = socket.on('error', () => undefined)
      const words = `HTTP/1.1 200 OK\r\nx-a: ${'a'.repeat(1_000)}`
      let sent = 0
      const timer = setInterval(() => socket.write(words.charAt(sent++)), 10)
      socket.on('close', () => clearInterval(timer))
    })
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
    closers.push(() => proxy.close())
    const { port } = proxy.address() as AddressInfo
    const through = createTransport({ HTTPS_PROXY: `http://127.0.0.1:${port}` })
    const secure = request(443, { protocol: 'https:', hostname: 'somewhere.example' })
    // After two dozen pieces a listener for each piece, and for each of those, would have filled gigabytes.
    const ending = AbortSignal.timeout(800)
    expect(await failure(through(secure, until(ending)))).toMatchObject({ sentInFull: false })
    await new Promise(resolve => dripped?.once('close', resolve))
    expect(dripped?.destroyed).toBe(true)
  })

  test('a host name that does not resolve was not sent', async () => {
    const { code, sentInFull } = await failure(send(request(80, { hostname: 'nowhere.invalid' }), patient))
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(code)
    expect(sentInFull).toBe(false)
  })

  test.each<[string, (socket: Socket) => void]>([
    ['a reset', socket => socket.resetAndDestroy()],
    ['an end', socket => socket.end()],
    ['half a status line', socket => socket.end('HTTP/1.1 20')],
    ['half of the headers', socket => socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    ['another protocol', socket => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
    ...[100, 101, 102, 103, 199].map((status): [string, (socket: Socket) => void] => [
      `nothing but an interim ${status}`,
      socket => socket.end(`HTTP/1.1 ${status} Interim\r\n\r\n`)
    ]),
    [
      'a change of protocol',
      socket => socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: a\r\n\r\n')
    ],
    ['headers without end', socket => socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`)]
  ])('%s after the whole request: it may have been taken', async (_, onRequest) => {
    const { port } = await listen(onRequest)
    expect((await failure(send(request(port), patient))).sentInFull).toBe(true)
  })

  test('an abort ends the wait at once: it may have been taken', async () => {
    const cancellation = new AbortController()
    const peer = await listen(() => cancellation.abort())
    const { sentInFull } = await failure(send(request(peer.port), until(cancellation.signal)))
    expect(sentInFull).toBe(true)
    await peer.closed()
  })

  test('an abort ends dripping headers and bodies', async () => {
    for (const text of ['HTTP/1.1 200 OK\r\ncontent-', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"Engag']) {
      const cancellation = new AbortController()
      const { port } = await listen(socket => socket.write(text, () => setImmediate(() => cancellation.abort())))
      expect((await failure(send(request(port), until(cancellation.signal)))).sentInFull).toBe(true)
    }
  })

  test('an abort is told in its own words', async () => {
    const cancellation = new AbortController()
    const { port } = await listen(() => cancellation.abort(new Error('none within 1.0 s')))
    const error = await failure(send(request(port), until(cancellation.signal)))
    expect(error).toMatchObject({ code: 'ABORT_ERR', message: 'none within 1.0 s' })
  })

  test.each<[string, string | Buffer, RegExp]>([
    ['that speaks plain HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', /^what answers does not speak TLS$/],
    ['that wants no handshake', Buffer.from([0x15, 3, 1, 0, 2, 2, 40]), /^[^:]*handshake failure$/]
  ])('a TLS peer %s was not sent anything, and no source paths are told', async (_, answer, words) => {
    const { port } = await listen(
      () => undefined,
      socket => socket.once('data', () => socket.end(answer))
    )
    const error = await failure(send(request(port, { protocol: 'https:' }), patient))
    expect(error).toMatchObject({ code: expect.stringMatching(/^(?:EPROTO$|ERR_SSL_)/), sentInFull: false })
    expect(error.message).toMatch(words)
  })

  test('an abort before the start sends nothing', async () => {
    const peer = await answering('HTTP/1.1 200 OK\r\n\r\n')
    expect((await failure(send(request(peer.port), until(AbortSignal.abort())))).sentInFull).toBe(false)
    expect(peer.received.join('')).toBe('')
  })

  test('a TLS handshake that hangs was not sent', async () => {
    const cancellation = new AbortController()
    const peer = await listen(
      () => undefined,
      socket => socket.once('data', () => cancellation.abort())
    )
    const { sentInFull } = await failure(send(request(peer.port, { protocol: 'https:' }), until(cancellation.signal)))
    expect(sentInFull).toBe(false)
    expect(peer.received[0]?.charCodeAt(0)).toBe(0x16) // A TLS handshake record, and no request in the clear.
  })

  test('a host that drops every packet is left when connecting has had its time', async () => {
    const { port } = await fullListener()
    const error = await failure(send(request(port), { ...patient, connectMs: 300 }))
    expect(error).toMatchObject({ code: 'ECONNTIMEDOUT', sentInFull: false, message: 'none within 0.3 s' })
  })

  test('a TLS handshake counts as a part of connecting', async () => {
    const peer = await listen(() => undefined)
    const error = await failure(send(request(peer.port, { protocol: 'https:' }), { ...patient, connectMs: 300 }))
    expect(error).toMatchObject({ code: 'ECONNTIMEDOUT', message: 'no TLS handshake within 0.3 s' })
    await peer.closed()
  })

  test('an answer may take longer than connecting', async () => {
    const { port } = await listen(socket =>
      setTimeout(() => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'), 600)
    )
    expect(await send(request(port), { ...patient, connectMs: 300 })).toMatchObject({ statusCode: 200 })
  })

  test('an address has its share of the time for connecting, and not just 250 ms', async () => {
    const { port, open } = await fullListener()
    const lookup = mockLookup(found =>
      found(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 }
      ])
    )
    // Linux tries again after a second.
    const opening = setTimeout(open, 500)
    try {
      expect(await send(request(port, { hostname: 'two.example' }), patient)).toMatchObject({ statusCode: 200 })
    } finally {
      clearTimeout(opening)
      lookup.mockRestore()
    }
  })

  test('a name server that is silent is no name that does not exist', async () => {
    const lookup = mockLookup(() => undefined)
    try {
      const error = await failure(send(request(80, { hostname: 'slow.example' }), { ...patient, connectMs: 50 }))
      expect(error).toMatchObject({
        code: 'EAI_AGAIN',
        sentInFull: false,
        message: 'no answer from a name server within 0.1 s'
      })
    } finally {
      lookup.mockRestore()
    }
  })

  test('a look-up that is under way is kept for the next request', async () => {
    const peer = await answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    const found: Found[] = []
    const lookup = mockLookup(callback => void found.push(callback))
    try {
      const transport = createTransport({})
      const slow = request(peer.port, { hostname: 'slow.example' })
      expect(await failure(transport(slow, { ...patient, connectMs: 50 }))).toMatchObject({ code: 'EAI_AGAIN' })
      const second = transport(slow, patient)
      const third = transport(slow, patient)
      await Promise.resolve()
      expect(found).toHaveLength(1)
      found[0]?.(null, [{ address: '127.0.0.1', family: 4 }])
      expect([await second, await third]).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }])
    } finally {
      lookup.mockRestore()
    }
  })
})

describe('a proxy', () => {
  test.each(['HTTP_PROXY', 'http_proxy'])('from %s is asked for the whole URL', async name => {
    const proxy = await answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    const through = createTransport({ [name]: `http://127.0.0.1:${proxy.port}` })
    const outgoing = request(9, { hostname: 'aws.invalid', headers: { host: 'aws.invalid:9', 'content-length': '7' } })
    expect((await through(outgoing, patient)).statusCode).toBe(200)
    expect(proxy.received[0]).toMatch(/^POST http:\/\/aws\.invalid:9\/ HTTP\/1\.1\r\n/)
  })

  test('is left out for the hosts of NO_PROXY', async () => {
    const proxy = await answering('HTTP/1.1 500 No\r\n\r\n')
    const { port } = await answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    const around = createTransport({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '127.0.0.1' })
    expect((await around(request(port), patient)).statusCode).toBe(200)
    expect(proxy.received).toEqual([])
  })

  test.each([
    ['407', 'HTTP/1.1 407 canary\r\ncontent-length: 0\r\n\r\n', 'HTTP status 407', 407],
    ['503', 'HTTP/1.1 503 canary\r\n\r\n', 'HTTP status 503', 503],
    ['another protocol', 'SSH-2.0-canary\r\n\r\n', 'no answer in HTTP', undefined],
    ['nothing', '', 'no answer in HTTP', undefined]
  ])('that answers the CONNECT with %s was sent nothing of the request', async (_, answer, message, proxyStatus) => {
    const proxy = await listen(
      () => undefined,
      socket => socket.once('data', () => socket.end(answer))
    )
    const through = createTransport({ HTTPS_PROXY: `http://user:canary@127.0.0.1:${proxy.port}` })
    const error = await failure(through(request(443, { protocol: 'https:', hostname: 'aws.invalid' }), patient))
    expect(error).toMatchObject({ code: 'ERR_PROXY_TUNNEL', sentInFull: false, message, proxyStatus })
    expect(proxy.received[0]).toMatch(/^CONNECT aws\.invalid:443 HTTP\/1\.1\r\n/)
    expect(proxy.received.join('')).not.toContain('{"a":1}')
  })

  test.each(['http:', 'https:'])(
    'whose host name does not resolve is told apart from the host of %s',
    async protocol => {
      const url = 'http://user:canary@nowhere.invalid:3128'
      const headers = { host: 'aws.invalid:443', 'content-length': '7' }
      const through = createTransport({ HTTP_PROXY: url, HTTPS_PROXY: url })
      const error = await failure(through(request(443, { protocol, hostname: 'aws.invalid', headers }), patient))
      expect(error).toMatchObject({ code: 'ERR_PROXY_HOST', sentInFull: false })
      expect(error.message).toMatch(/^its host name does not resolve: E[A-Z_]+$/)
    }
  )
})
