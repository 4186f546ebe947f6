// Every policy that the documents show: a trust policy lets in the runs that it is shown for, and nobody else.
import { describe, expect, test } from '@jest/globals'
import { composeConditionKeys } from '../local/aws/sts.ts'
import { isTrusted, parseTrustPolicy } from '../local/aws/trust-policy.ts'
import { composeClaims, type TokenJob } from '../local/github/id-token.ts'
import { PageError } from '../src/report/page-error.ts'
import { nextStep } from '../src/report/remedies.ts'
import { blocksOf, documents, sectionOf } from './shared/markdown.ts'
import { situation } from './shared/samples.ts'

const host = 'token.actions.githubusercontent.com'
const providerArn = `arn:aws:iam::111122223333:oidc-provider/${host}`
const blocks = documents
  .flatMap(blocksOf)
  .filter(({ language, text }) => language === 'json' && text.includes('"Effect"'))
const isTrustPolicy = (text: string) => text.includes('sts:AssumeRoleWithWebIdentity')

/** Where a trust policy stands, and jobs that must get the role by it. */
interface Shown {
  readonly path: string
  readonly heading: string
  readonly letsIn: Readonly<Record<string, TokenJob>>
  /** Beside those that no policy lets in. */
  readonly keepsOut?: Readonly<Record<string, TokenJob>>
}

const paging = { jobWorkflowRef: 'acme/paging/.github/workflows/page.yml@refs/heads/main' }
const elsewhere = { repository: 'acme/cart', repository_id: '186853003' }
const tag = { ref: 'refs/tags/v2.0.0' }

const shown: readonly Shown[] = [
  {
    path: 'docs/permissions.md',
    heading: 'On a branch',
    letsIn: {
      'a push to main': {},
      'a schedule': { github: { event_name: 'schedule', workflow: 'Health' } },
      'a watch of another workflow': { github: { event_name: 'workflow_run', workflow: 'Watch the deploy' } },
      'a page that a person starts on main': { github: { event_name: 'workflow_dispatch', workflow: 'Page' } }
    },
    keepsOut: { 'another repository of the owner': { github: elsewhere }, 'a tag': { github: tag } }
  },
  {
    path: 'docs/permissions.md',
    heading: 'On an environment',
    letsIn: { 'a deploy to the environment': { environment: 'production' } },
    keepsOut: {
      'a job without it': {},
      'another environment': { environment: 'staging' },
      'the environment on another branch': { environment: 'production', github: { ref: 'refs/heads/fix' } },
      'the environment in a pull request': {
        environment: 'production',
        github: { event_name: 'pull_request', ref: 'refs/pull/7/merge' }
      }
    }
  },
  {
    path: 'docs/permissions.md',
    heading: 'On release tags',
    letsIn: { 'a release': { github: tag } },
    keepsOut: { 'a push to main': {}, 'another tag': { github: { ref: 'refs/tags/nightly' } } }
  },
  {
    path: 'docs/permissions.md',
    heading: 'Through a reusable workflow',
    letsIn: {
      'a repository of the owner': paging,
      'another repository of the owner': { ...paging, github: elsewhere }
    },
    keepsOut: {
      'a workflow of a repository itself': {},
      'the workflow on another branch': { jobWorkflowRef: paging.jobWorkflowRef.replace('main', 'fix') },
      'a caller on another branch': { ...paging, github: { ref: 'refs/heads/fix' } },
      'a caller in a pull request': { ...paging, github: { event_name: 'pull_request', ref: 'refs/pull/7/merge' } },
      'a caller of another owner': {
        ...paging,
        github: { repository: 'mallory/shop', repository_owner_id: '666', repository_id: '667' }
      }
    }
  },
  {
    path: 'docs/permissions.md',
    heading: 'For one workflow only',
    letsIn: { 'the workflow': {} },
    keepsOut: {
      'another workflow of the repository': { github: { workflow: 'Page' } },
      'another file of the same name': { jobWorkflowRef: 'acme/shop/.github/workflows/page.yml@refs/heads/main' },
      'a repository that took the old name': { github: { repository_id: '190000000' } }
    }
  }
]

/** Whom no policy lets in. */
const strangers: Readonly<Record<string, TokenJob>> = {
  'a repository of somebody else': {
    github: { repository: 'mallory/shop', repository_owner_id: '666', repository_id: '667' }
  },
  'an owner whose name begins alike': {
    github: { repository: 'acme-corp/shop', repository_owner_id: '666', repository_id: '667' }
  },
  'another branch': { github: { ref: 'refs/heads/fix' } },
  'a branch whose name looks like a tag': { github: { ref: 'refs/heads/refs/tags/v1' } },
  'a pull request': { github: { event_name: 'pull_request', ref: 'refs/pull/7/merge' } },
  'a job with another environment': { environment: 'main' }
}

