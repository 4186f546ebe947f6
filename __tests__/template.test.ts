import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { validateRequest } from '../local/aws/validation.ts'
import { createRenderer } from '../src/page/template.ts'
import type { Json } from '../src/text/json.ts'
import fc from './shared/properties.ts'
import { givenInputs } from './shared/samples.ts'

const contexts = (event: Json = {}): Record<string, Json> => ({
  github: {
    actor: 'octocat',
    repository: 'acme/shop',
    run_id: '1658821493',
    ref_protected: true,
    event
  },
  job: { status: 'failure' },
  matrix: { os: 'ubuntu-latest', node: 24, 'dash-ed': 'yes' },
  needs: null
})

const render = (template: string, event?: Json) => createRenderer(contexts(event))(template)

describe('an expression', () => {
  const event = {
    title: 'Fix the pump',
    empty: '',
    draft: false,
    count: 3,
    ratio: 0.5,
    nothing: null,
    labels: [{ name: 'bug' }, { name: 'p1' }, { colour: 'red' }],
    ids: [7, 8, 9],
    nested: { list: [{ tags: ['a', 'b'] }, { tags: ['c'] }] }
  }

  test.each([
    ['a property', '{{ github.actor }}', 'octocat'],
    ['no white space', '{{github.actor}}', 'octocat'],
    ['white space of all kinds', '{{\n\t github.actor \r\n}}', 'octocat'],
    ['text before, between and behind', 'a {{ github.actor }} b {{ github.repository }} c', 'a octocat b acme/shop c'],
    ['neighbours', '{{ github.actor }}{{ github.actor }}', 'octocatoctocat'],
    ['an index by name', "{{ github['actor'] }}", 'octocat'],
    ['a name with a dash', '{{ matrix.dash-ed }}', 'yes'],
    ['names in any case', '{{ GITHUB.Event.TITLE }}', 'Fix the pump'],
    ['functions in any case', "{{ CONTAINS('abc', 'B') }}", 'true'],
    ['a missing property', '[{{ github.event.missing }}]', '[]'],
    ['a property of a missing one', '[{{ github.event.missing.deeper[0].x }}]', '[]'],
    ['a property of a text', '[{{ github.actor.length }}]', '[]'],
    ['a property of an empty context', '[{{ needs.build.result }}]', '[]'],
    ['null', '[{{ github.event.nothing }}]', '[]'],
    ['a boolean', '{{ github.event.draft }}', 'false'],
    ['numbers', '{{ github.event.count }} {{ github.event.ratio }}', '3 0.5'],
    ['an object', '{{ github.event.nested }}', 'Object'],
    ['a list', '{{ github.event.ids }}', 'Array'],
    ['||', "{{ github.event.empty || 'untitled' }}", 'untitled'],
    ['&&', "{{ github.event.title && 'titled' }}", 'titled'],
    ['a choice', "{{ github.event.draft && 'draft' || 'final' }}", 'final'],
    ['!', '{{ !github.event.draft }}', 'true'],
    ['== without regard to case', "{{ github.actor == 'OCTOCAT' }}", 'true'],
    ['==, null and zero', '{{ github.event.nothing == 0 }}', 'true'],
    ['!=', "{{ github.actor != 'hubot' }}", 'true'],
    ['< and >=', '{{ github.event.count < 4 }} {{ github.event.count >= 4 }}', 'true false'],
    ['brackets', "{{ (github.event.empty || 'x') == 'X' }}", 'true'],
    ['contains, text', "{{ contains(github.event.title, 'PUMP') }}", 'true'],
    ['contains, list', '{{ contains(github.event.ids, 8) }} {{ contains(github.event.ids, 6) }}', 'true false'],
    ['contains, filtered', "{{ contains(github.event.labels.*.name, 'p1') }}", 'true'],
    ['startsWith', "{{ startsWith(github.event.title, 'fix') }}", 'true'],
    ['endsWith', "{{ endsWith(github.event.title, 'valve') }}", 'false'],
    [
      'format',
      "{{ format('{0} by {1}, {0}', github.event.title, github.actor) }}",
      'Fix the pump by octocat, Fix the pump'
    ],
    ['format with braces', "{{ format('{{0}} {0}', 'x') }}", '{0} x'],
    ['join', '{{ join(github.event.ids) }}', '7,8,9'],
    ['join of a filter', "{{ join(github.event.labels.*.name, ' + ') }}", 'bug + p1'],
    ['two filters', "{{ join(github.event.nested.list.*.tags.*, '') }}", 'abc'],
    ['[*]', "{{ join(github.event.labels[*].name, ' ') }}", 'bug p1'],
    ['an index', '{{ github.event.ids[1] }}', '8'],
    ['an index beyond the end', '[{{ github.event.ids[3] }}]', '[]'],
    ['toJSON', '{{ toJSON(github.event.labels[0]) }}', '{\n  "name": "bug"\n}'],
    ['toJSON of a text', "{{ toJSON('a\"b') }}", '"a\\"b"'],
    ['fromJSON', '{{ fromJSON(\'{"a":[1,{"b":"x"}]}\').a[1].b }}', 'x'],
    ['toJSON and back', '{{ fromJSON(toJSON(github.event)).nested.list[1].tags[0] }}', 'c'],
    ["'}}' in a text", "{{ '}}' }}!", '}}!'],
    ["'{{' in a text", "{{ '{{ x }}' }}!", '{{ x }}!'],
    ['a quote in a text', "{{ 'it''s' }}", "it's"],
    ['several quotes in a text', "{{ 'it''s Zoë''s' }}", "it's Zoë's"],
    ["quotes around '}}'", "{{ '''}}''' }}", "'}}'"],
    ['an empty text', "[{{ '' }}]", '[]']
  ])('knows %s', (_, template, expected) => {
    expect(render(template, event)).toEqual({ text: expected, problems: [] })
  })

  test('is rendered once: what values bring along is never scanned', () => {
    const hostile = "{{ github.actor }} ${{ github.actor }} {{ toJSON(github) }} }} {{ '"
    expect(render('{{ github.event.title }}|{{ github.actor }}', { title: hostile })).toEqual({
      text: `${hostile}|octocat`,
      problems: []
    })
    expect(render("{{ format('{0}', github.event.title) }}", { title: '{0}{1}{{x}}' }).text).toBe('{0}{1}{{x}}')
  })

  test('writes any text of the event as it is', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map(codes => String.fromCharCode(...codes))
    fc.assert(
      fc.property(fc.oneof(units, fc.string({ unit: 'binary' })), title => {
        expect(render('a{{ github.event.title }}b', { title })).toEqual({ text: `a${title}b`, problems: [] })
      })
    )
  })
})

