/** A caller with a web identity, as a role's trust policy sees it. */
export interface WebIdentity {
  /** ARN of the OIDC provider that vouches for the caller. */
  providerArn: string
  /** The condition keys that the request has, such as `token.actions.githubusercontent.com:sub`. */
  keys: Readonly<Record<string, string>>
}

/** A trust policy whose every element is understood here. */
export interface TrustPolicy {
  statements: readonly Statement[]
}

interface Statement {
  isAllow: boolean
  /** Empty where the statement is about other callers. */
  providerArns: readonly string[]
  isAboutAction: boolean
  conditions: readonly Condition[]
}

interface Condition {
  isMet: (value: string, wanted: string) => boolean
  key: string
  wanted: readonly string[]
}

const action = 'sts:AssumeRoleWithWebIdentity'

const operators: Readonly<Record<string, Condition['isMet']>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringLike: isLike
}

/**
 * Reads a trust policy.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 *
 * @throws TypeError for what is not a policy, and for an operator or a member that this reading does not know: nothing is let in
 *   or kept out by an element that was passed over
 */
export function parseTrustPolicy(policy: unknown): TrustPolicy {
  const { Version, Statement, ...others } = objectOf(policy, 'A policy')
  if (Version !== '2012-10-17') throw new TypeError(`Version is ${JSON.stringify(Version)}, not "2012-10-17".`)
  refuseOthers(others)
  return { statements: [Statement].flat().map(parseStatement) }
}

/** Whether a trust policy lets a caller assume its role: a statement allows it, and none denies it. */
export function isTrusted({ statements }: TrustPolicy, caller: WebIdentity): boolean {
  const about = statements.filter(
    ({ providerArns, isAboutAction, conditions }) =>
      isAboutAction && providerArns.includes(caller.providerArn) && conditions.every(it => isMet(it, caller))
  )
  return about.some(({ isAllow }) => isAllow) && about.every(({ isAllow }) => isAllow)
}

/** A key that the request does not have meets no condition. */
function isMet(condition: Condition, { keys }: WebIdentity): boolean {
  const value = keys[condition.key]
  return value !== undefined && condition.wanted.some(wanted => condition.isMet(value, wanted))
}

function parseStatement(statement: unknown): Statement {
  const { Sid: _, Effect, Principal, Action, Condition = {}, ...others } = objectOf(statement, 'A statement')
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new TypeError(`Effect is ${JSON.stringify(Effect)}.`)
  refuseOthers(others)
  const { Federated = [] } = objectOf(Principal, 'Principal')
  return {
    isAllow: Effect === 'Allow',
    providerArns: textsOf(Federated),
    isAboutAction: textsOf(Action).some(pattern => isLike(action.toLowerCase(), pattern.toLowerCase())),
    conditions: Object.entries(objectOf(Condition, 'Condition')).flatMap(([operator, keys]) => {
      const isMet = Object.hasOwn(operators, operator) ? operators[operator] : undefined
      if (!isMet) throw new TypeError(`Condition holds the operator ${JSON.stringify(operator)}.`)
      return Object.entries(objectOf(keys, operator)).map(([key, wanted]) => ({ isMet, key, wanted: textsOf(wanted) }))
    })
  }
}

/** Whether a text fits a pattern, in which `*` stands for any text and `?` for one character. */
export function isLike(text: string, pattern: string): boolean {
  let [at, inPattern, afterStar, retryAt] = [0, 0, -1, 0]
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      inPattern += 1
      ;[afterStar, retryAt] = [inPattern, at]
    } else if (inPattern < pattern.length && (pattern[inPattern] === '?' || pattern[inPattern] === text[at])) {
      at += 1
      inPattern += 1
    } else if (afterStar >= 0) {
      // The last star takes one character more.
      retryAt += 1
      ;[at, inPattern] = [retryAt, afterStar]
    } else return false
  }
  return /^\**$/.test(pattern.slice(inPattern))
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what} is ${JSON.stringify(value)}, not an object.`)
  return value as Record<string, unknown>
}

function textsOf(value: unknown): string[] {
  const values: unknown[] = [value].flat()
  return values.map(text => {
    if (typeof text !== 'string') throw new TypeError(`${JSON.stringify(text)} stands where a text belongs.`)
    return text
  })
}

function refuseOthers(others: Record<string, unknown>): void {
  const [name] = Object.keys(others)
  if (name !== undefined) throw new TypeError(`The policy holds ${JSON.stringify(name)}.`)
}