const policyOf = ({ path, heading }: Shown): unknown => {
  const section = sectionOf(path, heading)
  const texts = blocks.filter(({ text, where }) => where.startsWith(path) && isTrustPolicy(text) && isIn(section, text))
  expect(texts).toHaveLength(1)
  return JSON.parse(texts[0]?.text ?? '')
}
const isIn = (section: string, text: string) => section.includes(text)

const jobs = (named: Readonly<Record<string, TokenJob>>) =>
  Object.entries(named).flatMap(([name, job]): [string, TokenJob][] => [
    [name, job],
    [`${name}, with IDs in sub`, { ...job, subjectHasIds: true }]
  ])

function isLetIn(policy: unknown, job: TokenJob, audience: string | undefined = 'sts.amazonaws.com'): boolean {
  const keys = composeConditionKeys(host, composeClaims(job, audience))
  return isTrusted(parseTrustPolicy(policy), { providerArn, keys })
}

test('every policy is for a role, and every trust policy is held below', () => {
  expect(blocks.length).toBeGreaterThan(shown.length)
  for (const { text } of blocks) expect(JSON.parse(text)).toMatchObject({ Version: '2012-10-17' })
  expect(blocks.filter(({ text }) => isTrustPolicy(text))).toHaveLength(shown.length)
})

/** What a policy may allow, by what it is for. */
const purposes = {
  page: ['StartEngagement'],
  'wait and stop': ['DescribeEngagement', 'ListPagesByEngagement', 'StopEngagement'],
  watch: ['StartEngagement', 'ListEngagements', 'DescribeEngagement', 'ListPagesByEngagement', 'StopEngagement'],
  drill: ['GetContact', 'ListContactChannels', 'GetRotation', 'ListRotationShifts', 'ListPagesByEngagement']
}

test('every other policy allows what one purpose needs, and no more', () => {
  for (const { text } of blocks.filter(({ text }) => !isTrustPolicy(text))) {
    for (const { Effect, Action, Resource } of JSON.parse(text).Statement) {
      const actions: string[] = [Action].flat()
      expect(Effect).toBe('Allow')
      const fits = Object.values(purposes).some(names =>
        actions.every(action => names.some(name => action === `ssm-contacts:${name}`))
      )
      expect([actions, fits]).toEqual([actions, true])
      // Nobody is paged but whom the policy names.
      if (actions.includes('ssm-contacts:StartEngagement')) expect([Resource].flat().join()).not.toContain('contact/*')
      if (actions.join() === 'ssm-contacts:ListEngagements') {
        // AWS knows no other resource for it.
        expect(Resource).toBe('*')
        continue
      }
      for (const arn of [Resource].flat())
        expect(arn).toMatch(
          /^arn:aws:ssm-contacts:us-east-1:111122223333:(?:contact\/(?:[a-z-]+|\*)|rotation\/\*|engagement\/[a-z-]+\/\*)$/
        )
    }
  }
})

describe.each(shown)('the trust policy of $path, "$heading"', given => {
  const policy = policyOf(given)

  test.each(jobs(given.letsIn))('lets in %s', (_, job) => {
    expect(isLetIn(policy, job)).toBe(true)
  })

  test.each(jobs({ ...strangers, ...given.keepsOut }))('keeps out %s', (_, job) => {
    expect(isLetIn(policy, job)).toBe(false)
  })

  test.each(jobs(given.letsIn))('keeps out %s with another audience, and with none', (_, job) => {
    expect(isLetIn(policy, job, 'https://github.com/acme')).toBe(false)
    const { [`${host}:aud`]: __, ...keys } = composeConditionKeys(host, composeClaims(job, 'sts.amazonaws.com'))
    expect(isTrusted(parseTrustPolicy(policy), { providerArn, keys })).toBe(false)
  })

  test('keeps out a provider of another account', () => {
    const [[, job = {}] = []] = jobs(given.letsIn)
    const keys = composeConditionKeys(host, composeClaims(job, 'sts.amazonaws.com'))
    const other = { providerArn: providerArn.replace('111122223333', '444455556666'), keys }
    expect(isTrusted(parseTrustPolicy(policy), other)).toBe(false)
  })
})

test('the statement that a refused role is told to have lets that run in, and no other', () => {
  const job = { github: { ref: 'refs/heads/fix' } }
  const claims = composeClaims(job, 'sts.amazonaws.com')
  const role = {
    roleArn: 'arn:aws:iam::111122223333:role/page-on-call',
    audience: 'sts.amazonaws.com',
    sub: String(claims.sub)
  }
  const advice = nextStep(new PageError('role-refused', 'not-sent', 'Refused.', { role }), situation)
  const statement: unknown = JSON.parse(/\{.*\}/.exec(advice)?.[0] ?? '')
  const policy = { Version: '2012-10-17', Statement: [statement] }
  expect(isLetIn(policy, job)).toBe(true)
  expect(isLetIn(policy, job, 'https://github.com/acme')).toBe(false)
  for (const stranger of Object.values(strangers).filter(({ github }) => github?.ref !== job.github.ref)) {
    expect(isLetIn(policy, stranger)).toBe(false)
  }
})
