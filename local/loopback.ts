import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A server that listens on loopback, reachable from this machine only. */
export interface Loopback {
  port: number
  /** Breaks the connection a response belongs to with a TCP reset (RST), also below TLS. */
  reset(response: ServerResponse): void
  /** Ends every open connection at once and stops listening. */
  close(): Promise<void>
}

/**
 * Starts an HTTP or HTTPS server on 127.0.0.1.
 *
 * @param server made by node:http or node:https
 * @param port 0 takes any free port
 * @throws the listen error, such as EADDRINUSE
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<Loopback> {
  const sockets = new Set<Socket>()
  // 'connection' hands out the TCP socket, below TLS, which is the one that can send a reset.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    reset(response) {
      const peerPort = response.socket?.remotePort
      for (const socket of sockets) if (socket.remotePort === peerPort) socket.resetAndDestroy()
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      })
  }
}

/** Lets a server answer each request. A mistake of the answering itself is seen by who asked, as a 500. */
export function answerWith(
  server: Server,
  serve: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>
): void {
  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    serve(incoming, response).catch(error => {
      // A caller that goes away in the middle is part of the game.
      if (incoming.errored || response.destroyed) return
      response.writeHead(500).end(String(error?.stack ?? error))
    })
  })
}
