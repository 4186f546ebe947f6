/*
 * Every sample in the README and in docs/templates.md gives what stands beside it. The samples are read from the documents:
 *
 *   Situation: **a failed deploy**.                  what has happened, for all that follows; situations.ts has it as data
 *   - `{{ github.actor }}` gives `octocat`           an expression and its value; `gives nothing` for none
 *   - `{{ env.X }}` warns `line 1, column 4: …`      an expression that fails, and why
 *   - `{{ job.x }}` is empty and warns `line 1, …`   a name that does not exist
 *   | … | `{{ 0b1 }}` | `1` | an error |              what a runner makes of it instead
 *   - `subject: Run #{{ x }}` is read as `Run`       YAML
 *   - **a failed deploy**: `…`                       below a member of the page context: its value, or a text block
 *
 * and blocks of YAML, where the comment below an input is what is sent.
 */
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { contactArn } from '../local/demo/scenarios.ts'
import { readInputs } from '../src/github/inputs.ts'
import { composeDefaultTexts } from '../src/page/default-texts.ts'
import type { Page } from '../src/page/page.ts'
import { type Composition, composeRequest } from '../src/page/request.ts'
import { codeSpansOf, read, sectionOf } from './shared/markdown.ts'
import { defaultTemplates, emptyEnvironment } from './shared/samples.ts'
import { type Reading, readSituation, situations } from './shared/situations.ts'

const reference = 'docs/templates.md'
const readings = new Map<string, Reading>()
for (const name of Object.keys(situations)) readings.set(name, await readSituation(name))

function reading(name: string): Reading {
  const found = readings.get(name)
  if (found === undefined) throw new Error(`"${name}" is no situation of situations.ts`)
  return found
}

/** What a document shows, with the situation in which it does. */
interface Sample {
  readonly situation: string
  readonly shown: string
  readonly result: string
}

/** The parts of a text, each with the situation that was named last before it. */
function inSituations(text: string): [situation: string, part: string][] {
  const [, ...parts] = text.split(/^Situation: \*\*(.+?)\*\*\.$/m)
  return Array.from({ length: parts.length / 2 }, (_, index) => [parts[2 * index] ?? '', parts[2 * index + 1] ?? ''])
}

/** The items of lists that are samples: code, a verb, and what the verb is about in code (or `nothing`). */
function itemsOf(text: string, verb: string): Sample[] {
  const item = new RegExp(`^(?:-|\\d+\\.) (\`\`?)(.+?)\\1 ${verb}\\s+(?:(\`\`?)(.+?)\\3|nothing)(?=[.,]|$)`, 'gm')
  return inSituations(text).flatMap(([situation, part]) =>
    [...part.matchAll(item)].map(([, , shown = '', , result = '']) => ({ situation, shown, result }))
  )
}

/** What an expression gives here and on a runner; undefined for an error. */
interface Difference {
  readonly expression: string
  readonly here: string | undefined
  readonly onRunner: string | undefined
}

function differencesOf(text: string): Difference[] {
  const row = /^\| [^|]+ \| `(\{\{ [^|]+ \}\})` +\| (?:`(.+?)`|an error) +\| (?:`(.+?)`|an error) +\|$/gm
  return [...text.matchAll(row)].map(([, expression = '', here, onRunner]) => ({ expression, here, onRunner }))
}

/** An input as a block of YAML gives it, and what the comment below it tells. */
interface Recipe {
  readonly situation: string
  readonly input: string
  readonly template: string
  readonly result: string
  readonly warnings: readonly string[]
}

