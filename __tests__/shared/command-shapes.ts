import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { read } from './markdown.ts'

/** What a program takes behind its name and operation. */
export interface Shape {
  /** How many values each option takes. */
  readonly options: Readonly<Record<string, number>>
  readonly required?: readonly string[]
  readonly positionals?: number
  /** Where its maker documents it. */
  readonly source: string
}

const any = Number.POSITIVE_INFINITY

/** The commands that are shown and cannot be derived from anything that is installed here. */
const documented: Readonly<Record<string, Shape>> = {
  'aws iam add-client-id-to-open-id-connect-provider': {
    options: { '--open-id-connect-provider-arn': 1, '--client-id': 1 },
    required: ['--open-id-connect-provider-arn', '--client-id'],
    source: 'https://docs.aws.amazon.com/cli/latest/reference/iam/add-client-id-to-open-id-connect-provider.html'
  },
  'aws iam create-open-id-connect-provider': {
    options: { '--url': 1, '--client-id-list': any, '--thumbprint-list': any, '--tags': any },
    required: ['--url'],
    source: 'https://docs.aws.amazon.com/cli/latest/reference/iam/create-open-id-connect-provider.html'
  },
  'aws iam create-role': {
    options: { '--role-name': 1, '--assume-role-policy-document': 1, '--description': 1 },
    required: ['--role-name', '--assume-role-policy-document'],
    source: 'https://docs.aws.amazon.com/cli/latest/reference/iam/create-role.html'
  },
  'aws iam list-open-id-connect-providers': {
    options: {},
    source: 'https://docs.aws.amazon.com/cli/latest/reference/iam/list-open-id-connect-providers.html'
  },
  'aws iam put-role-policy': {
    options: { '--role-name': 1, '--policy-name': 1, '--policy-document': 1 },
    required: ['--role-name', '--policy-name', '--policy-document'],
    source: 'https://docs.aws.amazon.com/cli/latest/reference/iam/put-role-policy.html'
  },
  'aws ssm-incidents start-incident': {
    options: {
      '--response-plan-arn': 1,
      '--title': 1,
      '--client-token': 1,
      '--impact': 1,
      '--related-items': any,
      '--trigger-details': 1
    },
    required: ['--response-plan-arn'],
    source: 'https://docs.aws.amazon.com/cli/latest/reference/ssm-incidents/start-incident.html'
  },
  'aws sts get-caller-identity': {
    options: {},
    source: 'https://docs.aws.amazon.com/cli/latest/reference/sts/get-caller-identity.html'
  },
  'gh api': {
    options: { '--jq': 1, '--method': 1, '--field': 1 },
    positionals: 1,
    source: 'https://cli.github.com/manual/gh_api'
  },
  'gh attestation verify': {
    options: { '--repo': 1, '--owner': 1, '--signer-workflow': 1, '--source-ref': 1 },
    positionals: 1,
    source: 'https://cli.github.com/manual/gh_attestation_verify'
  },
  'gh label create': {
    options: { '--color': 1, '--description': 1, '--force': 0 },
    positionals: 1,
    source: 'https://cli.github.com/manual/gh_label_create'
  },
  'gh workflow run': {
    options: { '-f': 1, '--ref': 1 },
    positionals: 1,
    source: 'https://cli.github.com/manual/gh_workflow_run'
  },
  'git grep': {
    options: {},
    positionals: 1,
    source: 'https://git-scm.com/docs/git-grep'
  },
  'bash local/real-account.sh': {
    options: {},
    positionals: 2,
    source: 'local/real-account.sh'
  },
  'sh set-up.sh': {
    options: {},
    positionals: 2,
    source: 'examples/set-up/set-up.sh'
  },
  act: {
    options: { '--env': 1, '--secret': 1 },
    source: 'https://nektosact.com/usage/index.html'
  },
  curl: {
    options: {
      '--fail': 0,
      '--silent': 0,
      '--show-error': 0,
      '--max-time': 1,
      '--retry': 1,
      '--retry-all-errors': 0
    },
    positionals: 1,
    source: 'https://curl.se/docs/manpage.html'
  },
  date: {
    options: { '-u': 0 },
    positionals: 1,
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/date.html'
  },
  echo: {
    options: {},
    positionals: 1,
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/utilities/echo.html'
  }
}

