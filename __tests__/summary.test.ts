import { describe, expect, test } from '@jest/globals'
import { parseCommands } from '../local/runner/commands.ts'
import type { StartEngagementRequest } from '../src/incident-manager/port.ts'
import type { Page } from '../src/page/page.ts'
import type { Composition } from '../src/page/request.ts'
import { type ErrorCode, PageError } from '../src/report/page-error.ts'
import { printable } from '../src/report/printing.ts'
import { type Situation, unknownSituation } from '../src/report/situation.ts'
import { composeSummary, type Ending, type SummaryFacts } from '../src/report/summary.ts'
import { fold } from '../src/text/lines.ts'
import { contactId, engagementArn, request, sentPage, situation } from './shared/samples.ts'

const url = 'https://github.com/acme/shop/actions/runs/17/job/3'
const page: Page = {
  headline: '',
  details: '',
  brief_headline: '',
  brief: '',
  url,
  sender: request.Sender,
  failed_jobs: [{ name: 'deploy', conclusion: 'failure', url, failed_step: 'Smoke test' }]
}

interface Given {
  readonly request?: { readonly [name in keyof StartEngagementRequest]?: string | undefined }
  readonly page?: Partial<Page>
  readonly wholeTexts?: Composition['wholeTexts']
  readonly warnings?: readonly string[]
  readonly warningsOnTop?: readonly string[]
  readonly endpoints?: readonly string[]
  readonly situation?: Situation
}

function summaryOf(ending: Ending, given: Given = {}): string {
  const own = { ...request, ...given.request } as StartEngagementRequest
  const facts: SummaryFacts = {
    ending,
    outcome:
      ending.kind === 'paged'
        ? 'sent'
        : ending.kind === 'failed'
          ? ending.error.outcome
          : ending.kind === 'quiet'
            ? ending.outcome
            : ending.kind,
    situation: given.situation ?? situation,
    page: { ...page, ...given.page },
    composition: {
      request: own,
      repairs: [],
      wholeTexts: given.wholeTexts ?? {}
    },
    addressed: [{ request: own, isBackup: false }],
    warningsOnTop: given.warningsOnTop ?? [],
    endpoints: given.endpoints ?? [],
    warnings: given.warnings ?? []
  }
  return composeSummary(facts, text => text)
}

/** The Markdown around the outside text: Markdown leaves a line from `<pre>` to the next `</pre>` alone. */
const outsideOf = (summary: string) => summary.replace(/^<pre>[^<]*<\/pre>$/gm, '')
const sent: Ending = { kind: 'paged', pages: [sentPage] }

