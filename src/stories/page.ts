import { readFailures } from '../github/failures.ts'
import { type Inputs, readInputs } from '../github/inputs.ts'
import type { ConnectFor } from '../incident-manager/connections.ts'
import type { StartEngagementRequest } from '../incident-manager/port.ts'
import { composeDefaultTexts } from '../page/default-texts.ts'
import { composePage } from '../page/page.ts'
import { composeRequest } from '../page/request.ts'
import {
  asFirstAttempt,
  asOtherRun,
  hasIdOfEveryRun,
  hasTokenOfFirstAttempt,
  isMadeOfRunId,
  laterAttempt,
  type RunPage
} from '../page/reruns.ts'
import type { Render } from '../page/template.ts'
import { addressPages } from '../page/token.ts'
import { type AddressedPage, type ContactPage, failedWait, outcomeOf } from '../report/outcome.ts'
import { asPageError, PageError } from '../report/page-error.ts'
import { refuseRepairs } from '../report/repairs.ts'
import { createReport, type Report } from '../report/report.ts'
import { createSecrets, type Secrets } from '../report/secrets.ts'
import type { Ending } from '../report/summary.ts'
import { textAt } from '../text/json.ts'
import { beginPaging, connectForPaging, createRender, listenerFor } from './paging.ts'
import type { World } from './world.ts'

/** Pages the contacts, and reports what became of it. Never throws; fails the step unless all pages, or the backup's, were sent. */
export async function page(world: World): Promise<void> {
  const secrets = createSecrets()
  const report = createReport(world.core, secrets)
  try {
    const prepared = await Promise.race([prepare(world, report, secrets), world.uncaught])
    if (prepared === undefined) return await report.ended({ kind: 'dry-run' })
    const { attemptWithToken, hasTokenOfEveryRun } = prepared
    const paged = await prepared.page()
    if (hasTokenOfEveryRun && paged.pages.some(page => outcomeOf(page) === 'sent')) report.warningOnTop(actWarning)
    await report.ended({ kind: 'paged', attemptWithToken, ...paged })
  } catch (error) {
    await report.ended({ kind: 'failed', error: asPageError(error, 'not-sent') })
  }
}

const actWarning =
  'Under act every run has the ID 1 unless you set another, and the token is made of it: if an earlier run paged, AWS may have ' +
  'paged nobody now. Give idempotency-token a value of its own, or run act with --env GITHUB_RUN_ID=NUMBER.'

/** Pages that are ready to be sent. */
interface Prepared {
  /** Sends them, and waits for what was asked for. */
  page(): Promise<Pick<Extract<Ending, { kind: 'paged' }>, 'pages' | 'wait'>>
  /** The number of the run's attempt, where the first attempt had the same token. */
  readonly attemptWithToken: number | undefined
  /** Whether act gives every run the same token. */
  readonly hasTokenOfEveryRun: boolean
}

/** The pages, composed and ready to be sent; undefined on a dry run. */
async function prepare(world: World, report: Report, secrets: Secrets): Promise<Prepared | undefined> {
  const { core, environment, listJobs, signal } = world
  const workflow = beginPaging(world, report, secrets)
  const { inputs, repairs } = readInputs(core, environment)
  report.repaired(repairs)

  // Each waits for the network most of its time: side by side they take as long as the slowest.
  const connectFor = connectForPaging(world, inputs, workflow, report, secrets)
  if (!inputs.dryRun) connectFor(inputs.contactIds[0] ?? '').catch(() => undefined)
  const delivery = inputs.dryRun ? undefined : world.loadDelivery()
  delivery?.catch(() => undefined)
  const failures = await readFailures(workflow, inputs.githubToken, listJobs, signal)
  if (failures.warning !== undefined) report.warning(failures.warning)
  const page = composePage(workflow, failures)

  const render = await createRender(world, inputs, { workflow, page })
  const composition = composeRequest(inputs, page, composeDefaultTexts(page, workflow), render)
  const [, ...furtherContactIds] = inputs.contactIds
  const pages = addressPages(composition.request, furtherContactIds, inputs.backupContactId)
  report.composed(page, composition, pages)
  refuseRepairs([...repairs, ...composition.repairs], inputs.strict)
  if (delivery === undefined) {
    if (signal.aborted) throw new PageError('cancelled', 'not-sent', 'The job was cancelled during a dry run.')
    return undefined
  }

  const { pageEveryoneInJob } = await delivery
  const paging = {
    pages,
    connectFor,
    listenerOf: listenerFor(report, pages),
    timeoutSeconds: inputs.timeoutSeconds,
    signal,
    clock: world.clock,
    uncaught: world.uncaught
  }
  const send = (pages: readonly AddressedPage[]) =>
    pageEveryoneInJob({ ...paging, pages }, textAt(workflow.runner, 'temp'), report.debug)
  return {
    page: () => sendAndFollow(world, inputs, pages, send, connectFor, report),
    attemptWithToken: await readAttemptWithToken(world, inputs, { workflow, page }, render),
    hasTokenOfEveryRun: await readTokenOfEveryRun(world, inputs, { workflow, page }, composition.request)
  }
}

/** Sends the pages, and waits for what was asked for; an error of the wait changes nothing about them. */
async function sendAndFollow(
  { loadFollowing, clock, signal, uncaught }: World,
  inputs: Inputs,
  pages: readonly AddressedPage[],
  send: (pages: readonly AddressedPage[]) => Promise<readonly ContactPage[]>,
  connectFor: ConnectFor,
  report: Report
): ReturnType<Prepared['page']> {
  const asked = { askedAtMs: clock.now(), askedMs: Date.now() }
  const sent = await send(pages)
  if (inputs.waitFor === 'nothing') return { pages: sent }
  const follow = async () =>
    (await loadFollowing()).followInJob({ sent, pages, asked, inputs, send, connectFor, report, signal, clock })
  return Promise.race([follow(), uncaught]).catch((error: unknown) => ({ pages: sent, wait: failedWait(error) }))
}

/** The number of the run's attempt, if it is a later one and the first had the same token. */
async function readAttemptWithToken(
  world: World,
  inputs: Inputs,
  run: RunPage,
  render: Render
): Promise<number | undefined> {
  const attempt = laterAttempt(run.workflow)
  if (attempt === undefined) return undefined
  const renderAsFirst = await createRender(world, inputs, asFirstAttempt(run))
  const { idempotencyToken } = inputs.templates
  return hasTokenOfFirstAttempt(idempotencyToken, run.workflow, render, renderAsFirst) ? attempt : undefined
}

/** Whether the page has a token that act gives to the pages of every run. */
async function readTokenOfEveryRun(
  world: World,
  inputs: Inputs,
  run: RunPage,
  { IdempotencyToken }: StartEngagementRequest
): Promise<boolean> {
  if (!world.environment.isUnderAct || !hasIdOfEveryRun(run.workflow)) return false
  const other = asOtherRun(run)
  const render = await createRender(world, inputs, other)
  const { request } = composeRequest(inputs, other.page, composeDefaultTexts(other.page, other.workflow), render)
  return isMadeOfRunId(inputs.templates.idempotencyToken, IdempotencyToken, request.IdempotencyToken)
}
