/** A right that an operation needs, as a statement of an IAM policy allows it. */
export interface Permission {
  /** Such as `ssm-contacts:StopEngagement`. */
  readonly action: string
  /** ARN, or a pattern of one. */
  readonly resource: string
}

/**
 * The right to call an operation on a resource.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanagerincidentmanagercontacts.html
 *
 * @param resource ARN of a contact, an engagement or a rotation, or `*`
 */
export function permissionFor(operation: string, resource: string): Permission {
  // Of an engagement, only its contact is known before it is started.
  return { action: `ssm-contacts:${operation}`, resource: resource.replace(/(:engagement\/.+)\/[^/]+$/, '$1/*') }
}
