import type { ServiceError } from './answer.ts'

interface Constraint {
  required: boolean
  /** Length in Unicode scalar values. */
  min?: number
  max: number
  pattern?: RegExp
}

const arnPattern = /^arn:(aws|aws-cn|aws-us-gov):ssm-contacts:[-\w+=/,.@]*:[0-9]+:[\w+=/,.@:-]*$/
// Java's \s, which AWS means, knows ASCII white space only.
const plainPattern = /^[\\a-zA-Z0-9_@#%*+=:?./! \t\n\v\f\r-]*$/

/*
 * A reading of the reference of its own, not the action's: two readings that agree are worth more than one that is shared.
 * https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 */
const constraints: Record<string, Constraint> = {
  ContactId: { required: true, min: 1, max: 2048, pattern: arnPattern },
  Content: { required: true, min: 1, max: 8192 },
  IdempotencyToken: { required: false, max: 2048, pattern: /^[\\/a-zA-Z0-9_+=-]*$/ },
  IncidentId: { required: false, max: 1024, pattern: plainPattern },
  PublicContent: { required: false, min: 1, max: 8192 },
  PublicSubject: { required: false, min: 1, max: 2048 },
  Sender: { required: true, max: 255, pattern: plainPattern },
  Subject: { required: true, min: 1, max: 2048 }
}

/** A StartEngagement request that keeps every documented limit. */
export interface ValidRequest {
  ContactId: string
  Sender: string
  Subject: string
  Content: string
  PublicSubject?: string
  PublicContent?: string
  IncidentId?: string
  IdempotencyToken?: string
}

/** Whether a body was understood, and if not, the error AWS would answer. */
export type Validation = { kind: 'valid'; request: ValidRequest } | { kind: 'invalid'; error: ServiceError }

/**
 * Holds a request body against the types, lengths, patterns and required members of the StartEngagement reference.
 * Members that are null count as absent, unknown ones are ignored.
 *
 * @param parsed the body's JSON value; undefined when it was not JSON
 * @returns a SerializationException for what is not a request at all, a ValidationException with `Fields` for broken limits
 */
export function validateRequest(parsed: unknown): Validation {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return serializationError('Start of structure or map found where not expected.')
  const members = new Map(Object.entries(parsed).filter(([name, value]) => name in constraints && value !== null))
  const problems: { Name: string; Message: string }[] = []
  for (const [name, constraint] of Object.entries(constraints)) {
    const value: unknown = members.get(name)
    if (value !== undefined && typeof value !== 'string')
      return serializationError(`${(typeof value).toUpperCase()}_VALUE can not be converted to a String`)
    for (const complaint of findComplaints(value, constraint)) {
      const member = name.charAt(0).toLowerCase() + name.slice(1)
      const subject = value === undefined ? `Value null at '${member}'` : `Value '${value}' at '${member}'`
      problems.push({ Name: name, Message: `${subject} failed to satisfy constraint: ${complaint}` })
    }
  }
  if (problems.length === 0) return { kind: 'valid', request: Object.fromEntries(members) as unknown as ValidRequest }
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  const message = `${count} detected: ${problems.map(problem => problem.Message).join('; ')}`
  return { kind: 'invalid', error: validationError(message, problems) }
}

function findComplaints(value: string | undefined, { required, min, max, pattern }: Constraint): string[] {
  if (value === undefined) return required ? ['Member must not be null'] : []
  const length = [...value].length
  const complaints: string[] = []
  if (min !== undefined && length < min) complaints.push(`Member must have length greater than or equal to ${min}`)
  if (length > max) complaints.push(`Member must have length less than or equal to ${max}`)
  if (pattern && !pattern.test(value))
    complaints.push(`Member must satisfy regular expression pattern: ${pattern.source}`)
  return complaints
}

function validationError(message: string, fields: { Name: string; Message: string }[]): ServiceError {
  return {
    name: 'ValidationException',
    statusCode: 400,
    message,
    members: { Reason: 'FIELD_VALIDATION_FAILED', Fields: fields }
  }
}

function serializationError(message: string): Validation {
  return { kind: 'invalid', error: { name: 'SerializationException', statusCode: 400, message } }
}
