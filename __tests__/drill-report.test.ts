import { describe, expect, test } from '@jest/globals'
import type { Check } from '../src/drill/check.ts'
import type { Outline } from '../src/drill/outline.ts'
import { createDrillReport, type Findings, unproven } from '../src/report/drill-report.ts'
import { createSecrets } from '../src/report/secrets.ts'
import { fakeCore } from './shared/fake-core.ts'
import { contactId } from './shared/samples.ts'

const right: Check = { what: 'Credentials', ok: true, detail: 'Taken.', nextStep: '' }
const wrong: Check = { what: 'Contact a exists', ok: false, detail: 'It does not.', nextStep: 'Create it.' }
const unknown: Check = {
  what: 'Contact b exists',
  ok: 'unknown',
  detail: 'No answer.',
  nextStep: 'Look at the network.'
}
const statement = '{"Effect":"Allow","Action":"x","Resource":"b"}'
const denied: Check = { ...unknown, detail: 'Denied.', nextStep: `Allow it: add ${statement}.` }

const outline: Outline = {
  contactId,
  isBackup: false,
  name: 'Shop (oncall-plan)',
  kind: 'an escalation plan',
  rows: [{ stage: '1', after: 'at once', who: 'Akua (akuam)', how: 'SMS at once', essential: 'yes', wrong: '' }],
  rotas: [{ name: 'Week (rota)', now: 'Akua (akuam)', until: 'Fri', next: 'Jorge (jorges) from Fri', gaps: '' }]
}

async function tell(findings: Partial<Findings>, writeSummary?: () => Promise<unknown>) {
  const { core, told } = fakeCore({}, writeSummary)
  const secrets = createSecrets()
  secrets.hide(['canary-secret'])
  const report = createDrillReport(core, secrets)
  const all = { checks: [right], missingRights: '', outlines: [outline], onCall: ['akuam'], ...findings }
  await report.ended(all)
  await report.ended({ ...all, checks: [wrong] })
  return { ...told, everything: [...told.lines, ...told.warnings, ...told.failures, told.summary].join('\n') }
}

test('ready: a green step, with a line for each check and for who is on call', async () => {
  const { lines, failures, outputs } = await tell({})
  expect(failures).toEqual([])
  expect(lines).toEqual([
    'Right: Credentials. Taken.',
    'On call now: akuam.',
    unproven,
    'Ready: all 1 checks are right. Nobody was paged.'
  ])
  expect(outputs).toEqual({ outcome: 'ready', checks: JSON.stringify([right]), 'on-call': '["akuam"]' })
})

