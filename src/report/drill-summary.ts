import type { Check, Readiness } from '../drill/check.ts'
import type { Outline } from '../drill/outline.ts'
import { adviceBlocks } from './advice.ts'
import { alertBlock, type Block, composeMarkdown, warningBlocks } from './markdown.ts'

/** What the job summary of a drill tells of. */
export interface DrillFacts {
  readonly outcome: Readiness
  readonly checks: readonly Check[]
  /** The one advice that allows all for which AWS refused; empty if it refused nothing. */
  readonly missingRights: string
  readonly outlines: readonly Outline[]
  /** What no drill can prove. */
  readonly unproven: string
  readonly warnings: readonly string[]
}

const titles: Readonly<Record<Readiness, string>> = {
  ready: 'Ready: a page would find somebody',
  'not-ready': 'Not ready: a page may find nobody',
  unknown: 'Not known: not everything could be checked'
}

const alerts: Readonly<Record<Readiness, readonly Block[]>> = {
  ready: [{ markdown: 'Nobody was paged for this.' }],
  'not-ready': [alertBlock('CAUTION', 'A page may find nobody. Nobody was paged for this.')],
  unknown: [alertBlock('WARNING', 'Whether a page finds somebody is not known. Nobody was paged for this.')]
}

/**
 * The job summary of a drill as Markdown, at most 60 KiB: what is wrong and what to do, then who is paged, contact by contact
 * and stage by stage, who is on call, and every check.
 *
 * @param door makes outside text fit to be printed
 */
export function composeDrillSummary(facts: DrillFacts, door: (text: string) => string): string {
  const { outcome, checks, missingRights, outlines, unproven, warnings } = facts
  const blocks: Block[] = [
    { markdown: `## ${titles[outcome]}` },
    ...alerts[outcome],
    ...findings(
      '### Wrong',
      checks.filter(({ ok }) => ok === false)
    ),
    ...findings(
      '### Not known',
      checks.filter(({ ok }) => ok === 'unknown')
    ),
    ...(missingRights === '' ? [] : [{ markdown: '### Rights that are missing' }, ...adviceBlocks(missingRights)]),
    ...outlines.flatMap(outlineBlocks),
    ...rotaBlocks(outlines),
    { markdown: `### Right: ${checks.filter(({ ok }) => ok === true).length} of ${checks.length} checks` },
    {
      head: ['Check', 'Found'],
      rows: checks.filter(({ ok }) => ok === true).map(({ what, detail }) => [what, detail])
    },
    { markdown: unproven },
    ...warningBlocks(warnings)
  ]
  return composeMarkdown(blocks, door)
}

function findings(heading: string, checks: readonly Check[]): Block[] {
  if (checks.length === 0) return []
  return [{ markdown: heading }, ...checks.flatMap(findingBlocks)]
}

// As on a phone, where the last column of a table, what to do, would be out of sight.
function findingBlocks({ what, ok, detail, nextStep }: Check): Block[] {
  const answer = ok === 'unknown' ? 'not known' : 'no'
  return [{ prose: `${what}: ${answer}. ${detail}` }, ...(nextStep === '' ? [] : adviceBlocks(nextStep, 'Next: '))]
}

function outlineBlocks({ contactId, isBackup, name, kind, rows }: Outline): Block[] {
  const title = { markdown: isBackup ? '### The backup' : '### Who is paged' }
  const who = { prose: `${name}${kind === '' ? '' : `, ${kind}`}\n${contactId}` }
  if (rows.length === 0) return [title, who]
  const head = ['Stage', 'Begins', 'Who', 'By', 'Acknowledgement stops the plan', 'Wrong']
  const cells = rows.map(({ stage, after, who, how, essential, wrong }) => [stage, after, who, how, essential, wrong])
  return [title, who, { head, rows: cells }]
}

function rotaBlocks(outlines: readonly Outline[]): Block[] {
  // A schedule may stand in several plans.
  const rotas = new Map(outlines.flatMap(({ rotas }) => rotas).map(rota => [JSON.stringify(rota), rota]))
  if (rotas.size === 0) return []
  const head = ['Schedule', 'On call now', 'Until', 'Next', 'Nobody in the next 7 days']
  const rows = [...rotas.values()].map(({ name, now, until, next, gaps }) => [name, now, until, next, gaps || 'no gap'])
  return [{ markdown: '### Who is on call' }, { head, rows }]
}
