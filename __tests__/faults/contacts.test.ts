// Row R25 of faults.md, several contacts and the backup: the built dist/ as a process.
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { documentedErrors, type Fault } from '../../local/aws/faults.ts'
import type { IncidentManager, IncidentManagerOptions } from '../../local/aws/incident-manager.ts'
import { contactArn } from '../../local/demo/scenarios.ts'
import type { ActionOptions } from '../../local/runner/runner.ts'
import { casesOf } from '../shared/extent.ts'
import { withFolder } from '../shared/folders.ts'
import { withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

const platform = contactArn.replace('oncall-plan', 'platform')
const abroad = contactArn.replace('us-east-1', 'eu-west-1')
const both = `${contactArn}\n${platform}`

type Page = (inputs?: Record<string, string>, options?: Partial<ActionOptions>) => ReturnType<typeof runDist>

/** Steps of one job, which share a folder, against a service of their own. */
const inJob = (
  options: IncidentManagerOptions,
  use: (page: Page, service: IncidentManager, temp: string) => Promise<void>
) =>
  withFolder(temp =>
    withService(options, service =>
      use(
        (inputs = {}, given = {}) =>
          runDist({
            ...given,
            with: { 'endpoint-url': service.url, ...inputs },
            env: { RUNNER_TEMP: temp, ...given.env }
          }),
        service,
        temp
      )
    )
  )

const pagesOf = ({ outputs }: Awaited<ReturnType<Page>>) =>
  (JSON.parse(outputs.pages ?? '') as { contact: string; outcome: string; error: string | null }[]).map(
    ({ contact, outcome, error }) => [contact, outcome, error]
  )

describe('R25', () => {
  const rollback = { subject: 'ROLLBACK FAILED' }

  test.concurrent('R25 a second page of the job with other text is red, and nobody is rung', async () => {
    await inJob({}, async (page, service, temp) => {
      expect((await page({ subject: 'Deploy failed' })).outputs.outcome).toBe('sent')
      const second = await page(rollback)
      expect([second.exitCode, second.outputs.outcome, second.outputs['engagement-arn']]).toEqual([1, 'not-sent', ''])
      expect(pagesOf(second)).toEqual([[contactArn, 'not-sent', 'repeated']])
      expect(second.message).toContain('idempotency-token: ${{ github.run_id }}-second')
      expect(second.message).toMatch(/\nNo page was sent\.$/)
      expect(service.engagements).toHaveLength(1)
      // The remedy works.
      const third = await page({ ...rollback, 'idempotency-token': '1658821493-second' })
      expect([third.exitCode, third.outputs.outcome]).toEqual([0, 'sent'])
      expect(service.engagements.map(({ request }) => request.Subject)).toEqual(['Deploy failed', 'ROLLBACK FAILED'])

      const files = readdirSync(temp)
      expect(files).toEqual(['start-engagement-pages'])
      const file = join(temp, 'start-engagement-pages')
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(readFileSync(file, 'utf8')).not.toMatch(/1658821493|oncall|111122223333|Deploy|ROLLBACK/)
    })
  })

  test.concurrent('R25 a second page of the job with the same text is green, and the log says that it is the same', async () => {
    await inJob({}, async (page, service) => {
      await page()
      const second = await page()
      expect([second.exitCode, second.outputs.outcome, service.engagements.length]).toEqual([0, 'sent', 1])
      expect(second.stdout).toMatch(/\nIt is the same page as before: .*\nThe page was sent\.\n$/)
    })
  })

  test.concurrent('R25 other text after a page that was swallowed is unknown', async () => {
    let isSwallowing = true
    const faults = (): Fault | undefined => (isSwallowing ? { kind: 'swallow' } : undefined)
    await inJob({ faults }, async page => {
      // All attempts of the first step are lost, though AWS took the page.
      const first = await page({ subject: 'Deploy failed', 'timeout-seconds': '1' })
      expect(first.outputs.outcome).toBe('unknown')
      isSwallowing = false
      const second = await page(rollback)
      expect([second.exitCode, second.outputs.outcome]).toEqual([1, 'unknown'])
      expect(pagesOf(second)).toEqual([[contactArn, 'unknown', 'repeated']])
    })
  })

  test.concurrent.each(['damaged', 'a link', 'missing'])('R25 a memory that is %s does not cost a page', async kind => {
    await inJob({}, async (page, service, temp) => {
      const file = join(temp, 'start-engagement-pages')
      if (kind === 'damaged') writeFileSync(file, '\u0000{"page":', { mode: 0o600 })
      if (kind === 'a link' && process.platform !== 'win32') symlinkSync('/dev/zero', file)
      const env = kind === 'missing' ? { RUNNER_TEMP: join(temp, 'nowhere') } : {}
      const run = await page({}, { env })
      expect([run.message, run.warnings, run.outputs.outcome]).toEqual(['', [], 'sent'])
      expect(service.engagements).toHaveLength(1)
    })
  })

  test.concurrent('R25 a re-run with the token of the first attempt says that AWS may have paged nobody', async () => {
    await withService({}, async service => {
      const attempt = (number: string, inputs = {}) =>
        runDist({ github: { run_attempt: number }, with: { 'endpoint-url': service.url, ...inputs } })
      expect((await attempt('1')).warnings).toEqual([])
      const rerun = await attempt('2')
      expect([rerun.exitCode, rerun.outputs.outcome, service.engagements.length]).toEqual([0, 'sent', 1])
      expect(rerun.warnings[0]).toContain('AWS may have paged nobody')
      expect(rerun.summary).toMatch(/^## The page was sent, but AWS may have paged nobody: attempt 2 /)
      expect(rerun.stdout).toMatch(
        /\nThis is attempt 2 of the run.*AWS may have paged nobody now\.\nThe page was sent\.\n$/
      )

      const own = await attempt('2', { 'idempotency-token': '{{ github.run_id }}-{{ github.run_attempt }}' })
      expect([own.warnings, service.engagements.length]).toEqual([[], 2])
      expect(own.summary).toMatch(/^## The page was sent\n/)
    })
  })
})

describe('several contacts', () => {
  test.concurrent('are paged by one step, each with an engagement of its own', async () => {
    await inJob({}, async (page, service) => {
      const run = await page({ 'contact-id': both })
      expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'sent'])
      expect(run.stdout).toMatch(/\n2 of 2 pages were sent\.\n$/)
      expect(service.engagements.map(({ contactArn }) => contactArn).sort()).toEqual([contactArn, platform])
      expect(service.exchanges.map(({ request }) => request?.IdempotencyToken).sort()).toEqual([
        '1658821493',
        '1658821493-platform'
      ])
    })
  })

  test.concurrent('in two regions are signed for by their own', async () => {
    await inJob({}, async (page, service) => {
      const run = await page({ 'contact-id': `${contactArn}\n${abroad}` })
      expect(run.outputs.outcome).toBe('sent')
      const regions = service.exchanges.map(({ headers, request }) => [
        request?.ContactId,
        /\/([a-z0-9-]+)\/ssm-contacts\//.exec(headers.authorization ?? '')?.[1]
      ])
      expect(regions.sort()).toEqual([
        [abroad, 'eu-west-1'],
        [contactArn, 'us-east-1']
      ])
    })
  })

  test.concurrent('of whom one does not exist: partly sent, red, with a command for that one', async () => {
    await inJob({ contacts: [platform] }, async (page, service) => {
      const run = await page({ 'contact-id': both })
      expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'partly-sent'])
      expect(pagesOf(run)).toEqual([
        [contactArn, 'not-sent', 'not-found'],
        [platform, 'sent', null]
      ])
      expect(run.message).toMatch(/\n1 of 2 pages were sent\.$/)
      expect(run.outputs['engagement-arn']).toBe(service.engagements[0]?.engagementArn)
    })
  })

  test.concurrent.each([
    ['a bad second line', `${contactArn}\noncall`, /^Input "contact-id" \(line 2\) is "oncall"\. /],
    [
      'two on one line',
      `${contactArn}, ${platform}`,
      /An ARN has no spaces, and each one stands on a line of its own\./
    ]
  ])('with %s: an error that names it, before any call', async (_, contacts, message) => {
    await inJob({}, async (page, service) => {
      const run = await page({ 'contact-id': contacts })
      expect([run.exitCode, run.outputs.outcome, run.outputs.pages]).toEqual([1, 'not-sent', '[]'])
      expect(run.message).toMatch(message)
      expect(service.exchanges).toEqual([])
    })
  })

  test.concurrent('named twice are paged once, with a warning', async () => {
    await inJob({}, async (page, service) => {
      const run = await page({ 'contact-id': `${contactArn}\n${contactArn}` })
      expect([run.outputs.outcome, service.exchanges.length]).toEqual(['sent', 1])
      expect(run.warnings).toEqual([expect.stringMatching(/^Input "contact-id" names arn:.* more than once\./)])
      expect(run.stdout).toMatch(/\nThe page was sent\.\n$/)
    })
  })
})

