import { readFileSync } from 'node:fs'
import { countValues, isObject, type Json, type JsonObject } from '../text/json.ts'
import { firstLine } from '../text/lines.ts'
import type { ContextInputs } from './inputs.ts'

/**
 * The run as templates see it: the contexts a workflow has, under GitHub's names. The token is in none of them.
 *
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
 */
export interface Workflow {
  readonly github: JsonObject
  readonly job: JsonObject
  readonly matrix: Json
  readonly strategy: Json
  readonly needs: Json
  readonly runner: JsonObject
  readonly inputs: JsonObject
}

/** The contexts, and what could not be read of them. */
export interface WorkflowReading {
  readonly workflow: Workflow
  /** Sentences for the log: each names what is missing from the page because of it. */
  readonly warnings: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

// Properties of the github context that the runner also passes as GITHUB_<NAME>; GITHUB_TOKEN is not one of them.
const githubProperties = [
  'action',
  'action_path',
  'action_ref',
  'action_repository',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace'
]

const runnerProperties = ['name', 'os', 'arch', 'temp', 'tool_cache', 'debug', 'environment', 'workspace']

/**
 * The contexts of this run, from the documented variables, the event file and the inputs that the runner fills in.
 * Never throws: what is missing or unreadable is empty and warned about.
 */
export function readWorkflow(contexts: ContextInputs, environment: Environment = process.env): WorkflowReading {
  const warnings: string[] = []
  const event = readEvent(environment.GITHUB_EVENT_PATH, warnings)
  const repository = environment.GITHUB_REPOSITORY ?? ''
  const serverUrl = environment.GITHUB_SERVER_URL || 'https://github.com'
  return {
    workflow: {
      github: {
        ...fromEnvironment('GITHUB_', githubProperties, environment),
        server_url: serverUrl,
        ref_protected: environment.GITHUB_REF_PROTECTED === 'true',
        repositoryUrl: `git://${serverUrl.replace(/^https?:\/\//, '')}/${repository}.git`,
        event
      },
      job: jobContext(contexts),
      matrix: parseContext('matrix', contexts.matrix, warnings),
      strategy: parseContext('strategy', contexts.strategy, warnings),
      needs: parseContext('needs', contexts.needs, warnings),
      runner: fromEnvironment('RUNNER_', runnerProperties, environment),
      inputs: isObject(event.inputs) ? event.inputs : {}
    },
    warnings
  }
}

/**
 * Keeps packages from reading the event file once more on their own: it may have 25 MB or not be JSON, and they print
 * what they make of it.
 */
export function hideEventFile(): void {
  delete process.env.GITHUB_EVENT_PATH
}

function readEvent(path: string | undefined, warnings: string[]): JsonObject {
  const without = 'The page goes out without details of the event'
  if (!path) {
    warnings.push(`GITHUB_EVENT_PATH is not set. ${without}.`)
    return {}
  }
  try {
    const file = readFileSync(path)
    // A file that is too small for many need not be counted.
    if (file.length > valuesMaximum && countValues(file) > valuesMaximum) {
      warnings.push(`The event file has more than ${valuesMaximum} values. ${without}.`)
      return {}
    }
    const event = JSON.parse(file.toString('utf8').replace(/^\ufeff/, '')) as Json
    if (isObject(event)) return event
    warnings.push(`The event file holds no JSON object. ${without}.`)
  } catch (error) {
    // The parser's words quote the event, which is never printed.
    const reason =
      error instanceof SyntaxError ? 'is not JSON' : `cannot be read (${(error as NodeJS.ErrnoException).code})`
    warnings.push(`The event file ${reason}. ${without}.`)
  }
  return {}
}

// Objects and lists take some hundred bytes each once they are parsed: 25 MB of `[],` would take a gigabyte. GitHub's own
// events have thousands of values.
const valuesMaximum = 2_000_000

function fromEnvironment(prefix: string, properties: readonly string[], environment: Environment): JsonObject {
  const found = properties.flatMap(name => {
    const value = environment[prefix + name.toUpperCase()]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(found)
}

function jobContext({ jobStatus, jobCheckRunId }: ContextInputs): JsonObject {
  return {
    ...(jobStatus && { status: jobStatus }),
    ...(jobCheckRunId && { check_run_id: /^[0-9]{1,15}$/.test(jobCheckRunId) ? Number(jobCheckRunId) : jobCheckRunId })
  }
}

function parseContext(name: string, text: string, warnings: string[]): Json {
  if (text === '') return null
  try {
    return JSON.parse(text) as Json
  } catch {
    warnings.push(
      `Input "${name}" is "${firstLine(text).slice(0, 80)}", which is not JSON; it takes \${{ toJSON(${name}) }}. ` +
        'The page goes out without it.'
    )
    return null
  }
}
