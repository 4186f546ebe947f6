/*
 * Three ways to the role: the script, Terraform and CloudFormation. All give it the policies that docs/permissions.md shows, whose
 * trust policy policies.test.ts holds against the claims of runs.
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse as parseHcl } from '@cdktn/hcl2json'
import { afterAll, describe, expect, test } from '@jest/globals'
import { parse, type ScalarTag } from 'yaml'
import { readBranchTrustPolicy, sampleRoleArn } from '../local/aws/sample-role.ts'
import { contactArn } from '../local/demo/scenarios.ts'
import { type Ended, failureOf, listenTo, runProgram, withCliInShell } from './shared/aws-cli.ts'
import { blocksOf, read, sectionOf } from './shared/markdown.ts'

const account = '111122223333'
const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`
const script = join(import.meta.dirname, '..', 'examples', 'set-up', 'set-up.sh')

const section = sectionOf('docs/permissions.md', 'Permission policy')
const permissionPolicy: unknown = JSON.parse(
  blocksOf('docs/permissions.md').find(({ language, text }) => language === 'json' && section.includes(text))?.text ??
    ''
)
const policies = { trust: readBranchTrustPolicy(), permission: permissionPolicy }

const folders: string[] = []
afterAll(() => Promise.all(folders.map(folder => rm(folder, { recursive: true }))))
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'set-up-'))
  folders.push(folder)
  return folder
}

/** What stands in for the account: what `aws` and `gh` print by the words of the call, and what they are asked. */
const answers: Readonly<Record<string, string>> = {
  'sts get-caller-identity': `${account}\tarn:aws:iam::${account}:user/mona`,
  'iam list-open-id-connect-providers': '',
  'iam get-open-id-connect-provider': 'sts.amazonaws.com',
  'iam list-roles': '',
  'api .owner.id': '6811672',
  'api .id': '186853002',
  'api .full_name': 'acme/shop'
}

const standIn = `#!${process.execPath}
const { appendFileSync } = require('node:fs')
const words = process.argv.slice(2)
const answers = JSON.parse(process.env.ANSWERS)
const name = words[0] === 'api' ? 'api ' + words.at(-1) : words.slice(0, 2).join(' ')
appendFileSync(process.env.ASKED, JSON.stringify(words) + '\\n')
if (answers[name] === null) {
  console.error('An error occurred (AccessDenied)')
  process.exit(254)
}
console.log(answers[name] ?? '')
`

interface Run extends Ended {
  /** The calls of \`aws\` and \`gh\`, word by word. */
  readonly asked: readonly (readonly string[])[]
}

/** Runs the script with stand-ins for the AWS CLI and gh. */
async function setUp(
  args: readonly string[],
  {
    answer = 'yes',
    ...given
  }: { answer?: string; account?: Record<string, string | null>; env?: Record<string, string> } = {}
): Promise<Run> {
  const folder = await makeFolder()
  const asked = join(folder, 'asked')
  for (const [name, text] of [
    ['aws', standIn],
    ['gh', standIn],
    ['asked', '']
  ] as const) {
    await writeFile(join(folder, name), text)
    await chmod(join(folder, name), 0o755)
  }
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    ASKED: asked,
    ANSWERS: JSON.stringify({ ...answers, ...given.account }),
    ...given.env
  }
  const ended = await runProgram('sh', [script, ...args], { cwd: folder, env, input: `${answer}\n` })
  const lines = (await readFile(asked, 'utf8')).trim().split('\n').filter(Boolean)
  return { ...ended, asked: lines.map(line => JSON.parse(line) as string[]) }
}

/** The calls that change the account. */
const changes = ({ asked }: Run) => asked.filter(([, operation = '']) => /^(?:create|update|put|add)-/.test(operation))

const names = (calls: readonly (readonly string[])[]) => calls.map(([, operation]) => operation)

