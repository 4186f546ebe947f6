#!/usr/bin/env bash
# @actions/core 3.0.1: what summary.addCodeBlock() makes of a log line with an angle bracket.
#
# Expected: the text shows as it is, since it is said to be a code block, and the block is written as HTML.
# https://github.com/actions/toolkit/tree/main/packages/core#job-summary
# Seen: nothing is escaped, so that a browser reads "<id>" as an element, and the reader never sees it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @actions/core@3.0.1

cat >probe.mjs <<'JS'
import { summary } from '@actions/core'
console.log(summary.addCodeBlock('usage: deploy <id>').stringify().trim())
JS
seen=$(node probe.mjs)
echo "$seen"
[ "$seen" = '<pre><code>usage: deploy <id></code></pre>' ] || { echo 'This has changed.'; exit 1; }
