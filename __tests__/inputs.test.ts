import { describe, expect, test } from '@jest/globals'
import { readEnvironment } from '../src/github/environment.ts'
import { type InputsReading, readContextInputs, readInputs } from '../src/github/inputs.ts'
import { isAllowedEndpoint } from '../src/network/endpoint.ts'
import type { PageError } from '../src/report/page-error.ts'
import { refuseRepairs } from '../src/report/repairs.ts'
import { fakeReader } from './shared/fake-core.ts'
import { refusalOf } from './shared/refusals.ts'
import { contactId, givenInputs, incidentId, inputs, noContexts } from './shared/samples.ts'

type Given = Readonly<Record<string, string>>

const read = (given: Given = {}, environment: Given = {}): InputsReading =>
  readInputs(fakeReader({ ...givenInputs, ...given }), readEnvironment(environment))
const refusal = (given: Given, environment: Given = {}) => refusalOf(() => read(given, environment))

/** What is decided where nothing has to be put right. */
function decided(given: Given = {}, environment: Given = {}): InputsReading['inputs'] {
  const { inputs, repairs } = read(given, environment)
  expect(repairs).toEqual([])
  return inputs
}

/** A contact's ARN of so many characters, in its alias. */
const contactOf = (length: number) => contactId + 'a'.repeat(length - contactId.length)

/** An incident's ARN of so many characters. */
const incidentOf = (length: number) => incidentId + 'i'.repeat(length - incidentId.length)

describe('readInputs takes', () => {
  test('a contact alone, and decides the rest', () => {
    expect(decided()).toEqual(inputs)
  })

  test('every input to its own place', () => {
    expect(
      decided({
        subject: 's',
        content: 'c',
        'public-subject': 'ps',
        'public-content': 'pc',
        sender: 'me',
        'idempotency-token': 't',
        'incident-id': incidentId,
        'aws-region': 'us-east-1',
        'endpoint-url': 'https://vpce.example',
        'timeout-seconds': '900',
        'wait-for': 'acknowledgement',
        'wait-seconds': '21600',
        'dry-run': 'TRUE',
        strict: 'True',
        'github-token': 'ghs_token'
      })
    ).toEqual({
      contactIds: [contactId],
      backupContactId: '',
      templates: {
        subject: 's',
        content: 'c',
        publicSubject: 'ps',
        publicContent: 'pc',
        sender: 'me',
        idempotencyToken: 't'
      },
      incidentId,
      region: 'us-east-1',
      endpointUrl: 'https://vpce.example',
      timeoutSeconds: 900,
      waitFor: 'acknowledgement',
      waitSeconds: 21_600,
      dryRun: true,
      strict: true,
      githubToken: 'ghs_token'
    })
  })

  test.each(['  %s', '%s \t', '\n%s\n', '\u00a0%s'])('white space around an ARN: %j', pattern => {
    const { contactIds, incidentId: incident } = decided({
      'contact-id': pattern.replace('%s', contactId),
      'incident-id': `\n${incidentId}\t`
    })
    expect([contactIds, incident]).toEqual([[contactId], incidentId])
  })

  test.each([
    ['GovCloud', 'arn:aws-us-gov:ssm-contacts:us-gov-west-1:111122223333:contact/oncall', 'us-gov-west-1'],
    ['China', 'arn:aws-cn:ssm-contacts:cn-north-1:111122223333:contact/oncall', 'cn-north-1'],
    ['another account', 'arn:aws:ssm-contacts:eu-west-1:999988887777:contact/oncall', 'eu-west-1']
  ])('a contact of %s, and its region', (_, arn, region) => {
    expect(decided({ 'contact-id': arn }).region).toBe(region)
    expect(decided({ 'contact-id': arn, 'aws-region': region }).region).toBe(region)
  })

  test.each<[string, number]>([
    ['1', 1],
    ['60', 60],
    ['899', 899],
    ['900', 900],
    ['060', 60],
    ['+5', 5],
    ['90.0', 90]
  ])('timeout-seconds: %s', (text, seconds) => {
    expect(decided({ 'timeout-seconds': text }).timeoutSeconds).toBe(seconds)
  })

  test.each([
    ...['true', 'True', 'TRUE'].map(text => [text, true] as const),
    ...['false', 'False', 'FALSE'].map(text => [text, false] as const)
  ])('dry-run and strict: %s', (text, value) => {
    expect(decided({ 'dry-run': text, strict: text })).toMatchObject({ dryRun: value, strict: value })
  })

  test("public texts of '', which stay empty", () => {
    expect(decided({ 'public-subject': '', 'public-content': '' }).templates).toMatchObject({
      publicSubject: '',
      publicContent: ''
    })
  })

  test.each([254, 255])('a contact with an alias of %i characters', length => {
    const arn = contactId.replace('oncall-plan', 'a'.repeat(length))
    expect(decided({ 'contact-id': arn }).contactIds).toEqual([arn])
  })

  test.each([1023, 1024])('an incident of %i characters', length => {
    expect(incidentOf(length)).toHaveLength(length)
    expect(decided({ 'incident-id': incidentOf(length) }).incidentId).toBe(incidentOf(length))
  })

  test.each([
    ['every character that an incident ID may have', `${incidentId}azAZ09\\_@#%*+=:?./! -x`],
    ['an incident of a region', incidentId.replace('::', ':us-east-1:')],
    ['an incident of GovCloud', incidentId.replace('arn:aws', 'arn:aws-us-gov')],
    ['an incident of China', incidentId.replace('arn:aws', 'arn:aws-cn')]
  ])('%s', (_, id) => {
    expect(decided({ 'incident-id': id }).incidentId).toBe(id)
  })
})

