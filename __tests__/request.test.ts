import { describe, expect, test } from '@jest/globals'
import { validateRequest } from '../local/aws/validation.ts'
import type { Inputs, Templates } from '../src/github/inputs.ts'
import type { TextMember } from '../src/incident-manager/limits.ts'
import type { StartEngagementRequest } from '../src/incident-manager/port.ts'
import { composeDefaultTexts } from '../src/page/default-texts.ts'
import type { Page } from '../src/page/page.ts'
import { type Composition, composeRequest, isTemplate } from '../src/page/request.ts'
import { createRenderer } from '../src/page/template.ts'
import { composeErrorText } from '../src/report/error-text.ts'
import { type Repair, refuseRepairs } from '../src/report/repairs.ts'
import type { Json } from '../src/text/json.ts'
import { lengthInScalars } from '../src/text/unicode.ts'
import fc from './shared/properties.ts'
import { refusalOf } from './shared/refusals.ts'
import { contactId, defaultTemplates, emptyWorkflow, incidentId, inputs, situation } from './shared/samples.ts'
import { anyText, graphemes } from './shared/texts.ts'

const url = 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1'

const page: Page = {
  headline: 'Deploy failed: acme/shop (main)',
  details: `Deploy failed in acme/shop on branch main.\nRun: ${url}`,
  brief_headline: 'Deploy failed: acme/shop (main)',
  brief: `Deploy failed: acme/shop (main) ${url}`,
  url,
  sender: 'octocat via acme/shop',
  failed_jobs: []
}

interface Case {
  readonly templates?: Partial<Templates>
  readonly inputs?: Partial<Inputs>
  readonly github?: { readonly [name: string]: Json }
  readonly page?: Partial<Page>
}

const github = { actor: 'octocat', repository: 'acme/shop', run_id: '1658821493' }

function compose(given: Case = {}): Composition {
  const templates = { ...defaultTemplates, ...given.templates }
  const ownPage = { ...page, ...given.page }
  const workflow = { ...emptyWorkflow, github: { ...github, ...given.github } }
  // The contexts are only these: a template that names another one has an error.
  const contexts = { github: workflow.github, page: { ...ownPage, failed_jobs: [] } }
  const defaults = composeDefaultTexts(ownPage, workflow)
  return composeRequest({ ...inputs, templates, ...given.inputs }, ownPage, defaults, createRenderer(contexts))
}

/** Composes with a text that comes from the event, so that it may hold anything. */
const composeValue = (name: keyof Templates, value: string, given: Case = {}) =>
  compose({ ...given, templates: { [name]: '{{ github.value }}' }, github: { ...given.github, value } })

const refusal = (given: Case) => refusalOf(() => refuseRepairs(compose(given).repairs, true))

const whats = ({ repairs }: Composition) => repairs.map(({ what }) => what)

const texts: readonly [TextMember, keyof Templates, number][] = [
  ['Subject', 'subject', 2048],
  ['PublicSubject', 'publicSubject', 2048],
  ['Content', 'content', 8192],
  ['PublicContent', 'publicContent', 8192]
]
const letters = [
  ['ASCII', 'a'],
  ['BMP', '東'],
  ['astral', '𝒳']
] as const

