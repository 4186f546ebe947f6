import { isFailure, speakConclusion } from '../github/conclusions.ts'
import { describeEvent, type EventDescription } from '../github/events.ts'
import { composeOwnFailures, type FailedJob, type Failures } from '../github/failures.ts'
import { legOf, withoutAddresses } from '../github/matrix.ts'
import { screenWords, type Words } from '../github/strangers.ts'
import type { Workflow } from '../github/workflow.ts'
import { workflowName } from '../github/workflow-name.ts'
import { textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { link } from '../text/links.ts'
import { counted, speakDuration, spellSha } from '../text/spoken.ts'
import { lengthInScalars, shorten } from '../text/unicode.ts'
import { composeBrief } from './brief.ts'
import { toGsm7 } from './gsm7.ts'
import { quoteOutside, withoutColon } from './quoting.ts'
import { type State, speakState, stateOf } from './state.ts'

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
  /** `<person or workflow> via <repository>`, of whoever started this attempt of the run. */
  readonly sender: string
  readonly failed_jobs: readonly PageJob[]
}

/** A job that did not succeed, as `page.failed_jobs` lists it. Unknown texts are empty. */
export type PageJob = Pick<FailedJob, 'name' | 'conclusion' | 'url' | 'failed_step'>

const headlineAim = 70
const jobsListed = 10

/** The default page of a run. Always has every text, whatever the event holds. */
export function composePage(workflow: Workflow, failures: Failures): Page {
  const told = describeEvent(workflow, failures)
  const state = stateOf(told, failures)
  const words = { event: told, jobs: failures.jobs, leg: legOf(workflow, failures) }
  const { email, sms } = screenWords(words, workflow, failures.of)
  const { event, jobs } = email
  const url = link(jobs[0]?.url ?? '') || event.runUrl
  const briefly = inGsm7(isAboutRun(told, failures) ? sms : { ...sms, jobs: [] })
  return {
    headline: fitting(headlineCandidates(email, state, workflow), headlineAim, shorten),
    details: composeDetails(email, state, failures, url, workflow),
    ...composeBrief(briefWords(briefly, state, workflow), url),
    url,
    sender: `${event.startedBy} via ${line(textAt(workflow.github, 'repository')) || 'an unknown repository'}`,
    failed_jobs: jobs.map(({ name, conclusion, url, failed_step }) => ({ name, conclusion, url, failed_step }))
  }
}

/** Whether the jobs are what the headline is about, and not a check or a deployment that this run was told of. */
function isAboutRun({ conclusion }: EventDescription, { of }: Failures): boolean {
  return conclusion === '' || of === 'the watched run'
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
  return state === 'asked' ? `${event.askedBy} is paging you: ${title}` : `${title} ${speakState(state)}`
}

// Names in other scripts have no GSM-7 likeness: the line must make sense without them.
function inGsm7({ event, jobs, leg }: Words): Words {
  const plain = (text: string) => toGsm7(withoutAddresses(line(text)))
  return {
    event: {
      ...event,
      workflow: toGsm7(event.workflow) || 'Workflow',
      place: toGsm7(event.place),
      askedBy: event.askedBy && (toGsm7(event.askedBy) || 'Someone')
    },
    jobs: jobs.map(job => ({ ...job, name: plain(job.name), failed_step: plain(job.failed_step) })),
    leg: toGsm7(leg)
  }
}

function composeDetails(
  { event, jobs, leg }: Words,
  state: State,
  failures: Failures,
  url: string,
  workflow: Workflow
): string {
  const isAbout = isAboutRun(event, failures)
  const seconds = failures.neverRan
    ? undefined
    : (event.durationSeconds ?? (isAbout ? failures.durationSeconds : undefined))
  const repository = line(textAt(workflow.github, 'repository')) || 'an unknown repository'
  const where = [`in ${repository}`, event.spokenPlace].filter(Boolean).join(' ')
  const first =
    state === 'asked'
      ? `${event.askedBy} is paging you with workflow ${event.workflow} ${where}.`
      : `${event.workflow} ${speakState(state)} ${where}.`
  return [
    quoteOutside(first),
    isAbout ? jobsSentence(jobs) : '',
    ...event.notes.map(quoteOutside),
    ...(isAbout && jobs.length > 1 ? jobList(jobs) : []),
    failures.gap ?? '',
    leg && !jobs[0]?.name.includes(leg) ? `Matrix leg: ${leg}.` : '',
    // Who asks for a page has said so already; its second line must be fit to be read aloud, though.
    state === 'asked' && event.notes.length > 0 ? '' : event.trigger,
    ownTrouble({ event, jobs, leg }, failures, workflow),
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

/** What failed in this run, where the page is about something else. */
function ownTrouble({ event, jobs }: Words, failures: Failures, workflow: Workflow): string {
  const isOfThisRun = failures.of === 'this run'
  const sentence = jobsSentence(isOfThisRun ? jobs : composeOwnFailures(workflow))
  if (sentence === '' || (isOfThisRun && isAboutRun(event, failures))) return ''
  const name = workflowName(textAt(workflow.github, 'workflow'))
  return `In ${name ? `workflow ${name}` : 'this workflow'}, j${sentence.slice(1)}`
}

function jobPhrase({ name, conclusion, failed_step, reached, earlierAttempt }: FailedJob): string {
  // An ARN or a URL is of no use when read aloud.
  const [job = '', step = ''] = [name, failed_step].map(text => withoutAddresses(line(text)))
  const cutOff = step && reached === 'cut-off step' && conclusion !== 'cancelled' ? ', which was cut off' : ''
  const where = step ? ` at step ${step}${cutOff}` : reached === 'no step' ? ' before its first step' : ''
  const attempt = earlierAttempt === undefined ? '' : `${cutOff && ','} in attempt ${earlierAttempt}`
  return `${withoutColon(job) || 'unnamed'} ${speakConclusion(conclusion)}${where}${attempt}`
}

function jobList(jobs: readonly FailedJob[]): string[] {
  const listed = jobs.slice(0, jobsListed).map(job => quoteOutside(`- ${jobPhrase(job)}`))
  return jobs.length > jobsListed ? [...listed, `and ${jobs.length - jobsListed} more`] : listed
}

function commitSentence({ commit }: EventDescription): string {
  if (commit.sha === '') return ''
  const sha = `Commit ${spellSha(commit.sha)}`
  return `${sha}${commit.message && `: ${commit.message}`}${commit.author && ` (by ${commit.author})`}`
}

/** What an SMS can say, of words that are in GSM-7 already. */
function briefWords(words: Words, state: State, workflow: Workflow): Parameters<typeof composeBrief>[0] {
  const { event, jobs } = words
  const titles = [event.workflow, shorten(event.workflow, 20), shorten(event.workflow, 10)]
  const what = titles.map(title => whatHappened(event, state, title))
  return {
    headlines: [...headlineCandidates(words, state, workflow), ...what].map(toGsm7),
    texts: [...jobs.slice(0, 1).flatMap(exactly), ...what.map(text => `${text}.`)].map(toGsm7),
    word: state === 'failed' || isFailure(state) ? 'Failed' : state === 'cancelled' ? 'Cancelled' : 'Help'
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