describe('the job summary', () => {
  test('shows the page as its readers get it', () => {
    const summary = summaryOf(sent)
    expect(summary).toMatch(/^## The page was sent\n/)
    expect(summary).toContain(`### E-mail and voice\n\n<pre>${request.Subject}\n\n${request.Content}</pre>`)
    expect(summary).toContain(
      `### SMS: 73 characters, 1 SMS\n\n<pre>${request.PublicSubject}\n${request.PublicContent}</pre>`
    )
    for (const fact of [contactId, engagementArn, '1658821493', 'octocat via `acme/shop`'])
      expect(summary).toContain(fact)
  })

  test('says that there is no text for the SMS', () => {
    const summary = summaryOf(sent, { request: { PublicSubject: undefined, PublicContent: undefined } })
    expect(summary).toMatch(/### SMS: no text of its own\n\n$/)
  })

  const failed = (outcome: 'not-sent' | 'unknown', code: ErrorCode = 'aws-failed'): Ending => ({
    kind: 'failed',
    error: new PageError(code, outcome, 'AWS answered with HTTP status 503.')
  })
  const whatFailed = '### What failed: aws-failed\n\nAWS answered with HTTP status 503\\.\n\n'
  const caution = (words: string) => `> \\[!CAUTION\\]\n> ${words}\n\n`
  const block = '<pre>[^<]*</pre>\n\n'

  test('says first what failed, how to page manually, and what to do next', () => {
    const sections = `${whatFailed}### To page manually\n\n${block}### Next\n\nRe-run .*\n\n`
    const alert = caution('Nobody was paged. The command to page manually stands below.')
    expect(summaryOf(failed('not-sent'))).toMatch(new RegExp(`^## No page was sent\n\n${alert}${sections}Contact: `))
  })

  test('says to look before anyone is paged manually where nobody knows', () => {
    const sections = `${whatFailed}### Next\n\nLook whether .*\n\n### To page manually, if nobody was paged\n\n${block}`
    expect(summaryOf(failed('unknown'))).toMatch(
      new RegExp(
        `^## A page may have been sent\n\n${caution('Somebody may have been paged. Look first; .*')}${sections}Contact: `
      )
    )
  })

  test('tells first that a wait was in vain, and nothing where it was not', () => {
    const waited = (isReached: boolean) =>
      summaryOf({
        kind: 'paged',
        pages: [sentPage],
        wait: {
          isReached,
          sentence: 'Waited.',
          heading: 'Waited.',
          outputs: {},
          blocks: [],
          composeError: () => ''
        }
      })
    expect(waited(false)).toMatch(
      new RegExp(`^## .*\n\n${caution('It is not known that anybody is awake. Call somebody.')}`)
    )
    expect(waited(true)).not.toContain('[!')
    expect(summaryOf(sent)).not.toContain('[!')
  })

  test('marks a warning on top, and why nobody is paged yet', () => {
    expect(summaryOf(sent, { warningsOnTop: ['Look.'] })).toMatch(
      /^## .*\n\n> \[!WARNING\]\n> Read this first:\n\nLook\\?\.\n/
    )
    expect(summaryOf({ kind: 'quiet', outcome: 'held', title: '2 of 3' })).toMatch(
      /^## 2 of 3\n\n> \[!NOTE\]\n> Nobody was paged\. Why:\n/
    )
    expect(summaryOf({ kind: 'quiet', outcome: 'healthy', title: 'All is well' })).not.toContain('[!')
  })

  test('has the command that pages manually, for each channel', () => {
    const command = [
      'aws ssm-contacts start-engagement --region us-east-1',
      `--contact-id ${contactId}`,
      '--sender YOUR_NAME --subject "Paged manually"',
      `--content "See ${url}"`,
      '--public-subject "Paged manually"',
      `--public-content "See ${url}"`
    ].join(' \\\n  ')
    expect(summaryOf(failed('not-sent'))).toContain(`### To page manually\n\n<pre>${command}</pre>`)
    expect(summaryOf(sent)).not.toContain('manually')
    const hostile = summaryOf(failed('not-sent'), { page: { url: 'https://x/"$(reboot)`reboot`\\' } })
    expect(hostile).toContain('--content "See https://x/%22%24reboot%60reboot%60%5C"')
  })

  test('leads to what the documents say of the error', () => {
    const helpUrl = 'https://github.com/acme/start-engagement/blob/v1/docs/troubleshooting.md'
    const error = new PageError('access-denied', 'not-sent', 'AWS refused.')
    expect(summaryOf({ kind: 'failed', error }, { situation: { ...situation, helpUrl } })).toContain(
      `AWS refused.\n\n[What access-denied means](${helpUrl}#access-denied)\n\n`
    )
    expect(summaryOf(failed('not-sent'))).not.toContain('[What')
  })

  test('has the address of the run in that command where the page has none', () => {
    const known = { ...situation, runUrl: 'https://github.com/acme/shop/actions/runs/17' }
    const summary = summaryOf(failed('not-sent'), { page: { url: '' }, situation: known })
    expect(summary).toContain('--content "See https://github.com/acme/shop/actions/runs/17"')
  })

  test('leaves the contact open in that command where AWS knows none of its name', () => {
    expect(summaryOf(failed('not-sent', 'not-found'))).toContain('--contact-id CONTACT_ARN ')
  })

  test('of an action that failed before there was a page', () => {
    const error = new PageError('invalid-input', 'not-sent', 'Input "contact-id" is "x".')
    const facts = {
      ending: { kind: 'failed', error },
      outcome: 'not-sent',
      situation: unknownSituation,
      addressed: [],
      warningsOnTop: [],
      endpoints: [],
      warnings: ['Input "needs" is "y".']
    } as const
    expect(composeSummary(facts, text => text)).toBe(
      '## No page was sent\n\n> [!CAUTION]\n> Nobody was paged. The command to page manually stands below.\n\n' +
        '### What failed: invalid-input\n\nInput `contact-id` is `x`.\n\n' +
        '### To page manually\n\n<pre>aws ssm-contacts start-engagement --region REGION \\\n  --contact-id CONTACT_ARN \\\n' +
        '  --sender YOUR_NAME --subject "Paged manually" \\\n  --content "See GitHub" \\\n' +
        '  --public-subject "Paged manually" \\\n  --public-content "See GitHub"</pre>\n\n' +
        '### Next\n\nCorrect the above. A changed workflow file counts for new runs only, a changed variable or secret for re-runs too.\n\n' +
        '### Warnings\n\nInput `needs` is `y`.\n\n'
    )
  })

  test('lists what was repaired, and the text before it was cut', () => {
    const given = {
      request: { Content: 'short…' },
      warnings: ['Content is cut.'],
      wholeTexts: { Content: 'the whole text' }
    }
    const summary = summaryOf({ kind: 'dry-run' }, given)
    expect(summary).toContain('### Warnings\n\nContent is cut.')
    expect(summary).toContain('### Content before it was cut\n\n<pre>the whole text</pre>')
  })

  test('shows a text that was cut whole, as far as there is room', () => {
    const whole = 'x'.repeat(40_000)
    const cut = `${'x'.repeat(8_000)}…`
    expect(summaryOf(sent, { request: { Content: cut }, wholeTexts: { Content: whole } })).toContain(
      `<pre>${whole}</pre>`
    )
  })

  test('cuts the longest texts first', () => {
    const summary = summaryOf(sent, { wholeTexts: { Subject: 'y'.repeat(9_000), Content: 'x'.repeat(100_000) } })
    expect(summary).toContain(`<pre>${'y'.repeat(9_000)}</pre>`)
    expect(summary).toContain(`${'x'.repeat(40_000)}\n…</pre>`)
  })

  test('keeps outside text inert', () => {
    const hostile = '</pre><img src=x onerror=alert(1)>\n```\n# Title\n| a |\n&lt;b&gt; @acme/everyone [x](http://evil)'
    const summary = summaryOf({ kind: 'dry-run' }, { request: { Content: hostile, PublicContent: hostile } })
    const ours = outsideOf(summary).replace(`[Open the failed job](${url})`, '').replace('> [!NOTE]', '')
    // Of the code that is ours nothing is outside text but what has no markup in it.
    expect(ours.replace(/`[\w:/.-]+`/g, '')).not.toMatch(/[<`|@[]|# Title/)
    expect(summary).toContain('&lt;/pre&gt;&lt;img src=x onerror=alert(1)&gt;')
    expect(summary).toContain('&amp;lt;b&amp;gt;')
  })

  test.each([
    ['ASCII', 'a'],
    ['words', 'a '],
    ['four bytes a character', '🚨'],
    ['five characters a character', '&']
  ])('stays below 64 KiB with %s', (_, character) => {
    const long = character.repeat(8_000)
    const summary = summaryOf(sent, {
      request: { Subject: long, Content: long, PublicSubject: long, PublicContent: long },
      wholeTexts: { Subject: `${long}${long}${long}`, Content: `${long}${long}${long}` }
    })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(64 * 1024)
    expect(Buffer.byteLength(summary)).toBeGreaterThan(59 * 1024)
    expect(summary).toContain('\n…</pre>')
    expect(summary.isWellFormed()).toBe(true)
    expect(summary).not.toContain('\ufffd')
    // Every ampersand begins one of the three entities, also where a text was cut.
    expect(summary.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&')
    expect(summary).toMatch(/<\/pre>\n\n$/)
  })
})

describe('the link', () => {
  test('leads to the failed job where it is known', () => {
    expect(summaryOf(sent)).toContain(`\n\n[Open the failed job](${url})\n\n`)
  })

  test('leads to the run where it is not', () => {
    const run = 'https://github.com/acme/shop/actions/runs/17/attempts/1'
    expect(summaryOf(sent, { page: { url: run, failed_jobs: [] } })).toContain(`\n\n[Open the run](${run})\n\n`)
    expect(summaryOf(sent, { page: { url: '', failed_jobs: [] } })).not.toContain('[Open')
  })

  test.each([
    'https://github.com/a)[x](https://evil.example',
    'https://github.com/a"><img/src=x>',
    'https://github.com/`<script>`|*_!\\~{}^'
  ])('stays one link, whatever the address holds: %s', hostile => {
    const [line = ''] =
      outsideOf(summaryOf(sent, { page: { url: hostile, failed_jobs: [] } })).match(/^\[Open.*$/m) ?? []
    expect(line).toMatch(/^\[Open the run\]\(https:\/\/github\.com\/[\w.~:/?#=&%+,;@-]*\)$/)
  })
})

describe('lines', () => {
  const words = 'word '.repeat(60).trim()
  const textsOf = (summary: string) => [...summary.matchAll(/<pre>([^<]*)<\/pre>/g)].map(([, text = '']) => text)

  test('are folded to 80 columns, and no word is lost', () => {
    const [email = ''] = textsOf(summaryOf(sent, { request: { Content: words } }))
    expect(Math.max(...email.split('\n').map(line => line.length))).toBe(79)
    expect(email.replaceAll('\n', ' ')).toBe(`${request.Subject}  ${words}`)
  })

  test('of an error are not folded: prose wraps', () => {
    const error = new PageError('refused', 'not-sent', words)
    expect(summaryOf({ kind: 'failed', error })).toContain(`\n\n${words}\n\n`)
  })

  test('that folding begins are no workflow commands', () => {
    const content = `${'a'.repeat(79)} ::error::forged`
    const facts: SummaryFacts = {
      ending: sent,
      outcome: 'sent',
      situation,
      page,
      composition: { request: { ...request, Content: content }, repairs: [], wholeTexts: {} },
      addressed: [{ request, isBackup: false }],
      warningsOnTop: [],
      endpoints: [],
      warnings: []
    }
    expect(parseCommands(composeSummary(facts, printable))).toEqual([])
  })

  test('of a link or an ARN stay whole', () => {
    const link = `https://github.com/${'a'.repeat(100)}`
    expect(summaryOf(sent, { request: { Content: `${words} ${link}` } })).toContain(`\n${link}</pre>`)
  })

  test('of a command to copy stay whole', () => {
    const error = new PageError('refused-credentials', 'not-sent', 'Unknown key.')
    const command = '`aws sts get-caller-identity --region us-east-1`'
    expect(summaryOf({ kind: 'failed', error })).toContain(command)
  })

  test.each([
    ['', ''],
    ['a b', 'a b'],
    ['aaaa bbbb cc', 'aaaa\nbbbb\ncc'],
    ['aa bb cc', 'aa bb\ncc'],
    ['aa\nbb cc', 'aa\nbb cc'],
    ['  indented', '  indented'],
    ['aaaa   bbbb', 'aaaa   bbbb'],
    ['aa ', 'aa ']
  ])('%j folds at 5 to %j', (text, folded) => {
    expect(fold(text, 5)).toBe(folded)
  })
})