describe('text that is no expression', () => {
  test.each(['', 'plain', '} }} {', '{ x }', '$ {', "it's", '100 %', '\n\n', '{%x%}'])('%j stands', template => {
    expect(render(template)).toEqual({ text: template, problems: [] })
  })
})

describe('an expression that fails is left as written', () => {
  const functions = 'there are case, contains, endsWith, format, fromJSON, join, startsWith, toJSON'
  const noFunction = (name: string) => `Unrecognized function: '${name}'; ${functions}`
  const noContext = (name: string) => `Unrecognized named-value: '${name}'`
  const others = 'there are github, job, matrix, needs'

  // The position is that of the culprit; what has none, or fails when it is evaluated, has that of its braces.
  test.each<[string, string, string]>([
    ['nothing', '{{ }}', 'line 1, column 1: the expression is empty'],
    ['nothing at all', '{{}}', 'line 1, column 1: the expression is empty'],
    ['no end', 'ok {{ github.actor', 'line 1, column 4: "{{" has no "}}"'],
    ['a text without end', "{{ 'a }} b", 'line 1, column 1: a text in single quotes has no end'],
    ['double quotes', '{{ "main" }}', `line 1, column 4: Unexpected symbol: '"main"'; a text takes single quotes`],
    [
      'the env context',
      '{{ env.HOME }}',
      `line 1, column 4: ${noContext('env')}; write \${{ }} for it, which GitHub fills in`
    ],
    [
      'the secrets context',
      '{{ secrets.KEY }}',
      `line 1, column 4: ${noContext('secrets')}; no secret belongs in a page`
    ],
    [
      'the steps context',
      '{{ steps.a.outputs.b }}',
      `line 1, column 4: ${noContext('steps')}; write \${{ }} for it, which GitHub fills in`
    ],
    [
      'the vars context',
      '{{ vars.A }}',
      `line 1, column 4: ${noContext('vars')}; write \${{ }} for it, which GitHub fills in`
    ],
    ['a word', '{{ today }}', `line 1, column 4: ${noContext('today')}; ${others}`],
    ['an unknown function', '{{ now() }}', `line 1, column 4: ${noFunction('now')}`],
    ['an unknown function inside', "{{ format('{0}', now()) }}", `line 1, column 18: ${noFunction('now')}`],
    ['hashFiles, which reads the disk', "{{ hashFiles('**') }}", `line 1, column 4: ${noFunction('hashFiles')}`],
    [
      'success()',
      '{{ success() }}',
      `line 1, column 4: Unrecognized function: 'success'; it works in "if:" only; ${functions}`
    ],
    ['too few arguments', "{{ contains('a') }}", "line 1, column 4: Too few parameters supplied: 'contains'"],
    [
      'too many arguments',
      "{{ endsWith('a', 'b', 'c') }}",
      "line 1, column 4: Too many parameters supplied: 'endsWith'"
    ],
    ['a second word', '{{ github.actor github.actor }}', "line 1, column 17: Unexpected symbol: 'github'"],
    ['an operator too many', '{{ github.actor || }}', "line 1, column 17: Unexpected end of expression: '||'"],
    ['a bracket too few', '{{ (1 }}', "line 1, column 5: Unexpected end of expression: '1'"],
    ['a bracket too few after arguments', "{{ join('a' }}", 'line 1, column 12: Unexpected end of expression'],
    ['a sign of other languages', '{{ 1 ? 2 }}', "line 1, column 6: Unexpected symbol: '?'"],
    ['three braces', '{{{ github.actor }}}', "line 1, column 3: Unexpected symbol: '{'"],
    ['what is not JSON', "{{ fromJSON('{') }}", 'line 1, column 1: fromJSON was given text that is not JSON'],
    ['no JSON at all', '{{ fromJSON(github.event.no) }}', 'line 1, column 1: fromJSON was given an empty text'],
    [
      'a place without a value',
      "{{ format('{1}', 'a') }}",
      'line 1, column 1: The following format string references more arguments than were supplied: {1}'
    ],
    [
      'a condition that is no boolean',
      "{{ case('a', 1, 2) }}",
      'line 1, column 1: case predicate must evaluate to a boolean value'
    ],
    [
      'a function that every object inherits',
      "{{ constructor('return 1') }}",
      `line 1, column 4: ${noFunction('constructor')}`
    ],
    ['the same in capitals', "{{ CONSTRUCTOR('return 1') }}", `line 1, column 4: ${noFunction('CONSTRUCTOR')}`],
    ['the same with a space', "{{ constructor ('return 1') }}", `line 1, column 4: ${noFunction('constructor')}`],
    ['__proto__ as a function', '{{ __proto__() }}', `line 1, column 4: ${noFunction('__proto__')}`],
    ['__proto__ as a context', '{{ __proto__ }}', `line 1, column 4: ${noContext('__proto__')}; ${others}`],
    ['constructor as a context', '{{ constructor.name }}', `line 1, column 4: ${noContext('constructor')}; ${others}`]
  ])('%s', (_, template, expected) => {
    expect(render(template)).toEqual({ text: template, problems: [`${expected}. It is left as written`] })
  })

  test('with its position among the first ten; the others are counted', () => {
    const { text, problems } = render('{{ oops }}\n'.repeat(12))
    expect(text).toBe('{{ oops }}\n'.repeat(12))
    expect(problems).toHaveLength(11)
    expect(problems.slice(9)).toEqual([
      "line 10, column 4: Unrecognized named-value: 'oops'; there are github, job, matrix, needs. It is left as written",
      '2 more errors'
    ])
  })

  test('in the midst of others, which are rendered', () => {
    const { text, problems } = render('{{ github.actor }} {{ oops }} {{ github.repository }}')
    expect(text).toBe('octocat {{ oops }} acme/shop')
    expect(problems).toEqual([
      "line 1, column 23: Unrecognized named-value: 'oops'; there are github, job, matrix, needs. It is left as written"
    ])
  })

  test.each([
    ['on a later line', 'first\n\n  {{ oops }}', 'line 3, column 6'],
    ['on a line break inside the expression', 'x {{ github.actor ||\n  oops }}', 'line 2, column 3'],
    ['on a line break inside a text', "x {{ 'a\nbc' || oops }}", 'line 2, column 8'],
    ['after a line break inside a text', "x {{ 'a\nbc' ?\n }}", 'line 2, column 5'],
    [
      'where its words hold another position',
      '{{ "a. Located at position 9 within expression: b" }}',
      'line 1, column 4'
    ],
    ['twice', '{{ oops }}\n{{ oops }}', 'line 1, column 4', 'line 2, column 4']
  ])('with its position %s', (_, template, ...positions) => {
    const { problems } = render(template)
    expect(problems.map(problem => problem.split(':')[0])).toEqual(positions)
  })

  test('and is told of in a sentence of bearable length, which does not carry the event into the log', () => {
    const long = 'x'.repeat(15_000)
    const templates = [
      `{{ ${long} ? 1 }}`,
      `{{ '${long}' ? 1 }}`,
      `{{ ${long} }}`,
      '{{ format(github.event.title, 1) }}'
    ]
    for (const template of templates) {
      const { problems } = render(template, { title: `{${'y'.repeat(100_000)}` })
      expect(problems).toHaveLength(1)
      expect(problems[0]?.length).toBeLessThan(1000)
    }
  })
})

