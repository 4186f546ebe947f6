import type { Permission } from '../incident-manager/permissions.ts'
import type { Failed } from '../incident-manager/port.ts'
import { isFailedWith } from './finding.ts'
import { composeStatements } from './statements.ts'
import type { Answer, Survey } from './survey.ts'

/** The advice that allows these rights and nothing else. */
export function allow(permissions: readonly Permission[]): string {
  return `Allow it: add ${composeStatements(permissions)} to the statements in the policy of the role that this job uses.`
}

/** The one advice that allows all for which AWS refused; empty if it refused nothing. */
export function missingRights(survey: Survey): string {
  const refused = refusedIn(survey)
  return refused.length === 0 ? '' : allow(refused)
}

/** Every right for want of which AWS refused. */
function refusedIn({ roots, contacts }: Survey): Permission[] {
  const answers: Answer<{ readonly kind: string }>[] = [
    ...[...contacts.values()].flatMap(({ contact, channels, rotations = [] }) => [
      contact,
      ...(channels === undefined ? [] : [channels]),
      ...rotations.flatMap(({ rotation, shifts }) => [rotation, shifts])
    ]),
    ...roots.flatMap(({ pages }) => (pages === undefined ? [] : [pages]))
  ]
  return answers.flatMap(answer => {
    const permission = isFailedWith(answer, 'access-denied') ? (answer as Failed).permission : undefined
    return permission === undefined ? [] : [permission]
  })
}