describe('the request', () => {
  test('of a plain page has what the page says, and no empty member', () => {
    const { request, repairs } = compose()
    expect(request).toEqual({
      ContactId: contactId,
      Sender: 'octocat via acme/shop',
      Subject: page.headline,
      Content: page.details,
      PublicSubject: page.brief_headline,
      PublicContent: page.brief,
      IdempotencyToken: '1658821493'
    })
    expect(repairs).toEqual([])
  })

  test('has each text in the member of its name', () => {
    const templates = {
      subject: 's {{ github.actor }}',
      content: 'c {{ github.actor }}',
      publicSubject: 'ps {{ github.actor }}',
      publicContent: 'pc {{ github.actor }}',
      sender: 'me {{ github.actor }}',
      idempotencyToken: 't-{{ github.actor }}'
    }
    expect(compose({ templates }).request).toEqual({
      ContactId: contactId,
      Subject: 's octocat',
      Content: 'c octocat',
      PublicSubject: 'ps octocat',
      PublicContent: 'pc octocat',
      Sender: 'me octocat',
      IdempotencyToken: 't-octocat'
    })
  })

  test("leaves out public texts that are set to ''", () => {
    const { request } = compose({ templates: { publicSubject: '', publicContent: '' } })
    expect(Object.keys(request).sort()).toEqual(['ContactId', 'Content', 'IdempotencyToken', 'Sender', 'Subject'])
    expect(Object.keys(compose({ templates: { publicSubject: '' } }).request)).not.toContain('PublicSubject')
    expect(Object.keys(compose({ templates: { publicSubject: '' } }).request)).toContain('PublicContent')
  })

  test('has the incident only where there is one', () => {
    expect(compose({ inputs: { incidentId } }).request.IncidentId).toBe(incidentId)
    expect(compose().request).not.toHaveProperty('IncidentId')
  })
})