// Where the evaluator of @actions/expressions differs from the runner's, the runner's way is taken.
describe('as the runner has it', () => {
  const event = {
    empty: '',
    text: 'a text',
    none: [],
    one: ['x'],
    jobs: [{ name: 'build' }, { name: 'test' }],
    same: [{ name: 'build' }],
    nested: { list: [[1], [2]] }
  }
  const fails = "fromJSON('')"

  test.each([
    ['the first case', `case(true, 'a', ${fails})`, 'a'],
    ['a case that is not met', `case(false, ${fails}, 'b')`, 'b'],
    ['conditions after the one that is met', `case(false, ${fails}, true, 'b', ${fails}, ${fails}, ${fails})`, 'b'],
    ['the usual guard', "case(github.event.empty == '', 'none', fromJSON(github.event.empty).v)", 'none'],
    ['a value that format does not write', `format('{1}', ${fails}, 'b')`, 'b'],
    ['a value whose place is escaped', `format('{{0}} {{{1}}}', ${fails}, 'b')`, '{0} {b}'],
    ['what would be found in an object', `contains(github.event, ${fails})`, 'false'],
    ['what would be found in no elements', `contains(github.event.none, ${fails})`, 'false'],
    ['the beginning of an object', `startsWith(github.event, ${fails})`, 'false'],
    ['the beginning of a list', `startsWith(github.event.one, ${fails})`, 'false'],
    ['the end of an object', `endsWith(github.event, ${fails})`, 'false'],
    ['the separator of nothing', `join(github.event.none, ${fails})`, ''],
    ['the separator of one element', `join(github.event.one, ${fails})`, 'x'],
    ['the separator of a text', `join(github.event.text, ${fails})`, 'a text'],
    ['the separator of an object', `join(github.event, ${fails})`, ''],
    ['the index of what is missing', `github.event.missing[${fails}]`, ''],
    ['the index of a text', `github.event.text[${fails}]`, '']
  ])('%s is not evaluated', (_, expression, expected) => {
    expect(render(`{{ ${expression} }}`, event)).toEqual({ text: expected, problems: [] })
  })

  test.each([
    ['case', `case(${fails}, 'a', 'b')`],
    ['case', `case(true, ${fails}, 'b')`],
    ['case', `case(false, 'a', ${fails})`],
    ['format', `format('{1}', 'a', ${fails})`],
    ['format', `format(${fails}, 'a')`],
    ['contains', `contains(github.event.one, ${fails})`],
    ['contains', `contains(github.event.text, ${fails})`],
    ['contains', `contains(${fails}, 'a')`],
    ['startsWith', `startsWith(github.event.text, ${fails})`],
    ['endsWith', `endsWith('', ${fails})`],
    ['join', `join(github.event.jobs, ${fails})`],
    ['an index', `github.event.jobs[${fails}]`],
    ['an index', `github.event[${fails}]`]
  ])('%s fails with what it needs: %s', (_, expression) => {
    expect(render(`{{ ${expression} }}`, event).problems).toEqual([
      'line 1, column 1: fromJSON was given an empty text. It is left as written'
    ])
  })

  test.each([
    ['an object equals itself', 'github.event == github.event', 'true'],
    ['so it is not unequal to itself', 'github.event != github.event', 'false'],
    ['a list equals itself', 'github.event.jobs == github.event.jobs', 'true'],
    ['an element equals itself', 'github.event.jobs[0] == github.event.jobs[0]', 'true'],
    ['a context equals itself', 'github == github', 'true'],
    ['it is at least itself', 'github.event >= github.event', 'true'],
    ['it is not more than itself', 'github.event > github.event', 'false'],
    ['another object with the same values is another', 'github.event.jobs[0] == github.event.same[0]', 'false'],
    ['an object is not a list', 'github.event == github.event.jobs', 'false'],
    ['what is read from JSON twice is two objects', "fromJSON('{}') == fromJSON('{}')", 'false'],
    ['a list contains its element', 'contains(github.event.jobs, github.event.jobs[1])', 'true'],
    ['a filter contains an element', 'contains(github.event.jobs.*, github.event.jobs[1])', 'true'],
    ['a list contains its lists', 'contains(github.event.nested.list, github.event.nested.list[1])', 'true'],
    ['it does not contain the like', 'contains(github.event.jobs, github.event.same[0])', 'false'],
    ['it does not contain itself', 'contains(github.event.jobs, github.event.jobs)', 'false'],
    ['an object contains nothing', 'contains(github.event, github.event.jobs)', 'false'],
    ['a text contains no object', 'contains(github.event.text, github.event)', 'false']
  ])('%s', (_, expression, expected) => {
    expect(render(`{{ ${expression} }}`, event)).toEqual({ text: expected, problems: [] })
  })

  // https://learn.microsoft.com/en-us/dotnet/api/system.char.iswhitespace
  const whiteSpace = [
    ...[
      '\t',
      '\n',
      '\v',
      '\f',
      '\r',
      ' ',
      '\u0085',
      '\u00a0',
      '\u1680',
      '\u2000',
      '\u2001',
      '\u2002',
      '\u2003',
      '\u2004'
    ],
    ...['\u2005', '\u2006', '\u2007', '\u2008', '\u2009', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000']
  ]
  test.each(whiteSpace)('%j is white space', space => {
    const template = `{{${space}github${space}.${space}actor${space}==${space}'octocat'${space}&&${space}'a${space}b'${space}}}`
    expect(render(template)).toEqual({ text: `a${space}b`, problems: [] })
  })

  test.each(['\u180e', '\u200b', '\u2060', '\ufeff', '\0'])('%j is not', sign => {
    const { text, problems } = render(`{{ github.actor ==${sign}1 }}`)
    expect(text).toBe(`{{ github.actor ==${sign}1 }}`)
    expect(problems).toEqual([expect.stringMatching(/^line 1, column 19: Unexpected symbol/)])
  })
})

describe('a name that its context cannot have', () => {
  const page = { headline: 'Deploy failed', url: 'https://github.com', failed_jobs: [] }
  const all = { ...contexts(), job: { status: 'failure' }, runner: {}, strategy: null, page, inputs: {} }
  const renderAll = createRenderer(all)
  const missing = (path: string, near: string) => `there is no "${path}", so it is empty; the nearest name is "${near}"`

  test.each([
    ['{{ github.ref_nam }}', 11, missing('github.ref_nam', 'github.ref_name')],
    ['{{ page.headlin }}', 9, missing('page.headlin', 'page.headline')],
    ['{{ job.state }}', 8, missing('job.state', 'job.status')],
    ['{{ runner.hostname }}', 11, missing('runner.hostname', 'runner.name')],
    ['{{ strategy.job_index }}', 13, missing('strategy.job_index', 'strategy.job-index')],
    ['{{ GitHub.Ref_Nam }}', 11, missing('github.Ref_Nam', 'github.ref_name')],
    ["{{ github['ref_nam'] }}", 11, missing('github.ref_nam', 'github.ref_name')],
    ['{{ (github).ref_nam }}', 13, missing('github.ref_nam', 'github.ref_name')],
    ['{{ github.ref_nam.x.y }}', 11, missing('github.ref_nam', 'github.ref_name')],
    ['{{ github.constructor }}', 11, missing('github.constructor', 'github.actor')],
    ['{{ page.failed_job[0].name }}', 9, missing('page.failed_job', 'page.failed_jobs')],
    ['{{ page.failed_jobs[0].nam }}', 24, missing('page.failed_jobs.*.nam', 'page.failed_jobs.*.name')],
    ['{{ join(page.failed_jobs.*.nme) }}', 28, missing('page.failed_jobs.*.nme', 'page.failed_jobs.*.name')],
    ['{{ github.token }}', 11, '"github.token" is empty here; the token never goes into a page'],
    ["{{ github['TOKEN'] }}", 11, '"github.TOKEN" is empty here; the token never goes into a page']
  ])('%s is empty, with a warning', (template, column, expected) => {
    expect(renderAll(template)).toEqual({ text: '', problems: [`line 1, column ${column}: ${expected}`] })
  })

  test.each([
    ["{{ github.ref_nam || 'x' }}", 'x', [11]],
    ["{{ github.actor == 'octocat' && 'x' || github.ref_nam }}", 'x', [47]],
    ["{{ case(true, 'x', github.ref_nam) }}", 'x', [27]],
    ["{{ format('x', github.ref_nam) }}", 'x', [23]],
    ['{{ !github.ref_nam }}', 'true', [12]],
    ['{{ matrix[github.ref_nam] }}', '', [18]],
    ['{{ github.ref_nam == page.headlin }}', 'true', [11, 27]]
  ])('is found wherever it stands, evaluated or not: %s', (template, text, columns) => {
    expect(renderAll(template)).toEqual({
      text,
      problems: columns.map(column => expect.stringMatching(`^line 1, column ${column}: there is no`))
    })
  })

  test('is told beside the error that it leads to', () => {
    expect(renderAll('{{ fromJSON(github.event_nme) }}')).toEqual({
      text: '{{ fromJSON(github.event_nme) }}',
      problems: [
        `line 1, column 20: ${missing('github.event_nme', 'github.event_name')}`,
        'line 1, column 1: fromJSON was given an empty text. It is left as written'
      ]
    })
  })

  test('is told of ten times at most', () => {
    const { text, problems } = renderAll('{{ github.ref_nam }}\n'.repeat(12))
    expect(text).toBe('\n'.repeat(12))
    expect(problems).toHaveLength(11)
    expect(problems.at(-1)).toBe('2 more errors')
  })

  test('is told in a sentence of bearable length', () => {
    const { problems } = renderAll(`{{ github['${'é'.repeat(20_000)}'] }}`)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.length).toBeLessThan(300)
  })

  test.each([
    '{{ github.event.anything.at.all }}',
    '{{ matrix.anything }}',
    '{{ needs.anything.result }}',
    '{{ inputs.anything }}',
    '{{ github[matrix.os] }}',
    '{{ job.container.network }}',
    '{{ page.headline.length }}',
    '{{ github[0] }}'
  ])('is not found in %s, which is silent', template => {
    expect(renderAll(template).problems).toEqual([])
  })

  // https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
  const documented = {
    github: [
      ...['action', 'action_path', 'action_ref', 'action_repository', 'action_status', 'actor', 'actor_id', 'api_url'],
      ...[
        'artifacts',
        'artifacts_list',
        'base_ref',
        'env',
        'event',
        'event_name',
        'event_path',
        'graphql_url',
        'head_ref'
      ],
      ...[
        'job',
        'path',
        'ref',
        'ref_name',
        'ref_protected',
        'ref_type',
        'repository',
        'repository_id',
        'repository_owner'
      ],
      ...[
        'repository_owner_id',
        'repositoryUrl',
        'retention_days',
        'run_id',
        'run_number',
        'run_attempt',
        'secret_source'
      ],
      ...['server_url', 'sha', 'triggering_actor', 'workflow', 'workflow_ref', 'workflow_sha', 'workspace']
    ],
    job: [
      ...['check_run_id', 'container', 'services', 'status', 'workflow_ref', 'workflow_sha', 'workflow_repository'],
      'workflow_file_path'
    ],
    runner: ['name', 'os', 'arch', 'temp', 'tool_cache', 'debug', 'environment'],
    strategy: ['fail-fast', 'job-index', 'job-total', 'max-parallel']
  }
  test.each(Object.entries(documented))('is none that GitHub documents for %s', (context, names) => {
    const told = names.flatMap(name => renderAll(`{{ ${context}.${name} }}{{ ${context}['${name}'] }}`).problems)
    expect(told).toEqual([])
  })

  test('is none that a context has, documented or not', () => {
    const own = createRenderer({ github: { brand_new: 'x' }, page: { sender: 'octocat' } })
    expect(own('{{ github.brand_new }} {{ page.Sender }}')).toEqual({ text: 'x octocat', problems: [] })
    expect(own('{{ page.sendr }}').problems).toEqual([`line 1, column 9: ${missing('page.sendr', 'page.sender')}`])
  })
})