// Source: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
const ofEveryAwsCommand = { '--region': 1, '--query': 1, '--output': 1, '--profile': 1 }

/** npm's own commands that are shown; `cit` is `ci` and then `test`. Source: https://docs.npmjs.com/cli/commands */
const npmCommands = ['ci', 'cit', 'test']

/** What is wrong with a command; undefined if its program takes it as it is. */
export function findFault(words: readonly string[]): string | undefined {
  const [program = '', operation = '', third = ''] = words
  // The reader's own scripts, as the examples call them.
  if (/^\.\/[a-z]+\.sh$/.test(program)) return undefined
  if (program === 'npm') return findNpmFault(words)
  const name = [3, 2, 1].map(count => words.slice(0, count).join(' ')).find(name => Object.hasOwn(documented, name))
  if (name !== undefined) return misfit(words.slice(name.split(' ').length), documented[name] as Shape, program)
  if (program === 'aws' && operation === 'ssm-contacts') {
    const shape = contactsShape(third)
    if (shape === undefined) return `the SDK knows no operation "${third}"`
    // Without any option it is not a command to copy, but the name of one.
    return words.length === 3 ? undefined : misfit(words.slice(3), shape, program)
  }
  return 'a command nobody has run'
}

function findNpmFault([, command = '', script = '']: readonly string[]): string | undefined {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  if (command !== 'run') return npmCommands.includes(command) ? undefined : `npm's "${command}" nobody has run`
  return Object.hasOwn(scripts, script) ? undefined : `package.json has no script "${script}"`
}

function misfit(words: readonly string[], shape: Shape, program: string): string | undefined {
  const known: Shape['options'] = { ...shape.options, ...(program === 'aws' && ofEveryAwsCommand) }
  // Each option with all that follows it; what stands before the first one follows an option without a name.
  const groups = [['']]
  for (const word of words) {
    if (word.startsWith('-')) groups.push([word])
    else groups.at(-1)?.push(word)
  }
  let positionals = 0
  for (const [option = '', ...values] of groups) {
    const count = option === '' ? 0 : known[option]
    if (count === undefined) return `it has no option ${option}`
    if (count > 0 && values.length === 0) return `${option} has no value`
    positionals += Math.max(0, values.length - count)
  }
  const missing = (shape.required ?? []).filter(option => !words.includes(option))
  if (missing.length > 0) return `it needs ${missing.join(', ')}`
  const expected = shape.positionals ?? 0
  return positionals === expected ? undefined : `it takes ${expected} arguments, not ${positionals}`
}

const client = 'node_modules/@aws-sdk/client-ssm-contacts/dist-types'

/** What the AWS CLI takes for an operation of ssm-contacts: an option for each member of its request, `--contact-id` for ContactId. */
function contactsShape(operation: string): Shape | undefined {
  const name = operation.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const path = `${client}/commands/${name}Command.d.ts`
  if (!existsSync(join(import.meta.dirname, '..', '..', path))) return undefined
  const [, request = ''] = /CommandInput extends (\w+)/.exec(read(path)) ?? []
  const [, body = ''] =
    new RegExp(`^export interface ${request} \\{\\n(.*?)^\\}`, 'ms').exec(read(`${client}/models/models_0.d.ts`)) ?? []
  const members = [...body.matchAll(/^ {4}(\w+)(\??): (.*);$/gm)].map(([, member = '', optional, type = '']) => ({
    option: `--${member.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}`,
    isRequired: optional === '',
    values: /\[\]/.test(type) ? any : /^boolean\b/.test(type) ? 0 : 1
  }))
  return {
    options: Object.fromEntries(members.map(({ option, values }) => [option, values])),
    required: members.filter(({ isRequired }) => isRequired).map(({ option }) => option),
    source: path
  }
}
