// Rows R13, R14 and S1 to S6 of faults.md: broken and hostile text, on the committed dist/ as a process.
import { readFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Fault } from '../../local/aws/faults.ts'
import type { IncidentManagerOptions } from '../../local/aws/incident-manager.ts'
import { composeJob, contactArn } from '../../local/demo/scenarios.ts'
import { listenOnLoopback } from '../../local/loopback.ts'
import { parseCommands } from '../../local/runner/commands.ts'
import { type ActionOptions, runAction } from '../../local/runner/runner.ts'
import { casesOf } from '../shared/extent.ts'
import { withFolder } from '../shared/folders.ts'
import { hostileTemplates, hostileUnits, long } from '../shared/hostile-texts.ts'
import { composeContainerAnswer } from '../shared/issued-credentials.ts'
import { withGitHubApi, withService } from '../shared/peers.ts'
import { runDist } from '../shared/run-dist.ts'

const runUrl = 'https://github.com/acme/shop/actions/runs/1658821493'

interface Given extends Partial<ActionOptions> {
  readonly service?: IncidentManagerOptions
}

/** Runs dist/ against a service of its own. */
const page = ({ service = {}, ...options }: Given = {}) =>
  withService(service, async ({ url, exchanges }) => {
    const run = await runDist({ ...options, with: { 'endpoint-url': url, 'timeout-seconds': '10', ...options.with } })
    return { ...run, request: (exchanges.at(-1)?.request ?? {}) as Record<string, string>, exchanges }
  })

// An address, as Windows takes no path there.
const dist = new URL('../../dist/index.js', import.meta.url).href

/**
 * Runs dist/ as `page` does, and measures the most memory that it held, in MB, and the time that it computed: unlike the time on
 * the wall, that does not grow when other processes want the machine too.
 */
async function measured(given: Given) {
  return withFolder(async folder => {
    const entry = join(folder, 'entry.mjs')
    const usage = join(folder, 'usage')
    await writeFile(
      entry,
      `import { writeFileSync } from 'node:fs'
       process.on('exit', () => writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())))
       await import(${JSON.stringify(dist)})`
    )
    const run = await page({ ...given, entry })
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(await readFile(usage, 'utf8')) as NodeJS.ResourceUsage
    return { ...run, megabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }
  })
}

const push = (message: string, over: object = {}) => ({
  head_commit: { id: '8f3b2c1d', message, author: { name: 'Mona', username: 'mona' } },
  ...over
})

