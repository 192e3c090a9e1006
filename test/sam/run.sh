#!/usr/bin/env bash
# Runs Usher through SAM until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/../.."
read -r sam bridge < <(test/sam/prepare.sh)
exec build/samlocal "$sam" cdk.out/sam.template.json "$bridge"
