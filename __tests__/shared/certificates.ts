import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import net from 'node:net'

/** A certificate and its key, as PEM. */
export interface Issued {
  readonly cert: string
  readonly key: string
}

/** An authority of a company's own, whose certificate is `ca`. `issue` makes certificates for hosts, negative days expired ones. */
export function createAuthority() {
  const authority = newKeys()
  return {
    ca: certify('Private CA', authority, 'Private CA', authority.privateKey, { isAuthority: true }),
    issue(names: readonly string[], days?: number): Issued {
      const keys = newKeys()
      const cert = certify(names[0] ?? '', keys, 'Private CA', authority.privateKey, { names, ...(days && { days }) })
      return { cert, key: pemOf(keys) }
    }
  }
}

/** A certificate that nobody but its owner stands for. */
export function selfSign(names: readonly string[]): Issued {
  const keys = newKeys()
  return { cert: certify('localhost', keys, 'localhost', keys.privateKey, { names }), key: pemOf(keys) }
}

function pemOf({ privateKey }: Keys): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

interface Keys {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

function newKeys(): Keys {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/**
 * An X.509 certificate as PEM. Node reads certificates but makes none, and not every machine has OpenSSL.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
function certify(
  subject: string,
  { publicKey }: Keys,
  issuer: string,
  issuerKey: KeyObject,
  over: { readonly names?: readonly string[]; readonly isAuthority?: boolean; readonly days?: number }
): string {
  const { names = [], isAuthority = false, days = 1 } = over
  const ecdsaWithSha256 = der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
  const name = (text: string) => der(0x30, der(0x31, der(0x30, oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(text)))))
  const time = (daysFromNow: number) => {
    const iso = new Date(Date.now() + daysFromNow * 86_400_000).toISOString()
    return der(0x17, Buffer.from(`${iso.slice(2, 19).replace(/[-:T]/g, '')}Z`))
  }
  const alternatives = names.map(text =>
    net.isIP(text) ? der(0x87, Buffer.from(text.split('.').map(Number))) : der(0x82, Buffer.from(text))
  )
  const extensions = [
    ...(isAuthority
      ? [
          der(
            0x30,
            oid(0x55, 0x1d, 0x13),
            der(0x01, Buffer.from([0xff])),
            der(0x04, der(0x30, der(0x01, Buffer.from([0xff]))))
          )
        ]
      : []),
    ...(names.length > 0 ? [der(0x30, oid(0x55, 0x1d, 0x11), der(0x04, der(0x30, ...alternatives)))] : [])
  ]
  const tbs = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([Math.ceil(Math.random() * 127)])),
    ecdsaWithSha256,
    name(issuer),
    der(0x30, time(-2), time(days)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions))
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', tbs, issuerKey))
  const base64 = der(0x30, tbs, ecdsaWithSha256, signature).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
}

function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes))
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}
