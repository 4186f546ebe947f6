/** What careless expressions stumble over in long runs. expressions.test.ts tries each expression of src/ on its own. */
export const hostileUnits = [
  ...[' ', '\t', '\n', '\r', '\r\n', '\u0085', '\u2028', '\u00a0', '-', '--', 'a', 'aA', 'a-', '-a', 'a.', 'a,', 'a:'],
  ...['a#', 'A1', '0', '1.', "'", "''", '{', '{{', '{{0', '{0}', '}', ':', '::', ' ::', '/', '//', './', '#', '##'],
  ...['##[', '&', '&a', '&amp;', '%', '%4', '<', '<a', '=', '@', '\\', 'e\u0301', '\u0301', '\ufffd', '\u200b', '🚨'],
  ...['\ud800', 'arn:aws:ssm-contacts:', 'a1:1:', 'us-', 'http://', '127.', 'Mon,', 'Signature ']
]

/** Templates that put one text of the event into every field. */
export const hostileTemplates = {
  subject: '{{ github.event.head_commit.message }}',
  content: '{{ github.event.head_commit.message }}!',
  'public-content': '{{ github.event.head_commit.message }}x',
  sender: '{{ github.event.head_commit.message }}',
  'idempotency-token': '{{ github.event.head_commit.message }}'
}

/** A unit, repeated to 100 KB. */
export const long = (unit: string): string => unit.repeat(Math.ceil(100_000 / unit.length))