test.each<[Check, string]>([
  [right, ''],
  [wrong, '> [!CAUTION]\n> A page may find nobody. Nobody was paged for this.\n\n'],
  [unknown, '> [!WARNING]\n> Whether a page finds somebody is not known. Nobody was paged for this.\n\n']
])('the summary begins with what must be seen first: %j', async (check, alert) => {
  const { summary } = await tell({ checks: [check] })
  const [, afterTitle = ''] = summary.split(/^## .*\n\n/)
  expect(/^(?:> .*\n)*\n?/.exec(afterTitle)?.[0]).toBe(alert)
})

test.each<[string, readonly Check[], string, string, string]>([
  [
    'something wrong',
    [right, unknown, wrong],
    '',
    'not-ready',
    'Not ready: 1 of 3 checks found something wrong.\n- Wrong: Contact a exists. It does not.\n  Next: create it.\n' +
      '- Not known: Contact b exists. No answer.\n  Next: look at the network.\nNobody was paged.'
  ],
  [
    'rights that are missing, in one statement',
    [right, denied],
    `Allow it: add ${statement}.`,
    'unknown',
    `Not known: 1 of 2 checks could not be made.\nNext: allow it: add ${statement}.\n` +
      '- Not known: Contact b exists. Denied.\nNobody was paged.'
  ]
])('%s fails the step once', async (_, checks, missingRights, outcome, message) => {
  const { failures, outputs, summary } = await tell({ checks, missingRights })
  expect(failures).toEqual([message])
  expect(outputs.outcome).toBe(outcome)
  expect(JSON.parse(outputs.checks ?? '')).toEqual(checks)
  if (missingRights !== '')
    expect(summary).toContain(
      `Allow it: add this (below).\n\n<pre>${JSON.stringify(JSON.parse(statement), undefined, 2)}</pre>`
    )
})

test('an error that is too long for the runner ends in what matters, and says that it was cut', async () => {
  const checks = Array.from({ length: 200 }, (_, index) => ({ ...wrong, detail: `${index} ${'x'.repeat(50)}` }))
  const { failures } = await tell({ checks })
  expect(failures[0]?.length).toBeLessThanOrEqual(4_000)
  expect(failures[0]).toMatch(/…\n\[cut: the job summary has the rest\]\nNobody was paged\.$/)
})

test.each([
  [right, 'ready', true],
  [unknown, 'unknown', 'unknown'],
  [wrong, 'not-ready', false]
] as const)('checks beyond 300 are counted: %j', async (last, outcome, ok) => {
  const { outputs } = await tell({ checks: [...Array(305).fill(right), last] })
  const checks = JSON.parse(outputs.checks ?? '')
  expect(checks).toHaveLength(301)
  expect([outputs.outcome, checks[300].what, checks[300].ok]).toEqual([outcome, '6 more checks', ok])
})

describe('the summary', () => {
  test('is a table a stage, and one of who is on call', async () => {
    const { summary } = await tell({})
    expect(summary).toMatch(/^## Ready: a page would find somebody\n/)
    const cells = [...summary.matchAll(/<td>([^<]*)<\/td>/g)].map(([, text]) => text)
    expect(cells.slice(0, 11)).toEqual([
      ...['1', 'at once', 'Akua (akuam)', 'SMS at once', 'yes', ''],
      ...['Week (rota)', 'Akua (akuam)', 'Fri', 'Jorge (jorges) from Fri', 'no gap']
    ])
    expect(summary).toContain(`\n${unproven}\n`)
  })

  test('says what is wrong and what to do on top', async () => {
    const { summary } = await tell({ checks: [right, wrong] })
    expect(summary.indexOf('### Wrong')).toBeLessThan(summary.indexOf('### Who is paged'))
    expect(summary).toContain('### Wrong\n\nContact a exists: no. It does not.\n\nNext: Create it.\n\n')
  })

  test('marks the backup', async () => {
    const { summary } = await tell({ outlines: [{ ...outline, isBackup: true }] })
    expect(summary).toContain('### The backup')
  })

  test('that cannot be written is a warning, and changes nothing else', async () => {
    const { warnings, outputs } = await tell({}, async () => {
      throw new Error('No space left')
    })
    expect(warnings).toEqual(['The job summary could not be written: No space left'])
    expect(outputs.outcome).toBe('ready')
  })

  test('stays below 64 KiB, and counts the rows that it leaves out', async () => {
    const rows = Array.from({ length: 5_000 }, () => ({ ...outline.rows[0], who: '<'.repeat(100) })) as Outline['rows']
    const { summary } = await tell({ outlines: [{ ...outline, rows }] })
    expect(Buffer.byteLength(summary)).toBeLessThan(64 * 1024)
    const [, left] = /<tr><td>… and (\d+) more<\/td><\/tr>\n<\/table>/.exec(summary) ?? []
    const shown = summary.split('&lt;'.repeat(100)).length - 1
    expect(shown).toBeGreaterThan(10)
    expect(shown + Number(left)).toBe(5_000)
    expect(summary).toContain(unproven)
  })
})

describe('hostile names', () => {
  const names = [
    '</pre></td></table>\n\n# Forged <img src=x onerror=alert(1)>',
    '[click](https://evil.example) **bold** | cell | `code`',
    '::error::forged',
    'x\n::set-output name=outcome::ready',
    '##[error]forged',
    '\u001b[31mred\u001b[0m \u202egnp.exe \u200b',
    'canary-secret',
    `a ${'b'.repeat(45)} ::error::folded`
  ]

  test.each(names)('%j is inert in log, outputs and summary', async name => {
    const rows = [{ stage: '1', after: 'at once', who: name, how: name, essential: 'yes', wrong: name }]
    const { summary, lines, failures, outputs, everything } = await tell({
      checks: [{ ...wrong, what: name, detail: name, nextStep: name }],
      missingRights: name,
      outlines: [{ ...outline, name, rows, rotas: [{ name, now: name, until: name, next: name, gaps: name }] }],
      onCall: [name]
    })
    expect(everything).not.toMatch(/^\s*::/m)
    expect(everything).not.toContain('##[')
    expect(everything).not.toMatch(/[\u001b\u202e\u200b]/)
    expect(everything + JSON.stringify(outputs)).not.toContain('canary-secret')
    expect(lines.join('\n') + failures.join('\n')).not.toMatch(/^::/m)
    // Without what stands in <pre> or as code, nothing of a name is left.
    const ours = summary.replaceAll(/<pre>[^<>]*<\/pre>|<code>[^<>]*<\/code>|`[^`\n]*`/g, '')
    expect(ours).not.toMatch(/Forged|click|forged|red|evil|folded|canary/)
    // An empty line would end the table, and begin Markdown.
    for (const [table] of summary.matchAll(/<table>[\s\S]*?<\/table>/g)) expect(table).not.toMatch(/\n\s*\n/)
    expect(JSON.parse(outputs.checks ?? '')).toHaveLength(1)
  })
})
