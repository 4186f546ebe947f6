import { PageError } from '../report/page-error.ts'
import { aliasWarning, type NamedContact, parseContacts } from './contact-input.ts'
import type { Environment } from './environment.ts'
import { type InputReader, listed, parseRole, parseSeconds, readEndpoint, verificationWarning } from './inputs.ts'

/** The inputs of drill/action.yml as decided values. */
export interface DrillInputs {
  /** Whom to check, the backup last. */
  readonly contacts: readonly (NamedContact & { readonly isBackup: boolean })[]
  /** ARN of the role that the drill assumes itself, or empty for the credentials in the environment. */
  readonly roleArn: string
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
  const named = parseContacts('contact-id', reader.getInput('contact-id'))
  const backupText = reader.getInput('backup-contact-id')
  const backup = backupText === '' ? undefined : parseContacts('backup-contact-id', backupText)
  const problems = [...named.problems, ...(backup?.problems ?? [])]
  const endpointUrl = tell(() => readEndpoint(reader.getInput('endpoint-url'), environment), problems)
  const role = parseRole(reader.getInput('role-to-assume'))
  const seconds = parseSeconds('timeout-seconds', reader.getInput('timeout-seconds'), 1, 900, 60)
  if (problems.length > 0) throw new PageError('invalid-input', 'not-sent', listed(problems))
  const known = new Set(named.contacts.map(({ contactId }) => contactId))
  const backups = (backup?.contacts ?? []).filter(({ contactId }) => !known.has(contactId))
  const warnings = [
    role.repair,
    seconds.repair,
    ...named.contacts.map(({ arn }) => aliasWarning('contact-id', arn)),
    ...backups.map(({ arn }) => aliasWarning('backup-contact-id', arn)),
    environment.verificationOff ? verificationWarning : undefined
  ]
  return {
    contacts: [
      ...named.contacts.map(contact => ({ ...contact, isBackup: false })),
      ...backups.map(contact => ({ ...contact, isBackup: true }))
    ],
    roleArn: role.value,
    endpointUrl,
    timeoutSeconds: seconds.value,
    warnings: warnings.filter(warning => warning !== undefined)
  }
}

function tell<T>(read: () => T, problems: string[]): T | undefined {
  try {
    return read()
  } catch (error) {
    problems.push((error as Error).message)
    return undefined
  }
}
