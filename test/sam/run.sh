#!/usr/bin/env bash
# Runs Usher through SAM until Ctrl-C. An engine that had to be started is stopped again.
set -euo pipefail
cd "$(dirname "$0")/../.."
engine=$(mktemp)
trap '[ ! -s "$engine" ] || kill "$(cat "$engine")"' EXIT
prepared=$(DOCKERD_PID=$engine test/sam/prepare.sh)
read -r sam bridge <<<"$prepared"
trap : INT # samlocal gets it too, and ends first
build/samlocal "$sam" cdk.out/sam.template.json "$bridge"
