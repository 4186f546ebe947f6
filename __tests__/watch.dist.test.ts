// The action in watch/, as the runner starts it, in a process whose calendar is that of a simulated world.
import { describe, expect, test } from '@jest/globals'
import { parseCommands } from '../local/runner/commands.ts'
import { countNaivePages, simulate, type Watched } from '../local/watch/simulator.ts'
import { composeWeek, everyFiveMinutes, night, type Trouble } from '../local/watch/worlds.ts'
import { isFull } from './shared/extent.ts'

const inputs = (pageAfter: number, stopAfter: number, more: Record<string, string> = {}) => ({
  'page-after': String(pageAfter),
  'stop-after': String(stopAfter),
  ...more
})

async function last(text: string, more: Record<string, string> = {}, trouble?: Trouble): Promise<Watched> {
  const checks = everyFiveMinutes(text)
  const troubled = checks.map((check, index) =>
    index === checks.length - 1 && trouble ? { ...check, trouble } : check
  )
  const { watched } = await simulate(troubled, { with: inputs(3, 1, more) })
  const run = watched.at(-1)
  if (run === undefined) throw new Error('No watch ran')
  return run
}

const titleOf = ({ summary }: Watched) => summary.split('\n')[0]
const annotations = ({ stdout }: Watched, level: string) =>
  parseCommands(stdout)
    .filter(({ name }) => name === level)
    .map(({ message }) => message)

describe('a watch', () => {
  test('that holds a page is green but loud', async () => {
    const run = await last('SFF')
    expect([run.exitCode, run.outputs.outcome, run.outputs.streak]).toEqual([0, 'held', '2'])
    expect(run.outputs.outage).toMatch(/^[0-9]+$/)
    expect(titleOf(run)).toBe('## 2 of 3, nobody was paged')
    expect(annotations(run, 'notice')).toEqual([
      '2 of 3, nobody was paged. Job "check" failed. It is failure 2 of 3 in a row.'
    ])
    expect(run.stdout).toMatch(/\n2 of 3, nobody was paged\.\n$/)
    // Held asks AWS nothing.
    expect(run.requests).toEqual({ gitHub: 2, aws: 0 })
  })

  test('that pages tells since when, and of the runs before', async () => {
    const run = await last('SFFF')
    expect([run.exitCode, run.outputs.outcome, run.outputs.streak]).toEqual([0, 'sent', '3'])
    const [{ request, engagementArn } = { request: undefined, engagementArn: '' }] = run.started
    expect(run.outputs['engagement-arn']).toBe(engagementArn)
    const url = 'https://github.com/acme/shop/actions/runs/'
    expect(request?.Content?.split('\n')).toEqual(
      expect.arrayContaining([
        '3 failures in a row since 00:05 UTC (runs 2, 3, 4).',
        'Job check failed.',
        `Run 2: ${url}1658800002`,
        `Run 3: ${url}1658800003`
      ])
    )
    expect(request?.PublicContent).toBe(`3 failures in a row since 00:05 UTC. ${url}1658800004/attempts/1`)
    expect(request?.Sender).toMatch(/ via acme\/shop [0-9a-f]{12}-1658800001$/)
    expect(annotations(run, 'notice')).toEqual([])
  })

  test('that finds the page of an earlier run names it', async () => {
    const run = await last('SFFFF')
    expect([run.exitCode, run.outputs.outcome, run.started]).toEqual([0, 'already-paged', []])
    const [open] = run.open
    expect(run.outputs['engagement-arn']).toBe(open?.engagementArn)
    expect(titleOf(run)).toBe('## Paged before, nobody was paged again')
    expect(annotations(run, 'notice')).toEqual([expect.stringContaining(`Engagement: ${open?.engagementArn}`)])
    expect(JSON.parse(run.outputs.pages ?? '')).toEqual([
      {
        contact: open?.contactArn,
        outcome: 'already-paged',
        engagement_arn: open?.engagementArn,
        idempotency_token: '',
        error: null
      }
    ])
  })

  test('that stops a page tells how long it lasted, and who had acknowledged', async () => {
    const run = await last('SFFFFS')
    expect([run.exitCode, run.outputs.outcome, run.stopped.length]).toEqual([0, 'stopped', 1])
    expect(run.stopped[0]?.stopReason).toBe(
      'Recovered: Health check in acme/shop, https://github.com/acme/shop/actions/runs/1658800006'
    )
    expect(run.stdout).toContain('The check had failed for 20 minutes, from 00:05 UTC on.')
    expect(run.stdout).toContain('The page was stopped. Nobody had acknowledged it.')
    expect(titleOf(run)).toBe('## The outage is over, its page was stopped')
  })

  test.each<[string, string, Record<string, string>, string]>([
    ['contact-id', 'SS', { 'contact-id': 'oncall' }, 'invalid-input'],
    ['strict', 'SS', { strict: 'true', 'page-after': '0' }, 'strict']
  ])('is red for what is wrong in the workflow file, also after a success: %s', async (_, text, more, code) => {
    const run = await last(text, more)
    expect([run.exitCode, run.outputs.outcome, run.requests]).toEqual([1, 'not-sent', { gitHub: 0, aws: 0 }])
    expect(run.summary).toContain(`### What failed: ${code}`)
  })

  test.each([
    ['page-after', '0', 1],
    ['page-after', 'three', 1],
    ['stop-after', '21', 20]
  ])('repairs %s: "%s" with a warning', async (name, value, used) => {
    const run = await last('S', { [name]: value })
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'healthy'])
    expect(annotations(run, 'warning')).toEqual([
      `Input "${name}" is "${value}". It takes a whole number from 1 to 20; ${used} is used.`
    ])
  })

  test('pages nobody on a dry run, and shows what would be sent', async () => {
    const run = await last('SFFF', { 'dry-run': 'true' })
    expect([run.exitCode, run.outputs.outcome, run.outputs.streak, run.requests.aws]).toEqual([0, 'dry-run', '3', 0])
    expect(JSON.parse(run.outputs.request ?? '')).toMatchObject({ Sender: expect.stringMatching(/-1658800001$/) })
  })

  test('says first what AWS does not allow, with the statement to add', async () => {
    const run = await last('SFFF', {}, 'AWS does not list')
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'sent'])
    expect(annotations(run, 'warning')[0]).toContain(
      '{"Effect":"Allow","Action":"ssm-contacts:ListEngagements","Resource":"*"}'
    )
  })

  test('warns about a page that it cannot stop, and stays green', async () => {
    const run = await last('SFFFS', {}, 'AWS stops nothing')
    expect([run.exitCode, run.outputs.outcome, run.stopped]).toEqual([0, 'healthy', []])
    expect(annotations(run, 'warning')[0]).toMatch(/^Engagement oncall-plan\/.* goes on although the outage is over: /)
  })

  test('that cannot page is red, with the command to page manually', async () => {
    const run = await last('SFFF', { 'timeout-seconds': '3' }, 'AWS is down')
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unknown'])
    expect(run.summary).toContain('aws ssm-contacts start-engagement')
  })

  test('decides for each contact, and does not page twice the one that was paged', async () => {
    const contacts = ['oncall-plan', 'platform'].map(
      alias => `arn:aws:ssm-contacts:us-east-1:111122223333:contact/${alias}`
    )
    const checks = everyFiveMinutes('FFS')
    const { watched, engagements } = await simulate(checks, {
      with: inputs(1, 1, { 'contact-id': contacts.join('\n') })
    })
    expect(watched.map(({ outputs }) => outputs.outcome)).toEqual(['sent', 'already-paged', 'stopped'])
    expect(engagements.map(({ contactArn }) => contactArn).sort()).toEqual(contacts)
    expect(engagements.every(({ stoppedAt }) => stoppedAt !== undefined)).toBe(true)
  })

  test('without credentials is healthy after a success, and red where a page is due', async () => {
    const halfSet = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }
    const runs: (readonly [number | null, string | undefined])[] = []
    const { runAction } = await import('../local/runner/runner.ts')
    await simulate(everyFiveMinutes('SF'), {
      with: inputs(1, 1),
      runStep: async options => {
        const run = await runAction({ ...options, env: halfSet })
        runs.push([run.exitCode, run.outputs.outcome])
        return run
      }
    })
    expect(runs).toEqual([
      [0, 'healthy'],
      [1, 'not-sent']
    ])
  })
})

