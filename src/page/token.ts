import { createHash, randomUUID } from 'node:crypto'
import { parseContactArn } from '../incident-manager/arn.ts'
import { limits } from '../incident-manager/limits.ts'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import type { AddressedPage } from '../report/outcome.ts'

/**
 * The text as a token that AWS takes, equal for equal text and different for other text: illegal letters are replaced and a
 * short hash of the text is added; an over-long text becomes its hash. A random one for an empty text.
 */
export function lawfulToken(text: string): string {
  const { maximum, illegal } = limits.IdempotencyToken
  if (text !== '' && text.search(illegal) === -1 && text.length <= maximum) return text
  // Without any text (no run ID) a stable token would make every later page a repetition of this one.
  if (text === '') return randomUUID()
  const hash = sha256(text)
  const mapped = `${text.replace(illegal, '-')}-${shortened(hash)}`
  return mapped.length > maximum ? hash : mapped
}

/**
 * The page to each contact, the backup last. The first has the request as it is, every further one the token with `-` and its
 * alias after it, and where two have one alias, a short hash of the ARN: what AWS does with one token for two contacts is
 * unknown.
 *
 * @param backupContactId empty for none
 */
export function addressPages(
  request: StartEngagementRequest,
  furtherContactIds: readonly string[],
  backupContactId: string
): readonly AddressedPage[] {
  const contactIds = [request.ContactId, ...furtherContactIds, ...(backupContactId ? [backupContactId] : [])]
  const aliases = contactIds.map(contactId => parseContactArn(contactId)?.alias ?? contactId)
  return contactIds.map((ContactId, index) => {
    const alias = aliases[index] ?? ''
    const isShared = aliases.some((other, at) => at !== index && other === alias)
    const further = `${request.IdempotencyToken}-${alias}${isShared ? `-${shortened(sha256(ContactId))}` : ''}`
    return {
      request: index === 0 ? request : { ...request, ContactId, IdempotencyToken: lawfulToken(further) },
      isBackup: index > furtherContactIds.length
    }
  })
}

function sha256(text: string): string {
  // UTF-8 has one form for all broken letters.
  const bytes = text.isWellFormed() ? text : Buffer.from(text, 'utf16le')
  return createHash('sha256').update(bytes).digest('hex')
}

function shortened(hash: string): string {
  return hash.slice(0, 12)
}