const option = (calls: readonly (readonly string[])[], operation: string, name: string): unknown => {
  const words = calls.find(([, found]) => found === operation) ?? []
  return words[words.indexOf(name) + 1]
}

const policiesOf = (calls: readonly (readonly string[])[], operation: string, name: string) => ({
  trust: JSON.parse(String(option(calls, operation, name))),
  permission: JSON.parse(String(option(calls, 'put-role-policy', '--policy-document')))
})

// Windows has no sh; the script is for shells that are.
const inShell = process.platform === 'win32' ? describe.skip : describe

inShell('set-up.sh', () => {
  const args = [contactArn, 'acme/shop']

  test('makes provider and role in an account that has neither, and prints the step', async () => {
    const run = await setUp(args)
    expect(failureOf(run)).toBe('')
    const made = changes(run)
    expect(names(made)).toEqual(['create-open-id-connect-provider', 'create-role', 'put-role-policy'])
    expect(policiesOf(made, 'create-role', '--assume-role-policy-document')).toEqual(policies)
    expect(option(made, 'create-open-id-connect-provider', '--url')).toBe('https://token.actions.githubusercontent.com')
    expect(option(made, 'create-open-id-connect-provider', '--client-id-list')).toBe('sts.amazonaws.com')
    expect(option(made, 'create-role', '--role-name')).toBe('page-on-call')
    expect(run.stdout).toMatch(
      `- uses: OWNER/start-engagement@v1
        with:
          role-to-assume: ${sampleRoleArn}
          contact-id: ${contactArn}`
    )
  })

  test('shows both policies before it asks, and changes nothing unless the answer is yes', async () => {
    for (const answer of ['', 'no', 'y']) {
      const run = await setUp(args, { answer })
      expect([run.exitCode, changes(run)]).toEqual([1, []])
      expect(run.stderr).toBe('Nothing was changed.\n')
      expect(run.stdout).toContain('"repo:acme/shop:ref:refs/heads/main"')
      expect(run.stdout).toContain(`"Resource": "${contactArn}"`)
    }
  })

  test('leaves a provider that is there, and adds the audience that it lacks', async () => {
    const there = {
      'iam list-open-id-connect-providers': `arn:aws:iam::${account}:oidc-provider/x.example\t${provider}`
    }
    expect(names(changes(await setUp(args, { account: there })))).toEqual(['create-role', 'put-role-policy'])
    const lacking = { ...there, 'iam get-open-id-connect-provider': 'one\ttwo' }
    const made = changes(await setUp(args, { account: lacking }))
    expect(names(made)).toEqual(['add-client-id-to-open-id-connect-provider', 'create-role', 'put-role-policy'])
    expect(option(made, 'add-client-id-to-open-id-connect-provider', '--client-id')).toBe('sts.amazonaws.com')
  })

  test('replaces the policies of a role that is there, and says so first', async () => {
    const run = await setUp(args, { account: { 'iam list-roles': 'page-on-call' } })
    expect(names(changes(run))).toEqual([
      'create-open-id-connect-provider',
      'put-role-policy',
      'update-assume-role-policy'
    ])
    expect(policiesOf(changes(run), 'update-assume-role-policy', '--policy-document')).toEqual(policies)
    expect(run.stdout).toContain('- REPLACE the trust policy and the policy "page" of the role page-on-call')
  })

  test('takes another branch, another role and another partition', async () => {
    const run = await setUp(
      ['arn:aws-cn:ssm-contacts:cn-north-1:111122223333:contact/oncall-plan', 'acme/shop', 'release/2'],
      {
        account: { 'sts get-caller-identity': `${account}\tarn:aws-cn:iam::${account}:user/mona` },
        env: { ROLE_NAME: 'pager' }
      }
    )
    const made = changes(run)
    const { trust } = policiesOf(made, 'create-role', '--assume-role-policy-document')
    expect(trust.Statement[0].Principal.Federated).toMatch(/^arn:aws-cn:iam::/)
    expect(Object.values(trust.Statement[0].Condition.StringEquals)).toEqual([
      'sts.amazonaws.com.cn',
      ['repo:acme/shop:ref:refs/heads/release/2', 'repo:acme@6811672/shop@186853002:ref:refs/heads/release/2']
    ])
    expect(option(made, 'put-role-policy', '--role-name')).toBe('pager')
  })

  test('takes the IDs from variables where there is no gh', async () => {
    const env = { OWNER_ID: '6811672', REPOSITORY_ID: '186853002' }
    const run = await setUp(args, { account: { 'api .owner.id': null }, env })
    expect(failureOf(run)).toBe('')
    expect(run.asked.filter(([word]) => word === 'api')).toEqual([])
    const refused = await setUp(args, { account: { 'api .owner.id': null } })
    expect([refused.exitCode, changes(refused)]).toEqual([1, []])
    expect(refused.stderr).toContain('set OWNER_ID and REPOSITORY_ID')
  })

  test.each([
    ['nobody is signed in', { 'sts get-caller-identity': null }, 'Sign in to AWS first'],
    [
      'the account is not told',
      { 'sts get-caller-identity': 'None\tarn:aws:iam::x:user/mona' },
      'AWS did not tell the account'
    ],
    ['IAM may not be read', { 'iam list-roles': null }, 'AccessDenied'],
    ['IAM may not be written', { 'iam create-role': null }, 'AccessDenied']
  ])('stops where %s, and says so', async (_, account, words) => {
    const run = await setUp(args, { account })
    expect(run.exitCode).not.toBe(0)
    expect(run.stderr).toContain(words)
    expect(names(changes(run))).not.toContain('put-role-policy')
    expect(run.stdout).not.toContain('Done.')
  })

  const odd = [
    [],
    ['oncall-plan', 'acme/shop'],
    [`${contactArn}"`, 'acme/shop'],
    [`${contactArn}\n`, 'acme/shop'],
    [contactArn.replace('contact/', 'engagement/'), 'acme/shop'],
    [contactArn],
    [contactArn, 'acme'],
    [contactArn, 'acme/shop/more'],
    [contactArn, 'acme/*'],
    [contactArn, 'acme/shop; touch injected'],
    [contactArn, 'acme/$(touch injected)'],
    [contactArn, 'acme/shop\nacme/cart'],
    [contactArn, '../../user'],
    [contactArn, 'acme/shop', ''],
    [contactArn, 'acme/shop', '*'],
    [contactArn, 'acme/shop', 'main","repo:x']
  ]
  test.each(odd.map((args): [string, string[]] => [JSON.stringify(args.slice(1)), args]))(
    'refuses %s before it asks anybody',
    async (_, args) => {
      const run = await setUp(args)
      expect([run.exitCode, run.asked, run.stdout]).toEqual([1, [], ''])
      expect(run.stderr).toMatch(/^(?:CONTACT_ARN|OWNER\/REPOSITORY|BRANCH) is /)
    }
  )

  test('writes the repository as GitHub spells it, since AWS compares letter by letter', async () => {
    const made = changes(await setUp([contactArn, 'Acme/SHOP']))
    expect(policiesOf(made, 'create-role', '--assume-role-policy-document')).toEqual(policies)
    const odd = await setUp(args, { account: { 'api .full_name': 'acme/shop", "repo:x' } })
    expect([odd.exitCode, changes(odd)]).toEqual([1, []])
  })

  test('tells which other rights a role keeps that is there', async () => {
    const there = { 'iam list-roles': 'page-on-call', 'iam list-attached-role-policies': 'AdministratorAccess' }
    expect((await setUp(args, { answer: 'no', account: there })).stdout).toContain(
      'keeps its other policies: AdministratorAccess'
    )
    const clean = await setUp(args, { answer: 'no', account: { 'iam list-roles': 'page-on-call' } })
    expect(clean.stdout).not.toContain('keeps')
  })

  test('stops where a provider may not be read, and adds the audience to one that has none', async () => {
    const there = { 'iam list-open-id-connect-providers': provider }
    const refused = await setUp(args, { account: { ...there, 'iam get-open-id-connect-provider': null } })
    expect([refused.exitCode === 0, changes(refused)]).toEqual([false, []])
    const made = changes(await setUp(args, { account: { ...there, 'iam get-open-id-connect-provider': '' } }))
    expect(names(made)[0]).toBe('add-client-id-to-open-id-connect-provider')
  })

  test('refuses a contact of another partition than that of the login', async () => {
    const run = await setUp(['arn:aws-us-gov:ssm-contacts:us-gov-west-1:111122223333:contact/oncall-plan', 'acme/shop'])
    expect([run.exitCode, changes(run)]).toEqual([1, []])
    expect(run.stderr).toContain('you are signed in elsewhere')
  })

  test('says that it stopped halfway', async () => {
    const run = await setUp(args, { account: { 'iam put-role-policy': null } })
    expect(run.stderr).toContain('Stopped halfway')
    expect((await setUp(args)).stderr).toBe('')
  })

  test('says before it asks that the contact is in another account', async () => {
    const elsewhere = await setUp(args, {
      answer: 'no',
      account: { 'sts get-caller-identity': '444455556666\tarn:aws:iam::444455556666:user/mona' }
    })
    expect(elsewhere.stdout).toContain('! The contact is in another account')
    expect((await setUp(args, { answer: 'no' })).stdout).not.toContain('another account')
  })

  test('refuses IDs that are not numbers', async () => {
    const run = await setUp(args, { account: { 'api .id': '1", "repo:x' } })
    expect([run.exitCode, changes(run), run.stderr]).toEqual([1, [], 'OWNER_ID and REPOSITORY_ID are numbers.\n'])
  })
})

