import { readEvidence } from '../following/evidence.ts'
import { pageOnce } from '../following/page-once.ts'
import { type Recovered, recover } from '../following/recovery.ts'
import { apiRemedy } from '../github/api-errors.ts'
import { readFailures } from '../github/failures.ts'
import { type Inputs, readInputs } from '../github/inputs.ts'
import { readHistory } from '../github/run-history.ts'
import { runUrlOf } from '../github/run-urls.ts'
import { asRootReader, readWatchInputs, type WatchInputs } from '../github/watch-inputs.ts'
import { ownRun } from '../github/watched-run.ts'
import type { Workflow } from '../github/workflow.ts'
import { type ConnectFor, regionOf } from '../incident-manager/connections.ts'
import type { Engagement } from '../incident-manager/port.ts'
import { composeDefaultTexts } from '../page/default-texts.ts'
import { withOutage } from '../page/outage.ts'
import { composePage, type Page } from '../page/page.ts'
import { type Composition, composeRequest } from '../page/request.ts'
import type { AddressedPage, ContactPage, QuietContact } from '../report/outcome.ts'
import { asPageError, PageError } from '../report/page-error.ts'
import { type Repair, refuseRepairs } from '../report/repairs.ts'
import { createReport, type Report } from '../report/report.ts'
import { createRetryLog } from '../report/retry-log.ts'
import { createSecrets, type Secrets } from '../report/secrets.ts'
import type { Ending } from '../report/summary.ts'
import {
  composeDecisionLine,
  composeOutageLine,
  composeQuietTitle,
  composeRecoveryLine,
  composeStopWarning
} from '../report/watch-words.ts'
import { isObject, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import { shorten } from '../text/unicode.ts'
import { type Decision, decide, type Evidence, evidenceFromMs } from '../watch/decision.ts'
import type { History } from '../watch/history.ts'
import { composeOutageToken, composeSenderKey, composeWatchKey, outageIn, withSenderKey } from '../watch/keys.ts'
import { isReadFarEnough, readStanding, runsThatCount, type Standing } from '../watch/standing.ts'
import { readVerdict, type Verdict } from '../watch/verdict.ts'
import { speakStreak, speakStreakBriefly } from '../watch/words.ts'
import { beginPaging, connectForPaging, createRender, listenerFor } from './paging.ts'
import type { World } from './world.ts'

/**
 * Pages about an outage once, as soon as the check has failed so often in a row, and stops the page when it is over. Never throws;
 * fails the step only where somebody should have been paged and was not, or an input is wrong.
 */
export async function watch(world: World): Promise<void> {
  const secrets = createSecrets()
  const report = createReport(world.core, secrets, { streak: '', outage: '' })
  let verdict: Verdict | undefined
  try {
    const watching = await Promise.race([prepare(world, report, secrets), world.uncaught])
    verdict = watching.verdict
    const decided = await Promise.race([decideForEach(watching), world.uncaught])
    await report.ended(await act(watching, decided))
  } catch (error) {
    const failure = asPageError(error, 'not-sent')
    if (verdict === undefined || verdict.kind === 'failed') {
      return await report.ended({ kind: 'failed', error: failure })
    }
    // A red step would count as a failed check the next time.
    report.warningOnTop(failure.message)
    await report.ended({ kind: 'quiet', outcome: 'healthy', title: 'Nobody was paged' })
  }
}

/** What a watch knows from its own workflow alone. */
interface Watching {
  readonly world: World
  readonly report: Report
  readonly workflow: Workflow
  readonly inputs: Inputs
  readonly watchInputs: WatchInputs
  readonly repairs: readonly Repair[]
  readonly verdict: Verdict
  readonly watchKey: string
  readonly connectFor: ConnectFor
  /** When this step began, in milliseconds since 1970. */
  readonly nowMs: number
}

async function prepare(world: World, report: Report, secrets: Secrets): Promise<Watching> {
  const { core, environment } = world
  const workflow = beginPaging(world, report, secrets)
  const root = readInputs(asRootReader(core), environment)
  const own = readWatchInputs(core)
  const repairs = [...root.repairs, ...own.repairs]
  report.repaired(repairs)
  refuseRepairs(repairs, root.inputs.strict)

  const needs = core.getInput('needs')
  const verdict = readVerdict({
    needs: workflow.needs,
    areNeedsUnreadable: needs !== '' && !isObject(workflow.needs),
    jobStatus: textAt(workflow.job, 'status')
  })
  const { inputs } = root
  return {
    world,
    report,
    workflow,
    inputs,
    watchInputs: own.inputs,
    repairs,
    verdict,
    watchKey: composeWatchKey(workflow, own.inputs.name),
    connectFor: connectForPaging(world, inputs, workflow, report, secrets),
    nowMs: Date.now()
  }
}

/** What was decided about a contact. */
interface Decided {
  readonly contactId: string
  readonly isBackup: boolean
  readonly decision: Decision
}

/** Where this run stands, and what to do about each contact. */
interface Decisions {
  readonly standing: Standing
  readonly decided: readonly Decided[]
  /** Seconds that are left for what was decided. */
  readonly timeoutSeconds: number
}

// What the question whether somebody was paged before may take of the time for the page.
const evidenceShare = 1 / 3

async function decideForEach(watching: Watching): Promise<Decisions> {
  const { world, report, inputs, verdict, watchInputs, watchKey, nowMs } = watching
  const { policy } = watchInputs
  const history = await readHistoryFor(watching)
  const standing = readStanding(verdict, history, policy, nowMs)
  if (standing.kind !== 'no signal' && standing.doubt !== undefined) {
    const known = verdict.kind === 'failed' ? 'An outage is paged about once a day then.' : ''
    report.warning(
      [`The runs before this one are not known: ${standing.doubt}.`, apiRemedy(standing.doubt), known]
        .filter(Boolean)
        .join(' ')
    )
  }

  const askedAt = world.clock.now()
  const fromMs = inputs.dryRun ? undefined : evidenceFromMs(standing, policy, nowMs)
  const evidenceFor = fromMs === undefined ? async () => notAsked : evidencePerRegion(watching, fromMs)
  const contacts = [
    ...inputs.contactIds.map(contactId => ({ contactId, isBackup: false })),
    ...(inputs.backupContactId ? [{ contactId: inputs.backupContactId, isBackup: true }] : [])
  ]
  const decided = await Promise.all(
    contacts.map(async contact => {
      const { contactId } = contact
      const evidence = await evidenceFor(contactId)
      return { ...contact, decision: decide(standing, policy, evidence, { contactId, watchKey }, nowMs) }
    })
  )
  const tookSeconds = (world.clock.now() - askedAt) / 1000
  return { standing, decided, timeoutSeconds: inputs.timeoutSeconds - tookSeconds }
}

const untold: Evidence = { kind: 'unknown', why: 'AWS did not tell.' }
const notAsked: Evidence = { kind: 'unknown', why: 'AWS was not asked.' }

async function readHistoryFor({ world, inputs, workflow, verdict, watchInputs }: Watching): Promise<History> {
  const access = ownRun(workflow, inputs.githubToken)
  if (verdict.kind === 'no signal' || access === undefined) {
    return { kind: 'unknown', why: 'the ID of this run is not known, or "github-token" is empty' }
  }
  return readHistory(
    await world.connectRuns(access),
    {
      isFarEnough: (own, runs) => isReadFarEnough(verdict, own, runs, watchInputs.policy),
      countingRuns: (own, runs) => runsThatCount(verdict, own, runs, watchInputs.policy)
    },
    { sleep: world.clock.sleep, cancelled: world.signal }
  )
}

/** Asks each region once which engagements there are, and tells why it did not say. */
function evidencePerRegion(watching: Watching, fromMs: number): (contactId: string) => Promise<Evidence> {
  const { world, report, inputs, connectFor, verdict } = watching
  const { clock, signal } = world
  const readings = new Map<string, Promise<Evidence>>()
  const ask = async (contactId: string): Promise<Evidence> => {
    const retries = createRetryLog(report.info)
    const timeoutSeconds = inputs.timeoutSeconds * evidenceShare
    const bounds = { timeoutSeconds, signal, clock, onRetry: retries.failed, onEnd: retries.end }
    try {
      const { evidence, failed } = await readEvidence(await connectFor(contactId), fromMs, bounds)
      if (failed === undefined) return evidence
      report.warningOnTop(
        `${unasked[verdict.kind === 'failed' ? 'failed' : 'succeeded']} ${failed.what} Next: ${report.advise(failed, contactId)}`
      )
      return untold
    } catch (error) {
      // Where somebody is paged now, the page tells of it.
      const { message } = asPageError(error, 'not-sent')
      if (verdict.kind !== 'failed') report.warningOnTop(message)
      return untold
    }
  }
  return contactId => {
    const region = regionOf(contactId)
    const reading = readings.get(region) ?? ask(contactId)
    readings.set(region, reading)
    return reading
  }
}

/** That nobody knows whether there is a page already. */
const unasked = {
  failed: 'Whether somebody was paged before about this outage is not known.',
  succeeded: 'Whether there is a page to be stopped is not known.'
} as const

/** Does what was decided. */
async function act(watching: Watching, decisions: Decisions): Promise<Ending> {
  const { standing, decided } = decisions
  const isDue = decided.some(({ isBackup, decision }) => !isBackup && decision.kind === 'page')
  if (standing.kind === 'failing' && isDue) return page(watching, standing, decisions)
  const stops = decided.flatMap(one => (one.decision.kind === 'stop' ? [{ ...one, decision: one.decision }] : []))
  if (standing.kind === 'succeeding' && stops.length > 0) return stop(watching, standing, stops, decisions)
  return endQuietly(watching, decisions)
}

/** Ends where nobody is to be paged and nothing to be stopped. */
function endQuietly({ report, watchInputs: { policy } }: Watching, { standing, decided }: Decisions): Ending {
  const others = quietContacts(decided)
  const outcome = others.some(one => one.outcome === 'already-paged')
    ? 'already-paged'
    : (others[0]?.outcome ?? 'healthy')
  const title = composeQuietTitle(outcome, standing, policy)
  const reasons = reasonsOf(decided)
  const isLoud = outcome === 'held' || outcome === 'already-paged'
  const notice = isLoud ? `${title}. ${reasons.join(' ')}` : undefined
  report.decided({ reasons, outputs: outputsOf(standing), others, notice })
  return { kind: 'quiet', outcome, title }
}

/** Why, for each contact; once where that is the same for all. */
function reasonsOf(decided: readonly Decided[]): readonly string[] {
  const contacts = decided.filter(({ isBackup }) => !isBackup)
  const isOne =
    contacts.length === 1 || contacts.every(({ decision }) => decision.reason === contacts[0]?.decision.reason)
  const lines = contacts.map(({ contactId, decision }) => composeDecisionLine(contactId, decision, isOne))
  return [...new Set(lines)]
}

function quietContacts(decided: readonly Decided[]): readonly QuietContact[] {
  return decided.flatMap(({ contactId, isBackup, decision }) => {
    if (isBackup || decision.kind === 'page' || decision.kind === 'stop') return []
    const engagementArn = decision.kind === 'already-paged' ? decision.engagement.engagementArn : ''
    return [{ contactId, outcome: decision.kind, engagementArn }]
  })
}

function outputsOf(standing: Standing): Readonly<Record<string, string>> {
  if (standing.kind === 'failing') return { streak: String(standing.streak), outage: standing.outage }
  return { streak: standing.kind === 'succeeding' ? '0' : '', outage: '' }
}

type Failing = Extract<Standing, { readonly kind: 'failing' }>
type Succeeding = Extract<Standing, { readonly kind: 'succeeding' }>

/** Pages the contacts that are due, and the backup if none of them can be paged. */
async function page(watching: Watching, standing: Failing, decisions: Decisions): Promise<Ending> {
  const { world, report, inputs, repairs, connectFor } = watching
  const composed = await Promise.race([composeOutagePage(watching, standing), world.uncaught])
  const due = decisions.decided.flatMap(one => (one.isBackup || one.decision.kind === 'page' ? [one] : []))
  const addressed = due.map(one => address(composed.composition, one, watching, standing, 0))
  const [first] = addressed
  if (first === undefined) throw new PageError('internal-error', 'not-sent', 'There is nobody to page.')
  const composition = { ...composed.composition, request: first.request }
  report.composed(composed.page, composition, addressed)
  refuseRepairs([...repairs, ...composition.repairs], inputs.strict)
  const reasons = reasonsOf(decisions.decided)
  const others = quietContacts(decisions.decided)
  if (inputs.dryRun) {
    report.decided({ reasons, outputs: outputsOf(standing), others })
    if (world.signal.aborted) throw new PageError('cancelled', 'not-sent', 'The job was cancelled during a dry run.')
    return { kind: 'dry-run' }
  }
  const { clock, signal, uncaught } = world
  const { pages, repeated } = await pageOnce({
    pagesOf: round => due.map(one => address(composed.composition, one, watching, standing, round)),
    send: (pages, timeoutSeconds) => sendAs(watching, pages, timeoutSeconds),
    connectFor,
    timeoutSeconds: decisions.timeoutSeconds,
    signal,
    clock,
    uncaught,
    info: report.info,
    debug: report.debug
  })
  const known: readonly QuietContact[] = [...others, ...repeated]
  if (pages.length === 0) {
    const title = composeQuietTitle('already-paged', standing, watching.watchInputs.policy)
    const notice = `${title}. ${reasons.join(' ')} ${repeated.map(({ engagementArn }) => `Engagement: ${engagementArn}`).join(' ')}`
    report.decided({ reasons, outputs: outputsOf(standing), others: known, notice })
    return { kind: 'quiet', outcome: 'already-paged', title }
  }
  report.decided({ reasons, outputs: outputsOf(standing), others: known })
  return { kind: 'paged', pages }
}

/** The page about an outage, and the request of it, without the outage's key. */
async function composeOutagePage(
  { world, report, inputs, workflow, nowMs }: Watching,
  standing: Failing
): Promise<{ readonly page: Page; readonly composition: Composition }> {
  const failures = await readFailures(workflow, inputs.githubToken, world.listJobs, world.signal)
  if (failures.warning !== undefined) report.warning(failures.warning)
  const before = standing.runs.slice(0, -1).filter(run => !standing.inDoubt.includes(run))
  const page = withOutage(composePage(workflow, failures), {
    streak: speakStreak(standing, nowMs),
    brief: speakStreakBriefly(standing, nowMs),
    links: before.map(({ id, number }) => ({ number, url: runUrlOf(id, workflow.github) }))
  })
  const render = await createRender(world, inputs, { workflow, page })
  return { page, composition: composeRequest(inputs, page, composeDefaultTexts(page, workflow), render) }
}

/** The page to one contact: found again by its sender, and taken once by its token. */
function address(
  { request }: Composition,
  { contactId, isBackup, decision }: Decided,
  { watchKey }: Watching,
  { outage }: Failing,
  furtherStopped: number
): AddressedPage {
  const stopped = (decision.kind === 'page' ? decision.stopped : 0) + furtherStopped
  return {
    request: {
      ...request,
      ContactId: contactId,
      Sender: withSenderKey(request.Sender, composeSenderKey(watchKey, outage)),
      IdempotencyToken: composeOutageToken(watchKey, outage, contactId, stopped)
    },
    isBackup
  }
}

/** Sends pages to contacts, and tells how each goes. */
async function sendAs(
  { world, report, workflow, connectFor }: Watching,
  pages: readonly AddressedPage[],
  timeoutSeconds: number
): Promise<readonly ContactPage[]> {
  const { clock, signal, uncaught } = world
  const { pageEveryoneInJob } = await world.loadDelivery()
  const paging = { pages, connectFor, listenerOf: listenerFor(report, pages), timeoutSeconds, signal, clock, uncaught }
  return pageEveryoneInJob(paging, textAt(workflow.runner, 'temp'), report.debug)
}

/** Stops the engagements of an outage that is over. One that cannot be stopped is a warning: red would count as a failed check. */
async function stop(
  watching: Watching,
  standing: Succeeding,
  stops: readonly (Decided & { readonly decision: Extract<Decision, { kind: 'stop' }> })[],
  { decided, timeoutSeconds }: Decisions
): Promise<Ending> {
  const { world, report, workflow, connectFor, watchKey, watchInputs, nowMs } = watching
  const { clock, signal } = world
  const { github } = workflow
  const where = `Recovered: ${line(textAt(github, 'workflow'))} in ${line(textAt(github, 'repository'))}`
  const reason = shorten(`${shorten(where, 120)}, ${runUrlOf(Number(textAt(github, 'run_id')), github)}`, 255)
  const recovering = stops.flatMap(({ contactId, decision }) =>
    decision.engagements.map(async engagement => {
      const retries = createRetryLog(report.info)
      const bounds = { timeoutSeconds, signal, clock, onRetry: retries.failed, onEnd: retries.end }
      return recover(await connectFor(contactId), engagement, reason, bounds)
    })
  )
  const recovered = await Promise.race([Promise.all(recovering), world.uncaught])
  for (const warning of recovered.map(composeStopWarning)) if (warning !== undefined) report.warningOnTop(warning)

  const [first] = recovered
  const isStopped = recovered.some(({ stopped }) => stopped.outcome === 'stopped')
  const outcome = isStopped ? 'stopped' : 'healthy'
  const others: readonly QuietContact[] = [...stopContacts(stops, recovered), ...quietContacts(decided)]
  const outage = first === undefined ? '' : (outageIn(first.engagement.sender, watchKey) ?? '')
  report.decided({
    reasons: [
      ...reasonsOf(decided).slice(0, 1),
      ...(standing.ended === undefined ? [] : [composeOutageLine(standing.ended, nowMs)]),
      ...recovered.map(composeRecoveryLine)
    ],
    outputs: { ...outputsOf(standing), outage },
    others
  })
  return { kind: 'quiet', outcome, title: composeQuietTitle(outcome, standing, watchInputs.policy) }
}

function stopContacts(stops: readonly Decided[], recovered: readonly Recovered[]): readonly QuietContact[] {
  return stops.map(({ contactId, decision }) => {
    const engagements: readonly Engagement[] = decision.kind === 'stop' ? decision.engagements : []
    const stopped = recovered.find(
      one => engagements.includes(one.engagement) && one.stopped.outcome === 'stopped'
    )?.engagement
    return {
      contactId,
      outcome: stopped === undefined ? 'healthy' : 'stopped',
      engagementArn: (stopped ?? engagements[0])?.engagementArn ?? ''
    }
  })
}
