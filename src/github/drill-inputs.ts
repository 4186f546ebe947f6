import { PageError } from '../report/page-error.ts'
import { aliasWarning } from './contact-input.ts'
import type { Environment } from './environment.ts'
import { type InputReader, listed, parseSeconds, readEndpoint, verificationWarning } from './inputs.ts'
import { type NamedContact, parseContacts } from './several-contacts.ts'

/** The inputs of drill/action.yml as decided values. */
export interface DrillInputs {
  /** Whom to check, the backup last. */
  readonly contacts: readonly (NamedContact & { readonly isBackup: boolean })[]
  /** URL, or undefined for what the AWS SDK resolves. */
  readonly endpointUrl: string | undefined
  readonly timeoutSeconds: number
  /** What is odd about the inputs, or was put right in them, as sentences. */
  readonly warnings: readonly string[]
}

/**
 * The inputs as decided values.
 *
 * @throws PageError `invalid-input`, which lists every problem at once
 */
export function readDrillInputs(reader: InputReader, environment: Environment): DrillInputs {
  const problems: string[] = []
  const required = <T>(read: () => T, fallback: T): T => {
    try {
      return read()
    } catch (error) {
      problems.push((error as Error).message)
      return fallback
    }
  }
  const contacts = required(() => parseContacts('contact-id', reader.getInput('contact-id')), [])
  const backupText = reader.getInput('backup-contact-id')
  const backups = backupText === '' ? [] : required(() => parseContacts('backup-contact-id', backupText), [])
  const endpointUrl = required(() => readEndpoint(reader.getInput('endpoint-url'), environment), undefined)
  const seconds = parseSeconds('timeout-seconds', reader.getInput('timeout-seconds'), 1, 900, 60)
  if (problems.length > 0) throw new PageError('invalid-input', 'not-sent', listed(problems))
  const known = new Set(contacts.map(({ contactId }) => contactId))
  const warnings = [
    seconds.repair,
    ...contacts.map(contact => aliasWarning('contact-id', contact)),
    ...backups.map(contact => aliasWarning('backup-contact-id', contact)),
    environment.verificationOff ? verificationWarning : undefined
  ]
  return {
    contacts: [
      ...contacts.map(contact => ({ ...contact, isBackup: false })),
      ...backups.filter(({ contactId }) => !known.has(contactId)).map(contact => ({ ...contact, isBackup: true }))
    ],
    endpointUrl,
    timeoutSeconds: seconds.value,
    warnings: warnings.filter(warning => warning !== undefined)
  }
}