withCliInShell('set-up.sh asks with options that the AWS CLI knows', async () => {
  const folder = await makeFolder()
  const env = { OWNER_ID: '6811672', REPOSITORY_ID: '186853002' }
  const asked = await listenTo(
    async url => {
      const run = await runProgram('sh', [script, contactArn, 'acme/shop'], {
        cwd: folder,
        env: { ...env, AWS_ENDPOINT_URL: url },
        input: 'yes\n'
      })
      expect(failureOf(run)).toBe('')
    },
    {
      GetCallerIdentity: `<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/mona</Arn>`,
      ListRoles: '<Roles/><IsTruncated>false</IsTruncated>'
    }
  )
  expect(asked.map(({ operation }) => operation)).toEqual([
    'GetCallerIdentity',
    'ListOpenIDConnectProviders',
    'ListRoles',
    'CreateOpenIDConnectProvider',
    'CreateRole',
    'PutRolePolicy'
  ])
  const policyOf = (operation: string, member: string): unknown =>
    JSON.parse(asked.find(found => found.operation === operation)?.form.get(member) ?? '')
  expect(policyOf('CreateRole', 'AssumeRolePolicyDocument')).toEqual(policies.trust)
  expect(policyOf('PutRolePolicy', 'PolicyDocument')).toEqual(policies.permission)
})

