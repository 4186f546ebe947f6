import { describe, expect, test } from '@jest/globals'
import { readDrillInputs } from '../src/github/drill-inputs.ts'
import { readEnvironment } from '../src/github/environment.ts'
import { arnOf } from './shared/drill-world.ts'
import { fakeReader } from './shared/fake-core.ts'
import { emptyEnvironment } from './shared/samples.ts'

const [a, b] = [arnOf('a'), arnOf('b')]
const read = (given: Readonly<Record<string, string>>, environment = emptyEnvironment) =>
  readDrillInputs(fakeReader({ 'timeout-seconds': '60', ...given }), environment)
const aliases = (given: Readonly<Record<string, string>>) =>
  read(given).contacts.map(({ arn, isBackup }) => (isBackup ? `backup ${arn.alias}` : arn.alias))

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['one', { 'contact-id': a }, ['a']],
  ['several, one per line', { 'contact-id': `${a}\n${b}\n` }, ['a', 'b']],
  ['with white space and empty lines around', { 'contact-id': `\n  ${a}  \r\n\n${b}\n\n` }, ['a', 'b']],
  ['one twice counts once', { 'contact-id': `${a}\n${b}\n${a}` }, ['a', 'b']],
  ['a backup comes last', { 'contact-id': a, 'backup-contact-id': b }, ['a', 'backup b']],
  ['a backup that is among them counts once', { 'contact-id': `${a}\n${b}`, 'backup-contact-id': b }, ['a', 'b']]
])('contacts: %s', (_, given, expected) => {
  expect(aliases(given)).toEqual(expected)
})

test('decided values where a step gives nothing but a contact', () => {
  expect(read({ 'contact-id': a })).toEqual({
    contacts: [
      {
        contactId: a,
        arn: { partition: 'aws', region: 'us-east-1', account: '111122223333', alias: 'a' },
        isBackup: false
      }
    ],
    roleArn: '',
    endpointUrl: undefined,
    timeoutSeconds: 60,
    warnings: []
  })
})

describe('a mistake in an input stops the drill, all of them at once', () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['no contact', { 'contact-id': '' }, /Input "contact-id" is empty/],
    ['a second line that is no ARN', { 'contact-id': `${a}\noncall` }, /Input "contact-id" \(line 2\) is "oncall"/],
    ['a backup that is no ARN', { 'contact-id': a, 'backup-contact-id': 'b' }, /Input "backup-contact-id" is "b"/],
    ['plain http', { 'contact-id': a, 'endpoint-url': 'http://aws.example' }, /Input "endpoint-url"/]
  ])('%s', (_, given, message) => {
    expect(() => read(given)).toThrow(message)
  })

  test('several', () => {
    expect(() => read({ 'contact-id': 'x', 'backup-contact-id': 'y', 'endpoint-url': 'z' })).toThrow(
      /^- Input "contact-id".*\n- Input "backup-contact-id".*\n- Input "endpoint-url".*$/
    )
  })
})

test.each<[string, Readonly<Record<string, string>>, Parameters<typeof readEnvironment>[0], RegExp]>([
  ['a time that is none', { 'timeout-seconds': '12abc' }, {}, /^Input "timeout-seconds" is "12abc"/],
  ['an odd name', { 'contact-id': `${a}@` }, {}, /^Input "contact-id" ends in "a@"/],
  ['an odd name of the backup', { 'backup-contact-id': `${a}@` }, {}, /^Input "backup-contact-id" ends in "a@"/],
  ['no verification', {}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /^NODE_TLS_REJECT_UNAUTHORIZED=0/]
])('%s is a warning', (_, given, variables, warning) => {
  const { warnings, timeoutSeconds } = read({ 'contact-id': a, ...given }, readEnvironment(variables))
  expect(warnings).toEqual([expect.stringMatching(warning)])
  expect(timeoutSeconds).toBe(60)
})
