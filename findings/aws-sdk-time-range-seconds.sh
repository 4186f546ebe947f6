#!/usr/bin/env bash
# @aws-sdk/client-ssm-contacts 3.523.0: milliseconds of a time range.
#
# Expected: ListEngagements is asked for the times that were given; the service itself answers with fractions of a second.
# https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_TimeRange.html
# Seen: each time is rounded to a whole second, so that a range of 0.8 s is asked for as an empty one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-ssm-contacts@3.523.0

cat >probe.mjs <<'JS'
import { createServer } from 'node:http'
import { ListEngagementsCommand, SSMContactsClient } from '@aws-sdk/client-ssm-contacts'

const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  console.log(body)
  response.setHeader('content-type', 'application/x-amz-json-1.1').end('{"Engagements":[]}')
}).listen(0, '127.0.0.1')
await new Promise(resolve => server.once('listening', resolve))
const client = new SSMContactsClient({
  region: 'us-east-1',
  endpoint: `http://127.0.0.1:${server.address().port}`,
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
})
const [StartTime, EndTime] = [1767225600600, 1767225601400].map(ms => new Date(ms))
await client.send(new ListEngagementsCommand({ TimeRangeValue: { StartTime, EndTime } }))
server.closeAllConnections()
server.close()
JS
seen=$(node probe.mjs)
echo "$seen"
[ "$seen" = '{"TimeRangeValue":{"EndTime":1767225601,"StartTime":1767225601}}' ] || { echo 'This has changed.'; exit 1; }
