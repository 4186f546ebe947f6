import type { Permission } from '../incident-manager/permissions.ts'

/**
 * The statements of an IAM policy that allow these rights and nothing else, as JSON with commas between them. Resources that
 * need the same actions share one.
 */
export function composeStatements(permissions: readonly Permission[]): string {
  const actionsOf = new Map<string, Set<string>>()
  for (const { action, resource } of permissions) {
    actionsOf.set(resource, (actionsOf.get(resource) ?? new Set()).add(action))
  }
  const resourcesOf = new Map<string, string[]>()
  for (const [resource, actions] of actionsOf) {
    const key = JSON.stringify([...actions].sort())
    resourcesOf.set(key, [...(resourcesOf.get(key) ?? []), resource])
  }
  return [...resourcesOf]
    .map(([actions, resources]) =>
      JSON.stringify({ Effect: 'Allow', Action: plain(JSON.parse(actions)), Resource: plain(resources.sort()) })
    )
    .join(',')
}

function plain(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] ?? '') : values
}
