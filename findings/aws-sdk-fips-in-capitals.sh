#!/usr/bin/env bash
# @aws-sdk/client-ssm-contacts 3.523.0: AWS_USE_FIPS_ENDPOINT, or use_fips_endpoint in the shared configuration, in another spelling.
#
# Expected: "True" is taken as "true", as AWS CLI 1.45.11 takes it, or refused with the error that the package holds for such a value.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoints.html
# Seen: anything but "true" is taken as "false", and nothing is said: the client calls the endpoint that is not a FIPS one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-ssm-contacts@3.523.0

cat >probe.mjs <<'JS'
import { SSMContactsClient } from '@aws-sdk/client-ssm-contacts'

const usesFips = await new SSMContactsClient({ region: 'us-east-1' }).config.useFipsEndpoint().catch(() => 'an error')
console.log(`${process.argv[2]}: ${usesFips}`)
JS
run() { env -i PATH="$PATH" HOME="$folder" AWS_CONFIG_FILE=config "$@"; }
for value in true True yes; do
  : >config
  run AWS_USE_FIPS_ENDPOINT=$value node probe.mjs "$value in the environment"
  printf '[default]\nuse_fips_endpoint = %s\n' $value >config
  run node probe.mjs "$value in the file"
done >seen
cat seen
[ "$(cat seen)" = 'true in the environment: true
true in the file: true
True in the environment: false
True in the file: false
yes in the environment: false
yes in the file: false' ] || { echo 'This has changed.'; exit 1; }