describe.each(texts)('%s', (member, name, maximum) => {
  describe.each(letters)('in %s', (_, letter) => {
    test.each([1, 2, maximum - 1, maximum])('of %i characters is left alone', length => {
      const text = letter.repeat(length)
      const composition = composeValue(name, text)
      expect(composition.request[member]).toBe(text)
      expect(composition.repairs).toEqual([])
      expect(validateRequest(composition.request).kind).toBe('valid')
    })

    test.each([maximum + 1, maximum * 3])('of %i characters is cut to the limit, with a warning', length => {
      const text = letter.repeat(length)
      const { request, repairs, wholeTexts } = composeValue(name, text)
      const cut = request[member] ?? ''
      expect(lengthInScalars(cut)).toBeLessThanOrEqual(maximum)
      expect(lengthInScalars(cut)).toBeGreaterThan(maximum - 10)
      expect(cut).toContain('…')
      expect(validateRequest(request).kind).toBe('valid')
      expect(wholeTexts[member]).toBe(text)
      expect(repairs).toEqual([{ what: expect.stringContaining(`${member} has ${length} characters`), authored: true }])
      expect(repairs[0]?.what).toContain(String(maximum))
    })
  })

  test.each([
    ['a family', '👨‍👩‍👧‍👦'],
    ['a flag', '🇩🇪'],
    ['a letter and its accent', 'e\u0301'],
    ['a skin tone', '👍🏽'],
    ['a syllable of Devanagari', 'क्षि']
  ])('is never cut inside %s', (_, grapheme) => {
    // Whatever the position of the graphemes, the cut falls between two of them.
    for (let offset = 0; offset < lengthInScalars(grapheme); offset++) {
      const text = 'a'.repeat(offset) + grapheme.repeat(Math.ceil(maximum / lengthInScalars(grapheme)))
      const kept = composeValue(name, text).request[member]?.split('…')[0] ?? ''
      expect(graphemes(kept).filter(found => found !== 'a' && found !== grapheme)).toEqual([])
      expect(text.startsWith(kept)).toBe(true)
      expect(kept).not.toBe('')
    }
  })

  test.each([
    ['nothing', ''],
    ['white space', ' \n\t '],
    ['line separators', '\u2028\u0085']
  ])('that renders as %s falls back to its default text, with a warning', (_, value) => {
    const composition = composeValue(name, value)
    expect(composition.request[member]).toBe(compose().request[member])
    expect(composition.repairs).toEqual([{ what: expect.stringContaining('came out empty'), authored: true }])
  })

  test('whose default is empty too says one fixed sentence with the link to the run', () => {
    const empty = { headline: '', details: '', brief_headline: '', brief: '' }
    expect(compose({ page: empty }).request[member]).toBe(`A workflow needs attention. ${url}`)
    expect(composeValue(name, '', { page: empty }).request[member]).toBe(`A workflow needs attention. ${url}`)
    expect(compose({ page: { ...empty, url: '' } }).request[member]).toBe('A workflow needs attention.')
  })

  test('keeps the source of an expression that fails, and tells where it is', () => {
    const composition = compose({ templates: { [name]: 'On {{ env.HOST }} by {{ github.actor }}' } })
    expect(composition.request[member]).toBe('On {{ env.HOST }} by octocat')
    expect(whats(composition)).toEqual([expect.stringMatching(/^Template "[a-z-]+": line 1, column 7: .*'env'/)])
  })

  test.each([
    ['lone surrogates', 'a\ud83db', 'a\ufffdb'],
    ['NUL and other controls', 'a\0b\u001b[31m\u009b', 'a\ufffdb\ufffd[31m\ufffd'],
    ['bidirectional controls', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc']
  ])('is sent without %s, with a warning', (_, value, expected) => {
    const composition = composeValue(name, value)
    expect(composition.request[member]).toBe(expected)
    expect(whats(composition)).toEqual([
      expect.stringContaining(`${member} held control characters or broken characters`)
    ])
  })

  test('has its lines ended as AWS does', () => {
    const { request } = composeValue(name, 'one\r\ntwo\rthree')
    expect(request[member]).toBe(member.endsWith('Content') ? 'one\ntwo\nthree' : 'one two three')
  })
})

describe('a subject', () => {
  test('is one line: line breaks become spaces, with a warning', () => {
    const templates = {
      subject: 'PRODUCTION\r\n\n  {{ page.headline }}\r{{ github.message }}',
      publicSubject: 'Deploy\nfailed'
    }
    const { request, repairs, wholeTexts } = compose({ templates, github: { message: ' Cache\nthe list \n' } })
    const subject = 'PRODUCTION Deploy failed: acme/shop (main) Cache the list'
    expect(request).toMatchObject({ Subject: subject, PublicSubject: 'Deploy failed' })
    expect(wholeTexts).toMatchObject({ Subject: subject, PublicSubject: 'Deploy failed' })
    const what = 'had line breaks, but a subject is one line. They were replaced by spaces.'
    expect(repairs).toEqual([
      { what: `Subject ${what}`, authored: true },
      { what: `PublicSubject ${what}`, authored: true }
    ])
  })

  test('is one line also where the line breaks are those of Unicode', () => {
    expect(composeValue('subject', 'a\u2028b\u2029\u0085c').request.Subject).toBe('a b c')
  })

  test.each(['one line', 'two  spaces', 'a\ttab', '\n\none line at last\n\n'])('that is %j is left alone', subject => {
    const { request, repairs } = composeValue('subject', subject)
    expect(request.Subject).toBe(subject.trim())
    expect(repairs).toEqual([])
  })
})

describe('a text of several lines', () => {
  test.each<[keyof Templates, TextMember]>([
    ['content', 'Content'],
    ['publicContent', 'PublicContent']
  ])('stays as it is in %s', (name, member) => {
    const { request, repairs } = composeValue(name, 'one\n\ntwo')
    expect(request[member]).toBe('one\n\ntwo')
    expect(repairs).toEqual([])
  })
})

describe.each(texts.filter(([member]) => member.endsWith('Content')))('cut %s', (member, name, maximum) => {
  test.each(letters)('in %s ends with the link to the run, and says how much is missing', (_, letter) => {
    const text = letter.repeat(maximum + 1000)
    const cut = composeValue(name, text).request[member] ?? ''
    const [, kept = '', missing] = /^(.*)…\n\[cut: (\d+) more characters; see the job summary\]\n(.*)$/s.exec(cut) ?? []
    expect(cut.endsWith(`\n${url}`)).toBe(true)
    expect(Number(missing)).toBe(text.length / letter.length - lengthInScalars(kept))
  })

  test('does without a link where there is none', () => {
    const cut = composeValue(name, 'a'.repeat(maximum + 1), { page: { url: '' } }).request[member] ?? ''
    expect(cut).toMatch(/a…\n\[cut: \d+ more characters; see the job summary\]$/)
  })
})

describe('Sender', () => {
  test.each([
    ['a bot', 'dependabot[bot]', 'dependabot-bot'],
    ['a bot in a sentence', 'dependabot[bot] via acme/shop', 'dependabot-bot via acme/shop'],
    ['an accent', 'Zoë', 'Zoe'],
    ['an accent of its own', 'Zoe\u0308', 'Zoe'],
    ['full width', 'ｏｃｔｏ', 'octo'],
    ['quotes and commas', 'Ann, "the boss"', 'Ann -the boss'],
    ['another script only', '東京', 'GitHub Actions'],
    ['an emoji only', '🚀', 'GitHub Actions'],
    ['a lone surrogate', 'a\ud83db', 'a-b'],
    ['a bidirectional control', 'a\u202eb', 'a-b']
  ])('of %s is mapped into the pattern, with a warning', (_, value, expected) => {
    const composition = composeValue('sender', value)
    expect(composition.request.Sender).toBe(expected)
    expect(whats(composition)).toEqual([expect.stringMatching(/^Sender is ".*It is sent as "/)])
  })

  test('with every legal character is left alone', () => {
    const sender = 'azAZ09\\_@#%*+=:?./! -x --y--'
    const composition = composeValue('sender', sender)
    expect(composition.request.Sender).toBe(sender)
    expect(composition.repairs).toEqual([])
  })

  test('keeps its spaces, and has one in place of a line break, with a warning', () => {
    expect(composeValue('sender', 'Ann  Bob')).toMatchObject({ request: { Sender: 'Ann  Bob' }, repairs: [] })
    const broken = composeValue('sender', 'Ann\n\tBob')
    expect(broken.request.Sender).toBe('Ann Bob')
    expect(whats(broken)).toEqual([expect.stringMatching(/^Sender is ".*It is sent as "Ann Bob"\.$/s)])
  })

  test.each([254, 255])('of %i legal characters is left alone', length => {
    const composition = composeValue('sender', 's'.repeat(length))
    expect(composition.request.Sender).toBe('s'.repeat(length))
    expect(composition.repairs).toEqual([])
  })

  test('of 256 legal characters is cut to 255, with a warning', () => {
    const composition = composeValue('sender', 's'.repeat(256))
    expect(composition.request.Sender).toBe('s'.repeat(255))
    expect(composition.repairs).toHaveLength(1)
  })

  test.each([
    ['BMP', 254, 'ë'],
    ['BMP', 255, 'ë'],
    ['BMP', 256, 'ë'],
    ['astral', 254, '𝐞'],
    ['astral', 255, '𝐞'],
    ['astral', 256, '𝐞']
  ])('in %s of %i characters is mapped and cut', (_, length, letter) => {
    expect(composeValue('sender', letter.repeat(length)).request.Sender).toBe('e'.repeat(Math.min(length, 255)))
  })

  test('that renders empty is its default', () => {
    expect(composeValue('sender', ' ').request.Sender).toBe('octocat via acme/shop')
  })

  test.each([
    ['unknown', '', ''],
    ['in another script', '東', '京']
  ])('is never empty, even where actor and repository are %s', (_, actor, repository) => {
    const { request } = compose({ github: { actor, repository } })
    expect(request.Sender).toMatch(/^\S/)
    expect(validateRequest(request).kind).toBe('valid')
  })
})

describe('IdempotencyToken', () => {
  const token = (value: string) => composeValue('idempotencyToken', value).request.IdempotencyToken

  test('is the run ID by default', () => {
    expect(compose().request.IdempotencyToken).toBe('1658821493')
  })

  test('with every legal character is left alone', () => {
    const legal = 'azAZ09\\/_+=-'
    expect(token(legal)).toBe(legal)
    expect(composeValue('idempotencyToken', legal).repairs).toEqual([])
  })

  test.each([2047, 2048])('of %i legal characters is left alone', length => {
    const composition = composeValue('idempotencyToken', 't'.repeat(length))
    expect(composition.request.IdempotencyToken).toBe('t'.repeat(length))
    expect(composition.repairs).toEqual([])
  })

  test.each([
    ['ASCII', 2049, 't'],
    ['ASCII', 100_000, 't'],
    ['BMP', 2047, '東'],
    ['BMP', 2048, '東'],
    ['BMP', 2049, '東'],
    ['astral', 2047, '𝒳'],
    ['astral', 2048, '𝒳'],
    ['astral', 2049, '𝒳']
  ])('in %s of %i characters is hashed: stable, valid, and another for another text', (_, length, letter) => {
    const long = letter.repeat(length)
    const composition = composeValue('idempotencyToken', long)
    expect(composition.request.IdempotencyToken).toMatch(/^[0-9a-f]{64}$/)
    expect(token(long)).toBe(composition.request.IdempotencyToken)
    expect(token(`${long}${letter}`)).not.toBe(composition.request.IdempotencyToken)
    expect(composition.repairs).toHaveLength(1)
  })

  test.each([
    ['the mapped text and its mark fit just so', 2035, 2048],
    ['they do not fit', 2036, 64]
  ])('keeps readable text where %s', (_, length, expected) => {
    expect(token(`:${'t'.repeat(length - 1)}`)).toHaveLength(expected)
  })

  test.each([
    ['a:b', 'a.b'],
    ['a:b', 'a-b'],
    ['a b', 'a\tb'],
    ['deploy é', 'deploy e'],
    ['run#1', 'run@1'],
    ['東', '京'],
    ['🚀', '🚒'],
    ['A:B', 'a:b']
  ])('of %j and %j are different, stable and legal', (one, other) => {
    expect(token(one)).toMatch(/^[\\/a-zA-Z0-9_+=-]{1,2048}$/)
    expect(token(one)).toBe(token(one))
    expect(token(one)).not.toBe(token(other))
  })

  test('keeps what is legal readable, with a warning that shows both', () => {
    const composition = composeValue('idempotencyToken', 'deploy:42')
    expect(composition.request.IdempotencyToken).toMatch(/^deploy-42-[0-9a-f]{6,}$/)
    expect(whats(composition)).toEqual([
      expect.stringMatching(/^IdempotencyToken is "deploy:42".* sent as "deploy-42-[0-9a-f]+"/)
    ])
  })

  test('without a run ID is another each time, so that no later page counts as a repetition', () => {
    const tokens = [1, 2, 3].map(() => compose({ github: { run_id: '' } }).request.IdempotencyToken)
    expect(new Set(tokens).size).toBe(3)
    expect(validateRequest(compose({ github: { run_id: '' } }).request).kind).toBe('valid')
  })

  test('of texts that differ only in a broken letter differs', () => {
    const tokens = ['a\ud800', 'a\udfff'].map(text => composeValue('idempotencyToken', text).request.IdempotencyToken)
    expect(new Set(tokens).size).toBe(2)
  })

  test('that renders empty is the run ID, with a warning', () => {
    const composition = composeValue('idempotencyToken', ' ')
    expect(composition.request.IdempotencyToken).toBe('1658821493')
    expect(whats(composition)).toEqual([expect.stringContaining('"idempotency-token" came out empty')])
  })

  // A token that all runs have in common makes AWS answer with the first page of all, and nobody is paged again.
  test.each([
    ['does not parse', '{{ github.run_id'],
    ['names an unknown context', '{{ env.DEPLOY_ID }}'],
    ['misspells a name', 'deploy-{{ github.run_idd }}'],
    ['fails', "{{ fromJSON('') }}"]
  ])('whose template %s is still another in another run', (_, idempotencyToken) => {
    const inRun = (run_id: string) =>
      compose({ templates: { idempotencyToken }, github: { run_id } }).request.IdempotencyToken
    expect(inRun('1')).not.toBe(inRun('2'))
    expect(inRun('1')).toBe(inRun('1'))
  })
})

test.each([
  ['zero-width characters', '\u200b\u200d\u2060'],
  ['variation selectors and tags', '\ufe0f\u{e0041}'],
  ['characters that turn the direction', '\u202e']
])('a text of nothing but %s counts as empty', (_, text) => {
  const { request, repairs } = composeValue('subject', text)
  expect(request.Subject).toBe(page.headline)
  expect(repairs.map(({ what }) => what)).toEqual([expect.stringContaining('came out empty')])
})

test('the note of a cut text counts what is missing to the end, in whole letters', () => {
  const { request, repairs } = composeValue('content', `a${'🚀'.repeat(600_000)}`)
  const [, missing = ''] = /\[cut: (\d+) more characters; see the job summary\]/.exec(request.Content) ?? []
  const kept = request.Content.slice(0, request.Content.indexOf('…'))
  expect(Number(missing) + lengthInScalars(kept)).toBe(600_001)
  expect(repairs.map(({ what }) => what)).toEqual([expect.stringMatching(/^Content has 600001 characters/)])
})

describe('strict', () => {
  test.each<[string, Case, string]>([
    ['a template that fails', { templates: { subject: '{{ oops }}' } }, 'Template "subject": line 1, column 4'],
    ['a misspelt name', { templates: { subject: 'On {{ github.ref_nam }}' } }, 'there is no "github.ref_nam"'],
    ['a subject of several lines', { templates: { subject: 'a\nb' } }, 'Subject had line breaks'],
    ['an SMS subject of several lines', { templates: { publicSubject: 'a\nb' } }, 'PublicSubject had line breaks'],
    ['a text too long', { templates: { content: 'a'.repeat(8193) } }, 'Content has 8193 characters'],
    ['a control character', { templates: { publicContent: 'a\u0000' } }, 'PublicContent held control characters'],
    ['a sender out of the pattern', { templates: { sender: 'Ann & Bob' } }, 'Sender is "Ann & Bob"'],
    ['a token out of the pattern', { templates: { idempotencyToken: 'a:b' } }, 'IdempotencyToken is "a:b"'],
    ['a text that comes out empty', { templates: { subject: '{{ github.event.none }}' } }, '"subject" came out empty'],
    ['a sender that comes out empty', { templates: { sender: '{{ github.event.none }}' } }, '"sender" came out empty'],
    [
      'a token that comes out empty',
      { templates: { idempotencyToken: '{{ github.event.none }}' } },
      '"idempotency-token" came out empty'
    ]
  ])('refuses %s, which would be repaired otherwise', (_, given, expected) => {
    const error = refusal(given)
    expect(error).toMatchObject({ code: 'strict', outcome: 'not-sent' })
    expect(error.message).toContain(expected)
    expect(composeErrorText(error, situation, 'the job summary', text => text)).toMatch(/\nNo page was sent\.$/)
    expect(whats(compose(given)).join('\n')).toContain(expected)
  })

  test('names everything at once', () => {
    const { message } = refusal({ templates: { subject: '{{ oops }}', sender: '[x]', idempotencyToken: 'a:b' } })
    for (const name of ['"subject"', 'Sender is', 'IdempotencyToken is']) expect(message).toContain(name)
  })

  test.each<[string, Case]>([
    ['a bot in the default sender', { github: { actor: 'dependabot[bot]' } }],
    ['a long default text', { page: { details: 'a'.repeat(9000), headline: 'b'.repeat(3000) } }],
    ['a control character in a default text', { page: { headline: 'Deploy\u0000' } }],
    ['empty default texts', { page: { headline: '', details: '', brief_headline: '', brief: '' } }],
    ['a missing run ID', { github: { run_id: '' } }],
    ['a default that the author spelled out', { templates: { ...defaultTemplates }, github: { actor: 'a[bot]' } }]
  ])('lets %s pass: the author did not write it', (_, given) => {
    const composition = compose(given)
    expect(validateRequest(composition.request).kind).toBe('valid')
    expect(composition.repairs.filter(({ authored }) => authored)).toEqual([])
    expect(() => refuseRepairs(composition.repairs, true)).not.toThrow()
  })

  test('alone refuses anything', () => {
    expect(() => refuseRepairs(compose({ templates: { subject: '{{ oops }}' } }).repairs, false)).not.toThrow()
  })
})

describe('a list of repairs that strict refuses', () => {
  const repaired = (count: number): Repair[] =>
    Array.from({ length: count }, (_, index) => ({ what: `Repair ${index + 1}.`, authored: true }))
  const linesOf = (repairs: readonly Repair[]) => refusalOf(() => refuseRepairs(repairs, true)).message.split('\n')
  const intro = 'Input "strict" is "true". Without it, the page would go out with these repairs:'

  test('names each one, on a line of its own, up to 20', () => {
    const items = repaired(20).map(({ what }) => `- ${what}`)
    expect(linesOf(repaired(1))).toEqual([intro, '- Repair 1.'])
    expect(linesOf(repaired(20))).toEqual([intro, ...items])
    expect(linesOf(repaired(21))).toEqual([intro, ...items, '- and 1 more'])
    expect(linesOf(repaired(1000))).toEqual([intro, ...items, '- and 980 more'])
  })

  test('leaves out what the author did not write', () => {
    const repairs = [{ what: 'A name that AWS may not know.', authored: false }, ...repaired(1)]
    expect(linesOf(repairs)).toEqual([intro, '- Repair 1.'])
    expect(() => refuseRepairs(repairs.slice(0, 1), true)).not.toThrow()
  })
})

test.each<[keyof Templates, string, boolean]>([
  ['subject', 'Deploy failed', false],
  ['subject', '{{ page.headline }}', false],
  ['subject', '{{ page.headline }}!', true],
  ['subject', '{{page.headline}}', true],
  ['subject', '{{ page.details }}', true],
  ['subject', 'On {{ github.ref_name', true],
  ['publicContent', '', false],
  ['publicContent', '{{ page.brief }}', false],
  ['publicContent', '${{ github.sha }}', true],
  ['idempotencyToken', '{{ github.run_id }}', false],
  ['sender', '} }', false]
])('isTemplate: whether %s, %j, needs an evaluator: %s', (name, text, expected) => {
  expect(isTemplate([name, text])).toBe(expected)
})

describe('whatever is rendered', () => {
  const long = fc.tuple(anyText, fc.integer({ min: 1, max: 3000 })).map(([piece, times]) => piece.repeat(times))
  const any = fc.oneof(anyText, long)
  const optional = (value: string | undefined) => (value === undefined ? [] : [value])

  function check(request: StartEngagementRequest) {
    expect(validateRequest(request)).toMatchObject({ kind: 'valid' })
    expect(request.Sender).toMatch(/^[\\a-zA-Z0-9_@#%*+=:?./! \t\n-]{1,255}$/)
    expect(request.IdempotencyToken).toMatch(/^[\\/a-zA-Z0-9_+=-]{1,2048}$/)
    const members = [
      request.Subject,
      request.Content,
      ...optional(request.PublicSubject),
      ...optional(request.PublicContent)
    ]
    expect(members).toHaveLength(4)
    for (const member of members) {
      expect(member.isWellFormed()).toBe(true)
      expect(member.trim()).not.toBe('')
      expect(member).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/
      )
    }
  }

  test('the request keeps every documented limit and is well-formed', () => {
    fc.assert(
      fc.property(fc.record({ a: any, b: any, c: any, d: any, e: any, f: any }), values => {
        const templates = {
          subject: '{{ github.a }}',
          content: '{{ github.b }}',
          publicSubject: '{{ github.c }}',
          publicContent: '{{ github.d }}',
          sender: '{{ github.e }}',
          idempotencyToken: '{{ github.f }}'
        }
        check(compose({ templates, github: values }).request)
      })
    )
  })

  test('also where the author wrote it as a template', () => {
    const names = ['subject', 'content', 'publicSubject', 'publicContent', 'sender', 'idempotencyToken'] as const
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.oneof(
          any,
          any.map(inner => `{{${inner}}}`)
        ),
        (name, template) => {
          fc.pre(template !== '')
          check(compose({ templates: { [name]: template } }).request)
        }
      )
    )
  })

  test('equal text gives an equal token, other text another', () => {
    const token = (value: string) => composeValue('idempotencyToken', value).request.IdempotencyToken
    const visible = fc.string({ unit: 'binary', minLength: 1 }).filter(value => value.trim() !== '')
    fc.assert(
      fc.property(visible, visible, (one, other) => {
        expect(token(one)).toBe(token(one))
        if (one.trim() !== other.trim()) expect(token(one)).not.toBe(token(other))
      })
    )
  })
})
