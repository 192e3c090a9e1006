#!/usr/bin/env bash
# Checks the synthesized template and the golden one of production with cfn-lint
# and checkov, both pinned, in their own virtual environment. Each suppression
# below says why; one that is no longer needed is an error too.
set -euo pipefail
cd "$(dirname "$0")/.."
templates=("${@:-cdk.out/usher-${STAGE:-dev}.template.json}" infra/testdata/prod.template.json)
venv=.local/venv
if ! "$venv/bin/checkov" --version 2>/dev/null | grep -qx 3.3.30 ||
  ! "$venv/bin/cfn-lint" --version 2>/dev/null | grep -q 1.58.0; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check cfn-lint==1.58.0 checkov==3.3.30
fi

# W3005: the CDK writes DependsOn beside a reference that implies it. Harmless.
"$venv/bin/cfn-lint" --ignore-checks W3005 -- "${templates[@]}"
echo "cfn-lint: clean"

skip=()
# Encryption with your own key (KMS) costs a dollar a month and key, idle or not. What is encrypted here is
# encrypted with AWS's keys; no secret is in an environment variable, a log, a queue or the topic.
skip+=(CKV_AWS_173) # of Lambda's environment variables
skip+=(CKV_AWS_158) # of log groups
skip+=(CKV_AWS_119) # of the table
skip+=(CKV_AWS_26)  # of the alarm topic: an SNS topic with the AWS-managed key cannot be written to by CloudWatch
skip+=(CKV_AWS_27)  # of the queue: SSE-SQS is on, which this check does not know
# Functions reach DynamoDB, SES and SSM by their public endpoints over TLS; a VPC would add NAT or endpoints, which
# cost when idle, and add no protection.
skip+=(CKV_AWS_117)
# A dead-letter queue of the function itself is the older way, and only for asynchronous invocations. The stream has a
# destination for failures, and so have the functions that a schedule or rule invokes.
skip+=(CKV_AWS_116)
# Reserved concurrency for each function would take it from the account's other functions; the API's throttling bounds
# the load.
skip+=(CKV_AWS_115)
# CloudFront: access logs would hold the paths of links, which are tokens. The API's own log names routes.
skip+=(CKV_AWS_86)
# WAF costs when idle, so it is a setting of the stage; the application has rate limits by address and client.
skip+=(CKV_AWS_68)
# CloudFront's own certificate allows TLS 1.0; with the stage's own domain it is 1.2.
skip+=(CKV_AWS_174)
# The bucket holds the public files of the dashboard, which only CloudFront reads: nothing to log.
skip+=(CKV_AWS_18)
# The bucket of failed batches has no versions, so that a batch that was handled, and deleted, is gone.
skip+=(CKV_AWS_21)

report=$(mktemp)
trap 'rm -f "$report"' EXIT
for template in "${templates[@]}"; do
  "$venv/bin/checkov" -f "$template" --framework cloudformation --skip-download --quiet --soft-fail -o json >"$report"
  "$venv/bin/python" - "$template" "$report" "${skip[@]}" <<'PYTHON'
import json, sys
template, report, *listed = sys.argv[1:]
results = json.load(open(report))
failed, passed = results["results"]["failed_checks"], results["summary"]["passed"]
new = [f for f in failed if f["check_id"] not in listed]
for f in new:
    print(f"{template}: {f['check_id']} {f['resource']}: {f['check_name']}", file=sys.stderr)
idle = sorted(set(listed) - {f["check_id"] for f in failed})
if idle:
    print(f"{template}: suppressed for nothing: {' '.join(idle)}", file=sys.stderr)
if not passed:
    print(f"{template}: nothing was checked", file=sys.stderr)
if new or idle or not passed:
    sys.exit(1)
print(f"checkov: {template}: clean, {passed} checks passed, "
      f"{len(failed)} findings suppressed for {len(listed)} reasons")
PYTHON
done
