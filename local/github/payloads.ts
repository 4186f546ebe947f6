import { sha } from '../runner/variables.ts'

/** The organisation's repository as webhook payloads describe it, with the members that workflows read. */
export const repository = {
  id: 186853002,
  node_id: 'MDEwOlJlcG9zaXRvcnkxODY4NTMwMDI=',
  name: 'shop',
  full_name: 'acme/shop',
  private: true,
  owner: {
    login: 'acme',
    id: 6811672,
    type: 'Organization',
    html_url: 'https://github.com/acme',
    url: 'https://api.github.com/users/acme',
    site_admin: false
  },
  html_url: 'https://github.com/acme/shop',
  description: 'The shop: storefront, checkout and back office',
  fork: false,
  url: 'https://api.github.com/repos/acme/shop',
  clone_url: 'https://github.com/acme/shop.git',
  ssh_url: 'git@github.com:acme/shop.git',
  default_branch: 'main',
  visibility: 'private',
  language: 'TypeScript',
  topics: ['storefront'],
  archived: false
}

/** The person who acts in the scenarios, as `sender`. */
export const octocat = {
  login: 'octocat',
  id: 583231,
  node_id: 'MDQ6VXNlcjU4MzIzMQ==',
  type: 'User',
  html_url: 'https://github.com/octocat',
  url: 'https://api.github.com/users/octocat',
  avatar_url: 'https://avatars.githubusercontent.com/u/583231?v=4',
  site_admin: false
}

const organization = {
  login: 'acme',
  id: 6811672,
  url: 'https://api.github.com/orgs/acme',
  description: 'Acme Corporation'
}

const before = '1d4e6f80a2b3c4d5e6f708192a3b4c5d6e7f8091'

/** Quotes, an emoji, an accent and what looks like a template of ours: everything that a careless page would trip over. */
const message = `Show "Thank you" on the café receipt 🚀

Guests saw the raw placeholder {{ order.total }} instead of the sum, since
\`render()\` ran before the order was loaded. It's loaded first now.

Closes #1842`

const author = { name: 'Mona Lisa', email: 'octocat@users.noreply.github.com', username: 'octocat' }

const headCommit = {
  id: sha,
  tree_id: '5b8d1f7c2a9e4d3b6c0f1e2d3c4b5a6978869504',
  distinct: true,
  message,
  timestamp: '2026-07-21T16:12:09+02:00',
  url: `https://github.com/acme/shop/commit/${sha}`,
  author,
  committer: { name: 'GitHub', email: 'noreply@github.com', username: 'web-flow' },
  added: [],
  removed: [],
  modified: ['src/checkout/receipt.ts', 'src/checkout/receipt.test.ts']
}

/** The payload of a `push` to main. */
export const pushPayload = {
  ref: 'refs/heads/main',
  before,
  after: sha,
  base_ref: null,
  created: false,
  deleted: false,
  forced: false,
  compare: `https://github.com/acme/shop/compare/${before.slice(0, 12)}...${sha.slice(0, 12)}`,
  commits: [headCommit],
  head_commit: headCommit,
  pusher: { name: 'octocat', email: 'octocat@users.noreply.github.com' },
  repository,
  organization,
  sender: octocat
}

/** The payload of a `schedule`. */
export const schedulePayload = {
  schedule: '*/5 * * * *',
  workflow: '.github/workflows/health.yml',
  repository,
  organization,
  sender: octocat
}

/** The payload of a `workflow_dispatch`, with what the person typed. */
export const dispatchPayload = {
  ref: 'refs/heads/main',
  workflow: '.github/workflows/page.yml',
  inputs: {
    service: 'checkout',
    severity: 'high',
    message: 'Card payments time out for about half of the customers since 16:05 UTC. Please join the call.'
  },
  repository,
  organization,
  sender: octocat
}

/** The payload of a `workflow_run` after CI succeeded on main. */
export const workflowRunPayload = {
  action: 'completed',
  workflow: { id: 16340987, name: 'CI', path: '.github/workflows/ci.yml', state: 'active' },
  workflow_run: {
    id: 1658820000,
    name: 'CI',
    display_title: 'Show "Thank you" on the café receipt 🚀',
    path: '.github/workflows/ci.yml',
    event: 'push',
    status: 'completed',
    conclusion: 'success',
    run_number: 411,
    run_attempt: 1,
    run_started_at: '2026-07-21T14:12:30Z',
    updated_at: '2026-07-21T14:13:55Z',
    head_branch: 'main',
    head_sha: sha,
    head_commit: headCommit,
    head_repository: { id: repository.id, full_name: repository.full_name, fork: false },
    html_url: 'https://github.com/acme/shop/actions/runs/1658820000',
    pull_requests: [],
    actor: octocat,
    triggering_actor: octocat
  },
  repository,
  organization,
  sender: octocat
}

/** The payload of a `repository_dispatch` by the shop's monitoring. */
export const repositoryDispatchPayload = {
  action: 'synthetic-check-failed',
  branch: 'main',
  client_payload: { check: 'checkout', region: 'eu-west-1', failures: 5, error: { status: 504, after_ms: 30000 } },
  repository,
  organization,
  sender: octocat
}

/** The payload of a `status` that a CI system outside of GitHub has set on the last commit of main. */
export const statusPayload = {
  id: 6805126730,
  sha,
  name: 'acme/shop',
  context: 'ci/integration',
  state: 'failure',
  description: 'Two of 340 checks failed',
  target_url: 'https://ci.acme.example/builds/4711',
  commit: { sha, commit: { author, message }, html_url: headCommit.url },
  branches: [{ name: 'main', commit: { sha }, protected: true }],
  created_at: '2026-07-21T14:14:00+00:00',
  updated_at: '2026-07-21T14:14:00+00:00',
  repository,
  organization,
  sender: octocat
}
