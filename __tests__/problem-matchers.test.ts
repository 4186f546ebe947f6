// What the problem matchers of popular set-up actions would take for a place in a source file (row S8).
import { describe, expect, test } from '@jest/globals'
import { printableInLog } from '../src/report/printing.ts'
import { matchers } from './shared/problem-matchers.ts'

describe('S8: no problem matcher takes outside text in the log for a place in a source file', () => {
  test.each<[string, string, string]>([
    ['setup-go', 'Subject: ./cmd/main.go:12:5: undefined: x', 'Subject: ./cmd/main.go\\:12:5: undefined: x'],
    ['setup-go', 'Subject: /src/main.go: it is broken', 'Subject: /src/main.go\\: it is broken'],
    ['setup-go, older', 'Subject: main.go:1: x', 'Subject: main.go\\:1: x'],
    [
      'tsc',
      'Subject: src/a.ts(3,7): error TS2304: Cannot find it',
      'Subject: src/a.ts(3,7)\\: error TS2304: Cannot find it'
    ],
    ['tsc', 'a.ts(3) :  warning X1: y', 'a.ts(3) \\:  warning X1: y'],
    ['eslint-stylish', '  3:7  error  Missing semicolon  semi', '  3\\:7  error  Missing semicolon  semi'],
    [
      'eslint-compact',
      'a.js: line 3, col 7, Error - Missing semicolon (semi)',
      'a.js:\\ line 3, col 7, Error - Missing semicolon (semi)'
    ],
    [
      'tslint-prose',
      'ERROR: /home/runner/work/a/a/b.ts:3:7 - Missing semicolon',
      'ERROR: /home/runner/work/a/a/b.ts:3\\:7 - Missing semicolon'
    ],
    ['setup-python', '  File "a.py", line 3, in f', '  File "a.py"\\, line 3, in f']
  ])('%s: %s', (name, text, printed) => {
    expect(text).toMatch(matchers[name] as RegExp)
    expect(printableInLog(text)).toBe(printed)
    for (const matcher of Object.values(matchers)) expect(printed).not.toMatch(matcher)
  })

  test.each([
    'Run: https://github.com/acme/shop/actions/runs/1658821493',
    'Contact: arn:aws:ssm-contacts:us-east-1:111122223333:contact/oncall-plan',
    'The proxy http://proxy.example:3128 does not answer at 02:10:07.'
  ])('what is no place stays as it is: %s', text => {
    expect(printableInLog(text)).toBe(text)
  })
})
