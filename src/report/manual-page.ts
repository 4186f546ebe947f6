import type { PageError } from './page-error.ts'
import type { Situation } from './situation.ts'

/**
 * The command that pages without this action. It holds nothing of the texts: those may end a quotation in a shell.
 *
 * @param url what the person is paged about; empty if it is not known
 */
export function composeManualPage({ code }: PageError, { contactId, region }: Situation, url: string): string {
  // The CLI's version 1 would send what it finds at an address in place of the address, were there nothing in front.
  const content = `"See ${plainAddress(url) || 'GitHub'}"`
  return [
    `aws ssm-contacts start-engagement --region ${region}`,
    // AWS has just said that the contact of the workflow does not exist.
    `--contact-id ${code === 'not-found' ? 'CONTACT_ARN' : contactId}`,
    '--sender YOUR_NAME --subject "Paged manually"',
    `--content ${content}`,
    '--public-subject "Paged manually"',
    `--public-content ${content}`
  ].join(' \\\n  ')
}

/** The address with letters only that mean nothing in Markdown and between the double quotes of a shell. */
export function plainAddress(url: string): string {
  return url.replace(/[^\w.~:/?#=&%+,;@-]/g, encodeURIComponent).replace(/[!'()*]/g, '')
}
