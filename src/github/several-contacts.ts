import type { ContactArn } from '../incident-manager/arn.ts'
import { parseContactInput } from './contact-input.ts'

/** A contact as an input names it. */
export interface NamedContact extends ContactArn {
  readonly contactId: string
}

/**
 * The contacts that an input names, one per line, each once.
 *
 * @throws Error that says the one rule which the first wrong line breaks
 */
export function parseContacts(input: string, text: string): NamedContact[] {
  const lines = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '')
  // An empty input is as wrong as an empty ARN.
  const contacts = (lines.length === 0 ? [''] : lines).map(contactId => ({
    contactId,
    ...parseContactInput(input, contactId)
  }))
  return contacts.filter(({ contactId }, index) => lines.indexOf(contactId) === index)
}
