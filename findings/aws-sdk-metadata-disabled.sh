#!/usr/bin/env bash
# @aws-sdk/client-ssm-contacts 3.523.0: AWS_EC2_METADATA_DISABLED=false.
#
# Expected: "false" leaves the instance's metadata service on, as in AWS CLI 1.45.11; "true" alone switches it off.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-client.html
# Seen: any value that is not empty switches it off, "false" too. The service is not asked, and there are no credentials.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-ssm-contacts@3.523.0

cat >probe.mjs <<'JS'
import { createServer } from 'node:http'
import { SSMContactsClient } from '@aws-sdk/client-ssm-contacts'

let asked = 0
const service = createServer((_, response) => {
  asked++
  response.writeHead(404).end()
}).listen(0, '127.0.0.1')
await new Promise(resolve => service.once('listening', resolve))
process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = `http://127.0.0.1:${service.address().port}`
for (const value of ['', 'true', 'false']) {
  process.env.AWS_EC2_METADATA_DISABLED = value
  asked = 0
  await new SSMContactsClient({ region: 'us-east-1' }).config.credentials().catch(() => undefined)
  console.log(`"${value}": the service is ${asked > 0 ? 'asked' : 'not asked'}`)
}
service.close()
JS
seen=$(env -i PATH="$PATH" HOME="$folder" node probe.mjs)
echo "$seen"
[ "$seen" = '"": the service is asked
"true": the service is not asked
"false": the service is not asked' ] || { echo 'This has changed.'; exit 1; }
