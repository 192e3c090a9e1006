#!/usr/bin/env bash
# What test/sam/run.sh and test/sam/test.sh need: says in one line what is missing (exit 3), else starts the engine if
# it is not running, makes the image, the functions and the template, and prints the sam command and the address at
# which containers reach this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
sam=$(command -v sam || true)
[ -n "$sam" ] || { [ -x .local/venv-sam/bin/sam ] && sam=$PWD/.local/venv-sam/bin/sam; } || true
[ -n "$sam" ] || { echo "the SAM CLI is missing: python3 -m venv .local/venv-sam && .local/venv-sam/bin/pip install aws-sam-cli==1.170.0" >&2; exit 3; }
command -v docker >/dev/null || { echo "docker is missing: install docker.io" >&2; exit 3; }
if ! docker info >/dev/null 2>&1; then
  command -v dockerd >/dev/null && [ "$(id -u)" = 0 ] || { echo "no Docker engine runs: start one (dockerd)" >&2; exit 3; }
  mkdir -p .local
  setsid dockerd >.local/dockerd.log 2>&1 &
  for _ in $(seq 40); do docker info >/dev/null 2>&1 && break; sleep 0.5; done
  docker info >/dev/null 2>&1 || { echo "the Docker engine does not start: see .local/dockerd.log" >&2; exit 3; }
fi
test/sam/image.sh >&2
infra/synth.sh >&2
mkdir -p build/sam/.bin
CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -tags lambda.norpc -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o build/sam/.bin/ ./functions/...
for f in build/sam/.bin/*; do mkdir -p "build/sam/$(basename "$f")" && mv "$f" "build/sam/$(basename "$f")/bootstrap"; done
rmdir build/sam/.bin
node test/sam/template.mjs cdk.out/usher-dev.template.json cdk.out/sam.template.json >&2
go build -o build/samlocal ./test/cmd/samlocal
echo "$sam $(docker network inspect bridge -f '{{(index .IPAM.Config 0).Gateway}}')"