describe('the night of the demo', () => {
  test('wakes somebody once', async () => {
    const { pageAfter, stopAfter, checks } = night
    const { engagements, watched } = await simulate(checks, { with: inputs(pageAfter, stopAfter) })
    expect(engagements).toHaveLength(1)
    expect(watched.filter(({ exitCode }) => exitCode !== 0)).toEqual([])
    expect(countNaivePages(checks)).toBeGreaterThan(10)
  })
})

describe('a week of checks every five minutes, with two outages and 3 % flakes', () => {
  const week = composeWeek(7)
  const isNear = (index: number) => week.outages.some(([from, to]) => index >= from - 4 && index <= to + 4)

  test('is paged once for each outage, and for nothing else', async () => {
    const { pageAfter, stopAfter, checks, outages } = week
    const flakes = checks.filter(({ ends }, index) => ends === 'failure' && !isNear(index))
    expect(flakes.length).toBeGreaterThan(40)
    const isSampled = (index: number) => isNear(index) || checks[index] === flakes[0]
    const { engagements, watched } = await simulate(checks, {
      with: inputs(pageAfter, stopAfter),
      isPlayed: isFull ? () => true : isSampled
    })
    const paged = watched.filter(({ started }) => started.length > 0).map(({ index }) => index)
    expect(paged).toEqual(outages.map(([from]) => from + pageAfter - 1))
    expect(engagements).toHaveLength(2)
    expect(watched.filter(({ open }) => open.length > 0).every(({ index }) => isNear(index))).toBe(true)
    expect(watched.filter(({ exitCode }) => exitCode !== 0)).toEqual([])
    expect(watched.every(({ requests }) => requests.gitHub <= 7)).toBe(true)
    console.log(`A week: ${engagements.length} pages; if: failure() sends ${countNaivePages(checks)}.`)
  }, 1_800_000)
})
