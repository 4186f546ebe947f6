#!/usr/bin/env bash
# @actions/expressions 0.3.61: which arguments of a function are evaluated.
#
# Expected: as on a runner, where case() evaluates the values of the branch that it takes, and `&&` stops at false.
# Seen: `&&` stops, but case() evaluates all of its arguments first, so that an error in a branch not taken is raised.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @actions/expressions@0.3.61

cat >probe.mjs <<'JS'
import { data, Evaluator, Lexer, Parser, wellKnownFunctions } from '@actions/expressions'
for (const expression of ["false && fromJSON('{')", "case(true, 'taken', fromJSON('{'))"]) {
  const tree = new Parser(new Lexer(expression).lex().tokens, [], Object.values(wellKnownFunctions)).parse()
  try {
    console.log(`${expression} is ${new Evaluator(tree, new data.Dictionary()).evaluate().coerceString()}`)
  } catch {
    console.log(`${expression} raises an error`)
  }
}
JS
seen=$(node probe.mjs)
echo "$seen"
[ "$seen" = "false && fromJSON('{') is false
case(true, 'taken', fromJSON('{')) raises an error" ] || { echo 'This has changed.'; exit 1; }
