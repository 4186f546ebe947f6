import net from 'node:net'

/** Whether a host takes connections, by its address and without a proxy; false if none came about in time. */
export function isReachable(host: string, port: number, timeoutMs: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = net.connect({ host, port })
    const end = (reached: boolean) => {
      socket.destroy()
      resolve(reached)
    }
    socket
      .setTimeout(timeoutMs)
      .once('connect', () => end(true))
      .once('timeout', () => end(false))
      .once('error', () => end(false))
  })
}