describe('R13', () => {
  test.concurrent.each<[string, Given, string | RegExp, string | RegExp]>([
    [
      'a template that does not parse',
      { with: { subject: 'Broken: {{ github.actor }' } },
      'Broken: {{ github.actor }',
      // The log must not look like a place in a source file to a problem matcher.
      /Template "subject": line 1, column 9/
    ],
    ['an unknown function', { with: { subject: '{{ shout(github.actor) }}' } }, '{{ shout(github.actor) }}', /shout/],
    ['an unknown context', { with: { subject: '{{ secrets.KEY }}' } }, '{{ secrets.KEY }}', /secrets/],
    [
      'an expression that fails',
      { with: { subject: "{{ fromJSON('no JSON') }}" } },
      "{{ fromJSON('no JSON') }}",
      /Template "subject".*not JSON/
    ],
    ['a missing field', { with: { subject: '{{ github.event.no.such.field }}' } }, /^Deploy /, /"subject".*empty/],
    ['a field that is null', { with: { subject: '{{ matrix.region }}' } }, /^Deploy /, /"subject".*empty/],
    ['an absent event file', { eventText: null }, /^Deploy /, /event file.*ENOENT/],
    ['an event file that is not JSON', { eventText: '{"a":' }, /^Deploy /, /event file is not JSON/],
    ['an event file that is empty', { eventText: '' }, /^Deploy /, /event file is not JSON/],
    ['an event that is null', { eventText: 'null' }, /^Deploy /, /event file holds no JSON object/],
    ['an event that is an array', { eventText: '[1]' }, /^Deploy /, /event file holds no JSON object/],
    ['needs that are not JSON', { with: { needs: 'deploy' } }, /^Deploy /, /"needs" is "deploy", which is not JSON/],
    ['a matrix that is not JSON', { with: { matrix: '{' } }, /^Deploy /, /"matrix"/]
  ])('R13 %s: still paged, marked and warned of', async (_, given, subject, warning) => {
    const run = await page(given)
    expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
    if (typeof subject === 'string') expect(run.request.Subject).toBe(subject)
    else expect(run.request.Subject).toMatch(subject)
    expect(run.request.Content).toContain(runUrl)
    expect(run.warnings).toEqual([expect.stringMatching(warning)])
  })

  test.concurrent.each([
    ['an absent event path', { GITHUB_EVENT_PATH: '' }],
    ['an event path that is a folder', { GITHUB_EVENT_PATH: '/' }],
    ['no run ID, repository or server', { GITHUB_RUN_ID: '', GITHUB_REPOSITORY: '', GITHUB_SERVER_URL: '' }]
  ])('R13 %s: still paged and warned of', async (_, env) => {
    const run = await page({ env })
    expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
    expect(run.warnings.length).toBeGreaterThan(0)
  })

  test.concurrent('R13 an event of 25 MB: still paged, from what it holds, within bounds', async () => {
    const commits = Array.from({ length: 25_000 }, (_, index) => ({ id: `${index}`, message: 'x'.repeat(1_000) }))
    const run = await measured({ event: push('The commit that broke it', { commits }) })
    expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
    expect(run.request.Content).toContain('The commit that broke it')
    expect(run.cpuSeconds).toBeLessThan(5)
    expect(run.megabytes).toBeLessThan(700)
  })
})

describe('R14', () => {
  const message = { content: '{{ github.event.head_commit.message }}' }

  test.concurrent.each([
    ['letters', 'x', 20_000],
    ['letters beyond the basic plane', '𝒳', 20_000],
    ['families', '👨‍👩‍👧‍👦', 3_000],
    ['flags', '🇫🇷', 9_000],
    ['letters with accents of their own', 'e\u0301', 9_000]
  ])('R14 a text of too many %s is cut at a grapheme, and keeps the run link', async (_, grapheme, count) => {
    const run = await page({ with: message, event: push(grapheme.repeat(count)) })
    expect(run.outputs.outcome).toBe('sent')
    const content = run.request.Content ?? ''
    const scalars = [...content].length
    expect(scalars).toBeLessThanOrEqual(8_192)
    expect(scalars).toBeGreaterThan(8_192 - [...grapheme].length - 2)
    expect(content.endsWith(`\n${runUrl}/attempts/1`)).toBe(true)
    const kept = content.slice(0, content.indexOf('…'))
    expect(kept).toBe(grapheme.repeat(kept.length / grapheme.length))
    expect(run.warnings).toEqual([
      expect.stringMatching(/^Content has \d+ characters, and the limit is 8192, so it was cut/)
    ])
  })

  test.concurrent('R14 every other text keeps its limit, too', async () => {
    const long = 'é'.repeat(30_000)
    const run = await page({
      with: { subject: long, content: long, 'public-subject': long, 'public-content': long, sender: long }
    })
    expect(run.outputs.outcome).toBe('sent')
    const length = (member: string) => [...(run.request[member] ?? '')].length
    expect(['Subject', 'PublicSubject', 'PublicContent', 'Sender'].map(length)).toEqual([2_048, 2_048, 8_192, 255])
    expect(run.request.PublicContent?.endsWith(`\n${runUrl}/attempts/1`)).toBe(true)
  })

  test.concurrent('R14 lone surrogates, NUL, controls and bidirectional controls do not leave', async () => {
    // As JSON escapes, the way a webhook delivers them.
    const eventText =
      '{"head_commit":{"message":"a\\ud800b\\udc00c\\u0000d\\u001be\\u009bf\\u202eg\\u2066h\\u2028i\\u0085j\\r\\nk\\tl"}}'
    const run = await page({ with: message, eventText })
    expect(run.outputs.outcome).toBe('sent')
    expect(run.exchanges[0]?.body.isWellFormed()).toBe(true)
    expect(run.request.Content).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg\ufffdh\ni\nj\nk\tl')
    expect(run.warnings).toEqual([expect.stringContaining('Content held control characters or broken characters')])
  })
})