test('readContextInputs takes every context to its own place, and what is missing as empty', () => {
  const given = {
    needs: '{"a":1}',
    'job-status': 'failure',
    'job-check-run-id': '42',
    matrix: '{"os":"x"}',
    strategy: 'not JSON'
  }
  expect(readContextInputs(fakeReader(given))).toEqual({
    needs: '{"a":1}',
    jobStatus: 'failure',
    jobCheckRunId: '42',
    matrix: '{"os":"x"}',
    strategy: 'not JSON'
  })
  expect(readContextInputs(fakeReader({}))).toEqual(noContexts)
})

/*
 * Only whom, whether and where can stop a page: all else is repaired, with a warning that names the input, its value, what
 * it takes, and what is used instead.
 */
describe('readInputs repairs', () => {
  const hint = (fallback: string) =>
    ` An expression that may be empty needs a default, such as \${{ vars.NAME || ${fallback} }}.`
  const seconds = (text: string, used: number) =>
    `Input "timeout-seconds" is "${text}". It takes a whole number of seconds from 1 to 900; ${used} is used.`
  const wait = (text: string) =>
    `Input "wait-for" is "${text}". It takes nothing, page, acknowledgement; nothing is used.`
  const waitSeconds = (text: string, used: number) =>
    `Input "wait-seconds" is "${text}". It takes a whole number of seconds from 10 to 21600; ${used} is used.`
  const region = (text: string) =>
    `Input "aws-region" is "${text}", but the contact in "contact-id" is in us-east-1. The contact's region counts: leave ` +
    '"aws-region" out.'
  const strict = (text: string) => `Input "strict" is "${text}". It takes true or false; false is used.`
  const incident = (text: string) =>
    `Input "incident-id" is "${text}". It takes the ARN of an incident, up to 1024 characters, such as ` +
    'arn:aws:ssm-incidents::111122223333:incident-record/PLAN/ID. The page goes out without the incident.'
  const plan = 'arn:aws:ssm-incidents::111122223333:response-plan/checkout'

  const rows: [string, string, Partial<InputsReading['inputs']>, string][] = [
    ['timeout-seconds', '60s', { timeoutSeconds: 60 }, seconds('60s', 60)],
    ['timeout-seconds', '0', { timeoutSeconds: 1 }, seconds('0', 1)],
    ['timeout-seconds', '-0', { timeoutSeconds: 1 }, seconds('-0', 1)],
    ['timeout-seconds', '-5', { timeoutSeconds: 1 }, seconds('-5', 1)],
    ['timeout-seconds', '0.5', { timeoutSeconds: 1 }, seconds('0.5', 1)],
    ['timeout-seconds', '901', { timeoutSeconds: 900 }, seconds('901', 900)],
    ['timeout-seconds', '900.5', { timeoutSeconds: 900 }, seconds('900.5', 900)],
    ['timeout-seconds', '9'.repeat(20), { timeoutSeconds: 900 }, seconds('9'.repeat(20), 900)],
    ['timeout-seconds', '1.5', { timeoutSeconds: 60 }, seconds('1.5', 60)],
    ['timeout-seconds', '', { timeoutSeconds: 60 }, seconds('', 60) + hint('60')],
    ['timeout-seconds', '1e3', { timeoutSeconds: 60 }, seconds('1e3', 60)],
    ['timeout-seconds', '0x10', { timeoutSeconds: 60 }, seconds('0x10', 60)],
    ['timeout-seconds', '1_000', { timeoutSeconds: 60 }, seconds('1_000', 60)],
    ['timeout-seconds', '12abc', { timeoutSeconds: 60 }, seconds('12abc', 60)],
    ['timeout-seconds', '٦٠', { timeoutSeconds: 60 }, seconds('٦٠', 60)],
    ['timeout-seconds', 'NaN', { timeoutSeconds: 60 }, seconds('NaN', 60)],
    ['timeout-seconds', 'Infinity', { timeoutSeconds: 60 }, seconds('Infinity', 60)],
    ['wait-for', 'ack', { waitFor: 'nothing' }, wait('ack')],
    ['wait-for', 'Page', { waitFor: 'nothing' }, wait('Page')],
    ['wait-for', '', { waitFor: 'nothing' }, wait('') + hint("'nothing'")],
    ['wait-seconds', '10m', { waitSeconds: 600 }, waitSeconds('10m', 600)],
    ['wait-seconds', '9', { waitSeconds: 10 }, waitSeconds('9', 10)],
    ['wait-seconds', '21601', { waitSeconds: 21_600 }, waitSeconds('21601', 21_600)],
    ['aws-region', 'us-west-2', { region: 'us-east-1' }, region('us-west-2')],
    ['aws-region', 'US-EAST-1', { region: 'us-east-1' }, region('US-EAST-1')],
    ['aws-region', 'us_east_1', { region: 'us-east-1' }, region('us_east_1')],
    ['aws-region', 'us-east-', { region: 'us-east-1' }, region('us-east-')],
    ['aws-region', 'x@evil.example:443/#', { region: 'us-east-1' }, region('x@evil.example:443/#')],
    ['aws-region', 'us-east-1.evil.example', { region: 'us-east-1' }, region('us-east-1.evil.example')],
    ['aws-region', 'us-east-1/..', { region: 'us-east-1' }, region('us-east-1/..')],
    ['strict', 'on', { strict: false }, strict('on')],
    ['strict', 'yes', { strict: false }, strict('yes')],
    ['strict', '1', { strict: false }, strict('1')],
    ['strict', 'tRUE', { strict: false }, strict('tRUE')],
    ['strict', '', { strict: false }, strict('') + hint('false')],
    ['incident-id', '4711', { incidentId: '' }, incident('4711')],
    ['incident-id', plan, { incidentId: '' }, incident(plan)],
    ['incident-id', 'incident (1)', { incidentId: '' }, incident('incident (1)')],
    ['incident-id', contactId, { incidentId: '' }, incident(contactId)],
    [
      'incident-id',
      'arn:aws:ssm-incidents::111122223333:incident-record/',
      { incidentId: '' },
      incident('arn:aws:ssm-incidents::111122223333:incident-record/')
    ],
    ['incident-id', `${incidentId}ü`, { incidentId: '' }, incident(`${incidentId}ü`)],
    ['incident-id', `${incidentId}𝒳`, { incidentId: '' }, incident(`${incidentId}𝒳`)],
    ['incident-id', `${incidentId}\u00a0b`, { incidentId: '' }, incident(`${incidentId} b`)],
    ['incident-id', incidentOf(1025), { incidentId: '' }, incident(`${incidentOf(200)}…`)]
  ]

  test.each(rows)('%s: %j', (name, value, used, warning) => {
    const reading = read({ [name]: value })
    expect(reading).toEqual({ inputs: { ...inputs, ...used }, repairs: [{ what: warning, authored: true }] })
    expect(() => refuseRepairs(reading.repairs, false)).not.toThrow()
  })

  // Strict cannot be on in a strict that is repaired.
  test.each(rows.filter(([name]) => name !== 'strict'))('%s: %j, which strict refuses', (name, value, _, warning) => {
    const { inputs, repairs } = read({ [name]: value, strict: 'true' })
    expect(inputs.strict).toBe(true)
    expect(refusalOf(() => refuseRepairs(repairs, inputs.strict))).toMatchObject({
      code: 'strict',
      outcome: 'not-sent',
      message: `Input "strict" is "true". Without it, the page would go out with these repairs:\n- ${warning}`
    })
  })

  const verification =
    'NODE_TLS_REJECT_UNAUTHORIZED=0 is set in the environment. This action verifies certificates all the same, since others ' +
    'could read the page and the AWS credentials on the way. Remove it; for a private certificate authority set ' +
    'NODE_EXTRA_CA_CERTS instead.'

  test('NODE_TLS_REJECT_UNAUTHORIZED=0, which strict refuses', () => {
    const reading = read({}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(reading).toEqual({ inputs, repairs: [{ what: verification, authored: true }] })
    expect(refusalOf(() => refuseRepairs(reading.repairs, true)).message).toContain(`\n- ${verification}`)
    expect(read({}, { NODE_TLS_REJECT_UNAUTHORIZED: '1' }).repairs).toEqual([])
  })

  test('everything at once, in the order of the inputs', () => {
    const given = { 'incident-id': '4711', 'aws-region': 'EU', 'timeout-seconds': '60s', strict: 'on' }
    expect(read(given, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual({
      inputs,
      repairs: [incident('4711'), region('EU'), seconds('60s', 60), strict('on'), verification].map(what => ({
        what,
        authored: true
      }))
    })
  })

  test('a value of many lines on one line', () => {
    const { repairs } = read({ 'aws-region': 'us-east-1\n::error::forged\r\n##[error]forged' })
    expect(repairs.map(({ what }) => what)).toEqual([region('us-east-1 ::error::forged ##[error]forged')])
  })

  test.each([
    ['far longer in bytes', '𝒳'.repeat(1025)],
    ['that a cut would take apart', `a${'𝒳'.repeat(1025)}`]
  ])('an over-long incident, %s, of which it quotes the beginning only', (_, value) => {
    const [{ what } = { what: '' }] = read({ 'incident-id': value }).repairs
    expect(what).toContain(`Input "incident-id" is "${value.slice(0, 100).replace(/[\ud800-\udbff]$/, '')}`)
    expect(what.length).toBeLessThan(500)
    expect(what.isWellFormed()).toBe(true)
  })
})

describe('a contact that AWS may not know is paged, with a warning that strict does not hold against it', () => {
  const alias = (name: string) =>
    `Input "contact-id" ends in "${name}". AWS names contacts with 1 to 255 of a-z, 0-9, "_", "." and "-", so it may not ` +
    'know this one.'

  test.each([
    ['an alias in capitals', contactId.replace('oncall-plan', 'Oncall-Plan'), alias('Oncall-Plan')],
    [
      '11 digits of account',
      contactId.replace('111122223333', '11112222333'),
      'Input "contact-id" names the account 11112222333, which has 11 digits. AWS accounts have 12.'
    ],
    ['2047 characters', contactOf(2047), alias(`oncall-plan${'a'.repeat(189)}…`)],
    ['2048 characters', contactOf(2048), alias(`oncall-plan${'a'.repeat(189)}…`)],
    [
      '2048 characters, most of them of the account',
      contactId.replace('111122223333', '1'.repeat(2048 - contactId.length + 12)),
      `Input "contact-id" names the account ${'1'.repeat(200)}…, which has ${2048 - contactId.length + 12} digits. AWS ` +
        'accounts have 12.'
    ]
  ])('%s', (_, arn, warning) => {
    const reading = read({ 'contact-id': arn, strict: 'true' })
    expect(reading).toEqual({
      inputs: { ...inputs, contactIds: [arn], strict: true },
      repairs: [{ what: warning, authored: false }]
    })
    expect(() => refuseRepairs(reading.repairs, true)).not.toThrow()
  })

  test('2048 characters are that many', () => {
    expect(contactOf(2048)).toHaveLength(2048)
  })
})

describe('several contacts and a backup', () => {
  const [second, third] = ['platform', 'data'].map(alias => contactId.replace('oncall-plan', alias)) as [string, string]
  const abroad = contactId.replace('us-east-1', 'eu-west-1')

  test('are taken in their order', () => {
    expect(decided({ 'contact-id': `${contactId}\n${second}`, 'backup-contact-id': abroad })).toEqual({
      ...inputs,
      contactIds: [contactId, second],
      backupContactId: abroad
    })
  })

  test('may be in several regions, each of which "aws-region" may name', () => {
    for (const region of ['us-east-1', 'eu-west-1', '']) {
      expect(decided({ 'contact-id': `${contactId}\n${abroad}`, 'aws-region': region }).region).toBe('us-east-1')
    }
    expect(read({ 'contact-id': `${contactId}\n${abroad}`, 'aws-region': 'us-west-2' }).repairs).toHaveLength(1)
  })

  test('of whom one is named twice: it is paged once, with a warning that strict refuses', () => {
    const what = `Input "contact-id" names ${contactId} more than once. It is paged once.`
    const reading = read({ 'contact-id': `${contactId}\n${second}\n${contactId}` })
    expect(reading).toEqual({
      inputs: { ...inputs, contactIds: [contactId, second] },
      repairs: [{ what, authored: true }]
    })
    expect(refusalOf(() => refuseRepairs(reading.repairs, true)).message).toContain(what)
  })

  test('are refused by the lines that are wrong, all at once', () => {
    const { code, message } = refusal({ 'contact-id': `${contactId}\noncall\n${second}\n"${third}"`, 'dry-run': 'x' })
    expect(code).toBe('invalid-input')
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^- Input "contact-id" \(line 2\) is "oncall"\. /),
      expect.stringMatching(/^- Input "contact-id" \(line 4\) is ""arn:.*"\. The quotes belong to the text/),
      expect.stringMatching(/^- Input "dry-run" /)
    ])
  })

  test('whose names AWS may not know are paged, each with a warning', () => {
    const [odd, odder] = [contactId.replace('oncall-plan', 'A'), contactId.replace('oncall-plan', 'B')]
    const { repairs } = read({ 'contact-id': `${contactId}\n${odd}`, 'backup-contact-id': odder })
    expect(repairs).toEqual([
      { what: expect.stringMatching(/^Input "contact-id" ends in "A"\. /), authored: false },
      { what: expect.stringMatching(/^Input "backup-contact-id" ends in "B"\. /), authored: false }
    ])
  })

  test.each([
    ['no ARN', 'oncall', /^Input "backup-contact-id" is "oncall"\. That is not an ARN.* without a backup\.$/],
    [
      'the first contact',
      contactId,
      /^Input "backup-contact-id" is "arn:.*oncall-plan", which "contact-id" names already\. .* without a backup\.$/
    ],
    ['the second contact', second, /platform", which "contact-id" names already\. /],
    ['two contacts', `${third}\n${abroad}`, /^Input "backup-contact-id" has several lines\. .* without a backup\.$/]
  ])('a backup that is %s is left out, with a warning that strict refuses', (_, backup, warning) => {
    const reading = read({ 'contact-id': `${contactId}\n${second}`, 'backup-contact-id': backup })
    expect(reading).toEqual({
      inputs: { ...inputs, contactIds: [contactId, second] },
      repairs: [{ what: expect.stringMatching(warning), authored: true }]
    })
    expect(() => refuseRepairs(reading.repairs, true)).toThrow()
  })
})

describe('readInputs refuses', () => {
  test.each([
    ['yes', ''],
    ['1', ''],
    ['tRUE', ''],
    ['', ' An expression that may be empty needs a default, such as ${{ vars.NAME || false }}.']
  ])('dry-run: %j', (value, hint) => {
    expect(refusal({ 'dry-run': value })).toMatchObject({
      code: 'invalid-input',
      outcome: 'not-sent',
      message: `Input "dry-run" is "${value}". It takes true or false.${hint}`
    })
  })

  // Which rule a contact breaks is told in contact-input.ts.
  test.each([
    'oncall-plan',
    '',
    'arn:aws:ssm-contacts:us-east-1:111122223333:engagement/oncall-plan/27bd86cf',
    'arn:aws:ssm-contacts:us-east-1:111122223333:contact/',
    'arn:aws:ssm-contacts:us-east-1:111122223333:contact/ü',
    'arn:aws:ssm-contacts:us-east-1:111122223333:contact/𝒳',
    'arn:aws:ssm-contacts:x@evil.example/:111122223333:contact/oncall',
    'arn:aws:ssm-contacts:us-east-1:***:contact/oncall-plan',
    `${contactId}, ${contactId}`
  ])('contact-id: %j', value => {
    const error = refusal({ 'contact-id': value })
    expect(error).toMatchObject({ code: 'invalid-input', outcome: 'not-sent' })
    expect(error.message).toContain(
      value === '' ? 'Input "contact-id" is empty.' : `Input "contact-id" is "${value}". `
    )
    expect(error.message).toContain(contactId)
    expect(error.message).toContain('"aws ssm-contacts list-contacts --region REGION"')
  })

  test('a contact ARN of 2049 characters, and quotes its beginning only', () => {
    const { message } = refusal({ 'contact-id': contactOf(2049) })
    expect(message).toContain(`Input "contact-id" is "${contactOf(2049).slice(0, 200)}…". It has 2049 characters; `)
    expect(message.length).toBeLessThan(600)
  })

  test('everything at once, each problem on a line of its own, and nothing that it repairs', () => {
    const { message } = refusal(
      {
        'contact-id': 'oncall',
        'incident-id': '(1)',
        'aws-region': 'EU',
        'endpoint-url': 'http://evil.example',
        'timeout-seconds': '12abc',
        'dry-run': 'yes',
        strict: 'on'
      },
      { NODE_TLS_REJECT_UNAUTHORIZED: '0', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }
    )
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^- Input "contact-id" is "oncall"\. /),
      expect.stringMatching(/^- Input "endpoint-url" is "http:\/\/evil\.example"; /),
      expect.stringMatching(/^- Input "dry-run" is "yes"\. /),
      '- AWS_ACCESS_KEY_ID is set in the environment, but AWS_SECRET_ACCESS_KEY is empty.'
    ])
  })
})