describe('the backup', () => {
  test.concurrent('is paged where nobody else was: green, with the first warning about it', async () => {
    await inJob({ contacts: [abroad] }, async (page, service) => {
      const run = await page({ 'contact-id': both, 'backup-contact-id': abroad, 'timeout-seconds': '12abc' })
      expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'sent'])
      expect(run.warnings).toHaveLength(2)
      expect(run.warnings[0]).toMatch(/^Nobody else could be paged, so the backup was: arn:.*eu-west-1/)
      for (const contact of [contactArn, platform])
        expect(run.warnings[0]).toContain(`${contact}: No page was sent (not-found).`)
      expect(run.stdout).toMatch(/\nThe page was sent\.\n$/)
      expect(run.summary.indexOf('Nobody else could be paged')).toBeLessThan(
        run.summary.indexOf('### E-mail and voice')
      )
      expect(service.engagements.map(({ contactArn }) => contactArn)).toEqual([abroad])
    })
  })

  test.concurrent('is paged within the time where the contact hangs', async () => {
    await inJob({ faults: () => ({ kind: 'hang' }) }, async page => {
      const run = await page({ 'backup-contact-id': abroad, 'timeout-seconds': '6' })
      expect(pagesOf(run)).toEqual([
        [contactArn, 'unknown', 'no-answer'],
        [abroad, 'unknown', 'no-answer']
      ])
      expect(run.exitCode).toBe(1)
    })
  })
})

// 256 is the largest matrix that GitHub allows; so many processes take their time.
test.each(casesOf([20, 256], legs => legs === 20))(
  'R17 %i legs of a matrix at once with two contacts each, half of the calls throttled: all green, two engagements',
  async legs => {
    const faults = (number: number) => (number % 2 === 1 ? documentedErrors.ThrottlingException : undefined)
    await withService({ faults }, async service => {
      // All legs and the service share one machine here: with the default of 60 s, its speed would be what is tested.
      const inputs = { 'endpoint-url': service.url, 'contact-id': both, 'timeout-seconds': '400' }
      const timeoutMs = 500_000
      const runs = await Promise.all(Array.from({ length: legs }, () => runDist({ with: inputs, timeoutMs })))
      // What failed, where a leg did.
      expect(runs.map(({ message }) => message).filter(Boolean)).toEqual([])
      expect(runs.map(({ outputs }) => outputs.outcome)).toEqual(Array.from({ length: legs }, () => 'sent'))
      expect(new Set(runs.map(({ outputs }) => outputs.pages)).size).toBe(1)
      expect(service.engagements.map(({ contactArn }) => contactArn).sort()).toEqual([contactArn, platform])
    })
  },
  600_000
)