/** What a reader gives to Terraform and CloudFormation. */
const given: Readonly<Record<string, string>> = {
  contact_arn: contactArn,
  owner: 'acme',
  owner_id: '6811672',
  repository: 'shop',
  repository_id: '186853002'
}

describe('set-up.tf', () => {
  interface Block {
    readonly [name: string]: unknown
  }
  interface Configuration {
    readonly variable: Readonly<Record<string, readonly [{ readonly default?: unknown }]>>
    readonly locals: readonly [Readonly<Record<string, string>>]
    readonly data: {
      readonly aws_iam_policy_document: Readonly<Record<string, readonly [{ statement: readonly Block[] }]>>
    }
    readonly resource: Readonly<Record<string, Readonly<Record<string, readonly [Block]>>>>
    readonly output: Block
  }
  const text = read('examples/set-up/set-up.tf')
  const configuration = async () => (await parseHcl('set-up.tf', text)) as unknown as Configuration

  /** What Terraform makes of `${…}` in a text, as far as the file needs it. */
  function evaluate({ variable, locals: [locals] }: Configuration, expression: string): string {
    return expression.replaceAll(/\$\{([^}]*)\}/g, (_, inner: string) => {
      const [, space = '', name = ''] = /^(var|local)\.(\w+)$/.exec(inner) ?? []
      if (space === 'var') return given[name] ?? String(variable[name]?.[0].default)
      if (space === 'local')
        return evaluate({ variable, locals: [locals] } as unknown as Configuration, locals[name] ?? '')
      if (inner === 'data.aws_partition.current.partition') return 'aws'
      if (inner === 'data.aws_caller_identity.current.account_id') return account
      const [, inChina, others] =
        /^data\.aws_partition\.current\.partition == "aws-cn" \? "(.+)" : "(.+)"$/.exec(inner) ?? []
      if (inChina === 'sts.amazonaws.com.cn' && others !== undefined) return others
      throw new Error(`${inner} is not understood here`)
    })
  }

  test('gives the role the policies of the documents', async () => {
    const found = await configuration()
    const document = (name: string) => {
      const [{ statement }] = found.data.aws_iam_policy_document[name] ?? [{ statement: [] }]
      const text = JSON.stringify(statement)
      return JSON.parse(evaluate(found, text)) as {
        actions: string[]
        resources?: string[]
        principals?: { type: string; identifiers: string[] }[]
        condition?: { test: string; variable: string; values: string[] }[]
      }[]
    }
    const one = <T>(values: readonly T[]): T | readonly T[] => (values.length === 1 ? (values[0] as T) : values)
    const asPolicy = (name: string) => ({
      Version: '2012-10-17',
      Statement: document(name).map(({ actions, resources, principals, condition }) => ({
        Effect: 'Allow',
        Action: one(actions),
        ...(resources && { Resource: one(resources) }),
        ...(principals && {
          Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, one(identifiers)]))
        }),
        ...(condition && {
          Condition: {
            StringEquals: Object.fromEntries(condition.map(({ variable, values }) => [variable, one(values)]))
          }
        })
      }))
    })
    expect(document('trust').flatMap(({ condition = [] }) => condition.map(({ test }) => test))).toEqual([
      'StringEquals',
      'StringEquals'
    ])
    expect({ trust: asPolicy('trust'), permission: asPolicy('page') }).toEqual(policies)
  })

  test('makes that role, and the provider where it is wanted', async () => {
    const { resource, output } = await configuration()
    expect(Object.keys(resource).sort()).toEqual([
      'aws_iam_openid_connect_provider',
      'aws_iam_role',
      'aws_iam_role_policy'
    ])
    expect(resource.aws_iam_role?.page).toEqual([
      { name: 'page-on-call', assume_role_policy: '${data.aws_iam_policy_document.trust.json}' }
    ])
    expect(resource.aws_iam_role_policy?.page).toEqual([
      { name: 'page', role: '${aws_iam_role.page.id}', policy: '${data.aws_iam_policy_document.page.json}' }
    ])
    expect(resource.aws_iam_openid_connect_provider?.github).toEqual([
      { count: '${var.create_provider ? 1 : 0}', url: 'https://${local.host}', client_id_list: ['${local.audience}'] }
    ])
    expect(output).toEqual({ role_to_assume: [{ value: '${aws_iam_role.page.arn}' }] })
  })

  test('shows a command with a value for every variable that has none', async () => {
    const { variable } = await configuration()
    const wanted = Object.entries(variable).flatMap(([name, [{ default: value }]]) =>
      value === undefined ? [name] : []
    )
    expect([...text.matchAll(/-var (\w+)=/g)].map(([, name]) => name)).toEqual(wanted)
  })
})

