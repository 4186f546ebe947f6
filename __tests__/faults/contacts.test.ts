// Rows R25 and R7 of faults.md for several contacts and their backup, on the committed dist/ as a process.
import { describe, expect, test } from '@jest/globals'
import { documentedErrors, type Fault } from '../../local/aws/faults.ts'
import type { IncidentManager } from '../../local/aws/incident-manager.ts'
import { contactArn } from '../../local/demo/scenarios.ts'
import { casesOf } from '../shared/extent.ts'
import { withFolder } from '../shared/folders.ts'
import { withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

const arn = (alias: string, region = 'us-east-1') => `arn:aws:ssm-contacts:${region}:111122223333:contact/${alias}`
const second = arn('second', 'eu-west-1')
const backup = arn('oncall-plan', 'eu-west-1')

interface PageOutput {
  readonly contact: string
  readonly outcome: string
  readonly engagement_arn: string
  readonly idempotency_token: string
  readonly error: string | null
}

/** Runs dist/ for some contacts, and reads what it puts out. */
async function page(
  service: IncidentManager,
  inputs: Record<string, string>,
  over: Parameters<typeof runDist>[0] = {}
) {
  const run = await runDist({ ...over, with: { 'endpoint-url': service.url, 'timeout-seconds': '10', ...inputs } })
  return { ...run, pages: JSON.parse(run.outputs.pages ?? '') as PageOutput[] }
}

const several = (...contacts: string[]) => ({ 'contact-id': contacts.join('\n') })

describe('several contacts', () => {
  test.concurrent('are paged side by side, each signed for its region and with a token of its own', async () => {
    await withService({}, async service => {
      const run = await page(service, several(contactArn, second))
      expect([run.outputs.outcome, run.warnings]).toEqual(['sent', []])
      expect(run.stdout).toMatch(/\n2 of 2 pages were sent\.\n$/)
      expect(run.pages).toEqual(
        service.engagements
          .toSorted((a, b) => (a.contactArn === contactArn ? -1 : b.contactArn === contactArn ? 1 : 0))
          .map(({ contactArn: contact, engagementArn, request }) => ({
            contact,
            outcome: 'sent',
            engagement_arn: engagementArn,
            idempotency_token: request.IdempotencyToken,
            error: null
          }))
      )
      expect(run.pages.map(({ idempotency_token }) => idempotency_token)).toEqual(['1658821493', '1658821493-second'])
      expect(run.outputs['engagement-arn']).toBe(run.pages[0]?.engagement_arn)
      const regions = service.exchanges.map(({ headers }) => headers.authorization?.split('/')[2])
      expect(regions.toSorted()).toEqual(['eu-west-1', 'us-east-1'])
    })
  })

  test.concurrent('of whom one is refused: red, and it says of each what became of it', async () => {
    await withService({ contacts: [second] }, async service => {
      const run = await page(service, several(contactArn, second))
      expect([run.outputs.outcome, run.exitCode]).toEqual(['partly-sent', 1])
      expect(run.message).toContain(
        `${contactArn}: No page was sent (not-found). AWS refused: ResourceNotFoundException`
      )
      expect(run.stdout).toContain(`${second}: The page was sent. Engagement: `)
      expect(run.message).toMatch(/\n1 of 2 pages were sent\.$/)
      expect(run.summary).toMatch(/^## 1 of 2 pages were sent\n/)
      expect(run.summary.match(/aws ssm-contacts start-engagement/g)).toHaveLength(1)
      // The single outputs are those of the first that was paged.
      expect([run.outputs['engagement-arn'], run.outputs['idempotency-token']]).toEqual([
        service.engagements[0]?.engagementArn,
        '1658821493-second'
      ])
    })
  })

  test.concurrent('of whom one hangs: the others are paged all the same', async () => {
    // Whichever request comes first is never answered; its contact asks again.
    await withService({ faults: [{ kind: 'hang' }] }, async service => {
      const run = await page(service, several(contactArn, second, arn('third')))
      expect(run.outputs.outcome).toBe('sent')
      const [hanging, ...others] = service.exchanges
      const again = service.exchanges.findLast(({ body }) => body === hanging?.body)
      // The others did not wait for it.
      for (const { receivedAt } of others.filter(exchange => exchange !== again))
        expect(receivedAt).toBeLessThan(again?.receivedAt ?? 0)
      expect(others).toHaveLength(3)
    })
  })

  test.concurrent('with a bad line: nobody is asked for anything', async () => {
    await withService({}, async service => {
      const run = await page(service, several(contactArn, 'oncall'))
      expect([run.outputs.outcome, run.pages, service.exchanges]).toEqual(['not-sent', [], []])
      expect(run.message).toMatch(/^Line 2 of input "contact-id" is "oncall"\. /)
    })
  })

  test.concurrent('on a dry run: nobody is asked, and each is told', async () => {
    await withService({}, async service => {
      const run = await page(service, { ...several(contactArn, second), 'dry-run': 'true' })
      expect([run.outputs.outcome, service.exchanges]).toEqual(['dry-run', []])
      expect(run.pages.map(({ contact, outcome }) => [contact, outcome])).toEqual([
        [contactArn, 'dry-run'],
        [second, 'dry-run']
      ])
    })
  })
})

describe('a backup', () => {
  const inputs = { ...several(contactArn), 'backup-contact-id': backup }

  test.concurrent('is left alone where the contact was paged', async () => {
    await withService({}, async service => {
      const run = await page(service, inputs)
      expect([run.outputs.outcome, run.pages.map(({ contact }) => contact)]).toEqual(['sent', [contactArn]])
      expect(run.stdout).toMatch(/\nThe page was sent\.\n$/)
    })
  })

  test.concurrent.each<[string, Fault, string]>([
    ['was refused', documentedErrors.AccessDeniedException, 'not-sent'],
    ['may have been paged', { kind: 'answer', statusCode: 501 }, 'unknown']
  ])('is paged where the contact %s: green, with a warning on top', async (_, fault, outcome) => {
    await withService({ faults: [fault] }, async service => {
      const run = await page(service, { ...inputs, subject: '{{ oops' })
      expect([run.outputs.outcome, run.exitCode]).toEqual(['sent', 0])
      expect(run.stdout).toMatch(/\nThe page was sent\.\n$/)
      expect(run.pages.map(result => [result.contact, result.outcome])).toEqual([
        [contactArn, outcome],
        [backup, 'sent']
      ])
      expect(run.warnings[0]).toMatch(/^Nobody else could be paged, so the backup was: arn:\S+oncall-plan\.\n/)
      expect(run.warnings.length).toBeGreaterThan(1)
      expect(run.summary.indexOf('Nobody else could be paged')).toBeLessThan(
        run.summary.indexOf('### E-mail and voice')
      )
      expect(run.outputs['engagement-arn']).toContain(':eu-west-1:')
    })
  })

  test.concurrent('that is refused too: red', async () => {
    await withService({ faults: () => documentedErrors.AccessDeniedException }, async service => {
      const run = await page(service, inputs)
      expect([run.outputs.outcome, run.exitCode, run.pages.length]).toEqual(['not-sent', 1, 2])
      expect(run.message).toContain(`Backup ${backup}: No page was sent (access-denied).`)
      expect(run.message).toMatch(/\nNo page was sent\.$/)
      expect(run.summary.match(/aws ssm-contacts start-engagement/g)).toHaveLength(2)
    })
  })
})

describe('R25', () => {
  /** Two steps of one job. */
  const twice = (first: Record<string, string>, then: Record<string, string>, faults: readonly Fault[] = []) =>
    withFolder(folder =>
      withService({ faults }, async service => {
        const env = { RUNNER_TEMP: folder }
        const inputs = { ...several(contactArn), 'timeout-seconds': '2' }
        return [
          await page(service, { ...inputs, ...first }, { env }),
          await page(service, { ...inputs, ...then }, { env })
        ] as const
      })
    )

  test.concurrent('another text with the same token is red, and the remedy works', async () => {
    const [first, then] = await twice({ subject: 'Deploy failed' }, { subject: 'ROLLBACK FAILED' })
    expect([first.outputs.outcome, then.outputs.outcome]).toEqual(['sent', 'not-sent'])
    expect(then.pages[0]?.error).toBe('repeated')
    const token = /"idempotency-token: (.*?)"/.exec(then.message)?.[1]
    expect(token).toBe('${{ github.run_id }}-second')
    const [, mended] = await twice(
      { subject: 'Deploy failed' },
      { subject: 'ROLLBACK FAILED', 'idempotency-token': '1658821493-second' }
    )
    expect(mended.outputs.outcome).toBe('sent')
  })

  test.concurrent('the same text is green, and said to be the same page', async () => {
    const [, then] = await twice({}, {})
    expect([then.outputs.outcome, then.exitCode]).toEqual(['sent', 0])
    expect(then.stdout).toContain(
      'It is the same page as before: an earlier step of this job sent it, and AWS pages nobody again.'
    )
  })

  test.concurrent('another text after a step that ended without an answer is unknown', async () => {
    const lost: Fault = { kind: 'answer', statusCode: 501 }
    const [first, then] = await twice({ subject: 'Deploy failed' }, { subject: 'ROLLBACK FAILED' }, [lost])
    expect([first.outputs.outcome, then.outputs.outcome]).toEqual(['unknown', 'unknown'])
    expect(then.pages[0]?.error).toBe('repeated')
  })

  test.concurrent('a re-run with the token of the first attempt says so in title, warning and log', async () => {
    await withService({}, async service => {
      const run = await page(service, several(contactArn), { github: { run_attempt: '2' } })
      expect(run.outputs.outcome).toBe('sent')
      expect(run.warnings[0]).toMatch(/^This is attempt 2 of the run.*AWS may have paged nobody now\./)
      expect(run.summary).toMatch(
        /^## The page was sent, but AWS may have paged nobody: attempt 2 has the token of the first\n/
      )
    })
  })
})

test.each(casesOf([20, 256], legs => legs === 20))(
  'R17 %i legs with two contacts each, half of the calls throttled: all green, one engagement for each contact',
  async legs => {
    const faults = (number: number) => (number % 2 === 1 ? documentedErrors.ThrottlingException : undefined)
    await withService({ faults }, async service => {
      const inputs = { ...several(contactArn, second), 'timeout-seconds': '60' }
      const runs = await Promise.all(Array.from({ length: legs }, () => page(service, inputs)))
      expect(new Set(runs.map(({ outputs }) => outputs.outcome))).toEqual(new Set(['sent']))
      expect(service.engagements.map(({ contactArn: contact }) => contact).toSorted()).toEqual(
        [second, contactArn].toSorted()
      )
    })
  },
  300_000
)
