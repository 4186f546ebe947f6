import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readEnvironment } from '../src/github/environment.ts'
import { readStopInputs, reasonTemplate } from '../src/github/stop-inputs.ts'
import { limits } from '../src/incident-manager/limits.ts'
import { composeReason, isReasonTemplate } from '../src/page/reason.ts'
import { createRenderer } from '../src/page/template.ts'
import { lengthInScalars } from '../src/text/unicode.ts'
import { fakeReader } from './shared/fake-core.ts'
import { emptyEnvironment, emptyWorkflow, engagementArn } from './shared/samples.ts'

interface Action {
  readonly description: string
  readonly inputs: Readonly<Record<string, { readonly default: string; readonly description: string }>>
  readonly runs: { readonly using: string; readonly main: string }
}

const action = parse(readFileSync(join(import.meta.dirname, '../stop/action.yml'), 'utf8')) as Action
const defaults = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]))
const read = (given: Readonly<Record<string, string>>, environment = emptyEnvironment) =>
  readStopInputs(fakeReader({ ...defaults, ...given }), environment)

const another = `${engagementArn}-2`

describe('stop/action.yml', () => {
  test('has the inputs that are read, and defaults with nothing to repair', () => {
    const asked = new Set<string>()
    const getInput = (name: string) => {
      asked.add(name)
      return defaults[name] ?? ''
    }
    expect(readStopInputs({ getInput }, emptyEnvironment)).toEqual({
      inputs: {
        engagementArns: [],
        reason: reasonTemplate,
        endpointUrl: undefined,
        timeoutSeconds: 60,
        dryRun: false,
        strict: false
      },
      repairs: []
    })
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort())
  })

  test('tells the limits, and starts the entry on the runtime that is decided', () => {
    expect(limits.Reason.maximum).toBe(255)
    expect(action.inputs.reason?.description).toContain('255')
    expect(action.inputs['engagement-arn']?.description).toContain('2048')
    expect(action.description.length).toBeLessThan(125)
    expect(action.runs).toEqual({ using: 'node24', main: '../dist/stop.js' })
  })
})

describe('engagement-arn', () => {
  test.each([
    ['', []],
    ['\n  \n', []],
    [engagementArn, [engagementArn]],
    [`${engagementArn}\n${another}\n`, [engagementArn, another]],
    [`  ${engagementArn}\r\n\r\n${another}  \n${engagementArn}`, [engagementArn, another]]
  ])('%j', (text, engagementArns) => {
    expect(read({ 'engagement-arn': text }).inputs).toMatchObject({ engagementArns })
  })

  test.each([
    ['oncall-plan/27bd86cf-6d50', 'not "engagement-id"'],
    ['arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan', 'the ARN of a contact'],
    [`${engagementArn},${another}`, 'one ARN per line'],
    [`${engagementArn} ${another}`, 'one ARN per line'],
    [engagementArn.replace('111122223333', '***'), 'masked'],
    [`${engagementArn}${'a'.repeat(2048)}`, '2048 or fewer'],
    ['nonsense', 'not the ARN of an engagement'],
    ['arn:aws:ssm-contacts:US-EAST-1:111122223333:engagement/oncall-plan/1', 'not the ARN of an engagement']
  ])('%s stops nothing', (text, words) => {
    expect(() => read({ 'engagement-arn': text })).toThrow(words)
    expect(() => read({ 'engagement-arn': `${engagementArn}\n${text}` })).toThrow(
      expect.objectContaining({ code: 'invalid-input' })
    )
  })
})

describe('what can stop the stop', () => {
  test('is told all at once', () => {
    expect(() => read({ 'engagement-arn': 'a\nb', 'dry-run': 'maybe', 'endpoint-url': 'http://example.com' })).toThrow(
      /"a".*"b".*endpoint-url.*dry-run/s
    )
  })

  test('is half a key, but not where there is nothing to stop', () => {
    const environment = readEnvironment({ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' })
    expect(() => read({ 'engagement-arn': engagementArn }, environment)).toThrow('AWS_SECRET_ACCESS_KEY is empty')
    expect(read({}, environment).inputs.engagementArns).toEqual([])
    expect(read({ 'engagement-arn': engagementArn, 'dry-run': 'true' }, environment).inputs.dryRun).toBe(true)
  })

  test.each([
    ['timeout-seconds', 'soon', { timeoutSeconds: 60 }],
    ['timeout-seconds', '9999', { timeoutSeconds: 900 }],
    ['strict', 'maybe', { strict: false }]
  ])('is not %s %s', (name, value, expected) => {
    const { inputs, repairs } = read({ [name]: value })
    expect(inputs).toMatchObject(expected)
    expect(repairs).toEqual([{ what: expect.stringContaining(value), authored: true }])
  })
})

describe('the reason', () => {
  const github = { workflow: 'Health', repository: 'acme/shop', actor: 'octocat' }
  const workflow = { ...emptyWorkflow, github }
  const url = 'https://github.com/acme/shop/actions/runs/17'
  const page = { headline: '', details: '', brief_headline: '', brief: '', sender: '', url, failed_jobs: [] }
  const reasonOf = (template: string, over: object = {}, address = url) => {
    const [told, shown] = [
      { ...workflow, github: { ...github, ...over } },
      { ...page, url: address }
    ]
    return composeReason(template, told, shown, createRenderer({ ...told, page: shown }))
  }

  test('names the workflow and links the run by default, as the template does', () => {
    const { text, repairs } = reasonOf(reasonTemplate)
    expect(text).toBe(`Stopped by Health in acme/shop: ${url}`)
    expect(repairs).toEqual([])
    expect(createRenderer({ ...workflow, page })(reasonTemplate).text).toBe(text)
    expect(isReasonTemplate(reasonTemplate)).toBe(false)
  })

  test('has the whole link at its end, however long a name is', () => {
    const { text } = reasonOf(reasonTemplate, { workflow: '🚨'.repeat(400) })
    expect(lengthInScalars(text)).toBeLessThanOrEqual(255)
    expect(text.endsWith(`: ${url}`)).toBe(true)
  })

  test('keeps the limit even where the link does not', () => {
    expect(lengthInScalars(reasonOf(reasonTemplate, {}, `https://${'a'.repeat(400)}`).text)).toBe(255)
  })

  test.each([
    ['{{ github.actor }} has rolled back', 'octocat has rolled back', 0],
    ['no template', 'no template', 0],
    ['two\nlines', 'two lines', 0],
    ['', `Stopped by Health in acme/shop: ${url}`, 0],
    ['{{ github.head_ref }}', `Stopped by Health in acme/shop: ${url}`, 1],
    ['{{ github.actor', '{{ github.actor', 1],
    ['a'.repeat(256), `${'a'.repeat(254)}…`, 1],
    ['🚨'.repeat(255), '🚨'.repeat(255), 0]
  ])('%s', (template, expected, count) => {
    const { text, repairs } = reasonOf(template)
    expect(text).toBe(expected)
    expect(repairs).toHaveLength(count)
  })
})