describe('set-up.cfn.yml', () => {
  const text = read('examples/set-up/set-up.cfn.yml')
  const parameters: Readonly<Record<string, string>> = {
    ContactArn: given.contact_arn ?? '',
    Owner: given.owner ?? '',
    OwnerId: given.owner_id ?? '',
    Repository: given.repository ?? '',
    RepositoryId: given.repository_id ?? '',
    Branch: 'main',
    CreateProvider: 'true',
    'AWS::Partition': 'aws',
    'AWS::AccountId': account
  }
  const parameter = (name: string): string => {
    const value = parameters[name]
    if (value === undefined) throw new Error(`there is no parameter ${name}`)
    return value
  }
  const scalar = (tag: string, resolve: (text: string) => unknown): ScalarTag => ({ tag, resolve })
  const list = (tag: string, resolve: (values: unknown[]) => unknown) => ({
    tag,
    collection: 'seq' as const,
    resolve: (node: unknown) => resolve((node as { toJSON(): unknown[] }).toJSON())
  })
  const template = parse(text, {
    customTags: [
      scalar('!Ref', parameter),
      scalar('!Sub', text => text.replaceAll(/\$\{([\w:]+)\}/g, (_, name: string) => parameter(name))),
      scalar('!GetAtt', text => ({ GetAtt: text })),
      list('!Equals', ([left, right]) => left === right),
      // Of both conditions only one is asked in a value: whether this is China, which it is not.
      list('!If', ([condition, , otherwise]) => {
        expect(condition).toBe('IsInChina')
        return otherwise
      })
    ]
  })

  test('gives the role the policies of the documents', () => {
    const { AssumeRolePolicyDocument: trust, Policies, RoleName } = template.Resources.Role.Properties
    expect({ trust, permission: Policies[0].PolicyDocument }).toEqual(policies)
    expect([Policies.length, RoleName]).toEqual([1, 'page-on-call'])
  })

  test('makes that role, and the provider where it is wanted', () => {
    expect(Object.keys(template.Resources)).toEqual(['Provider', 'Role'])
    expect(template.Resources.Provider).toEqual({
      Type: 'AWS::IAM::OIDCProvider',
      Condition: 'CreatesProvider',
      Properties: { Url: 'https://token.actions.githubusercontent.com', ClientIdList: ['sts.amazonaws.com'] }
    })
    expect(template.Conditions).toEqual({ CreatesProvider: true, IsInChina: false })
    expect(template.Outputs).toEqual({ RoleToAssume: { Value: { GetAtt: 'Role.Arn' } } })
  })

  test('takes what it is given, shows a command with a value for every parameter that has none, and refuses what is odd', () => {
    const declared = template.Parameters as Record<string, { Default?: string; AllowedPattern?: string }>
    const wanted = Object.entries(declared).flatMap(([name, { Default }]) => (Default === undefined ? [name] : []))
    expect([...text.matchAll(/(?<=[ =])([A-Z]\w+)=/g)].map(([, name]) => name)).toEqual(wanted)
    for (const name of [...wanted, 'Branch']) {
      const pattern = new RegExp(`^(?:${declared[name]?.AllowedPattern})$`)
      expect([name, pattern.test(parameter(name)), pattern.test('a", "b'), pattern.test('*')]).toEqual([
        name,
        true,
        false,
        false
      ])
    }
  })
})

test('the three are said to do the same in the README and in docs/permissions.md', () => {
  const files = ['set-up.sh', 'set-up.tf', 'set-up.cfn.yml']
  expect(files.filter(name => !sectionOf('README.md', 'Set-up').includes(`examples/set-up/${name})`))).toEqual([])
  expect(files.filter(name => !read('docs/permissions.md').includes(`../examples/set-up/${name})`))).toEqual([])
  expect(dirname(script)).toMatch(/set-up$/)
})