describe('own properties only', () => {
  test.each([
    '{{ matrix.constructor }}',
    "{{ matrix['__proto__'] }}",
    "{{ github.event['__proto__'] }}",
    '{{ github[github.event.name] }}',
    '{{ github.event.__proto__.polluted }}',
    '{{ github.event.toString }}',
    '{{ github.event.labels.length }}',
    '{{ github.event.labels.constructor }}',
    "{{ fromJSON('{}').constructor }}",
    '{{ fromJSON(\'{"a":1}\').__proto__ }}'
  ])('%s is empty', template => {
    expect(render(template, { labels: [1], name: 'constructor' })).toEqual({ text: '', problems: [] })
  })

  test('an event that brings properties of such names is read, and changes nothing else', () => {
    const event = JSON.parse('{"__proto__":{"polluted":"own"},"constructor":{"name":"mine"}}')
    expect(render('{{ github.event.__proto__.polluted }} {{ github.event.constructor.name }}', event).text).toBe(
      'own mine'
    )
    render('{{ toJSON(github.event) }}{{ join(github.event.*.polluted) }}{{ fromJSON(toJSON(github.event)) }}', event)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('work is bounded', () => {
  const spaced = (text: string, times: number) => Array.from({ length: times }, () => text).join(' ')
  const nested = (call: (inner: string) => string, depth: number) =>
    Array.from({ length: depth }).reduce<string>(inner => call(inner), "'x'")

  test.each([
    ['a path of 10,000 names', `{{ github${'.a'.repeat(10_000)} }}`],
    ['10,000 indexes', `{{ github${"['a']".repeat(4_000)} }}`],
    ['10,000 brackets', `{{ ${'('.repeat(10_000)}1${')'.repeat(10_000)} }}`],
    ['10,000 negations', `{{ ${'!'.repeat(10_000)}1 }}`],
    ['5,000 comparisons', `{{ ${'1=='.repeat(5_000)}1 }}`],
    ['an expression of 30,000 characters', `{{ '${'x'.repeat(30_000)}' }}`],
    ['a format bomb', `{{ ${nested(inner => `format('${'{0}'.repeat(10)}', ${inner})`, 20)} }}`],
    ['a join bomb', `{{ ${nested(inner => `join(github.event.list, ${inner})`, 20)} }}`],
    ['a filter of a filter of a long list', `{{ join(github.event.list${'.*'.repeat(3)}, github.event.text) }}`],
    ['a chain of comparisons with a long text', `{{ ${spaced("github.event.text == 'a' ||", 500)} 1 }}`],
    ['a deep value as JSON', '{{ toJSON(github.event.deep) }}'],
    ['a huge list as JSON', '{{ toJSON(github.event.huge) }}']
  ])('of %s: the source stands, with one problem', (_, template) => {
    const event = {
      text: 'y'.repeat(1_000_000),
      list: Array.from({ length: 1000 }, () => [['z', 'z', 'z', 'z']]),
      deep: JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as Json,
      huge: Array.from({ length: 2_000_000 }, () => 0)
    }
    const { text, problems } = render(template, event)
    expect(text).toBe(template)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.length).toBeLessThan(1000)
  })

  test('by one budget for all templates of a renderer; another renderer has its own', () => {
    const event = { text: 'y'.repeat(1_000_000) }
    const template = '{{ github.event.text }}'
    const one = createRenderer(contexts(event))
    const renderings = Array.from({ length: 100 }, () => one(template))
    expect(renderings[0]).toEqual({ text: event.text, problems: [] })
    expect(renderings.at(-1)).toEqual({ text: template, problems: [expect.stringContaining('too much text')] })
    expect(render(template, event).text).toBe(event.text)
  })

  test('whatever a template is made of: nothing throws, and without problems no expression is left', () => {
    const piece = fc.constantFrom(
      ...['{{', '}}', "'", "''", ' ', '\n', 'github', '.', 'event', '*', '[', ']', '(', ')', ',', '==', '||', '!', '0'],
      ...[
        'format',
        'join',
        'toJSON',
        'fromJSON',
        'contains',
        'case',
        '{0}',
        'constructor',
        '__proto__',
        'é',
        '🚀',
        '\0'
      ]
    )
    const event = { a: [1, { b: 'x' }], c: null }
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const template = pieces.join('')
        const { text, problems } = render(template, event)
        expect(typeof text).toBe('string')
        if (!template.includes('{{')) expect({ text, problems }).toEqual({ text: template, problems: [] })
        for (const problem of problems) expect(problem).toMatch(/^line \d+, column \d+: ./)
      }),
      { numRuns: 3000 }
    )
  })
})

