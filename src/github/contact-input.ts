import { type ContactArn, parseContactArn } from '../incident-manager/arn.ts'
import { limits } from '../incident-manager/limits.ts'
import { quoted } from './quoted.ts'

const example = 'arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan'
const list = '"aws ssm-contacts list-contacts --region REGION" shows the ARNs there are.'

/**
 * The contact that an input names.
 *
 * @param line the number of the text's line, from 1, in an input of several; 0 for an input of one
 * @throws Error that says the one rule which the text breaks, and shows an example
 */
export function parseContactInput(input: string, text: string, line = 0): ContactArn {
  const contact = parseContactArn(text)
  if (contact !== undefined && !severalArns.test(text)) return contact
  if (text === '') {
    throw new Error(
      `Input "${input}" is empty. It takes the ARN of whom to page, such as ${example}. ${list} ` +
        'A variable or secret that is empty does not exist in this repository or environment.'
    )
  }
  const source = `Input "${input}"${line === 0 ? '' : ` (line ${line})`}`
  throw new Error(`${source} is "${quoted(text)}". ${brokenRule(text)} Example: ${example}. ${list}`)
}

/** A contact that an input names, one of several. */
export interface NamedContact {
  readonly contactId: string
  readonly arn: ContactArn
}

/** The contacts that an input names, each once, and what is wrong with its lines. */
export interface ContactsReading {
  readonly contacts: readonly NamedContact[]
  /** A sentence or several for each line that is not the ARN of a contact. */
  readonly problems: readonly string[]
  /** A sentence for each contact that is named more than once. */
  readonly duplicates: readonly string[]
}

/** The contacts that an input names, one on each line. Empty lines do not count. */
export function parseContacts(input: string, text: string): ContactsReading {
  const lines = linesOf(text)
  const isOne = lines.length <= 1
  const contacts = new Map<string, ContactArn>()
  const problems: string[] = []
  const duplicates = new Set<string>()
  for (const { contactId, line } of isOne ? [{ contactId: lines[0]?.contactId ?? '', line: 0 }] : lines) {
    try {
      const arn = parseContactInput(input, contactId, line)
      if (contacts.has(contactId)) {
        duplicates.add(`Input "${input}" names ${quoted(contactId)} more than once. It is paged once.`)
      }
      contacts.set(contactId, arn)
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  return {
    contacts: [...contacts].map(([contactId, arn]) => ({ contactId, arn })),
    problems,
    duplicates: [...duplicates]
  }
}

/** The lines of a text that are not empty, trimmed, with their numbers from 1. */
export function linesOf(text: string): readonly { readonly contactId: string; readonly line: number }[] {
  return text
    .split(/\r\n|[\r\n]/)
    .map((contactId, index) => ({ contactId: contactId.trim(), line: index + 1 }))
    .filter(({ contactId }) => contactId !== '')
}

// The pattern of an ARN takes commas and colons, and with them a second ARN.
const severalArns = /[\s,]arn:/

/** What AWS does not allow in the name of a contact, as a sentence; undefined if all is well. */
export function aliasWarning(input: string, { account, alias }: ContactArn): string | undefined {
  if (!/^[a-z0-9_.-]{1,255}$/.test(alias)) {
    return (
      `Input "${input}" ends in "${quoted(alias)}". AWS names contacts with 1 to 255 of a-z, 0-9, "_", "." and "-", so it ` +
      'may not know this one.'
    )
  }
  return /^[0-9]{12}$/.test(account)
    ? undefined
    : `Input "${input}" names the account ${quoted(account)}, which has ${account.length} digits. AWS accounts have 12.`
}

/** The one rule that a text breaks which is not the ARN of a contact. */
function brokenRule(text: string): string {
  const { maximum } = limits.ContactId
  const hidden = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.exec(text.replace(/[^\S\ufeff]/g, ''))?.[0]
  if (hidden !== undefined) {
    const code = hidden.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
    return `It holds the invisible character U+${code}, which often comes along when text is copied. Type it anew.`
  }
  if (/^["'`“”„‘’«»].*["'`“”‘’«»]$/su.test(text)) return 'The quotes belong to the text: take them away.'
  if (text.includes('***')) return 'A part of it is masked, as a secret is.'
  if (/\s/.test(text) || severalArns.test(text)) {
    return 'An ARN has no spaces, and each one stands on a line of its own.'
  }
  if (!text.startsWith('arn:')) return 'That is not an ARN: an ARN begins with "arn:".'
  if (text.length > maximum) return `It has ${text.length} characters; an ARN has ${maximum} or fewer.`
  const [, partition = '', service = '', region = '', account = '', ...rest] = text.split(':')
  const resource = rest.join(':')
  if (!['aws', 'aws-cn', 'aws-us-gov'].includes(partition)) {
    return `Its partition is "${quoted(partition)}"; it takes aws, aws-cn or aws-us-gov.`
  }
  if (service !== 'ssm-contacts') return `Its service is "${quoted(service)}", not "ssm-contacts".`
  if (!/^[0-9]+$/.test(account)) return `Its account is "${quoted(account)}"; it takes 12 digits.`
  if (resource === '') return 'It ends before "contact/" and the name of the contact.'
  const [kind = '', ...alias] = resource.split('/')
  if (kind !== 'contact') return `It is the ARN of "${quoted(kind)}", not of a contact.`
  if (alias.join('/') === '') return 'The name of the contact is missing after "contact/".'
  if (limits.ContactId.pattern.test(text))
    return `Its region is "${quoted(region)}"; it takes lower case, such as us-east-1.`
  const illegal = /[^\w+=/,.@:-]/u.exec(resource)?.[0]
  return illegal === undefined
    ? `Its region is "${quoted(region)}"; it takes lower case, such as us-east-1.`
    : `It holds "${quoted(illegal)}", which no ARN of a contact has.`
}
