import { data } from '@actions/expressions'
import {
  type Binary,
  type ContextAccess,
  type Expr,
  type ExprVisitor,
  type FunctionCall,
  type Grouping,
  type IndexAccess,
  Literal,
  type Logical,
  Star,
  type Unary
} from '@actions/expressions/ast'
import type { Token } from '@actions/expressions/lexer'
import type { FailedJob } from '../github/failures.ts'
import { isObject, type Json } from '../text/json.ts'
import { nearest } from '../text/nearest.ts'
import { shorten } from '../text/unicode.ts'

/** A name that has no value in any run. */
export interface Misspelling {
  readonly token: Token
  /** A sentence without its full stop, with the nearest name that there is. */
  describe(): string
}

/*
 * What GitHub documents for its contexts, and after that what runners have without a word in the documentation. A
 * template gets nothing for some of them, but they are spelled right. The token is missing: it has a warning of its own.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
 */
const knownNames: Readonly<Record<string, readonly string[]>> = {
  github: [
    ...['action', 'action_path', 'action_ref', 'action_repository', 'action_status', 'actor', 'actor_id', 'api_url'],
    ...['artifacts', 'artifacts_list', 'base_ref', 'env', 'event', 'event_name', 'event_path', 'graphql_url'],
    ...['head_ref', 'job', 'path', 'ref', 'ref_name', 'ref_protected', 'ref_type', 'repository', 'repository_id'],
    ...['repository_owner', 'repository_owner_id', 'repositoryUrl', 'retention_days', 'run_id', 'run_number'],
    ...['run_attempt', 'secret_source', 'server_url', 'sha', 'triggering_actor', 'workflow', 'workflow_ref'],
    ...['workflow_sha', 'workspace', 'output', 'state', 'step_summary', 'job_workflow_sha', 'repository_visibility'],
    ...['artifact_cache_size_limit', 'repo_self_hosted_runners_disabled', 'enterprise_managed_business_id']
  ],
  job: [
    ...['check_run_id', 'container', 'services', 'status'],
    ...['workflow_ref', 'workflow_sha', 'workflow_repository', 'workflow_file_path']
  ],
  runner: ['name', 'os', 'arch', 'temp', 'tool_cache', 'debug', 'environment', 'workspace'],
  strategy: ['fail-fast', 'job-index', 'job-total', 'max-parallel'],
  page: []
}

const failedJob: Readonly<Record<keyof FailedJob, true>> = {
  name: true,
  conclusion: true,
  url: true,
  failed_step: true
}

/**
 * A check that finds the misspelt names of an expression, also in parts that are not evaluated. A name that is computed
 * is not checked, nor is what can have any name: `github.event`, `inputs`, `matrix`, `needs`.
 *
 * @returns the names in the order of the expression; it throws a RangeError for one that is nested too deeply
 */
export function createNameCheck(contexts: Readonly<Record<string, Json>>): (tree: Expr) => Misspelling[] {
  const shapes = new Map(Object.keys(contexts).map(name => [name.toLowerCase(), shapeOf(name, contexts[name])]))
  return tree => {
    const check = new NameCheck(shapes)
    tree.accept(check)
    return check.found
  }
}

/** What is known of a value before there is one. */
interface Shape {
  /** How it is written. */
  readonly path: string
  /** By their names in lower case; undefined if it can have any. */
  readonly members?: ReadonlyMap<string, Shape>
  /** Each element, if it is a list. */
  readonly element?: Shape
}

const anything: Shape = { path: '' }

function shapeOf(context: string, value: Json | undefined): Shape {
  const known = knownNames[context]
  if (known === undefined) return { path: context }
  const shape = withMembers(context, [...known, ...(isObject(value) ? Object.keys(value) : [])])
  if (context !== 'page') return shape
  const failedJobs = { path: 'page.failed_jobs', element: withMembers('page.failed_jobs.*', Object.keys(failedJob)) }
  return { ...shape, members: new Map(shape.members).set('failed_jobs', failedJobs) }
}

function withMembers(path: string, names: readonly string[]): Shape {
  return { path, members: new Map(names.map(name => [name.toLowerCase(), { path: `${path}.${name}` }])) }
}

class NameCheck implements ExprVisitor<Shape> {
  readonly found: Misspelling[] = []
  readonly #contexts: ReadonlyMap<string, Shape>

  constructor(contexts: ReadonlyMap<string, Shape>) {
    this.#contexts = contexts
  }

  visitContextAccess({ name }: ContextAccess): Shape {
    return this.#contexts.get(name.lexeme.toLowerCase()) ?? anything
  }

  visitIndexAccess({ expr, index }: IndexAccess): Shape {
    const shape = expr.accept(this)
    if (index instanceof Literal && index.literal.kind === data.Kind.String) {
      return this.#member(shape, (index.literal as data.StringData).value, index.token)
    }
    if (!(index instanceof Star)) index.accept(this)
    return shape.element ?? anything
  }

  #member({ path, members }: Shape, name: string, token: Token): Shape {
    if (members === undefined) return anything
    const known = members.get(name.toLowerCase())
    if (known === undefined) this.found.push({ token, describe: () => misspelt(`${path}.${name}`, members) })
    return known ?? anything
  }

  visitGrouping({ group }: Grouping): Shape {
    return group.accept(this)
  }

  visitLiteral(): Shape {
    return anything
  }

  visitUnary({ expr }: Unary): Shape {
    expr.accept(this)
    return anything
  }

  visitBinary({ left, right }: Binary): Shape {
    return this.#each([left, right])
  }

  visitLogical({ args }: Logical): Shape {
    return this.#each(args)
  }

  visitFunctionCall({ args }: FunctionCall): Shape {
    return this.#each(args)
  }

  #each(parts: readonly Expr[]): Shape {
    for (const part of parts) part.accept(this)
    return anything
  }
}

function misspelt(path: string, members: ReadonlyMap<string, Shape>): string {
  const written = shorten(path, 80)
  if (path.toLowerCase() === 'github.token') return `"${written}" is empty here; the token never goes into a page`
  const known = [...members.values()].map(({ path }) => path)
  return `there is no "${written}", so it is empty; the nearest name is "${nearest(written, known)}"`
}
