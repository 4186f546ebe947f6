import { describe, expect, test } from '@jest/globals'
import {
  asFirstAttempt,
  asOtherRun,
  hasIdOfEveryRun,
  hasTokenOfFirstAttempt,
  isMadeOfRunId,
  laterAttempt,
  type RunPage
} from '../src/page/reruns.ts'
import { createRenderer } from '../src/page/template.ts'
import { emptyWorkflow } from './shared/samples.ts'

const run = (attempt: string): RunPage => ({
  workflow: {
    ...emptyWorkflow,
    github: { run_id: '1658821493', run_attempt: attempt, sha: '8f3b2c1d' },
    job: { check_run_id: 48213377503 }
  },
  page: {
    headline: 'Deploy failed',
    details: `Deploy failed.\nAttempt ${attempt}.`,
    brief_headline: '',
    brief: '',
    url: `https://github.com/acme/shop/actions/runs/1658821493/attempts/${attempt}`,
    sender: '',
    failed_jobs: []
  }
})

const renderOf = ({ workflow, page }: RunPage) =>
  createRenderer({ ...workflow, page: { ...page, failed_jobs: [] } } as Parameters<typeof createRenderer>[0])

test.each([
  ['1', undefined],
  ['2', 2],
  ['17', 17],
  ['', undefined],
  ['x', undefined],
  ['-2', undefined]
])('attempt %j of a run is a later one: %j', (attempt, later) => {
  expect(laterAttempt(run(attempt).workflow)).toBe(later)
})

describe('a token on the second attempt of a run', () => {
  const isShared = (template: string) =>
    hasTokenOfFirstAttempt(template, run('2').workflow, renderOf(run('2')), renderOf(asFirstAttempt(run('2'))))

  test.each([
    ['the default', '{{ github.run_id }}'],
    ['none, which is the default', ''],
    ['the run as the runner writes it', '1658821493'],
    ['one of the commit', 'deploy-{{ github.sha }}'],
    ['one of the hour', 'health-check-2026-07-21T03'],
    ['one that holds the number in another', '{{ github.run_id }}-22'],
    ['one that names the number in an expression alone', "{{ format('{0}-{1}', github.run_id, 2) }}"],
    ['one that is broken', '{{ github.run_id'],
    ['one of the headline', '{{ page.headline }}']
  ])('is that of the first: %s', (_, template) => {
    expect(isShared(template)).toBe(true)
  })

  test.each([
    ['with the attempt', '{{ github.run_id }}-{{ github.run_attempt }}'],
    ['with the attempt as the runner writes it', '1658821493-2'],
    ['with the attempt as the runner writes it, beside a template', '{{ github.run_id }}/2'],
    ['with the job', '{{ job.check_run_id }}'],
    ['with the job as the runner writes it', 'page-48213377503'],
    ['with the address of the page', '{{ page.url }}'],
    ['with the text of the page', '{{ page.details }}']
  ])('is another: %s', (_, template) => {
    expect(isShared(template)).toBe(false)
  })
})

test.each([
  ['1', true],
  ['1658821493', false],
  ['11', false],
  ['', false]
])('%j is the ID that act gives to every run: %j', (run_id, expected) => {
  expect(hasIdOfEveryRun({ ...emptyWorkflow, github: { run_id } })).toBe(expected)
})

test('another run has another ID, and no text that tells of the ID', () => {
  const { workflow, page } = asOtherRun(run('1'))
  expect(workflow.github).toMatchObject({ run_id: '2', sha: '8f3b2c1d' })
  expect(page).toMatchObject({ headline: 'Deploy failed', url: '', details: '' })
})

test.each([
  ['comes out another way in another run', '{{ github.run_id }}', '1', '2', true],
  ['is the ID as act fills it in', '1', '1', '1', true],
  ['has the ID as act fills it in', '1-second', '1-second', '1-second', true],
  ['has the digit in another number', 'health-2026-11', 'health-2026-11', 'health-2026-11', false],
  ['is of the commit', '{{ github.sha }}', '8f3b2c1d', '8f3b2c1d', false],
  ['has the digit in an expression', "{{ format('{1}', 1, github.sha) }}", '8f3b2c1d', '8f3b2c1d', false]
])('a token that %s', (_, template, token, tokenOfOther, expected) => {
  expect(isMadeOfRunId(template, token, tokenOfOther)).toBe(expected)
})
