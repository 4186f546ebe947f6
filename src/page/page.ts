import { describeEvent, type EventDescription } from '../github/events.ts'
import { type FailedJob, type Failures, isFailure } from '../github/failures.ts'
import { screenWords, type Words } from '../github/strangers.ts'
import type { Workflow } from '../github/workflow.ts'
import { isObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { link } from '../text/links.ts'
import { counted, speakDuration, spellSha } from '../text/spoken.ts'
import { lengthInScalars, shorten } from '../text/unicode.ts'
import { composeBrief } from './brief.ts'
import { toGsm7 } from './gsm7.ts'
import { quoteOutside, withoutColon } from './quoting.ts'

/** The `page` context of templates: the texts that a woken person reads unless the workflow writes its own. */
export type Page = {
  /** One line, what failed and where; 70 characters as the aim. */
  readonly headline: string
  /** Some lines, the most useful first; the first two say it all when read aloud. */
  readonly details: string
  /** The headline in GSM-7, 70 characters or fewer. */
  readonly brief_headline: string
  /** For SMS, to complete the headline: GSM-7, the URL last, 140 characters or fewer whenever the URL allows. */
  readonly brief: string
  /** Link to the failing job if known, else to the run. */
  readonly url: string
  readonly failed_jobs: readonly FailedJob[]
}

const headlineAim = 70
const jobsListed = 10

/** The default page of a run. Always has every text, whatever the event holds. */
export function composePage(workflow: Workflow, failures: Failures): Page {
  const told = describeEvent(workflow, failures.of)
  const state = stateOf(told, failures)
  const words = { event: told, jobs: failures.jobs, leg: legOf(workflow, failures) }
  const { email, sms } = screenWords(words, workflow, failures.of)
  const { event, jobs } = email
  const url = jobs.map(job => link(job.url)).find(url => url !== '') ?? event.runUrl
  return {
    headline: fitting(headlineCandidates(email, state, workflow), headlineAim, shorten),
    details: composeDetails(email, state, failures, url, workflow),
    ...composeBrief(briefWords(inGsm7(sms), state, workflow), url),
    url,
    failed_jobs: jobs
  }
}

type State = 'failed' | 'cancelled' | 'asked' | 'succeeded' | 'unknown'

function stateOf(event: EventDescription, { state }: Failures): State {
  // What GitHub says of a run as a whole outranks what one of its jobs did.
  if (isFailure(event.conclusion)) return 'failed'
  if (event.conclusion === 'cancelled') return 'cancelled'
  if (event.conclusion === 'success') return 'succeeded'
  return state === 'unknown' && event.askedBy !== '' ? 'asked' : state
}

const verbs: Readonly<Record<Exclude<State, 'asked'>, string>> = {
  failed: 'failed',
  cancelled: 'was cancelled',
  succeeded: 'succeeded',
  unknown: 'needs attention'
}

/** Headlines from the fullest to the shortest: a long name must not push out what failed. */
function headlineCandidates({ event, leg }: Words, state: State, { github }: Workflow): string[] {
  const repository = line(textAt(github, 'repository')) || 'unknown repository'
  const name = repository.slice(repository.indexOf('/') + 1)
  return [
    [event.workflow, repository, event.place, leg],
    [event.workflow, name, event.place, leg],
    [event.workflow, name, shorten(event.place, 20), shorten(leg, 20)],
    [event.workflow, name, '', ''],
    [shorten(event.workflow, 25), shorten(name, 20), shorten(event.place, 12), '']
  ].map(([title = '', where = '', place = '', leg = '']) => {
    const what = whatHappened(event, state, title)
    const brackets = [place, leg].filter(text => /[\p{L}\p{N}]/u.test(text)).join(', ')
    return `${what}${state === 'asked' ? ',' : ':'} ${where}${brackets && ` (${brackets})`}`
  })
}

function whatHappened(event: EventDescription, state: State, title: string): string {
  return state === 'asked' ? `${event.askedBy} is paging you: ${title}` : `${title} ${verbs[state]}`
}

// Names in other scripts have no GSM-7 likeness: the line must make sense without them.
function inGsm7({ event, jobs, leg }: Words): Words {
  return {
    event: {
      ...event,
      workflow: toGsm7(event.workflow) || 'Workflow',
      place: toGsm7(event.place),
      askedBy: event.askedBy && (toGsm7(event.askedBy) || 'Someone')
    },
    jobs: jobs.map(job => ({ ...job, name: toGsm7(line(job.name)), failed_step: toGsm7(line(job.failed_step)) })),
    leg: toGsm7(leg)
  }
}

function composeDetails(
  { event, jobs, leg }: Words,
  state: State,
  { durationSeconds }: Failures,
  url: string,
  workflow: Workflow
): string {
  const seconds = event.durationSeconds ?? durationSeconds
  const repository = line(textAt(workflow.github, 'repository')) || 'an unknown repository'
  const where = [`in ${repository}`, event.spokenPlace].filter(Boolean).join(' ')
  const first =
    state === 'asked'
      ? `${event.askedBy} is paging you by hand, by workflow ${event.workflow} ${where}.`
      : `${event.workflow} ${verbs[state]} ${where}.`
  return [
    quoteOutside(first),
    jobsSentence(jobs),
    ...event.notes.map(quoteOutside),
    ...(jobs.length > 1 ? jobList(jobs) : []),
    leg && !jobs[0]?.name.includes(leg) ? `Matrix leg: ${leg}.` : '',
    // A page by hand has said so already; its second line must be fit to be read aloud, though.
    state === 'asked' && event.notes.length > 0 ? '' : event.trigger,
    event.attempt > 1 ? `Attempt ${event.attempt}${event.rerunBy && `, started again by ${event.rerunBy}`}.` : '',
    commitSentence(event),
    seconds === undefined ? '' : `Ran for ${speakDuration(seconds)}.`,
    event.detailsUrl && `Details: ${event.detailsUrl}`,
    url === event.runUrl ? '' : `Job: ${url}`,
    event.runUrl && `Run: ${event.runUrl}`
  ]
    .filter(Boolean)
    .join('\n')
}

function jobsSentence(jobs: readonly FailedJob[]): string {
  const [first, ...others] = jobs
  if (first === undefined) return ''
  const cancelled = others.filter(job => job.conclusion === 'cancelled').length
  const failed = others.length - cancelled
  const more = [
    failed > 0 ? `${counted(failed, 'more job')} failed` : '',
    cancelled > 0 ? `${counted(cancelled, 'other job')} ${cancelled === 1 ? 'was' : 'were'} cancelled` : ''
  ].filter(Boolean)
  return `${[`Job ${jobPhrase(first)}`, ...more].join('; ')}.`
}

function jobPhrase({ name, conclusion, failed_step }: FailedJob): string {
  const verb = conclusion === 'cancelled' ? 'was cancelled' : conclusion === 'timed_out' ? 'timed out' : 'failed'
  return `${withoutColon(line(name)) || 'unnamed'} ${verb}${failed_step && ` at step ${line(failed_step)}`}`
}

function jobList(jobs: readonly FailedJob[]): string[] {
  const listed = jobs.slice(0, jobsListed).map(job => `- ${jobPhrase(job)}`)
  return jobs.length > jobsListed ? [...listed, `and ${jobs.length - jobsListed} more`] : listed
}

function commitSentence({ commit }: EventDescription): string {
  if (commit.sha === '') return ''
  const sha = `Commit ${spellSha(commit.sha)}`
  return `${sha}${commit.message && `: ${commit.message}`}${commit.author && ` (by ${commit.author})`}`
}

/** The values of a matrix leg, as GitHub shows them behind a job's name; empty where something else than this leg failed. */
function legOf({ matrix, job }: Workflow, { jobs }: Failures): string {
  if (!isObject(matrix) || (jobs.length > 0 && textAt(job, 'status') === 'success')) return ''
  const values = Object.values(matrix).filter(value => value !== null && typeof value !== 'object')
  const texts = values.map(String).filter(text => text.trim() !== '')
  return line(texts.slice(0, 10).join(', '), 60)
}

/** What an SMS can say, of words that are in GSM-7 already. */
function briefWords({ event, jobs, leg }: Words, state: State, workflow: Workflow): Parameters<typeof composeBrief>[0] {
  const titles = [event.workflow, shorten(event.workflow, 20), shorten(event.workflow, 10)]
  const what = titles.map(title => whatHappened(event, state, title))
  return {
    headlines: [...headlineCandidates({ event, jobs, leg }, state, workflow), ...what].map(toGsm7),
    texts: [...jobs.slice(0, 1).flatMap(exactly), ...what.map(text => `${text}.`)].map(toGsm7),
    word: { failed: 'Failed', cancelled: 'Cancelled', succeeded: 'Succeeded', unknown: 'Help', asked: 'Help' }[state]
  }
}

/** What became of a job, without the names that have no likeness in GSM-7. */
function exactly(job: FailedJob): string[] {
  const { name, failed_step } = job
  const end = jobPhrase({ ...job, name: 'x' }).slice('x '.length)
  return [
    name && `Job ${jobPhrase(job)}.`,
    failed_step && `${end.charAt(0).toUpperCase()}${end.slice(1)}.`,
    name && failed_step && `Job ${jobPhrase({ ...job, failed_step: '' })}.`
  ].filter(Boolean)
}

/** The first text that fits; if none does, the last one shortened. */
function fitting(
  candidates: readonly string[],
  maximumScalars: number,
  shorten: (text: string, maximumScalars: number) => string
): string {
  return (
    candidates.find(text => lengthInScalars(text) <= maximumScalars) ?? shorten(candidates.at(-1) ?? '', maximumScalars)
  )
}
