import { at, textAt } from '../../text/json.ts'
import { line } from '../../text/lines.ts'
import { link } from '../../text/links.ts'
import { words } from '../../text/words.ts'
import { commitOf } from '../commits.ts'
import type { Describers } from '../events.ts'
import { environmentPlace, noPlace } from '../places.ts'

/** What goes live. Where that failed, it is the deployment that failed, and not the workflow that was told of it. */
export const describeDeployments: Describers = {
  deployment: ({ event, actor }) => ({ ...environmentPlace(event), trigger: `Deployment by ${actor}.` }),

  deployment_status: ({ event, actor }) => {
    const description = line(textAt(event, 'deployment_status', 'description'), 200)
    const state = line(textAt(event, 'deployment_status', 'state'))
    return {
      ...((state === 'failure' || state === 'error') && { workflow: 'Deployment', conclusion: 'failure' }),
      ...environmentPlace(event),
      detailsUrl: link(
        textAt(event, 'deployment_status', 'log_url') || textAt(event, 'deployment_status', 'target_url')
      ),
      trigger: `Deployment status ${words(state) || 'changed'}, by ${actor}.`,
      notes: description ? [`Deployment says: ${description}`] : []
    }
  },

  // The run is of the default branch, which need not be the one that the pages are built from.
  page_build: ({ event, actor }) => {
    const build = at(event, 'build')
    const status = line(textAt(build, 'status'))
    const message = line(textAt(build, 'error', 'message'), 200)
    const hasFailed = status === 'errored'
    const milliseconds = at(build, 'duration')
    return {
      ...(hasFailed && { workflow: 'Pages build', conclusion: 'failure' }),
      ...noPlace,
      trigger: `Pages build ${words(status) || 'event'}, by ${line(textAt(build, 'pusher', 'login')) || actor}.`,
      notes: message ? [`Pages build says: ${message}`] : [],
      commit: commitOf(undefined, textAt(build, 'commit')),
      durationSeconds:
        hasFailed && typeof milliseconds === 'number' && milliseconds > 0 ? Math.round(milliseconds / 1000) : undefined
    }
  }
}