// What a runner must not obey, in every place where a line may begin or end.
const forgeries = [
  '::error::forged',
  '\n::warning::forged',
  '\r::add-mask::forged',
  '\u0085::set-env name=A::forged',
  '\u2028::notice::forged',
  '\n \t\u00a0::debug::forged',
  '\n::stop-commands::forged',
  'x##[set-output name=outcome]sent',
  '##[add-mask]forged',
  '\n##[group]forged'
].join('')

describe('S1', () => {
  const hostileEvent = {
    ...push(forgeries, { forced: true }),
    head_commit: { id: forgeries, message: forgeries, author: { name: forgeries, username: forgeries } },
    pusher: { name: forgeries },
    sender: { login: forgeries },
    inputs: { [forgeries]: forgeries }
  }
  const hostileRun = {
    actor: forgeries,
    triggering_actor: forgeries,
    repository: `acme/${forgeries}`,
    ref_name: forgeries,
    workflow: forgeries,
    job: forgeries,
    run_attempt: '2'
  }
  // The annotations of a run: nothing that the hostile text holds may become one of its own.
  const isForged = (text: string) => parseCommands(text).some(({ message }) => message.trim() === 'forged')

  test.concurrent.each(['push', 'workflow_dispatch', 'pull_request', 'workflow_run', forgeries])(
    'S1 in every field of the event and the run (%j)',
    async event_name => {
      const run = await page({
        event: hostileEvent,
        github: { ...hostileRun, event_name },
        with: { needs: JSON.stringify({ [forgeries]: { result: 'failure' } }) },
        contexts: { job: { status: 'failure' }, matrix: { region: forgeries } }
      })
      expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
      expect(isForged(run.printed) || isForged(run.summary)).toBe(false)
    }
  )

  test.concurrent.each<[string, Record<string, string>]>([
    ['the texts', { subject: forgeries, content: forgeries, sender: forgeries, 'idempotency-token': forgeries }],
    ['templates that fail', { subject: `{{ x${forgeries}`, content: `{{ ${forgeries} }}`, sender: '{{ ##[group]a }}' }],
    ['contexts that are not JSON', { needs: forgeries, matrix: forgeries, strategy: forgeries }],
    ['the contact', { 'contact-id': `${contactArn}${forgeries}` }],
    ['the incident', { 'incident-id': `${forgeries}"` }],
    ['the region', { 'aws-region': forgeries }],
    ['the endpoint', { 'endpoint-url': `http://evil.example/${forgeries}` }],
    ['numbers and booleans', { 'timeout-seconds': forgeries, 'dry-run': forgeries, strict: forgeries }],
    ['texts under strict', { strict: 'true', subject: `\u0001${forgeries}`, sender: forgeries }]
  ])('S1 in the inputs: %s', async (_, inputs) => {
    const run = await page({ with: inputs })
    expect(isForged(run.printed) || isForged(run.summary)).toBe(false)
    expect(['sent', 'not-sent']).toContain(run.outputs.outcome)
  })

  // Header values cannot hold line breaks; `##[` needs none.
  const header = '##[add-mask]forged'
  test.concurrent.each<[string, Fault]>([
    ['the message', { kind: 'error', name: 'ValidationException', statusCode: 400, message: forgeries }],
    [
      'the members',
      {
        kind: 'error',
        name: 'ValidationException',
        statusCode: 400,
        message: 'Wrong',
        members: { Reason: forgeries, ResourceId: forgeries, Fields: [{ Name: forgeries, Message: forgeries }] }
      }
    ],
    [
      'the names',
      {
        kind: 'answer',
        statusCode: 400,
        headers: { 'x-amzn-errortype': header, 'x-amzn-requestid': header },
        body: JSON.stringify({ __type: forgeries, code: forgeries })
      }
    ],
    ['an answer that is no JSON', { kind: 'answer', statusCode: 400, body: forgeries }],
    [
      'the ARN of another contact',
      {
        kind: 'answer',
        statusCode: 200,
        headers: { 'x-amzn-requestid': header },
        body: JSON.stringify({ EngagementArn: contactArn.replace('contact/oncall-plan', 'engagement/other/1') })
      }
    ],
    [
      'an attempt that is followed by another',
      { kind: 'error', name: 'Throttling', statusCode: 400, message: forgeries }
    ]
  ])("S1 in AWS's words: %s", async (_, fault) => {
    const run = await page({ service: { faults: [fault] } })
    expect(isForged(run.printed) || isForged(run.summary)).toBe(false)
  })

  test.concurrent("S1 in GitHub's words", async () => {
    const jobs = [composeJob(1, forgeries, forgeries, [forgeries], 'failure')]
    await withGitHubApi(
      { jobs: jobs.map(job => ({ ...job, html_url: `https://x/${forgeries}` })) },
      async ({ url }) => {
        const run = await page({ github: { api_url: url }, contexts: { github: { token: 'ghs_anyTokenWillDo' } } })
        expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
        expect(isForged(run.printed) || isForged(run.summary)).toBe(false)
      }
    )
  })

  test.concurrent.each<[string, Record<string, string>]>([
    ['AWS_PROFILE', { AWS_PROFILE: forgeries }],
    ['AWS_USE_FIPS_ENDPOINT', { AWS_USE_FIPS_ENDPOINT: forgeries }],
    ['AWS_USE_DUALSTACK_ENDPOINT', { AWS_USE_DUALSTACK_ENDPOINT: forgeries }],
    ['AWS_MAX_ATTEMPTS and AWS_RETRY_MODE', { AWS_MAX_ATTEMPTS: forgeries, AWS_RETRY_MODE: forgeries }],
    ['AWS_DEFAULTS_MODE', { AWS_DEFAULTS_MODE: forgeries }],
    ['AWS_EXECUTION_ENV', { AWS_EXECUTION_ENV: 'x##[add-mask]forged' }],
    ['AWS_CONFIG_FILE', { AWS_CONFIG_FILE: forgeries, AWS_SHARED_CREDENTIALS_FILE: forgeries }],
    [
      'a web identity file that is absent',
      {
        AWS_WEB_IDENTITY_TOKEN_FILE: forgeries,
        AWS_ROLE_ARN: forgeries,
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: ''
      }
    ],
    [
      'a container URL',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: forgeries, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
    ],
    ['proxy variables', { HTTPS_PROXY: forgeries, HTTP_PROXY: forgeries, NO_PROXY: forgeries }],
    ['AWS_ENDPOINT_URL', { AWS_ENDPOINT_URL: `http://evil.example/${forgeries}` }]
  ])('S1 in the environment that the SDK reads: %s', async (name, env) => {
    const inputs: Record<string, string> = { 'timeout-seconds': '2' }
    if (name === 'AWS_ENDPOINT_URL') inputs['endpoint-url'] = ''
    const run = await page({ with: inputs, env: { AWS_EC2_METADATA_DISABLED: 'true', ...env } })
    expect(isForged(run.printed) || isForged(run.summary)).toBe(false)
  })

  test.concurrent("S1 in what the SDK prints past us about a container's answer", async () => {
    const container = http.createServer((_, response) => {
      response
        .writeHead(200, { 'content-type': 'text/##[add-mask]forged', connection: 'close' })
        .end(composeContainerAnswer({ accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' }))
    })
    const { port, close } = await listenOnLoopback(container)
    try {
      const run = await page({
        env: {
          AWS_ACCESS_KEY_ID: '',
          AWS_SECRET_ACCESS_KEY: '',
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/`
        }
      })
      expect(isForged(run.printed)).toBe(false)
      expect(run.message).toContain('UnrecognizedClientException')
    } finally {
      await close()
    }
  })

  test.concurrent('S1 in a path that outputs cannot be written to; the page is told of as sent', async () => {
    const run = await page({ env: { GITHUB_OUTPUT: `/nowhere/${forgeries}` } })
    expect(isForged(run.printed)).toBe(false)
    expect(run.exchanges).toHaveLength(1)
    expect(run.printed).toContain('The page was sent.')
    expect(run.printed).not.toContain('No page was sent.')
  })

  test.concurrent('S1 in an uncaught exception', async () => {
    await withFolder(async folder => {
      const entry = join(folder, 'entry.mjs')
      await writeFile(
        entry,
        `await import(${JSON.stringify(dist)})
         throw new Error(${JSON.stringify(forgeries)})`
      )
      const thrown = await runAction({ entry, with: { 'contact-id': contactArn, 'dry-run': 'true' } })
      expect(thrown.stdout).toContain('Dry run.')
      expect(isForged(`${thrown.stdout}\n${thrown.stderr}`)).toBe(false)
    })
  })
})

describe('S2', () => {
  const markup = [
    '</pre></details><script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '&lt;b&gt; &#60;i&#62;',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '```\nfence\n```\n~~~\nfence',
    '# Heading\n> quote\n- list\n---',
    '![image](https://evil.example/pixel.png)',
    '[link](https://evil.example) <https://evil.example>',
    '@acme/everyone #1 GH-1',
    '<!-- comment',
    '$$\\math$$'
  ].join('\n')

  test.concurrent('S2 markup in every field is inert text in the summary', async () => {
    const run = await page({
      event: push(markup),
      github: { actor: markup.slice(0, 200), ref_name: markup.slice(0, 200), workflow: markup.slice(0, 200) },
      with: { subject: markup, content: markup, 'public-subject': markup, 'public-content': markup, sender: markup },
      service: { faults: [{ kind: 'error', name: 'ValidationException', statusCode: 400, message: markup }] }
    })
    expect(run.outputs.outcome).toBe('not-sent')
    // GitHub leaves all from a line that begins with <pre> to the next </pre> as it is; the rest must be our own words.
    const blocks = run.summary.match(/^<pre>[^<]*<\/pre>$/gm) ?? []
    expect(blocks.length).toBeGreaterThanOrEqual(4)
    const rest = run.summary.replace(/^<pre>[^<]*<\/pre>$/gm, '')
    const ours =
      /^(?:#{2,3} [A-Za-z0-9 ,:()-]+|> \[!CAUTION\]|> Nobody was paged\. The command to page manually stands below\.|Correct the member that AWS names; `dry-run: true` shows .*|(?:Public)?Subject had line breaks, but a subject is one line\. They were replaced by spaces\.|\[Open the run\]\(https:\/\/github\.com\/[\w/]+\)|\[What validation means\]\(https:\/\/github\.com\/OWNER\/start-engagement\/blob\/v1\/docs\/troubleshooting\.md#validation\)|)$/
    expect(rest.split('\n').filter(line => !ours.test(line))).toEqual([])
    expect(run.summary).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(run.summary).toContain('&amp;lt;b&amp;gt;')
  })

  test.concurrent.each([
    ['&', '&'],
    ['emoji', '🚨'],
    ['hidden characters', '\u200b'],
    ['tags', '</pre>']
  ])('S2 the summary stays within 64 KiB with much %s', async (_, text) => {
    const long = text.repeat(30_000 / text.length)
    const run = await page({
      with: { subject: long, content: long, 'public-subject': long, 'public-content': long }
    })
    expect(run.outputs.outcome).toBe('sent')
    expect(Buffer.byteLength(run.summary)).toBeLessThanOrEqual(64 * 1024)
    expect(run.summary.replace(/^<pre>[^<]*<\/pre>$/gm, '')).not.toContain('<')
  })
})

test.concurrent('S3 ANSI, bidi, zero-width and tag characters are visible escapes in log and summary', async () => {
  const hidden =
    '\u001b[31mred\u001b[0m \u202eabc\u2066 \u200bzero\u200d\u2060\ufeff \u{e0041}\u{e007f} \u009b1m \u00ad\u034f'
  const run = await page({
    event: push(hidden),
    github: { actor: hidden, ref_name: hidden, workflow: hidden },
    with: {
      subject: '{{ github.event.head_commit.message }}',
      content: `{{ github.event.head_commit.message }}${hidden}`,
      'public-content': hidden,
      'aws-region': 'us-east-1'
    },
    service: { faults: [{ kind: 'error', name: 'ValidationException', statusCode: 400, message: hidden }] }
  })
  expect(run.outputs.outcome).toBe('not-sent')
  for (const text of [run.stdout, run.stderr, run.summary]) {
    expect(text).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|\u034f/u
    )
  }
  expect(run.summary).toContain('\\u{200b}zero\\u{200d}')
  expect(run.summary).toContain('\\u{e0041}')
})

describe('S4', () => {
  test.concurrent('S4 braces inside values are not evaluated again', async () => {
    const value = "{{ github.repository }} ${{ secrets.KEY }} {{ format('{0}', github.actor) }} {0}"
    const run = await page({ event: push(value), with: { content: 'It says: {{ github.event.head_commit.message }}' } })
    expect(run.outputs.outcome).toBe('sent')
    expect(run.request.Content).toBe(`It says: ${value}`)
    expect(run.warnings).toEqual([])
  })

  test.concurrent('S4 only own properties are found', async () => {
    const paths = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__.polluted']
    const content = paths.map(path => `[{{ github.event.${path} }}{{ github.${path} }}]`).join('')
    const eventText = '{"__proto__":{"polluted":"yes"},"head_commit":{"message":"m"}}'
    const run = await page({ eventText: eventText.replace('"__proto__"', '"proto"'), with: { content } })
    expect(run.request.Content).toBe('[]'.repeat(paths.length))
    const own = await page({ eventText, with: { content: 'It is {{ github.event.__proto__.polluted }}.' } })
    expect(own.request.Content).toBe('It is yes.')
  })

  const bombs: readonly [string, Given][] = [
    ['a path 10,000 deep', { with: { content: `{{ github.event${'.a'.repeat(10_000)} }}` } }],
    ['indexes 5,000 deep', { with: { content: `{{ github.event${"['a']".repeat(4_000)} }}` } }],
    ['parentheses 10,000 deep', { with: { content: `{{ ${'('.repeat(10_000)}1${')'.repeat(10_000)} }}` } }],
    ['negations 10,000 deep', { with: { content: `{{ ${'!'.repeat(10_000)}true }}` } }],
    [
      'nested format() that doubles 40 times',
      { with: { content: `{{ ${"format('{0}{0}', ".repeat(40)}'x'${')'.repeat(40)} }}` } }
    ],
    [
      'many expressions that each grow',
      { with: { content: `{{ ${"format('{0}{0}{0}{0}', ".repeat(10)}'x'${')'.repeat(10)} }}`.repeat(200) } }
    ],
    [
      'an event of 25 MB, printed as JSON again and again',
      {
        eventText: JSON.stringify({ list: Array.from({ length: 100_000 }, () => ({ text: 'x'.repeat(240) })) }),
        with: { content: '{{ toJSON(github.event) }}'.repeat(20) }
      }
    ],
    [
      'an event of 25 MB under a filter',
      {
        eventText: JSON.stringify({ list: Array.from({ length: 200_000 }, () => ({ text: 'x'.repeat(115) })) }),
        with: { content: "{{ join(github.event.*.*.text, ', ') }}{{ join(github.event.list.*.text, ', ') }}" }
      }
    ],
    [
      'an event nested 100,000 deep',
      {
        eventText: `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        with: { content: '{{ toJSON(github.event) }} {{ join(github.event.*.*.*.*) }}' }
      }
    ],
    ['10,000 openings', { with: { content: '{{ '.repeat(10_000) } }],
    ['100,000 quotes', { with: { content: `{{ ${"'".repeat(100_000)} }}` } }]
  ]
  test.concurrent.each(bombs)('S4 %s: paged in under 5 s of work and 700 MB', async (_, given) => {
    const run = await measured(given)
    expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
    expect(run.request.Content).toMatch(/./)
    expect(run.cpuSeconds).toBeLessThan(5)
    expect(run.megabytes).toBeLessThan(700)
  })
})

describe('S5', () => {
  const sample = new Set([' ', '\n', 'aA', "'", '{{', '##[', '&amp;', '<', 'e\u0301', '🚨', '\ud800', '127.'])
  const processed = casesOf(hostileUnits, unit => sample.has(unit))
  const eventOf = (text: string) => push(text, { pusher: { name: text }, sender: { login: text } })

  test.concurrent.each(processed.map(unit => [JSON.stringify(unit), unit]))(
    'S5 100 KB of %s in every field: paged without delay',
    async (_, unit) => {
      const run = await measured({
        event: eventOf(long(unit)),
        with: hostileTemplates,
        service: { faults: [{ kind: 'error', name: 'Throttling', statusCode: 400, message: long(unit) }] }
      })
      expect([run.message, run.outputs.outcome]).toEqual(['', 'sent'])
      expect(run.cpuSeconds).toBeLessThan(3)
    }
  )
})

describe('S6', () => {
  const canaries = {
    AWS_ACCESS_KEY_ID: 'AKIACANARYACCESSKEY1',
    AWS_SECRET_ACCESS_KEY: 'canary/secret+key?0123456789abcdefghijklm',
    AWS_SESSION_TOKEN: `canary-session/${'token+0123456789='.repeat(30)}`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary-id-token-request',
    ACTIONS_RUNTIME_TOKEN: 'canary-runtime-token'
  }
  const gitHubToken = 'ghs_canaryGitHubToken0123456789'
  const values = [...Object.values(canaries), gitHubToken]

  /** A secret as it is, and as programs write it. */
  function forms(secret: string): string[] {
    const bytes = Buffer.from(secret)
    const base64 = bytes.toString('base64')
    const hex = bytes.toString('hex')
    return [
      secret,
      encodeURIComponent(secret),
      base64,
      base64.replace(/=+$/, ''),
      bytes.toString('base64url'),
      hex,
      hex.toUpperCase(),
      JSON.stringify(secret).slice(1, -1)
    ]
  }

  function expectSilence(run: Pick<Awaited<ReturnType<typeof page>>, 'printed' | 'summary' | 'outputs'>) {
    const everything = `${run.printed}\n${run.summary}\n${JSON.stringify(run.outputs)}`
    for (const secret of values) {
      for (const form of forms(secret)) expect(everything).not.toContain(form)
      // Half a secret is one, too.
      expect(everything).not.toContain(secret.slice(0, 16))
    }
  }

  const known = { accessKeyId: canaries.AWS_ACCESS_KEY_ID, sessionToken: canaries.AWS_SESSION_TOKEN }
  const quote = values.slice(0, 3).flatMap(forms).join(' ')

  test.concurrent.each<[string, Given]>([
    [
      'a page that is sent',
      { service: { credentials: [{ ...known, secretAccessKey: canaries.AWS_SECRET_ACCESS_KEY }] } }
    ],
    ['a dry run', { with: { 'dry-run': 'true' } }],
    ['inputs that are wrong', { with: { 'contact-id': '', 'timeout-seconds': '0' } }],
    [
      'a signature error that quotes the canonical request',
      { service: { credentials: [{ ...known, secretAccessKey: 'another' }], quoteCanonicalRequest: true } }
    ],
    [
      'an error that quotes the keys in every encoding',
      { service: { faults: () => ({ kind: 'error', name: 'AccessDeniedException', statusCode: 400, message: quote }) } }
    ],
    [
      'error members that quote the keys',
      {
        service: {
          faults: () => ({
            kind: 'error',
            name: 'ValidationException',
            statusCode: 400,
            message: '',
            members: { Reason: quote, Fields: [{ Name: values[1], Message: quote }] }
          })
        }
      }
    ],
    [
      'attempts that are told of',
      {
        service: {
          faults: [{ kind: 'error', name: 'Throttling', statusCode: 400, message: quote }]
        }
      }
    ],
    ['no answer', { with: { 'timeout-seconds': '1' }, service: { faults: () => ({ kind: 'reset' }) } }],
    ['a template that asks for the token', { with: { content: '{{ github.token }} {{ toJSON(github) }}' } }],
    [
      'a template that asks for inputs and the environment',
      { with: { content: '{{ toJSON(inputs) }} {{ toJSON(env) }} {{ toJSON(runner) }} {{ toJSON(job) }}' } }
    ]
  ])('S6 no key or token is in any output of %s', async (_, given) => {
    const run = await page({
      ...given,
      env: { ...canaries, ...given.env },
      contexts: { github: { token: gitHubToken } },
      github: { api_url: 'http://127.0.0.1:9' }
    })
    expectSilence(run)
    expect(run.exchanges.map(({ body }) => values.some(secret => body.includes(secret)))).not.toContain(true)
  })

  test.concurrent('S6 no key or token is in any output of a run that is debugged', async () => {
    const service = { credentials: [{ ...known, secretAccessKey: canaries.AWS_SECRET_ACCESS_KEY }] }
    await withService(service, async ({ url, exchanges }) => {
      const run = await runAction({
        with: { 'contact-id': contactArn, 'endpoint-url': url, content: '{{ toJSON(env) }}' },
        env: { ...canaries, RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' },
        contexts: { github: { token: gitHubToken } },
        github: { api_url: 'http://127.0.0.1:9' }
      })
      expect([run.outputs.outcome, exchanges.length]).toEqual(['sent', 1])
      const commands = parseCommands(`${run.stdout}\n${run.stderr}`)
      expect(new Set(commands.map(({ name }) => name))).toEqual(new Set(['debug', 'warning']))
      expectSilence({ ...run, printed: `${run.stdout}\n${run.stderr}` })
    })
  })

  test.concurrent('S6 half-set keys are told of without the other half', async () => {
    const run = await page({ env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: canaries.AWS_SECRET_ACCESS_KEY } })
    expect(run.message).toContain('AWS_ACCESS_KEY_ID')
    expectSilence(run)
  })

  test.concurrent('S6 keys of a shared configuration file are scrubbed from what AWS quotes', async () => {
    await withFolder(async folder => {
      const file = join(folder, 'credentials')
      await writeFile(
        file,
        `[default]\naws_access_key_id = ${canaries.AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${canaries.AWS_SECRET_ACCESS_KEY}\n` +
          `aws_session_token = ${canaries.AWS_SESSION_TOKEN}\n`
      )
      const run = await page({
        env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SHARED_CREDENTIALS_FILE: file },
        service: { faults: () => ({ kind: 'error', name: 'AccessDeniedException', statusCode: 400, message: quote }) }
      })
      expect(run.message).toContain('AccessDeniedException')
      expectSilence(run)
    })
  })
})
