import type { Failed } from '../incident-manager/port.ts'
import { isFailedWith } from './finding.ts'
import { composeStatements } from './statements.ts'
import type { Answer, Survey } from './survey.ts'

/** The advice that allows all that was refused; empty if nothing was. */
export function missingRights({ roots, contacts }: Survey): string {
  const answers: Answer<{ readonly kind: string }>[] = [
    ...[...contacts.values()].flatMap(({ contact, channels, rotations = [] }) => [
      contact,
      ...(channels === undefined ? [] : [channels]),
      ...rotations.flatMap(({ rotation, shifts }) => [rotation, shifts])
    ]),
    ...roots.flatMap(({ pages }) => (pages === undefined ? [] : [pages]))
  ]
  const permissions = answers.flatMap(answer => {
    if (!isFailedWith(answer, 'access-denied')) return []
    const { permission } = answer as Failed
    return permission === undefined ? [] : [permission]
  })
  if (permissions.length === 0) return ''
  return `Allow it: add ${composeStatements(permissions)} to the statements in the policy of the role that this job uses.`
}
