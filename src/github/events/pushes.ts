import { at, textAt } from '../../text/json.ts'
import { line } from '../../text/lines.ts'
import { sentenceCase } from '../../text/words.ts'
import { commitOf, noCommit } from '../commits.ts'
import type { Describers } from '../events.ts'
import { queuePlace, releasePlace } from '../places.ts'

/** What happens to branches and tags. */
export const describePushes: Describers = {
  push: ({ event, actor }) => {
    const pusher = line(textAt(event, 'pusher', 'name')) || actor
    return { trigger: `${event.forced === true ? 'Forced push' : 'Push'} by ${pusher}.` }
  },

  create: ({ event, actor }) => {
    const kind = kindOfRef(textAt(event, 'ref_type'))
    return { trigger: `${sentenceCase(kind)} created by ${actor}.` }
  },

  // The run is on the default branch, and its commit has nothing to do with what is gone.
  delete: ({ event, actor }) => {
    const kind = kindOfRef(textAt(event, 'ref_type'))
    const name = line(textAt(event, 'ref'))
    const place = queuePlace(name) ?? {
      place: name && `deleted ${name}`,
      spokenPlace: `after ${name ? `${kind} ${name}` : `a ${kind}`} was deleted`
    }
    return { ...place, trigger: `${sentenceCase(kind)} deleted by ${actor}.`, commit: noCommit }
  },

  release: ({ event, actor }) => {
    const tag = line(textAt(event, 'release', 'tag_name'))
    const action = line(textAt(event, 'action'))
    return { ...(tag && releasePlace(tag)), trigger: `Release ${action || 'event'} by ${actor}.` }
  },

  merge_group: ({ event, actor }) => {
    const group = at(event, 'merge_group')
    const base = line(textAt(group, 'base_ref').replace(/^refs\/heads\//, ''))
    const [queued, queue] = [queuePlace(textAt(group, 'head_ref')), `merge queue ${base}`]
    return {
      ...(queued ?? (base && { place: queue, spokenPlace: `in the ${queue}` })),
      trigger: `Merge queue, by ${actor}.`,
      commit: commitOf(at(group, 'head_commit'), textAt(group, 'head_sha'))
    }
  }
}

function kindOfRef(type: string): string {
  return type === 'branch' || type === 'tag' ? type : 'ref'
}
