import { isObject, type Json, textAt } from '../text/json.ts'
import { line } from '../text/lines.ts'
import type { Failures } from './failures.ts'
import type { Job } from './jobs.ts'
import type { Workflow } from './workflow.ts'

const valuesMaximum = 10
const shortValue = 30
const depthMaximum = 4

/**
 * The values of the matrix leg that the page is about, as GitHub shows them after the job's name: `eu-west-1, 22`. Empty
 * where something else than this leg failed, or where that cannot be told. Never holds an ARN or a URL.
 */
export function legOf({ matrix }: Workflow, { of, jobs, ownName }: Failures): string {
  const isOwn = of === 'this run' && (jobs[0]?.isOwn ?? true)
  if (!isObject(matrix) || !isOwn) return ''
  const values = flatValues(matrix)
  const shown = ownName === undefined ? values.filter(value => value.length <= shortValue) : shownIn(ownName, values)
  return line(shown.filter(isPlain).slice(0, valuesMaximum).join(', '), 60)
}

/** A name without the ARNs and URLs in it, as an SMS may have it: `deploy (eu, arn:aws:iam::...)` is `deploy (eu)`. */
export function withoutAddresses(name: string): string {
  const pieces = name.split(/(?<=[\s,(])|(?=[,)])/)
  const kept = pieces.filter(piece => !/\barn:|:\/\//i.test(piece))
  if (kept.length === pieces.length) return name
  let text = kept
    .join('')
    .split(', ')
    .filter(Boolean)
    .join(', ')
    .replaceAll('(, ', '(')
    .replaceAll(', )', ')')
    .replaceAll('()', '')
    .replaceAll('  ', ' ')
  // GitHub cuts long names, so the leg may have no end.
  while (/[\s,(]$/.test(text)) text = text.slice(0, -1)
  return text.includes(' (') && !text.includes(')') ? `${text})` : text
}

/** The job without its leg: `caller / deploy` of `caller / deploy (eu-west-1, 22)`. */
export function baseName(name: string): string {
  return partsOf(name)?.base ?? name
}

/** The jobs of the list that have the matrix values of this job in their names, and its name where several have. */
export function jobsOfLeg<T extends Job>(jobs: readonly T[], { github, matrix }: Workflow): readonly T[] {
  const values = isObject(matrix) ? flatValues(matrix) : []
  const isNamed = (job: Job) => baseName(job.name).split(' / ').at(-1) === textAt(github, 'job')
  const ofLeg = jobs.filter(({ name }) => {
    const leg = partsOf(name)?.leg
    return values.length === 0 ? leg === undefined : leg !== undefined && areValues(leg, values)
  })
  const named = ofLeg.filter(isNamed)
  return values.length === 0 || named.length > 0 ? named : ofLeg
}

function shownIn(name: string, values: readonly string[]): readonly string[] {
  const leg = partsOf(name)?.leg
  if (leg !== undefined && areValues(leg, values)) return leg
  // The author gave the job a name of its own, which may have some of the values in it.
  const words = name.split(/[\s,()/]+/)
  return values.filter(value => words.includes(value))
}

function areValues(leg: readonly string[], values: readonly string[]): boolean {
  return leg.every(value => values.includes(value))
}

function partsOf(name: string): { base: string; leg: readonly string[] } | undefined {
  const [, base = '', leg] = /^(.*?) \(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(name.slice(0, 200)) ?? []
  return leg === undefined ? undefined : { base, leg: leg.split(', ') }
}

/** The values of a matrix, those of objects and lists in their order, as GitHub writes them after a job's name. */
function flatValues(value: Json, depth = 1): string[] {
  if (value === null) return []
  if (typeof value === 'object') {
    return depth > depthMaximum ? [] : Object.values(value).flatMap(item => flatValues(item as Json, depth + 1))
  }
  const text = String(value).trim()
  return text === '' ? [] : [text]
}

function isPlain(value: string): boolean {
  return withoutAddresses(value) === value
}
