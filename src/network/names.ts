import dns, { type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The addresses of a host name as the system knows them, from its hosts file and its name servers; an address is its own.
 * Rejects with Node's error, such as `ENOTFOUND`.
 */
export type Names = (hostname: string) => Promise<readonly LookupAddress[]>

// Name servers that are well answer sooner. Where they are not, an address from before is better than none.
const patienceMs = 500

/**
 * Look-ups that are shared by all who ask: one that is under way is waited for and not begun anew, since a thread of the
 * process is blocked for as long as it lasts. Addresses that were found once serve when name servers fall silent.
 */
export function createNames(lookUp: Names = lookUpInSystem): Names {
  const underWay = new Map<string, ReturnType<Names>>()
  const known = new Map<string, readonly LookupAddress[]>()

  const begin = (hostname: string) => {
    const asked = lookUp(hostname)
      .then(addresses => {
        known.set(hostname, addresses)
        return addresses
      })
      .finally(() => underWay.delete(hostname))
    underWay.set(hostname, asked)
    return asked
  }

  return async hostname => {
    const family = isIP(hostname)
    if (family !== 0) return [{ address: hostname, family }]
    const asked = underWay.get(hostname) ?? begin(hostname)
    const former = known.get(hostname)
    if (former === undefined) return asked
    return Promise.race([asked.catch(() => former), sleep(patienceMs, former, { ref: false })])
  }
}

function lookUpInSystem(hostname: string): Promise<LookupAddress[]> {
  // As Node's own connections ask: no IPv6 addresses on a machine without IPv6.
  const hints = process.platform === 'win32' ? 0 : dns.ADDRCONFIG
  return new Promise((resolve, reject) => {
    dns.lookup(hostname, { all: true, hints }, (error, addresses) => {
      if (error) reject(error)
      else resolve(addresses)
    })
  })
}
