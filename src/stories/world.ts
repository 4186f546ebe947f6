import type { Clock } from '../delivery/attempts.ts'
import type { pageEveryoneInJob } from '../delivery/job.ts'
import type { followInJob } from '../following/job.ts'
import type { Environment } from '../github/environment.ts'
import type { InputReader } from '../github/inputs.ts'
import type { ListJobs } from '../github/jobs.ts'
import type { RunAccess, RunsApi } from '../github/runs.ts'
import type { ConnectedIncidentManager, IncidentManagerOptions } from '../incident-manager/incident-manager.ts'
import type { createRenderer } from '../page/template.ts'
import type { ActionsCore } from '../report/printer.ts'

/** What a story needs of the world. */
export interface World {
  readonly core: InputReader & ActionsCore
  readonly environment: Environment
  connect(options: IncidentManagerOptions): Promise<ConnectedIncidentManager>
  readonly listJobs: ListJobs
  /** GitHub's runs of the workflow that a run is of, which only a watch needs. */
  connectRuns(run: RunAccess): Promise<RunsApi>
  /** The evaluator of templates, which a page with the default texts does without. */
  loadTemplates(): Promise<{ readonly createRenderer: typeof createRenderer }>
  /** What pages, which a dry run does without. */
  loadDelivery(): Promise<{ readonly pageEveryoneInJob: typeof pageEveryoneInJob }>
  /** What waits for a person, which most pages do without. */
  loadFollowing(): Promise<{ readonly followInJob: typeof followInJob }>
  readonly clock: Clock
  /** Aborts when the job is cancelled. */
  readonly signal: AbortSignal
  /** Rejects with an uncaught error. */
  readonly uncaught: Promise<never>
}
