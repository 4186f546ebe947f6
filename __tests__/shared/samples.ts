import { contactArn } from '../../local/demo/scenarios.ts'
import { type Environment, readEnvironment } from '../../src/github/environment.ts'
import { type ContextInputs, type Inputs, type Templates, templateInputs } from '../../src/github/inputs.ts'
import type { Job, ListJobs } from '../../src/github/jobs.ts'
import type { Workflow } from '../../src/github/workflow.ts'
import type { StartEngagementRequest } from '../../src/incident-manager/port.ts'
import type { ContactPage } from '../../src/report/outcome.ts'
import { type Situation, unknownSituation } from '../../src/report/situation.ts'

/** The template that each template input has by default. */
export const defaultTemplates = Object.fromEntries(
  Object.entries(templateInputs).map(([name, { template }]) => [name, template])
) as Templates

/** Whom the tests page. */
export const contactId = contactArn

/** What advice about the contact is filled in with, where a job of its own pages and nothing else is known. */
export const situation: Situation = {
  ...unknownSituation,
  contactIds: [contactId],
  contactId,
  region: 'us-east-1',
  account: '111122223333'
}

/** A page that was sent to the contact. */
export const engagementArn = 'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/27bd86cf-6d50'

/** What a page may be a part of. */
export const incidentId = 'arn:aws:ssm-incidents::111122223333:incident-record/my-plan/1a2b3c4d'

/** What the runner hands to a step that sets the contact alone: the defaults of action.yml, empty ones left out. */
export const givenInputs: Readonly<Record<string, string>> = {
  'contact-id': contactId,
  subject: defaultTemplates.subject,
  content: defaultTemplates.content,
  'public-subject': defaultTemplates.publicSubject,
  'public-content': defaultTemplates.publicContent,
  sender: defaultTemplates.sender,
  'idempotency-token': defaultTemplates.idempotencyToken,
  'timeout-seconds': '60',
  'wait-for': 'nothing',
  'wait-seconds': '600',
  'dry-run': 'false',
  strict: 'false'
}

/** What is decided of `givenInputs`. */
export const inputs: Inputs = {
  contactIds: [contactId],
  backupContactId: '',
  templates: defaultTemplates,
  incidentId: '',
  region: 'us-east-1',
  endpointUrl: undefined,
  timeoutSeconds: 60,
  waitFor: 'nothing',
  waitSeconds: 600,
  dryRun: false,
  strict: false,
  githubToken: ''
}

/** The contexts of a step to which the runner hands none. */
export const noContexts: ContextInputs = { needs: '', jobStatus: '', jobCheckRunId: '', matrix: '', strategy: '' }

/** An environment that sets nothing. */
export const emptyEnvironment: Environment = readEnvironment({})

/** A page as AWS is asked to send it. */
export const request: StartEngagementRequest = {
  ContactId: contactId,
  Sender: 'octocat via acme/shop',
  Subject: 'Deploy failed: acme/shop',
  Content: 'Deploy failed in acme/shop.\nRun: https://github.com/acme/shop/actions/runs/17',
  PublicSubject: 'Deploy failed',
  PublicContent: 'Deploy failed. https://github.com/acme/shop/actions/runs/17',
  IdempotencyToken: '1658821493'
}

/** A page to the contact that AWS took. */
export const sentPage: ContactPage = {
  request,
  isBackup: false,
  result: { kind: 'sent', engagementArn, isRepetition: false }
}

/** A run of which nothing is known. */
export const emptyWorkflow: Workflow = {
  github: {},
  job: {},
  matrix: null,
  strategy: null,
  needs: null,
  runner: {},
  inputs: {}
}

/** GitHub's list of these jobs, whichever attempt of the run is asked for. */
export const listing = (jobs: readonly Job[]): ListJobs =>
  async function* () {
    yield { jobs, isCut: false }
  }
