import { createHash } from 'node:crypto'
import type { Workflow } from '../github/workflow.ts'
import { limits } from '../incident-manager/limits.ts'
import { textAt } from '../text/json.ts'

/**
 * What stands for a watch in Incident Manager: the same for every run of one job of one workflow file on one branch, and
 * known without asking GitHub. Twelve hexadecimal digits.
 *
 * @param name tells apart two watches of one job, and the callers of a reusable workflow
 */
export function composeWatchKey({ github, matrix, strategy }: Workflow, name: string): string {
  return digest([
    textAt(github, 'repository_id'),
    workflowPath(textAt(github, 'workflow_ref')),
    textAt(github, 'head_ref') || textAt(github, 'ref_name'),
    textAt(github, 'event_name'),
    textAt(github, 'job'),
    matrix === null ? '' : textAt(strategy, 'job-index'),
    name
  ]).slice(0, 12)
}

/** `.github/workflows/health.yml` of `acme/shop/.github/workflows/health.yml@refs/heads/main`: a renamed repository keeps it. */
function workflowPath(workflowRef: string): string {
  const [path = ''] = workflowRef.split('@refs/')
  return path.split('/').slice(2).join('/')
}

/** What Sender ends in, so that the page of an outage is found again: `1f2e3d4c5b6a-1658821493`. */
export function composeSenderKey(watchKey: string, outage: string): string {
  return `${watchKey}-${outage}`
}

/** Sender with the key of an outage at its end, within its limit. */
export function withSenderKey(sender: string, senderKey: string): string {
  const room = limits.Sender.maximum - senderKey.length - 1
  return `${sender.slice(0, room).trimEnd()} ${senderKey}`.trim()
}

/** Whether Sender ends in the key of an outage. */
export function isOfOutage(sender: string, watchKey: string, outage: string): boolean {
  return outageIn(sender, watchKey) === outage
}

/** The outage that Sender ends in the key of; undefined where it is of another watch, or of none. */
export function outageIn(sender: string, watchKey: string): string | undefined {
  const last = sender.trim().split(/\s/).at(-1) ?? ''
  const outage = last.startsWith(`${watchKey}-`) ? last.slice(watchKey.length + 1) : ''
  return /^d?[0-9]+$/.test(outage) ? outage : undefined
}

/**
 * One token for all runs of an outage, so that AWS pages once even where nobody can ask it what it has. Another contact has
 * another one; so has the page that follows those which were stopped.
 *
 * @param stopped how many engagements of this outage were stopped
 */
export function composeOutageToken(watchKey: string, outage: string, contactId: string, stopped: number): string {
  return `watch-${digest([watchKey, outage, contactId, String(stopped)])}`
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