describe('half-set AWS keys', () => {
  const id = 'AKIAIOSFODNN7EXAMPLE'
  const half = 'AWS_ACCESS_KEY_ID is set in the environment, but AWS_SECRET_ACCESS_KEY is empty.'

  test('are refused, without being shown', () => {
    const error = refusal({}, { AWS_ACCESS_KEY_ID: id })
    expect(error).toMatchObject({ code: 'half-set-credentials', outcome: 'not-sent', message: half })
  })

  test('are told together with a wrong input', () => {
    const error = refusal({ 'contact-id': 'oncall' }, { AWS_ACCESS_KEY_ID: id })
    expect(error.code).toBe('invalid-input')
    expect(error.message).toMatch(/^- Input "contact-id" /)
    expect(error.message).toContain(`\n- ${half}`)
  })

  test('are refused also where something else is repaired', () => {
    expect(refusal({ 'timeout-seconds': '0' }, { AWS_ACCESS_KEY_ID: id }).message).toBe(half)
  })

  test('are no obstacle on a dry run, which needs none', () => {
    expect(decided({ 'dry-run': 'true' }, { AWS_ACCESS_KEY_ID: id }).contactIds).toEqual([contactId])
  })
})

describe('endpoint', () => {
  test.each([
    'https://ssm-contacts.us-east-1.amazonaws.com',
    'https://vpce-0123.ssm-contacts.us-east-1.vpce.amazonaws.com:8443/path',
    'http://localhost:4566',
    'http://LOCALHOST',
    'http://127.0.0.1:8080',
    'http://127.8.9.10',
    'http://[::1]:8080'
  ])('%s is taken', url => {
    expect(decided({ 'endpoint-url': url }).endpointUrl).toBe(url)
    expect(decided({}, { AWS_ENDPOINT_URL: url }).endpointUrl).toBe(url)
  })

  const refused = [
    'http://ssm-contacts.us-east-1.amazonaws.com',
    'http://169.254.169.254',
    'http://0.0.0.0',
    'http://10.0.0.1',
    'http://128.0.0.1',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://evil.example#localhost',
    'http://[::ffff:127.0.0.1]',
    'http://[::2]',
    'http://localhost@evil.example',
    'https://good.example@evil.example',
    'https://user:hunter2@ssm-contacts.us-east-1.amazonaws.com',
    'http://user:hunter2@localhost',
    'https://:hunter2@evil.example',
    'ftp://evil.example',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ssm-contacts.us-east-1.amazonaws.com',
    '//evil.example',
    'https://',
    'https://a b',
    'nonsense'
  ]
  test.each(refused)('%s is refused, whatever its source', url => {
    const sources: [PageError, string][] = [
      [refusal({ 'endpoint-url': url }), 'Input "endpoint-url"'],
      [refusal({}, { AWS_ENDPOINT_URL: url }), 'Environment variable AWS_ENDPOINT_URL '],
      [refusal({}, { AWS_ENDPOINT_URL_SSM_CONTACTS: url }), 'Environment variable AWS_ENDPOINT_URL_SSM_CONTACTS ']
    ]
    for (const [error, source] of sources) {
      expect(error.code).toBe('invalid-input')
      expect(error.message).toContain(source)
      expect(error.message).toMatch(/https and without user and password.*http is for loopback only/)
      expect(error.message).not.toContain('hunter2')
    }
    if (URL.canParse(url)) expect(isAllowedEndpoint(new URL(url))).toBe(false)
  })

  test('comes from the input, then from the environment', () => {
    const environment = { AWS_ENDPOINT_URL_SSM_CONTACTS: 'https://b.example', AWS_ENDPOINT_URL: 'https://c.example' }
    expect(decided({ 'endpoint-url': 'https://a.example' }, environment).endpointUrl).toBe('https://a.example')
    expect(decided({}, environment).endpointUrl).toBe('https://b.example')
    expect(decided().endpointUrl).toBeUndefined()
  })

  test('of the environment is ignored where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so', () => {
    const environment = { AWS_ENDPOINT_URL: 'https://c.example', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True' }
    expect(decided({}, environment).endpointUrl).toBeUndefined()
    expect(decided({ 'endpoint-url': 'https://a.example' }, environment).endpointUrl).toBe('https://a.example')
  })

  test('of the environment does not matter, however bad, where the input names one', () => {
    const environment = { AWS_ENDPOINT_URL: 'http://evil.example' }
    expect(decided({ 'endpoint-url': 'https://a.example' }, environment).endpointUrl).toBe('https://a.example')
  })
})

test('what must not be printed is in no message about other inputs', () => {
  const secret = {
    AWS_ACCESS_KEY_ID: 'AKIA1234',
    AWS_SECRET_ACCESS_KEY: 'secret-key',
    HTTPS_PROXY: 'u:proxy-pass@p.example'
  }
  const given = {
    'github-token': 'ghs_token',
    'timeout-seconds': 'x',
    strict: 'x',
    'aws-region': 'x',
    'incident-id': 'x'
  }
  const messages = [
    ...read(given, secret).repairs.map(({ what }) => what),
    refusal({ ...given, 'contact-id': 'x', 'dry-run': 'x', 'endpoint-url': 'x' }, secret).message
  ]
  expect(messages).toHaveLength(5)
  for (const value of ['ghs_token', 'AKIA1234', 'secret-key', 'proxy-pass'])
    expect(messages.filter(message => message.includes(value))).toEqual([])
})
