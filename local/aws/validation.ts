import type { ServiceError } from './answer.ts'

/** What a member of a request must keep. */
export interface Constraint {
  required: boolean
  /** Default: `string`. */
  type?: 'string' | 'number' | 'structure'
  /** Length of a text in Unicode scalar values, or the number itself. */
  min?: number
  max?: number
  pattern?: RegExp
}

/** What ARNs of Incident Manager's contacts look like. */
export const arnPattern = /^arn:(aws|aws-cn|aws-us-gov):ssm-contacts:[-\w+=/,.@]*:[0-9]+:[\w+=/,.@:-]*$/
// Java's \s, which AWS means, knows ASCII white space only.
const plainPattern = /^[\\a-zA-Z0-9_@#%*+=:?./! \t\n\v\f\r-]*$/

/** A required ARN of a contact, an engagement or a rotation. */
export const requiredArn: Constraint = { required: true, min: 1, max: 2048, pattern: arnPattern }

/** The members with which every list is asked for in parts. */
export const listConstraints: Record<string, Constraint> = {
  NextToken: { required: false, max: 2048, pattern: /^[\\/a-zA-Z0-9_+=-]*$/ },
  MaxResults: { required: false, type: 'number', min: 0, max: 1024 }
}

/*
 * A reading of the reference of its own, not the action's: two readings that agree are worth more than one that is shared.
 * https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_StartEngagement.html
 */
const constraints: Record<string, Constraint> = {
  ContactId: requiredArn,
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
export type Validation<Request = ValidRequest> =
  | { kind: 'valid'; request: Request }
  | { kind: 'invalid'; error: ServiceError }

/** Holds a request body against the StartEngagement reference, as {@link validateMembers} does. */
export function validateRequest(parsed: unknown): Validation {
  return validateMembers<ValidRequest>(parsed, constraints)
}

/**
 * Holds a request body against the types, lengths, patterns and required members of an operation's reference.
 * Members that are null count as absent, unknown ones are ignored.
 *
 * @param parsed the body's JSON value; undefined when it was not JSON
 * @returns a SerializationException for what is not a request at all, a ValidationException with `Fields` for broken limits
 */
export function validateMembers<Request>(
  parsed: unknown,
  constraints: Readonly<Record<string, Constraint>>
): Validation<Request> {
  if (!isStructure(parsed)) return serializationError('Start of structure or map found where not expected.')
  const members = new Map(Object.entries(parsed).filter(([name, value]) => name in constraints && value !== null))
  const problems: { Name: string; Message: string }[] = []
  for (const [name, constraint] of Object.entries(constraints)) {
    const value: unknown = members.get(name)
    const { type = 'string' } = constraint
    if (value !== undefined && !isOfType(value, type))
      return serializationError(`${(typeof value).toUpperCase()}_VALUE can not be converted to a ${typeNames[type]}`)
    for (const complaint of findComplaints(value, constraint)) {
      const member = name.charAt(0).toLowerCase() + name.slice(1)
      const subject = value === undefined ? `Value null at '${member}'` : `Value '${value}' at '${member}'`
      problems.push({ Name: name, Message: `${subject} failed to satisfy constraint: ${complaint}` })
    }
  }
  if (problems.length === 0) return { kind: 'valid', request: Object.fromEntries(members) as Request }
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  const message = `${count} detected: ${problems.map(problem => problem.Message).join('; ')}`
  return { kind: 'invalid', error: validationError(message, problems) }
}

const typeNames = { string: 'String', number: 'Integer', structure: 'Structure' } as const

function isOfType(value: unknown, type: keyof typeof typeNames): boolean {
  return type === 'structure' ? isStructure(value) : typeof value === type
}

function isStructure(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function findComplaints(value: unknown, { required, min, max, pattern }: Constraint): string[] {
  if (value === undefined) return required ? ['Member must not be null'] : []
  const complaints: string[] = []
  const [measure, size] =
    typeof value === 'number' ? ['value', value] : ['length', typeof value === 'string' ? [...value].length : 0]
  if (min !== undefined && size < min) complaints.push(`Member must have ${measure} greater than or equal to ${min}`)
  if (max !== undefined && size > max) complaints.push(`Member must have ${measure} less than or equal to ${max}`)
  if (pattern && typeof value === 'string' && !pattern.test(value))
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

function serializationError(message: string): Validation<never> {
  return { kind: 'invalid', error: { name: 'SerializationException', statusCode: 400, message } }
}
