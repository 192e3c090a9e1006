#!/usr/bin/env bash
# What test/sam/run.sh and test/sam/test.sh need: says in one line what is missing (exit 3), else starts the engine if
# it is not running, makes the image, the functions and the template, and prints the sam command and the address at
# which containers reach this machine. The process id of an engine that it started is written to the file that
# DOCKERD_PID names, for the caller to stop it.
set -euo pipefail
cd "$(dirname "$0")/../.."
missing() { echo "$*" >&2; exit 3; }
mkdir -p .local
sam=$(command -v sam || true)
[ -n "$sam" ] || { [ -x .local/venv-sam/bin/sam ] && sam=$PWD/.local/venv-sam/bin/sam; } || true
[ -n "$sam" ] || missing "the SAM CLI is missing: python3 -m venv .local/venv-sam && .local/venv-sam/bin/pip install aws-sam-cli==1.170.0"
command -v docker >/dev/null || missing "docker is missing: install docker.io"
if ! docker info >/dev/null 2>&1; then
  command -v dockerd >/dev/null && [ "$(id -u)" = 0 ] || missing "no Docker engine runs: start one (dockerd)"
  setsid dockerd >.local/dockerd.log 2>&1 &
  started=$!
  echo $started >"${DOCKERD_PID:-.local/dockerd.pid}"
  for _ in $(seq 40); do docker info >/dev/null 2>&1 && break; sleep 0.5; done
  docker info >/dev/null 2>&1 || { kill $started 2>/dev/null || true; missing "the Docker engine does not start: see .local/dockerd.log"; }
fi
test/sam/image.sh >&2
infra/synth.sh >&2
rm -rf build/sam && mkdir -p build/sam/.bin
CGO_ENABLED=0 GOOS=linux GOARCH=amd64 go build -tags lambda.norpc -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o build/sam/.bin/ ./functions/...
for f in build/sam/.bin/*; do mkdir -p "build/sam/$(basename "$f")" && mv "$f" "build/sam/$(basename "$f")/bootstrap"; done
rmdir build/sam/.bin
node test/sam/template.mjs cdk.out/usher-dev.template.json cdk.out/sam.template.json cdk.out/sam.env.json >&2
go build -o build/samlocal ./test/cmd/samlocal
echo "$sam $(docker network inspect bridge -f '{{(index .IPAM.Config 0).Gateway}}')"
