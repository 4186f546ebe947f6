import { join } from 'node:path'

/** The commit that is deployed by default, 40 hexadecimal digits. */
export const sha = '8f3b2c1d9e7a6054b3c2d1e0f9a8b7c6d5e4f302'

/** How the action is named in the documents and examples. */
export const self = 'OWNER/start-engagement@v1'

/** How a step names the action: by its repository, or in a checkout of it. */
export type Uses = typeof self | './'

/**
 * What the runner says about the run: the default variables without their `GITHUB_` prefix, in lower case. By default acme/shop
 * deploys main for octocat; variables that follow from others follow them, unless overridden too. A step that uses `./` has no `action_ref` and
 * `action_repository`.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
 */
export function composeIdentity(overrides: Record<string, string> = {}, uses: Uses = self): Record<string, string> {
  const { actor = 'octocat', ref = 'refs/heads/main', repository = 'acme/shop' } = overrides
  return {
    ...nameAction(uses),
    actions: 'true',
    actor,
    actor_id: '583231',
    api_url: 'https://api.github.com',
    base_ref: '',
    event_name: 'push',
    graphql_url: 'https://api.github.com/graphql',
    head_ref: '',
    job: 'deploy',
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: 'true',
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository,
    repository_id: '186853002',
    repository_owner: repository.split('/')[0] ?? '',
    repository_owner_id: '6811672',
    retention_days: '90',
    run_attempt: '1',
    run_id: '1658821493',
    run_number: '412',
    server_url: 'https://github.com',
    sha,
    triggering_actor: actor,
    workflow: 'Deploy',
    workflow_ref: `${repository}/.github/workflows/deploy.yml@${ref}`,
    workflow_sha: sha,
    ...overrides
  }
}

function nameAction(uses: Uses): Record<string, string> {
  if (uses === './') return { action: '__self' }
  const [repository = '', ref = ''] = uses.split('@')
  return { action: `__${repository.replace('/', '_')}`, action_ref: ref, action_repository: repository }
}

/** The files and folders that a runner makes for one step. */
export interface StepFolder {
  /** The working directory, empty. */
  workspace: string
  temp: string
  eventPath: string
  /** GITHUB_OUTPUT. */
  output: string
  /** GITHUB_STEP_SUMMARY. */
  summary: string
  state: string
  env: string
  path: string
}

/** Names the files and folders of a step below a folder; makes none of them. */
export function nameStepFolder(folder: string): StepFolder {
  const commands = join(folder, 'temp', '_runner_file_commands')
  return {
    workspace: join(folder, 'workspace'),
    temp: join(folder, 'temp'),
    eventPath: join(folder, 'temp', '_github_workflow', 'event.json'),
    output: join(commands, 'set_output'),
    summary: join(commands, 'step_summary'),
    state: join(commands, 'save_state'),
    env: join(commands, 'set_env'),
    path: join(commands, 'add_path')
  }
}

/** Where a job asks for its ID token, and the token that it asks with. */
export interface IdTokenRequest {
  url: string
  requestToken: string
}

/**
 * The `GITHUB_*`, `RUNNER_*` and `CI` variables of a step.
 *
 * @param idToken undefined in a job without the permission `id-token: write`, which gets no `ACTIONS_ID_TOKEN_*`
 */
export function composeVariables(
  identity: Record<string, string>,
  step: StepFolder,
  idToken?: IdTokenRequest
): Record<string, string> {
  const github = {
    ...identity,
    env: step.env,
    event_path: step.eventPath,
    output: step.output,
    path: step.path,
    state: step.state,
    step_summary: step.summary,
    workspace: step.workspace
  }
  return {
    ...(idToken && {
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: idToken.requestToken,
      ACTIONS_ID_TOKEN_REQUEST_URL: idToken.url
    }),
    CI: 'true',
    ...Object.fromEntries(Object.entries(github).map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value])),
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 1',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: step.temp,
    RUNNER_TOOL_CACHE: join(step.temp, 'tool-cache')
  }
}
