#!/usr/bin/env bash
# Checks the synthesized template with cfn-lint and checkov, both pinned, in a
# virtual environment of their own. Each suppression below says why.
set -euo pipefail
cd "$(dirname "$0")/.."
template=${1:-cdk.out/usher-dev.template.json}
venv=.local/venv
if ! "$venv/bin/checkov" --version 2>/dev/null | grep -qx 3.3.30 || ! "$venv/bin/cfn-lint" --version 2>/dev/null | grep -q 1.58.0; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check cfn-lint==1.58.0 checkov==3.3.30
fi

# W3005: the CDK writes DependsOn beside a reference that implies it. Harmless.
"$venv/bin/cfn-lint" --ignore-checks W3005 -- "$template"
echo "cfn-lint: clean"

skip=()
# Encryption with a key of one's own (KMS) costs a dollar a month and key, idle or not. What is encrypted here is
# encrypted with AWS's keys; no secret is in an environment variable, a log, a queue or the topic.
skip+=(CKV_AWS_173) # of Lambda's environment variables
skip+=(CKV_AWS_158) # of log groups
skip+=(CKV_AWS_119) # of the table
skip+=(CKV_AWS_26)  # of the alarm topic: an SNS topic with the AWS-managed key cannot be written to by CloudWatch
skip+=(CKV_AWS_27)  # of the queue: SSE-SQS is on, which this check does not know
# Functions reach DynamoDB, SES and SSM by their public endpoints over TLS; a VPC would add NAT or endpoints, which
# cost when idle, and protect nothing more.
skip+=(CKV_AWS_117)
# A dead-letter queue of the function itself is for asynchronous invocation alone. Requests are answered; the stream,
# the schedule and the event rules each have their own way to the dead letters.
skip+=(CKV_AWS_116)
# A reserved number of instances for each function would take them from the account's other functions; the API's
# throttling bounds the load.
skip+=(CKV_AWS_115)
# CloudFront: access logs would hold the paths of links, which are tokens. The API's own log names routes.
skip+=(CKV_AWS_86)
# WAF costs when idle; sign-in is throttled by address and client in the application.
skip+=(CKV_AWS_68)
# CloudFront's own certificate allows TLS 1.0; with a domain of one's own (-c domain, -c certificate) it is 1.2.
skip+=(CKV_AWS_174)
# The bucket holds the public files of the dashboard, read through CloudFront alone: nothing to log.
skip+=(CKV_AWS_18)
# The CDK's own uploader of the dashboard may write to the dashboard's bucket (see the written list in policy_test.go).
skip+=(CKV_AWS_111)

"$venv/bin/checkov" -f "$template" --framework cloudformation --quiet --compact --skip-download \
  --skip-check "$(IFS=,; echo "${skip[*]}")"
echo "checkov: clean"