function recipesOf(text: string): Recipe[] {
  return inSituations(text).flatMap(([situation, part]) =>
    [...part.matchAll(/^```yaml\n(.*?)^```$/gms)].flatMap(([, block = '']) =>
      block.split(/^(?=[a-z-]+:)/m).map(entry => {
        const [[input = '', value] = []] = Object.entries(parse(entry) as Record<string, unknown>)
        // As the runner hands it over: without white space at its ends.
        const template = String(value).trim()
        const comments = [...entry.matchAll(/^# ?(.*)$/gm)].map(([, line = '']) => line)
        const lines = comments.filter(line => !line.startsWith('Warning: '))
        return {
          situation,
          input,
          template,
          result: lines.length === 0 && !template.includes('{{') ? template : lines.join('\n'),
          warnings: comments.filter(line => line.startsWith('Warning: ')).map(line => line.slice('Warning: '.length))
        }
      })
    )
  )
}

/** The request that is sent in a situation when one input is given. */
function compose(situation: string, input: string, value: string): Composition {
  const given: Record<string, string> = { 'contact-id': contactArn, 'dry-run': 'false', [input]: value }
  const defaults = Object.entries(defaultTemplates).map(([name, text]) => [dashed(name), text])
  const all = { ...Object.fromEntries(defaults), ...given }
  const reader = { getInput: (name: string) => all[name] ?? '' }
  const { page, workflow, render } = reading(situation)
  const { inputs } = readInputs(reader, emptyEnvironment)
  return composeRequest(inputs, page, composeDefaultTexts(page, workflow), render)
}

/** `publicSubject` and `PublicSubject` are both `public-subject`. */
function dashed(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()
}

const titled = <T extends { shown: string }>(samples: readonly T[]) =>
  samples.map((sample): [string, T] => [sample.shown, sample])

const documentsWithSamples = ['README.md', reference]

describe.each(documentsWithSamples)('%s', path => {
  const text = read(path)

  test.each(titled(itemsOf(text, 'gives')))('%s', (_, { situation, shown, result }) => {
    expect(reading(situation).render(shown)).toEqual({ text: result, problems: [] })
  })

  const samples = ['gives', 'warns', 'is empty and warns', 'is read as'].flatMap(verb => itemsOf(text, verb))

  test('every item that begins with a template is a sample', () => {
    const items = text.match(/^(?:-|\d+\.) `[^`]*\{\{.*$/gm) ?? []
    const unread = items.filter(item => !samples.some(({ shown }) => item.includes(`\`${shown}\``)))
    expect(unread.filter(item => !item.includes('` is read as '))).toEqual([])
  })

  test('every other template that is mentioned has no error', () => {
    const known = [
      ...samples.flatMap(({ shown, result }) => [shown, result]),
      ...differencesOf(text).map(({ expression }) => expression)
    ]
    const others = codeSpansOf(path).filter(span => span.includes('{{') && !known.includes(span))
    const problems = others
      // Those that stand for any expression, and those of GitHub.
      .filter(span => !/^(?:\{\{|\{\{(?: expression)? \}\})$|\$\{\{/.test(span))
      .flatMap(span =>
        reading('a failed deploy')
          .render(span)
          .problems.map(problem => `${span}: ${problem}`)
      )
    expect(problems).toEqual([])
  })
})

test('there are samples of one line: three in the README, ten in the reference', () => {
  expect(itemsOf(sectionOf('README.md', 'Templates'), 'gives')).toHaveLength(3)
  expect(itemsOf(sectionOf(reference, 'One line each'), 'gives')).toHaveLength(10)
})

describe(reference, () => {
  const text = read(reference)
  const recipes = recipesOf(text)

  test('names every situation', () => {
    const named = [...sectionOf(reference, 'The situations of the samples').matchAll(/^\| \*\*(.+?)\*\* /gm)]
    expect(named.map(([, name]) => name)).toEqual(Object.keys(situations))
  })

  test('has recipes enough', () => {
    expect(recipesOf(sectionOf(reference, 'Recipes')).length).toBeGreaterThanOrEqual(15)
  })

  test.each(recipes.map((recipe): [string, Recipe] => [`${recipe.input}: ${recipe.template}`, recipe]))(
    'recipe %s',
    (_, { situation, input, template, result, warnings }) => {
      const { request, repairs } = compose(situation, input, template)
      const [, sent] = Object.entries(request).find(([member]) => dashed(member) === input) ?? []
      expect({ sent, warnings: repairs.map(({ what }) => what) }).toEqual({ sent: result, warnings })
    }
  )

  test.each(titled(itemsOf(text, 'warns')))('%s warns', (_, { situation, shown, result }) => {
    const problems = [`${result}. It is left as written`]
    expect(reading(situation).render(shown)).toEqual({ text: shown, problems })
  })

  test.each(titled(itemsOf(text, 'is empty and warns')))('%s is empty and warns', (_, { situation, shown, result }) => {
    expect(reading(situation).render(shown)).toEqual({ text: '', problems: [result] })
  })

  describe('where a runner differs', () => {
    const section = sectionOf(reference, 'Where a runner differs')
    const differences = differencesOf(section)
    const { render } = reading('a failed deploy')

    test('every row is read', () => {
      // All lines of the table but its head and the line below that.
      expect(differences).toHaveLength([...section.matchAll(/^\|/gm)].length - 2)
      expect(differences.length).toBeGreaterThanOrEqual(15)
    })

    test.each(differences.map((one): [string, Difference] => [one.expression, one]))(
      '%s gives here what the table says',
      (_, { expression, here, onRunner }) => {
        const { text, problems } = render(expression)
        expect({ text, failed: problems.length > 0 }).toEqual({ text: here ?? expression, failed: here === undefined })
        expect(onRunner).not.toBe(here)
      }
    )

    test('the package is the one that is installed', () => {
      const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
      expect(section).toContain(`\`@actions/expressions\` ${dependencies['@actions/expressions']}`)
    })
  })

  const members = ['headline', 'details', 'brief_headline', 'brief', 'url', 'sender'] as const satisfies (keyof Page)[]
  test.each(members)('page.%s in every situation', member => {
    const section = sectionOf(reference, `\`page.${member}\``)
    const items = section.matchAll(/^- \*\*(.+?)\*\*: `(.*)`$/gm)
    const blocks = section.matchAll(/^\*\*(.+?)\*\*:\n\n```text\n(.*?)\n```$/gms)
    const shown = [...items, ...blocks].map(([, situation = '', value]) => [situation, value])
    expect(shown).toEqual([...readings].map(([situation, { page }]) => [situation, page[member]]))
  })

  test('the properties of github are there', () => {
    const [, paragraph = ''] = /properties:\n\n(.*?)\n\n/s.exec(sectionOf(reference, '`github`')) ?? []
    const named = [...paragraph.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
    const found = Object.keys(reading('a failed deploy').workflow.github)
    // action_path is set within composite actions only.
    expect(named.toSorted()).toEqual([...found, 'action_path'].toSorted())
  })

  describe('YAML without quotes', () => {
    const section = sectionOf(reference, 'In YAML')
    const lines = [...section.matchAll(/^- `(subject: .+?)` is read as (?:`(.+?)`|(a mapping|an error))[.,]/gm)].map(
      ([, line = '', result, kind]): [string, string | undefined] => [line, kind ?? result]
    )

    test('is shown', () => expect(lines).toHaveLength(3))

    test.each(lines)('%s is %s', (line, expected) => {
      if (expected === 'an error') expect(() => parse(line)).toThrow()
      else {
        const { subject } = parse(line, { logLevel: 'silent' }) as { subject: unknown }
        expect(typeof subject === 'object' ? 'a mapping' : subject).toBe(expected)
      }
    })
  })
})