/*
 * The worst that an event can do to templates that name it, in a process of its own, as a whole page: the contract allows
 * 5 s and 700 MB. The process may take longer here, for slow machines; what grows without end takes minutes.
 */
describe('a hostile page still goes out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'template-test-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const story = `
    import { readFileSync } from 'node:fs'
    import { readEnvironment } from './src/github/environment.ts'
    import { readContextInputs, readInputs } from './src/github/inputs.ts'
    import { composeDefaultTexts } from './src/page/default-texts.ts'
    import { composePage } from './src/page/page.ts'
    import { composeRequest } from './src/page/request.ts'
    import { createRenderer } from './src/page/template.ts'
    import { readWorkflow } from './src/github/workflow.ts'
    const { inputs: given, environment } = JSON.parse(readFileSync(0, 'utf8'))
    const reader = { getInput: name => given[name] ?? '' }
    const { inputs } = readInputs(reader, readEnvironment(environment))
    const { workflow } = readWorkflow(readContextInputs(reader), environment)
    const page = composePage(workflow, { state: 'unknown', jobs: [] })
    const defaults = composeDefaultTexts(page, workflow)
    const { request, repairs } = composeRequest(inputs, page, defaults, createRenderer({ ...workflow, page }))
    const longestRepair = Math.max(0, ...repairs.map(repair => repair.what.length))
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024)
    console.log(JSON.stringify({ request, repairs: repairs.length, longestRepair, peakMegabytes }))
  `

  interface Paged {
    readonly request: Record<string, string>
    readonly repairs: number
    readonly longestRepair: number
    readonly peakMegabytes: number
  }

  function page(content: string, event: string, over: Record<string, string> = {}): Paged {
    const path = join(folder, 'event.json')
    writeFileSync(path, event)
    const environment = {
      GITHUB_ACTOR: 'octocat',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_EVENT_PATH: path,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '1658821493',
      GITHUB_WORKFLOW: 'Deploy'
    }
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '--input-type=module', '--eval', story],
      {
        cwd: join(import.meta.dirname, '..'),
        // What the first of these processes has compiled, the others need not.
        env: { NODE_COMPILE_CACHE: join(folder, 'compiled') },
        input: JSON.stringify({ inputs: { ...givenInputs, content, ...over }, environment }),
        timeout: 20_000
      }
    )
    expect({ status, signal, stderr: stderr.toString().slice(0, 500) }).toEqual({ status: 0, signal: null, stderr: '' })
    return JSON.parse(stdout.toString()) as Paged
  }

  const json = JSON.stringify
  const text = (value: string) => json({ x: value })
  const escapes = (code: string, times: number) => `{"x":"${code.repeat(times)}"}`

  test.each<[string, string, () => string]>([
    ['an event of 25 MB, unnamed', 'Pager', () => text('y'.repeat(25_000_000))],
    ['20 MB of text', '{{ github.event.x }}', () => text('y'.repeat(20_000_000))],
    ['20 MB of DEL, every one to be replaced', '{{ github.event.x }}', () => text('\u007f'.repeat(20_000_000))],
    ['20 MB of NEL, every one a line break', '{{ github.event.x }}', () => text('\u0085'.repeat(10_000_000))],
    ['20 MB of white space', 'x{{ github.event.x }}x', () => text(' '.repeat(20_000_000))],
    ['lone surrogates', '{{ github.event.x }}', () => escapes('\\ud800', 4_000_000)],
    ['20 MB of combining marks', '{{ github.event.x }}', () => text('\u0301'.repeat(10_000_000))],
    ['20 MB of flags', '{{ github.event.x }}', () => text('🇩'.repeat(5_000_000))],
    ['the whole event', '{{ toJSON(github.event) }}', () => text('y'.repeat(25_000_000))],
    ['25 MB of lists', '{{ github.event.x }}', () => `{"x":[${'[],'.repeat(8_000_000)}[]]}`],
    ['25 MB of objects', '{{ github.event.x }}', () => `{"x":[${'{},'.repeat(8_000_000)}{}]}`],
    [
      '25 MB of lists in lists',
      '{{ github.event.x }}',
      () => `{"x":${'['.repeat(12_000_000)}${']'.repeat(12_000_000)}}`
    ],
    ['25 MB of objects with a key each', '{{ github.event.x }}', () => `{"x":[${'{"":0},'.repeat(3_500_000)}{}]}`],
    ['25 MB of numbers', '{{ github.event.x }}', () => `{"x":[${'0,'.repeat(12_000_000)}0]}`],
    [
      '25 MB of keys',
      '{{ github.event.x }}',
      () => `{${Array.from({ length: 2_000_000 }, (_, n) => `"${n.toString(36)}":{}`).join()}}`
    ],
    ['an event with a million keys', '{{ toJSON(github.event) }}', () => json(Object.fromEntries(numbers(1_000_000)))],
    ['one key of a million', '{{ github.event.k5 }}', () => json(Object.fromEntries(numbers(1_000_000)))],
    ['a deep event', '{{ toJSON(github.event) }}', () => `{"x":${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}}`],
    ['braces as a format', '{{ format(github.event.x, 1) }}', () => text('{{'.repeat(4_000_000))],
    ['closing braces as a format', '{{ format(github.event.x, 1) }}', () => text('}}'.repeat(4_000_000))],
    ['places as a format', '{{ format(github.event.x, github.event.x) }}', () => text('{0}'.repeat(2_000_000))],
    [
      'a long text looked for in a long list',
      '{{ contains(github.event.list, github.event.x) }}',
      () => json({ list: Array.from({ length: 100_000 }, () => 'y'), x: 'z'.repeat(3_000_000) })
    ],
    ['many objects in JSON in JSON', '{{ fromJSON(github.event.x) }}', () => text(`[${'{},'.repeat(4_000_000)}{}]`)],
    ['many lists in JSON in JSON', '{{ fromJSON(github.event.x) }}', () => text(`[${'[],'.repeat(4_000_000)}[]]`)],
    ['deep JSON in JSON', '{{ fromJSON(github.event.x) }}', () => text('['.repeat(7_000_000) + ']'.repeat(7_000_000))],
    ['JSON of JSON of JSON', `{{ ${'toJSON('.repeat(40)}'"'${')'.repeat(40)} }}`, () => '{}'],
    ['letters that upper case treats apart', "{{ github.event.x == 'y' }}", () => text('ı'.repeat(12_000_000))],
    ['20,000 expressions that fail', '{{x}}\n'.repeat(20_000), () => '{}'],
    ['20,000 expressions that fail, on lines of their own', '\n{{x}}'.repeat(20_000), () => '{}'],
    ['20,000 expressions', '{{1}}\n'.repeat(20_000), () => '{}']
  ])('%s', (_, content, event) => {
    const { request, repairs, longestRepair, peakMegabytes } = page(content, event())
    expect(validateRequest(request).kind).toBe('valid')
    // What does not name the event stands, however much the others took.
    expect(request).toMatchObject({
      Sender: 'octocat via acme/shop',
      Subject: expect.stringContaining('acme/shop'),
      PublicSubject: expect.stringContaining('acme/shop'),
      PublicContent: expect.stringContaining('https://github.com/acme/shop/actions/runs/1658821493'),
      IdempotencyToken: '1658821493'
    })
    expect(longestRepair).toBeLessThan(2000)
    expect(repairs).toBeLessThan(20)
    expect(peakMegabytes).toBeLessThanOrEqual(700)
  })

  test.each([
    ['sender', 'Sender'],
    ['idempotency-token', 'IdempotencyToken'],
    ['subject', 'Subject'],
    ['public-content', 'PublicContent']
  ])('20 MB in %s', (input, member) => {
    const { request, peakMegabytes } = page('Pager', text('ﷺ\u007f'.repeat(5_000_000)), {
      [input]: '{{ github.event.x }}'
    })
    expect(validateRequest(request).kind).toBe('valid')
    expect(request[member]).not.toBe('')
    expect(peakMegabytes).toBeLessThanOrEqual(700)
  })

  function* numbers(count: number): Generator<[string, number]> {
    for (let index = 0; index < count; index++) yield [`k${index}`, index]
  }
})
