#!/usr/bin/env bash
# Synthesizes the stack of STAGE (dev) into cdk.out. Needs no account and, once
# installed, no network. Arguments go to cdk.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=infra/region.sh
. infra/region.sh
[ infra/node_modules/.package-lock.json -nt infra/package-lock.json ] || npm ci --prefix infra --silent
make --silent build
"${GO:-go}" build -o build/infra ./infra
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1
export AWS_REGION="${AWS_REGION:-eu-west-1}"
exec infra/node_modules/.bin/cdk synth --quiet --no-version-reporting -c "stage=${STAGE:-dev}" "$@"
