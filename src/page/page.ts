import { isFailure, speakConclusion } from '../github/conclusions.ts'
import { describeEvent, type EventDescription } from '../github/events.ts'
import { composeOwnFailures, type FailedJob, type Failures } from '../github/failures.ts'
import { legOf, withoutAddresses } from '../github/matrix.ts'
import type { Workflow } from '../github/workflow.ts'
import { workflowName } from '../github/workflow-name.ts'
import { textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { link } from '../text/links.ts'
import { lengthInScalars, shorten } from '../text/unicode.ts'
import { toGsm7 } from './gsm7.ts'
import { type State, speakState, stateOf } from './state.ts'

/** The `page` context of templates: the texts that a woken person reads unless the workflow writes its own. */
export type Page = {
  /** One line, what failed and where; 70 characters as the aim. */
  readonly headline: string
  /** Some lines, the most useful first; the first two say it all when read aloud. */
  readonly details: string
  /** The headline in GSM-7, 70 characters or fewer. */
  readonly brief_headline: string
  /** For SMS: GSM-7, the run's URL last, 140 characters or fewer whenever the URL allows. */
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
const briefMaximum = 140
const jobsListed = 10

/** The default page of a run. Always has every text, whatever the event holds. */
export function composePage(workflow: Workflow, failures: Failures): Page {
  const event = describeEvent(workflow, failures)
  const state = stateOf(event, failures)
  const url = link(failures.jobs[0]?.url ?? '') || event.runUrl
  const leg = legOf(workflow, failures)
  const headline = fitting(headlineCandidates(event, state, leg, workflow), headlineAim, shorten)
  const plain = inGsm7(event)
  const headlines = headlineCandidates(plain, state, toGsm7(leg), workflow).map(toGsm7)
  const brief_headline = fitting(headlines, headlineAim, shortenPlain)
  return {
    headline,
    details: composeDetails(event, state, failures, leg, url, workflow),
    brief_headline,
    brief: composeBrief(
      headlines,
      whatHappened(plain, state, plain.workflow),
      state,
      isAboutRun(event, failures) ? failures.jobs[0] : undefined,
      url
    ),
    url,
    sender: `${event.startedBy} via ${line(textAt(workflow.github, 'repository')) || 'an unknown repository'}`,
    failed_jobs: failures.jobs.map(({ name, conclusion, url, failed_step }) => ({ name, conclusion, url, failed_step }))
  }
}

/** Whether the jobs are what the headline is about, and not a check or a deployment that this run was told of. */
function isAboutRun({ conclusion }: EventDescription, { of }: Failures): boolean {
  return conclusion === '' || of === 'the watched run'
}

/** Headlines from the fullest to the shortest: a long name must not push out what failed. */
function headlineCandidates(event: EventDescription, state: State, leg: string, { github }: Workflow): string[] {
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
function inGsm7(event: EventDescription): EventDescription {
  return {
    ...event,
    workflow: toGsm7(event.workflow) || 'Workflow',
    place: toGsm7(event.place),
    askedBy: event.askedBy && (toGsm7(event.askedBy) || 'Someone')
  }
}

function composeDetails(
  event: EventDescription,
  state: State,
  failures: Failures,
  leg: string,
  url: string,
  workflow: Workflow
): string {
  const { jobs, gap = '' } = failures
  const isAbout = isAboutRun(event, failures)
  const seconds = failures.neverRan
    ? undefined
    : (event.durationSeconds ?? (isAbout ? failures.durationSeconds : undefined))
  const repository = line(textAt(workflow.github, 'repository')) || 'an unknown repository'
  const where = [`in ${repository}`, event.spokenPlace].filter(Boolean).join(' ')
  const first =
    state === 'asked'
      ? `${event.askedBy} is paging you, through workflow ${event.workflow} ${where}.`
      : `${event.workflow} ${speakState(state)} ${where}.`
  return [
    first,
    isAbout ? jobsSentence(jobs) : '',
    ...event.notes.map(quoteFurtherLines),
    ...(isAbout && jobs.length > 1 ? jobList(jobs) : []),
    gap,
    leg && !jobs[0]?.name.includes(leg) ? `Matrix leg: ${leg}.` : '',
    // Who asks for a page has said so already; its second line must be fit to be read aloud, though.
    state === 'asked' && event.notes.length > 0 ? '' : event.trigger,
    ownTrouble(event, failures, workflow),
    event.attempt > 1 ? `Attempt ${event.attempt}${event.rerunBy && `, started again by ${event.rerunBy}`}.` : '',
    commitSentence(event),
    seconds === undefined ? '' : `Ran for ${duration(seconds)}.`,
    event.detailsUrl && `Details: ${event.detailsUrl}`,
    url === event.runUrl ? '' : `Job: ${url}`,
    event.runUrl && `Run: ${event.runUrl}`
  ]
    .filter(Boolean)
    .join('\n')
}

// What others wrote in several lines must not look like lines of the page.
function quoteFurtherLines(note: string): string {
  return note.replaceAll('\n', '\n> ')
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
function ownTrouble(event: EventDescription, failures: Failures, workflow: Workflow): string {
  const isOfThisRun = failures.of === 'this run'
  const sentence = jobsSentence(isOfThisRun ? failures.jobs : composeOwnFailures(workflow))
  if (sentence === '' || (isOfThisRun && isAboutRun(event, failures))) return ''
  const name = workflowName(textAt(workflow.github, 'workflow'))
  return `In ${name ? `workflow ${name}` : 'this workflow'}, j${sentence.slice(1)}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function jobPhrase({ name, conclusion, failed_step, reached, earlierAttempt }: FailedJob): string {
  // An ARN or a URL is of no use when read aloud.
  const [job, step] = [name, failed_step].map(text => withoutAddresses(line(text)))
  const cutOff = reached === 'cut-off step' && conclusion !== 'cancelled' ? ', which was cut off' : ''
  const where = step ? ` at step ${step}${cutOff}` : reached === 'no step' ? ' before its first step' : ''
  const attempt = earlierAttempt === undefined ? '' : `${cutOff && ','} in attempt ${earlierAttempt}`
  return `${job || 'unnamed'} ${speakConclusion(conclusion)}${where}${attempt}`
}

function jobList(jobs: readonly FailedJob[]): string[] {
  const listed = jobs.slice(0, jobsListed).map(job => `- ${jobPhrase(job)}`)
  return jobs.length > jobsListed ? [...listed, `and ${jobs.length - jobsListed} more`] : listed
}

function commitSentence({ commit }: EventDescription): string {
  if (commit.sha === '') return ''
  const sha = `Commit ${commit.sha.slice(0, 7)}`
  return `${sha}${commit.message && `: ${commit.message}`}${commit.author && ` (by ${commit.author})`}`
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (minutes === 0) return `${seconds} s`
  return hours === 0 ? `${minutes} min ${seconds % 60} s` : `${hours} h ${minutes % 60} min`
}

/**
 * The text of the SMS. The address is never cut, so the words give way to it: from what failed exactly, over shorter and
 * shorter headlines, to a single word. What has no room is in the e-mail.
 */
function composeBrief(
  headlines: readonly string[],
  what: string,
  state: State,
  job: FailedJob | undefined,
  url: string
): string {
  const exact = headlines.flatMap(headline => exactly(job).map(text => `${headline}. ${text}`))
  const word = state === 'failed' || isFailure(state) ? 'Failed' : 'Help'
  // An address that is too long by itself shall not stand there without a word.
  const room = url.length > briefMaximum ? word.length : briefMaximum - url.length - 1
  const text = [...exact, ...headlines, what, word].find(text => text.length <= room)
  return [text, url].filter(Boolean).join(' ')
}

/** The job and its step in GSM-7, if their names have any likeness in it. */
function exactly(job: FailedJob | undefined): string[] {
  if (job === undefined) return []
  const [name = '', failed_step = ''] = [job.name, job.failed_step].map(text => toGsm7(withoutAddresses(line(text))))
  return [
    name && toGsm7(`Job ${jobPhrase({ ...job, name, failed_step })}.`),
    failed_step && `Step ${failed_step}.`
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

// In GSM-7, which has no ellipsis.
function shortenPlain(text: string, maximum: number): string {
  if (text.length <= maximum) return text
  return maximum < 10 ? '' : `${text.slice(0, maximum - 3).trimEnd()}...`
}
