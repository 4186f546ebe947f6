#!/usr/bin/env bash
# @actions/expressions 0.3.61: the position of an error after a quoted text with a line break.
#
# Expected: the column counts from the last line break, as it does after a line break between two tokens.
# Seen: a line break inside quotes raises the line, but the column goes on from the line before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @actions/expressions@0.3.61

cat >probe.mjs <<'JS'
import { Lexer, Parser } from '@actions/expressions'
for (const expression of ["'ab' ||\n  oops", "'a\nb' || oops"]) {
  try {
    new Parser(new Lexer(expression).lex().tokens, [], []).parse()
  } catch ({ pos }) {
    console.log(`line ${pos.line}, column ${pos.column}; it stands at column ${expression.split('\n')[1].indexOf('oops')}`)
  }
}
JS
seen=$(node probe.mjs)
echo "$seen"
[ "$seen" = 'line 1, column 2; it stands at column 2
line 1, column 9; it stands at column 6' ] || { echo 'This has changed.'; exit 1; }
